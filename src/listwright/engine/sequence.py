"""The order in which a plan's changes are carried out."""

from listwright.model.plan import Action, Change

_RANK = {
    Action.IMPORT: 0,
    Action.FORGET: 1,
    Action.CANCEL: 2,
    Action.REPLACE: 3,
    Action.CREATE: 4,
    Action.NO_OP: 5,
}


def sequence_changes(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Cancels first, then what creates, then what works on delivered photos; else as printed."""
    return tuple(sorted(changes, key=_rank))


def _rank(change: Change) -> tuple[int, bool, str, str]:
    staging = change.spec is not None and change.spec.is_staging_only
    return (_RANK[change.action], staging, change.property, change.account.id)
