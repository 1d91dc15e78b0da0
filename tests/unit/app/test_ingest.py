"""A file of events: every value is found with its line, and kept once."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.ports import FixedLedger

from listwright.app.exported import split_bodies
from listwright.app.ingest import ingest_events
from listwright.model.event import Ingested, Mailbox, UnreadBody, VendorEvent, WaitingEvent
from listwright.model.intent import Observed
from listwright.model.names import AccountId
from listwright.vendors.aihomedesign.events import read_event as read_picture
from listwright.vendors.planomatic.events import read_event as read_visit

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
READERS = {
    "planomatic": partial(read_visit, account=AccountId("planomatic/x/planomatic")),
    "ahd": partial(read_picture, account=AccountId("aihomedesign/x/ahd")),
}
VISIT = {"order_id": 5, "event": "order.delivered", "order_status": "completed"}
PICTURE = {"event": "process.completed", "process_id": "p1", "order_id": "o1", "status": "done"}


@dataclass
class ListInbox:
    """Keeps in memory, and counts how often."""

    batches: list[tuple[VendorEvent, ...]] = field(default_factory=list)
    closed: int = 0

    def receive(self, events: Sequence[VendorEvent]) -> None:
        self.batches.append(tuple(events))

    def close(self) -> None:
        self.closed += 1


def ledger(*known: VendorEvent) -> FixedLedger:
    waiting = (WaitingEvent(number=number, event=one) for number, one in enumerate(known))
    return FixedLedger(
        known=Observed(properties={}, generations={}, accounts=frozenset()),
        mail=Mailbox(waiting=tuple(waiting)),
    )


def take(text: str, *known: VendorEvent, inbox: ListInbox, labels: str = "") -> Ingested:
    readers = {label: READERS[label] for label in labels.split() or READERS}
    return ingest_events(
        split_bodies(text.encode()),
        readers,
        ledger(*known),
        open_inbox=lambda: inbox,
        now=NOW,
    )


def forms() -> Iterator[tuple[str, str]]:
    two = [VISIT, PICTURE]
    yield "JSON Lines", "\n".join(map(json.dumps, two))
    yield "JSON Lines with blank lines", "\n\n".join(map(json.dumps, two)) + "\r\n\r\n"
    yield "an array", json.dumps(two)
    yield "an indented array", json.dumps(two, indent=2)
    yield "indented values", "\n".join(json.dumps(one, indent=4) for one in two)
    yield "values on one line", json.dumps(VISIT) + json.dumps(PICTURE)


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in forms()])
def test_every_form_gives_the_same_events_in_one_batch(text: str) -> None:
    inbox = ListInbox()
    assert take(text, inbox=inbox) == Ingested(new=2, known=0)
    (batch,) = inbox.batches
    assert [(one.event, one.order_id) for one in batch] == [
        ("order.delivered", "5"),
        ("process.completed", "o1"),
    ]
    assert inbox.closed == 1


def test_what_came_in_before_or_stands_twice_is_not_kept_again() -> None:
    inbox = ListInbox()
    text = json.dumps([VISIT, VISIT, PICTURE])
    known = READERS["ahd"](json.dumps(PICTURE).encode(), at=NOW)
    assert take(text, known, inbox=inbox) == Ingested(new=1, known=2)
    assert [one.order_id for one in inbox.batches[0]] == ["5"]
    assert take(json.dumps(PICTURE), known, inbox=inbox) == Ingested(new=0, known=1)
    assert len(inbox.batches) == 1


BROKEN = {
    '{"order_id": 1,\n{"order_id": 2, "event": "a"}\n7\n': [1, 3],
    '[\n  {"order_id": 1,,\n   {"no": 1}},\n  {"order_id": 2, "event": "a"}\n]': [2],
    '\n\n{"order_id": 2, "event": "a"}\n{"order_id": 3': [4],
    '{"order_id": 2, "event": "a"} # done': [1],
    "[" * 50 + '{"a": ' * 50_000 + '\n{"order_id": 2, "event": "a"}': [1],
}


@pytest.mark.parametrize("text", BROKEN, ids=lambda text: text[:20])
def test_what_is_broken_is_named_by_its_line_and_the_rest_is_kept(text: str) -> None:
    inbox = ListInbox()
    done = take(text, inbox=inbox, labels="planomatic")
    assert [one.line for one in done.unread] == BROKEN[text]
    assert [one.order_id for batch in inbox.batches for one in batch] == ["2"]


def test_bytes_that_are_no_text_spoil_their_line_only() -> None:
    inbox = ListInbox()
    content = b'{"order_id": 1, "event": "\xff"}\n{"order_id": 2, "event": "a"}\n'
    done = ingest_events(
        split_bodies(content), READERS, ledger(), open_inbox=lambda: inbox, now=NOW
    )
    assert done == Ingested(
        new=1, known=0, unread=(UnreadBody(line=1, why="the body is not UTF-8 text"),)
    )


def test_a_body_that_fits_two_accounts_is_kept_for_the_one_that_is_named() -> None:
    twins = {"one": READERS["planomatic"], "two": partial(read_visit, account=AccountId("p/x/2"))}
    inbox = ListInbox()

    def done(*labels: str) -> Ingested:
        bodies = split_bodies(json.dumps(VISIT).encode())
        chosen = {label: twins[label] for label in labels}
        return ingest_events(bodies, chosen, ledger(), open_inbox=lambda: inbox, now=NOW)

    (unread,) = done("one", "two").unread
    assert "one or two" in unread.why
    assert "--vendor" in unread.why
    assert inbox.batches == []
    assert done("two").new == 1
    assert inbox.batches[0][0].account == "p/x/2"


@given(st.binary(max_size=300) | st.text(alphabet='{}[]",:1a\n ', max_size=60).map(str.encode))
def test_splitting_is_total_and_loses_nothing_but_what_stands_between(content: bytes) -> None:
    bodies = list(split_bodies(content))
    assert all(body.body for body in bodies)
    assert all(1 <= body.line <= content.count(b"\n") + 1 for body in bodies)
    assert [body.line for body in bodies] == sorted(body.line for body in bodies)
