"""How needs and orders stand, as text."""

from datetime import datetime

from listwright.model.order import Order
from listwright.model.picture import PictureCounts
from listwright.model.plan import Condition
from listwright.model.status import MetBy, NeedStatus, Proof, StatusReport
from listwright.render.escape import for_terminal
from listwright.render.text.changes import marked
from listwright.render.text.layout import joined, tabulated, wrapped
from listwright.render.text.style import Role, Style, chosen, more_line, titled
from listwright.render.text.waiting import to_do
from listwright.render.text.words import age, bought, brief, count, day, minute, number, phase_of

_ROLES = {
    Condition.SATISFIED: Role.CREATE,
    Condition.PROGRESSING: Role.QUIET,
    Condition.MISSING: Role.REPLACE,
    Condition.STALE: Role.REPLACE,
    Condition.DEFERRED: Role.QUIET,
    Condition.BLOCKED: Role.ALERT,
    Condition.WAIVED: Role.FAINT,
}


def render_status(report: StatusReport, style: Style, *, now: datetime) -> str:
    """Needs with their conditions, then orders; `now` is what ages are counted to."""
    return joined([_needs_section(report, style, now), _orders_section(report, style, now)])


def _needs_section(report: StatusReport, style: Style, now: datetime) -> list[str]:
    if not report.needs:
        return titled("No needs.", style)
    parts = [
        f"{number(report.count(each))} {each.value.lower()}"
        for each in Condition
        if report.count(each)
    ]
    title = f"{count(len(report.needs), 'need')}: {', '.join(parts)}"
    lines = titled(title, style)
    rows = [(need, style.names([str(need.address)])) for need in report.needs]
    listed, hidden = chosen(rows, every=style.opens("needs"))
    heads = tabulated(
        [_need_cells(need, now) for need in listed], width=style.columns, indent=2, hanging=6
    )
    for need, head in zip(listed, heads, strict=True):
        word = need.condition.value
        lines += marked(head, word, role=_ROLES[need.condition], style=style)
        lines += _need_lines(need, style, now)
    return lines + more_line(hidden, 2)


def _need_cells(need: NeedStatus, now: datetime) -> list[str]:
    return [
        f"{need.condition.value:<11}  {for_terminal(str(need.address))}",
        _wanted(need),
        _proof(need.met_by, now),
        f"order {for_terminal(need.order_id)}" if need.order_id and not _is_proof(need) else "",
        f"until {minute(need.until)}" if need.until else "",
    ]


def _is_proof(need: NeedStatus) -> bool:
    """Whether the need's order is the one that meets it, which is said already."""
    return need.met_by is not None and need.met_by.order_id == need.order_id


def _wanted(need: NeedStatus) -> str:
    """What is wanted: pieces of a service, or pictures as far as they are known."""
    if not need.service:
        return ""
    if not need.is_pictures:
        return f"{for_terminal(need.service)} {number(need.quantity)}"
    counts = need.pictures
    if counts is None:
        return for_terminal(need.service)
    return f"{for_terminal(need.service)} {number(counts.done)} of {number(counts.wanted)} done"


def _proof(met_by: MetBy | None, now: datetime) -> str:
    """What the need is met by, when that stops counting, and whether it is time to think of it."""
    if met_by is None:
        return ""
    order = f" by order {for_terminal(met_by.order_id)}" if met_by.order_id else ""
    kind = " by attestation" if met_by.kind is Proof.ATTESTATION else order
    captured = f", captured {day(met_by.captured_at)}" if met_by.captured_at else ""
    stale = f", stale on {day(met_by.stale_on)}" if met_by.stale_on else ""
    warned = met_by.warn_on is not None and met_by.warn_on <= now
    return f"met{kind}{captured}{stale}{', growing old' if warned else ''}"


def _need_lines(need: NeedStatus, style: Style, now: datetime) -> list[str]:
    place = f" ({for_terminal(need.at)})" if need.at else ""
    since = f"; since {minute(need.since)}, {age(need.since, now)}" if need.since else ""
    texts = [f"{need.reason.value}: {brief(need.why, 500)}{place}{since}"]
    if need.pictures is not None:
        texts += _picture_lines(need.pictures)
    clears = brief(need.clears_when, 250)
    if need.waits_for:
        first = ", ".join(for_terminal(str(one)) for one in need.waits_for)
        texts.append(f"Waits for {first}: {clears}" if clears else f"Waits for {first}")
    elif clears:
        texts.append(f"Clears when: {clears}")
    lines: list[str] = []
    for text in texts:
        lines += wrapped(text, width=style.columns, indent=6, hanging=8)
    return lines + to_do(need.remedy, style, indent=6)


def _picture_lines(counts: PictureCounts) -> list[str]:
    """How the pictures of a need stand, unless all of them are done."""
    parts = (
        (counts.done, "done"),
        (counts.in_progress, "in progress"),
        (counts.to_order, "to order"),
        (counts.waiting, "waiting"),
        (counts.blocked, "blocked"),
    )
    told = [f"{number(amount)} {word}" for amount, word in parts if amount]
    if counts.done == counts.wanted:
        return []
    return [f"Of {count(counts.wanted, 'picture')}: {', '.join(told)}"]


def _orders_section(report: StatusReport, style: Style, now: datetime) -> list[str]:
    if not report.orders:
        return titled("No orders.", style)
    lines = titled(count(len(report.orders), "order"), style)
    rows = [(order, style.names([f"{order.property}/"])) for order in report.orders]
    listed, hidden = chosen(rows, every=style.opens("orders"))
    heads = tabulated(
        [_order_cells(order, now) for order in listed], width=style.columns, indent=2, hanging=6
    )
    for order, head in zip(listed, heads, strict=True):
        lines += head
        if order.attention:
            text = f"Please look: {brief(order.attention, 500)}"
            lines += wrapped(text, width=style.columns, indent=6, hanging=8)
    return lines + more_line(hidden, 2)


def _order_cells(order: Order, now: datetime) -> list[str]:
    visits = [visit.start for visit in order.appointments if visit.start and not visit.canceled]
    coming = [start for start in visits if start >= now]
    return [
        f"{for_terminal(order.property)}  order {for_terminal(order.order_id)}",
        phase_of(order),
        bought(order.services, order.task),
        f"visit {minute(min(coming))}" if coming else "",
        "" if order.managed else "unmanaged",
        f"read {age(order.read_at, now)}" if order.read_at else "never read",
    ]
