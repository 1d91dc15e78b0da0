"""The small pieces of saved plans -> nouns."""

from collections.abc import Iterable
from datetime import datetime

from listwright.model.account import Account
from listwright.model.money import cents_of
from listwright.model.names import Address, NeedKey, OrderId, PropertyId
from listwright.model.need import Because
from listwright.model.order import Service
from listwright.planfile.shapes.orders import ServiceShape
from listwright.planfile.shapes.plan import BecauseShape


def address_of(text: str) -> Address:
    """Need keys hold no slash, so the last one divides; property ids may hold some."""
    home, _, key = text.rpartition("/")
    return Address(PropertyId(home), NeedKey(key))


def account_of(text: str) -> Account:
    """`kind/environment/label`; a missing part stays empty."""
    kind, _, rest = text.partition("/")
    environment, _, label = rest.partition("/")
    return Account(kind=kind, environment=environment, label=label)


def because_of(rows: Iterable[BecauseShape]) -> tuple[Because, ...]:
    """The rules that asked."""
    return tuple(Because(rule=row.rule, at=row.at) for row in rows)


def maybe_order_id(text: str | None) -> OrderId | None:
    """An order's id, if there is one."""
    return None if text is None else OrderId(text)


def maybe_moment(text: str | None) -> datetime | None:
    """An instant, if there is one."""
    return None if text is None else datetime.fromisoformat(text)


def maybe_cents(text: str | None) -> int | None:
    """Cents, if there is an amount."""
    return None if text is None else cents_of(text)


def service_of(shape: ServiceShape) -> Service:
    """One service that is or would be bought."""
    return Service(
        slug=shape.slug,
        quantity=shape.quantity,
        previous_order_id=maybe_order_id(shape.previous_order_id),
    )
