"""Limits: what a plan may do in one apply, and why it is refused when it wants more."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from listwright.engine.committed import Commitments
from listwright.engine.purse import Hindrance, Purse
from listwright.engine.wording import asked_of, count_of
from listwright.engine.work import Found
from listwright.model.intent import NOTHING_KNOWN, Observed
from listwright.model.names import AccountId, Address, canonical_id
from listwright.model.order import Origin
from listwright.model.picture import PictureCounts
from listwright.model.plan import Action, Change, Deferred, Reason, Refusal
from listwright.model.portfolio import Limits, OnLimit

_USED_UP = Hindrance(
    reason=Reason.OVER_LIMIT,
    why="the limit of this apply is used up",
    clears_when="the next apply",
)


_Use = tuple[str, str]
"""A limit that changes use up, and the rule, where it counts by rule."""


def refuse_over_limits(changes: Iterable[Change], limits: Limits) -> tuple[Refusal, ...]:
    """Every limit that `changes` exceed."""
    used = Counter(use for change in changes for use in _uses(change))
    allowed = _allowed(limits)
    return tuple(
        Refusal(code=code, allowed=allowed[code], actual=count, remedy=_remedy(code, rule, count))
        for (code, rule), count in sorted(used.items())
        if code in allowed and count > allowed[code]
    )


def _allowed(limits: Limits) -> dict[str, int]:
    """What each limit allows; one that nobody set is not there."""
    allowed = {
        "max_creates": limits.max_creates,
        "max_cancels": limits.max_cancels,
        "max_images": limits.max_images,
        "max_creates_per_rule": limits.max_creates_per_rule,
    }
    return {code: number for code, number in allowed.items() if number is not None}


def _uses(change: Change) -> Iterator[_Use]:
    """What the change uses up, one of each.

    A second request counts like the first: it buys what that did not.
    """
    if change.action.cancels:
        yield "max_cancels", ""
    if change.action.creates and change.task is None:
        yield "max_creates", ""
        for rule in {because.rule for because in change.because}:
            yield "max_creates_per_rule", rule
    elif change.action.creates:
        yield "max_images", ""


def _remedy(code: str, rule: str, count: int) -> str:
    if rule:
        return (
            f"the rule `{rule}` creates {count}; raise limits.{code}, or "
            f"--override-limit {code}={count} --reason T"
        )
    return (
        f"raise limits.{code}, narrow the plan with --target, or "
        f"--override-limit {code}={count} --reason T"
    )


def trim_to_limits(found: Found, limits: Limits, month: Commitments | None = None) -> Found:
    """With `on_limit: trim`, keep as many changes as the limits allow and defer the others.

    `month` is what was ordered already, where budgets are to hold.
    """
    if limits.on_limit is not OnLimit.TRIM:
        return found
    kept: list[Change] = []
    over: list[Change] = []
    deferred: list[Deferred] = []
    allowed, used = _allowed(limits), Counter[_Use]()
    purse = Purse(limits, month)
    for change in found.changes:
        uses = tuple(_uses(change))
        full = any(code in allowed and used[code, rule] >= allowed[code] for code, rule in uses)
        short = purse.hindrance(change)
        if full or short is not None:
            over.append(change)
            deferred += _defer(change, short or _USED_UP) if change.resend is None else ()
        else:
            kept.append(change)
            used.update(uses)
            purse.take(change)
    if not over:
        return found
    unknown = [item for change in over if change.resend for item in change.resend.otherwise]
    return replace(
        found,
        changes=kept,
        deferred=found.deferred + deferred,
        blocked=found.blocked + unknown,
        pictures=_counted_without(found.pictures, over),
    )


def _counted_without(
    pictures: list[tuple[Address, PictureCounts]], over: list[Change]
) -> list[tuple[Address, PictureCounts]]:
    """The counts with what this apply does not order any more as waiting, or still in doubt."""
    trimmed = Counter(need for change in over if change.resend is None for need in change.needs)
    unknown = Counter(need for change in over if change.resend for need in change.needs)
    return [
        (
            need,
            replace(
                counts,
                to_order=counts.to_order - trimmed[need] - unknown[need],
                waiting=counts.waiting + trimmed[need],
                blocked=counts.blocked + unknown[need],
            )
            if trimmed[need] or unknown[need]
            else counts,
        )
        for need, counts in pictures
    ]


def _defer(change: Change, hindrance: Hindrance) -> list[Deferred]:
    return [
        Deferred(
            need=need,
            action=change.action,
            reason=hindrance.reason,
            why=f"{hindrance.why}; {change.why}",
            until=hindrance.until,
            clears_when=hindrance.clears_when,
            because=because,
        )
        for need, because in asked_of(change)
    ]


def refuse_closed(observed: Observed, actual: int) -> tuple[Refusal, ...]:
    """Refusals of everything: this is not the newest ledger, or somebody stopped all sending."""
    refusals = []
    if observed.lost is not None:
        remedy = (
            "put the newest ledger back, or, if it is gone for good, listwright ledger recover: "
            f"{observed.lost}"
        )
        refusals.append(Refusal(code="ledger_lost", allowed=0, actual=actual, remedy=remedy))
    if observed.stop is not None:
        remedy = f"stopped {observed.stop}. When it may go on: listwright ledger thaw"
        refusals.append(Refusal(code="frozen", allowed=0, actual=actual, remedy=remedy))
    return tuple(refusals)


def refuse_lost_ledger(
    changes: list[Change], known: frozenset[str], locked: Mapping[AccountId, str]
) -> tuple[Refusal, ...]:
    """One refusal per account that was ordered at before, of which this ledger knows nothing."""
    homes = _new_homes(changes, known)
    return tuple(
        Refusal(
            code="ledger_lost",
            allowed=0,
            actual=count,
            remedy=(
                f"{account} was first ordered at on {locked[account]}, and this ledger has no "
                "order of it: put the ledger back from a copy. If it is gone for good: listwright "
                "ledger recover, or take the account out of `listwright.lock` in a reviewed commit"
            ),
        )
        for account, count in sorted(homes.items())
        if account in locked
    )


def _goes_on(change: Change, observed: Observed) -> bool:
    """Whether it orders a picture of a photo that came with an order of ours."""
    photo = change.task.photo if change.task is not None else None
    if photo is None or photo.order_id is None:
        return False
    record = observed.properties.get(canonical_id(change.property), NOTHING_KNOWN)
    return any(
        (order.account.id, order.order_id) == (photo.account, photo.order_id)
        and order.origin is Origin.CREATED
        for order in record.orders
    )


def _new_homes(changes: list[Change], known: frozenset[str]) -> Counter[AccountId]:
    """At how many homes creates are planned, per account without history."""
    homes = {
        (change.account.id, change.property)
        for change in changes
        if change.action is Action.CREATE and change.account.id not in known
    }
    return Counter(account for account, _ in homes)


def _first_orders(homes: int, account: AccountId) -> str:
    return (
        f"{homes} {'home has' if homes == 1 else 'homes have'} no history at {account}. "
        "Tell listwright what was delivered before (`have:` in the files, the column "
        "`photos_delivered_on`, listwright attest --csv FILE, listwright import --csv "
        "FILE); when these are really first orders, run apply with --bootstrap"
    )


def _first_pictures(pictures: int, homes: int, account: AccountId) -> str:
    """Pictures cannot be imported: what there is already counts by attestation only."""
    return (
        f"{count_of(pictures, 'picture')} of {count_of(homes, 'home')} would be the first at "
        f"{account}. When these are really its first pictures, run apply with --bootstrap; a home "
        "whose pictures were made before is told with `have:` in the files, or listwright attest"
    )


def refuse_first_run(changes: list[Change], observed: Observed) -> tuple[Refusal, ...]:
    """One refusal per account that has no history while creates are planned for it.

    Pictures of photos that this ledger ordered itself are the next link of one chain: a ledger that
    knows the first link has lost nothing.
    """
    first = [change for change in changes if not _goes_on(change, observed)]
    homes = _new_homes(first, observed.accounts)
    pictures = Counter(change.account.id for change in first if change.task is not None)
    return tuple(
        Refusal(
            code="first_run",
            allowed=0,
            actual=count,
            remedy=_first_pictures(pictures[account], count, account)
            if pictures[account]
            else _first_orders(count, account),
        )
        for account, count in sorted(homes.items())
    )
