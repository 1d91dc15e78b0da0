"""The webhooks of AI HomeDesign: a finished image, an ended process, a larger image."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cached_property, partial
from typing import Any

from listwright.sandbox.aihomedesign.archive import Archive
from listwright.sandbox.aihomedesign.instants import instant_text
from listwright.sandbox.aihomedesign.links import (
    larger_link,
    result_link,
    thumbnail_of,
    uploaded_link,
)
from listwright.sandbox.aihomedesign.literals import literals
from listwright.sandbox.aihomedesign.progress import Stage, finish_of, stage_at
from listwright.sandbox.aihomedesign.record import Api, Job, Order
from listwright.sandbox.faults import AHD_WEBHOOK
from listwright.sandbox.webhooks.chronicle import Course, Payload, Rhythm, Scene, Telling

VENDOR = "aihomedesign"
# The first interface names no event; these words are for the sandbox's own list.
_IMAGE = "image"
_UPSCALE = "upscaled-image"


class AihomedesignChronicle:
    """The events of all images and processes: each ends once, or never."""

    vendor = VENDOR
    operation = AHD_WEBHOOK
    recommended = None

    def __init__(self, archive: Archive) -> None:
        """`archive` has the images."""
        self._archive = archive
        self.disguises = AihomedesignDisguises()

    @property
    def rhythm(self) -> Rhythm:
        """The wait is documented; that refused webhooks come again too, but not when."""
        numbers = literals().numbers
        return Rhythm(
            retry_seconds=numbers["webhook_retry_seconds"],
            tries=numbers["webhook_tries"],
            timeout_seconds=numbers["webhook_timeout_seconds"],
        )

    def subjects(self) -> tuple[str, ...]:
        """Every image and process."""
        return tuple(job.job_id for job in self._archive.jobs())

    def course(self, subject: str, scene: Scene) -> Course:
        """The end of an image or process, once it has come."""
        job = self._archive.job(subject)
        order = self._archive.order(job.order_id) if job else None
        if job is None or order is None:
            return Course(subject=subject, tellings=(), due=None, names=frozenset())
        factor = scene.options.ahd_eta_factor
        end = finish_of(job, eta_factor=factor)
        stage = stage_at(job, scene.now, eta_factor=factor)
        # The first interface has no webhook for a failure: silence is all there is.
        told = stage is Stage.DONE or (stage is Stage.FAILED and order.api is Api.THIRD)
        tellings: tuple[Telling, ...] = ()
        if end is not None and told:
            first = order.api is Api.FIRST
            event = _IMAGE if first else literals().words["webhook_event"]
            draw = partial(self._image if first else _process, job, order, replace(scene, now=end))
            tellings = (Telling(key=event, event=event, at=end, payload=draw),)
        due = None if stage.ended else end
        return Course(subject=subject, tellings=tellings, due=due, names=self._names(job, order))

    def larger_image(self, job: Job, order: Order, scene: Scene) -> Course:
        """The webhook of an upscale that was asked for now: it takes as long as the image did."""
        at = scene.now + timedelta(seconds=job.eta * scene.options.ahd_eta_factor)
        draw = partial(_upscaled, job, order, replace(scene, now=at))
        telling = Telling(key=_UPSCALE, event=_UPSCALE, at=at, payload=draw)
        names = self._names(job, order)
        return Course(subject=job.job_id, tellings=(telling,), due=None, names=names)

    def _names(self, job: Job, order: Order) -> frozenset[str]:
        project = self._archive.project(order.project_id) if order.project_id else None
        address = {project.address} if project else set()
        return frozenset({job.job_id, order.order_id, *address})

    def _image(self, job: Job, order: Order, scene: Scene) -> Payload:
        (before,) = self._archive.assets_of(order.order_id)
        recipe = job.recipe
        return {
            "order_id": order.order_id,
            "image": {
                "id": job.job_id,
                "before_src": uploaded_link(scene, before),
                "after_src": result_link(scene, job),
                "regenerated": self._archive.jobs_of(order.order_id)[0].job_id != job.job_id,
                "style": recipe.style or "",
                "color": recipe.color or "",
                "space": recipe.room or "",
                "sky_style": recipe.sky_style or "",
                "shadow_removal": recipe.remove_shadow,
                "material": recipe.material or "",
                "created_at": instant_text(job.created),
            },
            "service_name": order.service,
            "user_id": order.account,
        }


class AihomedesignDisguises:
    """How a webhook of this vendor can be strange."""

    @cached_property
    def _words(self) -> Mapping[str, Any]:
        return literals().only("webhook_fault")

    def wrong_echo(self, payload: Payload) -> Payload:
        """With the id of an order that nobody made."""
        name = "order_id" if "order_id" in payload else "generated_image_id"
        return {**payload, name: self._words["foreign_id"]}

    def unknown_event(self, payload: Payload) -> Payload:
        """Under an event that no page has."""
        return {**payload, "event": self._words["unknown_event"]}

    def foreign(self, payload: Payload) -> tuple[str, Payload]:
        """Of somebody who shares the account, and with it the address."""
        foreign = self._words["foreign_id"]
        changed = {name: foreign for name in payload if name.endswith("_id") and name != "user_id"}
        image = payload.get("image")
        more = {"image": {**image, "id": foreign}} if isinstance(image, Mapping) else {}
        return foreign, {**payload, **changed, **more}

    def old_shape(self, payload: Payload) -> Payload:
        """As the oldest pages write it: a list of images, and no name of a service or tool."""
        image = payload.get("image")
        images = [image] if isinstance(image, Mapping) else _as_images(payload)
        return {"order_id": payload.get("order_id", ""), "images": images}

    def enveloped(self, payload: Payload) -> Payload:
        """In the envelope in which the vendor's own client finds answers."""
        return {"data": payload, "message": literals().words["message"]}


def _as_images(payload: Payload) -> list[Payload]:
    return [
        {"id": asset["asset_id"], "before_src": "", "after_src": asset["temp_src"]}
        for asset in payload.get("final_assets", ())
    ]


def _process(job: Job, order: Order, scene: Scene) -> Payload:
    """The same event for both ends; a failure has no pictures."""
    words = literals().words
    failed = stage_at(job, scene.now, eta_factor=scene.options.ahd_eta_factor) is Stage.FAILED
    link = result_link(scene, job)
    asset = {
        "asset_id": job.job_id[::-1],
        "asset_type": words["asset_type"],
        "temp_src": link,
        "temp_thumbnail_src": thumbnail_of(link),
    }
    return {
        "event": words["webhook_event"],
        "process_id": job.job_id,
        "order_id": order.order_id,
        "tool": job.recipe.tool,
        "status": words["process_failed" if failed else "process_done"],
        "final_assets": [] if failed else [asset],
    }


def _upscaled(job: Job, order: Order, scene: Scene) -> Payload:
    return {
        "generated_image_id": job.job_id,
        "upscaled_image_src": larger_link(scene, job),
        "user_id": order.account,
    }
