"""Recording an order that exists: read it once more, verify whose it is, then track it."""

from listwright.app.creating import PlanRef
from listwright.app.effects import Announce, ImportOrder, Pace, ReadOrder, Steps
from listwright.app.outcomes import import_failed, imported, not_started, overtaken
from listwright.engine.imports import import_name
from listwright.errors import InternalError
from listwright.model.intent import Draft, IntentService
from listwright.model.names import Address, NeedKey, PropertyId, ServiceKey, canonical_id
from listwright.model.order import Basis, Order
from listwright.model.outcome import ChangeOutcome
from listwright.model.plan import Change
from listwright.ports import OrderName, ReadFailureError


def import_steps(change: Change, plan: PlanRef) -> Steps[ChangeOutcome]:
    """Track the order of `change`; the vendor is asked, and told nothing."""
    order, basis = change.current, change.basis
    if order is None or basis is None:
        message = "an import without its order"
        raise InternalError(message)
    if not (yield Pace(change.account)):
        return not_started(change)
    name = OrderName(property=order.property, order_id=order.order_id, order_key=order.order_key)
    seen = yield ReadOrder(change.account, name)
    if isinstance(seen, ReadFailureError):
        return import_failed(change, seen)
    draft = import_draft(seen, basis, property_id=change.property, plan=plan)
    stored: Order | None = yield ImportOrder(seen, draft, f"{change.reason.value}: {change.why}")
    if stored is None:
        return overtaken(change)
    yield Announce(f"{change.property}: order {order.order_id} is tracked now")
    return imported(change)


def import_draft(order: Order, basis: Basis, *, property_id: PropertyId, plan: PlanRef) -> Draft:
    """The journal's entry for an order that somebody else placed, or that we lost track of."""
    return Draft(
        account=order.account,
        property=property_id,
        canonical=canonical_id(order.property),
        order_key=import_name(plan.lineage, order),
        generation=1,
        services=tuple(
            _service(order, property_id, key=key, slug=slug)
            for key, slug in zip(basis.keys, basis.slugs, strict=True)
        ),
        billing_entity="",
        request_digest="",
        basis=basis,
        plan_id=plan.plan_id,
        plan_digest=plan.digest,
    )


def _service(order: Order, home: PropertyId, *, key: NeedKey, slug: str) -> IntentService:
    return IntentService(
        address=Address(home, key),
        service_key=ServiceKey(slug),
        slug=slug,
        quantity=order.quantity(slug) or 1,
    )
