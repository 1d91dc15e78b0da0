"""Plans of pictures: the same knowledge gives the same plan, and one that was done is empty."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.scenarios.ledger import Teller
from tests.scenarios.running import DIGESTS, vendors_of
from tests.support.projects import portfolio_from

from listwright.engine.reconcile import PlanInput, reconcile
from listwright.model.plan import Action, Plan, Reason, Scope
from listwright.model.portfolio import Limits, Portfolio

NOW = datetime(2026, 11, 22, 16, tzinfo=UTC)
MOST = Limits(max_creates=10_000, max_cancels=10_000, max_images=10_000)
STYLES = ("modern", "prime")
BYTES = ("sofa", "bed", "stove")
TOLD = {"sofa": ("Living Room", "living_room"), "bed": ("Bedroom", "bedroom"),
        "stove": ("Kitchen", "kitchen")}  # fmt: skip


@cache
def project(style: str, second: bool, follow: bool) -> Portfolio:
    more = ", again: {vendor: ahd, source: photos, style: prime, rooms: [bedroom]}"
    staging = (
        f"{{vendor: ahd, source: photos, style: {style}, follow_source: {str(follow).lower()}}}"
    )
    text = (
        "  ahd: {kind: aihomedesign, api: v3, endpoint: sandbox}\n"
        "defaults: {vendor: planomatic, billing_entity: e, access: {method: rently, "
        'contact_name: J, contact_phone: "1", vacant: true}}\n'
        "properties:\n  P-1: {property_type: single_family, street: 1 A St, city: Denver, "
        'state: CO, postal_code: "80205", require: {photos: {slug: photos, quantity: 15}, '
        f"staging: {staging}{more if second else ''}}}}}\n"
    )
    with TemporaryDirectory() as folder:
        return portfolio_from(Path(folder), text)


def planned(portfolio: Portfolio, told: Mapping[str, Any]) -> Plan:
    teller = Teller(portfolio=portfolio, now=NOW)
    return reconcile(
        PlanInput(
            portfolio=portfolio,
            observed=teller.observed(told, lambda _: {}),
            traits={label: one.traits for label, one in vendors_of(portfolio).items()},
            limits=MOST,
            scope=Scope(),
            now=NOW,
            plan_id="",
            bootstrap=True,
            digests=DIGESTS,
            shelf=teller.shelf(told),
        )
    ).plan


SHOOT = {
    "id": "640001",
    "home": "P-1",
    "services": {"photos": 15},
    "status": "completed",
    "created": "2026-11-10T15:00Z",
    "captured": "2026-11-12T15:00Z",
    "delivered": "2026-11-13T15:00Z",
}
PHOTOS = st.lists(st.sampled_from(BYTES), max_size=4)


def told_of(contents: list[str]) -> dict[str, Any]:
    shown = {
        str(number): {"caption": TOLD[content][0], "bytes": f"{content} {number}"}
        for number, content in enumerate(contents, start=1)
    }
    return {"orders": [SHOOT], "photos": {"640001": shown}}


def carried_out(told: Mapping[str, Any], plan: Plan, status: str) -> dict[str, Any]:
    """The ledger when every picture of the plan was ordered."""
    orders = list(told["orders"])
    for number, change in enumerate(plan.changes):
        task = change.task
        assert task is not None
        sequence = str(task.photo.sequence)
        made = {
            "of": f"640001/{sequence}",
            "bytes": told["photos"]["640001"][sequence]["bytes"],
            "room": task.recipe.room,
            "style": task.recipe.style,
        }
        order = {"id": f"u{number}", "account": "ahd", "home": "P-1", "status": status}
        keys = {str(need.key): "virtual_staging" for need in change.needs}
        orders.append({**order, "created": "2026-11-22T15:59Z", "picture": made, "for": keys})
    return {**told, "orders": orders}


@settings(max_examples=60, deadline=None)
@given(
    contents=PHOTOS,
    style=st.sampled_from(STYLES),
    second=st.booleans(),
    follow=st.booleans(),
    status=st.sampled_from(["processing", "done"]),
)
def test_what_was_planned_and_done_is_not_planned_again(
    contents: list[str], style: str, second: bool, follow: bool, status: str
) -> None:
    portfolio, told = project(style, second, follow), told_of(contents)
    plan = planned(portfolio, told)
    assert planned(portfolio, told) == plan
    keys = [change.task.recipe.key for change in plan.changes if change.task is not None]
    assert len(keys) == len(set(keys)) == len(plan.changes)
    after = planned(portfolio, carried_out(told, plan, status))
    assert after.changes == ()
    settled = Reason.IN_PROGRESS if status == "processing" else Reason.SATISFIED
    ordered = {change.needs[0].key for change in plan.changes}
    standing = {one.need.key: one.reason for one in after.standing if one.need.key in ordered}
    assert standing == dict.fromkeys(ordered, settled)


@settings(max_examples=40, deadline=None)
@given(contents=PHOTOS, style=st.sampled_from(STYLES))
def test_equal_photos_of_other_orders_have_equal_recipes(contents: list[str], style: str) -> None:
    """The bytes count, and not where they stand: a name of the same picture is the same."""
    portfolio, told = project(style, False, False), told_of(contents)
    other = {**SHOOT, "id": "640002"}
    moved = {"orders": [other], "photos": {"640002": told["photos"]["640001"]}}
    names = [change.order_key for change in planned(portfolio, told).changes]
    assert [change.order_key for change in planned(portfolio, moved).changes] == names


@settings(max_examples=40, deadline=None)
@given(contents=PHOTOS.filter(len), style=st.sampled_from(STYLES))
def test_another_style_lets_go_of_what_is_unfinished_and_keeps_what_is_done(
    contents: list[str], style: str
) -> None:
    told = told_of(contents)
    plan = planned(project(style, False, False), told)
    other = project(STYLES[1 - STYLES.index(style)], False, False)
    under_way = planned(other, carried_out(told, plan, "processing")).changes
    done = planned(other, carried_out(told, plan, "done")).changes
    assert sum(one.action is Action.FORGET for one in under_way) == len(plan.changes)
    assert sum(one.action is Action.CREATE for one in under_way) == len(plan.changes)
    assert [one.action for one in done] == [Action.CREATE] * len(plan.changes)
