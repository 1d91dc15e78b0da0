"""The top of a plan: which project, on what ground, and how long it is good."""

from listwright.model.plan import Plan, Scope
from listwright.render.escape import for_terminal
from listwright.render.text.layout import wrapped
from listwright.render.text.reads import reads_parts
from listwright.render.text.style import Role, Style, paint, titled
from listwright.render.text.words import brief, count, minute, number


def header_section(plan: Plan, style: Style) -> list[str]:
    """Project, commit, the plan's time and its end; and whether it covers everything."""
    made, ends = minute(plan.made_at), minute(plan.expires_at)
    if ends[:10] == made[:10]:
        ends = ends[11:]
    if plan.as_of is not None:
        lines = title_lines(plan, style, what="forecast", when=f"as of {plan.as_of}, made {made}")
    else:
        lines = title_lines(plan, style, what="plan", when=f"as of {made}, good until {ends}")
    if plan.refusals:
        note = "This plan cannot be applied as it stands; the last lines say why."
        lines += titled(note, style, role=Role.ALERT)
    return lines


def title_lines(plan: Plan, style: Style, *, what: str, when: str) -> list[str]:
    """What this is, of which project and commit; and the selectors when it covers only a part."""
    commit = f"commit {for_terminal(plan.scope.commit[:12])}, " if plan.scope.commit else ""
    title = f"Listwright {what} for {for_terminal(plan.project)}"
    ground = f"{title} ({commit}{when})"
    first, *rest = wrapped(ground, width=style.columns, indent=0, hanging=2)
    lines = [first.replace(title, paint(title, Role.TITLE, style), 1), *rest]
    if plan.scope.partial:
        note = f"This {what} is partial: {_selectors(plan.scope)}."
        lines += wrapped(note, width=style.columns, indent=0, hanging=2)
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
    return lines + wrapped(_reads(plan), width=style.columns, indent=0, hanging=2)


def _reads(plan: Plan) -> str:
    reads = plan.reads
    if plan.as_of is not None:
        held = f"; {count(reads.not_read, 'open order')} as last read" if reads.not_read else ""
        return f"Reads: none, a forecast asks nobody{held}"
    made = f"Reads: {number(reads.used)} of {number(reads.budget)}"
    return "; ".join([made, *map(for_terminal, reads_parts(plan))])
