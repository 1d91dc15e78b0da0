"""What the status and the words of an answer mean, for both dialects (sheet 2, 4.5, 6).

The rule behind every line: "refused" is said only when the vendor surely made nothing.
"""

import re
from dataclasses import dataclass
from typing import NoReturn

from listwright.http.answers import Answered, Exchange, NotSent, Unanswered
from listwright.http.outcomes import StatusClass, retry_after, status_class
from listwright.model.intent import Answer, AttemptOutcome, Problem, RefusalKind
from listwright.ports import ReadFailureError
from listwright.vendors.aihomedesign.records import Record
from listwright.vendors.aihomedesign.texts import one_line

_LONGEST_WORDS = 300
_ERROR_IN_TEXT = re.compile(r'"error"\s*:\s*"((?:[^"\\]|\\.){1,400})"')
"""In bodies that are almost JSON: that of a 429 ends in a comma too many (sheet 2.9)."""

_NO_TOOL = "tool not found"
_UNKNOWN_TOOL_STATUS = 500
_KINDS = {
    400: RefusalKind.VALIDATION,
    401: RefusalKind.AUTH,
    402: RefusalKind.CREDITS,
    403: RefusalKind.AUTH,
    405: RefusalKind.ADDRESS,
    413: RefusalKind.VALIDATION,
    415: RefusalKind.VALIDATION,
    422: RefusalKind.VALIDATION,
    429: RefusalKind.RATE,
}
_SPEAKING = frozenset({400, 422})
"""Refusals only when the body says what was wrong: a gateway's page says nothing of the vendor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What the vendor says was wrong, fit to be shown; `key` is its machine code (sheet 1)."""

    words: str = ""
    key: str = ""

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(self.words or self.key)

    def __str__(self) -> str:
        """As a phrase."""
        if self.words and self.key:
            return f"{self.words} ({self.key})"
        return self.words or self.key


def complaint_of(answered: Answered, secrets: tuple[str, ...]) -> Complaint:
    """The words of an error body: `{error, key}`, also when it is not quite JSON."""
    document = answered.document
    if isinstance(document, dict):
        words, key = (
            one_line(value, _LONGEST_WORDS, secrets) if isinstance(value, str) else ""
            for value in (document.get("error") or document.get("message"), document.get("key"))
        )
        return Complaint(words=words, key=key)
    found = _ERROR_IN_TEXT.search(answered.text)
    return Complaint(words=one_line(found[1], _LONGEST_WORDS, secrets)) if found else Complaint()


def settled(
    exchange: Exchange, secrets: tuple[str, ...], *, names_ids: bool = True
) -> Answer | Answered:
    """What a request that makes something came to; a 2xx is given back to be read.

    `names_ids`: the request names things of the vendor's, so that a 404 can mean one of those.
    """
    match exchange:
        case NotSent(reason):
            return refused(RefusalKind.UNREACHABLE, f"nothing was sent: {reason}")
        case Unanswered(reason):
            return unknown(f"the request left and no answer came: {reason}")
        case Answered() if status_class(exchange.status) is StatusClass.SUCCESS:
            return exchange
        case Answered():
            return _refusal(exchange, complaint_of(exchange, secrets), names_ids=names_ids)


def _refusal(answered: Answered, complaint: Complaint, *, names_ids: bool) -> Answer:
    status = answered.status
    words = f"the vendor answered {status}: {complaint}" if complaint else _bare(status)
    kind = _kind_of(status, complaint, names_ids=names_ids)
    if kind is None:
        return unknown(f"{words}, which does not say whether anything was made", status=status)
    problems = (Problem(attr="", message=words),) if kind.marks_need else ()
    return Answer(
        outcome=AttemptOutcome.REFUSED,
        refusal=kind,
        problems=problems,
        evidence=words,
        status=status,
        retry_after=retry_after(answered.headers) if kind is RefusalKind.RATE else None,
    )


def _kind_of(status: int, complaint: Complaint, *, names_ids: bool) -> RefusalKind | None:
    """Why it was refused; None when the answer does not prove that it was."""
    if status == 404:
        # A router that does not know the path says nothing in the vendor's form.
        known = complaint and names_ids
        return RefusalKind.VALIDATION if known else RefusalKind.ADDRESS
    if status == _UNKNOWN_TOOL_STATUS and _NO_TOOL in complaint.words.lower():
        return RefusalKind.CATALOG
    if status in _SPEAKING and not complaint:
        return None
    if status == 403 and complaint:
        # The key is known, and the account's plan lacks the tool or the endpoint (sheet 4.5).
        return RefusalKind.PLAN
    kind = _KINDS.get(status)
    return RefusalKind.CREDITS if kind and "credit" in complaint.key.lower() else kind


def _bare(status: int) -> str:
    return f"the vendor answered {status} without a reason"


def refused(kind: RefusalKind, why: str, *, status: int | None = None) -> Answer:
    """A refusal of ours or theirs."""
    problems = (Problem(attr="", message=why),) if kind.marks_need else ()
    return Answer(
        outcome=AttemptOutcome.REFUSED,
        refusal=kind,
        problems=problems,
        evidence=why,
        status=status,
    )


def unknown(why: str, *, status: int | None = None) -> Answer:
    """Nobody knows."""
    return Answer(outcome=AttemptOutcome.UNKNOWN, evidence=why, status=status)


def no_id(answered: Answered, why: str) -> Answer:
    """A 2xx that does not name beyond doubt what was made."""
    detail = answered.unreadable or why
    return Answer(
        outcome=AttemptOutcome.NOID,
        evidence=f"the vendor accepted the request, but the answer cannot be used: {detail}",
        status=answered.status,
    )


def read_answer(exchange: Exchange, secrets: tuple[str, ...]) -> Answered:
    """A 2xx to a read; raises ReadFailureError for everything else."""
    match exchange:
        case NotSent(reason) | Unanswered(reason):
            raise ReadFailureError("unreachable", f"the vendor could not be asked: {reason}")
        case Answered():
            if status_class(exchange.status) is not StatusClass.SUCCESS:
                _fail(exchange, complaint_of(exchange, secrets))
            return exchange


def unusable(answered: Answered, why: str) -> NoReturn:
    """Raise for a 2xx to a read that cannot be used."""
    detail = answered.unreadable or why
    raise ReadFailureError("other", f"the vendor's answer cannot be used: {detail}")


def _fail(answered: Answered, complaint: Complaint) -> NoReturn:
    status = answered.status
    detail = f"the vendor answered {status}: {complaint}" if complaint else _bare(status)
    kind = status_class(status)
    if kind is StatusClass.RATE:
        pause = retry_after(answered.headers)
        raise ReadFailureError("rate", "the vendor asks to slow down", retry_after=pause)
    if kind is StatusClass.AUTH:
        raise ReadFailureError("auth", detail)
    if status == 404 and complaint:
        raise ReadFailureError("not_found", detail)
    if kind is StatusClass.UNCERTAIN and (status >= 500 or status in {408, 425}):
        raise ReadFailureError("unreachable", detail)
    raise ReadFailureError("other", detail)


def require_none(answered: Answered, order: Record, listed: str) -> None:
    """Raise unless the order itself says, by its status and the list `listed`, that nothing is.

    A second paid step rests on this, so what is left out says nothing.
    """
    if order.text("status") is None or not order.says_none(listed):
        unusable(answered, f"it does not say what there is in `{listed}`")
