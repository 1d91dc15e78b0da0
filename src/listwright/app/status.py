"""`status`: how needs and orders stand, read off a plan that asked nobody anything."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from typing import assert_never

from listwright.app.ledger_view import cancelable_orders
from listwright.app.selection import Selection, former_ids
from listwright.engine.addresses import Selector
from listwright.engine.audit_stale import aged_needs
from listwright.engine.reconcile import Reconciled
from listwright.engine.view import Run
from listwright.engine.wording import told_of
from listwright.model.account import VendorTraits
from listwright.model.names import Address, canonical_id
from listwright.model.need import NeedSpec, Wanted
from listwright.model.order import Order
from listwright.model.picture import PictureCounts
from listwright.model.plan import (
    Action,
    Blocked,
    Change,
    Condition,
    Deferred,
    Plan,
    Reason,
    Standing,
)
from listwright.model.portfolio import Portfolio
from listwright.model.status import MetBy, NeedStatus, Proof, StatusReport

_Line = Change | Deferred | Blocked | Standing
_ORDER = "order:"


def report_status(
    made: Reconciled, patterns: tuple[str, ...], traits: Mapping[str, VendorTraits]
) -> StatusReport:
    """The needs and orders that the patterns name; without any, all of them.

    Raises UsageError for a pattern that names nothing here. Orders placed under a former id of a
    home count as the home's.
    """
    chosen = Selection(patterns, made.run.portfolio, made.observed, made.run.now)
    known = _Known.of(made)
    named = _present_names(patterns, made.run.portfolio)
    lines: dict[Address, _Line] = {}
    for address, line in _lines(made.plan):
        # What becomes of an old order must not hide how the need itself stands.
        if _names(named, address, line) and not (address in lines and _adds_nothing(line)):
            lines[address] = line
    needs = [known.status(address, line) for address, line in sorted(lines.items())]
    orders = [order for order in _orders(made) if chosen.takes_order(order)]
    chosen.refuse_unknown()
    return StatusReport(
        needs=tuple(needs),
        orders=tuple(sorted(orders, key=lambda order: (order.property, order.order_id))),
        cancelable=cancelable_orders(orders, traits),
    )


def _present_names(patterns: tuple[str, ...], portfolio: Portfolio) -> tuple[str, ...]:
    """The patterns, with former ids of homes replaced by those they have now."""
    former = former_ids(portfolio)

    def present(pattern: str) -> str:
        head, slash, key = pattern.rpartition("/")
        now = former.get(canonical_id(pattern))
        if now is None and slash and (home := former.get(canonical_id(head))) is not None:
            return f"{home}/{key}"
        return pattern if now is None else now

    return tuple(present(pattern) for pattern in patterns)


def _names(patterns: tuple[str, ...], address: Address, line: _Line) -> bool:
    if not patterns or Selector(patterns).matches(address):
        return True
    name = f"{_ORDER}{line.order_id}"
    return any(
        pattern.startswith(_ORDER) and fnmatchcase(name, pattern)
        for pattern in patterns
        if line.order_id is not None
    )


def _lines(plan: Plan) -> Iterator[tuple[Address, _Line]]:
    for change in plan.changes:
        for need in change.needs:
            yield need, change
    waiting: tuple[Standing | Deferred | Blocked, ...] = (
        *plan.standing,
        *plan.deferred,
        *plan.blocked,
    )
    for item in waiting:
        yield item.need, item


def _adds_nothing(line: _Line) -> bool:
    """Whether an earlier line of the need says more: a further picture, or the end of an order."""
    return _ends(line) or (isinstance(line, Change) and line.task is not None)


def _ends(line: _Line) -> bool:
    """Whether it is only about an order that nobody wants any more."""
    if isinstance(line, Standing):
        return line.reason is Reason.KEPT
    return line.action in {Action.CANCEL, Action.FORGET}


def _orders(made: Reconciled) -> Iterable[Order]:
    for record in made.observed.properties.values():
        yield from record.orders


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What a line of a plan does not say of its need: what is wanted, and what grew too old."""

    run: Run
    wanted: Mapping[Address, tuple[Wanted, NeedSpec]]
    stale: Set[Address] = field(default_factory=frozenset)
    pictures: Mapping[Address, PictureCounts] = field(default_factory=dict)

    @classmethod
    def of(cls, made: Reconciled) -> "_Known":
        """Everything of a plan."""
        aged = aged_needs(made)
        return cls(
            run=made.run,
            wanted={
                Address(wanted.home.id, spec.key): (wanted, spec)
                for wanted in made.wants.homes
                for spec in wanted.needs.specs
            },
            stale=frozenset(one.need for one in aged if not one.still_good),
            pictures=made.pictures,
        )

    def status(self, address: Address, line: _Line) -> NeedStatus:
        """How one need stands."""
        wanted, spec = self.wanted.get(address, (None, None))
        account = getattr(line, "account", None)
        until = line.until if isinstance(line, Deferred | Blocked) else None
        if wanted is not None and line.reason is Reason.WAIVED:
            until = self._waived_until(wanted, address)
        return NeedStatus(
            address=address,
            vendor=spec.vendor if spec is not None else (account.label if account else ""),
            service=spec.slug if spec is not None else "",
            quantity=spec.quantity if spec is not None else 0,
            condition=self._condition(address, line),
            reason=line.reason,
            why=told_of(line),
            until=until,
            clears_when=line.clears_when if isinstance(line, Deferred) else "",
            remedy=line.remedy if isinstance(line, Blocked) else "",
            since=line.since if isinstance(line, Blocked) else None,
            at=line.because[0].at if line.because else None,
            met_by=_met_by(line),
            order_id=line.order_id,
            waits_for=line.waits_for if isinstance(line, Deferred) else (),
            is_pictures=spec is not None and spec.tool is not None,
            pictures=self.pictures.get(address),
        )

    def _waived_until(self, wanted: Wanted, address: Address) -> datetime | None:
        """The first instant after the last day of the waiver; None when it has no end."""
        days = [waive.until for waive in wanted.needs.waive if waive.key == address.key]
        if not days or days[0] is None:
            return None
        return self.run.calendar.end_of(days[0], wanted.home.facts)

    def _condition(self, address: Address, line: _Line) -> Condition:
        match line:
            case Deferred():
                return Condition.DEFERRED
            case Blocked():
                return Condition.BLOCKED
            case Change() if not line.action.creates:
                return Condition.PROGRESSING
            case Change():
                return Condition.STALE if address in self.stale else Condition.MISSING
            case Standing():
                return _standing_condition(line)
            case _:
                assert_never(line)


def _standing_condition(line: Standing) -> Condition:
    if line.met_by is not None or line.reason is Reason.SATISFIED:
        return Condition.SATISFIED
    if line.reason is Reason.WAIVED:
        return Condition.WAIVED
    return Condition.PROGRESSING


def _met_by(line: _Line) -> MetBy | None:
    if not isinstance(line, Standing) or line.met_by is None:
        return None
    return MetBy(
        kind=Proof(line.met_by),
        order_id=line.order_id,
        captured_at=line.at,
        stale_on=line.stale_on,
        warn_on=line.warn_on,
    )
