"""The protocol of a second request: recorded, sent, closed, told; and never a third."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.support.scenes import CREATES, change_of
from tests.unit.app.hands import REF, UNKNOWN, created, kinds, play, refused

from listwright.app.creating import CONNECT_PAUSES, RATE_PAUSE, PlanRef
from listwright.app.effects import (
    Announce,
    CloseAttempt,
    OpenProbe,
    Pace,
    Pause,
    SendCreate,
    Sleep,
)
from listwright.app.protocol import change_steps
from listwright.app.resending import resend_steps
from listwright.errors import InternalError
from listwright.model.account import ResendPolicy
from listwright.model.intent import Answer, AttemptOutcome, RefusalKind
from listwright.model.outcome import Result
from listwright.model.plan import Resend
from listwright.vendors.planomatic.adapter import TRAITS

POLICY = ResendPolicy(
    window=timedelta(hours=72), margin=timedelta(minutes=10), settle=timedelta(minutes=30)
)
RESEND = Resend(policy=POLICY, otherwise=())
CHANGE = replace(change_of(CREATES), resend=RESEND)
PLAN = PlanRef(plan_id="p", digest="sha256:p")
ONCE = [Pace, OpenProbe, SendCreate, CloseAttempt, Announce]
DUP = Answer(outcome=AttemptOutcome.DUP, evidence="duplicate", refusal=RefusalKind.DUPLICATE)


def test_it_is_recorded_before_it_leaves_and_closed_before_anything_else() -> None:
    outcome, effects = play(change_steps(CHANGE, TRAITS, PLAN), REF, created(CHANGE))
    assert kinds(effects) == ONCE
    assert (outcome.result, outcome.order_id) == (Result.DONE, "654321")
    opened, sent, closed, line = effects[1:]
    assert isinstance(opened, OpenProbe)
    assert opened.revision == CHANGE.revision
    assert opened.second.order_key == CHANGE.order_key
    assert opened.second.request_digest == CHANGE.request_digest
    assert opened.second.policy == POLICY
    assert isinstance(sent, SendCreate)
    assert (sent.ref, sent.spec, sent.order_key) == (REF, CHANGE.spec, CHANGE.order_key)
    assert isinstance(closed, CloseAttempt)
    assert isinstance(line, Announce)
    assert line.line.endswith("order_id=654321 (sent once more)")


def test_a_stale_decision_sends_nothing() -> None:
    outcome, effects = play(resend_steps(CHANGE, RESEND), None)
    assert kinds(effects) == [Pace, OpenProbe]
    assert outcome.result is Result.SKIPPED
    assert outcome.failure is not None
    assert outcome.failure.code == "plan_changed"


def test_an_interruption_comes_before_the_record() -> None:
    outcome, effects = play(resend_steps(CHANGE, RESEND), False)
    assert kinds(effects) == [Pace]
    assert not outcome.sent


@pytest.mark.parametrize(
    ("answer", "words", "remedy"),
    [
        (DUP, "the first one made an order", "--created N"),
        (UNKNOWN, "an order may exist", "--not-created"),
        (refused(RefusalKind.VALIDATION), "says nothing of the first request", "--not-created"),
    ],
)
def test_without_an_order_it_stays_unknown(answer: Answer, words: str, remedy: str) -> None:
    outcome, effects = play(resend_steps(CHANGE, RESEND), REF, answer)
    assert kinds(effects) == ONCE
    assert outcome.result is Result.UNKNOWN
    assert outcome.failure is not None
    assert outcome.failure.code == "create_outcome_unknown"
    assert words in outcome.failure.message
    assert remedy in outcome.failure.remedy
    assert ("--not-created" in outcome.failure.remedy) is (answer is not DUP)


def test_a_full_road_lets_the_account_rest_and_is_not_tried_again() -> None:
    outcome, effects = play(resend_steps(CHANGE, RESEND), REF, refused(RefusalKind.RATE))
    assert kinds(effects) == [*ONCE, Pause]
    assert effects[-1] == Pause(CHANGE.account, RATE_PAUSE)
    assert outcome.result is Result.UNKNOWN


@pytest.mark.parametrize(
    ("kind", "code"), [(RefusalKind.AUTH, "vendor_auth"), (RefusalKind.ADDRESS, "wrong_endpoint")]
)
def test_what_would_refuse_every_change_ends_the_run(kind: RefusalKind, code: str) -> None:
    outcome, _ = play(resend_steps(CHANGE, RESEND), REF, refused(kind))
    assert outcome.result is Result.SKIPPED
    assert outcome.failure is not None
    assert outcome.failure.code == code
    assert "--not-created" in outcome.failure.remedy


def test_while_nobody_answers_the_same_attempt_is_tried_again() -> None:
    nobody = refused(RefusalKind.UNREACHABLE)
    answers = [nobody] * (len(CONNECT_PAUSES) + 1)
    outcome, effects = play(resend_steps(CHANGE, RESEND), REF, *answers)
    assert kinds(effects).count(OpenProbe) == 1
    assert kinds(effects).count(SendCreate) == 1 + len(CONNECT_PAUSES)
    assert kinds(effects).count(Sleep) == len(CONNECT_PAUSES)
    assert not outcome.sent


def test_without_a_name_it_is_a_bug() -> None:
    with pytest.raises(InternalError):
        play(resend_steps(replace(CHANGE, order_key=None), RESEND))
