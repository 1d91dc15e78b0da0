"""Doubts and holds: what keeps a home from being ordered until somebody knows more."""

from datetime import timedelta
from typing import assert_never

from listwright.engine.second_words import second_word
from listwright.engine.view import AccountView, Run
from listwright.engine.wording import minute_of
from listwright.model.intent import Hold, HoldCause, Intent
from listwright.model.names import Address, PropertyId
from listwright.model.need import NeedSpec
from listwright.model.plan import Action, Blocked, Reason


def outcome_unknown(run: Run, view: AccountView, spec: NeedSpec, *, intent: Intent) -> Blocked:
    """The need, or one beside it, was sent and nobody knows what became of it."""
    address = view.address(spec)
    own = any(line.service_key == spec.service_key for line in intent.services)
    settle = intent.services[0].address if not own else address
    subject = "an order for it" if own else f"an order for {settle}"
    again = second_word(run, view, intent)
    return Blocked(
        need=address,
        action=Action.CREATE,
        reason=Reason.CREATE_OUTCOME_UNKNOWN,
        why=f"{subject} was sent {minute_of(intent.sent_at)}{_through(view, intent)} and its "
        f"outcome is unknown{_because(intent)}{again.why}",
        remedy=again.before_remedy + unknown_remedy(run, intent, settle),
        since=intent.sent_at,
        because=spec.because,
        until=again.until,
    )


def resolve_remedy(address: Address, order_id: str = "") -> str:
    """The two ways to settle an unknown create, as commands; `order_id` if it can be only one."""
    return f"listwright resolve {address} --created {order_id or 'N'}, or --not-created --reason T"


def _because(intent: Intent) -> str:
    return f" ({intent.evidence})" if intent.evidence else ""


def held_back(run: Run, view: AccountView, spec: NeedSpec, *, explained: bool) -> Blocked | None:
    """What keeps any order for the property from being placed: an unknown outcome, or a hold.

    With `explained`, a hold that an order of ours explains keeps nothing back but by its window.
    """
    window = _declared_window(run, view) if explained else None
    beside = view.unsettled()
    if beside:
        return outcome_unknown(run, view, spec, intent=beside[0])
    hold = next((hold for hold in view.holds if not _is_answered(hold, view, window)), None)
    if hold is None:
        return None
    address = view.address(spec)
    return Blocked(
        need=address,
        action=Action.CREATE,
        reason=_reason_held(hold),
        why=_why_held(hold),
        remedy=hold_remedy(hold, address, pictures=run.makes_pictures(view)),
        since=hold.since,
        because=spec.because,
    )


def hold_remedy(hold: Hold, where: Address | PropertyId, *, pictures: bool = False) -> str:
    """How a hold is ended. A duplicate is explained by one order, a loss by none.

    `pictures`: its account makes single pictures, which cannot be imported.
    """
    found = f"listwright import {where} --order-id N"
    none = f"listwright resolve {where} --not-created --reason T"
    if pictures:
        return f"look for pictures of the home in the vendor's account; then {none}"
    if hold.cause is HoldCause.LOST:
        return f"{found} for each order that the vendor has of it, and then {none}"
    return f"{found}, or {none}"


def _reason_held(hold: Hold) -> Reason:
    lost = hold.cause is HoldCause.LOST
    return Reason.CREATE_OUTCOME_UNKNOWN if lost else Reason.FOREIGN_ORDER


def _why_held(hold: Hold) -> str:
    match hold.cause:
        case HoldCause.DUPLICATE:
            return (
                "the vendor refused our order as a duplicate of one that this ledger does not know "
                f"({hold.evidence})"
            )
        case HoldCause.LOST:
            return f"it may have been ordered: the ledger lost what it knew ({hold.evidence})"
        case _:
            assert_never(hold.cause)


def _declared_window(run: Run, view: AccountView) -> timedelta | None:
    """The declared duplicate window with its margin; None when there is none, or it is off."""
    settings = run.portfolio.vendors.get(view.account.label)
    if settings is None or not settings.window.window:
        return None
    return settings.window.window + settings.window.margin


def _is_answered(hold: Hold, view: AccountView, window: timedelta | None) -> bool:
    """Whether somebody ended the hold, or an order we know explains the vendor's refusal.

    One placed within `window` before it is what the vendor meant: the hold only lengthens the
    wait. An older one, or a guess at the window, explains nothing: the vendor may mean an order
    that somebody else placed, and waiting would only put off the second visit.
    """
    if hold.released_at is not None:
        return True
    if hold.cause is HoldCause.LOST:
        return False
    return window is not None and any(
        order.created is not None and hold.since - window <= order.created <= hold.since
        for order in view.orders
    )


def unknown_remedy(run: Run, intent: Intent, address: Address, *, order_id: str = "") -> str:
    """The same for an intent whose account the files may no longer name."""
    if run.has_account(intent.account):
        return resolve_remedy(address, order_id)
    return (
        f"put `vendors.{intent.account.label}` back under its old label and listwright resolve "
        f"{address} --created N, or listwright resolve {address} --not-created --reason T"
    )


def _through(view: AccountView, intent: Intent) -> str:
    return "" if intent.account == view.account else f" through `vendors.{intent.account.label}`"
