"""Waived needs: somebody decided that they are not ordered, for good or until a day."""

from listwright.engine.view import AccountView, Run
from listwright.model.need import NeedSpec
from listwright.model.plan import Reason, Standing
from listwright.model.rules import Waive


def waiver_of(run: Run, view: AccountView, spec: NeedSpec) -> Waive | None:
    """The waiver of a need that holds today; its last day counts."""
    today = run.calendar.today(view.facts)
    return next(
        (
            waive
            for waive in view.all_needs.waive
            if waive.key == spec.key and (waive.until is None or today <= waive.until)
        ),
        None,
    )


def standing_waiver(run: Run, view: AccountView, spec: NeedSpec) -> Standing | None:
    """The need with nothing to do, because it is waived."""
    waive = waiver_of(run, view, spec)
    if waive is None:
        return None
    by = f" by {waive.by}" if waive.by else ""
    until = f" until {waive.until.isoformat()}" if waive.until is not None else ""
    return Standing(
        need=view.address(spec),
        reason=Reason.WAIVED,
        why=f"waived{by}{until}: {waive.reason} ({waive.span.at})",
        account=view.account,
        because=spec.because,
    )
