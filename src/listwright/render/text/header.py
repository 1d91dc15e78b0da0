"""The top of a plan: which project, on what ground, how long it is good, and its rules."""

from collections import Counter

from listwright.model.need import Because
from listwright.model.plan import Plan, Scope
from listwright.render.escape import for_terminal
from listwright.render.text.layout import cut, cut_start, padded, wrapped
from listwright.render.text.style import ROWS_SHOWN, Role, Style, more_line, paint
from listwright.render.text.words import count, length, minute, number

_NUMBERS = ("orders", "needs", "deferred", "blocked")


def header_section(plan: Plan, style: Style) -> list[str]:
    """Project, commit, the plan's time and its end; and whether it covers everything."""
    made, ends = minute(plan.made_at), minute(plan.expires_at)
    if ends[:10] == made[:10]:
        ends = ends[11:]
    commit = f"commit {for_terminal(plan.scope.commit[:12])}, " if plan.scope.commit else ""
    title = f"Listwright plan for {for_terminal(plan.project)}"
    ground = f"{title} ({commit}as of {made}, good until {ends})"
    first, *rest = wrapped(ground, width=style.columns, indent=0, hanging=2)
    lines = [first.replace(title, paint(title, Role.TITLE, style), 1), *rest]
    if plan.scope.partial:
        note = f"This plan is partial: {_selectors(plan.scope)}."
        lines += wrapped(note, width=style.columns, indent=0, hanging=2)
    if plan.refusals:
        note = "This plan cannot be applied as it stands; the last lines say why."
        lines += [
            paint(row, Role.ALERT, style) for row in wrapped(note, width=style.columns, indent=0)
        ]
    return lines


def _selectors(scope: Scope) -> str:
    """The selectors as they were typed."""
    typed = [
        f"--{option} {for_terminal(value)}"
        for option, values in (
            ("select", scope.select),
            ("target", scope.target),
            ("exclude", scope.exclude),
            ("only", (scope.only,) if scope.only else ()),
        )
        for value in values
    ]
    return ", ".join(typed) or "it leaves some homes out"


def ground_section(plan: Plan, style: Style) -> list[str]:
    """Inventory rows, and what was read at the vendors."""
    lines: list[str] = []
    for name, rows in sorted((plan.inventory_rows or {}).items()):
        text = f"Inventory {for_terminal(name)}: {count(rows, 'row')}"
        lines += wrapped(text, width=style.columns, indent=0, hanging=2)
    reads = plan.reads
    parts = [f"Reads: {number(reads.used)} of {number(reads.budget)}"]
    if reads.not_read:
        parts.append(f"{count(reads.not_read, 'open order')} not read")
    if reads.oldest_relevant_age_s is not None:
        parts.append(f"the oldest answer that matters is {length(reads.oldest_relevant_age_s)} old")
    return lines + wrapped("; ".join(parts), width=style.columns, indent=0, hanging=2)


def rules_section(plan: Plan, style: Style) -> list[str]:
    """Which rule causes how much: reviewers read rules, not hundreds of rows."""
    counts = _shares(plan)
    if not counts:
        return []
    rules = sorted(counts, key=lambda rule: (rule.rule, rule.at))
    width = style.columns
    numbers = [[number(counts[rule][name]) for name in _NUMBERS] for rule in rules[:ROWS_SHOWN]]
    widths = [max(len(name), *(len(row[i]) for row in numbers)) for i, name in enumerate(_NUMBERS)]
    room = width - 2 - sum(widths) - 2 * len(widths) - 2
    longest = max(len("By rule") - 2, *(len(for_terminal(rule.rule)) for rule in rules))
    first = min(longest, room // 2)
    lines = [
        paint(_table_row("By rule", _NUMBERS, [first + 2, *widths]) + "  where", Role.TITLE, style)
    ]
    for rule, row in zip(rules, numbers, strict=False):
        name = "  " + cut(for_terminal(rule.rule), first)
        place = cut_start(for_terminal(rule.at), room - first)
        lines.append(f"{_table_row(name, row, [first + 2, *widths])}  {place}")
    lines += more_line(max(len(rules) - ROWS_SHOWN, 0), 2)
    if any(len(set(change.because)) > 1 for change in plan.changes):
        note = "An order or need that several rules ask for is counted in each of them."
        lines += wrapped(note, width=width, indent=2)
    return lines


def _table_row(name: str, numbers: tuple[str, ...] | list[str], widths: list[int]) -> str:
    cells = [padded(text, size, right=True) for text, size in zip(numbers, widths[1:], strict=True)]
    return "  ".join([padded(name, widths[0]), *cells])


def _shares(plan: Plan) -> dict[Because, Counter[str]]:
    """Per rule: orders and needs it has a part in, and its needs that wait."""
    shares: dict[Because, Counter[str]] = {}
    for change in plan.changes:
        for rule in set(change.because):
            shares.setdefault(rule, Counter()).update(orders=1, needs=len(change.needs))
    for kind, entries in (("deferred", plan.deferred), ("blocked", plan.blocked)):
        for each in entries:
            for rule in set(each.because):
                shares.setdefault(rule, Counter())[kind] += 1
    return shares
