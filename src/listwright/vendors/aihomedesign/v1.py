"""v1: one photo for one service is one order (sheet 2): upload, submit, read."""

from listwright.http.forms import Form
from listwright.model.account import Account
from listwright.model.intent import Answer
from listwright.model.order import Order
from listwright.model.picture import Handle, PictureFile, Prepared
from listwright.ports import OrderName
from listwright.vendors.aihomedesign.answers import no_id, read_answer, settled, unknown
from listwright.vendors.aihomedesign.client import Client
from listwright.vendors.aihomedesign.dialect import (
    Job,
    asked_id,
    file_of,
    made,
    other_generation,
)
from listwright.vendors.aihomedesign.records import record_of
from listwright.vendors.aihomedesign.treatments import Treatment, is_flag
from listwright.vendors.aihomedesign.v1_reading import order_in
from listwright.vendors.aihomedesign.words import SHADOW

_UPLOAD = "v1/order/image"
_ORDER = "v1/order"
_SHADOW_TOOL = "day_to_dusk"

UPLOAD_IDS = frozenset({"order_id"})


class V1Dialect:
    """The generation that the given document describes."""

    def __init__(self, client: Client, account: Account) -> None:
        """`client` belongs to the adapter."""
        self._client = client
        self._account = account

    def upload(self, job: Job, picture: PictureFile) -> Prepared | Answer:
        """`POST /v1/order/image` (sheet 2.2): the order's id comes with the upload."""
        form = Form(
            fields={"service_name": job.treatment.tool.id}, files=(file_of("image", picture),)
        )
        exchange = self._client.upload(_UPLOAD, form)
        answered = settled(exchange, self._client.secrets, names_ids=False)
        if isinstance(answered, Answer):
            return answered
        record = record_of(answered.document)
        order_id = record.id("order_id") if record is not None else None
        if order_id is None:
            why = answered.unreadable or "there is no order id in it"
            return unknown(
                f"the vendor took the upload, but the answer cannot be used: {why}",
                status=answered.status,
            )
        return Prepared(handle={"order_id": order_id})

    def submit(self, job: Job, handle: Handle) -> Answer:
        """`POST /v1/order` (given document; sheet 2.5)."""
        if "asset_id" in handle:
            return other_generation(handle)
        exchange = self._client.post(_ORDER, order_body(job.treatment, handle["order_id"]))
        answered = settled(exchange, self._client.secrets)
        if isinstance(answered, Answer):
            return answered
        record = record_of(answered.document)
        if record is None:
            return no_id(answered, "it is no object")
        if record.id("order_id") != handle["order_id"]:
            return no_id(answered, "it does not name the order that was submitted")
        image_id = record.id("image_id")
        if image_id is None:
            return no_id(answered, "there is no image id in it")
        return made(job.spec, handle, image_id, status=answered.status, eta_s=record.whole("eta"))

    def read(self, name: OrderName) -> Order:
        """`GET /v1/order/{id}` (sheet 2.6)."""
        exchange = self._client.get(f"{_ORDER}/{asked_id(name)}")
        answered = read_answer(exchange, self._client.secrets)
        return order_in(answered, name, self._account)


def order_body(treatment: Treatment, order_id: str) -> dict[str, object]:
    """The JSON of a submit: what the service takes, and nothing else (sheet 2.1, 2.5)."""
    body: dict[str, object] = {"order_id": order_id}
    if treatment.room is not None:
        body["space_name"] = treatment.room.id
    widgets = [
        {"id": pick.option.id, "item_id": pick.word.id}
        for pick in treatment.picks
        if not is_flag(pick.option)
    ]
    if treatment.tool.options_of(treatment.room):
        body["selected_widgets"] = widgets
    if treatment.tool.tool == _SHADOW_TOOL:
        flags = {pick.option.name: pick.word.word for pick in treatment.picks}
        body[SHADOW] = flags.get(SHADOW) == "true"
    return body
