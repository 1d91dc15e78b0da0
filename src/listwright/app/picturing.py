"""Ordering one picture: upload first, keep its ids, then record and send the paid step.

Killed before the paid step was recorded, nothing was bought and the next run goes on; with the
upload, if its ids are in hand. Killed later, the vendor is asked about the upload, and only when it
shows nothing the same upload is submitted once more. Once its ids are kept, and while the upload is
of use, a photo is never uploaded again as a retry.
"""

from dataclasses import replace

from listwright.app.creating import (
    RATE_PAUSE,
    PlanRef,
    as_recorded,
    order_steps,
    spec_of,
    told_line,
    until_reached,
)
from listwright.app.effects import (
    Announce,
    CloseAttempt,
    KnownUpload,
    LoadSource,
    OpenCommit,
    OpenProbe,
    Pace,
    PaceSubmit,
    Pause,
    ReadOrder,
    RecordOrder,
    SaveUpload,
    SendCommit,
    SendUpload,
    Steps,
)
from listwright.app.outcomes import create_outcome, not_started, overtaken, resend_outcome
from listwright.errors import InternalError
from listwright.model.account import Account
from listwright.model.intent import (
    Answer,
    AttemptOutcome,
    AttemptRef,
    Intent,
    RefusalKind,
    SecondRequest,
)
from listwright.model.names import OrderId, OrderKey
from listwright.model.need import OrderSpec
from listwright.model.order import Order
from listwright.model.outcome import ChangeOutcome
from listwright.model.picture import Handle, PictureFile, PictureTask
from listwright.model.plan import Change, Resend
from listwright.ports import OrderName, PictureError, ReadFailureError


def picture_steps(change: Change, plan: PlanRef) -> Steps[ChangeOutcome]:
    """Order the picture of `change`, or submit an upload in doubt once more."""
    if change.resend is not None:
        return (yield from _resubmit(change, change.resend))
    return (yield from order_steps(change, plan, pace=_pace, send=_upload_and_pay))


def _pace(account: Account) -> Steps[bool]:
    """A place among the paid steps, and one among all requests."""
    return bool((yield PaceSubmit(account)) and (yield Pace(account)))


def _upload_and_pay(ref: AttemptRef, spec: OrderSpec, key: OrderKey) -> Steps[Answer]:
    handle: Handle | None = yield KnownUpload(spec.account, key)
    if handle is None:
        uploaded = yield from _upload(ref, spec)
        if isinstance(uploaded, Answer):
            return uploaded
        handle = uploaded
    if not (yield Pace(spec.account)):
        return _nothing_bought("the run was asked to stop before anything was bought")
    paid = yield OpenCommit(ref, key)
    if paid is None:
        return _nothing_bought("another run went on with it")
    return (yield from _pay(ref, spec, handle))


def _upload(ref: AttemptRef, spec: OrderSpec) -> Steps[Handle | Answer]:
    """The ids of the upload, kept; or why nothing was uploaded."""
    picture: PictureFile | PictureError = yield LoadSource(_task_of(spec))
    if isinstance(picture, PictureError):
        return _nothing_bought(f"its photo cannot be had: {picture.detail}")
    prepared = yield SendUpload(spec.account, spec, picture)
    if isinstance(prepared, Answer):
        if prepared.outcome is AttemptOutcome.REFUSED:
            return prepared
        return _nothing_bought(f"the upload did not come through: {prepared.evidence}")
    refused: str | None = yield SaveUpload(ref, prepared.handle)
    if refused is not None:
        return _nothing_bought(refused)
    return dict(prepared.handle)


def _nothing_bought(why: str) -> Answer:
    return Answer(outcome=AttemptOutcome.REFUSED, refusal=RefusalKind.PREPARE, evidence=why)


def _pay(ref: AttemptRef, spec: OrderSpec, handle: Handle) -> Steps[Answer]:
    return (yield from until_reached(SendCommit(ref, spec.account, spec, handle)))


def _resubmit(change: Change, resend: Resend) -> Steps[ChangeOutcome]:
    """Ask the vendor about the upload; only where it shows nothing submit it once more."""
    spec, key = spec_of(change), _key_of(change)
    handle: Handle | None = yield KnownUpload(change.account, key)
    if handle is None:
        return overtaken(change)
    shown = yield from _look(change.account, spec, key, handle=handle)
    if isinstance(shown, Order):
        stored: Order = yield RecordOrder(shown)
        yield Announce(f"{change.property}: order {stored.order_id} was placed after all ({key})")
        found = Answer(outcome=AttemptOutcome.CREATED, evidence="the vendor shows it", order=stored)
        return replace(create_outcome(change, found), sent=False)
    if shown.kind != "unsubmitted":
        return not_started(change, shown)
    return (yield from _once_more(change, resend, handle))


def _look(
    account: Account, spec: OrderSpec, key: OrderKey, *, handle: Handle
) -> Steps[Order | ReadFailureError]:
    if not (yield Pace(account)):
        return ReadFailureError("other", "the run was asked to stop")
    name = OrderName(property=spec.property, order_id=OrderId(handle["order_id"]), order_key=key)
    shown: Order | ReadFailureError = yield ReadOrder(account, name)
    return shown


def _once_more(change: Change, resend: Resend, handle: Handle) -> Steps[ChangeOutcome]:
    spec, key = spec_of(change), _key_of(change)
    if not (yield from _pace(change.account)):
        return not_started(change)
    second = SecondRequest(
        account=change.account,
        canonical=spec.canonical,
        order_key=key,
        request_digest=change.request_digest or "",
        policy=resend.policy,
    )
    ref = yield OpenProbe(second, change.revision)
    if ref is None:
        return overtaken(change)
    answer = yield from _pay(ref, spec, handle)
    intent: Intent = yield CloseAttempt(ref, answer)
    answer = as_recorded(answer, intent)
    yield Announce(f"{told_line(change, key, answer)} (submitted once more)")
    if answer.refusal is RefusalKind.RATE:
        yield Pause(change.account, answer.retry_after or RATE_PAUSE)
    return resend_outcome(change, answer)


def _key_of(change: Change) -> OrderKey:
    if change.order_key is None:
        message = "a picture without a name"
        raise InternalError(message)
    return change.order_key


def _task_of(spec: OrderSpec) -> PictureTask:
    if spec.task is None:
        message = "a picture without its recipe"
        raise InternalError(message)
    return spec.task
