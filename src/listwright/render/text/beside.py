"""What stands beside the changes: needs left alone, drift, orders of somebody else."""

from collections import Counter

from listwright.model.plan import Action, Drift, Plan, Reason, Standing
from listwright.render.escape import for_terminal
from listwright.render.text.changes import MARKS, marked
from listwright.render.text.layout import flowed, tabulated, wrapped
from listwright.render.text.style import WAITING_SHOWN, Style, chosen, more_line, titled
from listwright.render.text.waiting import letter
from listwright.render.text.words import bought, brief, count, number, reason_words, sentence

_DIFFERING = (Reason.KEPT, Reason.SPEC_CHANGED_KEPT)


def standing_section(plan: Plan, style: Style) -> list[str]:
    """Needs with nothing to do: counted and listed when something differs.

    Satisfied needs are never listed but by name; there are thousands.
    """
    differing = [each for each in plan.standing if each.reason in _DIFFERING]
    counts = Counter(each.reason for each in differing)
    rows = [(each, style.names([str(each.need)])) for each in differing]
    listed, hidden = chosen(rows, every=style.opens("kept"), first=WAITING_SHOWN)
    listed += [
        each
        for each in plan.standing
        if each.reason not in _DIFFERING and style.names([str(each.need)])
    ]
    if not counts and not listed:
        return []
    total = count(counts.total(), "need")
    title = f"Kept: {total} left alone" if counts else "Nothing to do for these"
    lines = titled(title, style)
    for reason in filter(counts.get, _DIFFERING):
        text = f"{number(counts[reason])} {reason.value}: {reason_words(reason)}"
        lines += wrapped(text, width=style.columns, indent=2, hanging=4)
    for each in listed:
        lines += _standing_lines(each, style)
    return lines + more_line(hidden, 4, show="kept")


def _standing_lines(each: Standing, style: Style) -> list[str]:
    mark, role = "=", MARKS[Action.NO_OP][1]
    cells = [
        f"{mark} {for_terminal(str(each.need))}",
        each.reason.value,
        f"order {for_terminal(each.order_id)}" if each.order_id else "",
    ]
    head = flowed(cells, width=style.columns, indent=4, hanging=8)
    return [
        *marked(head, mark, role=role, style=style),
        *wrapped(sentence(each.why, each.because), width=style.columns, indent=8),
        *letter(each.text, style, indent=8),
    ]


def drift_section(plan: Plan, style: Style) -> list[str]:
    """What differs from what we sent, and from when we sent it. Nothing is done about it."""
    if not plan.drift:
        return []
    rows = [(each, style.names([f"{each.property}/"])) for each in plan.drift]
    listed, hidden = chosen(rows, every=style.opens("drift"))
    differences = count(len(plan.drift), "difference")
    title = f"Drift: {differences} from what was ordered (shown, not acted on)"
    lines = titled(title, style)
    for head in tabulated(
        [
            [
                f"{for_terminal(each.property)}",
                f"order {for_terminal(each.order_id)}",
                difference_words(each),
            ]
            for each in listed
        ],
        width=style.columns,
        indent=2,
        hanging=6,
    ):
        lines += head
    return lines + more_line(hidden, 2)


def difference_words(each: Drift) -> str:
    """What the field means, in words; one of another version as it stands."""
    kind, _, about = each.field.partition(".")
    was, now = _value(each.was), _value(each.now)
    match kind:
        case "services":
            return f"{brief(about.removesuffix('.quantity'))}: sent {was}, there {now}"
        case "status":
            return f"status: was {was}, is now {now}"
        case "order":
            return f"the order: was {was}, the vendor has {now} there now"
        case "ready":
            return f"{brief(about)}: was ready when ordered, now {_value(each.now, 250)}"
        case _:
            return f"{brief(each.field)}: was {was}, is now {now}"


def _value(value: str | int | None, longest: int = 60) -> str:
    return "nothing" if value is None else brief(str(value), longest)


def unmanaged_section(plan: Plan, style: Style) -> list[str]:
    """Orders of somebody else: they count, and are never cancelled."""
    if not plan.unmanaged:
        return []
    rows = [(order, style.names([f"{order.property}/"])) for order in plan.unmanaged]
    listed, hidden = chosen(rows, every=style.opens("unmanaged"))
    orders = count(len(plan.unmanaged), "order")
    title = f"Unmanaged: {orders} that listwright does not manage (counted, never canceled)"
    lines = titled(title, style)
    for head in tabulated(
        [
            [
                for_terminal(order.property),
                f"order {for_terminal(order.order_id)}",
                bought(order.services, order.task),
                f"status {brief(order.status)}",
            ]
            for order in listed
        ],
        width=style.columns,
        indent=2,
        hanging=6,
    ):
        lines += head
    return lines + more_line(hidden, 2)
