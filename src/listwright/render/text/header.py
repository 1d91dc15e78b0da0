"""The top of a plan: which project, on what ground, how long it is good, and its rules."""

from collections import Counter
from collections.abc import Mapping, Sequence

from listwright.model.need import Because
from listwright.model.plan import Plan, Scope
from listwright.render.escape import for_terminal
from listwright.render.text.layout import cut, cut_start, display_width, padded, wrapped
from listwright.render.text.style import ROWS_SHOWN, Role, Style, more_line, paint, titled
from listwright.render.text.words import brief, count, length, minute, number

_ALWAYS = ("orders", "needs")
_SOMETIMES = ("deferred", "blocked")


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
        lines += titled(note, style, role=Role.ALERT)
    return lines


def _selectors(scope: Scope) -> str:
    """The selectors as they were typed."""
    typed = [
        f"--{option} {brief(value)}"
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
        text = f"Inventory {brief(name)}: {count(rows, 'row')}"
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
    shares = _shares(plan)
    if not shares:
        return []
    rules = sorted(shares, key=lambda rule: (rule.rule, rule.at))
    listed = {rule: shares[rule] for rule in rules[:ROWS_SHOWN]}
    lines = _table(listed, style) + more_line(len(rules) - len(listed), 2)
    if any(len(set(change.because)) > 1 for change in plan.changes):
        note = "An order or need that several rules ask for is counted in each of them."
        lines += wrapped(note, width=style.columns, indent=2)
    return lines


def _table(shares: Mapping[Because, Counter[str]], style: Style) -> list[str]:
    """One row per rule; its place gets a line of its own when the width is too small."""
    kinds = [
        kind
        for kind in _ALWAYS + _SOMETIMES
        if kind in _ALWAYS or any(share[kind] for share in shares.values())
    ]
    rows = [[number(share[kind]) for kind in kinds] for share in shares.values()]
    sizes = [max(map(len, column)) for column in zip(kinds, *rows, strict=True)]
    room = style.columns - 2 - sum(2 + size for size in sizes)
    names = [cut(for_terminal(rule.rule), room) for rule in shares]
    first = max(display_width(name) for name in names)
    places = [for_terminal(rule.at) for rule in shares]
    beside = first + 2 + max(map(display_width, places)) <= room
    title = _table_row("By rule", kinds, [first + 2, *sizes])
    lines = [paint(f"{title}  where" if beside else title, Role.TITLE, style)]
    for name, row, place in zip(names, rows, places, strict=True):
        line = _table_row(f"  {name}", row, [first + 2, *sizes])
        below = [f"    {cut_start(place, style.columns - 4)}"]
        lines += [f"{line}  {place}"] if beside else [line, *below]
    return lines


def _table_row(name: str, numbers: Sequence[str], sizes: Sequence[int]) -> str:
    cells = [padded(text, size, right=True) for text, size in zip(numbers, sizes[1:], strict=True)]
    return "  ".join([padded(name, sizes[0]), *cells])


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
