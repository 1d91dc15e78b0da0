"""A reviewed plan held against a fresh one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.support.ports import FixedLedger
from tests.support.scenes import CANCELS, CREATES, plan_of, scene

from listwright.app.approved import check_saved, match_digest, match_saved, refuse_ephemeral
from listwright.engine.digest import change_digest, plan_digest
from listwright.errors import OtherProjectError, RefusedError
from listwright.model.account import Account
from listwright.model.picture import PhotoRef, PictureTask, Recipe
from listwright.model.plan import Plan, Refusal
from listwright.model.queue import Queue
from listwright.model.saved import SavedChange, SavedPlan

THREE = plan_of("first-run-goes-ahead-with-bootstrap")


def saved(plan: Plan) -> SavedPlan:
    return SavedPlan(
        plan_id="reviewed",
        project=plan.project,
        lineage=plan.lineage,
        made_at=plan.made_at,
        expires_at=plan.expires_at,
        scope=plan.scope,
        digests=plan.digests,
        changes=tuple(
            SavedChange(
                action=change.action,
                reason=change.reason.value,
                account=change.account.id,
                property=change.property,
                needs=tuple(str(need) for need in change.needs),
                services=change.services,
                billing_entity=change.billing_entity,
                order_id=change.order_id,
                order_key=change.order_key,
                request_digest=change.request_digest,
                digest=change_digest(change),
            )
            for change in plan.changes
        ),
    )


def test_the_same_plan_is_taken_under_its_reviewed_id() -> None:
    approved = match_saved(saved(THREE), replace(THREE, plan_id="fresh"))
    assert approved.plan.changes == THREE.changes
    assert approved.plan.plan_id == "reviewed"
    assert approved.not_in_plan == 0


def test_what_nobody_reviewed_is_left_out() -> None:
    reviewed = saved(replace(THREE, changes=THREE.changes[:1]))
    approved = match_saved(reviewed, THREE)
    assert approved.plan.changes == THREE.changes[:1]
    assert approved.not_in_plan == 2
    assert approved.plan.digests.plan == plan_digest(THREE.changes[:1])


def test_needs_and_pictures_that_nobody_reviewed_are_not_counted() -> None:
    task = PictureTask(
        recipe=Recipe(source="0" * 64, tool="staging"),
        photo=PhotoRef(sequence=1, caption="", path="a.jpg"),
    )
    changes = tuple(replace(change, task=task) for change in THREE.changes)
    account = changes[0].account
    queue = Queue(account=account, pictures=3, submits=2, window_s=600)
    elsewhere = replace(queue, account=replace(account, label="other"))
    fresh = replace(THREE, changes=changes, queues=(queue, elsewhere))
    plan = match_saved(saved(replace(THREE, changes=changes[:1])), fresh).plan
    assert (plan.counts.wanted, plan.counts.to_order) == (1, 1)
    assert plan.queues == (replace(queue, pictures=1),)
    assert match_saved(saved(THREE), THREE).plan.counts == THREE.counts


def test_what_is_planned_differently_stops_everything() -> None:
    other = replace(THREE.changes[1], reason=plan_of(CANCELS).changes[0].reason)
    fresh = replace(THREE, changes=(THREE.changes[0], other))
    with pytest.raises(RefusedError) as refused:
        match_saved(saved(THREE), fresh)
    assert refused.value.reason == "plan_changed"
    told = [item.detail for item in refused.value.diagnostics]
    assert told == [
        "DEN-2: was create missing; now the same with reason not_required (was missing).",
        "DEN-3: was create missing; now nothing.",
    ]


@pytest.mark.parametrize(
    ("kept", "code", "allowed", "stays"),
    [
        (3, "max_creates", 2, True),
        (1, "max_creates", 2, False),
        (3, "max_cancels", 0, False),
        (1, "max_creates_per_rule", 0, True),
        (1, "first_run", 0, True),
        (1, "ledger_lost", None, True),
    ],
)
def test_limits_count_what_was_reviewed(
    kept: int, code: str, allowed: int | None, stays: bool
) -> None:
    refusal = Refusal(code=code, allowed=allowed, actual=9, remedy="")
    reviewed = saved(replace(THREE, changes=THREE.changes[:kept]))
    approved = match_saved(reviewed, replace(THREE, refusals=(refusal,)))
    assert approved.plan.refusals == ((refusal,) if stays else ())


def test_a_plan_is_good_for_its_project_once_and_for_a_while() -> None:
    scenario, plan = scene(CREATES), saved(plan_of(CREATES))
    ledger = FixedLedger(scenario.observed)
    early = plan.expires_at - timedelta(seconds=1)
    check_saved(plan, scenario.portfolio, ledger, now=early)
    with pytest.raises(OtherProjectError):
        check_saved(replace(plan, lineage="x/y"), scenario.portfolio, ledger, now=early)
    with pytest.raises(RefusedError) as expired:
        check_saved(plan, scenario.portfolio, ledger, now=plan.expires_at)
    assert expired.value.reason == "expired"
    used = FixedLedger(scenario.observed, used={"reviewed": scenario.now})
    with pytest.raises(RefusedError) as again:
        check_saved(plan, scenario.portfolio, used, now=early)
    assert again.value.reason == "used"


def test_a_fingerprint_with_or_without_its_algorithm() -> None:
    digest = THREE.digests.plan
    match_digest(digest, THREE)
    match_digest(digest.removeprefix("sha256:"), THREE)
    with pytest.raises(RefusedError) as refused:
        match_digest("sha256:0", THREE)
    assert refused.value.reason == "plan_changed"


def test_real_orders_need_a_ledger_that_stays() -> None:
    portfolio = scene(CREATES).portfolio
    refuse_ephemeral(portfolio, is_ci=True)
    account = Account(kind="planomatic", environment="api.planomatic.com", label="planomatic")
    settings = replace(portfolio.vendors["planomatic"], account=account)
    real = replace(portfolio, vendors={"planomatic": settings})
    refuse_ephemeral(real, is_ci=False)
    refuse_ephemeral(replace(real, ledger_url="sqlite:///srv/ledger.db"), is_ci=True)
    with pytest.raises(RefusedError) as refused:
        refuse_ephemeral(real, is_ci=True)
    assert refused.value.reason == "ephemeral_ledger"
