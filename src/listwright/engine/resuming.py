"""What is left of an apply that was cut short: approved against begun against planned anew.

A plan may be resumed, never replayed (docs/decisions/0017). Nothing here ever adds to what was
approved: a change goes on only when a fresh plan holds it again, word for word.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from listwright.engine.digest import change_digest
from listwright.engine.naming import generation_of, stem_of
from listwright.model.intent import IntentState, RefusalKind
from listwright.model.names import CanonicalId, canonical_id
from listwright.model.order import Phase
from listwright.model.plan import Action, Change, Plan, Reason
from listwright.model.saved import Approval, BegunPlan, SavedChange, Trace


class Fate(Enum):
    """What became of an approved change so far, by the ledger alone."""

    DONE = "done"
    IN_DOUBT = "in_doubt"
    REFUSED = "refused"
    LEFT = "left"
    """Not begun, or every request for it was turned away for reasons that are not its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """An approved change that is not sent now; `why` and `remedy` are for the person who asked."""

    change: SavedChange
    why: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """An approved plan, sorted by what is to become of each change.

    `todo` goes on; `held` waits for the vendor, or for a decision on its home; a single `changed`
    one means that the files or facts are no longer those that were approved.
    """

    todo: tuple[Change, ...]
    done: int
    in_doubt: tuple[Stuck, ...]
    refused: tuple[Stuck, ...]
    held: tuple[Stuck, ...]
    changed: tuple[SavedChange, ...]


def approve(plan: Plan) -> Approval:
    """What is approved with a plan that was made and accepted in one run."""
    return Approval(
        plan_id=plan.plan_id,
        digest=plan.digests.plan,
        made_at=plan.made_at,
        scope=plan.scope,
        changes=tuple(_saved(change) for change in plan.changes),
    )


def _saved(change: Change) -> SavedChange:
    return SavedChange(
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


_NO_ORDER = frozenset({IntentState.REFUSED, IntentState.ABSENT})
_DOUBTFUL = frozenset({IntentState.SENDING, IntentState.IN_DOUBT, IntentState.EXISTS_NOID})


def fate_of(change: SavedChange, trace: Trace) -> Fate:
    """What became of `change`.

    An order that was placed counts as done whatever happened to it later. A cancel that was sent
    without effect is left: it reads the order first, so asking again can do no harm.
    """
    if change.action.creates:
        return _fate_of_create(trace)
    if change.action is Action.CANCEL:
        return Fate.DONE if trace.phase is Phase.CANCELED else Fate.LEFT
    tracked = change.action is Action.IMPORT
    return Fate.DONE if trace.managed is tracked else Fate.LEFT


def _fate_of_create(trace: Trace) -> Fate:
    if any(state not in _NO_ORDER | _DOUBTFUL for state in trace.states):
        return Fate.DONE
    if any(state in _DOUBTFUL for state in trace.states):
        return Fate.IN_DOUBT
    last = trace.states[-1] if trace.states else None
    marked = trace.refusal is not None and trace.refusal.marks_need
    return Fate.REFUSED if last is IntentState.REFUSED and marked else Fate.LEFT


def count_left(begun: BegunPlan) -> int:
    """How many changes of the approval nothing came of yet."""
    traced = enumerate(begun.approval.changes)
    fates = (fate_of(change, begun.traces.get(place, Trace())) for place, change in traced)
    return sum(fate is Fate.LEFT for fate in fates)


def sort_rest(begun: BegunPlan, fresh: Plan) -> Rest:
    """Every change of the approval, sorted; `fresh` was planned anew without limits."""
    sorting = _Sorting(begun, fresh)
    todo: list[Change] = []
    held: list[Stuck] = []
    changed: list[SavedChange] = []
    for change, trace in sorting.of(Fate.LEFT):
        again = sorting.planned_again(change, trace)
        stuck = sorting.stuck(change, trace, planned=again is not None)
        if stuck is not None:
            held.append(stuck)
        elif again is not None:
            todo.append(again)
        else:
            changed.append(change)
    return Rest(
        todo=tuple(todo),
        done=len(sorting.of(Fate.DONE)),
        in_doubt=tuple(
            Stuck(change=change, why=_DOUBT, remedy="") for change, _ in sorting.of(Fate.IN_DOUBT)
        ),
        refused=tuple(
            Stuck(change=change, why=trace.evidence, remedy=_CORRECT)
            for change, trace in sorting.of(Fate.REFUSED)
        ),
        held=tuple(held),
        changed=tuple(changed),
    )


_DOUBT = "an earlier part of this apply sent it, and nobody knows what became of it"
_CORRECT = "correct what the vendor refused, then plan again"
_PLAN_AGAIN = "listwright plan shows how the home stands"

_OUTSIDE = frozenset(
    {
        Reason.CREATE_OUTCOME_UNKNOWN,
        Reason.NOT_CANCELABLE,
        Reason.SPEC_CHANGED_KEPT,
        Reason.VENDOR_REJECTED,
        Reason.VENDOR_CANCELED,
        Reason.CATALOG_MISMATCH,
        Reason.FOREIGN_ORDER,
        Reason.IDENTITY_MISMATCH,
        Reason.UNKNOWN_STATUS,
        Reason.READ_REQUIRED,
        Reason.DUPLICATE_WINDOW,
    }
)
"""What stops a need without anybody having changed the files: the vendor, or our own requests."""


class _Sorting:
    """The three sources side by side, with what is looked up more than once."""

    def __init__(self, begun: BegunPlan, fresh: Plan) -> None:
        """Look at every change once."""
        self._by_fate: dict[Fate, list[tuple[SavedChange, Trace]]] = defaultdict(list)
        self._begun_homes: set[CanonicalId] = set()
        self._longer_windows: set[str] = set()
        for position, change in enumerate(begun.approval.changes):
            trace = begun.traces.get(position, Trace())
            fate = fate_of(change, trace)
            self._by_fate[fate].append((change, trace))
            if fate is not Fate.LEFT or trace.states:
                self._begun_homes.add(canonical_id(change.property))
            if change.action is Action.REPLACE and trace.refusal is RefusalKind.DUPLICATE:
                self._longer_windows.add(change.account)
        self._planned: dict[CanonicalId, list[Change]] = defaultdict(list)
        for planned in fresh.changes:
            self._planned[canonical_id(planned.property)].append(planned)
        self._outside = _stopped_from_outside(fresh)

    def of(self, fate: Fate) -> list[tuple[SavedChange, Trace]]:
        """The changes with this fate, as they were approved."""
        return self._by_fate[fate]

    def planned_again(self, change: SavedChange, trace: Trace) -> Change | None:
        """The change of the fresh plan that is the approved one."""
        for planned in self._planned[canonical_id(change.property)]:
            approved = _as_approved(planned, change, trace)
            if approved is not None and change_digest(approved) == change.digest:
                return planned
        return None

    def stuck(self, change: SavedChange, trace: Trace, *, planned: bool) -> Stuck | None:
        """Why the change must wait although nobody changed what was approved; None: it need not."""
        if change.action is Action.REPLACE and change.account in self._longer_windows:
            why = (
                "the vendor refused another replacement of this plan as a duplicate, so this one "
                "would cancel an order and place none"
            )
            return Stuck(change=change, why=why, remedy="correct `duplicate_window`, plan again")
        if planned:
            return None
        for need in change.needs:
            if need in self._outside:
                why, remedy = self._outside[need]
                return Stuck(change=change, why=why, remedy=remedy or _PLAN_AGAIN)
        if change.action.cancels and trace.phase in {Phase.CANCELED, Phase.DELIVERED}:
            why = f"order {change.order_id} is {trace.phase.value} by now"
            return Stuck(change=change, why=why, remedy=_PLAN_AGAIN)
        if canonical_id(change.property) in self._begun_homes:
            why = "what was begun at this home makes the rest of it another decision"
            return Stuck(change=change, why=why, remedy=_PLAN_AGAIN)
        return None


def _stopped_from_outside(fresh: Plan) -> Mapping[str, tuple[str, str]]:
    """Needs that the vendor or our own requests stop, each with why and what to do."""
    waiting = [
        *((one.need, one.reason, one.why, "") for one in fresh.standing),
        *((one.need, one.reason, one.why, "") for one in fresh.deferred),
        *((one.need, one.reason, one.why, one.remedy) for one in fresh.blocked),
    ]
    return {str(need): (why, remedy) for need, reason, why, remedy in waiting if reason in _OUTSIDE}


def _as_approved(planned: Change, change: SavedChange, trace: Trace) -> Change | None:
    """`planned` without what our own earlier requests changed about it; None: another order.

    A request that was turned away used up its name, so the order has the next one. A replace whose
    order is canceled already is a create by now.
    """
    if not change.action.creates:
        return planned
    if not _is_same_order(planned, change, trace):
        return None
    if planned.action is change.action:
        return replace(planned, order_key=change.order_key)
    halved = change.action is Action.REPLACE and trace.phase is Phase.CANCELED
    reason = next((one for one in Reason if one.value == change.reason), None)
    if not halved or planned.action is not Action.CREATE or reason is None:
        return None
    return replace(
        planned,
        action=change.action,
        reason=reason,
        order_id=change.order_id,
        order_key=change.order_key,
    )


def _is_same_order(planned: Change, change: SavedChange, trace: Trace) -> bool:
    """Whether both place the order of one name, whose generation the begun intents explain."""
    new, old = planned.order_key, change.order_key
    if new is None or old is None or not planned.action.creates:
        return False
    moved = generation_of(new) - generation_of(old)
    return stem_of(new) == stem_of(old) and moved == len(trace.states)
