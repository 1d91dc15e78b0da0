"""Runs one scenario folder through the same use case that `listwright plan` runs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.scenarios.ledger import Teller
from tests.support.ports import FixedLedger, SilentProgress, StillClock

from listwright.app.plan import PlanDesk, PlanOptions, plan_in_full
from listwright.app.refresh import RefreshPolicy
from listwright.config.load import load_project
from listwright.engine.reconcile import PlanInput, Reconciled, reconcile
from listwright.errors import Severity
from listwright.model.event import Mailbox
from listwright.model.intent import Observed
from listwright.model.names import AccountId, OrderId, canonical_id
from listwright.model.plan import Change, Digests, Plan, Scope
from listwright.model.portfolio import (
    Limits,
    OnLimit,
    Portfolio,
    RefreshMode,
    Spending,
    VendorSettings,
)
from listwright.model.private import Private, SecretRef
from listwright.model.shelf import Shelf
from listwright.ports import Vendor
from listwright.vendors.aihomedesign.adapter import AiHomeDesignVendor
from listwright.vendors.aihomedesign.catalog import shipped_catalog
from listwright.vendors.planomatic.adapter import PlanomaticVendor
from listwright.vendors.planomatic.catalog import load_catalog

FOLDERS = tuple(sorted(path.parent for path in Path(__file__).parent.glob("*/portfolio.yaml")))
DIGESTS = Digests(config="sha256:c", inventory="sha256:i", catalog="sha256:k", plan="")


class NoSecrets:
    """Planning reads no secret."""

    def reveal(self, ref: SecretRef) -> Private:
        raise AssertionError(ref)


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One folder, read."""

    portfolio: Portfolio
    observed: Observed
    shelf: Shelf
    payers: Mapping[tuple[AccountId, OrderId], str]
    options: PlanOptions
    now: datetime
    mail: Mailbox = Mailbox()

    @property
    def ledger(self) -> FixedLedger:
        """All of it, for those who only read."""
        return FixedLedger(self.observed, photos=self.shelf, paid_by=self.payers, mail=self.mail)


def read_scenario(folder: Path) -> Scenario:
    """The scenario of `folder`; its files must be valid."""
    loaded = load_project(folder, "portfolio.yaml")
    problems = [item for item in loaded.diagnostics if item.severity is Severity.ERROR]
    assert loaded.portfolio is not None, problems
    portfolio = loaded.portfolio
    now = datetime.fromisoformat((folder / "now.txt").read_text().strip())
    asked = _optional(folder / "options.json")
    options = _options(asked, portfolio.limits)
    told = _optional(folder / "ledger.json")
    teller = Teller(portfolio=portfolio, now=now)
    shelf = teller.shelf(told)

    def would_create(bare: Observed) -> Mapping[str, Change]:
        plan = reconcile(
            PlanInput(
                portfolio=portfolio,
                observed=bare,
                traits={label: one.traits for label, one in vendors_of(portfolio).items()},
                limits=Limits(max_creates=1000, max_cancels=1000),
                spending=Spending.COUNTED,
                scope=Scope(),
                now=now,
                plan_id="",
                digests=DIGESTS,
                shelf=shelf,
            )
        ).plan
        return {_name_of(change): change for change in plan.changes if change.action.creates}

    observed = teller.observed(told, would_create)
    return Scenario(
        portfolio=portfolio,
        observed=observed,
        shelf=shelf,
        payers=teller.payers(told),
        options=options,
        now=now,
        mail=teller.mail(told),
    )


def _name_of(change: Change) -> str:
    task = change.task
    return canonical_id(change.property) if task is None else str(task.recipe.key)


def plan_scenario(scenario: Scenario) -> Plan:
    """The plan of it; raises what `listwright plan` would end with."""
    return plan_scenario_in_full(scenario).plan


def plan_scenario_in_full(scenario: Scenario) -> Reconciled:
    """The same, with everything it was decided on."""
    desk = PlanDesk(
        portfolio=scenario.portfolio,
        vendors=vendors_of(scenario.portfolio),
        ledger=scenario.ledger,
        clock=StillClock(scenario.now),
        progress=SilentProgress(),
    )
    return plan_in_full(desk, scenario.options)


def vendors_of(portfolio: Portfolio) -> dict[str, Vendor]:
    """A vendor per label; none of them can be asked anything."""
    return {label: _vendor(settings, portfolio) for label, settings in portfolio.vendors.items()}


def _vendor(settings: VendorSettings, portfolio: Portfolio) -> Vendor:
    if settings.sells_pictures:
        return AiHomeDesignVendor(
            account=settings.account,
            settings=settings,
            catalog=shipped_catalog(settings.api or "v3"),
            secrets=NoSecrets(),
            clock=StillClock(datetime.min.replace(tzinfo=UTC)),
            keep=lambda catalog: None,
        )
    return PlanomaticVendor(
        account=settings.account,
        settings=settings,
        catalog=load_catalog(settings.catalog_additions),
        secrets=NoSecrets(),
        lineage=portfolio.lineage,
    )


def _optional(path: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return told


def _options(asked: Mapping[str, Any], limits: Limits) -> PlanOptions:
    wishes = dict(asked.get("limits", {}))
    if "on_limit" in wishes:
        wishes["on_limit"] = OnLimit(wishes["on_limit"])
    scope: dict[str, Any] = {
        name: tuple(asked[name])
        for name in ("target", "exclude", "replace", "select")
        if name in asked
    }
    return PlanOptions(
        scope=Scope(
            partial=bool(scope.keys() & {"target", "exclude", "select"} or "only" in asked),
            only=asked.get("only"),
            **scope,
        ),
        limits=replace(limits, **wishes),
        refresh=RefreshPolicy(mode=RefreshMode.NONE, budget=0),
        plan_id="plan-1",
        digests=DIGESTS,
        bootstrap=asked.get("bootstrap", False),
    )
