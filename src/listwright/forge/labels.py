"""The labels of a pull request: what the plans in its comments come to, in a few words."""

from collections.abc import Iterable

from listwright.model.plan import Action, Plan

PREFIX = "listwright: "
"""How every label of ours begins; no other is ever touched."""

CHANGES, CANCELS, BLOCKED, REFUSED = "changes", "cancels", "blocked", "refused"
NO_CHANGES = "no changes"
WORDS = (NO_CHANGES, CHANGES, CANCELS, BLOCKED, REFUSED)
"""What may follow the prefix."""

_ENDING = frozenset({Action.CANCEL, Action.REPLACE})


def words_of(plan: Plan) -> frozenset[str]:
    """The words that hold for `plan`; none for one that changes nothing."""
    holds = {
        CHANGES: bool(plan.changes),
        CANCELS: any(change.action in _ENDING for change in plan.changes),
        BLOCKED: bool(plan.blocked),
        REFUSED: bool(plan.refusals),
    }
    return frozenset(word for word, is_so in holds.items() if is_so)


def labels_for(words: frozenset[str]) -> tuple[str, ...]:
    """The labels of a request whose plans have `words` together, in the order of WORDS."""
    shown = words if CHANGES in words else words | {NO_CHANGES}
    return tuple(PREFIX + word for word in WORDS if word in shown)


def is_ours(label: str) -> bool:
    """Whether a label is one that we put there; letter case does not tell labels apart."""
    return label.casefold() in {f"{PREFIX}{word}" for word in WORDS}


def surplus_labels(present: Iterable[str], wanted: Iterable[str]) -> tuple[str, ...]:
    """Those of ours that do not hold any more."""
    kept = {label.casefold() for label in wanted}
    return tuple(one for one in present if is_ours(one) and one.casefold() not in kept)
