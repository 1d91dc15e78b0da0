"""Reading orders before planning: first those a decision depends on, then the longest unread."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from listwright.app.asking import name_of
from listwright.app.driver import Driver
from listwright.app.effects import Pace, Pause, ReadOrder, RecordOrder
from listwright.engine.view import Unreadable
from listwright.errors import Diagnostic, Severity, VendorAuthError
from listwright.model.account import Account
from listwright.model.intent import Intent, IntentState, Observed
from listwright.model.names import AccountId, OrderId
from listwright.model.order import Order, Phase
from listwright.model.plan import Plan, Reason
from listwright.model.portfolio import RefreshMode
from listwright.model.reads import Reads
from listwright.ports import OrderName, Progress, ReadFailureError, Vendor

_GIVE_UP_AFTER = 3
"""Reads in a row that find nobody: the vendor is away, and the rest would only wait."""

_RATE_PAUSE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshPolicy:
    """How much to read. `budget` counts reads; FULL reads every open order whatever the budget.

    With `only_decisive` AUTO reads no order that no line of the plan depends on.
    """

    mode: RefreshMode
    budget: int
    only_decisive: bool = False


_UNFINISHED = (Phase.OPEN, Phase.UNKNOWN)


def open_orders(observed: Observed, accounts: Iterable[AccountId]) -> tuple[Order, ...]:
    """Every order that may still change, longest unread first; only of accounts in use."""
    wanted = frozenset(accounts)
    found = [
        order
        for record in observed.properties.values()
        for order in record.orders
        if order.phase in _UNFINISHED and order.account.id in wanted
    ]
    return tuple(sorted(found, key=_unread))


def pollable(
    orders: tuple[Order, ...], vendors: Mapping[str, Vendor], *, now: datetime
) -> tuple[Order, ...]:
    """Those of `orders` that were not read so lately that their vendor would mind."""
    floors = {
        vendor.account.id: vendor.traits.pictures.poll_floor
        for vendor in vendors.values()
        if vendor.traits.pictures is not None
    }
    if not floors:
        return orders
    return tuple(
        order
        for order in orders
        if order.read_at is None
        or order.account.id not in floors
        or now - order.read_at >= floors[order.account.id]
    )


def _unread(order: Order) -> tuple[bool, str, str]:
    read = order.read_at
    return (read is not None, "" if read is None else read.isoformat(), order.order_id)


def decisive_orders(plan: Plan) -> frozenset[str]:
    """The ids of orders that a line of a provisional plan acts on or waits for."""
    acting = {change.order_id for change in plan.changes if change.action.cancels}
    blocked = {item.order_id for item in plan.blocked if item.reason is Reason.NOT_CANCELABLE}
    kept = {item.order_id for item in plan.standing if item.reason is Reason.SPEC_CHANGED_KEPT}
    waiting = {item.order_id for item in plan.deferred if item.reason in _READ_FOR}
    return frozenset(order_id for order_id in acting | blocked | kept | waiting if order_id)


_READ_FOR = frozenset({Reason.READ_REQUIRED, Reason.DEPENDENCY_PENDING})
"""What a deferred need waits for can be seen by a read."""


Asked = tuple[Account, OrderName]
"""One order to read, and where."""

SEEN = "seen"
"""How a read ended that gave the order; others end with the kind of their ReadFailureError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What a round of reading did: requests used, what went wrong, and which orders gave nothing.

    `ends` says of each order that was asked for how that ended.
    """

    used: int = 0
    ends: Mapping[Asked, str] = field(default_factory=dict)
    warnings: tuple[Diagnostic, ...] = ()
    unreadable: Mapping[tuple[AccountId, OrderId], Unreadable] = field(default_factory=dict)

    def has_asked(self, order: Order) -> bool:
        """Whether the round came as far as that order."""
        return asked_of_order(order) in self.ends

    def has_seen(self, order: Order) -> bool:
        """Whether the vendor showed that order."""
        return self.ends.get(asked_of_order(order)) == SEEN


@dataclass(slots=True)
class _Round:
    """A round of reading under way. Of `rumors` nobody but an event has spoken."""

    driver: Driver
    rumors: frozenset[Asked]
    used: int = 0
    away: int = 0
    ends: dict[Asked, str] = field(default_factory=dict)
    warnings: list[Diagnostic] = field(default_factory=list)
    unreadable: dict[tuple[AccountId, OrderId], Unreadable] = field(default_factory=dict)

    def read(self, asked: Asked) -> bool:
        """Read one order; False when the round is over."""
        account, name = asked
        if self.away >= _GIVE_UP_AFTER or not self.driver.perform(Pace(account)):
            return False
        self.used += 1
        seen = self.driver.perform(ReadOrder(account, name))
        if isinstance(seen, ReadFailureError):
            self.ends[asked] = seen.kind
            self._note(asked, seen)
        else:
            self.ends[asked] = SEEN
            self.away = 0
            self.driver.perform(RecordOrder(seen))
        return True

    def _note(self, asked: Asked, failure: ReadFailureError) -> None:
        account, name = asked
        if failure.kind == "unsubmitted":
            # An upload in doubt of which nothing was made (yet): the need's own line says so.
            self.away = 0
            return
        self.away = self.away + 1 if failure.kind == "unreachable" else 0
        settled = failure.kind in {"not_found", "identity"}
        if asked in self.rumors and settled:
            # Whoever can send an event can name any order; what they name says nothing of ours.
            return
        self.warnings.append(_explain(failure, name))
        if name.order_id is not None and asked not in self.rumors:
            unreadable = Unreadable(settled=settled, detail=failure.detail)
            self.unreadable[account.id, name.order_id] = unreadable
        if failure.kind == "rate":
            self.driver.perform(Pause(account, failure.retry_after or _RATE_PAUSE))


def read_orders(
    driver: Driver,
    asked: Iterable[Asked],
    *,
    progress: Progress,
    rumors: frozenset[Asked] = frozenset(),
) -> Readings:
    """Read and record each of `asked` once, in order; of `rumors` nobody but an event has spoken.

    A refused key ends the run: it would be refused again for every order.
    """
    orders = tuple(dict.fromkeys(asked))
    if not orders:
        return Readings()
    progress.start("Reading orders", len(orders))
    round_ = _Round(driver, rumors)
    for one in orders:
        if not round_.read(one):
            break
        progress.advance(f"order {one[1].order_id or one[1].request_id}")
    progress.finish()
    return Readings(
        used=round_.used,
        ends=round_.ends,
        warnings=tuple(round_.warnings),
        unreadable=round_.unreadable,
    )


def asked_of_order(order: Order) -> Asked:
    """An order that is on record."""
    return order.account, name_of(order)


def asked_of_intent(intent: Intent) -> Asked:
    """An intent without an order id: read by its request, or by its upload."""
    upload = intent.handle["order_id"] if intent.handle is not None else None
    name = OrderName(
        property=intent.property,
        order_id=None if upload is None else OrderId(upload),
        request_id=intent.request_id,
        order_key=intent.order_key,
    )
    return intent.account, name


def unnamed_intents(observed: Observed, accounts: Iterable[AccountId]) -> tuple[Intent, ...]:
    """Intents that can be read though no order id is known of them; of accounts in use.

    The vendor gave a request id only, or an upload is there on which the paid step is in doubt.
    """
    wanted = frozenset(accounts)
    return tuple(
        intent
        for record in observed.properties.values()
        for intent in record.intents
        if intent.account.id in wanted and _is_readable(intent)
    )


def _is_readable(intent: Intent) -> bool:
    if intent.handle is not None:
        return intent.state in {IntentState.IN_DOUBT, IntentState.EXISTS_NOID}
    return intent.state is IntentState.EXISTS_NOID and intent.request_id is not None


def _explain(failure: ReadFailureError, name: OrderName) -> Diagnostic:
    if failure.kind == "auth":
        raise VendorAuthError(
            "The vendor does not accept the API key.",
            advice="Check `vendors.NAME.api_key` and the value behind it.",
        )
    code, advice = _FAILURES.get(failure.kind, _FAILURES["other"])
    return Diagnostic(
        code=code,
        summary="An order could not be read",
        detail=f"Order {name.order_id or name.request_id} of {name.property}: {failure.detail}.",
        fix=advice,
        severity=Severity.WARNING,
    )


_FAILURES = {
    "unreachable": ("LW3010", "Decisions that need it are deferred; run again later."),
    "not_found": (
        "LW3011",
        "The vendor does not know it. Check the id in the files; of an order of ours, ask them.",
    ),
    "identity": (
        "LW3012",
        "The vendor answered with another order, so nothing is done on it. Check the order id.",
    ),
    "rate": ("LW3013", "Lower `rate.per_minute` or `--refresh-budget`."),
    "other": ("LW3014", "Decisions that need it are deferred; run again later."),
}
"""Kind of failure -> its code and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadsMade:
    """What a refresh did: requests used, of how many, and the open orders it left unread."""

    used: int
    budget: int
    not_read: int


def summarise_reads(
    observed: Observed, accounts: Iterable[AccountId], made: ReadsMade, *, now: datetime
) -> Reads:
    """The reads of a plan as it prints them; the age is that of the order unread for longest."""
    left = open_orders(observed, accounts)
    ages = [now - order.read_at for order in left if order.read_at is not None]
    return Reads(
        used=made.used,
        budget=made.budget,
        not_read=made.not_read,
        oldest_relevant_age_s=max(0, int(max(ages).total_seconds())) if ages else None,
    )
