"""Partial plans: which lines stay when the user names targets, exclusions or one kind of action."""

from collections.abc import Iterable

from listwright.engine.addresses import Selector
from listwright.engine.work import Found
from listwright.model.names import Address
from listwright.model.plan import Action, Change, Scope

_ONLY = {
    "create": frozenset({Action.CREATE}),
    "cancel": frozenset({Action.CANCEL}),
    "import": frozenset({Action.IMPORT}),
}


def narrow(found: Found, scope: Scope) -> Found:
    """`found` without what the scope leaves out.

    A target keeps every need that rides in the same order; an exclusion of one drops that order.
    `--only create|cancel` leaves replaces out.
    """
    target, exclude = Selector(scope.target), Selector(scope.exclude)
    if not target and not exclude and scope.only is None:
        return found
    changes = [change for change in found.changes if _keeps(change, scope, target, exclude=exclude)]

    def stays(need: Address) -> bool:
        return (not target or target.matches(need)) and not exclude.matches(need)

    return Found(
        changes=changes,
        deferred=[item for item in found.deferred if stays(item.need)],
        blocked=[item for item in found.blocked if stays(item.need)],
        standing=[item for item in found.standing if stays(item.need)],
        findings=found.findings,
    )


def _keeps(change: Change, scope: Scope, target: Selector, *, exclude: Selector) -> bool:
    if scope.only is not None and change.action not in _ONLY.get(scope.only, frozenset()):
        return False
    if _any(exclude, change.needs):
        return False
    return not target or _any(target, change.needs)


def _any(selector: Selector, needs: Iterable[Address]) -> bool:
    return any(selector.matches(need) for need in needs)
