"""`ledger`: what the memory holds of the homes somebody names. Asks no vendor, writes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from operator import itemgetter

from listwright.app.selection import Selection, former_ids
from listwright.engine.addresses import parse_address
from listwright.engine.doubts import hold_remedy, resolve_remedy
from listwright.engine.renames import join_renamed
from listwright.errors import UsageError
from listwright.model.account import VendorTraits
from listwright.model.intent import AttemptOutcome, Hold, Intent, IntentState, Observed
from listwright.model.names import Address, OrderId, PropertyId, canonical_id
from listwright.model.order import Order
from listwright.model.portfolio import Portfolio
from listwright.model.recorded import HeldHome, LedgerReport, Unknown
from listwright.ports import LedgerReader

Event = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """A ledger to look into, and the files whose homes it is about. `traits` by vendor label."""

    portfolio: Portfolio
    ledger: LedgerReader
    traits: Mapping[str, VendorTraits]
    now: datetime


def list_ledger(archive: Archive, patterns: tuple[str, ...]) -> LedgerReport:
    """The orders and doubts that the addresses mean, all without one; raises UsageError.

    Orders come without photos and links.
    """
    observed = join_renamed(archive.ledger.observed(), archive.portfolio.homes)
    chosen = Selection(patterns, archive.portfolio, observed, archive.now)
    orders = tuple(order for order in archive.ledger.orders() if chosen.takes_order(order))
    intents = tuple(
        intent
        for record in observed.properties.values()
        for intent in record.intents
        if chosen.takes_intent(intent)
    )
    held = tuple(_held_homes(archive.portfolio, observed, chosen))
    chosen.refuse_unknown()
    return LedgerReport(
        waiting=len(archive.ledger.mailbox().waiting),
        orders=orders,
        unknowns=unknown_creates(archive.portfolio, intents),
        held=held,
        intents=intents,
        cancelable=cancelable_orders(orders, archive.traits),
    )


def show_ledger(archive: Archive, pattern: str) -> LedgerReport:
    """The same of one address, with photos and links."""
    found = list_ledger(archive, (pattern,))
    full = (archive.ledger.order(order.account, order.order_id) for order in found.orders)
    return replace(found, orders=tuple(order for order in full if order is not None))


def trace_history(archive: Archive, address: str) -> tuple[PropertyId, tuple[Event, ...]]:
    """What happened at one home under all its ids, oldest first; `order:ID` narrows it.

    Raises UsageError for an address that names no single home.
    """
    observed = archive.ledger.observed()
    home, order_id = _one_home(archive, observed, address)
    former = former_ids(archive.portfolio)
    ids = [home, *(PropertyId(old) for old, new in former.items() if new == canonical_id(home))]
    found = chain.from_iterable(archive.ledger.events(one) for one in ids)
    # Stable: what happened at the same instant stays in the order in which it was written.
    events = sorted(found, key=itemgetter("at"))
    return home, tuple(
        event for event in events if order_id is None or event["order_id"] == order_id
    )


def _one_home(
    archive: Archive, observed: Observed, address: str
) -> tuple[PropertyId, OrderId | None]:
    """The home that is meant, by the id it has now, and the order if one is named."""
    homes = {home.canonical: home.id for home in archive.portfolio.homes}
    former = former_ids(archive.portfolio)
    known = {name: record.property for name, record in observed.properties.items()} | homes
    known |= {old: homes[new] for old, new in former.items()}
    named = parse_address(address, frozenset(known))
    if named.order_id is not None:
        for canonical, record in observed.properties.items():
            if any(order.order_id == named.order_id for order in record.orders):
                return known[canonical], named.order_id
    joined = join_renamed(observed, archive.portfolio.homes)
    Selection((address,), archive.portfolio, joined, archive.now).refuse_unknown()
    canonical = canonical_id(named.property or "")
    if canonical not in known:
        raise UsageError(
            f"{address} is not one home.", advice="Name a home, a need of it, or order:ID."
        )
    return known[canonical], None


def unknown_creates(portfolio: Portfolio, intents: Iterable[Intent]) -> tuple[Unknown, ...]:
    """The needs of those intents of which nobody knows what became; the oldest first."""
    found = [
        Unknown(
            address=line.address,
            order_key=intent.order_key,
            sent_at=intent.sent_at,
            outcome=_DOUBTS[intent.state],
            remedy=_remedy(portfolio, intent, line.address),
            picture=intent.task,
        )
        for intent in intents
        if intent.state in _DOUBTS
        for line in intent.services
    ]
    return tuple(sorted(found, key=lambda one: (one.sent_at, one.address)))


_DOUBTS = {
    IntentState.IN_DOUBT: AttemptOutcome.UNKNOWN,
    IntentState.EXISTS_NOID: AttemptOutcome.NOID,
}
"""A request whose runner lives is no doubt yet."""


def _remedy(portfolio: Portfolio, intent: Intent, address: Address) -> str:
    settings = portfolio.vendors.get(intent.account.label)
    known = settings is not None and settings.account == intent.account
    # An order can be read only through an account that the files name.
    first = "" if known else f"put `vendors.{intent.account.label}` back as it was, then "
    upload = intent.handle["order_id"] if intent.handle is not None else ""
    return f"{first}{resolve_remedy(address, upload)}"


def _held_homes(portfolio: Portfolio, observed: Observed, chosen: Selection) -> Iterable[HeldHome]:
    for canonical, record in observed.properties.items():
        for hold in record.holds:
            if hold.released_at is None and chosen.takes_home(canonical):
                yield HeldHome(
                    property=record.property,
                    hold=hold,
                    remedy=_hold_remedy(portfolio, record.property, hold),
                )


def _hold_remedy(portfolio: Portfolio, property_id: PropertyId, hold: Hold) -> str:
    where = Address(property_id, hold.keys[0]) if hold.keys else property_id
    settings = portfolio.vendors.get(hold.account.label)
    pictures = settings is not None and settings.sells_pictures
    return hold_remedy(hold, where, pictures=pictures)


def cancelable_orders(
    orders: Iterable[Order], traits: Mapping[str, VendorTraits]
) -> frozenset[OrderId]:
    """The orders that their vendor would still cancel for us."""
    return frozenset(
        order.order_id
        for order in orders
        if order.managed
        and (known := traits.get(order.account.label)) is not None
        and known.has_cancel
        and order.status in known.cancelable_statuses
        and not order.has_appointment
    )
