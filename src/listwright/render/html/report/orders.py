"""Open orders: a row for each, how old they are in which status, and how far one has come."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from listwright.model.order import Order, Phase
from listwright.render.html.report.columns import Json, minutes, number_column, text_column
from listwright.render.html.report.words import age, bought, minute, plain, short_day
from listwright.render.text.words import number

STEPS = ("Created", "Scheduled", "Visit", "Captured", "Delivered")
"""The life of an order that somebody visits a home for."""

BUCKETS = (("< 1", 1), ("1–3", 3), ("3–7", 7), ("7–14", 14), ("14–30", 30), ("> 30", 0))
"""Ages in days with their ends; the last is open."""

_STATUSES_SHOWN = 10
_OTHERS = "other statuses"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOrder:
    """One row. `reached` counts the steps behind it; `days` holds the moment of each, if known."""

    order: str
    home: str
    needs: str
    buys: str
    status: str
    age: str
    visit: str
    attention: str
    vendor: str
    managed: str
    created: datetime | None
    reached: int
    visited: bool
    days: tuple[datetime | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ageing:
    """Orders by status and age; a last bucket, `?`, holds those of no known age."""

    heads: tuple[str, ...]
    rows: tuple["AgeingRow", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeingRow:
    """One status: the count of each bucket, and how dark it is drawn, 0 to 4."""

    status: str
    cells: tuple[tuple[str, int], ...]
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeStep:
    """One step of the strip: `done`, `next` or `later`, with a symbol, and its day in words."""

    name: str
    state: str
    symbol: str
    words: str
    center: str


def open_orders(orders: Sequence[Order], now: datetime) -> list[OpenOrder]:
    """The rows, in the order of the review: the oldest first."""
    return [_row(order, now) for order in orders]


def _row(order: Order, now: datetime) -> OpenOrder:
    visit = _visit(order)
    keys = order.basis.keys if order.basis else ()
    return OpenOrder(
        order=order.order_id,
        home=order.property,
        needs=", ".join(keys),
        buys=bought(order.services, order.task),
        status=_status(order),
        age=age(order.created, now) if order.created else "not known",
        visit="none needed" if order.task else minute(visit) or "not scheduled",
        attention=order.attention or "",
        vendor=order.account.label,
        managed="" if order.managed else "not managed",
        created=order.created,
        reached=_reached(order, visit, now),
        visited=order.task is None,
        days=(order.created, visit, visit, order.captured_at, order.delivered_at),
    )


def _visit(order: Order) -> datetime | None:
    """The last visit that was not called off."""
    starts = [one.start for one in order.appointments if one.start and not one.canceled]
    return max(starts, default=None)


def _reached(order: Order, visit: datetime | None, now: datetime) -> int:
    if order.phase is Phase.DELIVERED or order.delivered_at:
        return 5
    if order.captured_at:
        return 4
    if visit is not None and visit <= now:
        return 3
    return 2 if order.has_appointment else 1


def order_columns(orders: Sequence[OpenOrder]) -> Json:
    """The rows column by column, for the script."""
    names = (
        "order", "home", "needs", "buys", "status", "age", "visit", "attention", "vendor", "managed"
    )  # fmt: skip
    days = zip(*(one.days for one in orders), strict=True) if orders else ()
    return {
        "n": len(orders),
        "texts": {name: text_column([getattr(one, name) for one in orders]) for name in names},
        "numbers": {
            "created": number_column([minutes(one.created) for one in orders]),
            "reached": number_column([one.reached for one in orders]),
            "visited": number_column([int(one.visited) for one in orders]),
            **{
                f"day{place}": number_column([minutes(day) for day in column])
                for place, column in enumerate(days)
            },
        },
    }


def ageing_of(orders: Sequence[Order], now: datetime) -> Ageing | None:
    """The picture of ages; None when no order is open."""
    if not orders:
        return None
    statuses = _frequent_statuses(orders)
    counts = Counter((statuses.get(_status(one), _OTHERS), _bucket(one, now)) for one in orders)
    unknown = any(bucket == len(BUCKETS) for _, bucket in counts)
    heads = (*(name for name, _ in BUCKETS), *(("?",) if unknown else ()))
    most = max(counts.values())
    shown = dict.fromkeys([*statuses, _OTHERS])
    rows = [
        AgeingRow(
            status=status,
            cells=tuple(_cell(counts[status, place], most) for place in range(len(heads))),
            total=number(total),
        )
        for status in shown
        if (total := sum(counts[status, place] for place in range(len(heads))))
    ]
    return Ageing(heads=heads, rows=tuple(rows))


def _status(order: Order) -> str:
    return plain(order.status or order.phase.value)


def _frequent_statuses(orders: Sequence[Order]) -> dict[str, str]:
    """The most frequent statuses, each as itself; the rest is drawn in one row."""
    totals = Counter(map(_status, orders))
    frequent = sorted(totals, key=lambda status: (-totals[status], status))
    return {status: status for status in frequent[:_STATUSES_SHOWN]}


def _bucket(order: Order, now: datetime) -> int:
    if order.created is None:
        return len(BUCKETS)
    days = (now - order.created) / _DAY
    inside = (place for place, (_, end) in enumerate(BUCKETS[:-1]) if days < end)
    return next(inside, len(BUCKETS) - 1)


def _cell(found: int, most: int) -> tuple[str, int]:
    """The number, and a shade: none for nought, then in quarters of the most frequent."""
    return (number(found), -(-4 * found // most)) if found else ("", 0)


def life_of(order: OpenOrder) -> list[LifeStep]:
    """The strip of one order: what is behind it, what comes next, what comes later."""
    return [_step(order, place) for place in range(len(STEPS))]


def _step(order: OpenOrder, place: int) -> LifeStep:
    day = order.days[place]
    if not order.visited and 0 < place < 4:
        state, symbol, words = "later", "–", "not needed"
    elif place < order.reached:
        state, symbol, words = "done", "✓", short_day(day) if day else "done"
    elif place == order.reached:
        state, symbol, words = "next", "→", short_day(day) if day else "next"
    else:
        state, symbol, words = "later", "", short_day(day) if day else "later"
    return LifeStep(
        name=STEPS[place],
        state=state,
        symbol=symbol,
        words=words,
        center=f"{(2 * place + 1) * 100 / (2 * len(STEPS)):.0f}",
    )
