"""Events on their way through a run: which orders they have read, and what came of each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from listwright.app.choosing import asked_of_letter
from listwright.app.driver import Driver
from listwright.app.refresh import Readings
from listwright.engine.hearing import read_for_age, unheard_accounts
from listwright.engine.mail import HOPELESS_AFTER, Letter, Mail, Outcome, mail_of, sort_mail
from listwright.errors import Diagnostic, Severity
from listwright.model.event import Mailbox
from listwright.model.intent import Observed
from listwright.model.names import AccountId, OrderId
from listwright.model.order import Order
from listwright.model.portfolio import Portfolio
from listwright.model.reads import Unheard


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What came in. `told` are the open orders that need no read, as their vendor tells of them."""

    mail: Mail
    unheard: tuple[Unheard, ...] = ()
    told: frozenset[tuple[AccountId, OrderId]] = frozenset()


def open_post(
    mailbox: Mailbox,
    portfolio: Portfolio,
    observed: Observed,
    *,
    orders: tuple[Order, ...],
    now: datetime,
) -> Post:
    """The post of a plan; `orders` are the open ones. Without `webhooks` every order is polled.

    Events that came in some other way are confirmed all the same.
    """
    mail = sort_mail(mailbox, portfolio, observed)
    if portfolio.webhooks is None:
        return Post(mail=mail)
    unheard = unheard_accounts(orders, mailbox.heard, now=now)
    polled = {_key(order) for order in read_for_age(orders, unheard, now=now)}
    told = frozenset(key for order in orders if (key := _key(order)) not in polled)
    return Post(mail=mail, unheard=unheard, told=told)


def _key(order: Order) -> tuple[AccountId, OrderId]:
    return order.account.id, order.order_id


def confirm_mail(
    driver: Driver, mail: Mail, readings: Readings
) -> tuple[Mail, tuple[Diagnostic, ...]]:
    """Write down what came of events; gives those that wait on, and what somebody should know.

    It is written after the reads were: whoever is stopped in between reads once more.
    """
    now = driver.clock.now()
    ends = [(letter, _outcome(letter, readings, now)) for letter in mail.letters]
    outcomes = {waiting.number: outcome for waiting, outcome in mail.settled}
    for letter, end in ends:
        if end is not None:
            outcomes.update(dict.fromkeys(letter.numbers, end))
    if outcomes:
        words = {number: outcome.value for number, outcome in outcomes.items()}
        driver.ledger.confirm_events(words, at=now)
    left = mail_of(letter for letter, end in ends if end is None)
    return left, _warnings(mail, [one for one, end in ends if end is Outcome.GONE and one.is_rumor])


def _outcome(letter: Letter, readings: Readings, now: datetime) -> Outcome | None:
    """What came of the events of one order; None: they wait on."""
    match readings.ends.get(asked_of_letter(letter)):
        case "seen" | "unsubmitted":
            return Outcome.READ
        case "not_found":
            return Outcome.GONE
        case "identity":
            return Outcome.FOREIGN_HOME
        case "other" if now - letter.since >= HOPELESS_AFTER:
            return Outcome.UNREADABLE
        case _:
            return None


def _warnings(mail: Mail, lost: Iterable[Letter]) -> tuple[Diagnostic, ...]:
    """What no read could confirm, by account; told once, as nothing of it waits any longer."""
    found: dict[AccountId, list[str]] = {}
    unread = [one.event for one, outcome in mail.settled if outcome is Outcome.UNREADABLE]
    for account, number in Counter(event.account for event in unread).items():
        found.setdefault(account, []).append(f"{_events(number)} could not be understood")
    for account, number in Counter(letter.account.id for letter in lost).items():
        orders = "an order" if number == 1 else f"{number} orders"
        found.setdefault(account, []).append(f"{orders} named by events the vendor does not know")
    return tuple(_warning(account, parts) for account, parts in sorted(found.items()))


def _events(number: int) -> str:
    return "1 event" if number == 1 else f"{number} events"


def _warning(account: AccountId, parts: list[str]) -> Diagnostic:
    return Diagnostic(
        code="LW3050",
        summary="Events came in that mean no order",
        detail=f"{account}: {', '.join(parts)}. Nothing was changed by them.",
        fix="Compare them with the vendor's own log of webhooks; if the vendor did not send them, "
        "give it another token (`webhooks`).",
        severity=Severity.WARNING,
    )
