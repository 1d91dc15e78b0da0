"""Wanted against observed: the plan, without reading or writing anything.

match > decide (per need) > bundle > window and limits > sort. Equal inputs give equal plans.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from listwright.engine.addresses import Selector
from listwright.engine.calendar import Calendar
from listwright.engine.committed import Payers
from listwright.engine.digest import plan_digest
from listwright.engine.drift import find_drift
from listwright.engine.expiry import expires_at
from listwright.engine.guard import (
    refuse_closed,
    refuse_first_run,
    refuse_lost_ledger,
    refuse_over_limits,
    trim_to_limits,
)
from listwright.engine.imports import Unread, names_orders, order_owners
from listwright.engine.mail import NO_MAIL, Mail
from listwright.engine.memory import columns_read
from listwright.engine.money import (
    Money,
    budgets_of,
    refuse_over_money,
    total_cost,
    weigh_money,
)
from listwright.engine.needs import NeedResolver, Wants, resolve_wants
from listwright.engine.orders import plan_orders, retired_unknowns
from listwright.engine.pictures.planning import plan_pictures
from listwright.engine.pictures.queue import queues_of
from listwright.engine.pictures.scene import picture_scenes
from listwright.engine.pricing import block_unpriced
from listwright.engine.renames import find_questions, join_renamed
from listwright.engine.scope import narrow
from listwright.engine.view import AccountView, Run, Unreadable, account_views
from listwright.engine.work import Found
from listwright.errors import Diagnostic
from listwright.model.account import Account, VendorTraits
from listwright.model.intent import NOTHING_KNOWN, Intent, Observed, PropertyRecord
from listwright.model.money import Budget, Cost
from listwright.model.names import AccountId, Address, CanonicalId, OrderId
from listwright.model.need import NeedSet
from listwright.model.order import Order, Phase
from listwright.model.picture import PhotoRef, PictureCounts
from listwright.model.plan import (
    Action,
    Blocked,
    Change,
    Deferred,
    Digests,
    Drift,
    NeedCounts,
    Plan,
    Reason,
    Refusal,
    Scope,
    Standing,
)
from listwright.model.portfolio import Home, Limits, Portfolio, Spending
from listwright.model.reads import Reads
from listwright.model.shelf import EMPTY_SHELF, Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanInput:
    """Everything a plan is a function of.

    `digests` are those of the files; `limits` already hold the command line's overrides;
    `bootstrap` says that first orders at a new account are meant. `unreadable` says, by account and
    order, which reads gave nothing; `locked` holds the accounts that were ordered at before, with
    the first time, as the project's lock file has it; `shelf` what is known of photos; `awaited`
    are the orders that were unfinished before the run read any. `payers` are who was to pay for the
    orders of this month; `spending` says what limits of money do. `mail` are the events that wait.
    """

    portfolio: Portfolio
    observed: Observed
    traits: Mapping[str, VendorTraits]
    limits: Limits
    scope: Scope
    now: datetime
    plan_id: str
    reads: Reads = Reads()
    bootstrap: bool = False
    digests: Digests
    locked: Mapping[AccountId, str] = field(default_factory=dict)
    unreadable: Mapping[tuple[AccountId, OrderId], Unreadable] = field(default_factory=dict)
    shelf: Shelf = EMPTY_SHELF
    awaited: frozenset[tuple[AccountId, OrderId]] = frozenset()
    payers: Payers = field(default_factory=dict)
    spending: Spending = Spending.LIMITED
    mail: Mail = NO_MAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """The plan, and the findings that, if one is an error, forbid it.

    `unread` are orders that the files name and the ledger has never seen; `dropped` is staging that
    has nothing to work on; `run`, `observed` and `given` are what the decisions were made with.
    `unfetched` and `unlisted` are photos and patterns that have to be looked at to decide more;
    `pictures` count those of needs whose photos are there.
    """

    plan: Plan
    findings: tuple[Diagnostic, ...]
    wants: Wants
    unread: tuple[Unread, ...]
    dropped: tuple[Address, ...]
    run: Run
    observed: Observed
    given: PlanInput
    unfetched: tuple[PhotoRef, ...] = ()
    unlisted: tuple[str, ...] = ()
    pictures: Mapping[Address, PictureCounts] = field(default_factory=dict)


def reconcile(given: PlanInput) -> Reconciled:
    """The plan for `given`."""
    portfolio = given.portfolio
    observed = join_renamed(given.observed, portfolio.homes)
    run = begin_run(given, observed)
    wants = resolve_wants(portfolio, run.resolver)
    found = _decide_all(run, wants, observed.properties)
    found = narrow(found, given.scope, portfolio.homes)
    limits = given.limits
    money = weigh_money(found.changes, run, observed, limits=limits, payers=given.payers)
    found = replace(found, changes=money.changes)
    if given.spending is not Spending.COUNTED:
        found = block_unpriced(found, limits, portfolio.prices, learned=money.learned)
    found = trim_to_limits(found, limits, money.month)
    plan = _assemble(given, found, run, observed=observed, money=money)
    return Reconciled(
        plan=plan,
        # Rules that only old facts bring together are found while deciding, so these come last.
        findings=(*run.resolver.diagnostics, *found.findings),
        wants=wants,
        unread=tuple(dict.fromkeys(found.unread)),
        dropped=tuple(sorted(found.dropped)),
        run=run,
        observed=observed,
        given=given,
        unfetched=tuple({photo.place: photo for _, photo in found.unfetched}.values()),
        unlisted=tuple(sorted(set(found.unlisted))),
        pictures=dict(found.pictures),
    )


def begin_run(given: PlanInput, observed: Observed) -> Run:
    """What all decisions on `given` share; `observed` has renamed homes joined."""
    portfolio = given.portfolio
    calendar = Calendar(now=given.now, zone=portfolio.timezone)
    return Run(
        portfolio=portfolio,
        traits=given.traits,
        resolver=NeedResolver(portfolio, calendar),
        calendar=calendar,
        generations=observed.generations,
        columns=columns_read(portfolio),
        replace=Selector(given.scope.replace),
        target=Selector(given.scope.target),
        exclude=Selector(given.scope.exclude),
        renames=find_questions(portfolio.homes, observed.properties),
        unreadable=given.unreadable,
        owners=order_owners(observed) if names_orders(portfolio) else {},
        shelf=given.shelf,
        awaited=given.awaited,
        mail=given.mail,
    )


def _decide_all(run: Run, wants: Wants, observed: Mapping[CanonicalId, PropertyRecord]) -> Found:
    found = Found()
    seen: set[CanonicalId] = set()
    for wanted in wants.homes:
        home = wanted.home
        seen.add(home.canonical)
        record = observed.get(home.canonical, NOTHING_KNOWN)
        if not wanted.needs.specs and record is NOTHING_KNOWN:
            continue
        views = account_views(run, home, wanted.needs, record=record)
        _decide_property(run, views, record.intents, found=found)
    nothing = NeedSet(specs=())
    for canonical, record in observed.items():
        if canonical not in seen:
            views = account_views(run, None, nothing, record=record)
            _decide_property(run, views, record.intents, found=found)
    return found


def _decide_property(
    run: Run, views: tuple[AccountView, ...], intents: tuple[Intent, ...], *, found: Found
) -> None:
    if len(views) == 1 and not run.makes_pictures(views[0]):
        _decide_view(run, views[0], found)
    else:
        # One home for one vendor: what one account orders holds back the others.
        together = Found()
        decide_views(run, views, together)
        found.take_in(together)
    if intents:
        found.blocked += retired_unknowns(run, views, intents)


def decide_views(run: Run, views: tuple[AccountView, ...], found: Found) -> None:
    """Everything about one property: first what is ordered per home, then pictures of its photos.

    What stands in `found` already is of the same property.
    """
    per_home = tuple(view for view in views if not run.makes_pictures(view))
    for view in per_home:
        _decide_view(run, view, found)
    for scene in picture_scenes(run, views, others=per_home, found=found):
        plan_pictures(scene)


def _decide_view(run: Run, view: AccountView, found: Found) -> None:
    if view.needs or view.orders or view.intents:
        plan_orders(run, view, found)


def decide_one(run: Run, home: Home | None, record: PropertyRecord) -> Found:
    """Everything about one property; one without a home, or marked `absent`, wants nothing."""
    found, needs = Found(), NeedSet(specs=())
    if home is not None and not (home.override is not None and home.override.absent):
        needs = run.resolver.needs_of(home, home.facts)
    decide_views(run, account_views(run, home, needs, record=record), found)
    return found


def _assemble(
    given: PlanInput, found: Found, run: Run, *, observed: Observed, money: Money
) -> Plan:
    changes = tuple(sorted(found.changes, key=_change_order))
    cost = total_cost(changes, given.portfolio.prices.currency)
    budgets = budgets_of(changes, money.month, given.limits.monthly_budget)
    return Plan(
        project=given.portfolio.project,
        lineage=given.portfolio.lineage,
        plan_id=given.plan_id,
        made_at=given.now,
        # Money stops nothing later that it lets go now: what a month holds ends with it.
        expires_at=expires_at(run, list(changes), observed.properties, decide=decide_one),
        scope=given.scope,
        digests=replace(given.digests, plan=plan_digest(changes)),
        changes=changes,
        deferred=tuple(sorted(found.deferred, key=_need_order)),
        blocked=tuple(sorted(found.blocked, key=_blocked_order)),
        drift=_drift(given, found, observed),
        unmanaged=_unmanaged(given, observed),
        standing=tuple(sorted(found.standing, key=_need_order)),
        counts=count_needs(changes, found.deferred, found.blocked, standing=found.standing),
        reads=given.reads,
        refusals=_refusals(given, changes, observed, cost=cost, budgets=budgets),
        queues=queues_of(changes, given.traits),
        cost=cost,
        budgets=budgets,
        learned=money.learned,
        inventory_rows={
            source.inventory: source.rows or 0
            for source in given.portfolio.files
            if source.inventory is not None
        },
    )


def _refusals(
    given: PlanInput,
    changes: tuple[Change, ...],
    observed: Observed,
    *,
    cost: Cost,
    budgets: tuple[Budget, ...],
) -> tuple[Refusal, ...]:
    """Every reason why the plan may not be applied as it stands, sorted."""
    refusals = refuse_over_limits(changes, given.limits)
    if given.spending is Spending.LIMITED:
        refusals += refuse_over_money(cost, budgets, given.limits.max_spend)
    lost = refuse_closed(observed, len(changes))
    if observed.lost is None:
        lost += refuse_lost_ledger(list(changes), observed.accounts, given.locked)
    refusals += lost
    if not given.bootstrap and not lost:
        refusals += refuse_first_run(list(changes), observed)
    return tuple(sorted(refusals, key=lambda refusal: (refusal.code, refusal.remedy)))


def _accounts(given: PlanInput) -> frozenset[AccountId]:
    return frozenset(settings.account.id for settings in given.portfolio.vendors.values())


def _change_order(change: Change) -> tuple[str, str, int]:
    return (change.property, change.account.id, len(change.action.value))


def _need_order(item: Deferred | Standing) -> tuple[str, str]:
    # As addresses compare, without a call of Python for every comparison.
    return (item.need.property, item.need.key)


def _blocked_order(item: Blocked) -> tuple[bool, str, str]:
    return (
        item.reason is not Reason.CREATE_OUTCOME_UNKNOWN,
        item.need.property,
        item.need.key,
    )


def _drift(given: PlanInput, found: Found, observed: Observed) -> tuple[Drift, ...]:
    """Each difference once, sorted."""
    items = {*find_drift(observed, _accounts(given)), *found.drift}
    return tuple(sorted(items, key=lambda item: (item.property, item.order_id, item.field)))


def _unmanaged(given: PlanInput, observed: Observed) -> tuple[Order, ...]:
    accounts = [settings.account for settings in given.portfolio.vendors.values()]
    orders = (
        order
        for record in observed.properties.values()
        for order in record.orders
        if order.phase is not Phase.CANCELED and _is_unmanaged(order, accounts)
    )
    return tuple(sorted(orders, key=lambda order: (order.property, order.order_id)))


def _is_unmanaged(order: Order, accounts: list[Account]) -> bool:
    if not order.managed:
        return True
    beside = any(order.account.is_beside(account) for account in accounts)
    return beside and order.account not in accounts


def count_needs(
    changes: tuple[Change, ...],
    deferred: list[Deferred],
    blocked: list[Blocked],
    *,
    standing: list[Standing],
) -> NeedCounts:
    """How many needs stand how.

    A need that is kept counts under `kept`, wanted or not; one whose cancel waits is not wanted.
    """
    by_reason: dict[Reason, int] = {}
    for item in standing:
        by_reason[item.reason] = by_reason.get(item.reason, 0) + 1
    ordered = [need for change in changes if change.action.creates for need in change.needs]
    # Of pictures one need makes many orders, and may wait for some of them as well.
    to_order = set(ordered)
    satisfied = by_reason.get(Reason.SATISFIED, 0)
    in_progress = by_reason.get(Reason.IN_PROGRESS, 0)
    changed = by_reason.get(Reason.SPEC_CHANGED_KEPT, 0)
    waiting = {item.need for item in deferred if item.action is not Action.CANCEL}
    waived = by_reason.get(Reason.WAIVED, 0)
    # An unknown that nobody wants any more has no rule behind it.
    waiting |= {item.need for item in blocked if item.action is not Action.CANCEL and item.because}
    return NeedCounts(
        wanted=len(to_order | waiting) + satisfied + in_progress + changed + waived,
        satisfied=satisfied,
        in_progress=in_progress,
        to_order=len(to_order),
        deferred=len(deferred),
        blocked=len(blocked),
        waived=waived,
        kept=changed + by_reason.get(Reason.KEPT, 0),
    )
