"""Events from a file into the ledger, where they wait like those that were received."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from listwright.app.exported import SavedBody
from listwright.model.event import Ingested, UnreadBody, VendorEvent
from listwright.ports import EventReader, Inbox, LedgerReader

_NOBODYS = "no vendor of the project sends such a body"


def ingest_events(
    bodies: Iterable[SavedBody],
    readers: Mapping[str, EventReader],
    ledger: LedgerReader,
    *,
    open_inbox: Callable[[], Inbox],
    now: datetime,
) -> Ingested:
    """Keep what is new of the bodies; `readers` are by label, those whose account may be meant.

    Raises LedgerError; then nothing was kept. What came in before is not kept again, since it was
    confirmed or waits already.
    """
    events, unread = _read_all(bodies, readers, now)
    fresh = {event.digest: event for event in events}
    known = ledger.known_events(tuple(fresh))
    new = tuple(event for digest, event in fresh.items() if digest not in known)
    if new:
        _keep(new, open_inbox)
    return Ingested(new=len(new), known=len(events) - len(new), unread=unread)


def _keep(events: Sequence[VendorEvent], open_inbox: Callable[[], Inbox]) -> None:
    inbox = open_inbox()
    try:
        inbox.receive(events)
    finally:
        inbox.close()


def _read_all(
    bodies: Iterable[SavedBody], readers: Mapping[str, EventReader], now: datetime
) -> tuple[list[VendorEvent], tuple[UnreadBody, ...]]:
    events: list[VendorEvent] = []
    unread: list[UnreadBody] = []
    for saved in bodies:
        found = _read(saved.body, readers, now)
        if isinstance(found, str):
            unread.append(UnreadBody(line=saved.line, why=found))
        else:
            events.append(found)
    return events, tuple(unread)


def _read(body: bytes, readers: Mapping[str, EventReader], now: datetime) -> VendorEvent | str:
    """The event of the one account that can be meant, or why there is none."""
    read = {label: reader(body, at=now) for label, reader in readers.items()}
    usable = {label: event for label, event in read.items() if event.event}
    # A reader notes what it doubts: a body that another one knows for its own is that one's.
    sure = {label: event for label, event in usable.items() if not event.note} or usable
    if len(sure) == 1:
        (event,) = sure.values()
        return event
    if sure:
        return f"it may be of {' or '.join(sure)}; say which with --vendor"
    notes = {event.note for event in read.values()}
    return notes.pop() if len(notes) == 1 else _NOBODYS
