"""From answers to outcomes: how the end of each request is told to the user."""

from dataclasses import replace

from listwright.engine.doubts import resolve_remedy
from listwright.errors import LedgerError, ListwrightError, RefusedError
from listwright.model.intent import Answer, AttemptOutcome, RefusalKind
from listwright.model.names import OrderId
from listwright.model.order import Order, Phase
from listwright.model.outcome import (
    OUT_OF_TIME,
    ChangeOutcome,
    Failure,
    Result,
    Step,
    resume_command,
)
from listwright.model.plan import Change
from listwright.ports import ReadFailureError

NOT_IN_PLAN = "not_in_vendor_plan"
"""The account may not ask its vendor for that at all."""

NO_CREDITS = "no_credits"

_SKIPPING = {
    RefusalKind.UNREACHABLE: "unreachable",
    RefusalKind.AUTH: "vendor_auth",
    RefusalKind.ENTITY: "entity_refused",
    RefusalKind.RATE: "rate_limited",
    RefusalKind.ADDRESS: "wrong_endpoint",
    RefusalKind.CREDITS: NO_CREDITS,
    RefusalKind.PLAN: NOT_IN_PLAN,
    RefusalKind.PREPARE: "not_prepared",
    RefusalKind.UPLOAD: "not_prepared",
}
"""Refusals that say nothing about the need: it is tried again next time."""


def create_outcome(change: Change, answer: Answer) -> ChangeOutcome:
    """How a create ended."""
    order_id = answer.order.order_id if answer.order is not None else None
    result = _result_of(answer)
    failure = None if result is Result.DONE else _create_failure(change, answer, result)
    return ChangeOutcome(
        change=change,
        result=result,
        steps=(Step(action="create", result=result, order_id=order_id, failure=failure),),
        order_id=order_id,
        failure=failure,
        sent=answer.refusal is not RefusalKind.UNREACHABLE,
    )


def _result_of(answer: Answer) -> Result:
    if answer.outcome is AttemptOutcome.CREATED:
        return Result.DONE
    if answer.outcome in {AttemptOutcome.REFUSED, AttemptOutcome.DUP}:
        return Result.SKIPPED if answer.refusal in _SKIPPING else Result.FAILED
    return Result.UNKNOWN


def _create_failure(change: Change, answer: Answer, result: Result) -> Failure:
    if result is Result.UNKNOWN:
        redirected = answer.status is not None and 300 <= answer.status < 400
        return Failure(
            code="redirected" if redirected else UNKNOWN_CODE,
            message=f"{answer.evidence}; {_UNSURE[change.task is not None]}",
            remedy=_unknown_remedy(change),
        )
    only = answer.problems[0] if len(answer.problems) == 1 else None
    several = "; ".join(f"{problem.attr} {problem.message}" for problem in answer.problems)
    message = only.message if only is not None else several or answer.evidence
    return Failure(
        code=_refusal_code(answer),
        message=message,
        attr=only.attr if only is not None else None,
        at=answer.problems[0].at if answer.problems else "",
        remedy=_remedy(change, answer),
    )


_UNSURE = {
    False: "an order may exist, so none is placed again",
    True: "it may have been bought, so it is not bought again",
}


def _unknown_remedy(change: Change) -> str:
    """What ends the doubt: for a picture, the vendor can be asked about the upload."""
    if change.task is not None:
        return "listwright plan asks the vendor what became of it"
    return resolve_remedy(change.needs[0])


def _refusal_code(answer: Answer) -> str:
    if answer.outcome is AttemptOutcome.DUP or answer.refusal is RefusalKind.DUPLICATE:
        return "duplicate"
    if answer.refusal is RefusalKind.CATALOG:
        return "catalog_mismatch"
    return _SKIPPING.get(answer.refusal, "vendor_rejected") if answer.refusal else "vendor_rejected"


def _remedy(change: Change, answer: Answer) -> str:
    need = change.needs[0]
    if answer.outcome is AttemptOutcome.DUP or answer.refusal is RefusalKind.DUPLICATE:
        return f"listwright import {need} --order-id N, or listwright resolve {need} --not-created"
    if answer.refusal is RefusalKind.CREDITS:
        return f"buy credits for {change.account.label}; then the next apply goes on"
    if answer.refusal is RefusalKind.PLAN:
        return f"ask the vendor what the plan of {change.account.label} includes"
    if answer.refusal in _SKIPPING:
        return "it is tried again by the next apply"
    return "correct the value in the files"


def resend_outcome(change: Change, answer: Answer) -> ChangeOutcome:
    """How the second request of an unknown create ended.

    Only an order settles the doubt. A duplicate proves that the first request made one, without
    its id; any other refusal says nothing of the first request, so the need stays as unknown as it
    was. Refusals that would meet every other change end the run as they always do.
    """
    if answer.outcome is AttemptOutcome.CREATED:
        return create_outcome(change, answer)
    ending = answer.refusal if answer.refusal is not RefusalKind.RATE else None
    code = _SKIPPING.get(ending, UNKNOWN_CODE) if ending else UNKNOWN_CODE
    failure = Failure(
        code=code, message=_second_word(change, answer), remedy=_second_remedy(change, answer)
    )
    sent = answer.refusal is not RefusalKind.UNREACHABLE
    result = Result.UNKNOWN if code == UNKNOWN_CODE else Result.SKIPPED
    return _stopped(change, result, failure, sent=sent)


UNKNOWN_CODE = "create_outcome_unknown"


def _second_word(change: Change, answer: Answer) -> str:
    if answer.outcome is AttemptOutcome.DUP:
        return (
            "the vendor refused the second request as a duplicate, so the first one made an order; "
            "only its id is missing"
        )
    if answer.outcome is AttemptOutcome.REFUSED:
        return f"{answer.evidence}; that says nothing of the first request, which may have made one"
    return f"{answer.evidence}; {_UNSURE[change.task is not None]}"


def _second_remedy(change: Change, answer: Answer) -> str:
    if answer.outcome is AttemptOutcome.DUP:
        return f"listwright resolve {change.needs[0]} --created N"
    return _unknown_remedy(change)


def cancel_outcome(change: Change, answer: Answer, after: Order) -> ChangeOutcome:
    """How a cancel ended, by what a read saw after it."""
    if after.phase is Phase.CANCELED:
        return _canceled(change, sent=True)
    if answer.refusal in _SKIPPING:
        return _cancel_skipped(change, answer)
    if answer.outcome is AttemptOutcome.REFUSED:
        complaints = "; ".join(f"{item.attr} {item.message}" for item in answer.problems)
        return _cancel_failed(
            change,
            Failure(
                code="not_cancelable",
                message=complaints or answer.evidence,
                remedy="ask the vendor by e-mail",
            ),
        )
    return _cancel_unknown(change, f"the order still reads as {after.status}")


def cancel_unread(change: Change, answer: Answer, unread: ChangeOutcome) -> ChangeOutcome:
    """How a cancel ended whose result could not be read."""
    detail = unread.failure.message if unread.failure is not None else "it was not read again"
    return _cancel_unknown(change, f"{answer.evidence}; {detail}")


def already_canceled(change: Change) -> ChangeOutcome:
    """Somebody else canceled it first; nothing was sent."""
    return _canceled(change, sent=False)


def _canceled(change: Change, *, sent: bool) -> ChangeOutcome:
    step = Step(action="cancel", result=Result.DONE, order_id=change.order_id)
    return ChangeOutcome(
        change=change, result=Result.DONE, steps=(step,), order_id=change.order_id, sent=sent
    )


def _cancel_failed(change: Change, failure: Failure) -> ChangeOutcome:
    return _stopped(change, Result.FAILED, failure, sent=True)


def _cancel_skipped(change: Change, answer: Answer) -> ChangeOutcome:
    """A refusal that says nothing about the order: the next apply asks again."""
    failure = Failure(
        code=_refusal_code(answer),
        message=answer.evidence,
        remedy="it is tried again by the next apply",
    )
    sent = answer.refusal is not RefusalKind.UNREACHABLE
    return _stopped(change, Result.SKIPPED, failure, sent=sent)


def _cancel_unknown(change: Change, message: str) -> ChangeOutcome:
    failure = Failure(
        code="cancel_outcome_unknown",
        message=message,
        remedy="the next plan reads the order again and tells",
    )
    return _stopped(change, Result.UNKNOWN, failure, sent=True)


def not_cancelable(change: Change, seen: Order) -> ChangeOutcome:
    """The order moved on since the plan: nothing was sent."""
    visit = " with a confirmed visit" if seen.has_appointment else ""
    failure = Failure(
        code="not_cancelable",
        message=f"order {seen.order_id} is {seen.status}{visit} by now",
        remedy="ask the vendor by e-mail; the next plan has the text",
    )
    return _stopped(change, Result.FAILED, failure, sent=False)


def not_started(change: Change, why: ReadFailureError | None = None) -> ChangeOutcome:
    """Nothing was sent for this change."""
    failure = (
        Failure(code="interrupted", message="the run was asked to stop before this change")
        if why is None
        else Failure(code=_read_code(why), message=why.detail)
    )
    return _stopped(change, Result.SKIPPED, failure, sent=False)


_READ_CODES = {
    "auth": "vendor_auth",
    "identity": "identity_mismatch",
    "rate": "rate_limited",
    "not_found": "order_not_found",
    "other": "read_failed",
}


def _read_code(why: ReadFailureError) -> str:
    return _READ_CODES.get(why.kind, why.kind)


def imported(change: Change) -> ChangeOutcome:
    """The order is tracked now; nothing was asked of the vendor."""
    step = Step(action="import", result=Result.DONE, order_id=change.order_id)
    return ChangeOutcome(
        change=change, result=Result.DONE, steps=(step,), order_id=change.order_id, sent=False
    )


def import_failed(change: Change, why: ReadFailureError) -> ChangeOutcome:
    """The order could not be read, or is not this home's: nothing was recorded."""
    wrong = why.kind in {"identity", "not_found"}
    failure = Failure(
        code=_read_code(why),
        message=why.detail,
        remedy="correct the order id in the files" if wrong else "the next apply tries it",
    )
    return _stopped(change, Result.FAILED if wrong else Result.SKIPPED, failure, sent=False)


def overtaken(change: Change) -> ChangeOutcome:
    """The ledger moved since the plan was made: another run was there first."""
    failure = Failure(
        code="plan_changed",
        message="the ledger changed since this was planned",
        remedy="plan again",
    )
    return _stopped(change, Result.SKIPPED, failure, sent=False)


def out_of_time(change: Change, plan_id: str) -> ChangeOutcome:
    """The time of the apply was over before this change; nothing was sent for it."""
    return _stopped(change, Result.SKIPPED, _time_failure(plan_id), sent=False)


def waited_too_long(outcome: ChangeOutcome, plan_id: str) -> ChangeOutcome:
    """The outcome of a change that stopped because its next wait would end after the time."""
    failure = outcome.failure
    if failure is None or failure.code != "interrupted":
        return outcome
    change = outcome.change
    late = _time_failure(plan_id)
    if outcome.result is Result.FAILED:
        message = f"order {change.order_id} is canceled, and the time was over before a new one"
        late = replace(late, message=message)
    steps = tuple(
        step if step.failure is None else replace(step, failure=late) for step in outcome.steps
    )
    return replace(outcome, failure=late, steps=steps)


def _time_failure(plan_id: str) -> Failure:
    return Failure(
        code=OUT_OF_TIME,
        message="not begun: the time that --max-duration gives was over",
        remedy=resume_command(plan_id),
    )


def _stopped(change: Change, result: Result, failure: Failure, *, sent: bool) -> ChangeOutcome:
    action = change.action.value[0]
    step = Step(action=action, result=result, order_id=change.order_id, failure=failure)
    return ChangeOutcome(
        change=change,
        result=result,
        steps=(step,),
        order_id=change.order_id,
        failure=failure,
        sent=sent,
    )


def broken(
    change: Change, error: Exception, *, sent: bool, unrecorded: Answer | None
) -> ChangeOutcome:
    """An error of ours in the middle of a change: the run ends, and what was sent is unknown.

    The ids of an answer that the ledger did not take are told here, since nothing else has them.
    """
    result = Result.UNKNOWN if sent else Result.SKIPPED
    code = "internal"
    if isinstance(error, LedgerError | RefusedError):
        code = error.reason
    message = f"listwright itself failed here ({type(error).__name__}); please report it"
    remedy = "the next plan shows how the home stands"
    if isinstance(error, ListwrightError):
        message = error.message
    if isinstance(error, RefusedError):
        remedy = error.advice
    order_id = None
    if unrecorded is not None:
        handles = (unrecorded.handles or {}) if unrecorded.outcome is AttemptOutcome.CREATED else {}
        order_id = OrderId(handles["order_id"]) if "order_id" in handles else None
        ids = " ".join(f"{kind}={value}" for kind, value in sorted(handles.items()))
        message = (
            message.rstrip(".")
            + f"; not recorded: {unrecorded.outcome.value}{' ' + ids if ids else ''}"
        )
    failure = Failure(code=code, message=message, remedy=remedy)
    return ChangeOutcome(
        change=change, result=result, order_id=order_id, failure=failure, sent=sent
    )


def joined(change: Change, canceled: ChangeOutcome, created: ChangeOutcome) -> ChangeOutcome:
    """A replace: its cancel is done, and its create ended as it ended."""
    return ChangeOutcome(
        change=change,
        result=created.result if created.result is Result.DONE else _half_done(created),
        steps=canceled.steps + created.steps,
        order_id=created.order_id,
        failure=_after_cancel(change, created),
        sent=canceled.sent or created.sent,
    )


REPLACE_REFUSED = "replacement_refused"
"""The old order is canceled, and the vendor calls the new one a duplicate of it."""


def _after_cancel(change: Change, created: ChangeOutcome) -> Failure | None:
    """The failure of a create whose predecessor is gone: the user must hear both halves."""
    failure = created.failure
    if failure is None:
        return None
    duplicate = failure.code == "duplicate"
    remedy = (
        "its window is longer than the declared `duplicate_window`: correct that; the home is "
        "ordered again when the window is over"
        if duplicate
        else failure.remedy
    )
    return replace(
        failure,
        code=REPLACE_REFUSED if duplicate else failure.code,
        message=f"order {change.order_id} is canceled, and no new one came: {failure.message}",
        remedy=remedy,
    )


def _half_done(created: ChangeOutcome) -> Result:
    """The old order is gone and no new one came: that is never just "skipped"."""
    return Result.UNKNOWN if created.result is Result.UNKNOWN else Result.FAILED
