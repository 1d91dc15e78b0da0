"""What people decide: imports, unknowns, holds, forgotten orders, used plans."""

from dataclasses import replace

import pytest
from tests.contract.ledger.builders import (
    ACCOUNT,
    BASIS,
    HOME,
    START,
    UNKNOWN,
    LedgerFactory,
    answer,
    approval,
    begin,
    cancel,
    deliver,
    draft,
    intent_of,
    key,
    kinds_of,
    minutes,
    order,
    place,
    record_of,
    refused,
    revision_of,
    state_of,
)

from listwright.errors import InternalError
from listwright.model.intent import AttemptOutcome, IntentState
from listwright.model.names import NeedKey, OrderId, PropertyId
from listwright.model.order import Order, Origin, Phase
from listwright.ports import Ledger, StaleDecisionError


def assert_taken_over(ledger: Ledger, stored: Order, order_id: str) -> None:
    """The order is managed, by the intent of the draft, and holds its need."""
    assert (stored.managed, stored.origin) == (True, Origin.IMPORTED)
    assert stored.basis == BASIS
    assert stored.basis.keys == (NeedKey("photos"),)
    assert stored.order_key is None
    delivered = stored.phase is Phase.DELIVERED
    assert state_of(ledger) is (IntentState.DELIVERED if delivered else IntentState.LIVE)
    assert kinds_of(ledger)[-1] == "import"
    with ledger.lock(0) as epoch:
        if delivered:
            begin(ledger, draft(name="cccc"), epoch)
            assert state_of(ledger) is IntentState.SUPERSEDED
            return
        with pytest.raises(StaleDecisionError):
            begin(ledger, draft(name="cccc"), epoch)
        cancel(ledger, epoch, order_id)


class SettlingContract:
    # ---- import ----------------------------------------------------------------------------------

    @pytest.mark.parametrize(
        ("phase", "state"),
        [
            (Phase.OPEN, IntentState.LIVE),
            (Phase.UNKNOWN, IntentState.LIVE),
            (Phase.DELIVERED, IntentState.DELIVERED),
            (Phase.CANCELED, IntentState.CANCELED),
        ],
    )
    def test_an_import_is_managed(
        self, ledger_factory: LedgerFactory, phase: Phase, state: IntentState
    ) -> None:
        ledger = ledger_factory()
        seen = order("1", phase=phase, read_at=minutes(1))
        stored = ledger.import_order(seen, draft(), at=minutes(1), reason="declared")
        assert stored.managed
        assert stored.origin is Origin.IMPORTED
        assert stored.basis == BASIS
        assert stored.order_key is None
        assert state_of(ledger) is state
        assert kinds_of(ledger) == ["import"]
        assert record_of(ledger).intents == ()

    def test_an_import_holds_its_need(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        ledger.import_order(order("1"), draft(), at=START, reason="declared")
        with ledger.lock(0) as epoch:
            with pytest.raises(StaleDecisionError):
                begin(ledger, draft(name="bbbb"), epoch)
            cancel(ledger, epoch, "1")

    def test_an_import_for_a_held_need_is_stale(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        with pytest.raises(StaleDecisionError):
            ledger.import_order(order("1"), draft(name="bbbb"), at=START, reason="declared")
        assert ledger.order(ACCOUNT, OrderId("1")) is None

    def test_importing_a_managed_order_is_a_reading(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        seen = order(status="scheduled")
        stored = ledger.import_order(seen, draft(name="bbbb"), at=minutes(2), reason="declared")
        assert (stored.status, stored.origin) == ("scheduled", Origin.CREATED)
        assert ledger.intent(ACCOUNT, key("bbbb")) is None

    def test_an_import_explains_a_hold(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ref = begin(ledger, draft(), epoch)
            ledger.close_attempt(ref, answer(AttemptOutcome.DUP), at=START)
        ledger.record_order(order("1"), at=START, actor="event")
        plan = draft(generation=2)
        assert ledger.import_order(order("1"), plan, at=minutes(9), reason="declared").managed
        assert record_of(ledger).holds[0].released_at == minutes(9)
        assert record_of(ledger).intents == ()

    @pytest.mark.parametrize("phase", [Phase.OPEN, Phase.DELIVERED])
    def test_an_import_takes_over_an_order_that_was_unmanaged(
        self, ledger_factory: LedgerFactory, phase: Phase
    ) -> None:
        ledger = ledger_factory()
        before = ledger.record_order(order("1", phase=phase), at=START, actor="plan")
        assert (before.managed, before.origin, before.basis) == (False, Origin.EVENT, None)
        stored = ledger.import_order(
            order("1", phase=phase), draft(), at=minutes(5), reason="declared"
        )
        assert_taken_over(ledger, stored, "1")
        assert stored.created == before.created

    def test_an_import_takes_over_an_order_that_was_forgotten(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        ledger.import_order(order("1"), draft(), at=START, reason="declared")
        ledger.forget_orders(ACCOUNT, [OrderId("1")], at=minutes(2), reason="sold")
        assert not ledger.record_order(order("1"), at=minutes(3), actor="plan").managed
        stored = ledger.import_order(order("1"), draft(), at=minutes(5), reason="declared")
        assert_taken_over(ledger, stored, "1")

    def test_an_import_takes_over_a_forgotten_order_for_another_need(
        self, ledger_factory: LedgerFactory
    ) -> None:
        """Another order speaks for the need it was placed for."""
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            ledger.forget_orders(ACCOUNT, [OrderId("654321")], at=minutes(2), reason="sold")
            place(ledger, epoch, draft(generation=2), "2")
        plan = replace(draft("video", name="bbbb"), basis=replace(BASIS, keys=(NeedKey("clip"),)))
        stored = ledger.import_order(order(), plan, at=minutes(5), reason="declared")
        assert (stored.managed, stored.origin) == (True, Origin.IMPORTED)
        assert stored.basis == plan.basis
        assert state_of(ledger, key("bbbb")) is IntentState.LIVE

    # ---- unknowns --------------------------------------------------------------------------------

    @pytest.mark.parametrize("outcome", [AttemptOutcome.UNKNOWN, AttemptOutcome.NOID])
    def test_an_unknown_is_settled_as_created(
        self, ledger_factory: LedgerFactory, outcome: AttemptOutcome
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ledger.close_attempt(begin(ledger, draft(), epoch), answer(outcome), at=START)
        stored = ledger.settle_created(intent_of(ledger), order("1"), at=minutes(3), reason="seen")
        assert stored.managed
        assert stored.origin is Origin.CREATED
        assert state_of(ledger) is IntentState.LIVE
        assert ledger.events(HOME)[-1] == {
            "at": "2026-11-02T09:03:00.000000+00:00",
            "kind": "settle",
            "order_id": "1",
            "actor": "ana",
            "run": "run-1",
            "detail": "seen",
        }
        with pytest.raises(StaleDecisionError):
            ledger.settle_created(intent_of(ledger), order("2"), at=minutes(4), reason="seen")

    def test_an_unknown_of_a_dead_runner_is_settled(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            begin(ledger, draft(), epoch)
        gone = order("1", phase=Phase.DELIVERED)
        ledger.settle_created(intent_of(ledger), gone, at=minutes(3), reason="seen")
        assert state_of(ledger) is IntentState.DELIVERED

    def test_an_attempt_under_way_is_not_settled(self, ledger_factory: LedgerFactory) -> None:
        ledger, other = ledger_factory(), ledger_factory(run="r2")
        with ledger.lock(0) as epoch:
            begin(ledger, draft(), epoch)
            intent = intent_of(other)
            assert intent.state is IntentState.SENDING
            with pytest.raises(StaleDecisionError):
                other.settle_absent(intent, at=minutes(31), reason="looked")
            with pytest.raises(StaleDecisionError):
                other.settle_created(intent, order("1"), at=minutes(31), reason="looked")

    def test_an_order_of_another_intent_settles_nothing(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch, draft("video", name="bbbb"))
            ledger.close_attempt(begin(ledger, draft(), epoch), UNKNOWN, at=START)
        with pytest.raises(StaleDecisionError):
            ledger.settle_created(intent_of(ledger), order(), at=minutes(3), reason="seen")

    def test_an_absent_order_frees_its_need_under_the_next_generation(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ledger.close_attempt(begin(ledger, draft(), epoch), UNKNOWN, at=START)
            intent = intent_of(ledger)
            with pytest.raises(InternalError):
                ledger.settle_absent(replace(intent, id=99), at=minutes(31), reason="looked")
            ledger.settle_absent(intent, at=minutes(31), reason="looked")
            assert state_of(ledger) is IntentState.ABSENT
            assert ledger.observed().generations == {"lw1-aaaa": 1}
            assert record_of(ledger).intents == ()
            with pytest.raises(StaleDecisionError):
                ledger.settle_absent(intent, at=minutes(32), reason="again")
            begin(ledger, draft(generation=2), epoch)
        assert kinds_of(ledger)[-2:] == ["absent", "intent"]

    def test_a_late_word_after_absent(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ref = begin(ledger, draft(), epoch)
        ledger.settle_absent(intent_of(ledger), at=minutes(31), reason="looked")
        refusal = answer(AttemptOutcome.NOID)
        assert ledger.close_attempt(ref, refusal, at=minutes(40)).state is IntentState.EXISTS_NOID

    # ---- holds -----------------------------------------------------------------------------------

    def test_a_hold_is_released_once(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        assert not ledger.release_hold(ACCOUNT, HOME, at=START, reason="none")
        with ledger.lock(0) as epoch:
            ref = begin(ledger, draft(), epoch)
            ledger.close_attempt(ref, answer(AttemptOutcome.DUP), at=START)
        before = revision_of(ledger)
        assert ledger.release_hold(
            ACCOUNT, PropertyId(HOME.lower()), at=minutes(5), reason="looked"
        )
        assert not ledger.release_hold(ACCOUNT, HOME, at=minutes(6), reason="again")
        assert record_of(ledger).holds[0].released_at == minutes(5)
        assert revision_of(ledger) > before
        assert kinds_of(ledger)[-1] == "release"

    # ---- forget ----------------------------------------------------------------------------------

    def test_a_forgotten_order_stays_known_and_unmanaged(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            ids = [OrderId("654321"), OrderId("nobody")]
            (forgotten,) = ledger.forget_orders(ACCOUNT, ids, at=minutes(2), reason="sold")
            assert not forgotten.managed
            assert forgotten.revision == revision_of(ledger)
            assert state_of(ledger) is IntentState.FORGOTTEN
            assert ledger.forget_orders(ACCOUNT, ids, at=minutes(3), reason="again") == ()
            with pytest.raises(StaleDecisionError):
                cancel(ledger, epoch)
            assert not deliver(ledger).managed
            assert state_of(ledger) is IntentState.FORGOTTEN
            place(ledger, epoch, draft(generation=2), "2")
        back = ledger.import_order(
            order(phase=Phase.DELIVERED), draft("video", name="bbbb"), at=minutes(9), reason="back"
        )
        assert back.managed
        assert kinds_of(ledger)[-1] == "import"

    def test_a_cancelled_order_is_forgotten_without_its_intent(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        ledger.record_order(order(phase=Phase.CANCELED), at=START, actor="refresh")
        ledger.forget_orders(ACCOUNT, [OrderId("654321")], at=minutes(2), reason="sold")
        assert state_of(ledger) is IntentState.CANCELED

    # ---- orders that turn up after all -----------------------------------------------------------

    @pytest.mark.parametrize("ended", ["absent", "refused", "forgotten"])
    def test_an_import_brings_the_intent_of_that_name_back(
        self, ledger_factory: LedgerFactory, ended: str
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            if ended == "forgotten":
                place(ledger, epoch)
                ledger.forget_orders(ACCOUNT, [OrderId("654321")], at=minutes(2), reason="sold")
            elif ended == "refused":
                ledger.close_attempt(begin(ledger, draft(), epoch), refused(), at=START)
            else:
                ledger.close_attempt(begin(ledger, draft(), epoch), UNKNOWN, at=START)
                ledger.settle_absent(intent_of(ledger), at=minutes(31), reason="looked")
            assert state_of(ledger).value == ended
            seen = order(order_key=key())
            back = ledger.import_order(seen, draft(), at=minutes(40), reason="turned up")
            assert back.managed
            assert back.origin is Origin.CREATED
            assert state_of(ledger) is IntentState.LIVE
            with pytest.raises(StaleDecisionError):
                begin(ledger, draft(generation=2), epoch)
            done = order(order_key=key(), phase=Phase.DELIVERED)
            ledger.import_order(done, draft(), at=minutes(41), reason="again")
        assert state_of(ledger) is IntentState.DELIVERED

    def test_an_order_that_turned_up_delivered_is_delivered(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        deliver(ledger)
        ledger.forget_orders(ACCOUNT, [OrderId("654321")], at=minutes(61), reason="sold")
        back = ledger.import_order(
            order(phase=Phase.DELIVERED), draft(), at=minutes(62), reason="back"
        )
        assert back.managed
        assert state_of(ledger) is IntentState.DELIVERED

    def test_an_order_that_turned_up_does_not_take_a_need_from_another(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ledger.close_attempt(begin(ledger, draft(), epoch), UNKNOWN, at=START)
            ledger.settle_absent(intent_of(ledger), at=minutes(31), reason="looked")
            place(ledger, epoch, draft(generation=2), "2")
        with pytest.raises(StaleDecisionError):
            ledger.import_order(order(order_key=key()), draft(), at=minutes(40), reason="late")
        assert state_of(ledger) is IntentState.ABSENT

    def test_an_import_of_a_tracked_order_ends_the_hold(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            ref = begin(ledger, draft("video", name="bbbb"), epoch)
            ledger.close_attempt(ref, answer(AttemptOutcome.DUP), at=START)
        ledger.import_order(order(), draft(), at=minutes(5), reason="it is this one")
        assert record_of(ledger).holds[0].released_at == minutes(5)

    # ---- plans -----------------------------------------------------------------------------------

    def test_a_plan_is_used_once(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        assert ledger.plan_used("p1") is None
        assert ledger.use_plan(approval("p1"), at=minutes(1))
        assert not ledger.use_plan(approval("p1"), at=minutes(2))
        assert ledger.plan_used("p1") == minutes(1)
