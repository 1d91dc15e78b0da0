"""What the events that wait are worth: which orders they name, and which need no read.

An event is a hint (sheet 7: nobody signs one): it says what to read, and never what is so.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum

from listwright.model.account import Account
from listwright.model.event import Mailbox, VendorEvent, WaitingEvent
from listwright.model.intent import Intent, Observed
from listwright.model.names import (
    AccountId,
    CanonicalId,
    OrderId,
    PropertyId,
    canonical_id,
)
from listwright.model.order import Order
from listwright.model.portfolio import Portfolio

SURELY_AFTER = timedelta(minutes=5)
"""How much later than an event a read must be to hold its news, whatever the two clocks say."""

HOPELESS_AFTER = timedelta(days=7)
"""How long an event waits whose order gives answers that cannot be used."""


class Outcome(Enum):
    """What came of an event; the ledger keeps the word."""

    READ = "read"
    GONE = "gone"
    """The vendor knows no such order."""

    FOREIGN_HOME = "foreign home"
    """The order is of another home than the event says, or of none of this project."""

    UNREADABLE = "unreadable"
    SUPERSEDED = "superseded"
    """The order was read after the event came in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One order that events name, to be read once however many they are; `events` by arrival.

    `canonical` is the id that its home has now, `home` the one to ask with. `order` and
    `intent` are what the ledger knows of it; with neither it is only a rumor.
    """

    account: Account
    home: PropertyId
    canonical: CanonicalId
    events: tuple[WaitingEvent, ...]
    order_id: OrderId | None = None
    request_id: str | None = None
    order: Order | None = None
    intent: Intent | None = None

    @property
    def is_rumor(self) -> bool:
        """Whether nothing but events speaks of that order."""
        return self.order is None and self.intent is None

    @property
    def since(self) -> datetime:
        """When its first event came in."""
        return self.events[0].event.received_at

    @property
    def numbers(self) -> tuple[int, ...]:
        """The ledger's numbers of its events."""
        return tuple(one.number for one in self.events)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """The orders to be read because of events, by arrival, and the events that need no read."""

    letters: tuple[Letter, ...] = ()
    settled: tuple[tuple[WaitingEvent, Outcome], ...] = ()
    _by_order: Mapping[tuple[AccountId, OrderId], Letter] = field(default_factory=dict)
    _rumors: Mapping[CanonicalId, tuple[Letter, ...]] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        """How many events wait for a read."""
        return sum(len(letter.events) for letter in self.letters)

    def news_of(self, order: Order) -> datetime | None:
        """When the first event came in that says more of `order` than its last read, if any."""
        letter = self._by_order.get((order.account.id, order.order_id))
        return None if letter is None else letter.since

    def rumor(self, account: Account, canonical: CanonicalId) -> Letter | None:
        """An order of that home at that vendor which only events speak of, and nobody has read."""
        for letter in self._rumors.get(canonical, ()):
            if letter.account == account or letter.account.is_beside(account):
                return letter
        return None


NO_MAIL = Mail()


def mail_of(
    letters: Iterable[Letter], settled: tuple[tuple[WaitingEvent, Outcome], ...] = ()
) -> Mail:
    """The mail of `letters`."""
    kept = tuple(letters)
    rumors: dict[CanonicalId, tuple[Letter, ...]] = {}
    for letter in kept:
        if letter.is_rumor:
            rumors[letter.canonical] = (*rumors.get(letter.canonical, ()), letter)
    return Mail(
        letters=kept,
        settled=settled,
        _by_order={
            (letter.account.id, letter.order.order_id): letter
            for letter in kept
            if letter.order is not None
        },
        _rumors=rumors,
    )


def sort_mail(mailbox: Mailbox, portfolio: Portfolio, observed: Observed) -> Mail:
    """What the waiting events of accounts in use come to; those of other accounts wait on."""
    if not mailbox.waiting:
        return NO_MAIL
    register = _register(portfolio, observed)
    letters: dict[_Key, Letter] = {}
    settled: list[tuple[WaitingEvent, Outcome]] = []
    for waiting in mailbox.waiting:
        found = register.judge(waiting)
        if isinstance(found, Outcome):
            settled.append((waiting, found))
        elif found is not None:
            key = _key(found)
            before = letters.get(key)
            if before is not None:
                found = replace(before, events=(*before.events, waiting))
            letters[key] = found
    return mail_of(letters.values(), tuple(settled))


_Key = tuple[AccountId, str | None, str | None, PropertyId]


def _key(letter: Letter) -> _Key:
    # With the home: a forged event must not decide with which home a true one is held against.
    return letter.account.id, letter.order_id, letter.request_id, letter.home


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A home that events may speak of: under which id, and which id it has now."""

    property: PropertyId
    canonical: CanonicalId


@dataclass(frozen=True, slots=True, kw_only=True)
class _Register:
    """Everything that an event can be held against."""

    accounts: Mapping[AccountId, Account]
    of_pictures: frozenset[AccountId]
    places: Mapping[CanonicalId, _Place]
    orders: Mapping[tuple[AccountId, str], Order]
    requests: Mapping[tuple[AccountId, str], Order]
    intents: Mapping[tuple[AccountId, str], Intent]
    """By every id of theirs: our name, the request, the upload."""

    def judge(self, waiting: WaitingEvent) -> Letter | Outcome | None:
        """The order to read, or what becomes of the event without; None: it waits on."""
        event = waiting.event
        account = self.accounts.get(event.account)
        if account is None:
            return None
        if not event.event or (event.order_id is None and event.request_id is None):
            return Outcome.UNREADABLE
        order = self._order(event)
        if order is not None:
            return Outcome.SUPERSEDED if _holds(order, event) else self._known(waiting, order)
        intent = self._intent(event)
        if intent is not None:
            return self._asked(waiting, intent)
        return self._rumor(waiting, account)

    def _order(self, event: VendorEvent) -> Order | None:
        known = self.orders.get((event.account, event.order_id or ""))
        if known is None and event.order_id is None:
            known = self.requests.get((event.account, event.request_id or ""))
        return known

    def _intent(self, event: VendorEvent) -> Intent | None:
        """An intent without an order whose upload or request the event names.

        An order id in hand is better than a request: it is the order that is wanted.
        """
        if event.order_id is not None and event.account not in self.of_pictures:
            return None
        for value in (event.order_id, event.request_id):
            found = self.intents.get((event.account, value or ""))
            if found is not None:
                return found
        return None

    def _known(self, waiting: WaitingEvent, order: Order) -> Letter:
        return Letter(
            account=order.account,
            home=order.property,
            canonical=canonical_id(order.property),
            events=(waiting,),
            order_id=order.order_id,
            order=order,
        )

    def _asked(self, waiting: WaitingEvent, intent: Intent) -> Letter:
        return Letter(
            account=intent.account,
            home=intent.property,
            canonical=canonical_id(intent.property),
            events=(waiting,),
            request_id=intent.request_id,
            intent=intent,
        )

    def _rumor(self, waiting: WaitingEvent, account: Account) -> Letter | Outcome:
        """An order that the ledger does not know; its answer is checked against the home."""
        event = waiting.event
        ours = self.intents.get((event.account, event.order_key or ""))
        named = ours.property if ours is not None else event.property
        place = self.places.get(canonical_id(named or ""))
        if place is None or account.id in self.of_pictures:
            # Of a picture nobody but the ledger knows which home it is of.
            return Outcome.FOREIGN_HOME
        return Letter(
            account=account,
            home=place.property,
            canonical=place.canonical,
            events=(waiting,),
            order_id=event.order_id,
            request_id=event.request_id if event.order_id is None else None,
        )


def _holds(order: Order, event: VendorEvent) -> bool:
    """Whether the last read of the order is surely younger than the event."""
    return order.read_at is not None and order.read_at - event.received_at >= SURELY_AFTER


def _register(portfolio: Portfolio, observed: Observed) -> _Register:
    vendors = portfolio.vendors.values()
    orders = [order for record in observed.properties.values() for order in record.orders]
    intents = [one for record in observed.properties.values() for one in record.intents]
    return _Register(
        accounts={settings.account.id: settings.account for settings in vendors},
        of_pictures=frozenset(one.account.id for one in vendors if one.sells_pictures),
        places=dict(_places(portfolio, observed)),
        orders={(order.account.id, order.order_id): order for order in orders},
        requests={
            (order.account.id, order.request_id): order
            for order in orders
            if order.request_id is not None
        },
        intents={(one.account.id, name): one for one in intents for name in _names(one)},
    )


def _names(intent: Intent) -> Iterator[str]:
    yield intent.order_key
    if intent.handle is not None:
        yield intent.handle["order_id"]
    if intent.request_id is not None:
        yield intent.request_id


def _places(portfolio: Portfolio, observed: Observed) -> Iterator[tuple[CanonicalId, _Place]]:
    for canonical, record in observed.properties.items():
        yield canonical, _Place(property=record.property, canonical=canonical)
    for home in portfolio.homes:
        yield home.canonical, _Place(property=home.id, canonical=home.canonical)
        for written in home.override.renamed_from if home.override is not None else ():
            former = PropertyId(written.value)
            yield canonical_id(former), _Place(property=former, canonical=home.canonical)
