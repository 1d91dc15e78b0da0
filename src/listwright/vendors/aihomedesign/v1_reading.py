"""What a v1 order shows (sheet 2.6).

Its own status says little: `idle` stands in the vendor's sample beside a finished picture. What
counts is the generated image that the submit named, with a link and a status that ends `finished`.
Where nothing is shown yet, a status that is not `idle` says that the order was submitted.
"""

from listwright.http.answers import Answered
from listwright.model.account import Account
from listwright.model.names import OrderId
from listwright.model.order import Order, Phase, Photo, Service
from listwright.ports import OrderName, ReadFailureError
from listwright.vendors.aihomedesign.answers import require_none, unusable
from listwright.vendors.aihomedesign.dialect import asked_id, asked_request
from listwright.vendors.aihomedesign.records import Record, is_busy, record_of
from listwright.vendors.aihomedesign.words import TOOL_OF_SERVICE

_FINISHED = "finished"


def order_in(answered: Answered, name: OrderName, account: Account) -> Order:
    """The order `name` asks for; raises ReadFailureError."""
    record = record_of(answered.document)
    if record is None:
        unusable(answered, "it is no object")
    asked, request = asked_id(name), asked_request(name)
    shown = record.id("id", "order_id")
    if shown is None:
        unusable(answered, "it does not say which order it shows")
    if shown != asked:
        raise ReadFailureError(
            "identity", f"asked for order {asked}, the vendor showed order {shown}"
        )
    images = record.records("generated_images") or ()
    if request is None and not images and not is_busy(record):
        require_none(answered, record, "generated_images")
        raise ReadFailureError(
            "unsubmitted", f"the vendor holds the photo of order {asked} and has made no picture"
        )
    image = _wanted(images, request)
    return _order(record, image, name=name, account=account)


def _wanted(images: tuple[Record, ...], request: str | None) -> Record | None:
    """The image of that id; without one, the newest."""
    if request is not None:
        return next((image for image in images if image.id("id") == request), None)
    return max(enumerate(images), key=_age)[1] if images else None


def _age(placed: tuple[int, Record]) -> tuple[float, int, int]:
    place, image = placed
    created = image.moment("created_at")
    return (created.timestamp() if created else 0.0, image.whole("sequence") or 0, place)


def _order(record: Record, image: Record | None, *, name: OrderName, account: Account) -> Order:
    link = image.text("src") if image is not None else None
    status = (image.text("status") if image is not None else None) or ""
    done = link is not None and status.lower().endswith(_FINISHED)
    delivered_at = image.moment("updated_at", "created_at") if image is not None and done else None
    photos = (Photo(sequence=1, caption="", url=link, uploaded_at=delivered_at),) if link else ()
    return Order(
        account=account,
        order_id=OrderId(asked_id(name)),
        property=name.property,
        services=_services(record),
        status=status or record.text("status") or "",
        phase=Phase.DELIVERED if done else Phase.OPEN,
        order_key=name.order_key,
        request_id=name.request_id or (image.id("id") if image is not None else None),
        created=record.moment("created_at"),
        delivered_at=delivered_at,
        photos=photos if done else (),
    )


def _services(record: Record) -> tuple[Service, ...]:
    service = record.record("service")
    name = record.text("service_name") or (service.text("name") if service is not None else None)
    return () if name is None else (Service(slug=TOOL_OF_SERVICE.get(name, name), quantity=1),)
