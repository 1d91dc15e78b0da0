"""`listwright explain`."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from listwright.app.explain import explain_address
from listwright.app.plan import PlanDesk, PlanOptions
from listwright.app.refresh import RefreshPolicy
from listwright.cli.command import define
from listwright.cli.limits import make_limits
from listwright.cli.opening import make_scope, open_workshop
from listwright.cli.progress import make_progress
from listwright.cli.session import Ending, Session
from listwright.compose.identity import input_digests, new_id
from listwright.compose.project import Workshop
from listwright.model.explanation import ExplainReport
from listwright.model.portfolio import RefreshMode

if TYPE_CHECKING:
    from listwright.planfile import Document, Run


@define(
    "explain",
    "show",
    "replace",
    "max_staleness",
    text="Show why a need stands as it does: PROPERTY/KEY, PROPERTY or order:ID. Asks no vendor.",
    arguments=[click.Argument(["address"])],
)
def command(session: Session) -> Ending:
    """Decide about one home without reading, and say why."""
    from listwright.config.yaml import collector_paused

    with open_workshop(session) as workshop, collector_paused():
        report = explain_address(
            _desk(session, workshop), _options(session, workshop), session["address"]
        )
        now = workshop.clock.now()
    _keep_warnings(session, report)

    def document(run: "Run") -> "Document":
        from listwright.planfile import explain_document

        return explain_document(report, run)

    return Ending(document=document, text=_text(session, report, now))


def _keep_warnings(session: Session, report: ExplainReport) -> None:
    """Of the warnings about the files only those at the home: `validate` lists the others."""
    place = report.origin.at if report.origin is not None else None
    near = [one for one in session.warnings if one.span is not None and one.span.at == place]
    session.warnings[:] = near
    session.warn(report.warnings)


def _desk(session: Session, workshop: Workshop) -> PlanDesk:
    return PlanDesk(
        portfolio=workshop.portfolio,
        vendors=workshop.vendors,
        ledger=workshop.open_ledger(read_only=True),
        clock=workshop.clock,
        progress=make_progress(session),
        pictures=workshop.pictures,
    )


def _options(session: Session, workshop: Workshop) -> PlanOptions:
    portfolio = workshop.portfolio
    return PlanOptions(
        scope=make_scope(session, None),
        limits=make_limits(session, portfolio),
        refresh=RefreshPolicy(mode=RefreshMode.NONE, budget=0),
        plan_id=new_id(workshop.clock.wall()),
        digests=input_digests(portfolio, workshop.vendors),
    )


def _text(session: Session, report: ExplainReport, now: datetime) -> str:
    if session.is_json:
        return ""
    from listwright.render.text.explain import render_explanations

    return render_explanations(report, session.style, now=now)
