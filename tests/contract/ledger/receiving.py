"""What vendors tell of their own accord: kept before anybody acts, confirmed by number."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from tests.contract.ledger.builders import (
    ACCOUNT,
    HOME,
    OTHER_ACCOUNT,
    START,
    LedgerFactory,
    key,
    minutes,
    order,
    revision_of,
)

from listwright.model.event import VendorEvent
from listwright.model.names import OrderId
from listwright.ports import Inbox

InboxFactory = Callable[[], Inbox]


def event(digest: str = "d1", **changes: object) -> VendorEvent:
    made = VendorEvent(
        account=ACCOUNT.id,
        digest=digest,
        received_at=START,
        event="order.processed",
        order_id=OrderId("654321"),
        order_key=key(),
        property=HOME,
        status="ordered",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


class ReceivingContract:
    def test_what_came_in_waits_in_order_and_as_it_was(
        self, ledger_factory: LedgerFactory, inbox_factory: InboxFactory
    ) -> None:
        told = [event("d2"), event("d1", order_id=None, order_key=None, request_id="7")]
        poison = VendorEvent(account=ACCOUNT.id, digest="d3", received_at=START, note="no JSON")
        inbox_factory().receive([*told, poison])
        waiting = ledger_factory(read_only=True).mailbox().waiting
        assert [one.event for one in waiting] == [*told, poison]
        assert [one.number for one in waiting] == sorted({one.number for one in waiting})

    def test_a_repeated_delivery_waits_once_until_it_was_confirmed(
        self, ledger_factory: LedgerFactory, inbox_factory: InboxFactory
    ) -> None:
        inbox, ledger = inbox_factory(), ledger_factory()
        inbox.receive([event(), event()])
        inbox.receive([event(received_at=minutes(6))])
        (waiting,) = ledger.mailbox().waiting
        ledger.confirm_events({waiting.number: "read"}, at=minutes(7))
        assert ledger.mailbox().waiting == ()
        assert ledger.known_events(["d1", "d2"]) == {"d1"}
        inbox.receive([event(received_at=minutes(8))])
        assert [one.event.received_at for one in ledger.mailbox().waiting] == [minutes(8)]

    def test_who_was_heard_when(
        self, ledger_factory: LedgerFactory, inbox_factory: InboxFactory
    ) -> None:
        inbox, ledger = inbox_factory(), ledger_factory()
        ledger.record_order(order(), at=START, actor="refresh")
        ledger.record_order(order("9", account=OTHER_ACCOUNT), at=START, actor="refresh")
        unread = event("d3", event="", received_at=minutes(9))
        inbox.receive([event(), event("d2", received_at=minutes(5)), unread])
        assert ledger.mailbox().heard == {ACCOUNT.id: minutes(5)}
        ledger.confirm_events(
            {one.number: "read" for one in ledger.mailbox().waiting}, at=minutes(10)
        )
        assert ledger.mailbox().heard == {ACCOUNT.id: minutes(5)}

    def test_which_orders_were_named_and_when_first(
        self, ledger_factory: LedgerFactory, inbox_factory: InboxFactory
    ) -> None:
        inbox, ledger = inbox_factory(), ledger_factory()
        later = event("d2", received_at=minutes(5))
        nameless = event("d3", order_id=None)
        poison = event("d4", event="", order_id=OrderId("7"), received_at=minutes(6))
        inbox.receive([event(), later, nameless, poison])
        named = (ACCOUNT.id, OrderId("654321"))
        assert ledger.told_orders(START) == {named: START}
        ledger.confirm_events(
            {one.number: "read" for one in ledger.mailbox().waiting}, at=minutes(10)
        )
        assert ledger.told_orders(minutes(1)) == {named: minutes(5)}
        assert ledger.told_orders(minutes(6)) == {}

    def test_what_came_in_makes_no_decision_stale(
        self, ledger_factory: LedgerFactory, inbox_factory: InboxFactory
    ) -> None:
        ledger = ledger_factory()
        ledger.record_order(order(), at=START, actor="refresh")
        before = revision_of(ledger)
        inbox_factory().receive([event()])
        ledger.confirm_events({ledger.mailbox().waiting[0].number: "read"}, at=minutes(1))
        assert revision_of(ledger) == before

    def test_confirmed_events_of_long_ago_are_forgotten_and_no_others(
        self, ledger_factory: LedgerFactory, inbox_factory: InboxFactory
    ) -> None:
        inbox, ledger = inbox_factory(), ledger_factory()
        inbox.receive([event(), event("d2")])
        first, second = ledger.mailbox().waiting
        ledger.confirm_events({first.number: "read", 999: "nothing"}, at=minutes(1))
        ledger.confirm_events({}, at=minutes(1) + timedelta(days=31))
        assert ledger.known_events(["d1", "d2"]) == {"d2"}
        assert ledger.mailbox().waiting == (second,)

    def test_somebody_receives_while_a_runner_holds_the_ledger(
        self, ledger_factory: LedgerFactory, inbox_factory: InboxFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0):
            inbox_factory().receive([event()])
            assert len(ledger.mailbox().waiting) == 1
