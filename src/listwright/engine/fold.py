"""What attempts and readings add up to: the state of an intent.

The outcome of one request never overwrites what is known. It is folded together with every other
attempt, every id in hand and every order read, so that their order of arrival does not matter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from listwright.model.intent import AttemptKind, AttemptOutcome, IntentState
from listwright.model.order import Phase

_S = IntentState

MOVES: Mapping[IntentState, frozenset[IntentState]] = {
    _S.SENDING: frozenset(
        {_S.IN_DOUBT, _S.EXISTS_NOID, _S.LIVE, _S.DELIVERED, _S.REFUSED, _S.CANCELED}
    ),
    _S.IN_DOUBT: frozenset(
        {_S.EXISTS_NOID, _S.LIVE, _S.DELIVERED, _S.REFUSED, _S.ABSENT, _S.CANCELED}
    ),
    _S.EXISTS_NOID: frozenset({_S.LIVE, _S.DELIVERED, _S.ABSENT, _S.CANCELED}),
    _S.LIVE: frozenset({_S.CANCELLING, _S.DELIVERED, _S.CANCELED, _S.SUPERSEDED, _S.FORGOTTEN}),
    _S.CANCELLING: frozenset(
        {_S.LIVE, _S.CANCEL_IN_DOUBT, _S.DELIVERED, _S.CANCELED, _S.FORGOTTEN}
    ),
    _S.CANCEL_IN_DOUBT: frozenset(
        {_S.LIVE, _S.CANCELLING, _S.DELIVERED, _S.CANCELED, _S.FORGOTTEN}
    ),
    _S.DELIVERED: frozenset({_S.SUPERSEDED, _S.FORGOTTEN}),
    _S.REFUSED: frozenset({_S.LIVE, _S.DELIVERED, _S.CANCELED}),
    _S.ABSENT: frozenset({_S.EXISTS_NOID, _S.LIVE, _S.DELIVERED, _S.CANCELED}),
    _S.CANCELED: frozenset({_S.LIVE, _S.DELIVERED}),
    _S.SUPERSEDED: frozenset(),
    _S.FORGOTTEN: frozenset({_S.LIVE}),
}
"""Where each state may go; the ledger's triggers refuse everything else.

`refused`, `absent` and `canceled` may come back: an order that turns up after all is never lost.
`forgotten` comes back only when a person imports the order again. `live` is superseded only for a
picture that is late and was asked for again.
"""

_BEING_CANCELED = frozenset({_S.CANCELLING, _S.CANCEL_IN_DOUBT})


@dataclass(frozen=True, slots=True)
class Sent:
    """One request as the fold sees it: what it asked for and how it ended.

    The two properties speak of creates and probes; the fold leaves cancels aside.
    """

    kind: AttemptKind
    outcome: AttemptOutcome

    @property
    def proves_order(self) -> bool:
        """Whether the vendor said that an order exists, with or without its id.

        "Duplicate" proves it on a probe only: there our own earlier request is the original.
        """
        if self.outcome is AttemptOutcome.DUP:
            return self.kind is AttemptKind.PROBE
        return self.outcome in {AttemptOutcome.CREATED, AttemptOutcome.NOID}

    @property
    def disproves_order(self) -> bool:
        """Whether the vendor said that this request made nothing."""
        refused = self.outcome is AttemptOutcome.REFUSED
        return refused or (self.outcome is AttemptOutcome.DUP and not self.proves_order)


def fold_attempts(
    attempts: Iterable[Sent], *, has_order_id: bool, has_handle: bool, alive: bool
) -> IntentState:
    """The state that all requests for one order add up to.

    `has_order_id`: an id to read the order by is in hand; `has_handle`: any id is, so an order
    exists. `alive`: the runner that opened the open attempts still runs.
    """
    creates = [sent for sent in attempts if sent.kind is not AttemptKind.CANCEL]
    if has_order_id:
        return _S.LIVE
    if has_handle or any(sent.proves_order for sent in creates):
        return _S.EXISTS_NOID
    if creates and all(sent.disproves_order for sent in creates):
        return _S.REFUSED
    if any(sent.outcome is AttemptOutcome.UNKNOWN for sent in creates):
        return _S.IN_DOUBT
    return _S.SENDING if creates and alive else _S.IN_DOUBT


def is_unpaid(*, has_task: bool, committed: bool) -> bool:
    """Whether an intent whose runner is gone surely bought nothing.

    A picture is bought by its second step only, which is recorded before it leaves.
    """
    return has_task and not committed


def advance_create(current: IntentState, folded: IntentState) -> IntentState:
    """Where a create's answer moves an intent that stands at `current`.

    A person's "absent" is overruled by proof only; everything after an order id is not the
    create's to say.
    """
    if current.is_unsettled:
        return folded
    return folded if folded in MOVES[current] and current in {_S.REFUSED, _S.ABSENT} else current


def advance_cancel(current: IntentState, outcome: AttemptOutcome) -> IntentState:
    """Where a cancel's answer moves an intent; an accepted one still waits for a read."""
    if current not in _BEING_CANCELED:
        return current
    if outcome is AttemptOutcome.REFUSED:
        return _S.LIVE if current is _S.CANCELLING else current
    return _S.CANCELLING if outcome is AttemptOutcome.ACCEPTED else _S.CANCEL_IN_DOUBT


def advance_orders(
    current: IntentState, phases: Iterable[Phase], *, cancel_settled: bool
) -> IntentState:
    """Where the orders of an intent move it; normally there is one.

    `cancel_settled`: the order that a cancel was sent for was read since: gone, or still open.
    """
    known = frozenset(phases)
    if not known or current in {_S.SUPERSEDED, _S.FORGOTTEN}:
        return current
    if Phase.DELIVERED in known:
        return _S.DELIVERED
    if known == {Phase.CANCELED}:
        return _S.CANCELED
    return current if current in _BEING_CANCELED and not cancel_settled else _S.LIVE
