"""What AI HomeDesign tells: finished images, ended processes, larger images."""

import io
from datetime import timedelta
from typing import Any

import httpx
import pytest
from PIL import Image
from tests.sandbox.aihomedesign.conftest import StagingClient, draw
from tests.support.hearing import Hearing

from listwright.sandbox.aihomedesign.literals import literals

Json = dict[str, Any]
WORDS = literals().only("webhook_fault")


@pytest.fixture
def told(hearing: Hearing, staging: StagingClient) -> Hearing:
    """AI HomeDesign tells the receiver; orders of PlanOmatic are nobody's business."""
    hearing.subscribe("aihomedesign", path="/ahd/canary-token")
    return hearing


def test_a_finished_image(told: Hearing, staging: StagingClient) -> None:
    order = staging.uploaded()
    image = staging.submitted(order)["image_id"]
    assert told.jobs() == []
    staging.wait()
    (post,) = told.heard(1)
    doc = post.document
    assert set(doc) == {"order_id", "image", "service_name", "user_id"}
    assert (doc["order_id"], doc["image"]["id"]) == (order, image)
    assert set(doc["image"]) == {
        "id",
        "before_src",
        "after_src",
        "regenerated",
        "style",
        "color",
        "space",
        "sky_style",
        "shadow_removal",
        "material",
        "created_at",
    }
    assert doc["image"]["regenerated"] is False
    assert doc["image"]["style"] == "Scandinavian"
    shown = staging.order(order)["generated_images"][0]
    assert doc["image"]["after_src"] == shown["src"]
    assert httpx.get(doc["image"]["before_src"], trust_env=False).content == draw()
    staging.submitted(order)
    staging.wait()
    assert told.heard(2)[1].document["image"]["regenerated"] is True


def test_the_first_interface_never_tells_of_a_failure(
    told: Hearing, staging: StagingClient
) -> None:
    staging.fault("process-failed")
    staging.submitted(staging.uploaded())
    staging.fault("never-finishes")
    staging.submitted(staging.uploaded())
    staging.wait(timedelta(days=3))
    told.heard(0)


@pytest.mark.parametrize(("fault", "status"), [(None, "done"), ("process-failed", "failed")])
def test_an_ended_process(
    told: Hearing, staging: StagingClient, fault: str | None, status: str
) -> None:
    if fault:
        staging.fault(fault)
    process = staging.start(staging.room())
    staging.wait()
    (post,) = told.heard(1)
    doc = post.document
    assert set(doc) == {"event", "process_id", "order_id", "tool", "status", "final_assets"}
    assert (doc["event"], doc["process_id"], doc["status"]) == (
        "process.completed",
        process,
        status,
    )
    read = staging.process(process)
    assert doc["final_assets"] == read["final_assets"]
    assert len(doc["final_assets"]) == (status == "done")


def test_ten_times_the_eta_and_by_hand(told: Hearing, staging: StagingClient) -> None:
    staging.fault("ten-times-eta")
    staging.start(staging.room())
    staging.wait()
    told.heard(0)
    assert told.store.deliver_all() == 1
    told.heard(1)


def test_a_changed_pace_moves_what_is_still_to_come(told: Hearing, staging: StagingClient) -> None:
    staging.start(staging.room())
    staging.options(ahd_eta_factor=10)
    staging.wait()
    told.heard(0)
    staging.options(ahd_eta_factor=0)
    told.heard(1)


def test_a_larger_image(told: Hearing, staging: StagingClient) -> None:
    order = staging.uploaded()
    image = staging.submitted(order)["image_id"]
    staging.wait()
    told.heard(1)
    assert staging.post(f"/v1/order/image/{image}/download/upscale", {}).json() == {
        "status": "processing"
    }
    told.heard(1)
    staging.wait()
    doc = told.heard(2)[1].document
    assert set(doc) == {"generated_image_id", "upscaled_image_src", "user_id"}
    assert doc["generated_image_id"] == image
    small = httpx.get(staging.order(order)["generated_images"][0]["src"], trust_env=False)
    large = httpx.get(doc["upscaled_image_src"], trust_env=False)
    sizes = [Image.open(io.BytesIO(answer.content)).size for answer in (small, large)]
    assert sizes[1] == (sizes[0][0] * 2, sizes[0][1] * 2)


def process_told(told: Hearing, staging: StagingClient, fault: str) -> Json:
    staging.fault(fault, operation="ahd-webhook")
    staging.start(staging.room())
    staging.wait()
    told.receiver.wait(1)
    told.settled()
    return dict(told.receiver.posted[0].document)


def test_strange_webhooks(told: Hearing, staging: StagingClient) -> None:
    foreign = process_told(told, staging, "webhook-unknown-order")
    assert foreign["order_id"] == foreign["process_id"] == WORDS["foreign_id"]
    assert len(told.receiver.posted) == 2
    told.receiver.posted.clear()
    assert process_told(told, staging, "webhook-wrong-echo")["order_id"] == WORDS["foreign_id"]
    told.receiver.posted.clear()
    assert process_told(told, staging, "webhook-unknown-event")["event"] == WORDS["unknown_event"]
    told.receiver.posted.clear()
    assert process_told(told, staging, "webhook-in-data")["data"]["status"] == "done"
    told.receiver.posted.clear()
    old = process_told(told, staging, "webhook-old-shape")
    assert set(old) == {"order_id", "images"}
    assert old["images"][0]["after_src"].startswith("http://127.0.0.1")


def test_strange_webhooks_of_images(told: Hearing, staging: StagingClient) -> None:
    made = []
    for fault in ("webhook-unknown-order", "webhook-wrong-echo", "webhook-old-shape"):
        staging.fault(fault)
        order = staging.uploaded()
        made.append((order, staging.submitted(order)["image_id"]))
        staging.wait()
    stranger, own, echo, old = (post.document for post in told.heard(4))
    assert stranger["order_id"] == stranger["image"]["id"] == WORDS["foreign_id"]
    assert own["order_id"] == made[0][0]
    assert (echo["order_id"], echo["image"]["id"]) == (WORDS["foreign_id"], made[1][1])
    assert (old["order_id"], [one["id"] for one in old["images"]]) == (made[2][0], [made[2][1]])


def test_each_vendor_has_its_own_line(
    hearing: Hearing, staging: StagingClient, order_body: Any
) -> None:
    refusing = {"vendor": "aihomedesign", "url": f"{hearing.receiver.url}/ahd"}
    kept = {"vendor": "planomatic", "url": f"{hearing.receiver.url}/planomatic"}
    staging.options(webhooks=[{**refusing, "success_code": 299}, kept])
    staging.start(staging.room())
    hearing.vendor.create(order_body())
    hearing.advance(hours=7)
    posts = hearing.heard(3)
    assert sorted(post.path for post in posts) == ["/ahd", "/planomatic", "/planomatic"]
