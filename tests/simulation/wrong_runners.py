"""Deliberate mistakes about runners that lose their places, and about what vendors tell.

Each names the rule that must catch it: a mistake that something else catches is not understood.
`mistakes.py` has those about one run.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from tests.simulation.by_post import FORGED, HONEST, Choices, explore_post
from tests.simulation.invariants import Violation
from tests.simulation.mistakes import UNGUARDED, never, without_index
from tests.simulation.two_runners import Case, explore_two
from tests.simulation.vendor import Fault
from tests.simulation.world import Mistake, WatchedDriver

from listwright.app.choosing import asked_of_letter
from listwright.app.driver import Driver
from listwright.app.effects import Effect, ReadOrder
from listwright.app.refresh import Asked, Readings, read_orders
from listwright.engine.mail import Letter
from listwright.ledger.journal import close_attempt
from listwright.ledger.writing import Writing
from listwright.model.event import VendorEvent
from listwright.model.intent import Answer, AttemptRef
from listwright.model.order import CanceledBy, Order, Phase

_NOBODY = "SELECT * FROM intent WHERE 0 = 1 AND account = ? AND order_key = ? AND property = ?"
_WRITING = f"{Writing.__module__}.Writing"


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """A mistake and the rule that catches it, among the schedules of two runners or of the post."""

    mistake: Mistake
    rule: str
    case: Case | None = None
    choices: Choices = FORGED

    def schedules(self) -> Iterator[tuple[Violation | None, list[str]]]:
        """How each schedule ended, and what happened."""
        if self.case is not None:
            for two in explore_two(replace(self.case, mistake=self.mistake)):
                yield two.violation, two.trace
        else:
            for post in explore_post(self.mistake, self.choices):
                yield post.violation, post.trace


def _drops_late_answers(writing: Writing, ref: AttemptRef, answer: Answer) -> None:
    """Who lost its place may not write any more, not even what it knows."""
    (mine,) = writing.sql.execute("SELECT epoch FROM attempt WHERE intent = ?", (ref.intent_id,))
    (newest,) = writing.sql.execute("SELECT epoch FROM meta")
    if mine["epoch"] == newest["epoch"]:
        close_attempt(writing, ref, answer)


class Believes(WatchedDriver):
    """Takes an event for what a read of its order would say."""

    def act(self, effect: Effect) -> Any:
        if isinstance(effect, ReadOrder):
            for waiting in reversed(self.ledger.mailbox().waiting):
                if waiting.event.order_id == effect.name.order_id is not None:
                    return _order_of(waiting.event, effect)
        return super().act(effect)


def _order_of(event: VendorEvent, effect: ReadOrder) -> Order:
    order_id = effect.name.order_id
    assert order_id is not None
    known = {"canceled": Phase.CANCELED, "completed": Phase.DELIVERED}
    phase = known.get(event.status, Phase.OPEN)
    return Order(
        account=effect.account,
        order_id=order_id,
        property=effect.name.property,
        services=(),
        status=event.status,
        phase=phase,
        order_key=event.order_key,
        created=event.received_at,
        canceled_by=CanceledBy.VENDOR if phase is Phase.CANCELED else None,
    )


def _asked_by_its_name(letter: Letter) -> Asked:
    """As if the name in an event were the order's own."""
    account, name = asked_of_letter(letter)
    keys = (one.event.order_key for one in letter.events)
    return account, replace(name, order_key=next(filter(None, keys), None))


def _confirms_first(driver: Driver, asked: Any, **how: Any) -> Readings:
    """Puts the events away, and only then reads what they name."""
    numbers = [waiting.number for waiting in driver.ledger.mailbox().waiting]
    driver.ledger.confirm_events(dict.fromkeys(numbers, "read"), at=driver.clock.now())
    return read_orders(driver, asked, **how)


WRONG = (
    Wrong(
        mistake=Mistake(
            name="whoever lost its place goes on", patched={f"{_WRITING}.require_epoch": never}
        ),
        case=Case(),
        rule="taken",
    ),
    Wrong(
        mistake=Mistake(
            name="two runners and no unique need",
            prepare=without_index,
            patched=UNGUARDED,
            unasked=frozenset({"taken"}),
        ),
        case=Case(story="edited"),
        rule="I4",
    ),
    Wrong(
        mistake=Mistake(
            name="whoever lost its place drops its answer",
            patched={"listwright.ledger.journal.close_attempt": _drops_late_answers},
        ),
        case=Case(server=True, first=(Fault.NONE,), second=(Fault.NONE,)),
        rule="I2",
    ),
    Wrong(
        mistake=Mistake(name="an order is believed to be canceled by an event", driver=Believes),
        choices=replace(FORGED, forged=("canceled",)),
        rule="I11",
    ),
    Wrong(
        mistake=Mistake(name="an order is believed to be there by an event", driver=Believes),
        choices=replace(FORGED, forged=("doubt",)),
        rule="I7",
    ),
    Wrong(
        mistake=Mistake(
            name="the name in an event makes an order ours",
            patched={
                "listwright.app.choosing.asked_of_letter": _asked_by_its_name,
                "listwright.app.mailing.asked_of_letter": _asked_by_its_name,
            },
        ),
        rule="I7",
    ),
    Wrong(
        mistake=Mistake(
            name="events are put away before they are read",
            patched={"listwright.app.plan.read_orders": _confirms_first},
        ),
        choices=HONEST,
        rule="heard",
    ),
    Wrong(
        mistake=Mistake(
            name="the echo of our name settles nothing",
            patched={"listwright.ledger.orders._BY_NAME": _NOBODY},
        ),
        choices=HONEST,
        rule="I5",
    ),
)
