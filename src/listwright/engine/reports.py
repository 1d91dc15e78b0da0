"""Sums for people who ask what was spent, and how far the portfolio is covered."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from listwright.engine.billing import find_entity
from listwright.engine.reconcile import Reconciled
from listwright.model.money import Budget
from listwright.model.names import Address
from listwright.model.plan import Action, Plan, Reason
from listwright.model.portfolio import Home
from listwright.model.report import (
    CoverageLine,
    CoverageReport,
    Placed,
    SpendLine,
    SpendReport,
)

Group = tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendQuery:
    """How to sum what was spent: by what, and which months, both included."""

    by: tuple[str, ...]
    since: str | None = None
    until: str | None = None

    def holds(self, month: str) -> bool:
        """Whether the month is asked for; `2026-11` sorts as text."""
        return (self.since or month) <= month <= (self.until or month)


@dataclass(slots=True)
class _Spend:
    """One sum while it grows."""

    orders: int = 0
    known: int = 0
    unpriced: int = 0
    in_doubt: int = 0

    def add(self, placed: Placed, cents: int | None) -> None:
        """Count an order with what it costs here."""
        self.orders += 1
        self.known += cents or 0
        self.unpriced += cents is None
        self.in_doubt += placed.order_id is None

    def line(self, group: Mapping[str, str | None]) -> SpendLine:
        """The sum."""
        return SpendLine(
            group=group,
            orders=self.orders,
            known=self.known,
            unpriced=self.unpriced,
            in_doubt=self.in_doubt,
        )


def sum_spend(
    placed: Iterable[Placed],
    query: SpendQuery,
    *,
    currency: str | None,
    budgets: tuple[Budget, ...],
) -> SpendReport:
    """What was ordered and not canceled, by the groups of the query, sorted."""
    sums: dict[Group, _Spend] = defaultdict(_Spend)
    total = _Spend()
    for one in placed:
        if one.canceled or not query.holds(one.month):
            continue
        total.add(one, one.cents)
        for slug, cents in _parts(one, split="service" in query.by):
            facts = {
                "entity": one.entity,
                "market": one.market,
                "service": slug,
                "month": one.month,
            }
            sums[tuple(facts[name] for name in query.by)].add(one, cents)
    return SpendReport(
        by=query.by,
        currency=currency,
        since=query.since,
        until=query.until,
        lines=tuple(
            sums[group].line(dict(zip(query.by, group, strict=True)))
            for group in sorted(sums, key=_nobody_last)
        ),
        total=total.line({}),
        budgets=budgets,
    )


def _parts(placed: Placed, *, split: bool) -> list[tuple[str | None, int | None]]:
    """What an order costs for each of its services, or in all."""
    if not split or not placed.lines:
        return [(None, placed.cents)]
    sums: dict[str, int | None] = {}
    for line in placed.lines:
        before = sums.get(line.slug, 0)
        sums[line.slug] = None if before is None or line.cents is None else before + line.cents
    return list(sums.items())


def _nobody_last(group: Group) -> tuple[tuple[bool, str], ...]:
    return tuple((part is None, part or "") for part in group)


@dataclass(slots=True)
class _Coverage:
    """One count while it grows."""

    wanted: int = 0
    stages: Counter[str] = field(default_factory=Counter)

    def add(self, stage: str | None) -> None:
        """Count a need."""
        self.wanted += 1
        if stage is not None:
            self.stages[stage] += 1

    def line(self, group: Mapping[str, str | None]) -> CoverageLine:
        """The counts."""
        stages = self.stages
        return CoverageLine(
            group=group,
            wanted=self.wanted,
            satisfied=stages["satisfied"],
            in_progress=stages["in_progress"],
            to_order=stages["to_order"],
            deferred=stages["deferred"],
            blocked=stages["blocked"],
            kept=stages["kept"],
            waived=stages["waived"],
        )


def sum_coverage(made: Reconciled, by: tuple[str, ...]) -> CoverageReport:
    """How the needs that the files want stand in a plan, by `by`, sorted."""
    stages = _stages(made.plan)
    dropped = frozenset(made.dropped)
    sums: dict[Group, _Coverage] = defaultdict(_Coverage)
    total = _Coverage()
    for wanted in made.wants.homes:
        home = wanted.home
        if home.override is not None and home.override.absent:
            continue
        facts = _home_facts(made, home, by)
        for spec in wanted.needs.specs:
            address = Address(home.id, spec.key)
            if address in dropped:
                continue
            facts["need"] = spec.key
            stage = stages.get(address)
            sums[tuple(facts[name] for name in by)].add(stage)
            total.add(stage)
    return CoverageReport(
        by=by,
        lines=tuple(
            sums[group].line(dict(zip(by, group, strict=True)))
            for group in sorted(sums, key=_nobody_last)
        ),
        total=total.line({}),
    )


def _home_facts(made: Reconciled, home: Home, by: tuple[str, ...]) -> dict[str, str | None]:
    facts: dict[str, str | None] = {"market": home.facts.text("market")}
    if "entity" in by:
        today = made.run.calendar.today(home.facts)
        facts["entity"] = find_entity(made.run.portfolio, home, today)[0] or None
    return facts


_STANDING = {
    Reason.SATISFIED: "satisfied",
    Reason.IN_PROGRESS: "in_progress",
    Reason.WAIVED: "waived",
    Reason.SPEC_CHANGED_KEPT: "kept",
}


def _stages(plan: Plan) -> dict[Address, str]:
    """How each need stands; of one that stands in several ways, as pictures do, the worst."""
    return dict(_said(plan))


def _said(plan: Plan) -> Iterator[tuple[Address, str]]:
    """Every word about a need, the worst last."""
    for one in plan.standing:
        if one.reason in _STANDING:
            yield one.need, _STANDING[one.reason]
    yield from ((one.need, "deferred") for one in plan.deferred if _wants(one.action))
    for change in plan.changes:
        if change.action.creates:
            yield from ((need, "to_order") for need in change.needs)
        elif change.action is Action.IMPORT:
            # What is imported is there, or on its way; the next plan says which.
            yield from ((need, "in_progress") for need in change.needs)
    yield from ((one.need, "blocked") for one in plan.blocked if _wants(one.action))


def _wants(action: Action) -> bool:
    return action is not Action.CANCEL
