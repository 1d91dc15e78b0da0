"""Needs the vendor refused: blocked until the input changes, a day passes, or on request."""

import re
from collections.abc import Iterable

from listwright.engine.view import AccountView, Run
from listwright.model.intent import Intent, Problem, RefusalKind
from listwright.model.names import Address
from listwright.model.need import NeedSpec
from listwright.model.plan import Action, Blocked, Reason

_SERVICE = re.compile(r"services\[(\d+)\]|services\.(\d+)\.")


def refused_alone(run: Run, view: AccountView, spec: NeedSpec) -> Intent | None:
    """The refusal that named just this service of its order, if it still stands."""
    for intent in _standing(run, view):
        index = _named_service(intent)
        if index is None:
            continue
        line = intent.services[index]
        same = line.service_key == spec.service_key and line.quantity == spec.quantity
        if same and not line.answered:
            return intent
    return None


def refused_whole(run: Run, view: AccountView, digest: str) -> Intent | None:
    """The refusal of exactly this request, if it still stands."""
    return next(
        (
            intent
            for intent in _standing(run, view)
            if intent.request_digest == digest and _named_service(intent) is None
        ),
        None,
    )


def _standing(run: Run, view: AccountView) -> Iterable[Intent]:
    settings = run.portfolio.vendors[view.account.label]
    return (
        intent
        for intent in view.intents
        if intent.refusal in {RefusalKind.VALIDATION, RefusalKind.CATALOG}
        and run.now - (intent.refused_at or intent.sent_at) < settings.retry_rejected
    )


def _named_service(intent: Intent) -> int | None:
    """The index of the one service that every problem points at, or None."""
    if len(intent.services) == 1:
        return None
    found: set[int] = set()
    for problem in intent.problems:
        match = _SERVICE.search(problem.attr)
        if match is None:
            return None
        found.add(int(match[1] or match[2]))
    if len(found) != 1:
        return None
    index = found.pop()
    return index if index < len(intent.services) else None


_NEVER_STORED = ("access_code", "lockbox", "contact", "notes")
"""Parts of the names of private fields: nothing of them is kept, so a change cannot be seen."""


def _remedy(address: Address, intent: Intent) -> str:
    if _reason_of(intent) is Reason.IDENTITY_MISMATCH:
        return (
            f"find out which order delivered the photos: listwright import {address.property}/KEY "
            "--order-id N, or name it with `source: {order_id: N}`"
        )
    private = any(part in item.attr for item in intent.problems for part in _NEVER_STORED)
    if private:
        return (
            f"correct the value, then apply --replace {address} (its text is not stored, so the "
            "change is not seen by itself)"
        )
    return (
        "correct the value; it is tried again when it changes, once a day, or with "
        f"--replace {address}"
    )


def _reason_of(intent: Intent) -> Reason:
    """An order that the vendor does not know as a source is another one than we think."""
    if intent.refusal is RefusalKind.CATALOG:
        return Reason.CATALOG_MISMATCH
    foreign = any(
        "previous_order_id" in problem.attr and problem.message.strip().lower() == "unrecognized"
        for problem in intent.problems
    )
    return Reason.IDENTITY_MISMATCH if foreign else Reason.VENDOR_REJECTED


def _complaint(problem: Problem) -> str:
    place = f" ({problem.at})" if problem.at else ""
    return f"{problem.attr} {problem.message}{place}"


def blocked_by_refusal(view: AccountView, spec: NeedSpec, intent: Intent) -> Blocked:
    """The need waits for a person to change what the vendor refused."""
    complaints = "; ".join(_complaint(problem) for problem in intent.problems)
    return Blocked(
        need=view.address(spec),
        action=Action.CREATE,
        reason=_reason_of(intent),
        why=f"the vendor refused the order: {complaints or intent.evidence}",
        remedy=_remedy(view.address(spec), intent),
        since=intent.refused_at,
        because=spec.because,
    )
