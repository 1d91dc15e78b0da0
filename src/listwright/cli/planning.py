"""What `plan` and `apply` share: a fresh plan as the options ask for it."""

from listwright.app.driver import Driver
from listwright.app.plan import PlanDesk, PlanOptions, make_plan
from listwright.app.refresh import RefreshPolicy
from listwright.cli.opening import make_limits, make_scope
from listwright.cli.progress import make_progress
from listwright.cli.session import Session
from listwright.compose.identity import input_digests, new_id, read_commit
from listwright.compose.project import Workshop
from listwright.model.plan import Plan, Scope
from listwright.ports import LedgerReader


def fresh_plan(
    session: Session,
    workshop: Workshop,
    ledger: LedgerReader,
    *,
    driver: Driver | None,
    scope: Scope | None = None,
) -> Plan:
    """A plan as of now; its warnings are kept for the end."""
    from listwright.config.yaml import collector_paused

    portfolio = workshop.portfolio
    desk = PlanDesk(
        portfolio=portfolio,
        vendors=workshop.vendors,
        ledger=ledger,
        clock=workshop.clock,
        progress=make_progress(session),
        driver=driver,
    )
    options = PlanOptions(
        scope=scope or make_scope(session, read_commit(workshop.places.root)),
        limits=make_limits(session, portfolio),
        refresh=RefreshPolicy(mode=portfolio.plan.refresh, budget=portfolio.plan.refresh_budget),
        plan_id=new_id(workshop.clock.wall()),
        digests=input_digests(portfolio, workshop.vendors),
        bootstrap=bool(session["bootstrap"]),
    )
    # Like a load, a plan builds much and drops little: walking all of it would cost a fifth more.
    with collector_paused():
        plan = make_plan(desk, options)
    session.warn(plan.warnings)
    return plan


def plan_text(session: Session, workshop: Workshop, plan: Plan) -> str:
    """The plan for people, unless a document was asked for."""
    if session.is_json:
        return ""
    from listwright.render.text.plan import render_plan

    return render_plan(plan, session.style, per_minute=min(workshop.rates.values(), default=None))
