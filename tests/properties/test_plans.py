"""What holds for every plan, whatever stands in the files and in the ledger."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.properties.portfolios import ACCOUNT, CALENDAR, NOW, TRAITS, World, worlds
from tests.properties.vendor_world import apply_to, month_later

from listwright.engine.digest import change_digest
from listwright.engine.needs import NeedResolver, resolve_wants
from listwright.engine.orders import plan_at_length
from listwright.engine.rest import standing_at_rest
from listwright.engine.shares import rule_shares
from listwright.engine.view import account_views
from listwright.engine.windows import find_closed_window
from listwright.engine.work import Found
from listwright.model.intent import NOTHING_KNOWN
from listwright.model.money import PriceBook
from listwright.model.names import Address, canonical_id
from listwright.model.order import Phase
from listwright.model.plan import Action, Change, Plan, Reason

few = settings(max_examples=60, deadline=None)


def wanted(world: World) -> set[Address]:
    """What the rules ask for, less the staging that was dropped with a note."""
    wants = resolve_wants(world.portfolio, NeedResolver(world.portfolio, CALENDAR))
    needs = {Address(item.home.id, spec.key) for item in wants.homes for spec in item.needs.specs}
    return needs - set(world.reconciled().dropped)


def is_staging(change: Change) -> bool:
    return all(line.previous_order_id is not None for line in change.services)


def to_order(plan: Plan) -> list[Address]:
    return [need for change in plan.changes if change.action.creates for need in change.needs]


@few
@given(worlds())
def test_each_wanted_need_stands_in_exactly_one_place(world: World) -> None:
    plan = world.plan()
    places = Counter(to_order(plan))
    places.update(item.need for item in plan.deferred if item.action is not Action.CANCEL)
    places.update(item.need for item in plan.blocked if item.action is not Action.CANCEL)
    places.update(item.need for item in plan.standing if item.reason is not Reason.KEPT)
    needs = wanted(world)
    assert {need: places[need] for need in needs} == dict.fromkeys(needs, 1)
    strangers = {need for need in places if need not in needs}
    assert strangers <= {item.need for item in plan.blocked if not item.because}


@few
@given(worlds())
def test_needs_add_up(world: World) -> None:
    plan = world.plan()
    counts = plan.counts
    assert counts.wanted == len(wanted(world))
    assert counts.to_order == len(to_order(plan))
    changed = sum(item.reason is Reason.SPEC_CHANGED_KEPT for item in plan.standing)
    not_wanted = sum(item.action is Action.CANCEL for item in plan.deferred)
    not_wanted += sum(item.action is Action.CANCEL for item in plan.blocked)
    not_wanted += sum(not item.because and item.action is Action.CREATE for item in plan.blocked)
    parts = counts.satisfied + counts.in_progress + counts.to_order + counts.waived
    parts += counts.deferred
    assert counts.wanted == parts + counts.blocked + changed - not_wanted


@few
@given(worlds())
def test_what_waits_is_not_applied(world: World) -> None:
    plan = world.plan()
    moved = {need for change in plan.changes if change.action.creates for need in change.needs}
    waiting = {item.need for item in plan.deferred if item.action is not Action.CANCEL}
    waiting |= {item.need for item in plan.blocked if item.action is not Action.CANCEL}
    assert not moved & waiting


@few
@given(worlds())
def test_nothing_is_ordered_inside_a_window(world: World) -> None:
    policy = world.portfolio.vendors["planomatic"].window
    for change in world.plan().changes:
        record = world.observed.properties.get(canonical_id(change.property))
        if not change.action.creates or record is None:
            continue
        if policy.exempts_staging and is_staging(change):
            continue
        spared = change.order_id if not policy.counts_canceled else None
        rest = [order for order in record.orders if order.order_id != spared]
        assert find_closed_window(policy, rest, record.holds, now=NOW) is None


@few
@given(worlds())
def test_nothing_is_ordered_beside_an_unknown_or_a_hold(world: World) -> None:
    for change in world.plan().changes:
        record = world.observed.properties.get(canonical_id(change.property))
        if change.action.creates and record is not None:
            assert not any(intent.state.is_unsettled for intent in record.intents)
            assert all(hold.released_at is not None for hold in record.holds)


@few
@given(worlds())
def test_only_own_open_orders_just_read_are_canceled(world: World) -> None:
    for change in world.plan().changes:
        if change.action.cancels:
            order = change.current
            assert order is not None
            assert order.managed
            assert order.phase is Phase.OPEN
            assert order.status in TRAITS.cancelable_statuses
            assert not order.has_appointment
            assert order.read_at == NOW
            assert change.account == ACCOUNT


@few
@given(worlds())
def test_a_property_is_visited_for_once(world: World) -> None:
    policy = world.portfolio.vendors["planomatic"].window
    apart = policy.exempts_staging or policy.window == timedelta(0)
    creating = Counter(
        change.property
        for change in world.plan().changes
        if change.action.creates and not (apart and is_staging(change))
    )
    assert all(count == 1 for count in creating.values())


@few
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_homes_and_records_does_not_matter(world: World, random: Random) -> None:
    homes = list(world.portfolio.homes)
    known = list(world.observed.properties.items())
    random.shuffle(homes)
    random.shuffle(known)
    shuffled = World(
        portfolio=replace(world.portfolio, homes=tuple(homes)),
        observed=replace(world.observed, properties=dict(known)),
    )
    assert shuffled.plan() == world.plan()


@few
@given(worlds(), st.randoms(use_true_random=False))
def test_rules_about_different_needs_may_stand_in_any_order(world: World, random: Random) -> None:
    keys: set[str] = set()
    apart = []
    for rule in world.portfolio.rules:
        own = {entry.key for entry in rule.entries}
        if not own & keys:
            apart.append(rule)
            keys |= own
    first = replace(world, portfolio=replace(world.portfolio, rules=tuple(apart)))
    random.shuffle(apart)
    second = replace(world, portfolio=replace(world.portfolio, rules=tuple(apart)))
    assert second.plan().digests == first.plan().digests
    assert second.plan().counts == first.plan().counts


@few
@given(worlds())
def test_the_same_inputs_give_the_same_plan_but_for_its_id(world: World) -> None:
    again = World(portfolio=world.portfolio, observed=world.observed)
    assert replace(again.plan(plan_id="q"), plan_id="p") == world.plan()


@few
@given(worlds())
def test_applying_converges(world: World) -> None:
    plan = world.plan()
    for _ in range(4):
        if not plan.changes:
            break
        world = apply_to(world, plan, NOW)
        after = world.plan()
        again = set(to_order(after)) & set(to_order(plan))
        assert not again, "what was just ordered is ordered again"
        plan = after
    assert not plan.changes


@few
@given(worlds())
def test_with_a_window_that_counts_everything_one_apply_is_enough(world: World) -> None:
    settings_ = world.portfolio.vendors["planomatic"]
    strict = replace(
        settings_,
        window=replace(settings_.window, window=timedelta(hours=72), counts_canceled=True),
    )
    world = replace(world, portfolio=replace(world.portfolio, vendors={"planomatic": strict}))
    plan = world.plan()
    assert not apply_to(world, plan, NOW).plan().changes


@few
@given(worlds())
def test_a_plan_is_good_until_it_expires(world: World) -> None:
    plan = world.plan()
    approved = {change_digest(change) for change in plan.changes}
    ttl = NOW + world.portfolio.plan.ttl
    assert NOW < plan.expires_at <= ttl
    before = world.plan(now=plan.expires_at - timedelta(seconds=1))
    assert approved <= {change_digest(change) for change in before.changes}
    # Refused services may fall due or stay refused; everything else is known to the second.
    refused = any(record.intents for record in world.observed.properties.values())
    if plan.expires_at < ttl and not refused:
        later = world.plan(now=plan.expires_at)
        assert not approved <= {change_digest(change) for change in later.changes}


@few
@given(worlds())
def test_a_world_in_which_everything_is_delivered_comes_to_rest(world: World) -> None:
    """Chains of staging end, and nothing is ordered again for ever."""
    now = NOW
    for _ in range(5):
        world = apply_to(world, world.plan(now=now), now)
        now += timedelta(days=31)
        world = month_later(world, now)
    rest = [change for change in world.plan(now=now).changes if change.action is not Action.CANCEL]
    assert not rest


@few
@given(worlds())
def test_the_short_way_for_homes_at_rest_gives_what_the_long_one_gives(world: World) -> None:
    made = world.reconciled()
    for wanted_ in resolve_wants(world.portfolio, made.run.resolver).homes:
        home = wanted_.home
        record = made.observed.properties.get(home.canonical, NOTHING_KNOWN)
        for view in account_views(made.run, home, wanted_.needs, record=record):
            resting = standing_at_rest(made.run, view)
            if resting is not None:
                assert plan_at_length(made.run, view) == Found(standing=resting)


@few
@given(worlds(), st.sets(st.sampled_from(["photos", "zillow_3d_and_floor_plans"])))
def test_money_adds_up_by_rule_and_by_entity(world: World, known: set[str]) -> None:
    slugs = {line.slug for change in world.plan().changes for line in change.services}
    quantities = {line.quantity for change in world.plan().changes for line in change.services}
    book = PriceBook(
        currency="USD",
        prices={
            ("planomatic", slug, quantity): 100 * quantity + len(slug)
            for slug in slugs & known
            for quantity in quantities
        },
    )
    plan = replace(world, portfolio=replace(world.portfolio, prices=book)).plan()
    shares = rule_shares(plan, TRAITS.staging_slugs)
    assert sum(share.known for share in shares) == plan.cost.known
    assert sum(share.unpriced for share in shares) == plan.cost.unpriced_orders
    assert sum(plan.cost.by_entity.values()) <= plan.cost.known
    assert sum(budget.planned for budget in plan.budgets) <= plan.cost.known
    assert plan.digests.plan == world.plan().digests.plan
