"""From needs that are due to what one create call would ask for.

Every value is looked up in the order the language promises (property, column, defaults) and keeps
the place it came from, so that a vendor's refusal can point at the line or row.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from listwright.engine.billing import find_entity
from listwright.engine.predicates import read_value
from listwright.errors import Diagnostic, Severity, Span
from listwright.model.account import Account
from listwright.model.columns import Facts, Value
from listwright.model.names import Address
from listwright.model.need import (
    Access,
    Dwelling,
    Location,
    NeedSpec,
    OrderLine,
    OrderSpec,
)
from listwright.model.portfolio import Home, Portfolio
from listwright.model.private import Private, SecretRef, SecretSource
from listwright.model.rules import FromColumn, SecretFromColumn, Template, Written

T = TypeVar("T")


class MissingFactError(Exception):
    """A fact that the order cannot do without is neither in the files nor in the inventory."""

    def __init__(self, fact: str, span: Span) -> None:
        """`fact` names the column or key; `span` is where it should stand."""
        super().__init__(fact)
        self.fact = fact
        self.span = span


@dataclass(slots=True)
class SpecDraft:
    """Collects the places and findings while a spec is put together."""

    origins: dict[str, Span] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltSpec:
    """A spec, and what was noticed while building it (errors stop the run)."""

    spec: OrderSpec
    findings: tuple[Diagnostic, ...]


def build_spec(
    portfolio: Portfolio, home: Home, needs: Iterable[NeedSpec], *, account: Account, today: date
) -> BuiltSpec:
    """What one order for `needs` of `home` would ask for; raises MissingFactError."""
    ordered = sorted(needs, key=lambda need: need.key)
    draft = SpecDraft()
    facts = home.facts
    draft.origins["external_property_id"] = facts.span("external_property_id")
    dwelling = _dwelling(facts, draft)
    access = _access(portfolio, home, draft)
    wish = _preferred_date(home, ordered, today=today, draft=draft)
    spec = OrderSpec(
        account=account,
        property=home.id,
        canonical=home.canonical,
        billing_entity=find_entity(portfolio, home, draft.origins, draft.findings),
        lines=tuple(_lines(home, ordered, draft)),
        dwelling=dwelling,
        access=_with_date(access, wish),
        origins=draft.origins,
        order_notes=_notes(home, ordered, draft),
        metadata=_metadata(home, ordered, draft),
    )
    return BuiltSpec(spec=spec, findings=tuple(draft.findings))
