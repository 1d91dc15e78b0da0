"""What an explanation rests on: values and their places, rules, facts, proofs, checks."""

from collections.abc import Iterable, Sequence

from listwright.model.explanation import (
    Assigned,
    Check,
    Considered,
    FactUsed,
    Plain,
    RuleSeen,
    Thing,
    TrailField,
)
from listwright.render.text.layout import cut, display_width, padded, wrapped
from listwright.render.text.style import Role, Style, paint
from listwright.render.text.words import brief, minute

_LONGEST = 500
_WIDEST_LABEL = 28
"""A label wider than this, and than two fifths of the line, is cut: a column may have any name."""


def trail_lines(trail: Iterable[TrailField], style: Style) -> list[str]:
    """Each field with the value that holds, and below it those that were replaced."""
    rows: list[tuple[str, str]] = []
    for field in trail:
        rows.append((field.field, _assigned(field.holds)))
        rows += [("", f"was {_assigned(one)}") for one in field.replaced]
    return _labeled(rows, style)


def _assigned(assigned: Assigned) -> str:
    place = f", {brief(assigned.at, 250)}" if assigned.at else ""
    return f"{brief(_value(assigned.value), _LONGEST)}  ({brief(assigned.rule, 120)}{place})"


def _value(value: Plain) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def rule_lines(rules: Sequence[RuleSeen], style: Style) -> list[str]:
    """The rules that match, and those that do not, each with why."""
    rows = [
        (
            "matches" if rule.matched else "does not match",
            f"{_rule(rule)}: {brief(rule.because, _LONGEST)}",
        )
        for rule in rules
    ]
    return _labeled(rows, style)


def _rule(rule: RuleSeen) -> str:
    writes = brief(", ".join(rule.writes), 120)
    return f"{brief(rule.rule, 120)} ({brief(rule.at, 250)}; writes {writes})"


def fact_title(facts: Sequence[FactUsed]) -> str:
    """The title of the facts; with their place, when all stand in one row."""
    title = "Facts of the home that were looked at"
    places = {_row(fact) for fact in facts}
    return f"{title} ({places.pop()})" if len(places) == 1 else title


def fact_lines(facts: Sequence[FactUsed], style: Style) -> list[str]:
    """Each cell with its value, who looked at it, and where it stands if not all stand together."""
    together = len({_row(fact) for fact in facts}) == 1
    rows = []
    for fact in facts:
        place = "" if together else f"{_row(fact)}; "
        uses = brief(", ".join(use.removeprefix("rule ") for use in fact.used_for), 250)
        rows.append((fact.column, f"{_cell(fact)}  ({place}for {uses})"))
    return _labeled(rows, style)


def _row(fact: FactUsed) -> str:
    row = f"{brief(fact.source)} row {fact.row}, " if fact.row is not None else ""
    return f"{row}{brief(fact.at, 250)}"


def _cell(fact: FactUsed) -> str:
    if fact.private:
        return "(private, not shown)"
    return brief(fact.value, 120) if fact.value is not None else "(empty)"


def considered_lines(considered: Iterable[Considered], style: Style) -> list[str]:
    """Each order and attestation, whether it was taken, and why."""
    rows = []
    for one in considered:
        label = f"order {one.order_id}" if one.kind is Thing.ORDER else "attestation"
        place = f" ({brief(one.at, 250)})" if one.at else ""
        taken = "taken" if one.accepted else "not taken"
        rows.append((label, f"{taken}: {brief(one.because, _LONGEST)}{place}"))
    return _labeled(rows, style)


def check_title(checks: Iterable[Check]) -> str:
    """The title of the checks, with how to read the one that decides."""
    decides = " (STOP: this one decides)" if any(check.decides for check in checks) else ""
    return f"Checks, in the order they are asked{decides}"


def check_lines(checks: Iterable[Check], style: Style) -> list[str]:
    """Each question with `pass` or `stop` before it, and `STOP` before the one that decides."""
    lines: list[str] = []
    for check in checks:
        word = "pass" if check.passed else "STOP" if check.decides else "stop"
        text = f"{brief(check.question, 250)} {_outcome(check)}"
        first, *rest = wrapped(text, width=style.columns, indent=8)
        lines += [f"  {paint(word, _role(check), style)}  {first[8:]}", *rest]
    return lines


def _role(check: Check) -> Role:
    if check.passed:
        return Role.FAINT
    return Role.TITLE if check.decides else Role.REPLACE


def _outcome(check: Check) -> str:
    detail = brief(check.detail, _LONGEST)
    if check.passed:
        return f"{detail[:1].upper()}{detail[1:]}."
    until = f" (until {minute(check.until)})" if check.until is not None else ""
    return f"Yes: {detail}{until}."


def _labeled(rows: Sequence[tuple[str, str]], style: Style) -> list[str]:
    """Labels in a column, texts beside them, wrapped below themselves."""
    widest = max(_WIDEST_LABEL, style.columns * 2 // 5)
    labels = [cut(brief(label, 120), widest) for label, _ in rows]
    start = 4 + max((display_width(label) for label in labels), default=0)
    lines: list[str] = []
    for label, (_, text) in zip(labels, rows, strict=True):
        first, *rest = wrapped(text, width=style.columns, indent=start)
        lines += [f"  {padded(label, start - 2)}{first[start:]}", *rest]
    return lines
