"""Orders as they are read: moved forward only, dated, never lost."""

from collections.abc import Sequence
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
    cancel,
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
from listwright.model.names import OrderId, PropertyId
from listwright.model.order import Appointment, CanceledBy, Origin, Phase, Photo, Service
from listwright.ports import StaleDecisionError


def photo(minute: int | None) -> Photo:
    uploaded = None if minute is None else minutes(minute)
    return Photo(sequence=1, caption="Front", url="https://x/1", uploaded_at=uploaded)


def gallery(photos: Sequence[tuple[str, int | None]]) -> tuple[Photo, ...]:
    """Photos by address and by the minute in which they were last worked on."""
    return tuple(
        Photo(
            sequence=number,
            caption="",
            url=f"https://x/{name}",
            modified_at=None if minute is None else minutes(minute),
        )
        for number, (name, minute) in enumerate(photos, 1)
    )


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

    def test_payers_are_those_that_orders_were_placed_with(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            foreign = replace(order("99"), property=PropertyId("P-9"), order_key=None)
            ledger.record_order(foreign, at=START, actor="test")
        (known,) = [one for one in ledger.orders() if one.managed]
        assert known.created is not None
        named = {(ACCOUNT.id, known.order_id): "acme"}
        assert ledger.payers(known.created) == named
        assert ledger.payers(known.created - timedelta(days=400)) == named
        assert ledger.payers(known.created + timedelta(seconds=1)) == {}

    def test_orders_come_newest_first(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        for name, day in (("1", 1), ("2", 3), ("3", 2)):
            seen = order(name, created=START + timedelta(days=day))
            ledger.record_order(seen, at=START, actor="event")
        ledger.record_order(order("4", created=None), at=START, actor="event")
        assert [one.order_id for one in record_of(ledger).orders] == ["2", "3", "1", "4"]

    def test_every_order_is_listed_with_visits_and_basis(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        stored = ledger.record_order(FULL, at=minutes(60), actor="refresh")
        for name, home, day in (("1", "AUS-1", 1), ("2", "aus-1", 2), ("3", "ZAN-1", 1)):
            seen = order(name, property=PropertyId(home), created=START + timedelta(days=day))
            ledger.record_order(seen, at=START, actor="event")
        listed = ledger.orders()
        assert [one.order_id for one in listed] == ["2", "1", "654321", "3"]
        assert listed[2] == replace(stored, photos=(), links=None)

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

    def test_an_order_that_the_ledger_never_saw_is_unmanaged(
        self, ledger_factory: LedgerFactory
    ) -> None:
        """So it is with one that the files declare, whatever the reading takes it for."""
        ledger = ledger_factory()
        seen = ledger.record_order(order("1", phase=Phase.DELIVERED), at=START, actor="plan")
        (light,) = record_of(ledger).orders
        for one in (seen, light):
            assert (one.managed, one.origin, one.basis) == (False, Origin.EVENT, None)
        assert record_of(ledger).intents == ()
        with ledger.lock(0) as epoch, pytest.raises(StaleDecisionError):
            cancel(ledger, epoch, "1")

    # ---- photos that change ----------------------------------------------------------------------

    @pytest.mark.parametrize(
        ("first", "later", "changed"),
        [
            pytest.param([("a", 1)], [("a", 1)], None, id="the same"),
            pytest.param([("a", 1), ("b", 1)], [("b", 1), ("a", 1)], None, id="another order"),
            pytest.param([], [("a", 1)], None, id="the first"),
            pytest.param([("a", 1)], [], None, id="none shown"),
            pytest.param([("a?sign=1", 1)], [("a?sign=2", 1)], None, id="signed anew"),
            pytest.param([("a", None)], [("a", 1)], None, id="a date that was missing"),
            pytest.param([("a", 1)], [("a", None)], None, id="a date that is missing"),
            pytest.param([("a", 1)], [("b", 1)], 1, id="another photo"),
            pytest.param([("a", 1)], [("a", 1), ("b", 1)], 1, id="one more"),
            pytest.param([("a", 1), ("b", 1)], [("a", 1)], 90, id="one less"),
            pytest.param([("a", 1)], [("a", 2)], 2, id="worked on again"),
            pytest.param([("a", 1)], [("b", None)], 90, id="another photo without a date"),
        ],
    )
    def test_other_photos_than_before_are_dated(
        self,
        ledger_factory: LedgerFactory,
        first: list[tuple[str, int | None]],
        later: list[tuple[str, int | None]],
        changed: int | None,
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        assert deliver(ledger, photos=gallery(first)).photos_changed_at is None
        seen = order(status="completed", phase=Phase.DELIVERED, photos=gallery(later))
        stored = ledger.record_order(seen, at=minutes(90), actor="refresh")
        assert stored.photos_changed_at == (None if changed is None else minutes(changed))
        assert ledger.order(ACCOUNT, OrderId("654321")) == stored
        assert record_of(ledger).orders[0].photos_changed_at == stored.photos_changed_at
        assert kinds_of(ledger).count("photos") == (changed is not None)
        assert stored.photos == gallery(later or first)
        again = ledger.record_order(seen, at=minutes(99), actor="refresh")
        assert again.photos_changed_at == stored.photos_changed_at

    def test_photos_on_another_server_are_the_same_photos(
        self, ledger_factory: LedgerFactory
    ) -> None:
        """The newest address is kept; the history and the property's revision stay as they are."""
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        deliver(ledger, photos=gallery([("a", 1)]))
        before, history = revision_of(ledger), kinds_of(ledger)
        (shown,) = gallery([("a", 1)])
        moved = replace(shown, url="http://127.0.0.1:9/a?sign=2")
        seen = order(status="completed", phase=Phase.DELIVERED, photos=(moved,))
        stored = ledger.record_order(seen, at=minutes(90), actor="refresh")
        assert (stored.photos, stored.photos_changed_at) == ((moved,), None)
        assert (revision_of(ledger), kinds_of(ledger)) == (before, history)

    def test_photos_before_the_delivery_never_count_as_changed(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        early = order(status="editing", photos=gallery([("a", 1)]))
        ledger.record_order(early, at=minutes(30), actor="refresh")
        assert deliver(ledger, photos=gallery([("a", 2), ("b", 2)])).photos_changed_at is None

    def test_an_older_reading_changes_no_photos(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        deliver(ledger, photos=gallery([("b", 2)]), read_at=minutes(60))
        late = order(
            status="completed",
            phase=Phase.DELIVERED,
            photos=gallery([("a", 1)]),
            read_at=minutes(50),
        )
        stored = ledger.record_order(late, at=minutes(61), actor="event")
        assert (stored.photos, stored.photos_changed_at) == (gallery([("b", 2)]), None)

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

    def test_an_order_of_ours_keeps_the_lines_that_were_sent(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        told = (Service(slug="photos", quantity=2, price=900), Service(slug="video", quantity=1))
        for status, lines in (("ordered", told), ("scheduling", ())):
            seen = order(status=status, services=lines)
            stored = ledger.record_order(seen, at=minutes(5), actor="refresh")
            assert stored.services == (Service(slug="photos", quantity=1, price=900),)
            assert stored.echoed == told
            assert record_of(ledger).orders == (stored,)
        back = ledger.record_order(order(), at=minutes(6), actor="refresh")
        assert (back.services[0].price, back.echoed) == (12900, ())

    def test_an_answer_with_other_lines_does_not_replace_what_was_sent(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        told = (Service(slug="photos_premium", quantity=1, price=900),)
        with ledger.lock(0) as epoch:
            ref = begin(ledger, draft("photos", "staging"), epoch)
            ledger.close_attempt(ref, created(services=told), at=START)
        (found,) = record_of(ledger).orders
        assert found.services == (
            Service(slug="photos", quantity=1),
            Service(slug="staging", quantity=1, previous_order_id=OrderId("77")),
        )
        assert found.echoed == told

    def test_services_of_an_order_of_somebody_else_may_change(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        ledger.import_order(order("9"), draft(), at=START, reason="found")
        ledger.record_order(order("1"), at=START, actor="event")
        more = (Service(slug="photos", quantity=2),)
        for number in ("1", "9"):
            seen = order(number, services=more)
            stored = ledger.record_order(seen, at=minutes(5), actor="refresh")
            assert (stored.services, stored.echoed) == (more, ())

    def test_an_order_first_seen_by_an_event_gets_the_lines_that_were_sent(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        told = (Service(slug="photos", quantity=9),)
        ledger.record_order(order("1", services=told), at=START, actor="event")
        with ledger.lock(0) as epoch:
            ref = begin(ledger, draft(), epoch)
            ledger.close_attempt(ref, created("1", services=told), at=START)
        (found,) = record_of(ledger).orders
        assert (found.quantity("photos"), found.echoed) == (1, told)

    # ---- ids that are given out again ------------------------------------------------------------

    @pytest.mark.parametrize("phase", [Phase.CANCELED, Phase.DELIVERED, Phase.OPEN])
    def test_an_id_of_another_home_is_no_answer(
        self, ledger_factory: LedgerFactory, phase: Phase
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            before = read_again(ledger, "some", phase)
            ref = begin(ledger, draft(name="bbbb", home="DEN-2"), epoch)
            again = created(property="DEN-2", order_key=key("bbbb"), request_id="8")
            closed = ledger.close_attempt(ref, again, at=minutes(30))
        assert closed.state is IntentState.EXISTS_NOID
        assert closed.request_id is None
        assert "order 654321" in closed.evidence
        assert HOME in closed.evidence
        assert "id_conflict" in kinds_of(ledger, "DEN-2")
        assert record_of(ledger).orders[0].revision == before.revision
        assert record_of(ledger, "DEN-2").orders == ()
        with pytest.raises(StaleDecisionError):
            ledger.settle_created(closed, again.order, at=minutes(31), reason="seen")
        ledger.settle_absent(closed, at=minutes(32), reason="asked the vendor")

    def test_an_id_of_another_order_of_the_home_is_no_answer(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            gone = read_again(ledger, "canceled", Phase.CANCELED)
            closed = place(ledger, epoch, draft(generation=2))
        assert closed.state is IntentState.EXISTS_NOID
        (kept,) = record_of(ledger).orders
        assert (kept.phase, kept.revision) == (Phase.CANCELED, gone.revision)
        assert "duplicate_alarm" in kinds_of(ledger)

    def test_a_reading_of_another_home_is_never_mixed_in(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            ref = cancel(ledger, epoch)
            (before,) = record_of(ledger).orders
            other = order(status="canceled", phase=Phase.CANCELED, property="DEN-2")
            assert ledger.record_order(other, at=minutes(11), actor="event") == before
            assert kinds_of(ledger, "DEN-2") == ["id_conflict"]
            ledger.close_attempt(ref, answer(AttemptOutcome.ACCEPTED, order=other), at=minutes(12))
        assert record_of(ledger).orders == (before,)
        assert state_of(ledger) is IntentState.CANCELLING
        with pytest.raises(StaleDecisionError):
            ledger.import_order(
                other, draft(name="bbbb", home="DEN-2"), at=minutes(13), reason="found"
            )

    # ---- clocks that are ahead -------------------------------------------------------------------

    def test_a_reading_of_the_future_is_dated_now(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        ahead = order(status="scheduling", read_at=minutes(900))
        assert ledger.record_order(ahead, at=minutes(5), actor="event").read_at == minutes(5)

    def test_a_clock_that_was_ahead_hides_no_later_reading(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        read_again(ledger, "scheduling", Phase.OPEN, at=minutes(900))
        now = read_again(ledger, "scheduled", Phase.OPEN, at=minutes(5))
        assert (now.status, now.read_at) == ("scheduled", minutes(5))

    def test_an_order_without_a_date_keeps_the_day_it_was_seen(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        for minute in (5, 50):
            seen = ledger.record_order(order(created=None), at=minutes(minute), actor="event")
            assert seen.created == minutes(5)

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
