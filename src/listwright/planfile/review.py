"""Review -> the keys of a plan that are there for its readers, and back."""

from datetime import datetime

from listwright.model.account import Account
from listwright.model.money import Budget, LearnedPrice, cents_of
from listwright.model.names import OrderId, OrderKey, PropertyId
from listwright.model.order import Appointment, Basis, Order, Origin, Phase, Service
from listwright.model.plan import Action
from listwright.model.review import (
    Against,
    Applied,
    FunnelStep,
    Gone,
    HomeFacts,
    Review,
    Stage,
)
from listwright.planfile.pictures import task_of
from listwright.planfile.restoring import account_of, address_of, maybe_moment, service_of
from listwright.planfile.rows import (
    Row,
    instant,
    maybe_instant,
    maybe_money,
    money,
    ordered_picture_row,
    priced_rows,
    service_rows,
    visit_rows,
)
from listwright.planfile.shapes.plan import PlanDocument
from listwright.planfile.shapes.review import (
    AgainstShape,
    AppliedShape,
    BudgetShape,
    LearnedPriceShape,
    OpenOrderShape,
)


def review_keys(review: Review) -> Row:
    """Every key of `ReviewBody`."""
    plan = review.plan
    return {
        "budgets": [budget_row(one) for one in plan.budgets],
        "learned_prices": [_learned_row(one) for one in plan.learned],
        "per_minute": review.per_minute,
        "against": None if review.against is None else _against_row(review.against),
        "funnel": [{"stage": one.stage.value, "homes": one.homes} for one in review.funnel],
        "homes": [_home_row(home, facts) for home, facts in sorted(review.homes.items())],
        "open_orders": [_order_row(order) for order in review.orders],
        "applied": [_applied_row(one) for one in review.applied],
    }


def budget_row(budget: Budget) -> Row:
    """The month of one entity."""
    return {
        "entity": budget.entity,
        "month": budget.month,
        "limit": maybe_money(budget.allowed),
        "committed": money(budget.committed),
        "committed_unpriced": budget.committed_unpriced,
        "planned": money(budget.planned),
        "planned_unpriced": budget.planned_unpriced,
    }


def _learned_row(learned: LearnedPrice) -> Row:
    return {
        "vendor": learned.label,
        "slug": learned.slug,
        "quantity": learned.quantity,
        "seen": money(learned.seen),
        "book": maybe_money(learned.book),
        "order_id": learned.order_id,
        "at": maybe_instant(learned.at),
    }


def _against_row(against: Against) -> Row:
    return {
        "ref": against.ref,
        "commit": against.commit,
        "committed_at": instant(against.committed_at),
        "knows_facts": against.knows_facts,
        "gone": [_gone_row(one) for one in against.gone],
    }


def _gone_row(gone: Gone) -> Row:
    return {
        "actions": list(gone.action.value),
        "property": gone.property,
        "needs": [str(need) for need in gone.needs],
        "services": service_rows(gone.services),
        "order_id": gone.order_id,
        "why": gone.why,
    }


def _home_row(home: PropertyId, facts: HomeFacts) -> Row:
    return {
        "property": home,
        "market": facts.market,
        "status": facts.status,
        "city": facts.city,
        "state": facts.state,
        "billing_entity": facts.billing_entity,
    }


def _order_row(order: Order) -> Row:
    keys = order.basis.keys if order.basis else ()
    return {
        "account": order.account.id,
        "vendor": order.account.label,
        "order_id": order.order_id,
        "order_key": order.order_key,
        "property": order.property,
        "needs": [f"{order.property}/{key}" for key in keys],
        "services": priced_rows(order.services),
        "status": order.status,
        "phase": order.phase.value,
        "managed": order.managed,
        "picture": ordered_picture_row(order),
        "created": maybe_instant(order.created),
        "captured_at": maybe_instant(order.captured_at),
        "delivered_at": maybe_instant(order.delivered_at),
        "appointments": visit_rows(order.appointments),
        "attention": order.attention,
        "read_at": maybe_instant(order.read_at),
    }


def _applied_row(applied: Applied) -> Row:
    return {
        "at": instant(applied.at),
        "plan_id": applied.plan_id,
        "digest": applied.digest,
        "actor": applied.actor,
        "run": applied.run,
        "note": applied.note,
        "changes": applied.changes,
    }


# ---- and back ------------------------------------------------------------------------------------


def budgets_of(document: PlanDocument) -> tuple[Budget, ...]:
    """The budgets of a saved plan."""
    return tuple(_budget(shape) for shape in document.budgets)


def learned_of(document: PlanDocument) -> tuple[LearnedPrice, ...]:
    """The learned prices of a saved plan."""
    return tuple(_learned(shape) for shape in document.learned_prices)


def homes_of(document: PlanDocument) -> dict[PropertyId, HomeFacts]:
    """The homes of a saved plan's lines."""
    return {
        PropertyId(shape.property): HomeFacts(
            market=shape.market,
            status=shape.status,
            city=shape.city,
            state=shape.state,
            billing_entity=shape.billing_entity,
        )
        for shape in document.homes
    }


def funnel_of(document: PlanDocument) -> tuple[FunnelStep, ...]:
    """The funnel of a saved plan."""
    return tuple(FunnelStep(stage=Stage(one.stage), homes=one.homes) for one in document.funnel)


def orders_of(document: PlanDocument) -> tuple[Order, ...]:
    """The open orders beside a saved plan."""
    return tuple(_order(shape) for shape in document.open_orders)


def applied_of(document: PlanDocument) -> tuple[Applied, ...]:
    """The applies before a saved plan."""
    return tuple(_applied(shape) for shape in document.applied)


def against_of(shape: AgainstShape | None) -> Against | None:
    """The base of a saved plan."""
    if shape is None:
        return None
    return Against(
        ref=shape.ref,
        commit=shape.commit,
        committed_at=datetime.fromisoformat(shape.committed_at),
        knows_facts=shape.knows_facts,
        gone=tuple(
            Gone(
                action=Action(one.actions),
                property=PropertyId(one.property),
                needs=tuple(address_of(need) for need in one.needs),
                services=tuple(service_of(line) for line in one.services),
                order_id=None if one.order_id is None else OrderId(one.order_id),
                why=one.why,
            )
            for one in shape.gone
        ),
    )


def _budget(shape: BudgetShape) -> Budget:
    return Budget(
        entity=shape.entity,
        month=shape.month,
        allowed=None if shape.limit is None else cents_of(shape.limit),
        committed=cents_of(shape.committed),
        committed_unpriced=shape.committed_unpriced,
        planned=cents_of(shape.planned),
        planned_unpriced=shape.planned_unpriced,
    )


def _learned(shape: LearnedPriceShape) -> LearnedPrice:
    return LearnedPrice(
        label=shape.vendor,
        slug=shape.slug,
        quantity=shape.quantity,
        seen=cents_of(shape.seen),
        book=None if shape.book is None else cents_of(shape.book),
        order_id=OrderId(shape.order_id),
        at=maybe_moment(shape.at),
    )


def _order(shape: OpenOrderShape) -> Order:
    account: Account = account_of(shape.account)
    return Order(
        account=account,
        order_id=OrderId(shape.order_id),
        property=PropertyId(shape.property),
        services=tuple(
            Service(
                slug=line.slug,
                quantity=line.quantity,
                price=None if line.price is None else cents_of(line.price),
                previous_order_id=None
                if line.previous_order_id is None
                else OrderId(line.previous_order_id),
            )
            for line in shape.services
        ),
        status=shape.status,
        phase=Phase(shape.phase),
        order_key=None if shape.order_key is None else OrderKey(shape.order_key),
        managed=shape.managed,
        origin=Origin.CREATED,
        created=maybe_moment(shape.created),
        captured_at=maybe_moment(shape.captured_at),
        delivered_at=maybe_moment(shape.delivered_at),
        task=task_of(shape.picture),
        eta_s=None if shape.picture is None else shape.picture.eta_s,
        appointments=tuple(
            Appointment(
                id=visit.id,
                start=maybe_moment(visit.start),
                end=maybe_moment(visit.end),
                canceled=visit.canceled,
            )
            for visit in shape.appointments
        ),
        attention=shape.attention,
        read_at=maybe_moment(shape.read_at),
        basis=_basis(shape.needs),
    )


def _basis(needs: tuple[str, ...]) -> Basis | None:
    """What is known of why an order was placed: the keys of its needs."""
    if not needs:
        return None
    keys = tuple(address_of(need).key for need in needs)
    return Basis(origin="", facts={}, trail=(), keys=keys)


def _applied(shape: AppliedShape) -> Applied:
    return Applied(
        at=datetime.fromisoformat(shape.at),
        plan_id=shape.plan_id,
        digest=shape.digest,
        actor=shape.actor,
        run=shape.run,
        note=shape.note,
        changes=shape.changes,
    )
