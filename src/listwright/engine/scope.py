"""Partial plans: which lines stay when the user names targets, exclusions or one kind of action."""

from collections.abc import Iterable

from listwright.engine.addresses import Selector
from listwright.engine.work import Found
from listwright.model.names import Address, PropertyId
from listwright.model.plan import Action, Change, Scope
from listwright.model.portfolio import Home

_ONLY = {
    "create": frozenset({Action.CREATE}),
    "cancel": frozenset({Action.CANCEL}),
    "import": frozenset({Action.IMPORT}),
}


def select_homes(homes: Iterable[Home], select: Iterable[str]) -> frozenset[PropertyId]:
    """The homes whose facts meet every `COLUMN=VALUE` of `select`."""
    wanted = [(column, value) for column, _, value in (text.partition("=") for text in select)]
    return frozenset(
        home.id
        for home in homes
        if all((home.facts.text(column) or "") == value for column, value in wanted)
    )


def narrow(found: Found, scope: Scope, homes: Iterable[Home]) -> Found:
    """`found` without what the scope leaves out.

    A target keeps every need that rides in the same order; an exclusion of one drops that order.
    `--only create|cancel` leaves replaces out. A home that `--select` leaves out stays as it is: it
    is still in the files, so nothing of it may look removed.
    """
    target, exclude = Selector(scope.target), Selector(scope.exclude)
    if not target and not exclude and not scope.select and scope.only is None:
        return found
    selected = select_homes(homes, scope.select) if scope.select else None
    changes = [
        change
        for change in found.changes
        if (selected is None or change.property in selected)
        and _keeps(change, scope, target, exclude=exclude)
    ]

    left_out = [change for change in found.changes if change.resend and change not in changes]
    unknown = [item for change in left_out if change.resend for item in change.resend.otherwise]

    def stays(need: Address) -> bool:
        if selected is not None and need.property not in selected:
            return False
        return (not target or target.matches(need)) and not exclude.matches(need)

    return Found(
        changes=changes,
        deferred=[item for item in found.deferred if stays(item.need)],
        blocked=[item for item in (*found.blocked, *unknown) if stays(item.need)],
        standing=[item for item in found.standing if stays(item.need)],
        findings=found.findings,
        unread=found.unread,
        drift=found.drift,
        dropped=found.dropped,
        unfetched=[item for item in found.unfetched if stays(item[0])],
        unlisted=found.unlisted,
    )


def _keeps(change: Change, scope: Scope, target: Selector, *, exclude: Selector) -> bool:
    if scope.only is not None and change.action not in _ONLY.get(scope.only, frozenset()):
        return False
    if _any(exclude, change.needs):
        return False
    return not target or _any(target, change.needs)


def _any(selector: Selector, needs: Iterable[Address]) -> bool:
    return any(selector.matches(need) for need in needs)
