"""What a webhook of the vendor hints at (sheet 2.7, 4.6).

Nothing calls this until there is a receiver for this vendor. A hint says which order is worth a
read with our key, and nothing more. The vendor signs nothing, so a body is never believed, and no
link in it is ever fetched: of a link only the host is kept, for the log. Reading is total: what is
not understood is no hint.
"""

from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

from listwright.http.strict_json import NotJsonError, parse_json
from listwright.vendors.aihomedesign.records import Record, record_of


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

    `failed`: it says that nothing was made. `hosts` are those of its links, sorted.
    """

    kind: EventKind
    order_id: str | None
    request_ids: tuple[str, ...] = ()
    failed: bool = False
    hosts: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """Equal for deliveries that say the same: neither version numbers them (sheet 4.6)."""
        return (self.kind.value, self.order_id or "", *self.request_ids, str(self.failed))


_UPSCALED = "upscaled_image_src"
_OF_UPSCALED = "generated_image_id"


def read_event(body: bytes) -> EventHint | None:
    """The hint in a body; None when there is none to be had."""
    try:
        record = record_of(parse_json(body))
    except NotJsonError:
        return None
    if record is None:
        return None
    return _process(record) or _upscaled(record) or _image(record) or _images(record)


def _process(record: Record) -> EventHint | None:
    process_id, order_id = record.id("process_id"), record.id("order_id")
    if process_id is None or order_id is None:
        return None
    assets = record.records("final_assets") or ()
    return EventHint(
        kind=EventKind.PROCESS,
        order_id=order_id,
        request_ids=(process_id,),
        failed=(record.text("status") or "").lower() == "failed",
        hosts=_hosts(assets, "temp_src", "src", "temp_thumbnail_src", "thumbnail_src"),
    )


def _upscaled(record: Record) -> EventHint | None:
    image_id = record.id(_OF_UPSCALED)
    if image_id is None:
        return None
    return EventHint(
        kind=EventKind.UPSCALED,
        order_id=record.id("order_id"),
        request_ids=(image_id,),
        hosts=_hosts((record,), _UPSCALED),
    )


def _image(record: Record) -> EventHint | None:
    order_id, image = record.id("order_id"), record.record("image")
    if order_id is None or image is None:
        return None
    return EventHint(
        kind=EventKind.IMAGE,
        order_id=order_id,
        request_ids=image.ids("id"),
        hosts=_hosts((image,), "before_src", "after_src"),
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
        hosts=_hosts(images, "before_src", "after_src"),
    )


def _hosts(records: tuple[Record, ...], *names: str) -> tuple[str, ...]:
    links = (record.text(name) for record in records for name in names)
    found = (_host(link) for link in links if link is not None)
    return tuple(sorted({host for host in found if host is not None}))


def _host(link: str) -> str | None:
    try:
        return urlsplit(link).hostname
    except ValueError:
        return None
