"""Staging through the real adapter, against servers that follow the vendor's page on asset orders.

Two of them, written apart: the product's sandbox and the one of `tests/servers`. What the page says
must come out the same at both, in every envelope and with every spelling of an attribute.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.servers import planomatic_like
from tests.servers.planomatic_like import Switches
from tests.unit.vendors.specs import (
    LINEAGE,
    ORIGINS,
    SPEC,
    FakeSecrets,
    line_of,
    settings_for,
    span,
    with_access,
)

from listwright.model.account import Account
from listwright.model.intent import Answer, AttemptOutcome, RefusalKind
from listwright.model.names import OrderId, OrderKey, PropertyId, canonical_id
from listwright.model.need import OrderLine, OrderSpec
from listwright.model.order import Order, Phase
from listwright.ports import OrderName
from listwright.sandbox.options import SandboxOptions
from listwright.sandbox.server import start_in_background
from listwright.sandbox.store import SandboxStore
from listwright.vendors.planomatic.adapter import PlanomaticVendor
from listwright.vendors.planomatic.catalog import load_catalog

LOCAL = Account(kind="planomatic", environment="loopback", label="planomatic")
AI, ALL_INTERIORS = "ai_virtual_staging", "enhanced_virtual_staging_all_interiors"
HOME = PropertyId("DEN-001")
SOURCE_LINE = span(70)
"""Where the earlier order of staging alone was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A running server, and what its staff can do."""

    endpoint: str
    deliver: Callable[[str], None]
    change_photos: Callable[[str], None]


@contextmanager
def independent(switches: Switches) -> Iterator[Service]:
    with planomatic_like.serving(switches) as server:

        def change_photos(order_id: str) -> None:
            later = server.now() + timedelta(hours=1)
            server.now = lambda: later
            server.change_photos(server.orders[int(order_id)])

        yield Service(
            endpoint=server.endpoint,
            deliver=lambda order_id: server.deliver_order(server.orders[int(order_id)]),
            change_photos=change_photos,
        )


@contextmanager
def embedded(path: Path, options: SandboxOptions) -> Iterator[Service]:
    with start_in_background(path, options) as running, closing(SandboxStore(path)) as store:

        def change_photos(order_id: str) -> None:
            store.advance(timedelta(hours=1))
            store.change_photos(int(order_id))

        yield Service(
            endpoint=running.url,
            deliver=lambda order_id: store.deliver(int(order_id)),
            change_photos=change_photos,
        )


Opened = Callable[[Path], AbstractContextManager[Service]]


def opened(*, hours: int = 0, exempt: bool = False) -> dict[str, Opened]:
    """Every server with this duplicate protection."""

    def sandbox(**more: Any) -> Opened:
        changes = {"duplicate_hours": hours, "exempt_asset_orders": exempt, **more}
        return lambda folder: embedded(folder / "sandbox.db", SandboxOptions().updated(changes))

    def other(**more: Any) -> Opened:
        window = timedelta(hours=hours) if hours else None
        switches = replace(Switches(window=window, exempt_staging=exempt), **more)
        return lambda _folder: independent(switches)

    return {
        "sandbox": sandbox(),
        "sandbox-data": sandbox(envelope="data", create_code=200, read_code=201),
        "independent": other(),
        "independent-data": other(
            envelope="data", create_code=200, ids=int, source_attr="previous_order_id"
        ),
        "independent-order": other(
            envelope="order", read_code=201, source_attr="services.previous_order_id"
        ),
        "independent-silent": other(echo_source=False, source_attr="services.{}.previous_order_id"),
    }


@dataclass(slots=True, kw_only=True)
class Desk:
    """Places orders for one home; each has a name of its own."""

    service: Service
    vendor: PlanomaticVendor
    placed: int = 0

    def create(self, spec: OrderSpec) -> Answer:
        self.placed += 1
        return self.vendor.create(spec, OrderKey(f"lw1-0123456789abcdefghjk-g{self.placed}"))

    def order(self, spec: OrderSpec) -> Order:
        assert self.vendor.check(spec) == ()
        answer = self.create(spec)
        assert answer.outcome is AttemptOutcome.CREATED, answer
        assert answer.order is not None
        return answer.order

    def read(self, order: Order) -> Order:
        return self.vendor.retrieve(
            OrderName(property=HOME, order_id=order.order_id, order_key=order.order_key)
        )

    def refused(self, spec: OrderSpec) -> set[str]:
        """The messages about the earlier order; asserts that the answer is nothing else."""
        answer = self.create(spec)
        assert (answer.outcome, answer.refusal) == (
            AttemptOutcome.REFUSED,
            RefusalKind.VALIDATION,
        )
        assert answer.order is None
        assert all("previous_order_id" in problem.attr for problem in answer.problems)
        assert {problem.at for problem in answer.problems} == {str(SOURCE_LINE)}
        return {problem.message for problem in answer.problems}


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Callable[[Opened], Desk]]:
    with ExitStack() as stack:

        def open_at(server: Opened) -> Desk:
            service = stack.enter_context(server(tmp_path))
            vendor = PlanomaticVendor(
                account=LOCAL,
                settings=settings_for(service.endpoint, account=LOCAL),
                catalog=load_catalog(),
                secrets=FakeSecrets(),
                lineage=LINEAGE,
            )
            stack.callback(vendor.close)
            return Desk(service=service, vendor=vendor)

        yield open_at


def shoot(*lines: OrderLine) -> OrderSpec:
    lines = lines or (line_of("photos", 15),)
    return replace(SPEC, account=LOCAL, canonical=canonical_id(HOME), lines=lines)


def staging(*lines: OrderLine) -> OrderSpec:
    """Staging alone, as the engine sends it."""
    bare = with_access(
        method="no_access_needed", access_code=None, lockbox_location=None, preferred_date=None
    )
    sources = {f"services[{place}].previous_order_id": SOURCE_LINE for place in range(len(lines))}
    return replace(bare, account=LOCAL, lines=lines, origins={**ORIGINS, **sources})


def staged(previous: str) -> OrderLine:
    return line_of(AI, 5, previous)


@pytest.mark.parametrize("server", opened().values(), ids=opened())
def test_rules_of_the_page(open_desk: Callable[[Opened], Desk], server: Opened) -> None:
    desk = open_desk(server)
    source = desk.order(shoot()).order_id
    other = desk.order(shoot()).order_id
    assert "unrecognized" in desk.refused(staging(staged("987654")))
    early = desk.refused(staging(staged(source)))
    assert len(early) == 1
    assert "unrecognized" not in early
    for order_id in (source, other):
        desk.service.deliver(order_id)
    photos = line_of("photos", 15)
    on_photos = replace(photos, previous_order_id=OrderId(source))
    assert "only valid on asset-type services" in desk.refused(staging(on_photos))
    assert "cannot mix asset and non-asset services" in desk.refused(
        replace(staging(staged(source), photos), access=SPEC.access)
    )
    apart = staging(staged(source), line_of(ALL_INTERIORS, 1, other))
    assert desk.refused(apart) == {"must reference the same previous order"}


@pytest.mark.parametrize("server", opened().values(), ids=opened())
def test_life_of_staging_alone(open_desk: Callable[[Opened], Desk], server: Opened) -> None:
    desk = open_desk(server)
    source = desk.order(shoot())
    desk.service.deliver(source.order_id)
    order = desk.order(staging(staged(source.order_id), line_of(ALL_INTERIORS, 1, source.order_id)))
    assert (order.phase, order.appointments) == (Phase.OPEN, ())
    desk.service.deliver(order.order_id)
    seen = desk.read(order)
    assert (seen.phase, seen.appointments) == (Phase.DELIVERED, ())
    assert seen.delivered_at is not None
    assert seen.photos
    assert all("staged" in photo.caption.lower() for photo in seen.photos)
    named = {line.previous_order_id for line in seen.services}
    assert named <= {source.order_id, None}
    assert seen.captured_at is None or None in named, "its own capture is its source's"


@pytest.mark.parametrize("server", opened().values(), ids=opened())
def test_staging_beside_a_shoot(open_desk: Callable[[Opened], Desk], server: Opened) -> None:
    desk = open_desk(server)
    order = desk.order(shoot(line_of("photos", 15), line_of(AI, 3), line_of(ALL_INTERIORS, 1)))
    desk.service.deliver(order.order_id)
    seen = desk.read(order)
    assert {line.previous_order_id for line in seen.services} == {None}
    marked = ["staged" in photo.caption.lower() for photo in seen.photos]
    assert set(marked) == {True, False}


@pytest.mark.parametrize("server", opened().values(), ids=opened())
def test_photos_that_change_later(open_desk: Callable[[Opened], Desk], server: Opened) -> None:
    desk = open_desk(server)
    order = desk.order(shoot())
    desk.service.deliver(order.order_id)
    before = desk.read(order)
    assert desk.read(order).photos == before.photos
    desk.service.change_photos(order.order_id)
    after = desk.read(order)
    assert [photo.url for photo in after.photos] == [photo.url for photo in before.photos]
    for old, new in zip(before.photos, after.photos, strict=True):
        assert old.modified_at is not None
        assert new.modified_at is not None
        assert new.modified_at > old.modified_at
        assert new.uploaded_at == old.uploaded_at
    assert (after.phase, after.status, after.event) == (before.phase, before.status, before.event)


PROTECTED = {
    f"{name}-{'exempt' if exempt else 'counted'}": (server, exempt)
    for exempt in (False, True)
    for name, server in opened(hours=72, exempt=exempt).items()
    if name in {"sandbox", "independent-data"}
}


@pytest.mark.parametrize(("server", "exempt"), PROTECTED.values(), ids=PROTECTED)
def test_windows(open_desk: Callable[[Opened], Desk], server: Opened, exempt: bool) -> None:
    """Inside the window of the shoot: a duplicate, unless staging alone is exempt."""
    desk = open_desk(server)
    source = desk.order(shoot())
    desk.service.deliver(source.order_id)
    answer = desk.create(staging(staged(source.order_id)))
    if exempt:
        assert answer.outcome is AttemptOutcome.CREATED
    else:
        assert (answer.outcome, answer.refusal) == (AttemptOutcome.DUP, RefusalKind.DUPLICATE)
    again = desk.create(shoot())
    assert (again.outcome, again.refusal) == (AttemptOutcome.DUP, RefusalKind.DUPLICATE)
