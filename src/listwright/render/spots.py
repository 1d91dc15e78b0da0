"""What a code host shows beside a line of a file: of findings, of plans and of audits alike."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from listwright.errors import Diagnostic, Severity, Span
from listwright.model.audit import AuditFinding, FindingCode
from listwright.model.need import Because
from listwright.model.plan import Blocked, Plan, Reason, Refusal
from listwright.model.review import Review
from listwright.render.text.closing import refusal_words
from listwright.render.text.words import reason_words


class Level(Enum):
    """How much it matters."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One thing to say at a line.

    `rule` is what kind of thing it is, `about` what that means in general, `title` what it is here.
    `span` is None where no line is to blame. Texts are as they were typed: each host escapes them
    its own way.
    """

    level: Level
    rule: str
    about: str
    title: str
    message: str
    span: Span | None = None


def diagnostic_spots(diagnostics: Iterable[Diagnostic], folder: str) -> Iterator[Spot]:
    """Each finding; files are in `folder` of the repository."""
    from listwright.errors.codes import CODES  # noqa: PLC0415

    for one in diagnostics:
        parts = [one.summary, one.detail, f"Fix: {one.fix}" if one.fix else ""]
        parts += [f"Did you mean `{one.suggestion}`?"] if one.suggestion else []
        yield Spot(
            level=Level.ERROR if one.severity is Severity.ERROR else Level.WARNING,
            rule=one.code,
            about=CODES.get(one.code, one.summary),
            title=one.code,
            message="\n".join(filter(None, parts)),
            span=None if one.span is None else _inside(one.span, folder),
        )


def review_spots(review: Review, folder: str) -> Iterator[Spot]:
    """What a plan or an audit has for a person: errors first, then warnings."""
    plan = review.plan
    if review.findings is not None:
        loud_first = sorted(review.findings, key=lambda one: one.code is not FindingCode.UNKNOWN)
        yield from (found_spot(one) for one in loud_first)
    else:
        yield from (_refused(one) for one in plan.refusals)
        yield from _blocked_spots(plan, folder)
    yield from diagnostic_spots(plan.warnings, folder)


def found_spot(finding: AuditFinding) -> Spot:
    """One finding of an audit."""
    code = finding.code
    where = "" if finding.address is None else f" {finding.address}"
    return Spot(
        level=Level.ERROR if code is FindingCode.UNKNOWN else Level.WARNING,
        rule=f"audit/{code.value}",
        about=f"An audit found something: {code.value}.",
        title=f"audit {code.value}{where}",
        message=f"{finding.why}\nTo do: {finding.remedy}",
    )


def _refused(refusal: Refusal) -> Spot:
    words = refusal_words(refusal)
    return Spot(
        level=Level.ERROR,
        rule=f"refused/{refusal.code}",
        about="The plan cannot be applied as it stands.",
        title=f"refused: {refusal.code}",
        message=f"{words}\nTo do: {refusal.remedy}" if refusal.remedy else words,
    )


def _blocked_spots(plan: Plan, folder: str) -> Iterator[Spot]:
    unknown = Reason.CREATE_OUTCOME_UNKNOWN
    for one in sorted(plan.blocked, key=lambda each: each.reason is not unknown):
        level = Level.ERROR if one.reason is unknown else Level.WARNING
        yield _blocked(one, level, folder)


def _blocked(blocked: Blocked, level: Level, folder: str) -> Spot:
    reason = blocked.reason
    return Spot(
        level=level,
        rule=f"blocked/{reason.value}",
        about=f"A need waits for a person: {reason_words(reason)}.",
        title=f"blocked {blocked.need}",
        message=f"{blocked.need}: {blocked.why}\nTo do: {blocked.remedy}",
        span=span_of(blocked.because, folder),
    )


_PLACE = re.compile(r"(?P<file>.+?):(?P<line>[1-9][0-9]{0,8})(?:[,:].*)?")


def span_of(because: Iterable[Because], folder: str) -> Span | None:
    """The line of the first rule that stands in a file."""
    for rule in because:
        found = _PLACE.fullmatch(rule.at)
        if found is not None:
            return _inside(Span(file=found["file"], line=int(found["line"])), folder)
    return None


def _inside(span: Span, folder: str) -> Span:
    """The same place as the repository names it."""
    if not folder or span.file.startswith("/"):
        return span
    return Span(
        file=f"{folder}/{span.file}",
        line=span.line,
        column=span.column,
        end_line=span.end_line,
        end_column=span.end_column,
    )
