"""An order of the first interface as its details show it."""

from listwright.sandbox.aihomedesign.call import Call, word
from listwright.sandbox.aihomedesign.catalogue import service_of, widgets_of
from listwright.sandbox.aihomedesign.instants import instant_text
from listwright.sandbox.aihomedesign.links import result_link, uploaded_link
from listwright.sandbox.aihomedesign.literals import Row, literals
from listwright.sandbox.aihomedesign.progress import Stage, finish_of, is_busy, stage_at
from listwright.sandbox.aihomedesign.record import Fate, Job, Order

JsonDict = dict[str, object]


def order_object(call: Call, order: Order) -> JsonDict:
    """The order at the call's instant.

    Its status is `idle` before and after the work: only the images tell that one is finished.
    """
    service = service_of(order.service)
    factor = call.options.ahd_eta_factor
    (before,) = call.archive.assets_of(order.order_id)
    jobs = call.archive.jobs_of(order.order_id)
    busy = is_busy(jobs, call.now, eta_factor=factor)
    ended = [job for job in jobs if stage_at(job, call.now, eta_factor=factor).ended]
    return {
        "id": order.order_id,
        "user_id": order.account,
        "email": (literals().row("template", name="email") or {})["text"],
        "before_image_id": before.asset_id,
        "before_image_src": uploaded_link(call, before),
        "space": jobs[-1].recipe.room or "" if jobs else "",
        "status": word("order_working" if busy else "order_idle"),
        "service": _service(service),
        "service_name": service["name"],
        "object": "",
        "sample_image_used": False,
        "generated_images": [_image(call, job, n) for n, job in enumerate(ended, start=1)],
        "created_at": instant_text(order.created),
    }


def _service(row: Row) -> JsonDict:
    mandatory = [widget for widget in widgets_of(row["name"]) if not widget["optional"]]
    return {
        "ID": row["tool"],
        "name": row["name"],
        "title": row["title"],
        "steps": "1",
        "credit": literals().numbers["credits_per_image"],
        "price": 0,
        "need_segment": False,
        "description": row["title"],
        "result_count": 1,
        "generate_tool_name": row["tool"],
        "service_type": "",
        "prompt": "",
        "ai_service_segment_type": "",
        "need_object_validation": False,
        "required_space": row["space"],
        "required_widgets": [widget["title"].lower() for widget in mandatory],
    }


def _image(call: Call, job: Job, sequence: int) -> JsonDict:
    factor = call.options.ahd_eta_factor
    done = stage_at(job, call.now, eta_factor=factor) is Stage.DONE
    ended = finish_of(job, eta_factor=factor) or job.created
    zero = job.fate is Fate.ZERO_UPDATED_AT
    return {
        "id": job.job_id,
        "using_free_plan": False,
        "sequence": sequence,
        "src": result_link(call, job) if done else "",
        "segmented_image_id": "",
        "prompt": "",
        "sky_style": job.recipe.sky_style or "",
        "shadow_removal": job.recipe.remove_shadow,
        "status": word("image_finished" if done else "image_failed"),
        "order_id": job.order_id,
        "space": job.recipe.room or "",
        "comment": "",
        "updated_at": word("zero_time") if zero else instant_text(ended),
        "created_at": instant_text(job.created),
    }
