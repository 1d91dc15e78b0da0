"""What attempts and readings add up to."""

from itertools import product
from random import Random
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listwright.engine.fold import (
    MOVES,
    Sent,
    advance_cancel,
    advance_create,
    advance_orders,
    fold_attempts,
)
from listwright.model.intent import AttemptKind, AttemptOutcome, IntentState
from listwright.model.order import Phase

S: TypeAlias = IntentState
K: TypeAlias = AttemptKind
A: TypeAlias = AttemptOutcome

creates = st.builds(
    Sent,
    st.sampled_from([K.CREATE, K.PROBE]),
    st.sampled_from([one for one in A if one is not A.ACCEPTED]),
)
cancels = st.builds(Sent, st.just(K.CANCEL), st.sampled_from(A))
flags = st.booleans()


def fold(*sent: Sent, order_id: bool = False, handle: bool = False, alive: bool = False) -> S:
    return fold_attempts(sent, has_order_id=order_id, has_handle=handle or order_id, alive=alive)


@pytest.mark.parametrize(
    ("sent", "state"),
    [
        ([], S.IN_DOUBT),
        ([Sent(K.CREATE, A.OPEN)], S.IN_DOUBT),
        ([Sent(K.CREATE, A.UNKNOWN)], S.IN_DOUBT),
        ([Sent(K.CREATE, A.NOID)], S.EXISTS_NOID),
        ([Sent(K.CREATE, A.CREATED)], S.EXISTS_NOID),
        ([Sent(K.CREATE, A.REFUSED)], S.REFUSED),
        ([Sent(K.CREATE, A.DUP)], S.REFUSED),
        ([Sent(K.CREATE, A.UNKNOWN), Sent(K.PROBE, A.DUP)], S.EXISTS_NOID),
        ([Sent(K.CREATE, A.UNKNOWN), Sent(K.PROBE, A.REFUSED)], S.IN_DOUBT),
        ([Sent(K.CREATE, A.OPEN), Sent(K.PROBE, A.REFUSED)], S.IN_DOUBT),
        ([Sent(K.CREATE, A.REFUSED), Sent(K.PROBE, A.REFUSED)], S.REFUSED),
        ([Sent(K.CREATE, A.REFUSED), Sent(K.CANCEL, A.UNKNOWN)], S.REFUSED),
    ],
)
def test_the_table(sent: list[Sent], state: S) -> None:
    assert fold(*sent) is state


def test_an_open_attempt_is_sending_while_its_runner_lives() -> None:
    assert fold(Sent(K.CREATE, A.OPEN), alive=True) is S.SENDING
    assert fold(Sent(K.CREATE, A.UNKNOWN), Sent(K.PROBE, A.OPEN), alive=True) is S.IN_DOUBT


@given(st.lists(st.one_of(creates, cancels), max_size=6), st.randoms(), flags, flags, flags)
def test_the_order_of_attempts_never_matters(
    sent: list[Sent], random: Random, order_id: bool, handle: bool, alive: bool
) -> None:
    shuffled = sorted(sent, key=lambda _: random.random())
    given_order = fold(*sent, order_id=order_id, handle=handle, alive=alive)
    assert fold(*shuffled, order_id=order_id, handle=handle, alive=alive) is given_order


@given(st.lists(creates, max_size=6), flags)
def test_an_order_id_makes_it_live(sent: list[Sent], alive: bool) -> None:
    assert fold(*sent, order_id=True, alive=alive) is S.LIVE


@given(st.lists(creates, max_size=6), flags)
def test_only_proof_for_every_attempt_makes_it_refused(sent: list[Sent], alive: bool) -> None:
    refused = fold(*sent, alive=alive) is S.REFUSED
    assert refused == (bool(sent) and all(one.disproves_order for one in sent))


@given(st.lists(creates, max_size=5), creates, flags)
def test_one_more_attempt_never_frees_the_need(sent: list[Sent], more: Sent, alive: bool) -> None:
    before, after = fold(*sent, alive=alive), fold(*sent, more, alive=alive)
    if sent and before.holds_need:
        assert after.holds_need


@given(st.lists(creates, max_size=6), flags)
def test_an_unknown_request_always_holds_the_need(sent: list[Sent], alive: bool) -> None:
    assert fold(*sent, Sent(K.CREATE, A.UNKNOWN), alive=alive).holds_need


@pytest.mark.parametrize(("current", "folded"), list(product(S, S)))
def test_a_create_moves_only_where_it_may(current: S, folded: S) -> None:
    if folded not in {S.SENDING, S.IN_DOUBT, S.EXISTS_NOID, S.LIVE, S.REFUSED}:
        return
    if current in {S.IN_DOUBT, S.EXISTS_NOID} and folded in {S.SENDING, S.IN_DOUBT, S.REFUSED}:
        return
    moved = advance_create(current, folded)
    assert moved is current or moved in MOVES[current]
    if folded is S.LIVE and current in {S.REFUSED, S.ABSENT}:
        assert moved is S.LIVE


@pytest.mark.parametrize(("current", "outcome"), list(product(S, A)))
def test_a_cancel_never_frees_the_need(current: S, outcome: A) -> None:
    moved = advance_cancel(current, outcome)
    assert moved is current or moved in MOVES[current]
    assert moved.holds_need == current.holds_need


def test_a_refused_cancel_after_an_unknown_one_stays_in_doubt() -> None:
    assert advance_cancel(S.CANCELLING, A.REFUSED) is S.LIVE
    assert advance_cancel(S.CANCEL_IN_DOUBT, A.REFUSED) is S.CANCEL_IN_DOUBT


@pytest.mark.parametrize(
    ("current", "phases", "settled", "state"),
    [
        (S.IN_DOUBT, [], False, S.IN_DOUBT),
        (S.IN_DOUBT, [Phase.OPEN], False, S.LIVE),
        (S.LIVE, [Phase.UNKNOWN], False, S.LIVE),
        (S.LIVE, [Phase.DELIVERED], False, S.DELIVERED),
        (S.LIVE, [Phase.CANCELED], False, S.CANCELED),
        (S.LIVE, [Phase.CANCELED, Phase.OPEN], False, S.LIVE),
        (S.CANCELLING, [Phase.OPEN], False, S.CANCELLING),
        (S.CANCELLING, [Phase.OPEN], True, S.LIVE),
        (S.CANCEL_IN_DOUBT, [Phase.OPEN], True, S.LIVE),
        (S.CANCELLING, [Phase.CANCELED], True, S.CANCELED),
        (S.CANCELED, [Phase.CANCELED, Phase.OPEN], False, S.LIVE),
        (S.SUPERSEDED, [Phase.OPEN], False, S.SUPERSEDED),
        (S.FORGOTTEN, [Phase.DELIVERED], False, S.FORGOTTEN),
    ],
)
def test_orders_move_their_intent(current: S, phases: list[Phase], settled: bool, state: S) -> None:
    assert advance_orders(current, phases, cancel_settled=settled) is state


def test_nothing_leaves_live_but_by_a_cancel_proof_or_a_request_for_another() -> None:
    ended = {S.CANCELLING, S.DELIVERED, S.CANCELED, S.SUPERSEDED, S.FORGOTTEN}
    assert MOVES[S.LIVE] == ended
    assert MOVES.keys() == set(S)
