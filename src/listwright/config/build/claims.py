"""What is said of needs beside wanting them: `have`, `waive` and `import`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from listwright.config.build.scope import Scope
from listwright.config.schema.claims import HaveDocument, ImportDocument, WaiveDocument
from listwright.config.schema.collections import Item
from listwright.model.names import NeedKey, OrderId
from listwright.model.rules import FromColumn, Have, Import, Waive


class Claiming(Protocol):
    """A document in which all three may stand."""

    @property
    def have(self) -> tuple[Item[HaveDocument], ...] | None:
        """What exists already."""

    @property
    def waive(self) -> tuple[Item[WaiveDocument], ...] | None:
        """What is not ordered."""

    @property
    def import_(self) -> tuple[Item[ImportDocument], ...] | None:
        """Whose order exists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What one place says, the nearest word of each need first."""

    have: tuple[Have, ...] = ()
    waive: tuple[Waive, ...] = ()
    imports: tuple[Import, ...] = ()

    def over(self, farther: "Claims") -> "Claims":
        """These words, then those of a place that is farther away."""
        return Claims(
            have=self.have + farther.have,
            waive=self.waive + farther.waive,
            imports=self.imports + farther.imports,
        )


def build_claims(document: Claiming, scope: Scope) -> Claims:
    """Everything said there, each at the key of its need."""
    if document.have is None and document.waive is None and document.import_ is None:
        return _NOTHING
    return Claims(
        have=tuple(_have(document.have or (), scope)),
        waive=tuple(_waive(document.waive or ())),
        imports=tuple(_imports(document.import_ or (), scope)),
    )


_NOTHING = Claims()


def _have(items: tuple[Item[HaveDocument], ...], scope: Scope) -> Iterator[Have]:
    for item in items:
        delivered, quantity, evidence = (
            item.value.delivered_at,
            item.value.quantity,
            item.value.evidence,
        )
        if delivered is None:
            continue
        if isinstance(delivered.value, FromColumn):
            scope.date_column(delivered.value.column, delivered.span)
        yield Have(
            key=NeedKey(item.name),
            delivered_at=delivered.value,
            quantity=quantity.value if quantity else None,
            evidence=evidence.value if evidence else "",
            span=item.span,
        )


def _waive(items: tuple[Item[WaiveDocument], ...]) -> Iterator[Waive]:
    for item in items:
        reason, until, by = item.value.reason, item.value.until, item.value.by
        if reason is not None:
            yield Waive(
                key=NeedKey(item.name),
                reason=reason.value,
                until=until.value if until else None,
                by=by.value if by else "",
                span=item.span,
            )


def _imports(items: tuple[Item[ImportDocument], ...], scope: Scope) -> Iterator[Import]:
    for item in items:
        named = item.value.order_id
        if named is None:
            continue
        order = named.value
        if isinstance(order, FromColumn):
            scope.open_column(order.column, named.span)
        else:
            order = OrderId(order)
        yield Import(key=NeedKey(item.name), order_id=order, span=item.span)
