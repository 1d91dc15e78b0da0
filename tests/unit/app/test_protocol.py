"""The protocol of one change: which effect comes after which, and what is believed when."""

from dataclasses import replace

import pytest
from tests.support.scenes import CANCELS, CREATES, REPLACES, change_of
from tests.unit.app.hands import (
    ACCEPTED,
    NOW,
    REF,
    UNKNOWN,
    created,
    intent_after,
    kinds,
    play,
    refused,
    seen,
    unread,
)

from listwright.app.cancelling import cancel_steps
from listwright.app.creating import RATE_PAUSE, RATE_TRIES, PlanRef, create_steps
from listwright.app.effects import (
    Announce,
    CloseAttempt,
    ImportOrder,
    OpenAttempt,
    OpenCancel,
    Pace,
    Pause,
    ReadOrder,
    RecordOrder,
    SendCancel,
    SendCreate,
    Sleep,
)
from listwright.app.protocol import change_steps
from listwright.errors import InternalError
from listwright.model.intent import Answer, AttemptOutcome, IntentState, Problem, RefusalKind
from listwright.model.order import Appointment, Order, Phase
from listwright.model.outcome import Result
from listwright.model.plan import Reason
from listwright.vendors.planomatic.adapter import TRAITS

PLAN = PlanRef(plan_id="p", digest="sha256:p")
ONE_CREATE = [Pace, OpenAttempt, SendCreate, CloseAttempt, Announce]
ONE_CANCEL = [
    Pace, ReadOrder, RecordOrder, Pace, OpenCancel, SendCancel, CloseAttempt, Announce,
    Pace, ReadOrder, RecordOrder,
]  # fmt: skip
CREATE, CANCEL, REPLACE = change_of(CREATES), change_of(CANCELS), change_of(REPLACES)
GONE = ("canceled", Phase.CANCELED)
VISIT = Appointment(id="a", start=NOW, end=None)


def test_an_intent_is_committed_before_a_request_and_closed_before_anything_else() -> None:
    outcome, effects = play(change_steps(CREATE, TRAITS, PLAN), created(CREATE))
    assert kinds(effects) == ONE_CREATE
    assert outcome.result is Result.DONE
    assert outcome.order_id == "654321"
    opened, sent, closed = effects[1:4]
    assert isinstance(opened, OpenAttempt)
    assert opened.revision == CREATE.revision
    assert opened.draft.order_key == CREATE.order_key
    assert opened.draft.plan_id == "p"
    assert [line.slug for line in opened.draft.services] == [
        "photos",
        "zillow_3d_and_floor_plans",
    ]
    assert isinstance(sent, SendCreate)
    assert (sent.ref, sent.order_key) == (REF, CREATE.order_key)
    assert isinstance(closed, CloseAttempt)
    assert closed.ref == REF
    line = effects[4]
    assert isinstance(line, Announce)
    assert line.line == f"DEN-1: created {CREATE.order_key} legacy_order_id=77 order_id=654321"


def test_a_stale_decision_sends_nothing() -> None:
    outcome, effects = play(create_steps(CREATE, PLAN), None)
    assert kinds(effects) == [Pace, OpenAttempt]
    assert outcome.result is Result.SKIPPED
    assert outcome.failure is not None
    assert outcome.failure.code == "plan_changed"


def test_a_signal_before_a_create_sends_nothing() -> None:
    outcome, effects = play(create_steps(CREATE, PLAN), False)
    assert kinds(effects) == [Pace]
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.sent) == ("interrupted", False)


@pytest.mark.parametrize(
    ("answer", "result", "code", "word"),
    [
        (UNKNOWN, Result.UNKNOWN, "create_outcome_unknown", "sent, outcome unknown"),
        (replace(UNKNOWN, status=307), Result.UNKNOWN, "redirected", "sent, outcome unknown"),
        (
            Answer(outcome=AttemptOutcome.NOID, evidence="201 without an id"),
            Result.UNKNOWN,
            "create_outcome_unknown",
            "taken without an order id",
        ),
        (
            Answer(outcome=AttemptOutcome.DUP, evidence="duplicate"),
            Result.FAILED,
            "duplicate",
            "refused as a duplicate",
        ),
        (refused(RefusalKind.VALIDATION), Result.FAILED, "vendor_rejected", "refused"),
        (refused(RefusalKind.CATALOG), Result.FAILED, "catalog_mismatch", "refused"),
        (refused(RefusalKind.AUTH), Result.SKIPPED, "vendor_auth", "refused"),
        (refused(RefusalKind.ENTITY), Result.SKIPPED, "entity_refused", "refused"),
        (refused(RefusalKind.ADDRESS), Result.SKIPPED, "wrong_endpoint", "refused"),
        (refused(RefusalKind.CREDITS), Result.SKIPPED, "no_credits", "refused"),
        (refused(RefusalKind.PLAN), Result.SKIPPED, "not_in_vendor_plan", "refused"),
    ],
)
def test_other_ends_of_a_create(answer: Answer, result: Result, code: str, word: str) -> None:
    outcome, effects = play(create_steps(CREATE, PLAN), answer)
    assert kinds(effects) == ONE_CREATE
    assert outcome.result is result
    assert outcome.failure is not None
    assert outcome.failure.code == code
    assert outcome.failure.remedy
    assert isinstance(effects[4], Announce)
    assert f": {word} lw1-" in effects[4].line


def test_a_refusal_names_attribute_and_message() -> None:
    problems = (Problem(attr="services[0].slug", message="is unknown"),)
    outcome, _ = play(
        create_steps(CREATE, PLAN), refused(RefusalKind.VALIDATION, problems=problems)
    )
    assert outcome.failure is not None
    assert "is unknown" in outcome.failure.message
    assert outcome.failure.attr == "services[0].slug"


def test_while_nobody_listens_the_same_attempt_is_sent_again() -> None:
    away = refused(RefusalKind.UNREACHABLE)
    outcome, effects = play(create_steps(CREATE, PLAN), away, away, created(CREATE))
    assert kinds(effects) == [
        Pace, OpenAttempt, SendCreate, Sleep, SendCreate, Sleep, SendCreate, CloseAttempt, Announce,
    ]  # fmt: skip
    assert outcome.result is Result.DONE
    assert [effect.seconds for effect in effects if isinstance(effect, Sleep)] == [1.0, 2.0]


def test_after_four_tries_nobody_is_there() -> None:
    outcome, effects = play(create_steps(CREATE, PLAN), *[refused(RefusalKind.UNREACHABLE)] * 4)
    assert kinds(effects).count(SendCreate) == 4
    assert kinds(effects)[-2:] == [CloseAttempt, Announce]
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.sent) == ("unreachable", False)


def test_an_answer_after_a_try_without_one_ends_the_trying() -> None:
    outcome, effects = play(create_steps(CREATE, PLAN), refused(RefusalKind.UNREACHABLE), UNKNOWN)
    assert kinds(effects).count(SendCreate) == 2
    assert outcome.result is Result.UNKNOWN


def test_a_429_closes_its_attempt_and_a_new_generation_is_tried_after_the_pause() -> None:
    slow = refused(RefusalKind.RATE, retry_after=7.0)
    outcome, effects = play(create_steps(CREATE, PLAN), slow, created(CREATE))
    assert kinds(effects) == [*ONE_CREATE, Pause, *ONE_CREATE]
    assert outcome.result is Result.DONE
    pause = effects[5]
    assert isinstance(pause, Pause)
    assert pause.seconds == 7.0
    first, second = (effect for effect in effects if isinstance(effect, OpenAttempt))
    assert (first.draft.generation, second.draft.generation) == (1, 2)
    assert second.draft.order_key == first.draft.order_key[:-1] + "2"
    assert second.revision == 42, "as the closing left it"


def test_a_429_without_end_is_given_up() -> None:
    outcome, effects = play(create_steps(CREATE, PLAN), *[refused(RefusalKind.RATE)] * RATE_TRIES)
    assert kinds(effects).count(SendCreate) == RATE_TRIES
    assert kinds(effects)[-2:] == [CloseAttempt, Announce]
    pauses = [effect.seconds for effect in effects if isinstance(effect, Pause)]
    assert pauses == [RATE_PAUSE] * (RATE_TRIES - 1)
    assert outcome.failure is not None
    assert (outcome.result, outcome.failure.code) == (Result.SKIPPED, "rate_limited")


def test_a_create_needs_what_it_places() -> None:
    with pytest.raises(InternalError):
        play(create_steps(replace(CREATE, spec=None), PLAN))
    with pytest.raises(InternalError):
        play(create_steps(replace(CREATE, basis=None), PLAN))
    with pytest.raises(InternalError):
        play(cancel_steps(replace(CANCEL, current=None), TRAITS))


def test_a_cancel_reads_commits_asks_and_reads_again() -> None:
    outcome, effects = play(
        change_steps(CANCEL, TRAITS, PLAN), seen(CANCEL), ACCEPTED, seen(CANCEL, *GONE)
    )
    assert kinds(effects) == ONE_CANCEL
    assert (outcome.result, outcome.sent) == (Result.DONE, True)
    opened, asked = effects[4], effects[5]
    assert isinstance(opened, OpenCancel)
    assert opened.revision == 9, "the read moved the record"
    assert isinstance(asked, SendCancel)
    assert asked.reason is Reason.NOT_REQUIRED
    assert asked.notes == "listwright: the home is no longer in the files"
    assert asked.name.order_id == "640001"


def test_notes_are_cut_to_what_the_vendor_takes() -> None:
    long = replace(CANCEL, why="x" * 500)
    _, effects = play(cancel_steps(long, TRAITS), seen(long), ACCEPTED, seen(long, *GONE))
    (asked,) = (effect for effect in effects if isinstance(effect, SendCancel))
    assert len(asked.notes) == TRAITS.cancel_notes_limit


def test_the_vendor_must_say_itself_that_the_order_to_cancel_is_ours() -> None:
    seen_as = [seen(CANCEL), ACCEPTED, seen(CANCEL, *GONE)]
    _, effects = play(change_steps(CANCEL, TRAITS, PLAN), *seen_as)
    reads = [effect for effect in effects if isinstance(effect, ReadOrder)]
    assert [read.name.must_echo for read in reads] == [True, True]


@pytest.mark.parametrize(
    ("answer", "after", "result", "code"),
    [
        (ACCEPTED, ("ordered", Phase.OPEN), Result.UNKNOWN, "cancel_outcome_unknown"),
        (UNKNOWN, ("ordered", Phase.OPEN), Result.UNKNOWN, "cancel_outcome_unknown"),
        (refused(RefusalKind.VALIDATION), ("ordered", Phase.OPEN), Result.FAILED, "not_cancelable"),
        (refused(RefusalKind.RATE), ("ordered", Phase.OPEN), Result.SKIPPED, "rate_limited"),
        (refused(RefusalKind.AUTH), ("ordered", Phase.OPEN), Result.SKIPPED, "vendor_auth"),
        (refused(RefusalKind.UNREACHABLE), ("ordered", Phase.OPEN), Result.SKIPPED, "unreachable"),
    ],
)
def test_only_a_read_proves_a_cancel(
    answer: Answer, after: tuple[str, Phase], result: Result, code: str
) -> None:
    outcome, effects = play(
        change_steps(CANCEL, TRAITS, PLAN), seen(CANCEL), answer, seen(CANCEL, *after)
    )
    assert kinds(effects) == ONE_CANCEL
    assert outcome.result is result
    assert outcome.failure is not None
    assert outcome.failure.code == code


@pytest.mark.parametrize("answer", [UNKNOWN, refused(RefusalKind.VALIDATION)])
def test_whatever_the_answer_was_a_canceled_order_is_canceled(answer: Answer) -> None:
    outcome, _ = play(change_steps(CANCEL, TRAITS, PLAN), seen(CANCEL), answer, seen(CANCEL, *GONE))
    assert outcome.result is Result.DONE


def test_a_cancel_that_cannot_be_read_afterwards_is_unknown() -> None:
    outcome, effects = play(
        change_steps(CANCEL, TRAITS, PLAN), seen(CANCEL), ACCEPTED, unread("unreachable")
    )
    assert kinds(effects)[-1] is ReadOrder
    assert (outcome.result, outcome.sent) == (Result.UNKNOWN, True)
    assert outcome.failure is not None
    assert outcome.failure.message == "taken; nobody answered"


def test_what_somebody_else_canceled_is_done() -> None:
    outcome, effects = play(change_steps(CANCEL, TRAITS, PLAN), seen(CANCEL, *GONE))
    assert kinds(effects) == [Pace, ReadOrder, RecordOrder]
    assert (outcome.result, outcome.sent) == (Result.DONE, False)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (seen(CANCEL, "scheduled"), seen(CANCEL)),
        (seen(CANCEL), seen(CANCEL, "scheduled")),
        (replace(seen(CANCEL), appointments=(VISIT,)), seen(CANCEL)),
        (seen(CANCEL), replace(seen(CANCEL), appointments=(VISIT,))),
        (seen(CANCEL, *GONE), seen(CANCEL, "completed", Phase.DELIVERED)),
    ],
)
def test_both_the_vendor_and_the_ledger_must_call_it_cancelable(told: Order, kept: Order) -> None:
    steps = change_steps(CANCEL, TRAITS, PLAN)
    effects = [steps.send(result) for result in (None, True, told)]
    assert kinds(effects) == [Pace, ReadOrder, RecordOrder]
    with pytest.raises(StopIteration) as end:
        steps.send(kept)
    outcome = end.value.value
    assert (outcome.result, outcome.sent) == (Result.FAILED, False)
    assert outcome.failure.code == "not_cancelable"


def test_an_order_that_is_gone_here_and_open_there_is_not_done() -> None:
    steps = change_steps(CANCEL, TRAITS, PLAN)
    effects = [steps.send(result) for result in (None, True, seen(CANCEL))]
    effects += [steps.send(seen(CANCEL, "ordered", Phase.CANCELED)), steps.send(True)]
    assert isinstance(effects[-1], OpenCancel)
    with pytest.raises(StopIteration) as end:
        steps.send(None)
    assert end.value.value.result is Result.SKIPPED


def test_created_with_an_id_that_the_ledger_did_not_take_is_unknown() -> None:
    steps = change_steps(CREATE, TRAITS, PLAN)
    answer = created(CREATE)
    effects = [steps.send(result) for result in (None, True, REF, answer)]
    closing = effects[-1]
    assert isinstance(closing, CloseAttempt)
    noid = replace(intent_after(closing), state=IntentState.EXISTS_NOID, evidence="given before")
    announced = steps.send(noid)
    assert isinstance(announced, Announce)
    assert "order_id=654321" in announced.line
    with pytest.raises(StopIteration) as end:
        steps.send(None)
    outcome = end.value.value
    assert (outcome.result, outcome.order_id) == (Result.UNKNOWN, None)
    assert "given before" in outcome.failure.message


@pytest.mark.parametrize("visited", [True, False])
def test_what_moved_on_is_not_asked_for(visited: bool) -> None:
    visit = Appointment(id="a", start=NOW, end=None)
    order = replace(seen(CANCEL), appointments=(visit,)) if visited else seen(CANCEL, "scheduled")
    outcome, effects = play(change_steps(CANCEL, TRAITS, PLAN), order)
    assert kinds(effects) == [Pace, ReadOrder, RecordOrder]
    assert (outcome.result, outcome.sent) == (Result.FAILED, False)
    assert outcome.failure is not None
    assert outcome.failure.code == "not_cancelable"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("auth", "vendor_auth"),
        ("identity", "identity_mismatch"),
        ("unreachable", "unreachable"),
        ("not_found", "order_not_found"),
        ("other", "read_failed"),
    ],
)
def test_what_cannot_be_read_is_left_alone(kind: str, code: str) -> None:
    outcome, effects = play(change_steps(CANCEL, TRAITS, PLAN), unread(kind))
    assert kinds(effects) == [Pace, ReadOrder]
    assert outcome.failure is not None
    assert (outcome.result, outcome.failure.code) == (Result.SKIPPED, code)


def test_a_read_that_comes_too_often_rests_and_comes_again() -> None:
    slow = unread("rate", retry_after=3.0)
    _, effects = play(
        change_steps(CANCEL, TRAITS, PLAN), slow, seen(CANCEL), ACCEPTED, seen(CANCEL, *GONE)
    )
    assert kinds(effects) == [Pace, ReadOrder, Pause, *ONE_CANCEL]
    outcome, effects = play(change_steps(CANCEL, TRAITS, PLAN), *[unread("rate")] * RATE_TRIES)
    assert kinds(effects).count(ReadOrder) == RATE_TRIES
    assert outcome.failure is not None
    assert outcome.failure.code == "rate_limited"


def test_a_signal_between_read_and_cancel_stops_it() -> None:
    outcome, effects = play(change_steps(CANCEL, TRAITS, PLAN), True, seen(CANCEL), False)
    assert kinds(effects) == [Pace, ReadOrder, RecordOrder, Pace]
    assert outcome.failure is not None
    assert outcome.failure.code == "interrupted"


def test_a_signal_before_the_first_read_stops_it() -> None:
    outcome, effects = play(change_steps(CANCEL, TRAITS, PLAN), False)
    assert kinds(effects) == [Pace]
    assert not outcome.sent


def test_a_cancel_decided_on_an_old_record_is_not_sent() -> None:
    outcome, effects = play(change_steps(CANCEL, TRAITS, PLAN), seen(CANCEL), None)
    assert kinds(effects)[-1] is OpenCancel
    assert outcome.failure is not None
    assert outcome.failure.code == "plan_changed"


def test_a_replace_cancels_then_creates() -> None:
    outcome, effects = play(
        change_steps(REPLACE, TRAITS, PLAN),
        seen(REPLACE),
        ACCEPTED,
        seen(REPLACE, *GONE),
        created(REPLACE),
    )
    assert kinds(effects) == [*ONE_CANCEL, *ONE_CREATE]
    assert (outcome.result, outcome.order_id) == (Result.DONE, "654321")
    assert [step.action for step in outcome.steps] == ["cancel", "create"]
    (opened,) = (effect for effect in effects if isinstance(effect, OpenAttempt))
    assert opened.revision == 9, "as the read after the cancel left it"


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (UNKNOWN, Result.UNKNOWN),
        (refused(RefusalKind.VALIDATION), Result.FAILED),
        (refused(RefusalKind.AUTH), Result.FAILED),
    ],
)
def test_half_a_replace_is_never_just_skipped(answer: Answer, result: Result) -> None:
    outcome, _ = play(
        change_steps(REPLACE, TRAITS, PLAN),
        seen(REPLACE),
        ACCEPTED,
        seen(REPLACE, *GONE),
        answer,
    )
    assert (outcome.result, outcome.sent) == (result, True)


def test_a_replace_stops_when_its_cancel_is_not_proven() -> None:
    outcome, effects = play(
        change_steps(REPLACE, TRAITS, PLAN), seen(REPLACE), ACCEPTED, seen(REPLACE)
    )
    assert SendCreate not in kinds(effects)
    assert outcome.result is Result.UNKNOWN


IMPORT = change_of("declared-import-of-an-order-known-from-an-event-takes-it-under-management")
ONE_IMPORT = [Pace, ReadOrder, ImportOrder, Announce]


def test_an_import_reads_and_verifies_before_it_is_recorded() -> None:
    assert IMPORT.current is not None
    told = replace(IMPORT.current, status="scheduling")
    outcome, effects = play(change_steps(IMPORT, TRAITS, PLAN), told, told)
    assert kinds(effects) == ONE_IMPORT
    read, recorded = effects[1:3]
    assert isinstance(read, ReadOrder)
    assert read.name.property == IMPORT.current.property
    assert read.name.order_id == IMPORT.order_id
    assert isinstance(recorded, ImportOrder)
    assert recorded.order is told
    assert recorded.draft.plan_id == "p"
    assert [str(line.address) for line in recorded.draft.services] == [
        str(need) for need in IMPORT.needs
    ]
    assert (outcome.result, outcome.sent) == (Result.DONE, False)
    assert [step.action for step in outcome.steps] == ["import"]


@pytest.mark.parametrize(
    ("kind", "result", "code"),
    [
        ("identity", Result.FAILED, "identity_mismatch"),
        ("not_found", Result.FAILED, "order_not_found"),
        ("unreachable", Result.SKIPPED, "unreachable"),
        ("auth", Result.SKIPPED, "vendor_auth"),
    ],
)
def test_an_import_that_cannot_be_read_records_nothing(
    kind: str, result: Result, code: str
) -> None:
    outcome, effects = play(change_steps(IMPORT, TRAITS, PLAN), unread(kind))
    assert kinds(effects) == [Pace, ReadOrder]
    assert outcome.result is result
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.sent) == (code, False)


def test_an_import_that_another_run_overtook_says_so() -> None:
    outcome, effects = play(change_steps(IMPORT, TRAITS, PLAN), IMPORT.current, None)
    assert kinds(effects) == [Pace, ReadOrder, ImportOrder]
    assert outcome.failure is not None
    assert outcome.failure.code == "plan_changed"


def test_a_signal_before_an_import_reads_nothing() -> None:
    outcome, effects = play(change_steps(IMPORT, TRAITS, PLAN), False)
    assert kinds(effects) == [Pace]
    assert outcome.result is Result.SKIPPED
