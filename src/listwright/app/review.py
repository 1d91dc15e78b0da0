"""What readers need beside a plan: facts of its homes, open orders, the applies before it."""

from collections.abc import Iterable, Iterator

from listwright.app.refresh import open_orders
from listwright.engine.billing import find_entity
from listwright.engine.funnel import funnel_of
from listwright.engine.reconcile import Reconciled
from listwright.engine.shares import rule_shares
from listwright.engine.view import Run
from listwright.model.audit import AuditFinding
from listwright.model.names import Address, PropertyId
from listwright.model.order import Order
from listwright.model.plan import Plan
from listwright.model.portfolio import Home
from listwright.model.review import Against, HomeFacts, Review
from listwright.ports import LedgerReader

APPLIES_SHOWN = 20
"""How many applies a review tells of, the newest first."""


def review_plan(
    made: Reconciled,
    ledger: LedgerReader,
    *,
    per_minute: int | None,
    against: Against | None = None,
    findings: tuple[AuditFinding, ...] | None = None,
) -> Review:
    """The plan with all that is shown of it. Reads the ledger only."""
    portfolio, plan = made.run.portfolio, made.plan
    staging = frozenset[str]().union(*(one.staging_slugs for one in made.run.traits.values()))
    named = frozenset(named_homes(plan)) | frozenset(_found(findings or ()))
    return Review(
        plan=plan,
        shares=rule_shares(plan, staging),
        homes={home.id: _facts(made.run, home) for home in portfolio.homes if home.id in named},
        funnel=funnel_of(plan, len(portfolio.homes)),
        orders=_open(made),
        applied=ledger.applied(APPLIES_SHOWN),
        against=against,
        per_minute=per_minute,
        findings=findings,
    )


def named_homes(plan: Plan) -> Iterator[PropertyId]:
    """The homes that a reader of the plan sees."""
    yield from (change.property for change in plan.changes)
    yield from (item.need.property for item in plan.deferred)
    yield from (item.need.property for item in plan.blocked)
    yield from (drift.property for drift in plan.drift)
    yield from (order.property for order in plan.unmanaged)


def _found(findings: Iterable[AuditFinding]) -> Iterator[PropertyId]:
    """The homes that an audit speaks of; most of them have nothing in its plan."""
    for finding in findings:
        address = finding.address
        if address is not None:
            yield address.property if isinstance(address, Address) else address


def _facts(run: Run, home: Home) -> HomeFacts:
    facts = home.facts
    entity, _, _ = find_entity(run.portfolio, home, run.calendar.today(home.facts))
    return HomeFacts(
        market=facts.text("market"),
        status=facts.text("status"),
        city=facts.text("city"),
        state=facts.text("state"),
        billing_entity=entity or None,
    )


def _open(made: Reconciled) -> tuple[Order, ...]:
    """Every order that is not finished, the oldest first; one without a date comes last."""
    accounts = [one.account.id for one in made.run.portfolio.vendors.values()]
    orders = open_orders(made.observed, accounts)
    return tuple(sorted(orders, key=_age))


def _age(order: Order) -> tuple[bool, float, str, str]:
    created = order.created
    since = created.timestamp() if created is not None else 0.0
    return (created is None, since, order.property, order.order_id)
