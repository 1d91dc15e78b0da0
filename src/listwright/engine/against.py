"""Where each change of a plan comes from: this edit of the files, the facts, or time passing.

The same ledger is planned again with the files of a base. A change that these would not make comes
from the edit. Of the others, those that would not have been due when the base was committed come
from time, and those that the base's own facts would not have caused from the facts; the rest was
due before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from listwright.engine.reconcile import PlanInput, Reconciled, reconcile
from listwright.model.account import VendorTraits
from listwright.model.names import Address
from listwright.model.plan import Cause, Change, Plan
from listwright.model.portfolio import Limits, OnLimit, Portfolio
from listwright.model.review import Against, Gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The files of a commit: `today` over the facts of now, `then` over that commit's own.

    `today` is None where the commit has no such project: then all of it is this edit. `then` is
    None where the commit does not hold the inventories. `ref` is what was typed.
    """

    ref: str
    commit: str
    committed_at: datetime
    today: Portfolio | None
    then: Portfolio | None
    traits: Mapping[str, VendorTraits]


def attribute(made: Reconciled, base: Base) -> tuple[Plan, Against]:
    """The plan with the cause of every change, and what the edit takes away."""
    plan = made.plan
    if base.today is None:
        new = tuple(replace(change, cause=Cause.EDIT) for change in plan.changes)
        return replace(plan, changes=new), _named(base, gone=())
    today = _planned(made.given, base, base.today)
    past = _Past(made.given, base, base.today)
    same = {change.digest_fields for change in today.changes}
    changes = tuple(
        replace(
            change,
            cause=past.cause(change) if change.digest_fields in same else Cause.EDIT,
        )
        for change in plan.changes
    )
    return replace(plan, changes=changes), _named(base, gone=changes_gone(today, plan))


def _named(base: Base, *, gone: tuple[Gone, ...]) -> Against:
    return Against(
        ref=base.ref,
        commit=base.commit,
        committed_at=base.committed_at,
        knows_facts=base.then is not None,
        gone=gone,
    )


def _planned(given: PlanInput, base: Base, portfolio: Portfolio) -> Plan:
    """What those files would plan of the same ledger."""
    # Of labels that both have, the vendor at hand is the one that was asked.
    traits = {**base.traits, **given.traits}
    known = {label: traits[label] for label in portfolio.vendors if label in traits}
    return reconcile(
        replace(
            given,
            # How to plan is no part of what is wanted.
            portfolio=replace(portfolio, plan=given.portfolio.plan),
            traits=known,
            limits=_limits(given, portfolio.limits),
        )
    ).plan


def _limits(given: PlanInput, base: Limits) -> Limits:
    """Those of the base, with what the command line says of this run: that is no edit either."""
    files, run = given.portfolio.limits, given.limits
    names = (field.name for field in fields(Limits))
    said: dict[str, Any] = {
        name: getattr(run, name) for name in names if getattr(run, name) != getattr(files, name)
    }
    return replace(base, **said)


_Due = tuple[object, ...]


def _due(change: Change) -> _Due:
    """What is due, however exactly it is written in the request."""
    return (
        change.action,
        change.account.id,
        change.property,
        change.needs,
        change.services,
        change.order_id,
    )


class _Past:
    """The plans of the past, each made when the first change asks for it."""

    def __init__(self, given: PlanInput, base: Base, today: Portfolio) -> None:
        self._given = given
        self._base = base
        self._today = today
        self._then: frozenset[_Due] | None = None
        self._before: frozenset[_Due] | None = None

    def cause(self, change: Change) -> Cause:
        """Where a change comes from that the base's files make too."""
        due = _due(change)
        if self._then is None:
            self._then = self._dues(self._today)
        if due not in self._then:
            return Cause.TIME
        if self._base.then is None:
            # Without the inventory of then nobody knows since when its facts are as they are.
            return Cause.FACTS
        if self._before is None:
            self._before = self._dues(self._base.then)
        return Cause.BEFORE if due in self._before else Cause.FACTS

    def _dues(self, portfolio: Portfolio) -> frozenset[_Due]:
        now = min(self._base.committed_at, self._given.now)
        # What a limit left for the next apply was due all the same.
        limits = replace(portfolio.limits, on_limit=OnLimit.REFUSE)
        portfolio = replace(portfolio, limits=limits)
        plan = _planned(replace(self._given, now=now), self._base, portfolio)
        return frozenset(_due(change) for change in plan.changes)


def changes_gone(base: Plan, plan: Plan) -> tuple[Gone, ...]:
    """Changes of the base for needs of which the plan changes nothing."""
    touched = {need for change in plan.changes for need in change.needs}
    said = _said(plan)
    return tuple(
        Gone(
            action=change.action,
            property=change.property,
            needs=change.needs,
            services=change.services,
            order_id=change.order_id,
            why=next((said[need] for need in change.needs if need in said), change.why),
        )
        for change in base.changes
        if not touched.intersection(change.needs)
    )


def _said(plan: Plan) -> dict[Address, str]:
    """What the plan says now of needs that are stuck or wait; the first of several, as printed."""
    said: dict[Address, str] = {}
    for stuck in plan.blocked:
        said.setdefault(stuck.need, stuck.why)
    for waiting in plan.deferred:
        said.setdefault(waiting.need, waiting.why)
    return said
