"""`apply --resume`: go on with an apply that was cut short, and with nothing else.

What was approved is in the ledger since the plan was used. `engine.resuming` says what is left of
it; here is who may go on, and how the others are told of.
"""

from dataclasses import replace
from datetime import datetime

from listwright.app.approved import Approved, cut_down, was_now
from listwright.engine.doubts import resolve_remedy
from listwright.engine.resuming import Rest, Stuck, sort_rest
from listwright.errors import Diagnostic, OtherProjectError, RefusedError
from listwright.model.account import Account
from listwright.model.names import Address, NeedKey, PropertyId
from listwright.model.outcome import HELD, ChangeOutcome, Failure, Result
from listwright.model.plan import Change, Plan, Reason
from listwright.model.portfolio import Portfolio
from listwright.model.saved import Approval, BegunPlan, SavedChange
from listwright.ports import LedgerReader


def find_begun(
    plan_id: str, portfolio: Portfolio, ledger: LedgerReader, *, now: datetime
) -> BegunPlan:
    """The used plan of that id; raises RefusedError when it cannot be resumed.

    An approval is good for `plan.ttl`, counted from when its plan was made.
    """
    begun = ledger.begun_plan(plan_id)
    if begun is None:
        raise _not_to_be_found(plan_id, ledger.plan_used(plan_id))
    until = begun.approval.made_at + portfolio.plan.ttl
    if now >= until:
        raise RefusedError(
            f"The approval of the plan ended at {until:%Y-%m-%d %H:%M} UTC.",
            reason="expired",
            advice="Plan again: a new plan holds what is left. For long applies raise `plan.ttl`.",
        )
    return begun


def _not_to_be_found(plan_id: str, used: datetime | None) -> RefusedError:
    if used is not None:
        return RefusedError(
            f"The plan was applied at {used:%Y-%m-%d %H:%M} UTC by an older listwright, which did "
            "not keep what was approved.",
            reason="used",
            advice="Plan again: a new plan holds what is left.",
        )
    return OtherProjectError(
        f"The ledger of this project knows no plan {plan_id} that was begun.",
        advice="Check the id and -C. A plan that was never applied is begun with "
        "`listwright apply PLANFILE`.",
    )


def match_rest(begun: BegunPlan, fresh: Plan) -> Approved:
    """What is left of the plan; raises RefusedError when nothing is, or not as approved."""
    rest = sort_rest(begun, fresh)
    approval = begun.approval
    if rest.changed:
        raise RefusedError(
            f"{len(rest.changed)} of {len(approval.changes)} approved changes would be planned "
            "differently now, so nothing more was done.",
            reason="plan_changed",
            advice="Plan again and have the new plan reviewed: it holds what is left.",
            diagnostics=tuple(was_now(change, fresh) for change in rest.changed),
        )
    if not rest.todo:
        raise _nothing_left(rest, approval)
    plan = replace(
        cut_down(fresh, rest.todo),
        plan_id=approval.plan_id,
        made_at=approval.made_at,
        digests=replace(fresh.digests, plan=approval.digest),
    )
    return Approved(
        plan=plan,
        approval=approval,
        not_in_plan=len(fresh.changes) - len(rest.todo),
        done_before=rest.done,
        earlier=_earlier(rest),
    )


def _nothing_left(rest: Rest, approval: Approval) -> RefusedError:
    """Everything is done, or waits for a person: a resume would send nothing."""
    stuck = (*rest.in_doubt, *rest.refused, *rest.held)
    counts = f"{rest.done} of {len(approval.changes)} changes are done"
    if stuck:
        counts += (
            f", {len(rest.in_doubt)} unknown, {len(rest.refused)} refused and {len(rest.held)} held"
        )
    return RefusedError(
        f"Nothing of this plan is left to send: {counts}.",
        reason="used",
        advice="listwright plan shows what else there is to do.",
        diagnostics=tuple(_finding(one, counts) for one in stuck),
    )


def _finding(one: Stuck, counts: str) -> Diagnostic:
    return Diagnostic(
        code="LW4011",
        summary=f"Nothing of this plan is left to send: {counts}",
        detail=f"{one.change.property}: {one.why}.",
        fix=one.remedy or resolve_remedy(_needs(one.change)[0]),
    )


def _earlier(rest: Rest) -> tuple[ChangeOutcome, ...]:
    """The changes that are not sent now, each with why: what is unknown comes first."""
    groups = (
        (rest.in_doubt, Result.UNKNOWN, "create_outcome_unknown"),
        (rest.refused, Result.FAILED, "vendor_rejected"),
        (rest.held, Result.SKIPPED, HELD),
    )
    return tuple(_outcome(one, result, code) for stuck, result, code in groups for one in stuck)


def _outcome(one: Stuck, result: Result, code: str) -> ChangeOutcome:
    change = _as_change(one.change)
    remedy = one.remedy or resolve_remedy(change.needs[0])
    failure = Failure(code=code, message=one.why, remedy=remedy)
    return ChangeOutcome(change=change, result=result, failure=failure, order_id=change.order_id)


def _as_change(saved: SavedChange) -> Change:
    """The approved change as far as it was kept, for telling of it; it is never carried out."""
    kind, environment, label = saved.account.split("/", 2)
    return Change(
        action=saved.action,
        reason=next((one for one in Reason if one.value == saved.reason), Reason.REQUESTED),
        why="",
        account=Account(kind=kind, environment=environment, label=label),
        property=saved.property,
        needs=_needs(saved),
        services=saved.services,
        billing_entity=saved.billing_entity,
        because=(),
        revision=0,
        order_key=saved.order_key,
        order_id=saved.order_id,
        request_digest=saved.request_digest,
    )


def _needs(saved: SavedChange) -> tuple[Address, ...]:
    parts = (need.rpartition("/") for need in saved.needs)
    return tuple(Address(PropertyId(home), NeedKey(key)) for home, _, key in parts)
