"""The calls of the first interface: one picture and one service are one order."""

from collections.abc import Mapping

from listwright.sandbox.aihomedesign.call import Call, RefusalError, Reply, word
from listwright.sandbox.aihomedesign.catalogue import (
    offered_items,
    service_of,
    space_of,
    widgets_of,
)
from listwright.sandbox.aihomedesign.firstview import order_object
from listwright.sandbox.aihomedesign.formats import check_size, is_picture
from listwright.sandbox.aihomedesign.literals import Row
from listwright.sandbox.aihomedesign.progress import Stage, stage_at
from listwright.sandbox.aihomedesign.record import Api, Order, Recipe
from listwright.sandbox.aihomedesign.submitting import Work, start_job

PRIMARY = "primary_angle"


def upload_image(call: Call) -> Reply:
    """Take one picture for one service; nothing is paid yet."""
    images = [part for part in call.parts or () if part.name == "image" and part.filename]
    if not images:
        raise RefusalError("no_file")
    service = service_of(call.field("service_name"))
    content = images[0].content
    check_size(content)
    if not is_picture(content):
        raise RefusalError("not_an_image")
    call.require_plan(gated=service["gated"])
    order = call.archive.add_order(
        Order(
            order_id="",
            api=Api.FIRST,
            account=call.key.account,
            project_id=None,
            service=service["name"],
            created=call.now,
        )
    )
    call.archive.add_asset(order, content, role=PRIMARY, at=call.now)
    return Reply(body={"order_id": order.order_id})


def submit_order(call: Call) -> Reply:
    """Generate from an uploaded picture; the first time costs, later times are free."""
    order = call.order(call.text("order_id"), Api.FIRST)
    service = service_of(order.service)
    recipe = _recipe(call, service)
    call.require_plan(gated=service["gated"])
    (source,) = call.archive.assets_of(order.order_id)
    again = bool(call.archive.jobs_of(order.order_id))
    work = Work(order=order, recipe=recipe, source_sha256=source.sha256, free=again)
    job = start_job(call, work)
    return Reply(body={"order_id": order.order_id, "image_id": job.job_id, "eta": job.eta})


def show_order(call: Call) -> Reply:
    """The order with what was generated from it."""
    order = call.order(call.path["order_id"], Api.FIRST)
    return Reply(body=order_object(call, order))


def upscale_image(call: Call) -> Reply:
    """Promise a larger image: it comes by webhook only."""
    job, order = call.job(call.path["image_id"], Api.FIRST)
    stage = stage_at(job, call.now, eta_factor=call.options.ahd_eta_factor)
    if stage is not Stage.DONE:
        raise RefusalError("image_not_found")
    call.store.tell_upscale(job, order)
    return Reply(body={"status": word("upscale")})


def _recipe(call: Call, service: Row) -> Recipe:
    """What the body asks for, checked against the catalogue."""
    document = call.document or {}
    space = (
        space_of(document.get("space_name"), service=service["name"]) if service["space"] else None
    )
    chosen = _chosen(document.get("selected_widgets"), service, space)
    shadow = document.get("remove_shadow", False)
    if not isinstance(shadow, bool):
        raise RefusalError("missing_field")
    return Recipe(
        tool=service["name"],
        verb=service["verb"],
        room=space["name"] if space else None,
        space=space["title"] if space else None,
        style=chosen.get("style"),
        color=chosen.get("color"),
        material=chosen.get("material"),
        sky_style=chosen.get("sky_style"),
        remove_shadow=shadow,
    )


def _chosen(sent: object, service: Row, space: Row | None) -> Mapping[str, str]:
    """The titles of the chosen items by what their widget shows."""
    known = {row["id"]: row for row in widgets_of(service["name"])}
    rows = [] if sent is None else sent
    if not isinstance(rows, list):
        raise RefusalError("bad_body")
    found: dict[str, str] = {}
    for row in rows:
        asked = row if isinstance(row, Mapping) else {}
        widget = known.get(str(asked.get("id")))
        if widget is None:
            raise RefusalError("unknown_widget")
        titles = {item["id"]: item["title"] for item in offered_items(widget, space)}
        title = titles.get(str(asked.get("item_id")))
        if title is None:
            raise RefusalError("wrong_item")
        found[widget["shows"]] = title
    if any(not row["optional"] and row["shows"] not in found for row in known.values()):
        raise RefusalError("missing_widget")
    return found
