"""A portfolio from a few lines, orders as a person would tell them, and the plan of any moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.scenarios.ledger import Teller
from tests.support.projects import portfolio_from

from listwright.engine.reconcile import PlanInput, Reconciled, reconcile
from listwright.model.intent import Observed
from listwright.model.plan import Digests, Scope
from listwright.model.portfolio import Limits, Portfolio
from listwright.vendors.planomatic.adapter import TRAITS

NOW = datetime(2026, 11, 22, 16, tzinfo=UTC)
MOST = Limits(max_creates=10_000, max_cancels=10_000)
DIGESTS = Digests(config="", inventory="", catalog="", plan="")
WHOLE = Scope()
STAGING = frozenset({"ai_virtual_staging"})
HEAD = """\
defaults:
  vendor: planomatic
  billing_entity: investment_entity_1
  access: {method: rently, contact_name: J, contact_phone: "1", vacant: true}
"""
PLACE = (
    'property_type: single_family, street: 1 A St, city: Denver, state: CO, postal_code: "80205"'
)
SHOT = "photos: {slug: photos, quantity: 15}"
TOUR = "tour: {slug: zillow_3d_and_floor_plans, quantity: 1}"


def home(name: str, *needs: str, more: str = "") -> str:
    return f"  {name}: {{{PLACE}, require: {{{', '.join(needs)}}}{more}}}\n"


@dataclass(frozen=True, kw_only=True)
class World:
    """A portfolio and what is known of its orders."""

    portfolio: Portfolio
    observed: Observed

    def at(self, moment: datetime, scope: Scope = WHOLE) -> Reconciled:
        """The plan of a moment; no reading is ever too old."""
        settings = replace(self.portfolio.plan, max_staleness=timedelta.max)
        return reconcile(
            PlanInput(
                portfolio=replace(self.portfolio, plan=settings),
                observed=self.observed,
                traits={"planomatic": replace(TRAITS, staging_slugs=STAGING)},
                limits=MOST,
                scope=scope,
                now=moment,
                plan_id="",
                bootstrap=True,
                digests=DIGESTS,
            )
        )


def world(folder: Path, text: str, orders: Iterable[Mapping[str, Any]] = (), **more: Any) -> World:
    """`more` is what else the ledger tells: intents, holds."""
    portfolio = portfolio_from(folder, HEAD + text)
    told = {"orders": list(orders), "known": ["planomatic"], **more}
    observed = Teller(portfolio=portfolio, now=NOW).observed(told, lambda _: {})
    return World(portfolio=portfolio, observed=observed)


def open_order(number: str, name: str, created: str, **fields: Any) -> dict[str, Any]:
    """An open order for photos, read just now."""
    order = {"id": number, "home": name, "services": {"photos": 15}, "status": "ordered"}
    return {**order, "created": created, **fields}


def delivered(number: str, name: str, day: str, **services: int) -> dict[str, Any]:
    """An order delivered on a day, long read."""
    return {
        "id": number,
        "home": name,
        "services": services or {"photos": 15},
        "status": "completed",
        "created": f"{day}T10:00Z",
        "captured": f"{day}T15:00Z",
        "delivered": f"{day}T20:00Z",
        "read": "2026-01-01T00:00Z",
    }
