"""The three order calls: what the vendor decides, before faults and envelopes are put around it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from listwright.sandbox.options import SandboxKey, SandboxOptions
from listwright.sandbox.planomatic.fields import (
    JsonObject,
    Problem,
    check_fields,
    identifier,
    problem_of,
)
from listwright.sandbox.planomatic.lifecycle import Snapshot, Step, snapshot_at
from listwright.sandbox.planomatic.literals import literals
from listwright.sandbox.planomatic.masking import masked_request
from listwright.sandbox.planomatic.orderbook import NewOrder
from listwright.sandbox.planomatic.record import Action, ActionKind, OrderRecord
from listwright.sandbox.planomatic.services import only_staging, wants_previous
from listwright.sandbox.planomatic.validation import Lookups, check_cancel, check_create
from listwright.sandbox.planomatic.view import status_of
from listwright.sandbox.store import SandboxStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request as the calls see it, at one instant of the sandbox clock."""

    document: JsonObject
    options: SandboxOptions
    store: SandboxStore
    now: datetime

    @property
    def key(self) -> SandboxKey | None:
        """The account of the request's API key, or None when it opens none."""
        sent = self.document.get("api_key")
        return self.options.key_for(sent) if isinstance(sent, str) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The call was carried out on `order`."""

    order: OrderRecord
    code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The call was rejected; nothing changed."""

    problems: tuple[Problem, ...]


def carry_out(operation: str, call: Call) -> Accepted | Refused:
    """Decide and store in one transaction, so that two requests at once cannot both pass."""
    steps = {"create": _create, "retrieve": _retrieve, "cancel": _cancel}
    with call.store.transaction():
        return steps[operation](call)


def find_order(call: Call) -> OrderRecord | Problem:
    """The order a retrieve or cancel means.

    `request_id` wins over `order_id`. An order id that is unknown, or of another account, is tried
    again as a legacy id: a wrong number can find another order of the same account.
    """
    for name in ("request_id", "order_id"):
        sent = call.document.get(name)
        if sent is not None:
            number = identifier(sent)
            if number is None:
                return problem_of("lookup", name, "unrecognized")
            return _resolve(call, name, number)
    return problem_of("lookup", "order_id", "missing")


def _resolve(call: Call, name: str, number: int) -> OrderRecord | Problem:
    account = call.key.account if call.key else None
    book = call.store.book
    if name == "request_id":
        order, second = book.by_request_id(number), None
    else:
        order = book.by_order_id(number)
        order = order if order is not None and call.now >= order.id_known_from else None
        second = book.by_legacy_id(account, number) if account else None
    if order is not None and order.account == account:
        return order
    if second is not None:
        return second
    return problem_of("lookup", name, "unauthorized" if order is not None else "unrecognized")


def _create(call: Call) -> Accepted | Refused:
    found = Lookups(
        delivered=lambda number: _delivered(call, number),
        duplicate_of=lambda document: _duplicate_of(call, document),
        name_duplicate=call.options.include_existing_id,
    )
    key = call.key
    problems = [*_key_problems(call), *check_create(call.document, key, found)]
    if problems or key is None:
        return Refused(problems=tuple(problems))
    delay = timedelta(seconds=call.options.async_id_seconds if call.options.async_id else 0)
    order = call.store.book.add(
        NewOrder(
            account=key.account,
            created=call.now,
            id_known_from=call.now + delay,
            request=masked_request(call.document),
            legacy_id_base=call.options.legacy_id_base,
        )
    )
    call.store.tell_of_order(order.order_id)
    return Accepted(order=order, code=call.options.create_code)


def _retrieve(call: Call) -> Accepted | Refused:
    order = find_order(call)
    problems = _key_problems(call)
    if isinstance(order, Problem):
        problems.append(order)
    if problems or isinstance(order, Problem):
        return Refused(problems=tuple(problems))
    return Accepted(order=order, code=call.options.read_code)


def _cancel(call: Call) -> Accepted | Refused:
    order = find_order(call)
    problems = [*_key_problems(call), *check_cancel(call.document)]
    if isinstance(order, Problem):
        return Refused(problems=(*problems, order))
    problems += _cancel_problems(order, call)
    if problems:
        return Refused(problems=tuple(problems))
    action = Action(
        kind=ActionKind.CANCEL,
        at=call.now,
        reason=call.document["cancelation_reason"],
        notes=call.document["cancelation_notes"],
    )
    call.store.book.add_action(order.order_id, action)
    call.store.tell_of_order(order.order_id)
    canceled = call.store.book.by_order_id(order.order_id)
    return Accepted(order=canceled or order, code=call.options.cancel_code)


def _key_problems(call: Call) -> list[Problem]:
    """The key's own problem; an unknown key is a validation error, not a 401."""
    problems = list(check_fields("any", {**call.document, "body": {}}))
    if not problems and call.key is None:
        problems.append(problem_of("any", "api_key", "unauthorized"))
    return problems


def _cancel_problems(order: OrderRecord, call: Call) -> list[Problem]:
    snapshot = snapshot_at(order, call.now)
    if snapshot.step is Step.CANCELED:
        return [problem_of("lookup", "order_id", "already_canceled")]
    if not _cancelable(snapshot, call.options):
        return [problem_of("lookup", "order_id", "not_cancelable")]
    return []


def _cancelable(snapshot: Snapshot, options: SandboxOptions) -> bool:
    allowed = literals().words("cancelable", "status")
    return status_of(snapshot, options) in allowed and not snapshot.visits


def _delivered(call: Call, number: int) -> bool | None:
    order = call.store.book.by_order_id(number)
    if order is None or call.key is None or order.account != call.key.account:
        return None
    return snapshot_at(order, call.now).delivered_at is not None


def _duplicate_of(call: Call, document: JsonObject) -> int | None:
    """The newest order of the home inside the window, which the sandbox clock measures."""
    property_id, key = document.get("external_property_id"), call.key
    if key is None or not isinstance(property_id, str):
        return None
    own = key.duplicate_hours
    window = timedelta(hours=call.options.duplicate_hours if own is None else own)
    if call.options.exempt_asset_orders and wants_previous(document.get("services")):
        return None
    orders = call.store.book.of_property(key.account, property_id)
    recent = [order for order in orders if call.now - order.created < window]
    counted = [order.order_id for order in recent if _counts(order, call)]
    return max(counted, default=None)


def _counts(order: OrderRecord, call: Call) -> bool:
    if call.options.exempt_asset_orders and only_staging(order.services):
        return False
    return call.options.count_canceled or snapshot_at(order, call.now).step is not Step.CANCELED
