"""What is left of the money while the orders of a plan are taken one by one."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from listwright.engine.committed import Commitments
from listwright.engine.months import Month
from listwright.engine.wording import amount_of
from listwright.model.plan import Change, Reason
from listwright.model.portfolio import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """Why an order waits for money, and what lets it go ahead."""

    reason: Reason
    why: str
    clears_when: str
    until: datetime | None = None


class Purse:
    """What one apply may spend, and each entity in the month; every amount in cents."""

    def __init__(self, limits: Limits, month: Commitments | None) -> None:
        """`month` is what was ordered in it already; None where no budget is set."""
        self._limits = limits
        self._spent = 0
        self._used: Counter[str] = Counter()
        self._month: Month | None = month.month if month is not None else None
        for spent in month.spent() if month is not None else ():
            self._used[spent.entity] += spent.cents or 0

    def hindrance(self, change: Change) -> Hindrance | None:
        """Why there is not enough for the change; None when there is."""
        if not change.action.creates or change.cost is None:
            return None
        return self._over_budget(change, change.cost) or self._over_spend(change.cost)

    def take(self, change: Change) -> None:
        """Count the change as ordered."""
        if change.action.creates and change.cost is not None:
            self._spent += change.cost
            if change.billing_entity is not None:
                self._used[change.billing_entity] += change.cost
            if change.instead is not None:
                self._used[change.instead.entity] -= change.instead.cents or 0

    def _over_budget(self, change: Change, cost: int) -> Hindrance | None:
        entity, month = change.billing_entity, self._month
        allowed = self._limits.monthly_budget.get(entity) if entity is not None else None
        if entity is None or month is None or allowed is None:
            return None
        # What it takes the place of is counted already.
        instead = change.instead if change.instead and change.instead.entity == entity else None
        used = self._used[entity] - (instead.cents or 0 if instead is not None else 0)
        # What is free takes nothing from a month that others overspent.
        if not cost or used + cost <= allowed:
            return None
        if cost > allowed:
            return Hindrance(
                reason=Reason.BUDGET_PERIOD,
                why=f"it costs {amount_of(cost)}, and {entity} has {amount_of(allowed)} a month",
                clears_when=f"limits.monthly_budget.{entity} is raised",
            )
        return Hindrance(
            reason=Reason.BUDGET_PERIOD,
            why=f"it costs {amount_of(cost)}, and of the {amount_of(allowed)} that {entity} has for"
            f" {month.name}, {amount_of(used)} are spent or planned",
            clears_when=f"{month.name} ends, or limits.monthly_budget.{entity} is raised",
            until=month.end,
        )

    def _over_spend(self, cost: int) -> Hindrance | None:
        allowed = self._limits.max_spend
        if allowed is None or self._spent + cost <= allowed:
            return None
        alone = cost > allowed
        return Hindrance(
            reason=Reason.OVER_LIMIT,
            why=f"it costs {amount_of(cost)}, and one apply may spend {amount_of(allowed)}"
            + ("" if alone else f", of which {amount_of(self._spent)} are planned before it"),
            clears_when="limits.max_spend is raised" if alone else "the next apply",
        )
