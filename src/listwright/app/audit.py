"""`audit`: a plan that nobody means to apply, and everything in it that somebody should look at."""

from dataclasses import dataclass

from listwright.app.plan import PlanDesk, PlanOptions, plan_in_full, without_limits
from listwright.engine.audit import find_all
from listwright.engine.reconcile import Reconciled
from listwright.model.audit import AuditFinding
from listwright.model.plan import Plan
from listwright.model.portfolio import Spending


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """The plan an audit was made of, and its findings, the most urgent first."""

    made: Reconciled
    findings: tuple[AuditFinding, ...]

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.made.plan


def audit_project(desk: PlanDesk, options: PlanOptions) -> Audited:
    """Read by policy, plan, and look for what is wrong. Raises what `make_plan` raises.

    The limits of an apply and the first run are left out, as nothing is applied. What lacks a price
    that it needs is found: no later apply orders it either.
    """
    made = plan_in_full(desk, without_limits(options, Spending.PRICED))
    return Audited(made=made, findings=find_all(made, options.scope))
