"""What the ledger holds, as text: doubts first, then orders; one home in full; its history."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from listwright.model.intent import Intent
from listwright.model.order import Appointment, Order, Phase, Photo, Service
from listwright.model.recorded import HeldHome, LedgerReport, Unknown
from listwright.render.escape import for_terminal
from listwright.render.text.layout import (
    display_width,
    flowed,
    joined,
    padded,
    tabulated,
    wrapped,
)
from listwright.render.text.reads import waiting_events
from listwright.render.text.style import Role, Style, titled
from listwright.render.text.waiting import to_do
from listwright.render.text.words import age, amount, bought, brief, count, minute, number, phase_of

_LONGEST = 500


def render_ledger(report: LedgerReport, style: Style, *, now: datetime) -> str:
    """Every order on a line; `now` is what ages are counted to."""
    return joined(
        [
            unknowns_section(report.unknowns, style, now=now),
            _held_section(report.held, style, now),
            _orders_section(report.orders, style, now),
            waiting_section(report.waiting, style),
        ]
    )


def render_home(report: LedgerReport, style: Style, *, now: datetime) -> str:
    """Every order in full, and what stands behind needs without one."""
    if not report.orders and not report.intents and not report.held:
        return joined([titled("The ledger holds nothing of it.", style)])
    return joined(
        [
            unknowns_section(report.unknowns, style, now=now),
            _held_section(report.held, style, now),
            *(_order_in_full(order, report, style, now=now) for order in report.orders),
            _requests_section(report.intents, style, now),
        ]
    )


def render_history(events: Sequence[Mapping[str, str]], style: Style, *, home: str) -> str:
    """What happened, oldest first."""
    if not events:
        return joined([titled(f"Nothing is recorded of {for_terminal(home)}.", style)])
    lines = titled(f"{count(len(events), 'event')} of {for_terminal(home)}", style)
    heads = tabulated(
        [
            [
                minute(datetime.fromisoformat(event["at"])),
                brief(event["kind"]),
                f"order {brief(event['order_id'])}" if event["order_id"] else "",
                f"by {brief(event['actor'])}",
            ]
            for event in events
        ],
        width=style.columns,
        indent=2,
        hanging=6,
    )
    for event, head in zip(events, heads, strict=True):
        lines += head
        lines += wrapped(brief(event["detail"], _LONGEST), width=style.columns, indent=6)
    return joined([lines])


def waiting_section(waiting: int, style: Style) -> list[str]:
    """How many events have come in that no read has confirmed, if any."""
    if not waiting:
        return []
    text = f"{waiting_events(waiting)} (listwright refresh)."
    return wrapped(text, width=style.columns, indent=0)


def unknowns_section(unknowns: Sequence[Unknown], style: Style, *, now: datetime) -> list[str]:
    """Needs for which an order may exist: the first thing to look at."""
    if not unknowns:
        return []
    needs = {one.address for one in unknowns}
    title = f"Look here first: {count(len(needs), 'need')} may have been ordered already"
    lines = titled(title, style, role=Role.ALERT)
    for one in unknowns:
        cells = [
            f"! {for_terminal(str(one.address))}",
            one.outcome.value,
            bought((), one.picture) if one.picture is not None else "",
            f"sent {minute(one.sent_at)} ({age(one.sent_at, now)})",
            for_terminal(one.order_key),
        ]
        lines += flowed(cells, width=style.columns, indent=2, hanging=6)
        lines += to_do(one.remedy, style, indent=6)
    return lines


def _held_section(held: Sequence[HeldHome], style: Style, now: datetime) -> list[str]:
    if not held:
        return []
    title = f"{count(len(held), 'home')} held: the vendor knows an order that the ledger does not"
    lines = titled(title, style, role=Role.ALERT)
    for one in held:
        since = one.hold.since
        cells = [
            f"! {for_terminal(one.property)}",
            f"since {minute(since)} ({age(since, now)})",
        ]
        lines += flowed(cells, width=style.columns, indent=2, hanging=6)
        lines += wrapped(brief(one.hold.evidence, _LONGEST), width=style.columns, indent=6)
        lines += to_do(one.remedy, style, indent=6)
    return lines


def _orders_section(orders: Sequence[Order], style: Style, now: datetime) -> list[str]:
    if not orders:
        return titled("No orders.", style)
    phases = Counter(order.phase for order in orders)
    parts = [f"{number(phases[phase])} {phase.value}" for phase in Phase if phases[phase]]
    lines = titled(f"{count(len(orders), 'order')}: {', '.join(parts)}", style)
    for head in tabulated(
        [_cells(order, now) for order in orders], width=style.columns, indent=2, hanging=6
    ):
        lines += head
    return lines


def _cells(order: Order, now: datetime) -> list[str]:
    return [
        for_terminal(order.property),
        f"order {for_terminal(order.order_id)}",
        phase_of(order),
        bought(order.services, order.task),
        f"created {minute(order.created)[:10]}" if order.created else "",
        "" if order.managed else "unmanaged",
        f"read {age(order.read_at, now)}" if order.read_at else "never read",
    ]


_ORIGINS = {
    "created": "placed by listwright",
    "imported": "imported",
    "event": "seen at the vendor",
}


def _order_in_full(order: Order, report: LedgerReport, style: Style, *, now: datetime) -> list[str]:
    head = f"{for_terminal(order.property)}, order {for_terminal(order.order_id)}"
    lines = titled(head, style)
    facts = [
        ("status", _status(order, cancelable=order.order_id in report.cancelable)),
        ("services", _priced(order.services)),
        ("picture", bought((), order.task) if order.task is not None else ""),
        ("expected", _moment(order.expected_at)),
        ("at vendor", bought(order.echoed)),
        ("needs", _needs(order)),
        ("account", for_terminal(order.account.id)),
        ("origin", _origin(order)),
        ("our name", for_terminal(order.order_key or "")),
        ("request", for_terminal(order.request_id or "")),
        ("created", _moment(order.created)),
        ("captured", _moment(order.captured_at)),
        ("delivered", _moment(order.delivered_at)),
        ("photos", _photo_count(order)),
        ("rules", _rules(order)),
        ("read", age(order.read_at, now) if order.read_at else "never"),
    ]
    for name, value in facts:
        if value:
            lines += _entry(name, value, style)
    if order.attention:
        text = f"Please look: {brief(order.attention, _LONGEST)}"
        lines += wrapped(text, width=style.columns, indent=2, hanging=4)
    return [*lines, *_visits(order.appointments), *_links(order), *_photos(order.photos)]


def _entry(name: str, value: str, style: Style) -> list[str]:
    """A name and, beside it, what it stands for."""
    first, *rest = wrapped(value, width=style.columns, indent=_BESIDE)
    return [padded(f"  {name}", _BESIDE) + first.lstrip(" "), *rest]


_BESIDE = 13


def _status(order: Order, *, cancelable: bool) -> str:
    last = "; the vendor would still cancel it" if cancelable else ""
    by = f" by {order.canceled_by.value}" if order.canceled_by else ""
    said = f" ({brief(order.status)})" if order.status else ""
    return f"{order.phase.value}{by}{said}{last}"


def _priced(services: Iterable[Service]) -> str:
    return ", ".join(
        f"{for_terminal(line.slug)} {number(line.quantity)}"
        + (f" ({amount(line.price)})" if line.price is not None else "")
        + (f" of order {for_terminal(line.previous_order_id)}" if line.previous_order_id else "")
        for line in services
    )


def _needs(order: Order) -> str:
    keys = order.basis.keys if order.basis is not None else ()
    return ", ".join(for_terminal(f"{order.property}/{key}") for key in keys)


def _origin(order: Order) -> str:
    managed = "" if order.managed else "; unmanaged, so it is never canceled"
    return f"{_ORIGINS[order.origin.value]}{managed}"


def _moment(moment: datetime | None) -> str:
    return minute(moment) if moment is not None else ""


def _photo_count(order: Order) -> str:
    if not order.photos:
        return ""
    changed = order.photos_changed_at
    since = f"; others than before since {minute(changed)}" if changed is not None else ""
    return f"{number(len(order.photos))}{since}"


def _rules(order: Order) -> str:
    return ", ".join(map(for_terminal, order.basis.trail)) if order.basis is not None else ""


def _visits(visits: Sequence[Appointment]) -> list[str]:
    return [
        f"  visit      {_moment(visit.start) or 'no time yet'}"
        f"{' (called off)' if visit.canceled else ''}"
        for visit in visits
    ]


def _links(order: Order) -> list[str]:
    links = sorted((order.links or {}).items())
    return _addresses([("link", brief(name), address) for name, address in links])


def _photos(photos: Sequence[Photo]) -> list[str]:
    return _addresses(
        [
            (
                f"photo {photo.sequence if photo.sequence is not None else '-'}",
                brief(photo.caption, 30),
                photo.url,
            )
            for photo in photos
        ]
    )


def _addresses(rows: Sequence[tuple[str, str, str]]) -> list[str]:
    """What, its name, and where. An address stays on its line: it is there to be copied."""
    widest = max((display_width(name) for _, name, _ in rows), default=0)
    return [
        f"{padded(f'  {what}', _BESIDE)}{padded(name, widest)}  {for_terminal(address)}"
        for what, name, address in rows
    ]


def _requests_section(intents: Sequence[Intent], style: Style, now: datetime) -> list[str]:
    if not intents:
        return []
    lines = titled(f"{count(len(intents), 'request')} that no order speaks for", style)
    for intent in intents:
        names = ", ".join(for_terminal(str(line.address)) for line in intent.services)
        cells = [
            names,
            intent.state.value,
            f"sent {minute(intent.sent_at)} ({age(intent.sent_at, now)})",
            for_terminal(intent.order_key),
        ]
        lines += flowed(cells, width=style.columns, indent=2, hanging=6)
        for text in (
            intent.evidence,
            *(_problem(each.attr, each.message) for each in intent.problems),
        ):
            lines += wrapped(brief(text, _LONGEST), width=style.columns, indent=6)
    return lines


def _problem(attr: str, message: str) -> str:
    return f"{attr}: {message}" if attr else message
