"""The ways out of doubt: resolve an unknown create, import an order, forget one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from listwright.app.driver import Driver
from listwright.app.effects import Pace, Pause, ReadOrder
from listwright.app.target import Target
from listwright.errors import (
    ConfigError,
    InterruptedRunError,
    RefusedError,
    UsageError,
    VendorAuthError,
    VendorError,
)
from listwright.model.account import Account
from listwright.model.intent import Hold, Intent
from listwright.model.names import Address, OrderId, PropertyId
from listwright.model.order import Order, Phase
from listwright.model.portfolio import SETTLE, Portfolio
from listwright.ports import (
    Ledger,
    OrderName,
    ReadFailureError,
    StaleDecisionError,
    Vendor,
)

_PATIENCE = 2
"""How often an account rests before a read that the vendor put off counts as failed."""

_RATE_PAUSE = 60.0
"""Seconds to rest when the vendor does not say how long."""

_CTRL_C = 2
"""The signal's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What settling works with."""

    portfolio: Portfolio
    vendors: Mapping[str, Vendor]
    ledger: Ledger
    driver: Driver


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of it: the needs concerned and their orders as the ledger has them now."""

    needs: tuple[Address, ...]
    orders: tuple[Order, ...]
    order_id: OrderId | None = None
    note: str = ""
    """What else there is to know, such as that it was settled before."""


def resolve_created(
    desk: Desk, target: Target, order_id: OrderId, *, force_reason: str | None
) -> Settled:
    """An unknown create did make this order: verify by a read, then keep it.

    Without `force_reason` the order must echo our name, or be the upload that was submitted, and be
    the last word on the intent.
    """
    intent = _submitted_as(target, order_id) or _one_unsettled(target)
    order = read_for_person(
        desk, intent.account, OrderName(property=intent.property, order_id=order_id)
    )
    ours = order.order_key == intent.order_key or _is_upload_of(intent, order_id)
    if not ours and force_reason is None:
        raise RefusedError(
            f"Order {order_id} does not carry our name {intent.order_key}, so it may be another "
            "order of the same home.",
            reason="approval_required",
            advice="When you are sure, add --force --reason T.",
        )
    if force_reason is None:
        _require_last_word(intent, order)
    said = "it is the upload" if _is_upload_of(intent, order_id) else "the order echoes our name"
    reason = force_reason or said
    try:
        stored = desk.ledger.settle_created(
            intent, order, at=desk.driver.clock.now(), reason=reason
        )
    except StaleDecisionError as stale:
        raise overtaken(target, stale) from stale
    return Settled(needs=_needs(intent), orders=(stored,), order_id=stored.order_id)


def resolve_absent(desk: Desk, target: Target, *, reason: str) -> Settled:
    """A person looked and says that no order exists; only after the settle time of each."""
    intents = target.unsettled()
    now = desk.driver.clock.now()
    for intent in intents:
        _require_settled(desk, intent)
    released = [
        hold
        for hold in _holds(desk, target)
        if hold.released_at is None
        and desk.ledger.release_hold(
            hold.account, PropertyId(hold.canonical), at=now, reason=reason
        )
    ]
    if not intents and not released:
        raise _nothing_unknown(target)
    try:
        for intent in intents:
            desk.ledger.settle_absent(intent, at=now, reason=reason)
    except StaleDecisionError as stale:
        raise overtaken(target, stale) from stale
    needs = {need for intent in intents for need in _needs(intent)}
    needs |= {Address(target.property, key) for hold in released for key in hold.keys}
    return Settled(needs=tuple(sorted(needs)), orders=())


def _holds(desk: Desk, target: Target) -> tuple[Hold, ...]:
    """The holds meant: those of the need's vendor, or all of the property."""
    spec = next((one for one in target.needs.specs if one.key == target.key), None)
    if spec is None or spec.vendor not in desk.portfolio.vendors:
        return target.record.holds
    account = desk.portfolio.vendors[spec.vendor].account
    return tuple(
        hold
        for hold in target.record.holds
        if hold.account == account or hold.account.is_beside(account)
    )


def _require_last_word(intent: Intent, order: Order) -> None:
    """A canceled order frees the need, so no other request may have made one that lives."""
    if order.phase is Phase.CANCELED and len(intent.requests) > 1:
        raise RefusedError(
            f"Order {order.order_id} is canceled, and its request was sent twice: another order "
            "may live under the same name.",
            reason="approval_required",
            advice="Name the order that lives with --created N. If there surely is no other, name "
            "this one with listwright resolve and --force --reason T.",
        )


def _require_settled(desk: Desk, intent: Intent) -> None:
    settle = _settle_time(desk, intent.account)
    ready = intent.sent_at + settle
    if desk.driver.clock.now() < ready:
        raise RefusedError(
            f"The request of {intent.sent_at:%Y-%m-%d %H:%M:%S} UTC may still be carried out by "
            "the vendor.",
            reason="limit",
            advice=f"Look again at {ready:%Y-%m-%d %H:%M} UTC (`settle` of the account).",
        )


def _settle_time(desk: Desk, account: Account) -> timedelta:
    """The settle time of the account; that of any vendor once the files no longer name it."""
    settings = desk.portfolio.vendors.get(account.label)
    return SETTLE if settings is None else settings.settle


def _submitted_as(target: Target, order_id: OrderId) -> Intent | None:
    """The unknown picture whose upload has that id: a need may have several in doubt."""
    return next((one for one in target.unsettled() if _is_upload_of(one, order_id)), None)


def _is_upload_of(intent: Intent, order_id: OrderId) -> bool:
    return intent.handle is not None and intent.handle.get("order_id") == order_id


def _one_unsettled(target: Target) -> Intent:
    intents = target.unsettled()
    if not intents:
        raise _nothing_unknown(target)
    uploads = [intent.handle["order_id"] for intent in intents if intent.handle is not None]
    if len(intents) > 1 and len(uploads) == len(intents):
        raise UsageError(
            "More than one picture is unknown, and none was uploaded as that order.",
            advice=f"Name one of the uploads with --created: {', '.join(uploads)}.",
        )
    if len(intents) > 1:
        needs = ", ".join(str(need) for intent in intents for need in _needs(intent))
        raise UsageError("More than one unknown create is meant.", advice=f"Name one of: {needs}.")
    return intents[0]


def _nothing_unknown(target: Target) -> UsageError:
    return UsageError(
        f"Nothing is unknown at {target.property}: there is nothing to resolve.",
        advice=f"listwright status {target.property} shows how it stands.",
    )


def overtaken(target: Target, stale: StaleDecisionError) -> RefusedError:
    """The ledger knows something that speaks against it; nothing was written."""
    return RefusedError(
        f"The ledger says otherwise: {stale}. Nothing was changed.",
        reason="approval_required",
        advice=f"listwright status {target.property} shows how it stands; `listwright forget` "
        "lets an order go.",
    )


def _needs(intent: Intent) -> tuple[Address, ...]:
    return tuple(line.address for line in intent.services)


def read_for_person(desk: Desk, account: Account, name: OrderName) -> Order:
    """Read for a person who waits: failures are told, not deferred."""
    vendor = desk.vendors.get(account.label)
    if vendor is None or vendor.account != account:
        raise ConfigError(
            f"The order went through `vendors.{account.label}`, and the files no longer name that "
            "account.",
            advice=f"Put `vendors.{account.label}` back under its old label, and try again.",
        )
    seen = _read_paced(desk, account, name)
    if not isinstance(seen, ReadFailureError):
        return seen
    if seen.kind == "auth":
        raise VendorAuthError("The vendor does not accept the API key.")
    if seen.kind == "identity":
        raise RefusedError(
            f"That is not an order of {name.property}: {seen.detail}.",
            reason="approval_required",
            advice="Check the order id in the vendor's dashboard.",
        )
    advice = ""
    if seen.kind == "unsubmitted":
        advice = (
            "It may still show up: look again later. When it stays so: listwright resolve "
            f"{name.property} --not-created --reason T"
        )
    raise VendorError(f"Order {name.order_id} could not be read: {seen.detail}.", advice=advice)


def _read_paced(desk: Desk, account: Account, name: OrderName) -> Order | ReadFailureError:
    """Read in our turn; asked too often, the account rests and the order is read again."""
    for _ in range(_PATIENCE):
        seen = _read_once(desk, account, name)
        if not isinstance(seen, ReadFailureError) or seen.kind != "rate":
            return seen
        desk.driver.perform(Pause(account, seen.retry_after or _RATE_PAUSE))
    return _read_once(desk, account, name)


def _read_once(desk: Desk, account: Account, name: OrderName) -> Order | ReadFailureError:
    if not desk.driver.perform(Pace(account)):
        # Nothing is in flight: the wait for our turn was broken off.
        raise InterruptedRunError(desk.driver.interrupts.requested() or _CTRL_C)
    seen: Order | ReadFailureError = desk.driver.perform(ReadOrder(account, name))
    return seen


def tracked_order(desk: Desk, target: Target, order_id: OrderId) -> Order | None:
    """The order of that id which is under management for the home already."""
    accounts = {vendor.account for vendor in desk.vendors.values()}
    return next(
        (
            order
            for order in target.record.orders
            if order.order_id == order_id and order.managed and order.account in accounts
        ),
        None,
    )
