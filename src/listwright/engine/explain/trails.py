"""The trail of a need as an explanation shows it: field by field, with every place."""

from collections.abc import Iterator

from listwright.engine.billing import FIELD as BILLING_FIELD
from listwright.engine.billing import find_entity
from listwright.engine.explain.case import NeedCase
from listwright.engine.explain.written import plain_value
from listwright.engine.trail import DEFAULTS, Wrote
from listwright.errors import Span
from listwright.model.explanation import Assigned, TrailField
from listwright.model.portfolio import Home, Portfolio


def trail_fields(case: NeedCase) -> tuple[TrailField, ...]:
    """Every field of the need, who pays for it, and what the files claim beside wanting it."""
    return (
        *(_field(name, wrote) for name, wrote in case.trail.fields.items()),
        *_billing(case),
        *(_field(name, wrote) for name, wrote in case.trail.claims.items()),
    )


def _field(name: str, wrote: tuple[Wrote, ...]) -> TrailField:
    holds, *replaced = (_assigned(name, one) for one in wrote)
    return TrailField(field=name, holds=holds, replaced=tuple(replaced))


def _assigned(name: str, wrote: Wrote) -> Assigned:
    return Assigned(value=plain_value(name, wrote.value), at=wrote.span.at, rule=wrote.rule)


def _billing(case: NeedCase) -> Iterator[TrailField]:
    home, run = case.at.home, case.at.run
    if home is None or not case.trail.fields:
        return
    entity, span, _ = find_entity(run.portfolio, home, run.calendar.today(home.facts))
    if entity:
        holds = Assigned(value=entity, at=span.at, rule=_payer(run.portfolio, home, span))
        yield TrailField(field="billing_entity", holds=holds)


def _payer(portfolio: Portfolio, home: Home, span: Span) -> str:
    """Who says that this entity pays: the home's cell or entry, a billing rule, or the defaults."""
    if home.facts.text(BILLING_FIELD) is not None:
        return f"properties.{home.id}" if span.row is None else (span.source or home.origin)
    default = portfolio.defaults.billing_entity
    return DEFAULTS if default is not None and default.span is span else "billing"
