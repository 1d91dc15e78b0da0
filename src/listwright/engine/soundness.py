"""Whether what the ledger holds of one intent agrees with itself.

The ledger writes the state of an intent down because every plan needs it. Here it is computed once
more from what it was made of: attempts, ids in hand and orders. The answer is a set, because a
person's word ("no order exists", "forget it") and a dead runner's silence leave no second trace.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from listwright.engine.doubts import resolve_remedy
from listwright.engine.fold import Sent, advance_orders, fold_attempts
from listwright.model.intent import AttemptKind, AttemptOutcome, IntentState
from listwright.model.names import Address, NeedKey, OrderKey, PropertyId
from listwright.model.order import Phase
from listwright.model.soundness import Flaw, FlawCode

_S = IntentState


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldNeed:
    """A need of an intent. `active` keeps it from being ordered again; one intent may have that."""

    key: NeedKey
    active: bool
    held_by_other: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOrder:
    """An order that an intent has an id of, or that is linked to it.

    `phase` None: the ledger has the id and no order. `linked`: the order names this intent as its
    own. `in_hand`: the id is among the intent's. `shared`: another intent that still holds its
    needs has the id as well.
    """

    order_id: str
    phase: Phase | None
    managed: bool
    linked: bool
    in_hand: bool
    shared: bool = False

    @property
    def may_be_charged(self) -> bool:
        """Whether it counts as one more order: neither cancelled nor given up."""
        given_up = self.phase is not None and not self.managed
        return self.phase is not Phase.CANCELED and not given_up


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentCase:
    """Everything the ledger holds of one intent.

    `has_other_ids`: ids in hand beside order ids. `alive`: whoever opened the open attempts runs.
    `unpaid`: it is about a picture whose paid step never left.
    """

    home: PropertyId
    order_key: OrderKey
    state: IntentState
    sent: tuple[Sent, ...]
    needs: tuple[HeldNeed, ...]
    orders: tuple[KnownOrder, ...]
    has_other_ids: bool
    alive: bool
    unpaid: bool = False

    @property
    def where(self) -> str:
        """The need, or the home when there are several."""
        if len(self.needs) != 1:
            return self.home
        return str(Address(self.home, self.needs[0].key))

    @property
    def linked_orders(self) -> tuple[KnownOrder, ...]:
        """The orders that are this intent's now."""
        return tuple(order for order in self.orders if order.linked)


_AFTER_ORDER = frozenset(
    {
        _S.LIVE,
        _S.CANCELLING,
        _S.CANCEL_IN_DOUBT,
        _S.DELIVERED,
        _S.CANCELED,
        _S.SUPERSEDED,
        _S.FORGOTTEN,
    }
)
_MAY_BE: Mapping[IntentState, frozenset[IntentState]] = {
    _S.LIVE: _AFTER_ORDER,
    # A person's "no order exists" stands beside any evidence that came before it.
    _S.EXISTS_NOID: frozenset({_S.EXISTS_NOID, _S.ABSENT}),
    _S.REFUSED: frozenset({_S.REFUSED, _S.ABSENT}),
    _S.IN_DOUBT: frozenset({_S.IN_DOUBT, _S.ABSENT}),
    # An open attempt whose runner died is in doubt; it stays open for a late answer.
    _S.SENDING: frozenset({_S.SENDING, _S.IN_DOUBT, _S.ABSENT}),
}
"""What the attempts and ids of an intent fold to -> the states it may then stand at."""

_BEING_CANCELED = frozenset({_S.CANCELLING, _S.CANCEL_IN_DOUBT})
_AWAITING = _BEING_CANCELED | {_S.SENDING, _S.IN_DOUBT}


def judge_intent(case: IntentCase) -> Iterator[Flaw]:
    """Every contradiction in what the ledger holds of one intent."""
    yield from _state_flaws(case)
    yield from _need_flaws(case)
    yield from _order_flaws(case)
    yield from _duplicate_flaws(case)
    yield from _open_attempts(case)


def _state_flaws(case: IntentCase) -> Iterator[Flaw]:
    folded = fold_attempts(
        case.sent,
        has_order_id=any(order.in_hand for order in case.orders),
        has_handle=case.has_other_ids,
        alive=True,
    )
    why = ""
    if case.state not in _MAY_BE[folded]:
        why = f"its attempts and ids add up to {folded.value}"
    else:
        phases = [order.phase for order in case.linked_orders if order.phase is not None]
        read = advance_orders(case.state, phases, cancel_settled=False)
        if read is not case.state:
            why = f"its orders say {read.value}"
        elif case.state in _BEING_CANCELED and not _was_cancel_sent(case):
            why = "no cancel of it was ever sent"
        elif case.state is _S.FORGOTTEN and any(order.managed for order in case.linked_orders):
            why = "an order of it is still managed"
    if why:
        yield Flaw(
            code=FlawCode.STATE,
            address=case.where,
            order_id=_first_id(case),
            why=f"The request {case.order_key} is recorded as {case.state.value}, but {why}.",
            remedy=compare_remedy(case.where),
        )


def _was_cancel_sent(case: IntentCase) -> bool:
    return any(sent.kind is AttemptKind.CANCEL for sent in case.sent)


def _need_flaws(case: IntentCase) -> Iterator[Flaw]:
    for need in case.needs:
        where = str(Address(case.home, need.key))
        if need.active and not case.state.holds_need:
            why = (
                f"It cannot be ordered: the request {case.order_key} keeps it, and that request "
                f"has ended as {case.state.value}."
            )
        elif case.state.holds_need and not need.active and not need.held_by_other:
            why = (
                f"It could be ordered a second time: the request {case.order_key} is "
                f"{case.state.value} and does not keep it."
            )
        else:
            continue
        yield Flaw(code=FlawCode.NEED, address=where, why=why, remedy=compare_remedy(where))


def _order_flaws(case: IntentCase) -> Iterator[Flaw]:
    for order in case.orders:
        if order.phase is None:
            yield Flaw(
                code=FlawCode.ORDER_MISSING,
                address=case.where,
                order_id=order.order_id,
                why=f"The request {case.order_key} has the id of an order that the ledger lacks.",
                remedy=f"listwright import {case.where} --order-id {order.order_id}",
            )
        elif not order.in_hand:
            yield Flaw(
                code=FlawCode.ID_MISSING,
                address=case.where,
                order_id=order.order_id,
                why=f"The order is linked to the request {case.order_key}, which has no such id.",
                remedy=f"listwright refresh order:{order.order_id}",
            )
    if case.state in _AFTER_ORDER and not case.orders:
        yield Flaw(
            code=FlawCode.ORDER_MISSING,
            address=case.where,
            why=f"The request {case.order_key} is {case.state.value}, and the ledger has no order "
            "of it.",
            remedy=compare_remedy(case.where),
        )


def _duplicate_flaws(case: IntentCase) -> Iterator[Flaw]:
    counted = [order for order in case.orders if order.may_be_charged and case.state.holds_need]
    if len(counted) > 1:
        ids = ", ".join(order.order_id for order in counted)
        yield _duplicate(case, counted[-1].order_id, f"One request made several orders: {ids}.")
    for order in counted:
        if order.shared:
            why = f"Order {order.order_id} belongs to this request and to another one."
            yield Flaw(
                code=FlawCode.DUPLICATE,
                address=case.where,
                order_id=order.order_id,
                why=why,
                remedy=compare_remedy(case.where),
            )
    for need in case.needs:
        if case.state.holds_need and not need.active and need.held_by_other:
            where = str(Address(case.home, need.key))
            why = f"Two requests that may both have made an order hold {where}."
            yield _duplicate(case, _first_id(case), why)


def _duplicate(case: IntentCase, order_id: str, why: str) -> Flaw:
    last = f", then: listwright refresh {case.home}" if order_id else ""
    return Flaw(
        code=FlawCode.DUPLICATE,
        address=case.where,
        order_id=order_id,
        why=why,
        remedy=f"look in the vendor's dashboard and let it cancel the one too many{last}",
    )


def _open_attempts(case: IntentCase) -> Iterator[Flaw]:
    is_open = any(sent.outcome is AttemptOutcome.OPEN for sent in case.sent)
    # Where nothing was paid, the next run goes on by itself: there is nothing to ask anybody.
    if not is_open or case.alive or case.unpaid or case.state not in _AWAITING:
        return
    being_canceled = case.state in _BEING_CANCELED
    what = "cancel" if being_canceled else "create"
    remedy = f"listwright refresh {case.home}"
    if not being_canceled and case.needs:
        remedy = resolve_remedy(Address(case.home, case.needs[0].key))
    yield Flaw(
        code=FlawCode.OPEN_ATTEMPT,
        address=case.where,
        order_id=_first_id(case) if being_canceled else "",
        why=f"A run ended before the answer to a {what} came.",
        remedy=remedy,
    )


def _first_id(case: IntentCase) -> str:
    return next((order.order_id for order in case.orders), "")


def compare_remedy(where: str) -> str:
    """What to do when the ledger contradicts itself about a home."""
    return (
        f"apply nothing; compare `listwright ledger history {where}` with the vendor's list, then "
        "put the ledger aside and restore a copy that `ledger check` finds sound"
    )
