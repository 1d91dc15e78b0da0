"""Limits: what a plan may do in one apply, and why it is refused when it wants more."""

from collections import Counter
from collections.abc import Mapping

from listwright.engine.wording import count_of
from listwright.engine.work import Found
from listwright.model.intent import NOTHING_KNOWN, Observed
from listwright.model.names import AccountId, canonical_id
from listwright.model.need import Because
from listwright.model.order import Origin
from listwright.model.plan import Action, Change, Deferred, Reason, Refusal
from listwright.model.portfolio import Limits, OnLimit

_TRIMMED = "the limit of this apply is used up"


def refuse_over_limits(changes: list[Change], limits: Limits) -> tuple[Refusal, ...]:
    """Every limit that `changes` exceed."""
    pictures = sum(_is_picture(change) for change in changes)
    creates = sum(change.action.creates and not _has_task(change) for change in changes)
    cancels = sum(change.action.cancels for change in changes)
    refusals = [
        Refusal(
            code=code,
            allowed=allowed,
            actual=actual,
            remedy=f"raise limits.{code}, narrow the plan with --target, or "
            f"--override-limit {code}={actual} --reason T",
        )
        for code, allowed, actual in (
            ("max_creates", limits.max_creates, creates),
            ("max_cancels", limits.max_cancels, cancels),
            ("max_images", limits.max_images, pictures),
        )
        if actual > allowed
    ]
    return (*refusals, *_refuse_by_rule(changes, limits))


def _is_picture(change: Change) -> bool:
    """Whether it buys one picture: a submission once more on the same upload buys none."""
    return _has_task(change) and change.action.creates and change.resend is None


def _has_task(change: Change) -> bool:
    return change.task is not None


def _refuse_by_rule(changes: list[Change], limits: Limits) -> list[Refusal]:
    allowed = limits.max_creates_per_rule
    if allowed is None:
        return []
    counts = Counter(
        rule
        for change in changes
        if change.action.creates and not _has_task(change)
        for rule in {because.rule for because in change.because}
    )
    return [
        Refusal(
            code="max_creates_per_rule",
            allowed=allowed,
            actual=count,
            remedy=f"the rule `{rule}` creates {count}; raise limits.max_creates_per_rule, or "
            f"--override-limit max_creates_per_rule={count} --reason T",
        )
        for rule, count in sorted(counts.items())
        if count > allowed
    ]


def trim_to_limits(found: Found, limits: Limits) -> Found:
    """With `on_limit: trim`, keep as many changes as the limits allow and defer the others."""
    if limits.on_limit is not OnLimit.TRIM:
        return found
    kept: list[Change] = []
    over: list[Change] = []
    for change in found.changes:
        (over if refuse_over_limits([*kept, change], limits) else kept).append(change)
    if not over:
        return found
    deferred = [item for change in over if change.resend is None for item in _defer(change)]
    unknown = [item for change in over if change.resend for item in change.resend.otherwise]
    return Found(
        changes=kept,
        deferred=found.deferred + deferred,
        blocked=found.blocked + unknown,
        standing=found.standing,
        findings=found.findings,
        unread=found.unread,
        drift=found.drift,
        dropped=found.dropped,
        unfetched=found.unfetched,
        unlisted=found.unlisted,
    )


def _defer(change: Change) -> list[Deferred]:
    return [
        Deferred(
            need=need,
            action=change.action,
            reason=Reason.OVER_LIMIT,
            why=f"{_TRIMMED}; {change.why}",
            clears_when="the next apply",
            because=because,
        )
        for need, because in zip(change.needs, _asked(change), strict=True)
    ]


def _asked(change: Change) -> list[tuple[Because, ...]]:
    """The rule behind each need, where the change says it; else those of all."""
    if len(change.asked_by) == len(change.needs):
        return [(because,) for because in change.asked_by]
    return [change.because for _ in change.needs]


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
