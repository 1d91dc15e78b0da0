"""v3: a home is a project, an upload is an order in it, a treatment is a process (sheet 4)."""

from listwright.http.forms import Form
from listwright.model.account import Account
from listwright.model.intent import Answer, RefusalKind
from listwright.model.order import Order
from listwright.model.picture import Handle, PictureFile, Prepared
from listwright.ports import Clock, OrderName
from listwright.vendors.aihomedesign.answers import no_id, read_answer, refused, settled, unknown
from listwright.vendors.aihomedesign.catalog import room_widget
from listwright.vendors.aihomedesign.client import Client
from listwright.vendors.aihomedesign.dialect import (
    Job,
    asked_id,
    asked_request,
    file_of,
    made,
    other_generation,
)
from listwright.vendors.aihomedesign.records import Record, record_of
from listwright.vendors.aihomedesign.treatments import Treatment, is_flag
from listwright.vendors.aihomedesign.v3_projects import Projects
from listwright.vendors.aihomedesign.v3_reading import order_of_process, process_in_order
from listwright.vendors.aihomedesign.words import input_slot, item_slug, widget_slug

_ORDER = "v3/order"
_PROCESS = "v3/process"
_ROLE = "primary_angle"

UPLOAD_IDS = frozenset({"order_id", "asset_id", "project_id"})

POLL_FLOOR = 5.0
"""Seconds between two looks at one process (sheet 4.3)."""

_SHADOWS = ("day_to_dusk_options", "shadow_removal")
"""What stands for `remove_shadow: true` (sheet 4.4)."""


class V3Dialect:
    """The generation that is documented now."""

    def __init__(self, client: Client, account: Account, clock: Clock) -> None:
        """`client` belongs to the adapter; `clock` keeps polls apart."""
        self._client = client
        self._account = account
        self._clock = clock
        self._projects = Projects(client)
        self._looked: dict[str, float] = {}

    def upload(self, job: Job, picture: PictureFile) -> Prepared | Answer:
        """The home's project, then `POST /v3/order` (sheet 4.2)."""
        project_id = self._projects.of(job.spec)
        if isinstance(project_id, Answer):
            return project_id
        form = Form(
            fields={"project_id": project_id, "asset_role": _ROLE},
            files=(file_of("asset_file", picture),),
        )
        exchange = self._client.upload(_ORDER, form)
        answered = settled(exchange, self._client.secrets)
        if isinstance(answered, Answer):
            return answered
        record = record_of(answered.document)
        order_id = record.id("order_id", "id") if record is not None else None
        if record is None or order_id is None:
            why = answered.unreadable or "there is no order id in it"
            return unknown(
                f"the vendor took the upload, but the answer cannot be used: {why}",
                status=answered.status,
            )
        asset_id = _asset_in(record)
        if asset_id is None:
            # Seen by the vendor's own client when an account has no credits (sheet 4.5, 6).
            return refused(
                RefusalKind.CREDITS,
                "the vendor took the photo but keeps no picture of it: the account has no credits "
                "left, or the photo cannot be read",
                status=answered.status,
            )
        handle = {"order_id": order_id, "asset_id": asset_id, "project_id": project_id}
        return Prepared(handle=handle)

    def submit(self, job: Job, handle: Handle) -> Answer:
        """`POST /v3/process` (sheet 4.3)."""
        if "asset_id" not in handle:
            return other_generation(handle)
        exchange = self._client.post(_PROCESS, process_body(job.treatment, handle))
        answered = settled(exchange, self._client.secrets)
        if isinstance(answered, Answer):
            return answered
        record = record_of(answered.document)
        if record is None:
            return no_id(answered, "it is no object")
        if record.id("order_id") not in {None, handle["order_id"]}:
            return no_id(answered, "it speaks of another order than the one that was submitted")
        ids = record.ids("process_id", "process_ids")
        if len(ids) != 1:
            return no_id(answered, f"it names {len(ids) or 'no'} processes" if ids else "there is "
                         "no process id in it")  # fmt: skip
        return made(job.spec, handle, ids[0], status=answered.status, eta_s=record.whole("eta"))

    def read(self, name: OrderName) -> Order:
        """`GET /v3/process/{id}`, or that of the order when no process is known yet."""
        process_id = asked_request(name)
        if process_id is not None:
            self._keep_apart(process_id)
            exchange = self._client.get(f"{_PROCESS}/{process_id}")
            answered = read_answer(exchange, self._client.secrets)
            return order_of_process(answered, name, self._account)
        exchange = self._client.get(f"{_ORDER}/{asked_id(name)}")
        answered = read_answer(exchange, self._client.secrets)
        return process_in_order(answered, name, self._account)

    def _keep_apart(self, process_id: str) -> None:
        """Wait until the vendor lets one process be looked at again."""
        before = self._looked.get(process_id)
        if before is not None:
            left = POLL_FLOOR - (self._clock.monotonic() - before)
            if left > 0:
                self._clock.sleep(left)
        self._looked[process_id] = self._clock.monotonic()


def _asset_in(record: Record) -> str | None:
    assets = record.records("assets") or ()
    found = (asset.id("id", "asset_id") for asset in assets)
    return next((asset_id for asset_id in found if asset_id is not None), None)


def process_body(treatment: Treatment, handle: Handle) -> dict[str, object]:
    """The JSON of a process: widgets and items by their slugs (sheet 4.3, 4.4)."""
    tool = treatment.tool.id
    chosen: dict[str, list[str]] = {}
    if treatment.room is not None:
        rooms = tuple(room.word for room in treatment.tool.rooms)
        chosen[room_widget(tool, rooms)] = [str(treatment.room.id)]
    for pick in treatment.picks:
        if not is_flag(pick.option):
            chosen.setdefault(str(pick.option.id), []).append(str(pick.word.id))
        elif pick.word.word == "true":
            widget = widget_slug(_SHADOWS[0], tool)
            chosen.setdefault(widget, []).append(item_slug(_SHADOWS[1], widget))
    return {
        "order_id": handle["order_id"],
        "tool": tool,
        "asset_map": {input_slot(tool): handle["asset_id"]},
        "widgets": [
            {"slug": widget, "item_slugs": list(dict.fromkeys(items))}
            for widget, items in chosen.items()
        ],
    }
