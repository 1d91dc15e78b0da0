"""What `plan`, `apply`, `audit` and `status` share: a fresh plan as the options ask for it."""

from dataclasses import replace
from datetime import date

from listwright.app.audit import Audited, audit_project
from listwright.app.driver import Driver
from listwright.app.forecast import forecast_plan
from listwright.app.plan import PlanDesk, PlanOptions, plan_in_full, without_limits
from listwright.app.refresh import RefreshPolicy
from listwright.app.review import review_plan
from listwright.cli.limits import make_limits
from listwright.cli.opening import make_scope
from listwright.cli.progress import make_progress
from listwright.cli.session import Session
from listwright.cli.showing import OF_AUDITS, check_show
from listwright.compose.catalogs import catalog_in_use, catalog_warnings
from listwright.compose.identity import input_digests, new_id, read_commit
from listwright.compose.lockfile import read_lock
from listwright.compose.project import Workshop
from listwright.engine.reconcile import Reconciled
from listwright.model.audit import AuditFinding
from listwright.model.plan import Scope
from listwright.model.review import Against, Review
from listwright.model.saved import Approval
from listwright.ports import LedgerReader


def resumed_plan(
    session: Session, workshop: Workshop, driver: Driver, *, approval: Approval
) -> Reconciled:
    """A plan as of now to find the rest of `approval` in; its warnings are kept for the end.

    Whoever approved it allowed all of it, so no limit holds anything of its rest back. Only what
    decides is read, unless an option says how much: an apply that goes on in slices would else
    read its own new orders in each of them, and might never come to place one.
    """
    options = without_limits(plan_options(session, workshop, approval.scope))
    if session["refresh_budget"] is None:
        options = replace(options, refresh=replace(options.refresh, only_decisive=True))
    return _made(session, workshop, driver.ledger, driver=driver, options=options)


def fresh_in_full(
    session: Session,
    workshop: Workshop,
    ledger: LedgerReader,
    *,
    driver: Driver | None,
    scope: Scope | None = None,
    as_of: date | None = None,
) -> Reconciled:
    """A plan as of now with what it was decided on, or the forecast for the day `as_of`.

    Its warnings are kept for the end.
    """
    options = plan_options(session, workshop, scope)
    return _made(session, workshop, ledger, driver=driver, options=options, as_of=as_of)


def _made(
    session: Session,
    workshop: Workshop,
    ledger: LedgerReader,
    *,
    driver: Driver | None,
    options: PlanOptions,
    as_of: date | None = None,
) -> Reconciled:
    from listwright.config.yaml import collector_paused

    _warn_of_catalogs(session, workshop)
    desk = plan_desk(session, workshop, ledger, driver=driver)
    # Like a load, a plan builds much and drops little: walking all of it would cost a fifth more.
    with collector_paused():
        made = forecast_plan(desk, options, as_of) if as_of else plan_in_full(desk, options)
    session.warn(made.plan.warnings)
    check_show(session, made.plan, (home.id for home in workshop.portfolio.homes))
    return made


def fresh_audit(
    session: Session,
    workshop: Workshop,
    ledger: LedgerReader,
    *,
    driver: Driver | None,
    scope: Scope,
) -> Audited:
    """What should be looked at as of now; the warnings of its plan are kept for the end."""
    from listwright.config.yaml import collector_paused

    desk = plan_desk(session, workshop, ledger, driver=driver)
    with collector_paused():
        audited = audit_project(desk, plan_options(session, workshop, scope))
    session.warn(audited.plan.warnings)
    homes = (home.id for home in workshop.portfolio.homes)
    check_show(session, audited.plan, homes, told=OF_AUDITS)
    return audited


def _warn_of_catalogs(session: Session, workshop: Workshop) -> None:
    """A catalog of the project's own that is older than the one that ships."""
    settings = workshop.portfolio.vendors.values()
    in_use = (catalog_in_use(one, workshop.places.root) for one in settings)
    session.warn(catalog_warnings(in_use))


def plan_desk(
    session: Session, workshop: Workshop, ledger: LedgerReader, *, driver: Driver | None
) -> PlanDesk:
    """What a plan is made with."""
    return PlanDesk(
        portfolio=workshop.portfolio,
        vendors=workshop.vendors,
        ledger=ledger,
        clock=workshop.clock,
        progress=make_progress(session),
        driver=driver,
        pictures=workshop.pictures,
    )


def plan_options(session: Session, workshop: Workshop, scope: Scope | None) -> PlanOptions:
    """What the command line says about a plan; `scope` instead of that of the options."""
    portfolio = workshop.portfolio
    return PlanOptions(
        scope=scope or make_scope(session, read_commit(workshop.places.root)),
        limits=make_limits(session, portfolio),
        refresh=RefreshPolicy(mode=portfolio.plan.refresh, budget=portfolio.plan.refresh_budget),
        plan_id=new_id(workshop.clock.wall()),
        digests=input_digests(portfolio, workshop.vendors),
        bootstrap=bool(session["bootstrap"]),
        locked=read_lock(workshop.places.root, portfolio.lineage).accounts,
    )


def slowest_rate(workshop: Workshop) -> int | None:
    """How many requests a minute the slowest account allows."""
    return min(workshop.rates.values(), default=None)


def review_of(
    workshop: Workshop,
    ledger: LedgerReader,
    made: Reconciled,
    *,
    against: Against | None = None,
    findings: tuple[AuditFinding, ...] | None = None,
) -> Review:
    """A plan or an audit with all that is shown of it."""
    return review_plan(
        made, ledger, per_minute=slowest_rate(workshop), against=against, findings=findings
    )


def plan_text(session: Session, review: Review) -> str:
    """The plan for people, unless a document was asked for."""
    if session.is_json:
        return ""
    from listwright.render.text.plan import render_plan

    return render_plan(review, session.style)
