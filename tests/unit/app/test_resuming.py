"""Who may go on with a plan, and what is told of the changes that are not sent."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.support.ports import FixedLedger
from tests.support.scenes import CREATES, plan_of, scene

from listwright.app.resuming import find_begun, match_rest
from listwright.engine.resuming import approve
from listwright.errors import OtherProjectError, RefusedError
from listwright.model.intent import IntentState, RefusalKind
from listwright.model.outcome import HELD, Result
from listwright.model.saved import BegunPlan, Trace

PLAN = plan_of("first-run-goes-ahead-with-bootstrap")
PORTFOLIO = scene(CREATES).portfolio
TTL = PORTFOLIO.plan.ttl


def begun(*traces: Trace) -> BegunPlan:
    return BegunPlan(approval=approve(PLAN), traces=dict(enumerate(traces)))


def find(now: datetime, used: Mapping[str, datetime] | None = None) -> BegunPlan:
    ledger = FixedLedger(
        scene(CREATES).observed,
        used=used or {},
        begun={} if used else {PLAN.plan_id: begun()},
    )
    return find_begun(PLAN.plan_id, PORTFOLIO, ledger, now=now)


def test_an_approval_is_good_for_the_plans_time() -> None:
    last = PLAN.made_at + TTL - timedelta(seconds=1)
    assert find(last).approval.plan_id == PLAN.plan_id
    with pytest.raises(RefusedError) as caught:
        find(PLAN.made_at + TTL)
    assert caught.value.reason == "expired"


def test_a_plan_that_an_older_version_used() -> None:
    with pytest.raises(RefusedError) as caught:
        find(PLAN.made_at, used={PLAN.plan_id: PLAN.made_at})
    assert (caught.value.reason, "older" in caught.value.message) == ("used", True)
    with pytest.raises(OtherProjectError):
        find(PLAN.made_at, used={"other": PLAN.made_at})


def test_what_is_not_sent_is_told_first() -> None:
    traces = (
        Trace(states=(IntentState.IN_DOUBT,)),
        Trace(states=(IntentState.REFUSED,), refusal=RefusalKind.VALIDATION, evidence="street no"),
    )
    fresh = replace(PLAN, changes=PLAN.changes[2:])
    approved = match_rest(begun(*traces), fresh)
    assert approved.plan.changes == PLAN.changes[2:]
    assert approved.plan.digests.plan == PLAN.digests.plan, "intents name what was approved"
    told = [
        (one.change.property, one.result, one.failure and one.failure.code, one.sent)
        for one in approved.earlier
    ]
    first, second = (change.property for change in PLAN.changes[:2])
    assert told == [
        (first, Result.UNKNOWN, "create_outcome_unknown", False),
        (second, Result.FAILED, "vendor_rejected", False),
    ]


def test_nothing_left_names_what_waits() -> None:
    done = Trace(states=(IntentState.LIVE,))
    doubt = Trace(states=(IntentState.SENDING,))
    with pytest.raises(RefusedError) as caught:
        match_rest(begun(done, done, doubt), replace(PLAN, changes=()))
    assert caught.value.reason == "used"
    (finding,) = caught.value.diagnostics
    assert finding.summary.endswith("2 of 3 changes are done, 1 unknown, 0 refused and 0 held")
    assert finding.fix.startswith("listwright resolve ")


def test_one_changed_change_stops_all() -> None:
    with pytest.raises(RefusedError) as caught:
        match_rest(begun(), replace(PLAN, changes=PLAN.changes[1:]))
    assert caught.value.reason == "plan_changed"
    (finding,) = caught.value.diagnostics
    assert finding.detail == f"{PLAN.changes[0].property}: was create missing; now nothing."
    assert HELD not in finding.detail
