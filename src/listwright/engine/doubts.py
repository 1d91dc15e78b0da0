"""Doubts and holds: what keeps a home from being ordered until somebody knows more."""

from datetime import timedelta

from listwright.engine.view import AccountView, Run
from listwright.engine.wording import minute_of
from listwright.model.account import ASSUMED_WINDOW
from listwright.model.intent import Hold, Intent
from listwright.model.names import Address
from listwright.model.need import NeedSpec
from listwright.model.plan import Action, Blocked, Reason


def outcome_unknown(run: Run, view: AccountView, spec: NeedSpec, *, intent: Intent) -> Blocked:
    """The need, or one beside it, was sent and nobody knows what became of it."""
    address = view.address(spec)
    own = any(line.service_key == spec.service_key for line in intent.services)
    settle = intent.services[0].address if not own else address
    subject = "an order for it" if own else f"an order for {settle}"
    return Blocked(
        need=address,
        action=Action.CREATE,
        reason=Reason.CREATE_OUTCOME_UNKNOWN,
        why=f"{subject} was sent {minute_of(intent.sent_at)}{_through(view, intent)} and its "
        f"outcome is unknown{_because(intent)}",
        remedy=unknown_remedy(run, intent, settle),
        since=intent.sent_at,
        because=spec.because,
    )


def resolve_remedy(address: Address) -> str:
    """The two ways to settle an unknown create, as commands."""
    return f"listwright resolve {address} --created N, or --not-created --reason T"


def _because(intent: Intent) -> str:
    return f" ({intent.evidence})" if intent.evidence else ""


def held_back(run: Run, view: AccountView, spec: NeedSpec, *, explained: bool) -> Blocked | None:
    """What keeps any order for the property from being placed: an unknown outcome, or a hold.

    With `explained`, a hold that an order of ours explains keeps nothing back but by its window.
    """
    settings = run.portfolio.vendors.get(view.account.label)
    # With protection declared off there is no window that could keep us from asking again at once.
    explained = explained and settings is not None and settings.window.window != timedelta(0)
    beside = view.unsettled()
    if beside:
        return outcome_unknown(run, view, spec, intent=beside[0])
    hold = next((hold for hold in view.holds if not _is_answered(hold, view, explained)), None)
    if hold is None:
        return None
    address = view.address(spec)
    return Blocked(
        need=address,
        action=Action.CREATE,
        reason=Reason.FOREIGN_ORDER,
        why="the vendor refused our order as a duplicate of one that this ledger does not know "
        f"({hold.evidence})",
        remedy=f"listwright import {address} --order-id N, or listwright resolve {address} "
        "--not-created --reason T",
        since=hold.since,
        because=spec.because,
    )


def _is_answered(hold: Hold, view: AccountView, explained: bool) -> bool:  # noqa: FBT001
    """Whether somebody ended the hold, or an order we know explains the vendor's refusal.

    One that we placed shortly before is what the vendor meant: the hold only lengthens its window.
    """
    if hold.released_at is not None:
        return True
    return explained and any(
        order.created is not None and hold.since - ASSUMED_WINDOW <= order.created <= hold.since
        for order in view.orders
    )


def unknown_remedy(run: Run, intent: Intent, address: Address) -> str:
    """The same for an intent whose account the files may no longer name."""
    if run.has_account(intent.account):
        return resolve_remedy(address)
    return (
        f"put `vendors.{intent.account.label}` back under its old label and listwright resolve "
        f"{address} --created N, or listwright resolve {address} --not-created --reason T"
    )


def _through(view: AccountView, intent: Intent) -> str:
    return "" if intent.account == view.account else f" through `vendors.{intent.account.label}`"
