"""How a vendor is asked for an order that is on record."""

from listwright.model.order import Order
from listwright.ports import OrderName


def name_of(order: Order) -> OrderName:
    """Everything that we know an order by; what of it the answer has to echo is its vendor's."""
    return OrderName(
        property=order.property,
        order_id=order.order_id,
        request_id=order.request_id,
        order_key=order.order_key,
    )
