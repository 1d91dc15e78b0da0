"""`audit`: a plan that nobody means to apply, and everything in it that somebody should look at."""

from dataclasses import dataclass, replace

from listwright.app.plan import PlanDesk, PlanOptions, plan_in_full, without_limits
from listwright.app.refresh import open_orders
from listwright.engine.audit import find_all
from listwright.engine.audit_hearing import LOOKED_BACK, Heard, silence_warnings
from listwright.engine.reconcile import Reconciled
from listwright.errors import Diagnostic
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
    silences = _silences(desk, made)
    made = replace(made, plan=replace(made.plan, warnings=(*made.plan.warnings, *silences)))
    return Audited(made=made, findings=find_all(made, options.scope))


def _silences(desk: PlanDesk, made: Reconciled) -> tuple[Diagnostic, ...]:
    """Whether vendors that should tell what happens still do."""
    if desk.portfolio.webhooks is None:
        return ()
    now = desk.clock.now()
    accounts = [vendor.account.id for vendor in desk.vendors.values()]
    heard = Heard(
        last=desk.ledger.mailbox().heard,
        orders=desk.ledger.told_orders(now - LOOKED_BACK),
    )
    return silence_warnings(open_orders(made.observed, accounts), heard, now=now)
