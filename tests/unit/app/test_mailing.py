"""Events lost, repeated or mixed up never change what is known once an order was read."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.support.acting import NOW, MemoryLedger, ScriptedVendor, make_driver
from tests.support.ports import SilentProgress, StillClock
from tests.support.scenes import CANCELS, scene

from listwright.app.choosing import Wishes, choose_asks
from listwright.app.mailing import confirm_mail, open_post
from listwright.app.plan import PlanDesk, plan_in_full
from listwright.app.refresh import RefreshPolicy, read_orders
from listwright.engine.mail import HOPELESS_AFTER, sort_mail
from listwright.model.event import Mailbox, VendorEvent, WaitingEvent
from listwright.model.intent import Observed, PropertyRecord
from listwright.model.names import OrderId, PropertyId, canonical_id
from listwright.model.order import Order, Phase
from listwright.model.plan import Plan
from listwright.model.portfolio import RefreshMode
from listwright.ports import ReadFailureError

SCENE = scene(CANCELS)
ACCOUNT = SCENE.portfolio.vendors["planomatic"].account
SOME = next(order for record in SCENE.observed.properties.values() for order in record.orders)
NUMBERS = ("1", "2", "3", "4")
STATUSES = {
    "ordered": Phase.OPEN,
    "scheduled": Phase.OPEN,
    "completed": Phase.DELIVERED,
    "canceled": Phase.CANCELED,
}


def order(number: str, status: str = "ordered") -> Order:
    return replace(
        SOME,
        order_id=OrderId(number),
        property=PropertyId(f"HOME-{number}"),
        status=status,
        phase=STATUSES[status],
        read_at=NOW - timedelta(hours=1),
    )


BEFORE = Observed(
    properties={
        canonical_id(one.property): PropertyRecord(property=one.property, orders=(one,))
        for one in map(order, NUMBERS)
    },
    generations={},
    accounts=frozenset({ACCOUNT.id}),
)


def unmanaged(known: Observed) -> Observed:
    records = {
        canonical: replace(one, orders=tuple(replace(it, managed=False) for it in one.orders))
        for canonical, one in known.properties.items()
    }
    return replace(known, properties=records)


POLICY = RefreshPolicy(mode=RefreshMode.AUTO, budget=50)


def event(number: str, *, said: str = "", at: datetime = NOW) -> VendorEvent:
    return VendorEvent(
        account=ACCOUNT.id,
        digest=number + said,
        received_at=at,
        event="order.x",
        order_id=OrderId(number),
        property=PropertyId(f"HOME-{number}"),
        status=said,
    )


def mailbox(*events: VendorEvent) -> Mailbox:
    waiting = tuple(WaitingEvent(number=n, event=one) for n, one in enumerate(events, 1))
    return Mailbox(waiting=waiting, heard={ACCOUNT.id: NOW})


class World:
    """A ledger, and a vendor that shows each order as `truth` has it."""

    def __init__(self, truth: dict[str, str], *events: VendorEvent) -> None:
        self.vendor = ScriptedVendor(
            account=ACCOUNT, orders={number: order(number, truth[number]) for number in NUMBERS}
        )
        self.ledger = MemoryLedger(BEFORE, mail=mailbox(*events))

    def plan(self, policy: RefreshPolicy = POLICY) -> Plan:
        clock = StillClock(NOW)
        desk = PlanDesk(
            portfolio=SCENE.portfolio,
            vendors={"planomatic": self.vendor},
            ledger=self.ledger,
            clock=clock,
            progress=SilentProgress(),
            driver=make_driver(self.ledger, self.vendor, clock=clock),
        )
        return plan_in_full(desk, replace(SCENE.options, refresh=policy)).plan

    def statuses(self) -> dict[str, str]:
        return {one.order_id: one.status for one in self.ledger.orders()}


TRUTHS = st.fixed_dictionaries({number: st.sampled_from(sorted(STATUSES)) for number in NUMBERS})
TOLD = st.lists(
    st.builds(event, st.sampled_from(NUMBERS), said=st.sampled_from(["", *STATUSES, "nonsense"])),
    max_size=8,
)


@given(TRUTHS, TOLD, st.randoms(use_true_random=False))
def test_what_is_read_is_what_the_vendor_shows_and_never_what_an_event_says(
    truth: dict[str, str], told: list[VendorEvent], random: Random
) -> None:
    mixed = [*told, *random.sample(told, len(told) // 2)]
    random.shuffle(mixed)
    named = sorted({str(one.order_id) for one in told})
    policy = replace(POLICY, budget=len(named))
    in_order, mixed_up = World(truth, *told), World(truth, *mixed)
    for world in (in_order, mixed_up):
        # Somebody else's: nothing is planned for them, so that only events decide what is read.
        world.ledger.known = unmanaged(BEFORE)
    plans = [in_order.plan(policy), mixed_up.plan(policy)]
    assert plans[0].digests == plans[1].digests
    if named:
        reads = [ask for ask in in_order.vendor.asked if ask.startswith("read")]
        assert sorted(reads) == [f"read {number}" for number in named]
        expected = {number: truth[number] if number in named else "ordered" for number in NUMBERS}
        assert in_order.statuses() == mixed_up.statuses() == expected
    assert in_order.ledger.mail.waiting == mixed_up.ledger.mail.waiting == ()


@given(TRUTHS, TOLD)
def test_lost_events_change_nothing_once_everything_was_read(
    truth: dict[str, str], told: list[VendorEvent]
) -> None:
    full = RefreshPolicy(mode=RefreshMode.FULL, budget=0)
    deaf, hearing = World(truth), World(truth, *told)
    hearing.plan()
    assert deaf.plan(full).digests == hearing.plan(full).digests
    assert deaf.statuses() == hearing.statuses() == truth


def test_a_failed_read_leaves_its_events_and_a_hopeless_one_does_not() -> None:
    broken = ReadFailureError("other", "nonsense")
    old = NOW - HOPELESS_AFTER
    world = World(dict.fromkeys(NUMBERS, "ordered"))
    observed = replace(BEFORE, properties={})
    for number in ("8", "9"):
        world.vendor.orders[number] = broken
    home = replace(event("9"), property=SCENE.portfolio.homes[0].id)
    forlorn = replace(home, order_id=OrderId("8"), received_at=old)
    world.ledger.mail = mailbox(forlorn, home)
    mail = sort_mail(world.ledger.mail, SCENE.portfolio, observed)
    driver = make_driver(world.ledger, world.vendor, clock=StillClock(NOW))
    wishes = Wishes(orders=(), letters=mail.letters)
    asks = choose_asks(wishes, POLICY)
    readings = read_orders(driver, asks, progress=SilentProgress(), rumors=wishes.rumors)
    left, _ = confirm_mail(driver, mail, readings)
    assert [letter.order_id for letter in left.letters] == ["9"]
    assert [one.event.order_id for one in world.ledger.mail.waiting] == ["9"]
    assert readings.unreadable == {}, "a rumor says nothing of an order that the files name"


def test_without_webhooks_every_open_order_may_be_read() -> None:
    orders = tuple(map(order, NUMBERS))
    assert SCENE.portfolio.webhooks is None
    post = open_post(mailbox(), SCENE.portfolio, BEFORE, orders=orders, now=NOW)
    assert (post.told, post.unheard) == (frozenset(), ())
