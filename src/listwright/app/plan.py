"""Making a plan: refresh by policy, reconcile, check what would be sent; nothing is ordered."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from listwright.app.book import check_prices
from listwright.app.checks import check_changes, check_rules, check_wants, sample, split
from listwright.app.choosing import Wishes, choose_asks, doubtful_homes
from listwright.app.driver import Driver
from listwright.app.looking import Looker, known_shelf
from listwright.app.mailing import Post, confirm_mail, open_post
from listwright.app.names import refuse_unknown_names
from listwright.app.refresh import (
    Asked,
    Readings,
    ReadsMade,
    RefreshPolicy,
    asked_of_intent,
    open_orders,
    pollable,
    read_orders,
    summarise_reads,
    unnamed_intents,
)
from listwright.engine.committed import Payers
from listwright.engine.imports import Unread, names_orders
from listwright.engine.mail import NO_MAIL, Mail
from listwright.engine.months import month_of
from listwright.engine.reconcile import PlanInput, Reconciled, reconcile
from listwright.errors import ConfigError, Diagnostic, EmptyPortfolioError, InterruptedRunError
from listwright.model.account import VendorTraits
from listwright.model.intent import Observed
from listwright.model.names import AccountId, OrderId
from listwright.model.order import Order, Phase
from listwright.model.plan import Digests, Plan, Scope
from listwright.model.portfolio import INLINE, Limits, OnLimit, Portfolio, RefreshMode, Spending
from listwright.model.reads import Reads
from listwright.model.shelf import EMPTY_SHELF, Shelf
from listwright.ports import Clock, LedgerReader, OrderName, Pictures, Progress, Vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """What the command line says about a plan. `at` is the instant to plan for, if not now."""

    scope: Scope
    limits: Limits
    refresh: RefreshPolicy
    plan_id: str
    digests: Digests
    bootstrap: bool = False
    locked: Mapping[AccountId, str] = field(default_factory=dict)
    at: datetime | None = None
    spending: Spending = Spending.LIMITED


def without_limits(options: PlanOptions, spending: Spending = Spending.COUNTED) -> PlanOptions:
    """The options without what refuses or cuts a single apply, for plans that nobody applies.

    Money is counted all the same; `spending` says whether a missing price stops anything.
    """
    most = 1_000_000_000
    limits = replace(
        options.limits,
        max_creates=most,
        max_cancels=most,
        max_creates_per_rule=None,
        max_images=most,
        on_limit=OnLimit.REFUSE,
    )
    return replace(options, limits=limits, bootstrap=True, locked={}, spending=spending)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDesk:
    """What a plan is made with. `driver` None: nothing may be read from a vendor.

    `pictures` is needed where the files want pictures made of photos.
    """

    portfolio: Portfolio
    vendors: Mapping[str, Vendor]
    ledger: LedgerReader
    clock: Clock
    progress: Progress
    driver: Driver | None = None
    pictures: Pictures | None = None


def make_plan(desk: PlanDesk, options: PlanOptions) -> Plan:
    """The plan as of now. Raises ConfigError when it would send what the vendor must refuse."""
    return plan_in_full(desk, options).plan


def plan_in_full(desk: PlanDesk, options: PlanOptions) -> Reconciled:
    """The same, with everything it was decided on."""
    observed = desk.ledger.observed()
    refuse_lost_sources(desk.portfolio, observed)
    accounts = [vendor.account.id for vendor in desk.vendors.values()]
    unfinished = open_orders(observed, accounts)
    post = open_post(
        desk.ledger.mailbox(), desk.portfolio, observed, orders=unfinished, now=desk.clock.now()
    )
    known = _Known(
        observed=observed,
        # In a forecast what was last read holds, so no news can come before it.
        mail=NO_MAIL if options.at is not None else post.mail,
        awaited=frozenset((order.account.id, order.order_id) for order in unfinished),
        payers=_payers(desk, options),
    )
    read = _refresh(desk, options, known, post=post)
    stopped = desk.driver.interrupts.requested() if desk.driver is not None else None
    if stopped is not None:
        raise InterruptedRunError(stopped)
    reconciled = _with_photos(desk, options, read.known, made=read.made)
    refuse_unknown_names(options.scope, reconciled.wants, reconciled.observed)
    plan = _checked(desk, reconciled, read.warnings, ahead=options.at is not None)
    return replace(reconciled, plan=plan)


def _payers(desk: PlanDesk, options: PlanOptions) -> Payers:
    """Who was to pay for the orders of the plan's month."""
    month = month_of(options.at or desk.clock.now(), desk.portfolio.timezone)
    return desk.ledger.payers(month.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What a plan is decided on: the ledger, what this run read, and the events that wait."""

    observed: Observed
    mail: Mail = NO_MAIL
    reads: Reads = Reads()
    readings: Readings = Readings()
    shelf: Shelf = EMPTY_SHELF
    awaited: frozenset[tuple[AccountId, OrderId]] = frozenset()
    payers: Payers = field(default_factory=dict)


def _with_photos(
    desk: PlanDesk, options: PlanOptions, known: _Known, *, made: Reconciled | None
) -> Reconciled:
    """The plan, once every photo was looked at that decides what is ordered.

    What is found may show what else to look at: first which files there are, then their bytes.
    `made` is what was decided on `known` already.
    """
    if made is None:
        known = replace(known, shelf=known_shelf(desk.portfolio, desk.ledger))
        made = _reconcile(desk, options, known)
    if desk.pictures is None:
        return made
    may_fetch = options.refresh.mode is not RefreshMode.NONE
    looker = Looker(
        pictures=desk.pictures,
        ledger=desk.ledger,
        progress=desk.progress,
        driver=desk.driver if may_fetch else None,
        left=options.refresh.budget,
    )
    while made.unfetched or made.unlisted:
        shelf = looker.look(known.shelf, made.unfetched, made.unlisted)
        if shelf is None:
            break
        known = replace(known, shelf=shelf)
        made = _reconcile(desk, options, known)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What is known after the reads; `made` is the plan on that, where it was made already."""

    known: _Known
    made: Reconciled | None = None
    warnings: tuple[Diagnostic, ...] = ()


def _refresh(desk: PlanDesk, options: PlanOptions, known: _Known, *, post: Post) -> _Read:
    """Read what the policy allows, and confirm the events that named what was read."""
    driver, policy = desk.driver, options.refresh
    accounts = [vendor.account.id for vendor in desk.vendors.values()]
    orders = pollable(open_orders(known.observed, accounts), desk.vendors, now=desk.clock.now())
    if driver is None or policy.mode is RefreshMode.NONE:
        return _Read(known=_summed(desk, options, known, orders=orders))
    wishes = _wishes(desk, known, post, orders=orders)
    made = None
    if wishes.must_choose(policy) or names_orders(desk.portfolio):
        known = replace(known, shelf=known_shelf(desk.portfolio, desk.ledger))
        made = _reconcile(desk, options, known)
        named = [_asked(desk, unread) for unread in made.unread]
        wishes = replace(wishes, others=(*wishes.others, *named))
    asks = choose_asks(wishes, policy, made.plan if made is not None else None)
    readings = read_orders(driver, asks, progress=desk.progress, rumors=wishes.rumors)
    mail, warnings = confirm_mail(driver, known.mail, readings)
    if readings.used:
        made = None
        known = replace(known, observed=desk.ledger.observed(), readings=readings, mail=mail)
    known = _summed(desk, options, known, orders=orders, post=post)
    if made is not None:
        plan = replace(made.plan, reads=known.reads)
        made = replace(made, plan=plan, given=replace(made.given, reads=known.reads))
    return _Read(known=known, made=made, warnings=(*readings.warnings, *warnings))


def _wishes(desk: PlanDesk, known: _Known, post: Post, *, orders: tuple[Order, ...]) -> Wishes:
    observed, now = known.observed, desk.clock.now()
    accounts = [vendor.account.id for vendor in desk.vendors.values()]
    return Wishes(
        orders=orders,
        others=tuple(asked_of_intent(one) for one in unnamed_intents(observed, accounts)),
        letters=tuple(
            letter
            for letter in known.mail.letters
            if letter.order is None or pollable((letter.order,), desk.vendors, now=now)
        ),
        told=post.told,
        doubtful=doubtful_homes(observed) if known.mail.letters else frozenset(),
    )


def _summed(
    desk: PlanDesk,
    options: PlanOptions,
    known: _Known,
    *,
    orders: tuple[Order, ...],
    post: Post | None = None,
) -> _Known:
    """With the reads as the plan prints them; `orders` were open before, `post` None: unread."""
    accounts = [vendor.account.id for vendor in desk.vendors.values()]
    left = [order for order in orders if not known.readings.has_asked(order)]
    made = ReadsMade(used=known.readings.used, budget=options.refresh.budget, not_read=len(left))
    reads = summarise_reads(known.observed, accounts, made, now=desk.clock.now())
    reads = replace(reads, waiting=known.mail.waiting)
    if post is not None:
        told = sum((order.account.id, order.order_id) in post.told for order in left)
        reads = replace(reads, told=told, unheard=post.unheard)
    return replace(known, reads=reads)


def _asked(desk: PlanDesk, unread: Unread) -> Asked:
    account = desk.vendors[unread.label].account
    return account, OrderName(property=unread.property, order_id=OrderId(unread.order_id))


def _reconcile(desk: PlanDesk, options: PlanOptions, known: _Known) -> Reconciled:
    traits: Mapping[str, VendorTraits] = {
        label: vendor.traits for label, vendor in desk.vendors.items()
    }
    return reconcile(
        PlanInput(
            portfolio=desk.portfolio,
            observed=known.observed,
            traits=traits,
            limits=options.limits,
            scope=options.scope,
            now=options.at or desk.clock.now(),
            plan_id=options.plan_id,
            reads=known.reads,
            bootstrap=options.bootstrap,
            locked=options.locked,
            digests=options.digests,
            unreadable=known.readings.unreadable,
            shelf=known.shelf,
            awaited=known.awaited,
            mail=known.mail,
            payers=known.payers,
            spending=options.spending,
        )
    )


_PASSES = "LW1353"
"""A wish for a day that has passed by then is no mistake of today."""


def _checked(
    desk: PlanDesk, made: Reconciled, warnings: tuple[Diagnostic, ...], *, ahead: bool
) -> Plan:
    findings = (
        *made.findings,
        *check_rules(desk.portfolio, made.wants),
        *check_prices(desk.portfolio.prices, desk.vendors),
        *check_wants(desk.portfolio, sample(made.wants), desk.vendors, calendar=made.run.calendar),
        *check_changes(made.plan.changes, desk.vendors),
    )
    errors, more = split(item for item in findings if not (ahead and item.code == _PASSES))
    if errors:
        raise ConfigError(
            "The files ask for something that cannot be ordered.", diagnostics=(*errors, *more)
        )
    return replace(made.plan, warnings=(*warnings, *more))


def refuse_lost_sources(portfolio: Portfolio, observed: Observed) -> None:
    """An emptied portfolio or a vanished inventory never means "cancel everything"."""
    open_managed = [
        order
        for record in observed.properties.values()
        for order in record.orders
        if order.phase is Phase.OPEN and order.managed
    ]
    if open_managed and not portfolio.homes:
        raise EmptyPortfolioError(
            f"The files name no home, while {len(open_managed)} orders are open.",
            advice="To end the last home, keep it and write `absent: true`.",
        )
    known = {source.inventory for source in portfolio.files} | {INLINE}
    lost = {
        order.basis.origin
        for order in open_managed
        if order.basis is not None and order.basis.origin not in known
    }
    if lost:
        raise ConfigError(
            "An inventory that open orders came from is no longer declared: "
            + ", ".join(sorted(lost)),
            advice="Put the `inventory:` entry back under its old name, or resolve its orders "
            "with `listwright forget` first.",
        )
