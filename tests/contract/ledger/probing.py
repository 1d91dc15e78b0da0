"""Second requests: recorded only while what they depend on holds, and folded with the first."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.contract.ledger.builders import (
    ACCOUNT,
    HOME,
    START,
    UNKNOWN,
    LedgerFactory,
    answer,
    begin,
    created,
    draft,
    intent_of,
    key,
    kinds_of,
    minutes,
    order,
    record_of,
    refused,
    revision_of,
    state_of,
)

from listwright.errors import TakenOverError
from listwright.model.account import Account, ResendPolicy
from listwright.model.intent import (
    AttemptKind,
    AttemptOutcome,
    AttemptRef,
    IntentState,
    RefusalKind,
    Request,
    SecondRequest,
)
from listwright.model.names import canonical_id
from listwright.model.order import Phase
from listwright.ports import Ledger, StaleDecisionError

POLICY = ResendPolicy(
    window=timedelta(hours=72), margin=timedelta(minutes=10), settle=timedelta(minutes=30)
)
SECOND = SecondRequest(
    account=ACCOUNT,
    canonical=canonical_id(HOME),
    order_key=key(),
    request_digest="sha256:1",
    policy=POLICY,
)
LATER = minutes(31)
DUP = answer(AttemptOutcome.DUP, refusal=RefusalKind.DUPLICATE)


def _doubt(ledger: Ledger, epoch: int, *slugs: str) -> AttemptRef:
    ref = begin(ledger, draft(*slugs), epoch)
    ledger.close_attempt(ref, UNKNOWN, at=START)
    return ref


def _probe(ledger: Ledger, epoch: int, second: SecondRequest = SECOND) -> AttemptRef:
    return ledger.open_probe(second, revision=revision_of(ledger), epoch=epoch, at=LATER)


def _is_refused(ledger: Ledger, epoch: int, second: SecondRequest = SECOND) -> bool:
    before = ledger.events(HOME)
    with pytest.raises(StaleDecisionError):
        _probe(ledger, epoch, second)
    return ledger.events(HOME) == before


def _seen_elsewhere(ledger: Ledger, epoch: int) -> None:
    ledger.record_order(order("640001", created=START), at=minutes(20), actor="refresh")


def _seen_under_another_label(ledger: Ledger, epoch: int) -> None:
    east = Account(kind=ACCOUNT.kind, environment=ACCOUNT.environment, label="east")
    found = order("640001", account=east, created=START)
    ledger.record_order(found, at=minutes(20), actor="refresh")


def _held(ledger: Ledger, epoch: int) -> None:
    ref = begin(ledger, draft("tour", name="bbbb"), epoch, at=minutes(1))
    ledger.close_attempt(ref, DUP, at=minutes(1))


def _beside(ledger: Ledger, epoch: int) -> None:
    ref = begin(ledger, draft("tour", name="bbbb"), epoch, at=minutes(1))
    ledger.close_attempt(ref, UNKNOWN, at=minutes(1))


def _settled_by_a_person(ledger: Ledger, epoch: int) -> None:
    ledger.settle_absent(intent_of(ledger), at=minutes(30), reason="the dashboard shows none")


def _sent_before(ledger: Ledger, epoch: int) -> None:
    _probe(ledger, epoch)


class ProbeContract:
    def test_a_second_request_is_on_record_before_it_leaves(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger, reader = ledger_factory(), ledger_factory(read_only=True)
        with ledger.lock(0) as epoch:
            first = _doubt(ledger, epoch)
            before = revision_of(ledger)
            ref = _probe(ledger, epoch)
            assert ref == AttemptRef(first.intent_id, 2)
            found = intent_of(reader)
            assert found.state is IntentState.IN_DOUBT
            assert sorted(found.requests, key=lambda one: one.at) == [
                Request(AttemptKind.CREATE, START),
                Request(AttemptKind.PROBE, LATER),
            ]
            assert (found.created_at, found.sent_at) == (START, LATER)
            assert revision_of(ledger) > before
            assert kinds_of(reader)[-1] == "probe"

    @pytest.mark.parametrize(
        ("word", "state"),
        [
            (created(), IntentState.LIVE),
            (DUP, IntentState.EXISTS_NOID),
            (answer(AttemptOutcome.NOID), IntentState.EXISTS_NOID),
            (UNKNOWN, IntentState.IN_DOUBT),
            (refused(), IntentState.IN_DOUBT),
            (refused(RefusalKind.RATE), IntentState.IN_DOUBT),
            (refused(RefusalKind.UNREACHABLE), IntentState.IN_DOUBT),
        ],
        ids=lambda one: getattr(one, "evidence", ""),
    )
    def test_its_answer_is_folded_with_the_first(
        self, ledger_factory: LedgerFactory, word: object, state: IntentState
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            _doubt(ledger, epoch)
            assert ledger.close_attempt(_probe(ledger, epoch), word, at=LATER).state is state
            assert record_of(ledger).holds == ()
            assert _is_refused(ledger, epoch)

    def test_both_answers_are_told(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            _doubt(ledger, epoch)
            intent = ledger.close_attempt(_probe(ledger, epoch), refused(), at=LATER)
        assert intent.evidence == "no answer within 60 s; sent once more: refused"
        assert intent.refusal is None

    def test_a_late_refusal_of_the_first_says_nothing_of_the_second(
        self, ledger_factory: LedgerFactory
    ) -> None:
        slow, quick = ledger_factory(), ledger_factory(run="r2")
        with slow.lock(0) as epoch:
            first = begin(slow, draft(), epoch)
        with quick.lock(0) as epoch:
            assert state_of(quick) is IntentState.IN_DOUBT
            second = _probe(quick, epoch)
            slow.close_attempt(first, refused(RefusalKind.RATE), at=LATER)
            assert state_of(quick) is IntentState.IN_DOUBT
            assert quick.close_attempt(second, UNKNOWN, at=LATER).state is IntentState.IN_DOUBT

    def test_two_refusals_free_the_need(self, ledger_factory: LedgerFactory) -> None:
        slow, quick = ledger_factory(), ledger_factory(run="r2")
        with slow.lock(0) as epoch:
            first = begin(slow, draft(), epoch)
        with quick.lock(0) as epoch:
            quick.close_attempt(_probe(quick, epoch), refused(), at=LATER)
            slow.close_attempt(first, refused(RefusalKind.RATE), at=LATER)
            assert state_of(quick) is IntentState.REFUSED

    @pytest.mark.parametrize(
        "change",
        [
            _seen_elsewhere,
            _seen_under_another_label,
            _settled_by_a_person,
            _sent_before,
            _held,
            _beside,
        ],
    )
    def test_what_happened_since_keeps_it_away(
        self, ledger_factory: LedgerFactory, change: Callable[[Ledger, int], None]
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            _doubt(ledger, epoch)
            change(ledger, epoch)
            assert _is_refused(ledger, epoch)

    @pytest.mark.parametrize(
        "second",
        [
            replace(SECOND, request_digest="sha256:other"),
            replace(SECOND, order_key=key("zzzz")),
            replace(SECOND, canonical=canonical_id("DEN-2")),
            replace(SECOND, policy=replace(POLICY, settle=timedelta(minutes=32))),
            replace(SECOND, policy=replace(POLICY, window=timedelta(minutes=72))),
        ],
        ids=["request", "name", "home", "settle time", "window"],
    )
    def test_it_is_the_same_request_at_its_time(
        self, ledger_factory: LedgerFactory, second: SecondRequest
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            _doubt(ledger, epoch)
            assert _is_refused(ledger, epoch, second)

    def test_a_canceled_order_of_a_doubt_of_two_requests_frees_nothing(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            _doubt(ledger, epoch)
            ledger.close_attempt(_probe(ledger, epoch), UNKNOWN, at=LATER)
            one = order("1", order_key=key(), phase=Phase.CANCELED, status="canceled")
            ledger.record_order(one, at=minutes(40), actor="refresh")
            assert state_of(ledger) is IntentState.IN_DOUBT
            other = order("2", order_key=key())
            ledger.record_order(other, at=minutes(41), actor="refresh")
            assert state_of(ledger) is IntentState.LIVE

    def test_a_person_may_say_that_the_canceled_order_is_all_there_is(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            _doubt(ledger, epoch)
            ledger.close_attempt(_probe(ledger, epoch), UNKNOWN, at=LATER)
        one = order("1", order_key=key(), phase=Phase.CANCELED, status="canceled")
        ledger.settle_created(intent_of(ledger), one, at=minutes(40), reason="no other is there")
        assert state_of(ledger) is IntentState.CANCELED

    def test_staging_alone_is_not_sent_again(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            _doubt(ledger, epoch, "staging")
            assert _is_refused(ledger, epoch)

    def test_an_old_epoch_or_an_old_decision_opens_none(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            _doubt(ledger, epoch)
            seen = revision_of(ledger)
            with pytest.raises(TakenOverError):
                ledger.open_probe(SECOND, revision=seen, epoch=epoch - 1, at=LATER)
            with pytest.raises(StaleDecisionError):
                ledger.open_probe(SECOND, revision=seen - 1, epoch=epoch, at=LATER)
            assert state_of(ledger) is IntentState.IN_DOUBT
            assert len(intent_of(ledger).requests) == 1
