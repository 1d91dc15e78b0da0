"""`apply PLANFILE`: hold a fresh plan against the one that was reviewed."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from listwright.engine.digest import change_digest, plan_digest
from listwright.engine.money import keep_only, refuse_over_money
from listwright.engine.reconcile import count_needs
from listwright.engine.resuming import count_left
from listwright.errors import Diagnostic, OtherProjectError, RefusedError
from listwright.model.money import cents_of
from listwright.model.order import Service
from listwright.model.outcome import ChangeOutcome, resume_command
from listwright.model.plan import Change, Plan, Refusal
from listwright.model.portfolio import Portfolio
from listwright.model.saved import Approval, BegunPlan, SavedChange, SavedPlan
from listwright.ports import LedgerReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """The fresh plan cut down to what was approved, and how many changes were left out.

    When an apply is resumed, `done_before` counts what is done already, and `earlier` tells of the
    approved changes that are neither done nor sent now.
    """

    plan: Plan
    approval: Approval
    not_in_plan: int = 0
    done_before: int = 0
    earlier: tuple[ChangeOutcome, ...] = ()


def check_saved(
    saved: SavedPlan, portfolio: Portfolio, ledger: LedgerReader, *, now: datetime
) -> None:
    """Raise RefusedError for a plan of another project, an expired or a used one."""
    if saved.lineage != portfolio.lineage:
        raise OtherProjectError(
            f"The plan file belongs to the project {saved.lineage}, this is {portfolio.lineage}.",
            advice="Use -C to work in the other project.",
        )
    refuse_expired(saved.expires_at, now=now)
    used = ledger.plan_used(saved.plan_id)
    if used is not None:
        raise RefusedError(
            f"The plan was already applied at {used:%Y-%m-%d %H:%M} UTC.",
            reason="used",
            advice=_after_use(ledger.begun_plan(saved.plan_id)),
        )


def _after_use(begun: BegunPlan | None) -> str:
    """A plan is applied once; one that was cut short goes on under its id."""
    left = count_left(begun) if begun is not None else 0
    if begun is None or not left:
        return "Plan again: a plan is applied once."
    command = resume_command(begun.approval.plan_id)
    return f"{left} of its changes are not done yet. To go on with it: {command}"


def refuse_expired(expires_at: datetime, *, now: datetime) -> None:
    """Raise RefusedError for a plan whose time is over."""
    if now >= expires_at:
        raise RefusedError(
            f"The plan expired at {expires_at:%Y-%m-%d %H:%M} UTC.",
            reason="expired",
            advice="Plan again and have the new plan reviewed.",
        )


def match_saved(saved: SavedPlan, fresh: Plan) -> Approved:
    """The fresh changes that were reviewed; raises RefusedError when one is no longer planned."""
    by_digest = {change_digest(change): change for change in fresh.changes}
    missing = [change for change in saved.changes if change.digest not in by_digest]
    if missing:
        raise RefusedError(
            f"{len(missing)} of {len(saved.changes)} reviewed changes would be planned "
            "differently now, so nothing was done.",
            reason="plan_changed",
            advice="Plan again and have the new plan reviewed.",
            diagnostics=tuple(was_now(change, fresh) for change in missing),
        )
    kept = tuple(by_digest[change.digest] for change in saved.changes)
    plan = cut_down(fresh, kept)
    plan = replace(
        plan,
        plan_id=saved.plan_id,
        expires_at=min(saved.expires_at, fresh.expires_at),
        digests=replace(fresh.digests, plan=plan_digest(kept)),
        refusals=_still_refused(plan),
    )
    approval = Approval(
        plan_id=saved.plan_id,
        digest=plan.digests.plan,
        made_at=saved.made_at,
        scope=saved.scope,
        changes=saved.changes,
    )
    return Approved(plan=plan, approval=approval, not_in_plan=len(fresh.changes) - len(kept))


def cut_down(fresh: Plan, kept: tuple[Change, ...]) -> Plan:
    """The plan with nothing but `kept`, which are of its own changes, and what it says of these.

    Needs that only the others would order are none of it, as with a narrower scope.
    """
    plan = keep_only(fresh, kept)
    counts = count_needs(
        kept, list(plan.deferred), list(plan.blocked), standing=list(plan.standing)
    )
    pictures = Counter(
        change.account for change in kept if change.task is not None and change.action.creates
    )
    queues = tuple(
        replace(queue, pictures=pictures[queue.account])
        for queue in plan.queues
        if pictures[queue.account]
    )
    return replace(plan, counts=counts, queues=queues)


def _still_refused(plan: Plan) -> tuple[Refusal, ...]:
    """The refusals of a plan that was cut down, without limits that only the rest exceeded."""
    placed = [change for change in plan.changes if change.action.creates]
    pictures = sum(change.task is not None for change in placed)
    creates = len(placed) - pictures
    cancels = sum(change.action.cancels for change in plan.changes)
    counted = {
        "max_creates": creates,
        "max_images": pictures,
        "max_cancels": cancels,
        "max_creates_per_rule": creates,
    }
    money = refuse_over_money(plan.cost, plan.budgets, _max_spend(plan))
    others = tuple(
        refusal
        for refusal in plan.refusals
        if refusal.code not in _OF_MONEY
        and (
            not isinstance(refusal.allowed, int)
            or counted.get(refusal.code, refusal.allowed + 1) > refusal.allowed
        )
    )
    return others + money


_OF_MONEY = frozenset({"max_spend", "monthly_budget"})


def _max_spend(plan: Plan) -> int | None:
    """What one apply may spend, where the whole plan was more."""
    return next(
        (
            cents_of(refusal.allowed)
            for refusal in plan.refusals
            if refusal.code == "max_spend" and isinstance(refusal.allowed, str)
        ),
        None,
    )


def was_now(change: SavedChange, fresh: Plan) -> Diagnostic:
    """What was approved for a home, and what would be done there now."""
    now = [other for other in fresh.changes if other.property == change.property]
    was = f"{'+'.join(change.action.value)} {change.reason}"
    return Diagnostic(
        code="LW4010",
        summary="A reviewed change is not planned like that any more",
        detail=f"{change.property}: was {was}; now {_now_words(change, now)}.",
        fix="Plan again and have the new plan reviewed.",
    )


def _now_words(was: SavedChange, now: list[Change]) -> str:
    """What is planned for the home now, and what differs where only details do."""
    if not now:
        return "nothing"
    alike = [other for other in now if other.action is was.action]
    if not alike:
        return ", ".join(f"{'+'.join(one.action.value)} {one.reason.value}" for one in now)
    same = [other for other in alike if tuple(str(need) for need in other.needs) == was.needs]
    other = next(iter(same), alike[0])
    fields = (
        ("reason", was.reason, other.reason.value),
        ("needs", ", ".join(was.needs), ", ".join(str(need) for need in other.needs)),
        ("services", _services(was.services), _services(other.services)),
        ("billing entity", was.billing_entity or "none", other.billing_entity or "none"),
        ("order", was.order_id or "none", other.order_id or "none"),
        ("order name", was.order_key or "none", other.order_key or "none"),
    )
    differing = [f"{name} {new} (was {old})" for name, old, new in fields if old != new]
    return "the same with " + (", ".join(differing) or "other details of the request")


def _services(services: tuple[Service, ...]) -> str:
    return ", ".join(f"{line.slug} {line.quantity}" for line in services)


def match_digest(wanted: str, fresh: Plan) -> None:
    """Raise RefusedError unless the fresh plan has this fingerprint."""
    actual = fresh.digests.plan
    if wanted.removeprefix("sha256:") != actual.removeprefix("sha256:"):
        raise RefusedError(
            f"The plan's fingerprint is {actual}, not the one that was approved.",
            reason="plan_changed",
            advice="Review the new plan and pass its fingerprint.",
        )


def refuse_ephemeral(portfolio: Portfolio, *, is_ci: bool) -> None:
    """Raise RefusedError for real orders from CI with a ledger that dies with the runner."""
    real = [v for v in portfolio.vendors.values() if not v.account.is_local]
    if is_ci and real and portfolio.ledger_url is None:
        raise RefusedError(
            "The ledger stands in the default place on a CI runner's disk, which is thrown away.",
            reason="ephemeral_ledger",
            advice="Set `ledger: {url: ...}` to a place that outlives the runner.",
        )
