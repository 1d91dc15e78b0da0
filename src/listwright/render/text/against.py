"""Where the changes come from, when the plan was held against a base."""

from collections import Counter

from listwright.model.plan import Cause, Plan
from listwright.model.review import Against, Gone
from listwright.render.escape import for_terminal
from listwright.render.text.changes import MARKS, marked
from listwright.render.text.layout import flowed, wrapped
from listwright.render.text.style import WAITING_SHOWN, Style, chosen, more_line, titled
from listwright.render.text.words import bought, brief, count, minute

CAUSES = {
    Cause.EDIT: "this edit of the files",
    Cause.FACTS: "the facts: inventory, or orders at the vendors",
    Cause.TIME: "time that passed",
    Cause.BEFORE: "due before the base was committed",
}
"""What each cause means, in the order in which they are printed."""


def cause_words(cause: Cause, against: Against) -> str:
    """What the cause means; without the inventory of then facts and the past are not told apart."""
    if cause is Cause.FACTS and not against.knows_facts:
        return "the facts, or due before: the base holds no inventory to tell which"
    return CAUSES[cause]


def against_section(plan: Plan, against: Against | None, style: Style) -> list[str]:
    """How many changes come from where, and what the edit takes away."""
    if against is None:
        return []
    commit = for_terminal(against.commit[:12])
    title = f"Since {brief(against.ref)} ({commit}, {minute(against.committed_at)})"
    counts = Counter(change.cause for change in plan.changes if change.cause is not None)
    lines = titled(title if counts else f"{title}: nothing changes", style)
    for cause in CAUSES:
        if counts[cause]:
            text = f"{count(counts[cause], 'change')} by {cause_words(cause, against)}"
            lines += wrapped(text.replace(" by due", " due"), width=style.columns, indent=2)
    return [*lines, *_gone_lines(against.gone, style)]


def _gone_lines(gone: tuple[Gone, ...], style: Style) -> list[str]:
    """What was due with the base's files and is not any more."""
    if not gone:
        return []
    rows = [(one, style.names([str(need) for need in one.needs])) for one in gone]
    listed, hidden = chosen(rows, every=style.opens("gone"), first=WAITING_SHOWN)
    text = f"{count(len(gone), 'change')} of the base {_are(len(gone))} taken away by this edit:"
    lines = wrapped(text, width=style.columns, indent=2)
    for one in listed:
        _, role = MARKS[one.action]
        cells = [
            f"x {'/'.join(one.action.value)}",
            for_terminal(one.property),
            bought(one.services, None),
            f"order {for_terminal(one.order_id)}" if one.order_id else "",
        ]
        head = flowed(cells, width=style.columns, indent=4, hanging=8)
        lines += marked(head, "x", role=role, style=style)
        lines += wrapped(brief(one.why, 200), width=style.columns, indent=8)
    return lines + more_line(hidden, 4, show="gone")


def _are(changes: int) -> str:
    return "is" if changes == 1 else "are"
