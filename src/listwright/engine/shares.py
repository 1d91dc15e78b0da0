"""What each rule causes: reviewers read rules, not hundreds of rows.

A need belongs to the rule that added it, and an order to one rule alone: that of its first need
that is no staging, or else of its first need. So every sum over the rules is that of the plan.
"""

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, field

from listwright.model.names import Address
from listwright.model.need import Because
from listwright.model.plan import Change, Plan
from listwright.model.review import Riding, RuleShare


def rule_shares(plan: Plan, staging: Set[str] = frozenset()) -> tuple[RuleShare, ...]:
    """The share of every rule, by name and place; `staging` are the services made from photos."""
    tally = _Tally()
    for change in plan.changes:
        if change.action.creates:
            tally.add_order(change, staging)
        elif change.action.cancels and change.because:
            tally.of(change.because[0]).cancels += 1
    for waiting in plan.deferred:
        if waiting.because:
            tally.of(waiting.because[0]).deferred += 1
    for stuck in plan.blocked:
        if stuck.because:
            tally.of(stuck.because[0]).blocked += 1
    return tuple(
        tally.counts[rule].total(rule) for rule in sorted(tally.counts, key=_name_and_place)
    )


def _name_and_place(rule: Because) -> tuple[str, str]:
    return rule.rule, rule.at


@dataclass(slots=True)
class _Counts:
    """The share of one rule while it grows. A need counts once, however many orders it makes."""

    needs: set[Address] = field(default_factory=set)
    orders: int = 0
    known: int = 0
    unpriced: int = 0
    cancels: int = 0
    deferred: int = 0
    blocked: int = 0
    riding: Counter[Because] = field(default_factory=Counter)

    def total(self, rule: Because) -> RuleShare:
        """The share."""
        return RuleShare(
            rule=rule,
            needs=len(self.needs),
            orders=self.orders,
            known=self.known,
            unpriced=self.unpriced,
            cancels=self.cancels,
            deferred=self.deferred,
            blocked=self.blocked,
            riding=tuple(
                Riding(rule=other, needs=self.riding[other])
                for other in sorted(self.riding, key=_name_and_place)
            ),
        )


@dataclass(slots=True)
class _Tally:
    """The shares of all rules while they grow."""

    counts: dict[Because, _Counts] = field(default_factory=dict)

    def of(self, rule: Because) -> _Counts:
        """The share of one rule."""
        known = self.counts.get(rule)
        if known is None:
            known = self.counts[rule] = _Counts()
        return known

    def add_order(self, change: Change, staging: Set[str]) -> None:
        """Count an order for its rule, and its needs for theirs."""
        asked = change.asked_by
        if not asked:
            return
        slugs = [line.slug for line in change.services]
        own = (rule for rule, slug in zip(asked, slugs, strict=False) if slug not in staging)
        owner = next(own, asked[0])
        owned = self.of(owner)
        owned.orders += 1
        owned.known += change.cost or 0
        owned.unpriced += change.cost is None
        for rule, need in zip(asked, change.needs, strict=True):
            counts = self.of(rule)
            counts.needs.add(need)
            if rule != owner:
                counts.riding[owner] += 1
