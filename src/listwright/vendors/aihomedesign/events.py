"""What a webhook of the vendor hints at (sheet 2.7, 4.6).

A hint says which order is worth a read with our key, and nothing more. The vendor signs nothing, so
a body is never believed, and no link in it is kept or fetched. Reading is total: what is not
understood is no hint, and an event without a word.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from listwright.engine.incoming import event_digest, event_word, unread_event
from listwright.http.strict_json import NotJsonError, parse_json
from listwright.model.event import VendorEvent
from listwright.model.names import AccountId, OrderId
from listwright.vendors.aihomedesign.records import Record, record_of

SUBSCRIPTION = (
    "In the dashboard of AI HomeDesign set the webhook address of the account. It sends one event "
    "for each picture or process that ended; there is nothing to choose."
)
"""What a person has to do there; no interface for it is documented (sheet 1)."""

_UNKNOWN_SHAPE = "the body has none of the shapes this vendor sends"


class EventKind(Enum):
    """What a body looks like; v1 names no kind, so its keys tell (sheet 2.7)."""

    IMAGE = "image"
    """v1: one picture of an order was made."""

    IMAGES = "images"
    """v1, oldest form: some pictures of an order were made."""

    UPSCALED = "upscaled"
    """v1: a larger copy of a picture; no order is named."""

    PROCESS = "process"
    """v3: a process has ended, well or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventHint:
    """One hint. `request_ids` name the pictures (v1) or the process (v3).

    `failed`: it says that nothing was made. `word` is the vendor's for what happened, where it has
    one (v3).
    """

    kind: EventKind
    order_id: str | None
    request_ids: tuple[str, ...] = ()
    failed: bool = False
    word: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """Equal for deliveries that say the same: neither version numbers them (sheet 4.6)."""
        ids = (self.order_id or "", *self.request_ids)
        return (self.kind.value, self.word, *ids, str(self.failed))


_UPSCALED = "upscaled_image_src"
_OF_UPSCALED = "generated_image_id"


def read_event(body: bytes, *, account: AccountId, at: datetime) -> VendorEvent:
    """The event in a body that came in at `at`; one without a word when it cannot be used."""
    try:
        hint = read_hint(parse_json(body))
    except NotJsonError as error:
        return unread_event(account, at=at, note=str(error), size=len(body))
    if hint is None:
        return unread_event(account, at=at, note=_UNKNOWN_SHAPE, size=len(body))
    return VendorEvent(
        account=account,
        digest=event_digest(account, *hint.key),
        received_at=at,
        event=hint.word or hint.kind.value,
        order_id=OrderId(hint.order_id) if hint.order_id else None,
        request_id=hint.request_ids[0] if len(hint.request_ids) == 1 else None,
        status="failed" if hint.failed else "done",
    )


def read_hint(document: object) -> EventHint | None:
    """The hint in a parsed body; None when there is none to be had."""
    record = record_of(document)
    if record is None:
        return None
    return _process(record) or _upscaled(record) or _image(record) or _images(record)


def _process(record: Record) -> EventHint | None:
    process_id, order_id = record.id("process_id"), record.id("order_id")
    if process_id is None or order_id is None:
        return None
    return EventHint(
        kind=EventKind.PROCESS,
        order_id=order_id,
        request_ids=(process_id,),
        failed=(record.text("status") or "").lower() == "failed",
        word=event_word(record.text("event")),
    )


def _upscaled(record: Record) -> EventHint | None:
    image_id = record.id(_OF_UPSCALED)
    if image_id is None:
        return None
    return EventHint(
        kind=EventKind.UPSCALED,
        order_id=record.id("order_id"),
        request_ids=(image_id,),
    )


def _image(record: Record) -> EventHint | None:
    order_id, image = record.id("order_id"), record.record("image")
    if order_id is None or image is None:
        return None
    return EventHint(
        kind=EventKind.IMAGE,
        order_id=order_id,
        request_ids=image.ids("id"),
    )


def _images(record: Record) -> EventHint | None:
    order_id, images = record.id("order_id", "orderId"), record.records("images")
    if order_id is None or images is None:
        return None
    ids = (found for image in images for found in image.ids("id"))
    return EventHint(
        kind=EventKind.IMAGES,
        order_id=order_id,
        request_ids=tuple(dict.fromkeys(ids)),
    )
