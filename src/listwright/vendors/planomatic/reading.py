"""What the answer to a retrieve means, and whether it is the order that was asked for.

PlanOmatic tries a number it does not know once more as a legacy id, so a wrong id can come back as
another of one's own orders (sheet 4). Every answer is therefore held against all we know.
"""

from collections.abc import Iterable
from typing import NoReturn

from listwright.http.answers import Answered, Exchange, NotSent, Unanswered
from listwright.http.outcomes import StatusClass, retry_after, status_class
from listwright.model.account import Account
from listwright.model.intent import Problem
from listwright.model.names import OrderKey, canonical_id
from listwright.model.order import Order
from listwright.ports import OrderName, ReadFailureError
from listwright.vendors.planomatic.attrs import plain_attr
from listwright.vendors.planomatic.body import asked_id
from listwright.vendors.planomatic.mapper import Known, to_order
from listwright.vendors.planomatic.refusals import key_is_refused, problems_in
from listwright.vendors.planomatic.sayings import said
from listwright.vendors.planomatic.texts import one_line
from listwright.vendors.planomatic.wire import Envelope, WireOrder, read_envelope

_ID_ATTRS = frozenset({"order_id", "request_id"})
_LONGEST_ID = 64


def order_read(
    exchange: Exchange, name: OrderName, account: Account, *, secrets: Iterable[str]
) -> Order:
    """The order `name` asks for; raises ReadFailureError."""
    match exchange:
        case NotSent(reason) | Unanswered(reason):
            raise ReadFailureError("unreachable", f"the vendor could not be asked: {reason}")
        case Answered():
            if status_class(exchange.status) is not StatusClass.SUCCESS:
                _refuse(exchange, problems_in(exchange.document, secrets))
            return _order_in(exchange, name, account)


def _order_in(answered: Answered, name: OrderName, account: Account) -> Order:
    envelope = read_envelope(answered.document)
    if envelope is None:
        why = answered.unreadable or "the body is not an object"
        raise ReadFailureError("other", f"the vendor's answer cannot be used: {why}")
    if envelope.code is not None and envelope.code >= 400:
        raise ReadFailureError("other", f"the body of the answer says code {envelope.code}")
    _verify(envelope, name)
    known = Known(account=account, property=name.property, order_key=name.order_key)
    order = to_order(envelope, known)
    if order is None:
        raise ReadFailureError("other", "the vendor's answer does not show what was ordered")
    return order


def _verify(envelope: Envelope, name: OrderName) -> None:
    """Raise unless every echo says that this is the order asked for."""
    wire = envelope.order
    if envelope.conflicting:
        raise ReadFailureError("identity", "the answer names two different orders")
    _verify_id(wire, name)
    if wire.external_property_id is None:
        raise ReadFailureError("identity", _other_property(wire))
    for layer in envelope.layers:
        echoed = layer.external_property_id
        if echoed is not None and canonical_id(echoed) != canonical_id(name.property):
            raise ReadFailureError("identity", _other_property(layer))
    if name.order_key is not None:
        _verify_key(envelope, name.order_key, must_echo=name.must_echo)


def _verify_key(envelope: Envelope, ours: OrderKey, *, must_echo: bool) -> None:
    theirs = {layer.external_order_id for layer in envelope.layers} - {None}
    if theirs - {ours}:
        raise ReadFailureError(
            "identity", "the order carries another external_order_id than the one recorded"
        )
    if must_echo and not theirs:
        raise ReadFailureError(
            "identity", "the answer does not carry our external_order_id, so nothing proves it ours"
        )


def _verify_id(wire: WireOrder, name: OrderName) -> None:
    kind, asked = asked_id(name)
    if wire.order_id is None:
        # Asked by request, the order may not have its id yet: it came up to 15 minutes later in V2
        # (sheet 2.6).
        raise ReadFailureError(
            "other" if kind == "request_id" else "identity", "the answer has no order id"
        )
    if kind == "order_id" and wire.order_id != asked:
        legacy = " whose legacy id that is" if wire.legacy_order_id == asked else ""
        raise ReadFailureError(
            "identity",
            f"asked for order {_shown(asked)}, the vendor showed order {wire.order_id}{legacy}",
        )
    if kind == "request_id" and wire.request_id not in {None, asked}:
        raise ReadFailureError("identity", "the answer belongs to another request")


def _other_property(wire: WireOrder) -> str:
    if wire.external_property_id is None:
        return f"the vendor does not say which property order {wire.order_id} is for"
    shown = one_line(wire.external_property_id, _LONGEST_ID)
    return f"order {wire.order_id} is for the property {shown}"


def _shown(asked: str) -> str:
    return one_line(asked, _LONGEST_ID)


def _refuse(answered: Answered, problems: tuple[Problem, ...]) -> NoReturn:
    kind, status = status_class(answered.status), answered.status
    detail = said(status, problems)
    if kind is StatusClass.RATE:
        pause = retry_after(answered.headers)
        raise ReadFailureError("rate", "the vendor asks to slow down", retry_after=pause)
    if kind is StatusClass.AUTH or key_is_refused(problems):
        raise ReadFailureError("auth", detail)
    if kind is StatusClass.UNCERTAIN:
        # 408, 425, 5xx: worth asking again (sheet 8).
        raise ReadFailureError("unreachable", detail)
    if any(plain_attr(problem.attr) in _ID_ATTRS for problem in problems):
        raise ReadFailureError("not_found", detail)
    raise ReadFailureError("other", detail)
