"""The scheduled check: everything about a project that somebody should look at.

It is read off a plan and what that plan was decided on; nothing is decided anew.
"""

from collections.abc import Iterator
from itertools import chain

from listwright.engine.addresses import Selector
from listwright.engine.audit_homes import gone_homes, idle_rules
from listwright.engine.audit_needs import blocked_findings, stale_findings
from listwright.engine.audit_orders import (
    attention_findings,
    drift_findings,
    overdue_findings,
    unmanaged_findings,
)
from listwright.engine.reconcile import Reconciled
from listwright.engine.scope import select_homes
from listwright.model.audit import AuditFinding, FindingCode
from listwright.model.names import Address, NeedKey, PropertyId, canonical_id
from listwright.model.plan import Scope

URGENCY = (
    FindingCode.UNKNOWN,
    FindingCode.BLOCKED,
    FindingCode.ATTENTION,
    FindingCode.OVERDUE,
    FindingCode.DRIFT,
    FindingCode.STALE,
    FindingCode.INVENTORY,
    FindingCode.UNMANAGED,
)
"""The codes as they are printed: what needs a person first, what is good to know last."""


def find_all(made: Reconciled, scope: Scope) -> tuple[AuditFinding, ...]:
    """Every finding within the scope, by urgency and place."""
    found = chain(
        blocked_findings(made),
        attention_findings(made),
        overdue_findings(made),
        drift_findings(made),
        stale_findings(made),
        gone_homes(made),
        idle_rules(made),
        unmanaged_findings(made),
    )
    return tuple(sorted(_within(found, scope, made), key=_place))


def _within(
    found: Iterator[AuditFinding], scope: Scope, made: Reconciled
) -> Iterator[AuditFinding]:
    """The findings of the homes and needs that the scope leaves; those of no home only unscoped."""
    if not scope.target and not scope.exclude and not scope.select:
        yield from found
        return
    homes = made.run.portfolio.homes
    selected = {canonical_id(home) for home in select_homes(homes, scope.select)}
    for item in found:
        home = item.address.property if isinstance(item.address, Address) else item.address
        if home is None or (scope.select and canonical_id(home) not in selected):
            continue
        if _is_meant(item.address or home, scope):
            yield item


def _is_meant(where: Address | PropertyId, scope: Scope) -> bool:
    """Naming a need means what concerns its whole home, too; leaving it out does not."""
    target, exclude = Selector(scope.target), Selector(scope.exclude)
    if isinstance(where, Address):
        return (not target or target.matches(where)) and not exclude.matches(where)
    whole = Address(where, NeedKey(""))
    return (not target or target.matches_property(where)) and not exclude.matches(whole)


def _place(item: AuditFinding) -> tuple[int, str, str, str]:
    return URGENCY.index(item.code), str(item.address or ""), item.order_id or "", item.why
