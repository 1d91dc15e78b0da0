"""Projects, orders, pictures and processes of the third interface as the wire shows them.

The two dialects differ where the vendor's pages and its own client do.
"""

from datetime import UTC

from listwright.sandbox.aihomedesign.call import Call, number_of, word
from listwright.sandbox.aihomedesign.instants import instant_text
from listwright.sandbox.aihomedesign.links import result_link, thumbnail_of, uploaded_link
from listwright.sandbox.aihomedesign.progress import Stage, is_busy, stage_at
from listwright.sandbox.aihomedesign.record import Asset, Job, Order, Project

JsonDict = dict[str, object]


def project_object(call: Call, project: Project) -> JsonDict:
    """A project with how much is in it; the cover is its first picture."""
    orders = call.archive.orders_of(project.project_id)
    assets = [asset for order in orders for asset in call.archive.assets_of(order.order_id)]
    jobs = [job for order in orders for job in call.archive.jobs_of(order.order_id)]
    done = [job for job in jobs if _stage(call, job) is Stage.DONE]
    cover = uploaded_link(call, assets[0]) if assets else ""
    return {
        "id": project.project_id,
        "address": project.address,
        "cover_src": _resized(call, cover),
        "input_count": len(assets),
        "result_count": len(done),
        "bookmarked_count": 0,
        "default": project.is_default,
        "updated_at": project.updated.astimezone(UTC).date().isoformat(),
    }


def order_object(call: Call, order: Order) -> JsonDict:
    """An order with its pictures and processes."""
    jobs = call.archive.jobs_of(order.order_id)
    busy = is_busy(jobs, call.now, eta_factor=call.options.ahd_eta_factor)
    assets = call.archive.assets_of(order.order_id)
    return {
        "id": order.order_id,
        "project_id": order.project_id,
        "status": word("process_processing" if busy else "order_idle"),
        "assets": [asset_object(call, asset) for asset in assets],
        "processes": [process_object(call, job) for job in jobs],
        "created_at": instant_text(order.created),
    }


def asset_object(call: Call, asset: Asset) -> JsonDict:
    """An uploaded picture."""
    link = _resized(call, uploaded_link(call, asset))
    return {"id": asset.asset_id, "role": asset.role, **_links(call, link)}


def process_object(call: Call, job: Job) -> JsonDict:
    """A process: its status by the clock, its pictures once it is done."""
    words = {
        Stage.PENDING: "process_pending",
        Stage.WORKING: "process_processing",
        Stage.DONE: "process_done",
        Stage.FAILED: "process_failed",
    }
    stage = _stage(call, job)
    identity = "id" if call.options.ahd_dialect == "observed" else "process_id"
    group = {} if job.group_id is None else {"process_group_id": job.group_id}
    return {
        identity: job.job_id,
        **group,
        "order_id": job.order_id,
        "tool": job.recipe.tool,
        "status": word(words[stage]),
        "final_assets": [_result(call, job)] if stage is Stage.DONE else [],
        "created_at": instant_text(job.created),
    }


def _result(call: Call, job: Job) -> JsonDict:
    link = _resized(call, result_link(call, job))
    identity = job.job_id[::-1]
    return {"asset_id": identity, "asset_type": word("asset_type"), **_links(call, link)}


def _links(call: Call, link: str) -> JsonDict:
    names = ("src", "thumbnail_src")
    if call.options.ahd_dialect == "documented":
        names = ("temp_src", "temp_thumbnail_src")
    return dict(zip(names, (link, thumbnail_of(link.partition("?")[0])), strict=True))


def _resized(call: Call, link: str) -> str:
    """The link as large as the query wants it."""
    if not link or not {"width", "height"} & set(call.query):
        return link
    width, height = (number_of(call, name, 10_000) for name in ("width", "height"))
    return thumbnail_of(link, width=width, height=height)


def _stage(call: Call, job: Job) -> Stage:
    return stage_at(job, call.now, eta_factor=call.options.ahd_eta_factor)
