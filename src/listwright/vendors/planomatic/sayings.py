"""Phrases and plain refusals that creates and cancels share."""

from listwright.http.answers import Answered
from listwright.http.outcomes import StatusClass, retry_after, status_class
from listwright.model.intent import Answer, AttemptOutcome, Problem, RefusalKind

_MOST_SHOWN = 3

_PLAIN_KINDS = {
    StatusClass.AUTH: RefusalKind.AUTH,
    StatusClass.ADDRESS: RefusalKind.ADDRESS,
    StatusClass.RATE: RefusalKind.RATE,
}


def said(status: int, problems: tuple[Problem, ...]) -> str:
    """The status and the first complaints, as a phrase that fits into a sentence."""
    shown = "; ".join(
        f"{problem.attr}: {problem.message}" if problem.attr else problem.message
        for problem in problems[:_MOST_SHOWN]
    )
    more = len(problems) - _MOST_SHOWN
    rest = f" and {more} more" if more > 0 else ""
    return f"the vendor answered {status}: {shown}{rest}" if shown else _bare(status)


def _bare(status: int) -> str:
    return f"the vendor answered {status} without a reason"


def simple_refusal(answered: Answered, problems: tuple[Problem, ...]) -> Answer:
    """The refusals whose status says it all: 401, 403, 404, 405, 429."""
    kind = _PLAIN_KINDS[status_class(answered.status)]
    return Answer(
        outcome=AttemptOutcome.REFUSED,
        refusal=kind,
        problems=problems,
        evidence=said(answered.status, problems),
        status=answered.status,
        retry_after=retry_after(answered.headers) if kind is RefusalKind.RATE else None,
    )
