"""Cancels: only a read proves one, and it never frees a need by itself."""

import pytest
from tests.contract.ledger.builders import (
    ACCOUNT,
    UNKNOWN,
    LedgerFactory,
    answer,
    begin,
    cancel,
    created,
    deliver,
    draft,
    kinds_of,
    minutes,
    order,
    place,
    read_again,
    record_of,
    refused,
    revision_of,
    state_of,
)

from listwright.errors import TakenOverError
from listwright.model.intent import AttemptOutcome, IntentState
from listwright.model.names import OrderId
from listwright.model.order import CanceledBy, Phase
from listwright.ports import StaleDecisionError

ACCEPTED = answer(AttemptOutcome.ACCEPTED)


class CancelContract:
    def test_an_accepted_cancel_waits_for_a_read(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            ref = cancel(ledger, epoch)
            assert state_of(ledger) is IntentState.CANCELLING
            assert ledger.close_attempt(ref, ACCEPTED, at=minutes(11)).state is (
                IntentState.CANCELLING
            )
            assert [one.state for one in record_of(ledger).intents] == [IntentState.CANCELLING]
            with pytest.raises(StaleDecisionError):
                begin(ledger, draft(generation=2), epoch)
            seen = read_again(ledger, "canceled", Phase.CANCELED)
            assert seen.canceled_by is CanceledBy.US
            assert state_of(ledger) is IntentState.CANCELED
            assert ledger.observed().generations == {"lw1-aaaa": 1}
            place(ledger, epoch, draft(generation=2), "2")
        assert kinds_of(ledger)[2:5] == ["cancel_sent", "cancel_accepted", "canceled"]

    def test_an_accepted_cancel_that_had_no_effect_is_live_again(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            ledger.close_attempt(cancel(ledger, epoch), ACCEPTED, at=minutes(11))
            read_again(ledger, "ordered", Phase.OPEN, at=minutes(9))
            assert state_of(ledger) is IntentState.CANCELLING
            seen = read_again(ledger, "ordered", Phase.OPEN)
            assert state_of(ledger) is IntentState.LIVE
            assert seen.revision == revision_of(ledger)
            cancel(ledger, epoch)

    def test_a_refused_cancel_leaves_the_order_live(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            ref = cancel(ledger, epoch)
            assert ledger.close_attempt(ref, refused(), at=minutes(11)).state is IntentState.LIVE
        assert record_of(ledger).orders[0].phase is Phase.OPEN

    @pytest.mark.parametrize(
        ("phase", "state"),
        [
            (Phase.OPEN, IntentState.LIVE),
            (Phase.CANCELED, IntentState.CANCELED),
            (Phase.DELIVERED, IntentState.DELIVERED),
        ],
    )
    def test_an_unknown_cancel_is_settled_by_a_read(
        self, ledger_factory: LedgerFactory, phase: Phase, state: IntentState
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            ref = cancel(ledger, epoch)
            closed = ledger.close_attempt(ref, UNKNOWN, at=minutes(11))
            assert closed.state is IntentState.CANCEL_IN_DOUBT
            read_again(ledger, "some", phase)
        assert state_of(ledger) is state

    def test_a_read_during_a_cancel_proves_nothing(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            ref = cancel(ledger, epoch)
            read_again(ledger, "scheduling", Phase.OPEN)
            assert state_of(ledger) is IntentState.CANCELLING
            ledger.close_attempt(ref, ACCEPTED, at=minutes(21))
            assert (
                read_again(ledger, "canceled", Phase.CANCELED, at=minutes(22)).canceled_by
                is CanceledBy.US
            )

    def test_an_answer_that_carries_the_order_counts_as_seen(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            ref = cancel(ledger, epoch)
            gone = order(status="canceled", phase=Phase.CANCELED)
            closed = ledger.close_attempt(
                ref, answer(AttemptOutcome.ACCEPTED, order=gone), at=minutes(11)
            )
        assert closed.state is IntentState.CANCELED
        assert record_of(ledger).orders[0].canceled_by is CanceledBy.US

    def test_a_late_answer_to_a_cancel_moves_nothing(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            ref = cancel(ledger, epoch)
            ledger.close_attempt(ref, ACCEPTED, at=minutes(11))
            assert ledger.close_attempt(ref, refused(), at=minutes(12)).state is (
                IntentState.CANCELLING
            )

    def test_an_answer_after_the_read_moves_nothing(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            ref = cancel(ledger, epoch)
            read_again(ledger, "canceled", Phase.CANCELED)
            closed = ledger.close_attempt(ref, UNKNOWN, at=minutes(21))
        assert closed.state is IntentState.CANCELED

    def test_a_cancel_of_a_dead_runner_is_in_doubt(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            cancel(ledger, epoch)
        assert state_of(ledger) is IntentState.CANCEL_IN_DOUBT
        with ledger.lock(0):
            assert state_of(ledger) is IntentState.CANCEL_IN_DOUBT
            read_again(ledger, "ordered", Phase.OPEN)
            assert state_of(ledger) is IntentState.LIVE

    def test_an_order_the_vendor_ended_names_the_vendor(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        assert read_again(ledger, "canceled", Phase.CANCELED).canceled_by is CanceledBy.VENDOR
        assert state_of(ledger) is IntentState.CANCELED

    @pytest.mark.parametrize(
        ("outcome", "by"),
        [(AttemptOutcome.ACCEPTED, CanceledBy.US), (AttemptOutcome.REFUSED, CanceledBy.VENDOR)],
    )
    def test_a_cancel_that_shows_late_is_ours_unless_it_was_refused(
        self, ledger_factory: LedgerFactory, outcome: AttemptOutcome, by: CanceledBy
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            ledger.close_attempt(cancel(ledger, epoch), answer(outcome), at=minutes(11))
            read_again(ledger, "ordered", Phase.OPEN)
            assert state_of(ledger) is IntentState.LIVE
        late = read_again(ledger, "canceled", Phase.CANCELED, at=minutes(60))
        assert late.canceled_by is by

    def test_of_two_orders_the_cancel_ends_only_its_own(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ref = begin(ledger, draft(), epoch)
            ledger.close_attempt(ref, created("1"), at=minutes(1))
            ledger.close_attempt(ref, created("2"), at=minutes(1))
            ledger.close_attempt(cancel(ledger, epoch, "2"), ACCEPTED, at=minutes(11))
            ledger.record_order(order("1"), at=minutes(12), actor="refresh")
            assert state_of(ledger) is IntentState.CANCELLING
            gone = order("2", status="canceled", phase=Phase.CANCELED)
            ledger.record_order(gone, at=minutes(12), actor="refresh")
            assert state_of(ledger) is IntentState.LIVE
            other = order("1", status="canceled", phase=Phase.CANCELED)
            assert (
                ledger.record_order(other, at=minutes(13), actor="refresh").canceled_by
                is CanceledBy.VENDOR
            )
        assert state_of(ledger) is IntentState.CANCELED

    def test_only_a_fresh_managed_live_order_is_cancelled(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            with pytest.raises(StaleDecisionError):
                cancel(ledger, epoch)
            ledger.record_order(order("1", managed=True), at=minutes(1), actor="event")
            with pytest.raises(StaleDecisionError):
                cancel(ledger, epoch, "1")
            place(ledger, epoch)
            with pytest.raises(StaleDecisionError):
                ledger.open_cancel(
                    ACCOUNT, OrderId("654321"), revision=1, epoch=epoch, at=minutes(10)
                )
            with pytest.raises(TakenOverError):
                ledger.open_cancel(
                    ACCOUNT,
                    OrderId("654321"),
                    revision=revision_of(ledger),
                    epoch=epoch - 1,
                    at=minutes(10),
                )
            deliver(ledger)
            with pytest.raises(StaleDecisionError):
                cancel(ledger, epoch)
