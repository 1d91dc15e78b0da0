"""`ledger recover`: going on after the newest ledger is gone for good.

The copy at hand does not know what was ordered after it was made. What can be proved is taken in:
every open order is read, and orders that a log names are read and imported. Whatever would be
ordered now, or waits for something, may have been ordered already: its home is held until a person
has looked. Only then is the copy taken for the newest ledger.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from listwright.app.adopt import import_listed
from listwright.app.logged import Logged
from listwright.app.plan import PlanDesk, PlanOptions, plan_in_full, without_limits
from listwright.app.refresh import RefreshPolicy, open_orders
from listwright.app.settle import Desk
from listwright.app.target import open_directory
from listwright.errors import (
    InterruptedRunError,
    LedgerError,
    ListwrightError,
    RefusedError,
    SecretError,
    VendorAuthError,
    VendorError,
)
from listwright.model.account import Account
from listwright.model.intent import Hold, HoldCause
from listwright.model.names import Address, PropertyId, canonical_id
from listwright.model.plan import Action, Plan, Reason
from listwright.model.portfolio import SETTLE, RefreshMode
from listwright.ports import Ledger

_ENDING = (LedgerError, VendorAuthError, VendorError, SecretError, InterruptedRunError)
"""What would go wrong again with every line that follows."""

_DEPENDENT = frozenset({Reason.DEPENDENCY_PENDING, Reason.DEPENDENCY_DEFERRED})


@dataclass(frozen=True, slots=True, kw_only=True)
class LostHome:
    """A home for which an order may have been placed that the ledger at hand does not know."""

    account: Account
    property: PropertyId
    needs: tuple[Address, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FromLog:
    """What became of the orders that the logs name: how many were taken in, and what was not."""

    imported: int
    failed: tuple[str, ...]


def require_settled(
    lost_at: datetime | None, settles: Iterable[timedelta], *, now: datetime
) -> None:
    """Raise RefusedError while the vendor may still carry out what the lost ledger sent last.

    `lost_at` None: nobody knows when that was, and whoever asks has to be told.
    """
    if lost_at is None:
        return
    ready = lost_at + max(settles, default=SETTLE)
    if now < ready:
        raise RefusedError(
            f"The newest ledger was written at {lost_at:%Y-%m-%d %H:%M:%S} UTC, and the "
            "vendor may still carry out what was sent then.",
            reason="limit",
            advice=f"Run it again at {ready:%Y-%m-%d %H:%M} UTC (`settle` of the account).",
        )


def take_from_logs(desk: Desk, logged: Iterable[Logged]) -> FromLog:
    """Read every order that a log names and the ledger does not know, and track it."""
    imported, failed = 0, []
    for line in logged:
        if _is_known(desk, line):
            continue
        try:
            _take(desk, line)
        except _ENDING:
            raise
        except ListwrightError as error:
            failed.append(f"order {line.order_id} of {line.home}: {error.message}")
        else:
            imported += 1
    return FromLog(imported=imported, failed=tuple(failed))


def _is_known(desk: Desk, line: Logged) -> bool:
    accounts = [vendor.account for vendor in desk.vendors.values()]
    found = (desk.ledger.order(account, line.order_id) for account in accounts)
    return any(order is not None and order.managed for order in found)


def _take(desk: Desk, line: Logged) -> None:
    now = desk.driver.clock.now()
    directory = open_directory(desk.portfolio, desk.ledger.observed(), now=now)
    settled = import_listed(desk, directory.find(line.home), order_id=line.order_id)
    carried = settled.orders[0].order_key
    if carried != line.order_key:
        raise RefusedError(
            f"it carries the name {carried or 'of nobody'}, and the log says {line.order_key}",
            reason="approval_required",
        )


def find_gaps(desk: PlanDesk, options: PlanOptions) -> tuple[LostHome, ...]:
    """Read every open order, plan, and list the homes for which something may have been ordered.

    Raises VendorError when an open order could not be read: what became of it decides.
    """
    since = desk.clock.now()
    policy = RefreshPolicy(mode=RefreshMode.FULL, budget=options.refresh.budget)
    made = plan_in_full(desk, replace(without_limits(options), refresh=policy))
    unread = [
        order
        for order in open_orders(made.observed, (v.account.id for v in desk.vendors.values()))
        if order.read_at is None or order.read_at < since
    ]
    if unread:
        raise VendorError(
            f"{len(unread)} open orders could not be read, the first is {unread[0].order_id} of "
            f"{unread[0].property}.",
            advice="What became of them decides what may be missing. Run it again later.",
        )
    return tuple(_homes_to_hold(desk, made.plan))


def _homes_to_hold(desk: PlanDesk, plan: Plan) -> Iterator[LostHome]:
    lost = [
        need for change in plan.changes if change.action is Action.CREATE for need in change.needs
    ]
    lost += [item.need for item in plan.blocked if item.action is Action.CREATE]
    known = {canonical_id(need.property) for need in lost}
    lost += [
        item.need
        for item in plan.deferred
        if item.action is Action.CREATE
        and _may_have_gone(item.reason, beside=canonical_id(item.need.property) in known)
    ]
    yield from _waiting_homes(desk, lost)
    yield from _idle_homes(desk)


def _waiting_homes(desk: PlanDesk, waiting: list[Address]) -> Iterator[LostHome]:
    directory = open_directory(desk.portfolio, desk.ledger.observed(), now=desk.clock.now())
    homes: dict[tuple[str, PropertyId], list[Address]] = defaultdict(list)
    for need in sorted(waiting):
        specs = directory.find(str(need)).needs.specs
        # A need that is wanted no longer is of an order that is unknown still.
        found = [spec.vendor for spec in specs if spec.key == need.key] or desk.vendors
        for label in found:
            homes[label, need.property].append(need)
    for (label, home), needs in homes.items():
        account = desk.vendors[label].account
        yield LostHome(account=account, property=home, needs=tuple(needs))


def _idle_homes(desk: PlanDesk) -> Iterator[LostHome]:
    """Homes of which nothing is wanted now: it may have been, and an order may be left of it."""
    directory = open_directory(desk.portfolio, desk.ledger.observed(), now=desk.clock.now())
    for home in desk.portfolio.homes:
        if not directory.find(home.id).needs.specs:
            for vendor in desk.vendors.values():
                yield LostHome(account=vendor.account, property=home.id, needs=())


def _may_have_gone(reason: Reason, *, beside: bool) -> bool:
    """Whether a need that waits now may have been ordered before.

    Inside a duplicate window nothing was sent. Staging waits for its photos, and is lost sight of
    only together with what else the home wants: `beside`.
    """
    if reason in _DEPENDENT:
        return beside
    return reason is not Reason.DUPLICATE_WINDOW


def write_gaps(ledger: Ledger, gaps: Iterable[LostHome], *, at: datetime) -> None:
    """Hold every home, then take this ledger for the newest.

    Cut off in between, the same command goes on where it was.
    """
    for home in gaps:
        hold = Hold(
            account=home.account,
            canonical=canonical_id(home.property),
            since=at,
            evidence="it was put back from an older copy",
            keys=tuple(need.key for need in home.needs),
            cause=HoldCause.LOST,
        )
        ledger.hold_home(hold, home.property, at=at)
    ledger.pin(at=at)
