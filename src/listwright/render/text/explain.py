"""Why needs stand as they do, as text: the answer first, then everything it rests on."""

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from listwright.model.explanation import Decision, ExplainReport, Explanation, Verdict
from listwright.model.need import Because
from listwright.model.plan import Action, Reason
from listwright.render.text.grounds import (
    check_lines,
    check_title,
    considered_lines,
    fact_lines,
    fact_title,
    rule_lines,
    trail_lines,
)
from listwright.render.text.layout import joined, wrapped
from listwright.render.text.style import Role, Style, titled
from listwright.render.text.waiting import letter
from listwright.render.text.words import age, brief, minute, reason_words

_LONGEST = 500


def render_explanations(report: ExplainReport, style: Style, *, now: datetime) -> str:
    """One need in full; several one after the other, in short unless everything is shown."""
    if not report.explanations:
        return joined(
            [titled(f"Nothing is known to be wanted at {_shown(report.address)}.", style)]
        )
    if report.one_need or style.opens("explanations"):
        return joined(
            block for one in report.explanations for block in _in_full(one, style, now=now)
        )
    blocks = [_in_short(one, style, now=now) for one in report.explanations]
    first = _shown(str(report.explanations[0].address))
    hint = f"In full: listwright explain {first}, or --show all for every need."
    return joined([*blocks, wrapped(hint, width=style.columns, indent=0)])


def _in_short(explained: Explanation, style: Style, *, now: datetime) -> list[str]:
    """The answer and what would change it."""
    if explained.decision.verdict is Verdict.NOT_WANTED:
        return _answer(explained, style, now=now)
    return [
        *_answer(explained, style, now=now),
        "  What would change it:",
        *_bullets(explained.would_change_if, style, indent=4),
    ]


def _in_full(explained: Explanation, style: Style, *, now: datetime) -> Iterable[list[str]]:
    yield _answer(explained, style, now=now)
    yield _section("What would change it", _bullets(explained.would_change_if, style), style)
    yield letter(explained.decision.text, style, indent=0)
    grounds = (
        ("What the files say", trail_lines(explained.trail, style)),
        ("Rules that speak about it", rule_lines(explained.rules, style)),
        (fact_title(explained.facts), fact_lines(explained.facts, style)),
        ("Orders and proofs that were considered", considered_lines(explained.considered, style)),
        (check_title(explained.checks), check_lines(explained.checks, style)),
    )
    for title, lines in grounds:
        yield _section(title, lines, style)


def _section(title: str, lines: list[str], style: Style) -> list[str]:
    return [*titled(title, style), *lines] if lines else []


def _bullets(texts: Iterable[str], style: Style, *, indent: int = 2) -> list[str]:
    lines: list[str] = []
    for text in texts:
        shown = f"- {brief(text, _LONGEST)}"
        lines += wrapped(shown, width=style.columns, indent=indent, hanging=indent + 2)
    return lines


def _answer(explained: Explanation, style: Style, *, now: datetime) -> list[str]:
    """The decision in one sentence, then why, then who asked."""
    decision = explained.decision
    lines = titled(_headline(str(explained.address), decision), style, role=_role(decision))
    texts = [_sentence(_why(decision, now))]
    texts += [_sentence(_together(decision))] if decision.together else []
    texts += [_sentence(_also(one)) for one in explained.also]
    texts += _asked(explained)
    for text in texts:
        lines += wrapped(text, width=style.columns, indent=2, hanging=4)
    return lines


def _role(decision: Decision) -> Role:
    return Role.ALERT if decision.verdict is Verdict.BLOCKED else Role.TITLE


def _headline(address: str, decision: Decision) -> str:
    need, order = _shown(address), _shown(decision.order_id or "")
    match decision.verdict:
        case Verdict.PLANNED:
            return _planned(need, order, decision)
        case Verdict.DEFERRED:
            return f"{_undone(need, decision)} yet: {_reason(decision)}."
        case Verdict.BLOCKED:
            return f"{_undone(need, decision)}: {_reason(decision)}. A person has to act."
        case Verdict.STANDING:
            return _standing(need, decision)
        case Verdict.NOT_WANTED:
            return f"{need} is not wanted, so nothing is ordered."
        case _:
            assert_never(decision.verdict)


def _planned(need: str, order: str, decision: Decision) -> str:
    match decision.action:
        case Action.CREATE:
            return f"{need} will be ordered by the next apply."
        case Action.REPLACE:
            return f"{need} will be ordered anew: the next apply cancels order {order} first."
        case Action.CANCEL:
            return f"Order {order} for {need} will be canceled by the next apply."
        case Action.IMPORT:
            return f"Order {order} for {need} will be recorded by the next apply."
        case Action.FORGET:
            return f"Order {order} for {need} will be forgotten by the next apply."
        case Action.NO_OP | None:
            return f"Nothing is done for {need}."
        case _:
            assert_never(decision.action)


def _undone(need: str, decision: Decision) -> str:
    match decision.action:
        case Action.CREATE | Action.NO_OP | None:
            return f"{need} is not ordered"
        case Action.CANCEL:
            return f"The order for {need} is not canceled"
        case Action.REPLACE:
            return f"The order for {need} is not replaced"
        case Action.IMPORT:
            return f"The order for {need} is not recorded"
        case Action.FORGET:
            return f"The order for {need} is not forgotten"
        case _:
            assert_never(decision.action)


def _standing(need: str, decision: Decision) -> str:
    words = {
        Reason.SATISFIED: f"{need} is met, so nothing is ordered.",
        Reason.IN_PROGRESS: f"{need} is on its way, so nothing is ordered.",
        Reason.WAIVED: f"{need} is waived, so nothing is ordered.",
        Reason.KEPT: f"The order for {need} is kept, though nobody wants it any more.",
    }
    known = words.get(decision.reason) if decision.reason is not None else None
    return known or f"{need} stays as it is: {_reason(decision)}."


def _reason(decision: Decision) -> str:
    return reason_words(decision.reason) if decision.reason is not None else ""


def _why(decision: Decision, now: datetime) -> str:
    since = (
        f" (since {minute(decision.since)}, {age(decision.since, now)})" if decision.since else ""
    )
    code = f" [{decision.reason.value}]" if decision.reason is not None else ""
    return f"Why: {brief(decision.why, _LONGEST)}{since}{code}"


def _together(decision: Decision) -> str:
    return f"In one order with: {', '.join(_shown(str(need)) for need in decision.together)}"


def _also(decision: Decision) -> str:
    """Another line of the plan that names the need."""
    words = {
        Verdict.PLANNED: "planned",
        Verdict.DEFERRED: "waits",
        Verdict.BLOCKED: "blocked",
        Verdict.STANDING: "nothing to do",
        Verdict.NOT_WANTED: "not wanted",
    }
    verb = _VERBS[decision.action] if decision.action is not None else ""
    return f"Also: {verb}{words[decision.verdict]}: {brief(decision.why, _LONGEST)}"


_VERBS = {
    Action.CREATE: "an order, ",
    Action.CANCEL: "a cancelation, ",
    Action.REPLACE: "a replacement, ",
    Action.IMPORT: "a record of an order, ",
    Action.FORGET: "an order to forget, ",
    Action.NO_OP: "",
}


def _asked(explained: Explanation) -> list[str]:
    if not explained.asked_by:
        return []
    wanted = explained.decision.verdict is not Verdict.NOT_WANTED
    asked = "Asked for by" if wanted and not _is_removal(explained) else "Where from"
    return [f"{asked}: {', '.join(_place(one) for one in explained.asked_by)}."]


def _is_removal(explained: Explanation) -> bool:
    decision = explained.decision
    return decision.action is Action.CANCEL or decision.reason is Reason.KEPT


def _place(because: Because) -> str:
    return f"{_shown(because.rule)} ({_shown(because.at)})"


def _shown(text: str) -> str:
    return brief(text, 250)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "]", ")")) else f"{text}."
