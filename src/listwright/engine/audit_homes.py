"""Findings about the inventory: homes that are gone and still have orders, rules without a home."""

from collections.abc import Iterator

from listwright.engine.reconcile import Reconciled
from listwright.model.audit import AuditFinding, FindingCode
from listwright.model.intent import PropertyRecord
from listwright.model.order import Order, Phase


def gone_homes(made: Reconciled) -> Iterator[AuditFinding]:
    """Homes that stand in no row and no file any more, while an order of ours is open there.

    Delivered ones are no news: homes are sold every month.
    """
    present = {wanted.home.canonical for wanted in made.wants.homes}
    for canonical, record in made.observed.properties.items():
        if canonical in present:
            continue
        ours = [
            order
            for order in record.orders
            if order.managed and order.phase in {Phase.OPEN, Phase.UNKNOWN}
        ]
        if ours:
            yield _gone(record, ours)


def _gone(record: PropertyRecord, ours: list[Order]) -> AuditFinding:
    named = ", ".join(f"{order.order_id} ({order.status})" for order in ours)
    what = "order" if len(ours) == 1 else "orders"
    home = record.property
    return AuditFinding(
        code=FindingCode.INVENTORY,
        address=home,
        order_id=ours[0].order_id,
        since=None,
        why=f"the home is in no inventory and no file any more, and has the open {what} {named}",
        remedy=f"if it has a new id, write `renamed_from: [{home}]` there; if it was sold, write "
        "it under `properties:` with `absent: true`, which cancels what can be canceled",
    )


def idle_rules(made: Reconciled) -> Iterator[AuditFinding]:
    """Rules that match no home at all."""
    if not made.wants.homes:
        return
    rules = made.run.portfolio.rules
    for rule, count in zip(rules, made.wants.matches, strict=True):
        if count == 0:
            yield AuditFinding(
                code=FindingCode.INVENTORY,
                address=None,
                order_id=None,
                since=None,
                why=f"the rule `{rule.name}` ({rule.span.at}) matches no home",
                remedy="check the column and the values of its `when`, or delete the rule",
            )
