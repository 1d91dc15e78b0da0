"""What is left of an apply that was cut short: nothing is lost, and nothing is sent twice."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.support.scenes import CREATES, change_of, plan_of

from listwright.engine.naming import order_key
from listwright.engine.resuming import Fate, approve, count_left, fate_of, sort_rest
from listwright.model.intent import IntentState, RefusalKind
from listwright.model.names import Address, NeedKey, PropertyId
from listwright.model.plan import Action, Blocked, Change, Plan, Reason
from listwright.model.saved import BegunPlan, Trace

SCENE = CREATES
CREATE = change_of(SCENE)

STATES = st.lists(st.sampled_from(IntentState), max_size=3).map(tuple)
TRACES = st.builds(
    Trace, states=STATES, refusal=st.none() | st.sampled_from(RefusalKind), evidence=st.just("said")
)
AGAIN = st.sampled_from(["same", "renamed", "moved", "gone", "blocked"])
HOMES = st.lists(st.tuples(TRACES, AGAIN), min_size=1, max_size=6)


def create_at(number: int, generation: int = 1) -> Change:
    name = PropertyId(f"P-{number}")
    return replace(
        CREATE,
        property=name,
        needs=(Address(name, NeedKey("photos")),),
        order_key=order_key(f"lw1-home{number}", generation),
        generation=generation,
    )


def planned_again(number: int, how: str, trace: Trace) -> list[Change]:
    if how in {"gone", "blocked"}:
        return []
    if how == "renamed":  # every name that was begun is used up
        return [create_at(number, 1 + len(trace.states))]
    if how == "moved":
        return [replace(create_at(number), request_digest="sha256:other")]
    return [create_at(number)]


def blocked_at(number: int) -> Blocked:
    need = create_at(number).needs[0]
    why = Reason.CREATE_OUTCOME_UNKNOWN
    return Blocked(need=need, action=Action.CREATE, reason=why, why="unknown", remedy="look")


def world(homes: list[tuple[Trace, str]]) -> tuple[BegunPlan, Plan]:
    base = plan_of(SCENE)
    changes = tuple(create_at(number) for number in range(len(homes)))
    begun = BegunPlan(
        approval=approve(replace(base, changes=changes)),
        traces={number: trace for number, (trace, _) in enumerate(homes)},
    )
    fresh = replace(
        base,
        changes=tuple(
            change
            for number, (trace, how) in enumerate(homes)
            for change in planned_again(number, how, trace)
        ),
        blocked=tuple(blocked_at(n) for n, (_, how) in enumerate(homes) if how == "blocked"),
    )
    return begun, fresh


@given(HOMES)
def test_every_change_has_exactly_one_fate(homes: list[tuple[Trace, str]]) -> None:
    begun, fresh = world(homes)
    rest = sort_rest(begun, fresh)
    stuck = [one.change.property for one in (*rest.in_doubt, *rest.refused, *rest.held)]
    changed = [one.property for one in rest.changed]
    told = [*stuck, *changed, *(one.property for one in rest.todo)]
    assert len(told) == len(set(told))
    assert rest.done + len(told) == len(homes)
    assert count_left(begun) == len(rest.todo) + len(rest.held) + len(rest.changed)


@given(HOMES)
def test_only_what_may_be_sent_is_sent(homes: list[tuple[Trace, str]]) -> None:
    begun, fresh = world(homes)
    for change in sort_rest(begun, fresh).todo:
        assert change in fresh.changes
        number = int(change.property.removeprefix("P-"))
        trace, how = homes[number]
        assert set(trace.states) <= {IntentState.REFUSED, IntentState.ABSENT}
        assert how in {"same", "renamed"}
        assert change.generation == 1 + len(trace.states)
        assert change.request_digest == CREATE.request_digest


@given(HOMES)
def test_resuming_again_after_all_was_sent_leaves_nothing(homes: list[tuple[Trace, str]]) -> None:
    begun, fresh = world(homes)
    rest = sort_rest(begun, fresh)
    sent = {change.property for change in rest.todo}
    traces = {
        number: replace(trace, states=(*trace.states, IntentState.LIVE))
        if f"P-{number}" in sent
        else trace
        for number, (trace, _) in enumerate(homes)
    }
    after = sort_rest(replace(begun, traces=traces), fresh)
    assert after.todo == ()
    assert after.done == rest.done + len(rest.todo)


@given(st.integers(min_value=1, max_value=9))
def test_what_was_never_begun_is_left_whole(count: int) -> None:
    begun, fresh = world([(Trace(), "same")] * count)
    rest = sort_rest(begun, fresh)
    assert rest.todo == fresh.changes
    assert (rest.done, rest.changed) == (0, ())


@given(TRACES)
def test_an_order_that_may_exist_is_never_left(trace: Trace) -> None:
    (change,) = world([(trace, "same")])[0].approval.changes
    may_exist = set(trace.states) - {IntentState.REFUSED, IntentState.ABSENT}
    assert (fate_of(change, trace) in {Fate.DONE, Fate.IN_DOUBT}) == bool(may_exist)
