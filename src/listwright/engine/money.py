"""What a plan costs: the sum of what is known, and how many orders have no known price."""

from collections import Counter
from collections.abc import Iterable

from listwright.model.money import Cost
from listwright.model.plan import Change


def total_cost(changes: Iterable[Change], currency: str | None = None) -> Cost:
    """What the orders that `changes` place cost, in all and by billing entity."""
    by_entity: Counter[str] = Counter()
    known = unpriced = 0
    for change in changes:
        if not change.action.creates:
            continue
        if change.cost is None:
            unpriced += 1
            continue
        known += change.cost
        if change.billing_entity is not None:
            by_entity[change.billing_entity] += change.cost
    return Cost(
        currency=currency,
        known=known,
        unpriced_orders=unpriced,
        by_entity=dict(sorted(by_entity.items())),
    )
