"""Ledgers in which every need of a project was met, so that a plan over them is empty."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from listwright.compose.clock import SystemClock
from listwright.compose.project import load_files, sound_portfolio
from listwright.engine.calendar import Calendar
from listwright.engine.memory import basis_of, columns_read
from listwright.engine.naming import order_key, order_stem
from listwright.engine.needs import NeedResolver, resolve_wants
from listwright.ledger.connection import open_file, transaction
from listwright.ledger.opening import open_ledger
from listwright.ledger.settle import import_order
from listwright.ledger.writing import Writing
from listwright.model.intent import Draft, IntentService
from listwright.model.names import Address, OrderId
from listwright.model.need import NeedSpec, Wanted
from listwright.model.order import Order, Phase, Service
from listwright.model.portfolio import Portfolio

LINEAGE = "benchmark/default"
"""Of every project that `inventory` writes."""

_RUN = "benchmark"
_DAY = date(2026, 1, 1)


def write_delivered(project: Path, now: datetime, *, open_ones: int = 0) -> int:
    """Fill the ledger of `project` with a delivered order per wanted need; gives their number.

    The first `open_ones` are still on their way, and were read yesterday.

    Each order goes through the ledger's own `import_order`, so its rows are those of real life.
    Only the transaction is one for all instead of one each, which saves the flushing.
    """
    portfolio, _ = sound_portfolio(load_files(project, "listwright.yaml"))
    path = project / ".listwright" / "ledger.db"
    path.parent.mkdir(exist_ok=True)
    open_ledger(
        path, lineage=portfolio.lineage, run=_RUN, actor=_RUN, clock=SystemClock(lambda: now)
    ).close()
    sql = open_file(path, read_only=False)
    count = 0
    try:
        with transaction(sql):
            writing = Writing(sql=sql, at=now, run=_RUN, actor=_RUN, revision=1)
            for order, draft in _orders(portfolio, now):
                kept = _on_its_way(order, now) if count < open_ones else order
                import_order(writing, kept, draft, reason=_RUN)
                count += 1
            writing.finish()
    finally:
        sql.close()
    return count


def _on_its_way(order: Order, now: datetime) -> Order:
    return replace(
        order,
        status="scheduling",
        phase=Phase.OPEN,
        created=now - timedelta(days=2),
        captured_at=None,
        delivered_at=None,
        read_at=now - timedelta(days=1),
    )


def _orders(portfolio: Portfolio, now: datetime) -> Iterator[tuple[Order, Draft]]:
    calendar = Calendar(now=now, zone=portfolio.timezone)
    read = columns_read(portfolio)
    number = 0
    for wanted in resolve_wants(portfolio, NeedResolver(portfolio, calendar)).homes:
        for spec in wanted.needs.specs:
            number += 1
            order = _order(portfolio, wanted, spec, number=number)
            yield order, _draft(portfolio, wanted, spec, order=order, read=read)


def _order(portfolio: Portfolio, wanted: Wanted, spec: NeedSpec, *, number: int) -> Order:
    # Spread over four months, long past the duplicate window and well within `max_age`.
    created = datetime(2026, 7, 1, 15, tzinfo=UTC) + timedelta(minutes=number % 150_000)
    return Order(
        account=portfolio.vendors[spec.vendor].account,
        order_id=OrderId(str(1_000_000 + number)),
        property=wanted.home.id,
        services=(Service(slug=spec.slug, quantity=spec.quantity),),
        status="delivered",
        phase=Phase.DELIVERED,
        created=created,
        captured_at=created + timedelta(days=2),
        delivered_at=created + timedelta(days=3),
        read_at=created + timedelta(days=4),
    )


def _draft(
    portfolio: Portfolio, wanted: Wanted, spec: NeedSpec, *, order: Order, read: frozenset[str]
) -> Draft:
    home = wanted.home
    stem = order_stem(
        portfolio.lineage,
        order.account.id,
        home.canonical,
        services=[(spec.service_key, "-", spec.quantity, None)],
    )
    line = IntentService(
        address=Address(home.id, spec.key),
        service_key=spec.service_key,
        slug=spec.slug,
        quantity=spec.quantity,
    )
    return Draft(
        account=order.account,
        property=home.id,
        canonical=home.canonical,
        order_key=order_key(stem, 1),
        generation=1,
        services=(line,),
        billing_entity="investment_entity_1",
        request_digest="",
        basis=basis_of(home, wanted.needs, [spec], read=read, day=_DAY),
        plan_id="",
        plan_digest="",
    )
