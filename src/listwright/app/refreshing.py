"""`refresh`: reads orders at the vendors and writes down what it saw. Orders nothing."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from listwright.app.choosing import Wishes, choose_asks, doubtful_homes
from listwright.app.driver import Driver
from listwright.app.ledger_view import cancelable_orders, unknown_creates
from listwright.app.mailing import confirm_mail
from listwright.app.refresh import (
    Asked,
    Readings,
    ReadsMade,
    RefreshPolicy,
    asked_of_intent,
    open_orders,
    read_orders,
    summarise_reads,
    unnamed_intents,
)
from listwright.app.selection import Selection
from listwright.engine.mail import NO_MAIL, Letter, Mail, mail_of, sort_mail
from listwright.engine.renames import join_renamed
from listwright.errors import Diagnostic, LockBusyError, Severity
from listwright.model.intent import Intent, Observed
from listwright.model.names import AccountId, OrderId
from listwright.model.order import Order
from listwright.model.portfolio import Portfolio, RefreshMode
from listwright.model.recorded import Moved, RefreshReport
from listwright.ports import LedgerReader, Progress, Vendor

_Name = tuple[AccountId, OrderId]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshDesk:
    """What a refresh is made with. `vendors` by label."""

    portfolio: Portfolio
    vendors: Mapping[str, Vendor]
    driver: Driver
    progress: Progress

    @property
    def accounts(self) -> frozenset[AccountId]:
        """The accounts that the files name."""
        return frozenset(vendor.account.id for vendor in self.vendors.values())

    def observed(self) -> Observed:
        """The ledger as it is now, renamed homes joined."""
        return join_renamed(self.driver.ledger.observed(), self.portfolio.homes)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshOptions:
    """What to read: every open order, or all orders of the addresses; at most `budget` reads."""

    patterns: tuple[str, ...] = ()
    budget: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What could be read, and the events that name some of it.

    `strange` are orders of accounts that the files no longer name.
    """

    wishes: Wishes
    mail: Mail = NO_MAIL
    strange: tuple[Order, ...] = ()

    def within(self, budget: int | None) -> tuple[Asked, ...]:
        """What the budget allows. An order without an id comes first: it keeps a home waiting."""
        mode = RefreshMode.FULL if budget is None else RefreshMode.AUTO
        return choose_asks(self.wishes, RefreshPolicy(mode=mode, budget=budget or 0))


def note_dead_runs(driver: Driver) -> None:
    """Write down as unknown what runs that ended without an answer left open.

    Whoever takes the lock does that. Where another run holds it, that run did it when it began.
    """
    with suppress(LockBusyError), driver.ledger.lock(0):
        pass


def refresh_orders(
    desk: RefreshDesk, options: RefreshOptions
) -> tuple[RefreshReport, tuple[Diagnostic, ...]]:
    """Read and record; gives what came of it, and what went wrong.

    Raises UsageError for an address that names nothing, VendorAuthError for a refused key.
    """
    ledger = desk.driver.ledger
    observed = desk.observed()
    selection = _selection(desk, options, observed)
    wanted = _chosen(desk, selection, observed)
    asked = wanted.within(options.budget)
    rumors = wanted.wishes.rumors
    readings = read_orders(desk.driver, asked, progress=desk.progress, rumors=rumors)
    left, warnings = confirm_mail(desk.driver, wanted.mail, readings)
    before = {_name(order): order for order in _on_record(wanted.wishes)}
    read = [order for order in before.values() if readings.has_seen(order)]
    if wanted.wishes.others or rumors:
        read += _read_first(ledger, observed)
    after = (ledger.order(order.account, order.order_id) for order in read)
    seen = tuple(order for order in after if order is not None)
    report = _report(desk, options, wanted, readings=readings, read=seen)
    report = replace(report, moved=tuple(_moved(before, seen)), waiting=left.waiting)
    strange = (_out_of_reach(order) for order in wanted.strange)
    return report, (*strange, *readings.warnings, *warnings)


def _on_record(wishes: Wishes) -> Iterator[Order]:
    yield from wishes.orders
    for letter in wishes.letters:
        if letter.order is not None:
            yield letter.order


def _selection(desk: RefreshDesk, options: RefreshOptions, observed: Observed) -> Selection:
    return Selection(options.patterns, desk.portfolio, observed, desk.driver.clock.now())


def _chosen(desk: RefreshDesk, selection: Selection, observed: Observed) -> _Wanted:
    unnamed = unnamed_intents(observed, desk.accounts)
    mail = sort_mail(desk.driver.ledger.mailbox(), desk.portfolio, observed)
    if not selection.patterns:
        open_ones = open_orders(observed, desk.accounts)
        return _wanted(open_ones, unnamed, mail=mail, observed=observed)
    named = [order for order in desk.driver.ledger.orders() if selection.takes_order(order)]
    unnamed = tuple(intent for intent in unnamed if selection.takes_intent(intent))
    mail = mail_of((one for one in mail.letters if _is_meant(one, selection)), mail.settled)
    selection.refuse_unknown()
    known = [order for order in named if order.account.id in desk.accounts]
    ranked = tuple(sorted(known, key=_unread))
    wanted = _wanted(ranked, unnamed, mail=mail, observed=observed)
    strange = (order for order in named if order.account.id not in desk.accounts)
    return replace(wanted, strange=tuple(strange))


def _wanted(
    orders: tuple[Order, ...], unnamed: tuple[Intent, ...], *, mail: Mail, observed: Observed
) -> _Wanted:
    wishes = Wishes(
        orders=orders,
        others=tuple(asked_of_intent(intent) for intent in unnamed),
        letters=mail.letters,
        doubtful=doubtful_homes(observed),
    )
    return _Wanted(wishes=wishes, mail=mail)


def _is_meant(letter: Letter, selection: Selection) -> bool:
    if letter.order is not None:
        return selection.takes_order(letter.order)
    if letter.intent is not None:
        return selection.takes_intent(letter.intent)
    return selection.takes_home(letter.canonical)


def _unread(order: Order) -> tuple[bool, str, str]:
    read = order.read_at
    return (read is not None, "" if read is None else read.isoformat(), order.order_id)


def _out_of_reach(order: Order) -> Diagnostic:
    return Diagnostic(
        code="LW3015",
        summary="An order is at an account that the files no longer name",
        detail=f"Order {order.order_id} of {order.property} is at {order.account.id}, so it was "
        "not read.",
        fix=f"Put `vendors.{order.account.label}` back as it was.",
        severity=Severity.WARNING,
    )


def _name(order: Order) -> _Name:
    return order.account.id, order.order_id


def _read_first(ledger: LedgerReader, observed: Observed) -> Iterable[Order]:
    """The orders that the ledger knows since `observed`: those that had no id."""
    known = {_name(order) for record in observed.properties.values() for order in record.orders}
    return (order for order in ledger.orders() if _name(order) not in known)


def _moved(before: Mapping[_Name, Order], read: Iterable[Order]) -> Iterable[Moved]:
    for after in read:
        known = before.get(_name(after))
        if known is None or _seen(known) != _seen(after):
            yield Moved(before=known, after=after)


def _seen(order: Order) -> tuple[object, ...]:
    """What a reader of the news wants to hear of."""
    return order.status, order.phase, order.photos_changed_at


def _report(
    desk: RefreshDesk,
    options: RefreshOptions,
    wanted: _Wanted,
    *,
    readings: Readings,
    read: tuple[Order, ...],
) -> RefreshReport:
    observed = desk.observed()
    selection = _selection(desk, options, observed)
    total = len(wanted.within(None))
    not_read = total - readings.used
    made = ReadsMade(used=readings.used, budget=options.budget or total, not_read=not_read)
    reads = summarise_reads(observed, desk.accounts, made, now=desk.driver.clock.now())
    intents = (intent for record in observed.properties.values() for intent in record.intents)
    traits = {label: vendor.traits for label, vendor in desk.vendors.items()}
    return RefreshReport(
        used=readings.used,
        budget=options.budget,
        not_read=not_read,
        oldest_s=reads.oldest_relevant_age_s,
        orders=read,
        unknowns=unknown_creates(desk.portfolio, filter(selection.takes_intent, intents)),
        cancelable=cancelable_orders(read, traits),
    )
