"""What stands beside a plan survives being saved: every report can be written from the file."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.golden.plans import NOW, PLANS, review_of

from listwright.model.account import Account
from listwright.model.money import Budget, LearnedPrice
from listwright.model.names import Address, NeedKey, OrderId, OrderKey, PropertyId
from listwright.model.order import Appointment, Basis, Order, Phase, Service
from listwright.model.picture import PhotoRef, PictureTask, Recipe
from listwright.model.plan import Action, Cause
from listwright.model.review import (
    Against,
    Applied,
    FunnelStep,
    Gone,
    HomeFacts,
    Review,
    Stage,
)
from listwright.planfile import Run, dump, plan_document, restore_plan

RUN = Run(project="sunbelt-sfr", timestamp=NOW)
SHOOT = Order(
    account=Account(kind="planomatic", environment="api.planomatic.com", label="planomatic"),
    order_id=OrderId("654321"),
    property=PropertyId("DEN/1:a"),
    services=(Service(slug="photos", quantity=15, price=12_500),),
    status="editing",
    phase=Phase.OPEN,
    order_key=OrderKey("lw1-x-g1"),
    created=NOW - timedelta(days=3),
    captured_at=NOW - timedelta(days=1),
    appointments=(
        Appointment(id="a1", start=NOW - timedelta(days=1), end=None),
        Appointment(id="a0", start=None, end=None, canceled=True),
    ),
    attention="gate was closed",
    read_at=NOW - timedelta(hours=1),
    basis=Basis(origin="", facts={}, trail=(), keys=(NeedKey("photos"),)),
)
PICTURE = Order(
    account=Account(kind="aihomedesign", environment="api.aihomedesign.com", label="ahd"),
    order_id=OrderId("p-1"),
    property=PropertyId("DEN/1:a"),
    services=(Service(slug="virtual_staging", quantity=1),),
    status="processing",
    phase=Phase.OPEN,
    created=NOW - timedelta(minutes=4),
    delivered_at=NOW,
    eta_s=90,
    task=PictureTask(
        recipe=Recipe(
            source="ab" * 32,
            tool="virtual_staging",
            room="bedroom",
            style="modern",
            options=(("a", "b"),),
        ),
        photo=PhotoRef(sequence=3, caption="Bedroom", order_id=OrderId("654321")),
    ),
)


def review() -> Review:
    plan = PLANS["priced"]()
    causes = list(Cause)
    changes = tuple(
        replace(change, cause=causes[place % len(causes)])
        for place, change in enumerate(plan.changes)
    )
    budget = Budget(
        entity="e1",
        month="2026-11",
        allowed=None,
        committed=5,
        committed_unpriced=1,
        planned=123_456_789,
        planned_unpriced=2,
    )
    learned = LearnedPrice(
        label="planomatic",
        slug="photos",
        quantity=20,
        seen=0,
        book=None,
        order_id=OrderId("1"),
        at=None,
    )
    gone = Gone(
        action=Action.REPLACE,
        property=PropertyId("DEN/1:a"),
        needs=(Address(PropertyId("DEN/1:a"), NeedKey("photos")),),
        services=(Service(slug="photos", quantity=3, previous_order_id=OrderId("9")),),
        order_id=OrderId("8"),
        why="because",
    )
    applied = Applied(
        at=datetime(2026, 11, 1, 2, 3, 4, 567, tzinfo=UTC),
        plan_id="01J",
        digest="sha256:x",
        actor="jane",
        run="01R",
        note="max_creates=60: spring",
        changes=3,
    )
    return replace(
        review_of(replace(plan, changes=changes, budgets=(budget,), learned=(learned,))),
        homes={PropertyId("DEN/1:a"): HomeFacts(market="denver", state="CO")},
        funnel=tuple(FunnelStep(stage=stage, homes=n) for n, stage in enumerate(Stage)),
        orders=(SHOOT, PICTURE),
        applied=(applied,),
        against=Against(
            ref="main", commit="f" * 40, committed_at=NOW, knows_facts=False, gone=(gone,)
        ),
        per_minute=30,
    )


def test_everything_beside_the_plan_is_there_again() -> None:
    made = review()
    again = restore_plan(dump(plan_document(made, RUN)))
    assert replace(again, plan=made.plan) == made
    assert (again.plan.cost, again.plan.budgets) == (made.plan.cost, made.plan.budgets)
    assert again.plan.learned == made.plan.learned
    assert [(one.cost, one.cause) for one in again.plan.changes] == [
        (one.cost, one.cause) for one in made.plan.changes
    ]


def test_a_plan_with_nothing_beside_it_has_nothing_again() -> None:
    made = review_of(PLANS["small"]())
    again = restore_plan(dump(plan_document(made, RUN)))
    assert replace(again, plan=made.plan) == made
