"""What the answer to a cancel means; whatever it says, only a read proves it (sheet 5)."""

from collections.abc import Iterable
from dataclasses import replace

from listwright.http.answers import Answered, Exchange, NotSent, Unanswered
from listwright.http.outcomes import StatusClass, status_class
from listwright.model.intent import Answer, AttemptOutcome, RefusalKind
from listwright.vendors.planomatic.refusals import is_refusal, key_is_refused, problems_in
from listwright.vendors.planomatic.sayings import said, simple_refusal
from listwright.vendors.planomatic.wire import read_envelope


def cancel_answer(exchange: Exchange, secrets: Iterable[str]) -> Answer:
    """What became of the cancel."""
    match exchange:
        case NotSent(reason):
            return Answer(
                outcome=AttemptOutcome.REFUSED,
                refusal=RefusalKind.UNREACHABLE,
                evidence=f"nothing was sent: {reason}",
            )
        case Unanswered(reason):
            return Answer(
                outcome=AttemptOutcome.UNKNOWN,
                evidence=f"the request left and no answer came: {reason}",
            )
        case Answered():
            return replace(_answered(exchange, secrets), status=exchange.status)


def _answered(answered: Answered, secrets: Iterable[str]) -> Answer:
    kind = status_class(answered.status)
    problems = problems_in(answered.document, secrets)
    if kind is StatusClass.SUCCESS and not _reports_failure(answered.document):
        return Answer(outcome=AttemptOutcome.ACCEPTED, evidence="the vendor took the cancel")
    if kind is StatusClass.REJECTED and is_refusal(answered.document):
        refusal = RefusalKind.AUTH if key_is_refused(problems) else RefusalKind.VALIDATION
        return Answer(
            outcome=AttemptOutcome.REFUSED,
            refusal=refusal,
            problems=problems,
            evidence=said(answered.status, problems),
        )
    if kind in {StatusClass.AUTH, StatusClass.ADDRESS, StatusClass.RATE}:
        return simple_refusal(answered, problems)
    return Answer(
        outcome=AttemptOutcome.UNKNOWN,
        evidence=f"the vendor answered {answered.status}, which does not say what was done",
    )


def _reports_failure(document: object) -> bool:
    """Every body mirrors success or rejection in `code` (sheet 1); the two must agree."""
    envelope = read_envelope(document)
    return envelope is not None and envelope.code is not None and envelope.code >= 400
