"""Orders as they are read: moved forward only, dated, never lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.contract.ledger.builders import (
    ACCOUNT,
    BASIS,
    HOME,
    START,
    UNKNOWN,
    LedgerFactory,
    answer,
    begin,
    created,
    deliver,
    draft,
    intent_of,
    key,
    kinds_of,
    minutes,
    order,
    place,
    read_again,
    record_of,
    revision_of,
    state_of,
)

from listwright.model.intent import AttemptOutcome, IntentState
from listwright.model.names import OrderId
from listwright.model.order import Appointment, CanceledBy, Origin, Phase, Photo, Service


def photo(minute: int | None) -> Photo:
    uploaded = None if minute is None else minutes(minute)
    return Photo(sequence=1, caption="Front", url="https://x/1", uploaded_at=uploaded)


def visit(minute: int | None, *, canceled: bool = False) -> Appointment:
    start = None if minute is None else minutes(minute)
    return Appointment(id="9", start=start, end=start, canceled=canceled)


FULL = order(
    order_key=key(),
    request_id="8",
    legacy_order_id="7",
    event="order.delivered",
    status="completed",
    phase=Phase.DELIVERED,
    appointments=(visit(5), visit(None)),
    links={"tour": "https://x/t"},
    photos=(photo(30), photo(None)),
    attention="none",
    read_at=minutes(60),
)


class ReadingContract:
    def test_everything_of_an_order_is_kept(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        stored = ledger.record_order(FULL, at=minutes(60), actor="refresh")
        assert stored == replace(
            FULL,
            basis=BASIS,
            captured_at=minutes(5),
            delivered_at=minutes(30),
            revision=revision_of(ledger),
        )
        assert ledger.order(ACCOUNT, OrderId("654321")) == stored
        assert ledger.order(ACCOUNT, OrderId("1")) is None
        (light,) = record_of(ledger).orders
        assert light == replace(stored, photos=(), links=None, appointments=(), basis=None)

    def test_an_open_order_is_observed_with_visits_and_basis(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        booked = order(status="scheduled", appointments=(visit(90),))
        ledger.record_order(booked, at=minutes(60), actor="refresh")
        (light,) = record_of(ledger).orders
        assert light == ledger.order(ACCOUNT, OrderId("654321"))
        assert light.has_appointment
        assert light.captured_at is None

    def test_orders_come_newest_first(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        for name, day in (("1", 1), ("2", 3), ("3", 2)):
            seen = order(name, created=START + timedelta(days=day))
            ledger.record_order(seen, at=START, actor="event")
        ledger.record_order(order("4", created=None), at=START, actor="event")
        assert [one.order_id for one in record_of(ledger).orders] == ["2", "3", "1", "4"]

    def test_a_mere_reread_moves_read_at_and_no_revision(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        before, history = revision_of(ledger), kinds_of(ledger)
        again = read_again(ledger, "ordered", Phase.OPEN)
        assert again.read_at == minutes(20)
        assert revision_of(ledger) == before == again.revision
        assert kinds_of(ledger) == history
        changed = read_again(ledger, "scheduling", Phase.OPEN, at=minutes(30))
        assert changed.revision == revision_of(ledger) > before
        assert ledger.events(HOME)[-1]["kind"] == "status"
        assert ledger.events(HOME)[-1]["detail"] == "ordered -> scheduling"
        assert ledger.events(HOME)[-1]["actor"] == "refresh"

    def test_an_order_of_somebody_else_is_unmanaged(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        seen = ledger.record_order(
            order("1", origin=Origin.EVENT, order_key=key("zzzz")), at=START, actor="event"
        )
        assert not seen.managed
        assert seen.origin is Origin.EVENT
        assert kinds_of(ledger) == ["status"]
        ledger.record_order(
            order("1", status="canceled", phase=Phase.CANCELED), at=minutes(1), actor="event"
        )
        assert record_of(ledger).orders[0].canceled_by is CanceledBy.VENDOR

    # ---- evidence for intents --------------------------------------------------------------------

    @pytest.mark.parametrize("outcome", [AttemptOutcome.UNKNOWN, AttemptOutcome.NOID])
    def test_an_echo_of_our_name_settles_an_unknown(
        self, ledger_factory: LedgerFactory, outcome: AttemptOutcome
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ledger.close_attempt(begin(ledger, draft(), epoch), answer(outcome), at=START)
        seen = ledger.record_order(order("1", order_key=key()), at=minutes(5), actor="event")
        assert state_of(ledger) is IntentState.LIVE
        assert seen.managed
        assert seen.basis == BASIS
        assert kinds_of(ledger)[-1] == "created"

    def test_an_echo_for_another_home_is_not_ours(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ledger.close_attempt(begin(ledger, draft(), epoch), UNKNOWN, at=START)
        foreign = order("1", order_key=key(), property="DEN-9")
        assert not ledger.record_order(foreign, at=START, actor="event").managed
        assert state_of(ledger) is IntentState.IN_DOUBT

    def test_an_order_seen_first_by_an_event_is_claimed_by_its_intent(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        ledger.record_order(order("1", origin=Origin.EVENT), at=START, actor="event")
        with ledger.lock(0) as epoch:
            place(ledger, epoch, order_id="1")
        (found,) = record_of(ledger).orders
        assert found.managed
        assert found.origin is Origin.CREATED
        assert found.order_key == key()
        assert found.basis == BASIS

    def test_an_order_declared_absent_comes_back(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ledger.close_attempt(begin(ledger, draft(), epoch), UNKNOWN, at=START)
            ledger.settle_absent(intent_of(ledger), at=minutes(31), reason="looked")
            place(ledger, epoch, draft(generation=2), "2")
        ledger.record_order(order("1", order_key=key()), at=minutes(40), actor="event")
        assert state_of(ledger) is IntentState.LIVE
        assert len(record_of(ledger).orders) == 2
        assert "duplicate_alarm" in kinds_of(ledger)

    def test_a_second_order_with_our_name_raises_the_alarm(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        ledger.record_order(order("2", order_key=key()), at=minutes(5), actor="event")
        assert "duplicate_alarm" in kinds_of(ledger)
        assert all(one.managed for one in record_of(ledger).orders)

    # ---- the lattice and the dates ---------------------------------------------------------------

    def test_an_ended_order_does_not_reopen(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        read_again(ledger, "canceled", Phase.CANCELED)
        back = read_again(ledger, "ordered", Phase.OPEN, at=minutes(30))
        assert (back.phase, back.status) == (Phase.CANCELED, "ordered")
        assert state_of(ledger) is IntentState.CANCELED

    def test_delivered_outlives_a_cancellation(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        read_again(ledger, "canceled", Phase.CANCELED)
        delivered = read_again(ledger, "completed", Phase.DELIVERED, at=minutes(30))
        assert delivered.canceled_by is None
        assert state_of(ledger) is IntentState.DELIVERED
        last = read_again(ledger, "canceled", Phase.CANCELED, at=minutes(40))
        assert (last.phase, last.status) == (Phase.DELIVERED, "canceled")
        assert kinds_of(ledger)[2:] == ["canceled", "delivered", "status"]

    def test_an_older_reading_changes_nothing(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        newer = read_again(ledger, "scheduled", Phase.OPEN)
        older = order(status="scheduling", read_at=minutes(15))
        assert ledger.record_order(older, at=minutes(21), actor="event") == newer
        final = order(status="completed", phase=Phase.DELIVERED, read_at=minutes(16))
        assert ledger.record_order(final, at=minutes(22), actor="event").phase is Phase.DELIVERED

    def test_what_a_reading_omits_is_kept(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        full = ledger.record_order(FULL, at=minutes(60), actor="refresh")
        poor = order(services=(), status="completed", phase=Phase.DELIVERED, attention="none")
        kept = ledger.record_order(poor, at=minutes(70), actor="refresh")
        assert kept == replace(full, read_at=minutes(70))

    @pytest.mark.parametrize(
        ("visits", "uploads", "captured", "delivered"),
        [
            ((), (), None, 60),
            ((visit(5), visit(9), visit(10, canceled=True)), (30, 20), 9, 30),
            ((visit(90),), (30, 20), 20, 30),
            ((visit(None),), (None,), None, 60),
        ],
    )
    def test_dates_of_a_delivery(
        self,
        ledger_factory: LedgerFactory,
        visits: tuple[Appointment, ...],
        uploads: tuple[int | None, ...],
        captured: int | None,
        delivered: int,
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        photos = tuple(photo(minute) for minute in uploads)
        seen = deliver(ledger, appointments=visits, photos=photos)
        assert seen.captured_at == (None if captured is None else minutes(captured))
        assert seen.delivered_at == minutes(delivered)

    def test_delivery_is_dated_when_it_was_first_seen(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        deliver(ledger)
        again = read_again(ledger, "completed", Phase.DELIVERED, at=minutes(90))
        assert again.delivered_at == minutes(60)

    def test_services_at_the_vendor_may_change(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        more = (Service(slug="photos", quantity=2, price=None, previous_order_id=OrderId("3")),)
        ledger.record_order(order(services=more), at=minutes(5), actor="refresh")
        assert record_of(ledger).orders[0].services == more

    def test_an_unknown_phase_keeps_the_intent_live(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        assert read_again(ledger, "paused", Phase.UNKNOWN).phase is Phase.UNKNOWN
        assert state_of(ledger) is IntentState.LIVE

    def test_an_order_reading_never_wakes_a_superseded_intent(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            deliver(ledger)
            ref = begin(ledger, draft(name="bbbb"), epoch)
            ledger.close_attempt(ref, created("2"), at=minutes(61))
        read_again(ledger, "archived", Phase.DELIVERED, at=minutes(90))
        assert state_of(ledger) is IntentState.SUPERSEDED
