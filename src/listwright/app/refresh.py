"""Reading orders before planning: first those a decision depends on, then the longest unread."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from listwright.app.driver import Driver
from listwright.app.effects import Pace, Pause, ReadOrder, RecordOrder
from listwright.errors import Diagnostic, Severity, VendorAuthError
from listwright.model.intent import Intent, IntentState, Observed
from listwright.model.names import AccountId
from listwright.model.order import Order, Phase
from listwright.model.plan import Plan, Reads, Reason
from listwright.model.portfolio import RefreshMode
from listwright.ports import OrderName, Progress, ReadFailureError

_GIVE_UP_AFTER = 3
"""Reads in a row that find nobody: the vendor is away, and the rest would only wait."""

_RATE_PAUSE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshPolicy:
    """How much to read. `budget` counts reads; FULL reads every open order whatever the budget."""

    mode: RefreshMode
    budget: int


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


def _unread(order: Order) -> tuple[bool, str, str]:
    read = order.read_at
    return (read is not None, "" if read is None else read.isoformat(), order.order_id)


def decisive_orders(plan: Plan) -> frozenset[str]:
    """The ids of orders that a line of a provisional plan acts on or waits for."""
    acting = {change.order_id for change in plan.changes if change.action.cancels}
    blocked = {item.order_id for item in plan.blocked if item.reason is Reason.NOT_CANCELABLE}
    kept = {item.order_id for item in plan.standing if item.reason is Reason.SPEC_CHANGED_KEPT}
    waiting = {item.order_id for item in plan.deferred if item.reason is Reason.READ_REQUIRED}
    return frozenset(order_id for order_id in acting | blocked | kept | waiting if order_id)


def choose_reads(
    orders: tuple[Order, ...], decisive: frozenset[str], policy: RefreshPolicy
) -> tuple[Order, ...]:
    """Which of `orders` (longest unread first) to read."""
    if policy.mode is RefreshMode.NONE:
        return ()
    if policy.mode is RefreshMode.FULL:
        return orders
    ranked = sorted(orders, key=lambda order: order.order_id not in decisive)
    return tuple(ranked[: policy.budget])


@dataclass(slots=True)
class _Tally:
    used: int = 0
    away: int = 0


def read_orders(
    driver: Driver, orders: tuple[Order, ...], unnamed: tuple[Intent, ...], *, progress: Progress
) -> tuple[int, tuple[Diagnostic, ...]]:
    """Read and record each; gives the reads made and what went wrong.

    `unnamed` are intents whose order the vendor gave no order id for yet. A refused key ends the
    run: it would be refused again for every order.
    """
    names = [(order.account, _name_of(order)) for order in orders]
    names += [(intent.account, _name_of_intent(intent)) for intent in unnamed]
    if not names:
        return 0, ()
    tally = _Tally()
    warnings: list[Diagnostic] = []
    progress.start("Reading orders", len(names))
    for account, name in names:
        if tally.away >= _GIVE_UP_AFTER or not driver.perform(Pace(account)):
            break
        tally.used += 1
        seen = driver.perform(ReadOrder(account, name))
        if isinstance(seen, ReadFailureError):
            warnings.append(_explain(seen, name))
            tally.away = tally.away + 1 if seen.kind == "unreachable" else 0
            if seen.kind == "rate":
                driver.perform(Pause(account, seen.retry_after or _RATE_PAUSE))
        else:
            tally.away = 0
            driver.perform(RecordOrder(seen))
        progress.advance(f"order {name.order_id or name.request_id}")
    progress.finish()
    return tally.used, tuple(warnings)


def _name_of(order: Order) -> OrderName:
    return OrderName(property=order.property, order_id=order.order_id, order_key=order.order_key)


def _name_of_intent(intent: Intent) -> OrderName:
    return OrderName(
        property=intent.property, request_id=intent.request_id, order_key=intent.order_key
    )


def unnamed_intents(observed: Observed, accounts: Iterable[AccountId]) -> tuple[Intent, ...]:
    """Intents whose order exists under a request id, with no order id; of accounts in use."""
    wanted = frozenset(accounts)
    return tuple(
        intent
        for record in observed.properties.values()
        for intent in record.intents
        if intent.state is IntentState.EXISTS_NOID
        and intent.request_id is not None
        and intent.account.id in wanted
    )


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
        "The vendor no longer knows it. Ask them; `listwright forget` stops tracking it.",
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
