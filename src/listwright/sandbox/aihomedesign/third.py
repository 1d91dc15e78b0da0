"""The calls of the third interface: projects hold orders, orders hold pictures and processes."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar

from listwright.sandbox.aihomedesign.call import Call, RefusalError, Reply, number_of, word
from listwright.sandbox.aihomedesign.formats import is_picture
from listwright.sandbox.aihomedesign.literals import literals
from listwright.sandbox.aihomedesign.record import Api, Asset, Job, Order, Project
from listwright.sandbox.aihomedesign.submitting import Work, lacks_credits, start_job
from listwright.sandbox.aihomedesign.thirdview import (
    asset_object,
    order_object,
    process_object,
    project_object,
)
from listwright.sandbox.aihomedesign.tools import recipe_of, source_of, tool_of
from listwright.sandbox.aihomedesign.uploads import SentPicture, read_pictures

TOO_FAST = "ahd-polls-too-fast"
_CREATED = 201
T = TypeVar("T")


def create_project(call: Call) -> Reply:
    """Make a project; the same address may be used again."""
    project = call.archive.add_project(call.key.account, call.text("address"), call.now)
    return Reply(body=project_object(call, project), code=_CREATED, enveloped=True)


def list_projects(call: Call) -> Reply:
    """The projects whose address contains the words searched for, newest first."""
    words = call.query.get("s", "").casefold()
    known = call.archive.projects(call.key.account)
    found = [project for project in known if words in project.address.casefold()]
    return _page(call, _sorted(call, found), project_object)


def show_project(call: Call) -> Reply:
    """One project."""
    project = call.project(call.path["project_id"])
    return Reply(body=project_object(call, project), enveloped=True)


def list_orders(call: Call) -> Reply:
    """The orders of a project with their pictures and processes, newest first."""
    project = call.project(call.path["project_id"])
    orders = call.archive.orders_of(project.project_id)
    return _page(call, orders[::-1], order_object)


def upload_pictures(call: Call) -> Reply:
    """Make an order of the pictures of a room.

    Pictures that cannot be read are left out of the answer without a word, and so are all of them
    where the sandbox is told that this is how missing credits show.
    """
    pictures = read_pictures(call)
    sent = call.field("project_id")
    project = call.project(sent) if sent else _default_project(call)
    order = call.archive.add_order(
        Order(
            order_id="",
            api=Api.THIRD,
            account=call.key.account,
            project_id=project.project_id,
            service=None,
            created=call.now,
        )
    )
    return _stored(call, order, pictures)


def append_pictures(call: Call) -> Reply:
    """Add pictures, such as a mask, to an order."""
    order = call.order(call.path["order_id"], Api.THIRD)
    present = [asset.role for asset in call.archive.assets_of(order.order_id)]
    return _stored(call, order, read_pictures(call, present=present))


def show_order(call: Call) -> Reply:
    """One order with its pictures and processes."""
    order = call.order(call.path["order_id"], Api.THIRD)
    return Reply(body=order_object(call, order), enveloped=True)


def start_process(call: Call) -> Reply:
    """Let a tool work on an order; each process costs."""
    order = call.order(call.text("order_id"), Api.THIRD)
    tool = tool_of(call.text("tool"))
    call.require_plan(gated=tool["gated"])
    document = call.document or {}
    source = source_of(tool, document.get("asset_map"), call.archive.assets_of(order.order_id))
    work = Work(
        order=order,
        recipe=recipe_of(call, tool, document.get("widgets")),
        source_sha256=source.sha256,
        free=False,
        group_id=_group(call, order, grouping=tool.get("grouping", False)),
    )
    job = start_job(call, work)
    group = {} if job.group_id is None else {"process_group_id": job.group_id}
    if call.options.ahd_dialect == "observed":
        return Reply(body={"process_ids": [job.job_id], **group}, code=_CREATED, enveloped=True)
    return Reply(body={"process_id": job.job_id, **group}, code=_CREATED)


def show_process(call: Call) -> Reply:
    """One process. Asking again too soon is counted, and refused where the sandbox is told to."""
    job, _ = call.job(call.path["process_id"], Api.THIRD)
    if _polls_too_fast(call, job):
        call.store.count_request(TOO_FAST)
        if call.options.ahd_poll_floor:
            raise RefusalError("polled_too_fast")
    call.archive.note_poll(job.job_id, call.now)
    return Reply(body=process_object(call, job), enveloped=True)


def list_tools(_call: Call) -> Reply:
    """Every tool; the only names in the vendor's answers with a capital inside."""
    rows = [
        {
            "id": f"{number:024x}",
            "name": row["name"],
            "slug": row["slug"],
            "isActive": row.get("active", True),
        }
        for number, row in enumerate(literals().tables["tool"], start=0x684800)
    ]
    return Reply(body={"data": rows})


def _polls_too_fast(call: Call, job: Job) -> bool:
    """Whether the last reading is less than the floor ago."""
    floor = timedelta(seconds=literals().numbers["poll_floor_seconds"])
    return job.polled is not None and timedelta(0) <= call.now - job.polled < floor


def _default_project(call: Call) -> Project:
    return call.archive.default_project(call.key.account, word("default_project"), call.now)


def _stored(call: Call, order: Order, pictures: Sequence[SentPicture]) -> Reply:
    broke = call.options.ahd_no_credits == "no-assets" and lacks_credits(call, 1)
    kept: list[Asset] = [
        call.archive.add_asset(order, picture.content, role=picture.role, at=call.now)
        for picture in pictures
        if is_picture(picture.content) and not broke
    ]
    body = {
        "order_id": order.order_id,
        "project_id": order.project_id,
        "assets": [asset_object(call, asset) for asset in kept],
    }
    return Reply(body=body, code=_CREATED, enveloped=True)


def _group(call: Call, order: Order, *, grouping: bool) -> str | None:
    """Tools that work in groups get the group that is sent, or a new one."""
    sent = (call.document or {}).get("process_group_id")
    if sent is not None and not isinstance(sent, str):
        raise RefusalError("missing_field")
    return (sent or order.order_id[::-1]) if grouping else None


def _sorted(call: Call, projects: Sequence[Project]) -> Sequence[Project]:
    order = call.query.get("sort", "desc")
    if order == "asc":
        return projects
    newest_first = projects[::-1]
    if order == "desc":
        return newest_first
    if order == "modified":
        return sorted(newest_first, key=lambda project: project.updated, reverse=True)
    raise RefusalError("missing_field")


def _page(call: Call, rows: Sequence[T], show: Callable[[Call, T], dict[str, object]]) -> Reply:
    """One page of a list; longer pages than the vendor's longest are cut to it."""
    numbers = literals().numbers
    page = number_of(call, "page", 1)
    limit = min(number_of(call, "limit", numbers["page"]), numbers["largest_page"])
    shown = [show(call, row) for row in rows[(page - 1) * limit : page * limit]]
    pages = -(-len(rows) // limit)
    pagination = {"page": page, "limit": limit, "total": len(rows), "total_pages": pages}
    return Reply(body=shown, enveloped=True, pagination=pagination)
