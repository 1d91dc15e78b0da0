"""What is left of an apply that was cut short, case by case."""

from dataclasses import replace

import pytest
from tests.support.scenes import CANCELS, CREATES, REPLACES, change_of, plan_of

from listwright.engine.naming import order_key, stem_of
from listwright.engine.resuming import Fate, Rest, approve, fate_of, sort_rest
from listwright.model.intent import IntentState, RefusalKind
from listwright.model.names import PropertyId
from listwright.model.order import Phase
from listwright.model.plan import Action, Change, Plan, Reason
from listwright.model.saved import BegunPlan, SavedChange, Trace

CREATE, CANCEL, REPLACE = change_of(CREATES), change_of(CANCELS), change_of(REPLACES)
IMPORT = change_of("declared-import-of-a-delivered-order-known-from-an-event-is-planned")
REFUSED, LIVE = IntentState.REFUSED, IntentState.LIVE


def begun(plan: Plan, *traces: Trace) -> BegunPlan:
    return BegunPlan(approval=approve(plan), traces=dict(enumerate(traces)))


def saved(change: Change) -> SavedChange:
    return approve(replace(plan_of(CREATES), changes=(change,))).changes[0]


def rest_of(approved: Change, planned: Change | None, trace: Trace) -> Rest:
    base = plan_of(CREATES)
    fresh = replace(base, changes=() if planned is None else (planned,))
    return sort_rest(begun(replace(base, changes=(approved,)), trace), fresh)


def named(change: Change, generation: int) -> Change:
    assert change.order_key is not None
    name = order_key(stem_of(change.order_key), generation)
    return replace(change, order_key=name, generation=generation)


@pytest.mark.parametrize(
    ("change", "trace", "fate"),
    [
        (CREATE, Trace(), Fate.LEFT),
        (CREATE, Trace(states=(LIVE,)), Fate.DONE),
        (CREATE, Trace(states=(IntentState.CANCELED,)), Fate.DONE),
        (CREATE, Trace(states=(REFUSED, LIVE)), Fate.DONE),
        (CREATE, Trace(states=(LIVE, REFUSED), refusal=RefusalKind.RATE), Fate.DONE),
        (CREATE, Trace(states=(IntentState.SENDING,)), Fate.IN_DOUBT),
        (CREATE, Trace(states=(IntentState.EXISTS_NOID,)), Fate.IN_DOUBT),
        (CREATE, Trace(states=(IntentState.IN_DOUBT, REFUSED)), Fate.IN_DOUBT),
        (CREATE, Trace(states=(IntentState.ABSENT,)), Fate.LEFT),
        (CREATE, Trace(states=(REFUSED,), refusal=RefusalKind.RATE), Fate.LEFT),
        (CREATE, Trace(states=(REFUSED,), refusal=RefusalKind.AUTH), Fate.LEFT),
        (CREATE, Trace(states=(REFUSED,), refusal=RefusalKind.VALIDATION), Fate.REFUSED),
        (CREATE, Trace(states=(REFUSED,), refusal=RefusalKind.DUPLICATE), Fate.REFUSED),
        (CANCEL, Trace(phase=Phase.OPEN), Fate.LEFT),
        (CANCEL, Trace(phase=Phase.CANCELED), Fate.DONE),
        (REPLACE, Trace(phase=Phase.CANCELED), Fate.LEFT),
        (REPLACE, Trace(phase=Phase.CANCELED, states=(LIVE,)), Fate.DONE),
        (IMPORT, Trace(phase=Phase.DELIVERED, managed=False), Fate.LEFT),
        (IMPORT, Trace(phase=Phase.DELIVERED, managed=True), Fate.DONE),
    ],
)
def test_fates(change: Change, trace: Trace, fate: Fate) -> None:
    assert fate_of(saved(change), trace) is fate


def test_a_new_name_must_be_explained_by_what_was_sent() -> None:
    once = Trace(states=(REFUSED,), refusal=RefusalKind.RATE)
    assert rest_of(CREATE, named(CREATE, 2), once).todo == (named(CREATE, 2),)
    assert len(rest_of(CREATE, named(CREATE, 2), Trace()).changed) == 1
    # Something was begun at this home, so another decision there stops no other home.
    assert len(rest_of(CREATE, named(CREATE, 3), once).held) == 1


def test_the_second_half_of_a_replace_goes_on() -> None:
    half = replace(REPLACE, action=Action.CREATE, reason=Reason.MISSING, order_id=None)
    canceled = Trace(phase=Phase.CANCELED)
    assert rest_of(REPLACE, half, canceled).todo == (half,)
    other = replace(half, request_digest="sha256:other")
    assert [one.why for one in rest_of(REPLACE, other, canceled).held] == [
        f"order {REPLACE.order_id} is canceled by now"
    ]
    assert len(rest_of(REPLACE, half, Trace(phase=Phase.OPEN)).changed) == 1


def test_a_window_that_is_too_short_stops_the_other_replaces() -> None:
    """One more would cancel one more order, and place none."""
    other = replace(REPLACE, property=PropertyId("P-OTHER"))
    base = replace(plan_of(REPLACES), changes=(REPLACE, other))
    duplicate = Trace(states=(REFUSED,), refusal=RefusalKind.DUPLICATE, phase=Phase.CANCELED)
    rest = sort_rest(begun(base, duplicate, Trace(phase=Phase.OPEN)), base)
    assert (len(rest.refused), rest.todo) == (1, ())
    assert [one.change.property for one in rest.held] == ["P-OTHER"]


def test_the_same_home_with_another_order_is_held_once_something_was_begun() -> None:
    other = replace(CANCEL, property=CREATE.property)
    base = replace(plan_of(CREATES), changes=(CREATE, other))
    fresh = replace(base, changes=())
    rest = sort_rest(begun(base, Trace(states=(LIVE,)), Trace(phase=Phase.OPEN)), fresh)
    assert (rest.done, len(rest.held), rest.changed) == (1, 1, ())
    assert len(sort_rest(begun(base), fresh).changed) == 2
