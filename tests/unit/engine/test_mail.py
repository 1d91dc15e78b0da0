"""Which orders waiting events have read, and that nothing else ever comes of an event."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.support.acting import NOW
from tests.support.scenes import CANCELS, scene

from listwright.engine.mail import SURELY_AFTER, Mail, Outcome, sort_mail
from listwright.model.account import Account
from listwright.model.event import Mailbox, VendorEvent, WaitingEvent
from listwright.model.intent import Intent, IntentState, Observed, PropertyRecord
from listwright.model.names import OrderId, OrderKey, PropertyId, canonical_id

SCENE = scene(CANCELS)
PORTFOLIO = SCENE.portfolio
ACCOUNT = PORTFOLIO.vendors["planomatic"].account
OURS = OrderKey("lw1-abc-g1")
(HOME,) = (home.id for home in PORTFOLIO.homes)
ORDER = replace(
    next(order for record in SCENE.observed.properties.values() for order in record.orders),
    order_id=OrderId("640001"),
    property=HOME,
    request_id="77",
    read_at=NOW,
)
INTENT = Intent(
    id=1,
    account=ACCOUNT,
    property=HOME,
    order_key=OURS,
    generation=1,
    services=(),
    request_digest="",
    state=IntentState.IN_DOUBT,
    created_at=NOW,
    sent_at=NOW,
    revision=1,
)
KNOWN = Observed(
    properties={
        canonical_id(HOME): PropertyRecord(property=HOME, orders=(ORDER,), intents=(INTENT,))
    },
    generations={},
    accounts=frozenset({ACCOUNT.id}),
)


def event(**changes: object) -> VendorEvent:
    made = VendorEvent(
        account=ACCOUNT.id,
        digest="d",
        received_at=NOW,
        event="order.processed",
        order_id=OrderId("640001"),
        property=HOME,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def sort(*events: VendorEvent, known: Observed = KNOWN) -> Mail:
    waiting = tuple(WaitingEvent(number=n, event=one) for n, one in enumerate(events, 1))
    return sort_mail(Mailbox(waiting=waiting), PORTFOLIO, known)


def outcomes(mail: Mail) -> list[tuple[int, Outcome]]:
    return [(waiting.number, outcome) for waiting, outcome in mail.settled]


def test_events_of_one_order_are_one_letter() -> None:
    mail = sort(event(), event(order_id=OrderId("9")), event(event="order.delivered"))
    assert [(one.order_id, one.numbers) for one in mail.letters] == [
        ("640001", (1, 3)),
        ("9", (2,)),
    ]
    assert [one.is_rumor for one in mail.letters] == [False, True]
    assert mail.waiting == 3
    assert mail.news_of(ORDER) == NOW


def test_a_known_order_is_asked_for_as_it_is_known() -> None:
    by_request = event(order_id=None, request_id="77")
    lying = event(property=PropertyId("NOWHERE"), order_key=OrderKey("lw1-zzz-g1"))
    for one in (by_request, lying):
        (letter,) = sort(one).letters
        assert (letter.order, letter.home) == (ORDER, HOME)


def test_a_read_that_is_surely_younger_settles_an_event() -> None:
    early = event(received_at=NOW - SURELY_AFTER)
    mail = sort(early, event(received_at=early.received_at + timedelta(seconds=1)))
    assert outcomes(mail) == [(1, Outcome.SUPERSEDED)]
    assert mail.letters[0].numbers == (2,)
    never_read = replace(ORDER, read_at=None)
    record = PropertyRecord(property=HOME, orders=(never_read,))
    known = replace(KNOWN, properties={canonical_id(HOME): record})
    assert sort(early, known=known).settled == ()


def test_what_names_no_order_is_not_read() -> None:
    mail = sort(event(event=""), event(order_id=None), event(account="planomatic/sandbox/other"))
    assert outcomes(mail) == [(1, Outcome.UNREADABLE), (2, Outcome.UNREADABLE)]
    assert mail.letters == ()


def test_an_unknown_order_is_asked_for_by_the_home_it_is_said_to_be_of() -> None:
    number = OrderId("9")
    spelled = event(order_id=number, property=PropertyId(HOME.lower()))
    (letter,) = sort(spelled).letters
    assert (letter.home, letter.is_rumor) == (HOME, True)
    (letter,) = sort(event(order_id=number, property=None, order_key=OURS)).letters
    assert letter.home == HOME
    for nobodys in ("NOWHERE", None):
        mail = sort(event(order_id=number, property=nobodys))
        assert outcomes(mail) == [(1, Outcome.FOREIGN_HOME)]


def test_a_forged_home_does_not_stand_in_the_way_of_the_true_one() -> None:
    other = PropertyId("DEN-OTHER")
    known = replace(
        KNOWN,
        properties={
            **KNOWN.properties,
            canonical_id(other): PropertyRecord(property=other),
        },
    )
    number = OrderId("9")
    mail = sort(event(order_id=number, property=other), event(order_id=number), known=known)
    assert [(one.home, one.numbers) for one in mail.letters] == [(other, (1,)), (HOME, (2,))]


def test_a_rumor_concerns_every_account_at_its_vendor_and_no_other() -> None:
    mail = sort(event(order_id=OrderId("9")))
    beside = replace(ACCOUNT, label="beside")
    elsewhere = Account(kind="aihomedesign", environment="sandbox", label="ahd")
    canonical = canonical_id(HOME)
    assert mail.rumor(ACCOUNT, canonical) is mail.rumor(beside, canonical) is mail.letters[0]
    assert mail.rumor(elsewhere, canonical) is None
    assert mail.rumor(ACCOUNT, canonical_id("X")) is None
    assert sort(event()).rumor(ACCOUNT, canonical) is None


EVENTS = st.builds(
    event,
    digest=st.text("ab", max_size=1),
    event=st.sampled_from(["", "order.processed", "order.delivered"]),
    order_id=st.sampled_from([None, "640001", "9", "640001\n"]),
    request_id=st.sampled_from([None, "77", "8"]),
    order_key=st.sampled_from([None, OURS, "lw1-zzz-g1"]),
    property=st.sampled_from([None, HOME, "NOWHERE", HOME.lower()]),
    account=st.sampled_from([ACCOUNT.id, "planomatic/sandbox/gone"]),
    received_at=st.sampled_from([NOW, NOW - timedelta(hours=1), NOW + timedelta(hours=1)]),
)


def names(mail: Mail) -> set[tuple[object, ...]]:
    """What is asked, by order."""
    return {(one.order_id, one.request_id, canonical_id(one.home)) for one in mail.letters}


def numbers(mail: Mail) -> Iterable[int]:
    yield from (waiting.number for waiting, _ in mail.settled)
    for letter in mail.letters:
        yield from letter.numbers


@given(st.lists(EVENTS, max_size=8), st.randoms())
def test_neither_sequence_nor_repetition_changes_what_is_read(
    events: list[VendorEvent], random: object
) -> None:
    mixed = [*events, *events]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert names(sort(*mixed)) == names(sort(*events))


@given(st.lists(EVENTS, max_size=8))
def test_every_event_has_one_place_and_only_known_homes_are_asked_for(
    events: list[VendorEvent],
) -> None:
    mail = sort(*events)
    placed = list(numbers(mail))
    used = [n for n, one in enumerate(events, 1) if one.account == ACCOUNT.id]
    assert sorted(placed) == used
    assert {canonical_id(letter.home) for letter in mail.letters} <= {canonical_id(HOME)}
    assert len(names(mail)) == len(mail.letters)
