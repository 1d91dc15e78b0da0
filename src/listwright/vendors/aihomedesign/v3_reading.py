"""What a v3 process shows (sheet 4.3, 4.7): `pending`, `processing`, then `done` or `failed`."""

from listwright.http.answers import Answered
from listwright.model.account import Account
from listwright.model.names import OrderId
from listwright.model.order import CanceledBy, Order, Phase, Photo, Service
from listwright.ports import OrderName, ReadFailureError
from listwright.vendors.aihomedesign.answers import require_none, unusable
from listwright.vendors.aihomedesign.dialect import asked_id
from listwright.vendors.aihomedesign.records import Record, is_busy, record_of

_DONE = "done"
_FAILED = "failed"
_LINKS = ("src", "temp_src")
"""Which of the two is used depends on the page (sheet 4.7, 4.9)."""

_TIMES = ("updated_at", "completed_at")


def order_of_process(answered: Answered, name: OrderName, account: Account) -> Order:
    """The order whose process `name` asks for; raises ReadFailureError."""
    record = record_of(answered.document)
    if record is None:
        unusable(answered, "it is no object")
    if record.text("status") is None:
        unusable(answered, "it has no status")
    shown = record.id("id", "process_id")
    if shown not in {None, name.request_id}:
        raise ReadFailureError(
            "identity", f"asked for process {name.request_id}, the vendor showed {shown}"
        )
    if record.id("order_id") not in {None, asked_id(name)}:
        raise ReadFailureError("identity", "the process belongs to another order")
    return _order(record, str(name.request_id), name=name, account=account)


def process_in_order(answered: Answered, name: OrderName, account: Account) -> Order:
    """The order with the newest of its processes; raises ReadFailureError."""
    record = record_of(answered.document)
    if record is None:
        unusable(answered, "it is no object")
    asked, shown = asked_id(name), record.id("order_id", "id")
    if shown is None:
        unusable(answered, "it does not say which order it shows")
    if shown != asked:
        raise ReadFailureError(
            "identity", f"asked for order {asked}, the vendor showed order {shown}"
        )
    bare = record.ids("processes")
    if bare:
        # Only ids: what became of the last one takes another read.
        return _order(Record({}), bare[-1], name=name, account=account)
    processes = [one for one in record.records("processes") or () if _id_of(one) is not None]
    if processes:
        newest = max(enumerate(processes), key=_age)[1]
        return _order(newest, str(_id_of(newest)), name=name, account=account)
    if is_busy(record):
        return _order(Record({"status": record.text("status")}), None, name=name, account=account)
    require_none(answered, record, "processes")
    raise ReadFailureError(
        "unsubmitted", f"the vendor holds the photo of order {asked} and works on nothing"
    )


def _id_of(process: Record) -> str | None:
    return process.id("id", "process_id")


def _age(placed: tuple[int, Record]) -> tuple[float, int]:
    place, process = placed
    created = process.moment("created_at")
    return (created.timestamp() if created else 0.0, place)


def _order(record: Record, process_id: str | None, *, name: OrderName, account: Account) -> Order:
    status = record.text("status") or ""
    photos = _photos(record)
    phase = _phase(status.lower(), has_photos=bool(photos))
    tool = record.text("tool")
    return Order(
        account=account,
        order_id=OrderId(asked_id(name)),
        property=name.property,
        services=() if tool is None else (Service(slug=_tool_of(tool), quantity=1),),
        status=status,
        phase=phase,
        order_key=name.order_key,
        request_id=process_id,
        created=record.moment("created_at"),
        delivered_at=record.moment(*_TIMES) if phase is Phase.DELIVERED else None,
        canceled_by=CanceledBy.VENDOR if phase is Phase.CANCELED else None,
        photos=photos if phase is Phase.DELIVERED else (),
    )


def _phase(status: str, *, has_photos: bool) -> Phase:
    """A word that is not known means that it goes on (sheet 6)."""
    if status == _FAILED:
        return Phase.CANCELED
    if status == _DONE:
        return Phase.DELIVERED if has_photos else Phase.UNKNOWN
    return Phase.OPEN


def _photos(record: Record) -> tuple[Photo, ...]:
    links = (asset.text(*_LINKS) for asset in record.records("final_assets") or ())
    found = dict.fromkeys(link for link in links if link is not None)
    return tuple(
        Photo(sequence=place, caption="", url=link) for place, link in enumerate(found, start=1)
    )


def _tool_of(slug: str) -> str:
    return slug.removeprefix("tool-").replace("-", "_")
