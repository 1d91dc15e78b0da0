"""The changes of a plan, kind by kind."""

from collections.abc import Sequence
from datetime import datetime

from listwright.model.plan import Action, Change, OrderView, Plan
from listwright.render.escape import for_terminal
from listwright.render.text.layout import tabulated, wrapped
from listwright.render.text.style import Role, Style, chosen, more_line, paint, titled
from listwright.render.text.words import age, amount, bought, brief, count, sentence

MARKS = {
    Action.CREATE: ("+ create", Role.CREATE),
    Action.CANCEL: ("- cancel", Role.CANCEL),
    Action.REPLACE: ("-/+ replace", Role.REPLACE),
    Action.IMPORT: ("< import", Role.QUIET),
    Action.FORGET: (". forget", Role.QUIET),
    Action.NO_OP: ("= keep", Role.FAINT),
}
"""Symbol, word and colour of each action."""

_TITLES = {
    Action.CREATE: "to create",
    Action.CANCEL: "to cancel",
    Action.REPLACE: "to replace (cancel first, then create)",
    Action.IMPORT: "to import (already there, listwright starts to look after it)",
    Action.FORGET: "to forget (listwright lets go, nothing is sent to the vendor)",
}

_KINDS = {
    Action.CREATE: "creates",
    Action.CANCEL: "cancels",
    Action.REPLACE: "replaces",
    Action.IMPORT: "imports",
    Action.FORGET: "forgets",
}


def change_sections(plan: Plan, style: Style) -> list[list[str]]:
    """One section per action that occurs."""
    sections = []
    for action in _TITLES:
        changes = [change for change in plan.changes if change.action is action]
        if changes:
            sections.append(_section(action, changes, plan, style=style))
    return sections


def _section(action: Action, changes: Sequence[Change], plan: Plan, *, style: Style) -> list[str]:
    rows = [(change, style.names([str(need) for need in change.needs])) for change in changes]
    listed, hidden = chosen(rows, every=style.opens(_KINDS[action]))
    mark, role = MARKS[action]
    heads = tabulated(
        [_cells(mark, change, plan) for change in listed],
        width=style.columns,
        indent=2,
        hanging=6,
    )
    lines = titled(f"{count(len(changes), 'order')} {_TITLES[action]}", style)
    for change, head in zip(listed, heads, strict=True):
        lines += marked(head, mark, role=role, style=style)
        why = sentence(change.why, change.because)
        lines += wrapped(why, width=style.columns, indent=6)
    return lines + more_line(hidden, 2)


def marked(lines: list[str], mark: str, *, role: Role, style: Style) -> list[str]:
    """The lines with the mark that the first one begins with painted."""
    return [lines[0].replace(mark, paint(mark, role, style), 1), *lines[1:]]


def _cells(mark: str, change: Change, plan: Plan) -> list[str]:
    return [
        f"{mark}  {for_terminal(change.property)}",
        f"order {for_terminal(change.order_id)}" if change.order_id else "",
        ordered(change),
        change.reason.value,
        _cost(change) if plan.cost.currency is not None and change.action.creates else "",
        for_terminal(change.billing_entity or "") if change.action.creates else "",
        _seen(change.order, plan.made_at) if change.order else "",
    ]


def _cost(change: Change) -> str:
    return "no price" if change.cost is None else amount(change.cost)


def ordered(change: Change) -> str:
    """What is bought: services, or one picture with the photo it is made of."""
    return bought(change.services, change.task)


def _seen(view: OrderView, now: datetime) -> str:
    """The state of the order that a cancel was decided on."""
    read = f"read {age(view.read_at, now)}" if view.read_at else "never read"
    return f"status {brief(view.status)}, {read}"
