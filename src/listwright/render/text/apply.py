"""What an apply did, as text: what needs a person first, then what went well."""

from listwright.model.outcome import ApplyReport, ChangeOutcome, Failure, Result, resume_command
from listwright.render.escape import for_terminal
from listwright.render.text.changes import MARKS, marked
from listwright.render.text.layout import joined, tabulated, wrapped
from listwright.render.text.style import Role, Style, chosen, more_line, titled
from listwright.render.text.waiting import to_do
from listwright.render.text.words import bought, brief, count, length, number

_TITLES = {
    Result.UNKNOWN: ("with an unknown outcome: an order may exist, so look here first", Role.ALERT),
    Result.FAILED: ("failed", Role.ALERT),
    Result.SKIPPED: ("not carried out; the next run tries again", Role.TITLE),
    Result.DONE: ("done", Role.TITLE),
}
"""Results in the order they are printed."""

_STOPS = {
    "interrupted": "The run was interrupted. The request in flight was finished and recorded.",
    "max_duration": "The time that --max-duration gives was over, so nothing more was begun.",
    "vendor_auth": "The vendor does not accept the API key, so the run ended early.",
    "breaker": "Too many requests failed in a row, so the run ended early.",
    "fail_fast": "The run ended at the first failure, as --fail-fast asks.",
}


def render_apply(report: ApplyReport, style: Style) -> str:
    """The outcome of every change, and the sum."""
    return joined(
        [
            *(_section(report, result, style) for result in _TITLES),
            _sum_section(report, style),
        ]
    )


def _section(report: ApplyReport, result: Result, style: Style) -> list[str]:
    outcomes = [each for each in report.outcomes if each.result is result]
    if not outcomes:
        return []
    rows = [(each, _is_wanted(each, style)) for each in outcomes]
    # What went wrong is always listed: nobody may have to run an apply again to read it. Of what
    # was only not begun a few tell enough; there may be thousands.
    brief_enough = result is Result.DONE or all(_is_left(each, report) for each in outcomes)
    listed, hidden = chosen(rows, every=not brief_enough)
    words, role = _TITLES[result]
    lines = titled(f"{count(len(outcomes), 'change')} {words}", style, role=role)
    heads = tabulated([_cells(each) for each in listed], width=style.columns, indent=2, hanging=6)
    for each, head in zip(listed, heads, strict=True):
        mark, colour = MARKS[each.change.action]
        lines += marked(head, mark, role=colour, style=style)
        lines += _failure_lines(each.failure, style)
    return lines + more_line(hidden, 2)


def _is_wanted(outcome: ChangeOutcome, style: Style) -> bool:
    """Whether `--show` names the change, or what was to be done."""
    change = outcome.change
    kind = f"{change.action.name.lower()}s"
    return style.opens(kind) or style.names([str(need) for need in change.needs])


def _is_left(outcome: ChangeOutcome, report: ApplyReport) -> bool:
    """Whether nothing happened but that the run had ended."""
    return outcome.failure is not None and outcome.failure.code == report.stopped


def _cells(outcome: ChangeOutcome) -> list[str]:
    change = outcome.change
    order_id = outcome.order_id or change.order_id
    return [
        f"{MARKS[change.action][0]}  {for_terminal(change.property)}",
        outcome.result.value,
        f"order {for_terminal(order_id)}" if order_id else "",
        bought(change.services, change.task),
    ]


def _failure_lines(failure: Failure | None, style: Style) -> list[str]:
    if failure is None:
        return []
    about = f"{for_terminal(failure.attr)}: " if failure.attr else ""
    place = f" ({for_terminal(failure.at)})" if failure.at else ""
    text = f"{for_terminal(failure.code)}: {about}{brief(failure.message, 500)}{place}"
    return [
        *wrapped(text, width=style.columns, indent=6),
        *to_do(failure.remedy, style, indent=6),
    ]


def _sum_section(report: ApplyReport, style: Style) -> list[str]:
    counts = {result: report.count(result) for result in Result}
    texts = []
    if report.stopped:
        texts.append(_STOPS.get(report.stopped, f"Ended early: {for_terminal(report.stopped)}."))
    if report.not_in_plan:
        texts.append(
            f"{count(report.not_in_plan, 'change')} outside the plan file"
            f" {'was' if report.not_in_plan == 1 else 'were'} left for the next plan."
        )
    if report.done_before:
        texts.append(f"{count(report.done_before, 'change')} done before this part.")
    if report.outcomes:
        parts = [f"{number(counts[result])} {result.value}" for result in Result]
        texts.append(f"Apply: {', '.join(parts)}.")
    else:
        texts.append("Apply: nothing to do.")
    lines: list[str] = []
    for text in texts:
        lines += wrapped(text, width=style.columns, indent=0, hanging=2)
    return lines + _left_lines(report, style)


def _left_lines(report: ApplyReport, style: Style) -> list[str]:
    """What the same plan can still do; the command stands alone, since somebody copies it."""
    if not report.left:
        return []
    pace = f", about {length(report.seconds_left)} at this pace" if report.seconds_left else ""
    text = f"{count(len(report.left), 'change')} left{pace}. To go on:"
    return [
        *wrapped(text, width=style.columns, indent=0, hanging=2),
        f"  {resume_command(for_terminal(report.plan_id))}",
    ]
