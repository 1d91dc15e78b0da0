"""What the two generations of the API have in common, seen from outside."""

from dataclasses import dataclass
from typing import Protocol

from listwright.http.forms import FormFile
from listwright.model.intent import Answer, AttemptOutcome, RefusalKind
from listwright.model.names import OrderId
from listwright.model.need import OrderSpec
from listwright.model.order import Order, Phase, Service
from listwright.model.picture import Handle, PictureFile, Prepared
from listwright.ports import OrderName, ReadFailureError
from listwright.vendors.aihomedesign.texts import usable_id
from listwright.vendors.aihomedesign.treatments import Treatment


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One picture to be made: what is ordered, and the same in the vendor's terms."""

    spec: OrderSpec
    treatment: Treatment


class Dialect(Protocol):
    """One generation of the API, for one account."""

    def upload(self, job: Job, picture: PictureFile) -> Prepared | Answer:
        """Give the vendor the photo; nothing is bought."""

    def submit(self, job: Job, handle: Handle) -> Answer:
        """The paid step."""

    def read(self, name: OrderName) -> Order:
        """What became of it; raises ReadFailureError."""


def file_of(part: str, picture: PictureFile) -> FormFile:
    """The photo as a part of a form."""
    return FormFile(
        part=part, name=picture.name, media_type=picture.media_type, content=picture.content
    )


def made(
    spec: OrderSpec, handle: Handle, request_id: str, *, status: int, eta_s: int | None = None
) -> Answer:
    """The paid step was taken; `request_id` names what it makes."""
    order_id = OrderId(handle["order_id"])
    assert spec.task is not None
    order = Order(
        account=spec.account,
        order_id=order_id,
        property=spec.property,
        services=(Service(slug=spec.task.recipe.tool, quantity=1),),
        status="",
        phase=Phase.OPEN,
        request_id=request_id,
        task=spec.task,
        eta_s=eta_s,
    )
    return Answer(
        outcome=AttemptOutcome.CREATED,
        evidence="the vendor took the order",
        order=order,
        handles={"order_id": order_id, "request_id": request_id},
        status=status,
    )


def other_generation(handle: Handle) -> Answer:
    """The upload was made before `api` was changed in the files: nothing is sent for it.

    No page says that one generation takes what was uploaded through the other (sheet 4.8).
    """
    return Answer(
        outcome=AttemptOutcome.REFUSED,
        refusal=RefusalKind.UPLOAD,
        evidence=f"nothing was sent: order {handle['order_id']} was uploaded through the other "
        "generation of the vendor's interface, and is uploaded anew",
    )


def asked_id(name: OrderName) -> str:
    """The order's id, fit to stand in a path; raises ReadFailureError."""
    return _in_path(name.order_id, "an order id")


def asked_request(name: OrderName) -> str | None:
    """The same of what the paid step gave."""
    return None if name.request_id is None else _in_path(name.request_id, "an id of a picture")


def _in_path(text: str | None, what: str) -> str:
    known = usable_id(text) if text is not None else None
    if known is None:
        raise ReadFailureError("not_found", f"what is known is not {what} of this vendor")
    return known
