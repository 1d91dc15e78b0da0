"""Creates: what is committed, what closes them, and what can never happen twice."""

from datetime import timedelta

import pytest
from tests.contract.ledger.builders import (
    ACCOUNT,
    BASIS,
    HOME,
    OTHER_ACCOUNT,
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
    record_of,
    refused,
    revision_of,
    state_of,
)

from listwright.errors import InternalError, TakenOverError
from listwright.model.intent import (
    AttemptOutcome,
    AttemptRef,
    IntentState,
    Problem,
    RefusalKind,
)
from listwright.model.names import canonical_id
from listwright.model.order import Phase
from listwright.ports import StaleDecisionError


class AttemptContract:
    def test_an_opened_attempt_is_there_before_any_answer(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger, reader = ledger_factory(), ledger_factory(read_only=True)
        with ledger.lock(0) as epoch:
            ref = ledger.open_attempt(draft("photos", "staging"), revision=0, epoch=epoch, at=START)
            found = reader.intent(ACCOUNT, key())
            assert found is not None
            assert found.state is IntentState.SENDING
            assert found.id == ref.intent_id
            assert found.basis == BASIS
            assert found.services == draft("photos", "staging").services
            assert (found.created_at, found.sent_at) == (START, START)
            assert record_of(reader).intents == (found,)
            assert record_of(reader).revision == found.revision
            assert kinds_of(reader) == ["intent"]

    def test_created_makes_the_intent_live_with_its_order(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            intent = place(ledger, epoch)
        assert intent.state is IntentState.LIVE
        record = record_of(ledger)
        assert record.intents == ()
        (found,) = record.orders
        assert found.order_id == "654321"
        assert found.order_key == key()
        assert found.managed
        assert found.basis == BASIS
        assert found.read_at == START
        assert found.revision == record.revision == intent.revision
        assert kinds_of(ledger) == ["intent", "created"]
        assert ledger.observed().accounts == {ACCOUNT.id}

    def test_an_id_without_an_order_still_becomes_an_order(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        handles = {"order_id": "9", "request_id": "8", "legacy_order_id": "", "odd": "7"}
        with ledger.lock(0) as epoch:
            ref = begin(ledger, draft("photos", "staging"), epoch)
            ledger.close_attempt(
                ref, answer(AttemptOutcome.CREATED, handles=handles), at=minutes(1)
            )
        (found,) = record_of(ledger).orders
        assert (found.order_id, found.request_id) == ("9", "8")
        assert found.phase is Phase.OPEN
        assert found.created == minutes(1)
        assert found.read_at is None
        assert [(one.slug, one.previous_order_id) for one in found.services] == [
            ("photos", None),
            ("staging", "77"),
        ]

    @pytest.mark.parametrize(
        ("outcome", "state"),
        [
            (AttemptOutcome.UNKNOWN, IntentState.IN_DOUBT),
            (AttemptOutcome.NOID, IntentState.EXISTS_NOID),
            (AttemptOutcome.REFUSED, IntentState.REFUSED),
            (AttemptOutcome.DUP, IntentState.REFUSED),
        ],
    )
    def test_every_answer_has_its_state(
        self, ledger_factory: LedgerFactory, outcome: AttemptOutcome, state: IntentState
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ref = begin(ledger, draft(), epoch)
            closed = ledger.close_attempt(ref, answer(outcome), at=minutes(1))
        assert closed.state is state
        assert closed.evidence == outcome.value
        assert record_of(ledger).intents == (closed,)
        assert kinds_of(ledger)[-1] == outcome.value

    def test_a_request_id_alone_is_an_order_without_an_id(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ref = begin(ledger, draft(), epoch)
            only_request = answer(AttemptOutcome.CREATED, handles={"request_id": "55"})
            closed = ledger.close_attempt(ref, only_request, at=START)
        assert closed.state is IntentState.EXISTS_NOID
        assert closed.request_id == "55"
        ledger.record_order(order("9", request_id="55"), at=minutes(9), actor="refresh")
        assert state_of(ledger) is IntentState.LIVE

    def test_an_attempt_never_ends_open_and_must_exist(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ref = begin(ledger, draft(), epoch)
            with pytest.raises(InternalError):
                ledger.close_attempt(ref, answer(AttemptOutcome.OPEN), at=START)
            with pytest.raises(InternalError):
                ledger.close_attempt(AttemptRef(ref.intent_id, 9), UNKNOWN, at=START)
            with pytest.raises(InternalError):
                ledger.close_attempt(AttemptRef(99, 1), UNKNOWN, at=START)

    # ---- what may not be opened ------------------------------------------------------------------

    def test_a_need_is_held_by_one_intent_even_without_a_lock(
        self, ledger_factory: LedgerFactory
    ) -> None:
        first, second = ledger_factory(run="r1"), ledger_factory(run="r2")
        with first.lock(0) as epoch:
            pass
        begin(first, draft("photos", "floorplan"), epoch)
        with pytest.raises(StaleDecisionError):
            begin(second, draft("floorplan", name="bbbb"), epoch)
        assert second.intent(ACCOUNT, key("bbbb")) is None
        begin(second, draft("video", name="cccc"), epoch)
        begin(second, draft("photos", name="dddd", turn="2026"), epoch)
        begin(second, draft("photos", name="aaaa", account=OTHER_ACCOUNT), epoch)

    def test_a_home_is_the_same_however_it_is_written(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            begin(ledger, draft(), epoch)
            with pytest.raises(StaleDecisionError):
                begin(ledger, draft(name="bbbb", home=HOME.lower()), epoch)

    def test_an_order_key_is_used_once(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            with pytest.raises(StaleDecisionError):
                begin(ledger, draft("video"), epoch)

    def test_a_decision_on_an_older_revision_is_refused(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            for stale in (0, revision_of(ledger) - 1, revision_of(ledger) + 1):
                with pytest.raises(StaleDecisionError):
                    ledger.open_attempt(
                        draft("video", name="bbbb"), revision=stale, epoch=epoch, at=START
                    )

    def test_another_account_or_home_makes_no_decision_stale(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            seen = revision_of(ledger)
            begin(ledger, draft(name="bbbb", account=OTHER_ACCOUNT), epoch)
            place(ledger, epoch, draft(name="cccc", home="DEN-2"), "2")
            ledger.open_attempt(draft("video", name="dddd"), revision=seen, epoch=epoch, at=START)

    def test_a_stolen_lock_stops_the_next_decision_but_not_the_result(
        self, ledger_factory: LedgerFactory
    ) -> None:
        old, new = ledger_factory(run="old"), ledger_factory(run="new")
        with old.lock(0) as old_epoch:
            ref = begin(old, draft(), old_epoch)
        with new.lock(0) as new_epoch:
            assert new_epoch == old_epoch + 1
            assert state_of(new) is IntentState.IN_DOUBT
            with pytest.raises(TakenOverError):
                begin(old, draft("video", name="bbbb"), old_epoch)
            assert old.close_attempt(ref, created(), at=minutes(3)).state is IntentState.LIVE
            assert record_of(new).orders[0].order_id == "654321"

    def test_a_slow_refusal_of_a_taken_over_attempt_still_settles_it(
        self, ledger_factory: LedgerFactory
    ) -> None:
        old, new = ledger_factory(run="old"), ledger_factory(run="new")
        with old.lock(0) as epoch:
            ref = begin(old, draft(), epoch)
        with new.lock(0):
            pass
        assert old.close_attempt(ref, refused(), at=minutes(3)).state is IntentState.REFUSED

    # ---- late and contradicting answers ----------------------------------------------------------

    def test_a_late_refusal_never_loses_an_order(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ref = begin(ledger, draft(), epoch)
            ledger.close_attempt(ref, created(), at=START)
            late = ledger.close_attempt(ref, refused(), at=minutes(1))
        assert late.state is IntentState.LIVE
        assert ledger.events(HOME)[-1]["detail"] == "late: refused"

    def test_a_late_id_turns_a_refusal_into_an_order(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ref = begin(ledger, draft(), epoch)
            ledger.close_attempt(ref, refused(), at=START)
            assert ledger.close_attempt(ref, created(), at=minutes(1)).state is IntentState.LIVE
            with pytest.raises(StaleDecisionError):
                begin(ledger, draft(name="bbbb"), epoch)

    def test_a_late_id_beside_a_newer_order_raises_the_alarm(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ref = begin(ledger, draft(), epoch)
            ledger.close_attempt(ref, refused(RefusalKind.RATE), at=START)
            place(ledger, epoch, draft(generation=2), "2")
            assert ledger.close_attempt(ref, created("1"), at=START).state is IntentState.LIVE
        assert {one.order_id for one in record_of(ledger).orders} == {"1", "2"}
        assert "duplicate_alarm" in kinds_of(ledger)

    def test_two_ids_for_one_intent_keep_both_orders(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ref = begin(ledger, draft(), epoch)
            ledger.close_attempt(ref, created("1"), at=START)
            ledger.close_attempt(ref, created("2"), at=START)
            ledger.close_attempt(ref, created("2"), at=START)
        assert state_of(ledger) is IntentState.LIVE
        assert all(one.managed for one in record_of(ledger).orders)
        assert kinds_of(ledger).count("duplicate_alarm") == 1

    def test_one_id_for_two_intents_stays_with_the_first(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            place(ledger, epoch, draft("video", name="bbbb"))
        assert "duplicate_alarm" in kinds_of(ledger)
        assert record_of(ledger).orders[0].order_key == key()
        assert state_of(ledger, key("bbbb")) is IntentState.EXISTS_NOID

    def test_a_created_order_that_is_already_delivered_is_delivered(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ref = begin(ledger, draft(), epoch)
            answered = created(phase=Phase.DELIVERED, status="completed", created=None)
            assert ledger.close_attempt(ref, answered, at=START).state is IntentState.DELIVERED
        (found,) = record_of(ledger).orders
        assert (found.created, found.delivered_at) == (START, START)

    # ---- refusals --------------------------------------------------------------------------------

    def test_a_refusal_of_the_road_releases_and_hides_the_need(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            for generation, kind in enumerate(
                (kind for kind in RefusalKind if not kind.marks_need), start=1
            ):
                ref = begin(ledger, draft(generation=generation), epoch)
                ledger.close_attempt(ref, refused(kind), at=START)
                assert record_of(ledger).intents == ()
                assert ledger.observed().generations == {"lw1-aaaa": generation}

    @pytest.mark.parametrize("kind", [kind for kind in RefusalKind if kind.marks_need])
    def test_a_refusal_of_the_order_releases_the_need_and_stays_visible(
        self, ledger_factory: LedgerFactory, kind: RefusalKind
    ) -> None:
        ledger = ledger_factory()
        problem = Problem(attr="services[0].slug", message="is invalid")
        with ledger.lock(0) as epoch:
            ref = begin(ledger, draft("photos", "video"), epoch)
            ledger.close_attempt(
                ref,
                answer(AttemptOutcome.REFUSED, refusal=kind, problems=(problem,)),
                at=minutes(2),
            )
            (shown,) = record_of(ledger).intents
            assert (shown.refusal, shown.refused_at) == (kind, minutes(2))
            assert shown.problems == (problem,)
            place(ledger, epoch, draft("photos", generation=2))
            (shown,) = record_of(ledger).intents
            assert [(one.slug, one.answered) for one in shown.services] == [
                ("photos", True),
                ("video", False),
            ]
            assert [one.slug for one in intent_of(ledger).services] == ["photos", "video"]
            place(ledger, epoch, draft("video", name="bbbb"), "2")
        assert record_of(ledger).intents == ()

    def test_only_the_newest_refusal_of_a_need_is_shown(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            for generation, kind in enumerate(
                (RefusalKind.VALIDATION, RefusalKind.CATALOG, RefusalKind.UNREACHABLE), start=1
            ):
                ref = begin(ledger, draft(generation=generation), epoch)
                ledger.close_attempt(ref, refused(kind), at=START)
        assert [one.generation for one in record_of(ledger).intents] == [2]

    def test_a_refusal_of_unknown_kind_marks_the_need(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ref = begin(ledger, draft(), epoch)
            closed = ledger.close_attempt(ref, refused(None), at=START)
        assert closed.refusal is RefusalKind.VALIDATION
        assert record_of(ledger).intents == (closed,)

    def test_a_duplicate_on_the_first_attempt_holds_the_property(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ref = begin(ledger, draft("photos", "video"), epoch)
            duplicate = answer(AttemptOutcome.DUP, evidence="duplicate order")
            closed = ledger.close_attempt(ref, duplicate, at=minutes(1))
        assert closed.refusal is RefusalKind.DUPLICATE
        (hold,) = record_of(ledger).holds
        assert (hold.account, hold.canonical) == (ACCOUNT, canonical_id(HOME))
        assert (hold.since, hold.evidence) == (minutes(1), "duplicate order")
        assert hold.keys == ("photos", "video")
        assert hold.released_at is None
        assert kinds_of(ledger) == ["intent", "hold", "dup"]

    @pytest.mark.parametrize("told", ["654", None])
    def test_the_id_in_a_duplicate_answer_is_somebody_elses_order(
        self, told: str | None, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ref = begin(ledger, draft(), epoch)
            duplicate = answer(AttemptOutcome.DUP, handles={"order_id": told} if told else None)
            closed = ledger.close_attempt(ref, duplicate, at=minutes(1))
        assert closed.state is IntentState.REFUSED
        assert record_of(ledger).orders == ()
        (hold,) = record_of(ledger).holds
        assert ("654" in hold.evidence) is (told is not None)

    # ---- renewal ---------------------------------------------------------------------------------

    def test_a_renewal_supersedes_the_delivered_intent(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch, draft("photos", "video"))
            deliver(ledger)
            seen = revision_of(ledger)
            ledger.record_order(
                order("1", phase=Phase.OPEN), at=START + timedelta(days=1), actor="event"
            )
            with pytest.raises(StaleDecisionError):
                ledger.open_attempt(draft(name="bbbb"), revision=seen, epoch=epoch, at=START)
            assert state_of(ledger) is IntentState.DELIVERED
            begin(ledger, draft(name="bbbb"), epoch)
        assert state_of(ledger) is IntentState.SUPERSEDED
        assert ledger.observed().generations == {"lw1-aaaa": 1, "lw1-bbbb": 1}
        assert {one.phase for one in record_of(ledger).orders} == {Phase.OPEN, Phase.DELIVERED}

    def test_a_live_intent_is_never_superseded(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            with pytest.raises(StaleDecisionError):
                begin(ledger, draft(name="bbbb"), epoch)
        assert state_of(ledger) is IntentState.LIVE
