"""Making a plan: refresh by policy, reconcile, check what would be sent; nothing is ordered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from listwright.app.checks import check_changes, check_rules, check_wants, sample, split
from listwright.app.driver import Driver
from listwright.app.names import refuse_unknown_names
from listwright.app.refresh import (
    ReadsMade,
    RefreshPolicy,
    choose_reads,
    decisive_orders,
    open_orders,
    read_orders,
    summarise_reads,
    unnamed_intents,
)
from listwright.engine.reconcile import PlanInput, Reconciled, reconcile
from listwright.errors import ConfigError, Diagnostic, EmptyPortfolioError, InterruptedRunError
from listwright.model.account import VendorTraits
from listwright.model.intent import Observed
from listwright.model.order import Phase
from listwright.model.plan import Digests, Plan, Reads, Scope
from listwright.model.portfolio import INLINE, Limits, Portfolio, RefreshMode
from listwright.ports import Clock, LedgerReader, Progress, Vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """What the command line says about a plan."""

    scope: Scope
    limits: Limits
    refresh: RefreshPolicy
    plan_id: str
    digests: Digests
    bootstrap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDesk:
    """What a plan is made with. `driver` None: nothing may be read from a vendor."""

    portfolio: Portfolio
    vendors: Mapping[str, Vendor]
    ledger: LedgerReader
    clock: Clock
    progress: Progress
    driver: Driver | None = None


def make_plan(desk: PlanDesk, options: PlanOptions) -> Plan:
    """The plan as of now. Raises ConfigError when it would send what the vendor must refuse."""
    observed = desk.ledger.observed()
    _refuse_lost_sources(desk.portfolio, observed)
    made, warnings = _refresh(desk, options, observed)
    if made.used:
        observed = desk.ledger.observed()
    stopped = desk.driver.interrupts.requested() if desk.driver is not None else None
    if stopped is not None:
        raise InterruptedRunError(stopped)
    accounts = [vendor.account.id for vendor in desk.vendors.values()]
    reads = summarise_reads(observed, accounts, made, now=desk.clock.now())
    reconciled = _reconcile(desk, options, observed, reads=reads)
    refuse_unknown_names(options.scope, reconciled.wants, observed)
    return _checked(desk, reconciled, warnings)


def _refresh(
    desk: PlanDesk, options: PlanOptions, observed: Observed
) -> tuple[ReadsMade, tuple[Diagnostic, ...]]:
    budget = options.refresh.budget
    accounts = [vendor.account.id for vendor in desk.vendors.values()]
    orders = open_orders(observed, accounts)
    if desk.driver is None or options.refresh.mode is RefreshMode.NONE:
        return ReadsMade(used=0, budget=budget, not_read=len(orders)), ()
    decisive: frozenset[str] = frozenset()
    if len(orders) > budget:
        provisional = _reconcile(desk, options, observed, reads=Reads())
        decisive = decisive_orders(provisional.plan)
    chosen = choose_reads(orders, decisive, options.refresh)
    unnamed = unnamed_intents(observed, accounts)
    used, warnings = read_orders(desk.driver, chosen, unnamed, progress=desk.progress)
    # The orders are read first, then what has no id yet.
    not_read = len(orders) - min(used, len(chosen))
    return ReadsMade(used=used, budget=budget, not_read=not_read), warnings


def _reconcile(
    desk: PlanDesk, options: PlanOptions, observed: Observed, *, reads: Reads
) -> Reconciled:
    traits: Mapping[str, VendorTraits] = {
        label: vendor.traits for label, vendor in desk.vendors.items()
    }
    return reconcile(
        PlanInput(
            portfolio=desk.portfolio,
            observed=observed,
            traits=traits,
            limits=options.limits,
            scope=options.scope,
            now=desk.clock.now(),
            plan_id=options.plan_id,
            reads=reads,
            bootstrap=options.bootstrap,
            digests=options.digests,
        )
    )


def _checked(desk: PlanDesk, made: Reconciled, warnings: tuple[Diagnostic, ...]) -> Plan:
    today = made.plan.made_at.astimezone(desk.portfolio.timezone).date()
    errors, more = split(
        (
            *made.findings,
            *check_rules(desk.portfolio, made.wants),
            *check_wants(desk.portfolio, sample(made.wants), desk.vendors, today=today),
            *check_changes(made.plan.changes, desk.vendors),
        )
    )
    if errors:
        raise ConfigError(
            "The files ask for something that cannot be ordered.", diagnostics=(*errors, *more)
        )
    return replace(made.plan, warnings=(*warnings, *more))


def _refuse_lost_sources(portfolio: Portfolio, observed: Observed) -> None:
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
