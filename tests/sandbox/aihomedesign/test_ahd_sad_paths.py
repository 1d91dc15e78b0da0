"""What goes wrong: limits, credits, links that end, lost answers, jobs that fail."""

import json
import time
from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.sandbox.aihomedesign.conftest import DONE, draw, unwrapped

from listwright.errors import UsageError
from listwright.sandbox.faults import Fault
from listwright.sandbox.options import SandboxOptions

LOST = (httpx.RemoteProtocolError, httpx.ReadError)


# ---- the limit -----------------------------------------------------------------------------------


def test_the_eleventh_first_generate_is_refused(staging: Any) -> None:
    orders = [staging.uploaded() for _ in range(12)]
    for order_id in orders[:10]:
        staging.submitted(order_id)
    refused = staging.submit(orders[10])
    assert refused.status_code == 429
    text = '{"error":"rate-limit exceeded, 10 generates per 10 minutes only",}'
    assert refused.text == text
    with pytest.raises(json.JSONDecodeError):
        refused.json()
    assert "retry-after" not in refused.headers
    staging.submitted(orders[0])
    assert staging.submit(orders[10], key="another-key").status_code == 200
    staging.wait(timedelta(seconds=599))
    assert staging.submit(orders[11]).status_code == 429
    staging.wait(timedelta(seconds=1))
    staging.submitted(orders[11])
    assert staging.counts()["ahd-rate-limited"] == 2
    assert staging.counts()["ahd-submit"] == 15
    assert sum(row.credits for row in staging.store.stagings()) == 12


def test_both_interfaces_share_the_limit_and_it_can_be_moved(staging: Any) -> None:
    staging.options(ahd_submits=2, ahd_submit_seconds=60)
    room = staging.room()
    staging.start(room)
    staging.submitted(staging.uploaded())
    assert staging.post("/v3/process", staging.process_body(room)).status_code == 429
    staging.wait(timedelta(seconds=60))
    staging.start(room)
    staging.options(ahd_submits=0)
    for _ in range(12):
        staging.start(room)


def test_polls_are_counted_and_refused_where_asked(staging: Any, refused: Any) -> None:
    process_id = staging.start(staging.room())
    other = staging.start(staging.room())
    path = f"/v3/process/{process_id}"
    staging.process(process_id)
    staging.process(other)
    staging.wait(timedelta(seconds=5))
    staging.process(process_id)
    assert "ahd-polls-too-fast" not in staging.counts()
    staging.wait(timedelta(seconds=4.9))
    staging.process(process_id)
    assert staging.counts()["ahd-polls-too-fast"] == 1
    staging.options(ahd_poll_floor=True)
    assert refused(staging.get(path)) == (429, "rate_limit")
    assert staging.counts()["ahd-polls-too-fast"] == 2
    staging.wait(timedelta(seconds=5))
    staging.process(process_id)


# ---- credits -------------------------------------------------------------------------------------


def test_without_credits_nothing_is_generated(staging: Any, refused: Any) -> None:
    staging.options(ahd_credits=1)
    paid, unpaid = staging.uploaded(), staging.uploaded()
    staging.submitted(paid)
    assert refused(staging.submit(unpaid)) == (402, "insufficient_credits")
    staging.submitted(paid)
    room = staging.room()
    refusal = staging.post("/v3/process", staging.process_body(room))
    assert refused(refusal) == (402, "insufficient_credits")
    assert staging.order(unpaid)["generated_images"] == []
    assert staging.http.get("/_sandbox/stagings").json()["credits"] == 1


def test_without_credits_an_upload_may_leave_no_assets(staging: Any) -> None:
    staging.options(ahd_credits=0, ahd_no_credits="no-assets")
    assert staging.room()["assets"] == []
    staging.options(ahd_credits=1)
    assert len(staging.room()["assets"]) == 1


def test_a_key_has_credits_of_its_own(staging: Any) -> None:
    staging.options(keys=[{"api_key": "any-key", "credits": 0}, {"api_key": "two"}])
    order_id = staging.uploaded()
    assert staging.submit(order_id).status_code == 402
    widgets = [staging.style_widget()]
    assert staging.submit(order_id, key="two", selected_widgets=widgets).status_code == 200


# ---- links ---------------------------------------------------------------------------------------


def finished_link(staging: Any, order_id: str) -> str:
    (image,) = staging.order(order_id)["generated_images"]
    return str(image["src"])


def test_links_need_no_key_and_cannot_be_guessed(staging: Any) -> None:
    order_id = staging.uploaded()
    staging.submitted(order_id)
    staging.wait()
    link = finished_link(staging, order_id)
    assert finished_link(staging, order_id) == link
    assert staging.plain.get(link).status_code == 200
    name = link.rpartition("/")[2]
    digest = name.partition("-")[2]
    for wrong in (
        link.replace(digest, f"{'0' * 32}.jpg"),
        link.replace("/after/", "/before/"),
        link.replace(name, "1.jpg"),
        link.replace("/after/", "/beside/"),
    ):
        assert staging.plain.get(wrong).status_code == 403, wrong
    assert staging.counts()["ahd-result"] == 5


def test_links_expire_and_a_reading_gives_a_fresh_one(staging: Any) -> None:
    staging.options(ahd_link_seconds=100)
    order_id = staging.uploaded()
    staging.submitted(order_id)
    staging.wait()
    old = finished_link(staging, order_id)
    before = staging.order(order_id)["before_image_src"]
    staging.wait(timedelta(seconds=99))
    content = staging.plain.get(old).content
    staging.wait(timedelta(seconds=1))
    assert staging.plain.get(old).status_code == 403
    assert staging.plain.get(before).status_code == 403
    fresh = finished_link(staging, order_id)
    assert fresh != old
    assert staging.plain.get(fresh).content == content
    room = staging.room()
    process_id = staging.start(room)
    staging.wait()
    link = staging.process(process_id)["final_assets"][0]["temp_src"]
    staging.wait(timedelta(seconds=100))
    assert staging.plain.get(link).status_code == 403
    link = staging.process(process_id)["final_assets"][0]["temp_src"]
    assert staging.plain.get(link).status_code == 200


def test_addresses_follow_the_host_that_was_called(staging: Any) -> None:
    order_id = staging.uploaded()
    answer = staging.http.get(f"/v1/order/{order_id}", headers={"host": "sandbox.test:81"})
    assert answer.json()["before_image_src"].startswith("http://sandbox.test:81/")


# ---- the fate of a job ---------------------------------------------------------------------------


def test_a_job_that_never_finishes(staging: Any) -> None:
    staging.fault("never-finishes", times=2)
    order_id = staging.uploaded()
    staging.submitted(order_id)
    process_id = staging.start(staging.room())
    staging.wait(timedelta(days=400))
    shown = staging.order(order_id)
    assert (shown["status"], shown["generated_images"]) == ("generating", [])
    assert staging.process(process_id)["status"] == "processing"
    staging.submitted(order_id)
    staging.wait()
    assert len(staging.order(order_id)["generated_images"]) == 1
    assert staging.store.stagings()[0].credits == 1


def test_a_job_that_takes_ten_times_its_eta(staging: Any) -> None:
    staging.fault("ten-times-eta")
    order_id = staging.uploaded()
    eta = staging.submitted(order_id)["eta"]
    staging.wait(timedelta(seconds=10 * eta - 1))
    assert staging.order(order_id)["generated_images"] == []
    staging.wait(timedelta(seconds=1))
    assert len(staging.order(order_id)["generated_images"]) == 1


def test_a_result_that_is_lost(staging: Any) -> None:
    staging.fault("lost-result")
    order_id = staging.uploaded()
    staging.submitted(order_id)
    staging.wait()
    link = finished_link(staging, order_id)
    assert staging.plain.get(link).status_code == 404
    staging.submitted(order_id)
    staging.wait()
    last = staging.order(order_id)["generated_images"][-1]["src"]
    assert staging.plain.get(last).status_code == 200


def test_a_job_that_fails(staging: Any) -> None:
    staging.fault("process-failed", times=2)
    process_id = staging.start(staging.room())
    order_id = staging.uploaded()
    staging.submitted(order_id)
    staging.wait()
    failed = staging.process(process_id)
    assert (failed["status"], failed["final_assets"]) == ("failed", [])
    shown = staging.order(order_id)
    (image,) = shown["generated_images"]
    assert (shown["status"], image["src"]) == ("idle", "")
    assert not image["status"].endswith("finished")


def test_an_image_without_a_date(staging: Any) -> None:
    staging.fault("zero-updated-at")
    order_id = staging.uploaded()
    staging.submitted(order_id)
    staging.wait()
    (image,) = staging.order(order_id)["generated_images"]
    assert image["updated_at"] == "0001-01-01T00:00:00Z"
    assert image["created_at"].startswith("2026-")


def test_a_fate_meant_for_one_order(staging: Any) -> None:
    first, second = staging.uploaded(), staging.uploaded()
    staging.fault("never-finishes", external_property_id=second)
    project = staging.post("/v3/project", {"address": "DEN-7"}).json()
    staging.fault("process-failed", external_property_id="DEN-7")
    staging.submitted(first)
    staging.submitted(second)
    process_id = staging.start(staging.room(project_id=project["id"]))
    staging.wait()
    images = [len(staging.order(order)["generated_images"]) for order in (first, second)]
    assert images == [1, 0]
    assert staging.process(process_id)["status"] == "failed"


def test_slower_and_faster(staging: Any) -> None:
    staging.options(ahd_eta_factor=0)
    order_id = staging.uploaded()
    staging.submitted(order_id)
    assert len(staging.order(order_id)["generated_images"]) == 1
    staging.options(ahd_eta_factor=3)
    assert staging.order(order_id)["generated_images"] == []
    staging.wait(3 * DONE)
    assert len(staging.order(order_id)["generated_images"]) == 1


# ---- lost and broken answers ---------------------------------------------------------------------


def do(staging: Any, operation: str, prepared: dict[str, Any]) -> httpx.Response:
    calls = {
        "upload-1": lambda: staging.send_image(draw()),
        "submit-1": lambda: staging.submit(
            prepared["order_id"], selected_widgets=prepared["widgets"]
        ),
        "upload-3": lambda: staging.send_assets(draw()),
        "submit-3": lambda: staging.post("/v3/process", staging.process_body(prepared["room"])),
        "project": lambda: staging.post("/v3/project", {"address": "new"}),
    }
    response: httpx.Response = calls[operation]()
    return response


OPERATIONS = {
    "upload-1": "ahd-upload",
    "submit-1": "ahd-submit",
    "upload-3": "ahd-upload",
    "submit-3": "ahd-submit",
    "project": "ahd-project",
}


def made(staging: Any) -> tuple[int, int, int]:
    """How many uploads, submits and projects there are."""
    rows = staging.store.stagings()
    projects = len(staging.store.aihomedesign.projects("default"))
    return sum(row.uploads for row in rows), sum(row.submits for row in rows), projects


@pytest.fixture
def prepared(staging: Any) -> dict[str, Any]:
    order_id, room = staging.uploaded(), staging.room()
    return {"order_id": order_id, "room": room, "widgets": [staging.style_widget()]}


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    ("name", "stored"),
    [("drop-before-commit", 0), ("drop-after-commit", 1), ("hang", 1)],
)
def test_answers_that_never_come(
    staging: Any, prepared: dict[str, Any], operation: str, name: str, stored: int
) -> None:
    before = made(staging)
    seconds = 0.02 if name == "hang" else None
    staging.fault(name, operation=OPERATIONS[operation], seconds=seconds)
    with pytest.raises(LOST):
        do(staging, operation, prepared)
    assert sum(made(staging)) - sum(before) == stored
    assert do(staging, operation, prepared).status_code < 300


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    ("name", "code", "stored"),
    [
        ("500-before-commit", 500, 0),
        ("500-after-commit", 500, 1),
        ("rate-limit", 429, 0),
        ("reject", 400, 0),
        ("html-after-commit", 200, 1),
        ("no-id", 200, 1),
        ("wrong-echo", 200, 1),
    ],
)
def test_answers_that_are_wrong(
    staging: Any, prepared: dict[str, Any], operation: str, name: str, code: int, stored: int
) -> None:
    before = made(staging)
    staging.fault(name, operation=OPERATIONS[operation])
    response = do(staging, operation, prepared)
    expected = {code, code + 1} if code == 200 else {code}
    assert response.status_code in expected
    assert sum(made(staging)) - sum(before) == stored
    if name == "html-after-commit":
        assert response.headers["content-type"].startswith("text/html")
    if name == "no-id":
        assert not {"order_id", "image_id", "process_id", "id"} & set(response.json())


def test_words_of_faults(staging: Any) -> None:
    staging.fault("reject", attr="api_error_moderation", message="not a room")
    assert staging.send_image(draw()).json() == {
        "error": "not a room",
        "key": "api_error_moderation",
    }
    staging.fault("rate-limit", retry_after=7)
    assert staging.send_image(draw()).headers["retry-after"] == "7"
    order_id = staging.uploaded()
    staging.fault("wrong-echo")
    assert staging.get(f"/v1/order/{order_id}").json()["id"] != order_id


def test_ids_are_missing_in_the_observed_dialect_too(staging: Any) -> None:
    staging.options(ahd_dialect="observed")
    staging.fault("no-id")
    body = staging.send_assets(draw()).json()
    assert body["message"] == "ok"
    assert set(body["data"]) == {"project_id"}
    staging.fault("no-id")
    assert unwrapped(staging.get("/v3/project"))[0]["id"], "a list has no id of its own"


def test_slow_answer(staging: Any) -> None:
    staging.fault("slow", operation="ahd-upload", seconds=0.2)
    begin = time.monotonic()
    staging.uploaded()
    assert time.monotonic() - begin >= 0.2


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("500-before-commit", 500),
        ("500-after-commit", 500),
        ("expired-link", 403),
        ("rate-limit", 429),
        ("reject", 400),
        ("html-after-commit", 200),
        ("slow", 200),
        ("no-id", 200),
    ],
)
def test_downloads_that_go_wrong(staging: Any, name: str, code: int) -> None:
    order_id = staging.uploaded()
    staging.submitted(order_id)
    staging.wait()
    link = finished_link(staging, order_id)
    staging.fault(name, operation="ahd-result", external_property_id="another")
    assert staging.plain.get(link).headers["content-type"] == "image/jpeg"
    staging.store.clear_faults()
    seconds = 0.01 if name == "slow" else None
    staging.fault(name, operation="ahd-result", external_property_id=order_id, seconds=seconds)
    answer = staging.plain.get(link)
    assert answer.status_code == code
    is_html = answer.headers.get("content-type", "").startswith("text/html")
    assert is_html == (name == "html-after-commit")
    assert staging.plain.get(link).headers["content-type"] == "image/jpeg"


@pytest.mark.parametrize("name", ["drop-before-commit", "drop-after-commit", "hang"])
def test_downloads_that_break_off(staging: Any, name: str) -> None:
    link = staging.order(staging.uploaded())["before_image_src"]
    staging.fault(name, seconds=0.02)
    with pytest.raises(LOST):
        staging.plain.get(link)
    assert staging.plain.get(link).status_code == 200


def test_a_refusal_uses_no_fault_of_the_work(staging: Any) -> None:
    staging.fault("never-finishes")
    staging.fault("500-after-commit", operation="ahd-submit")
    order_id = staging.uploaded()
    assert staging.submit(order_id, space_name="attic").status_code == 400
    assert len(staging.store.faults()) == 2
    assert staging.submit(order_id).status_code == 500
    assert staging.store.faults() == ()


def test_faults_that_cannot_be(staging: Any) -> None:
    for name, operation in (
        ("never-finishes", "ahd-upload"),
        ("lost-result", "create"),
        ("expired-link", "ahd-order"),
        ("hang", "ahd-nothing"),
    ):
        with pytest.raises(UsageError):
            Fault(name=name, operation=operation)
    answer = staging.http.post("/_sandbox/faults", json={"name": "lost-result"})
    assert answer.json()["faults"][0]["name"] == "lost-result"


# ---- the whole store -----------------------------------------------------------------------------


def test_deliver_finishes_and_reset_forgets(staging: Any) -> None:
    staging.fault("never-finishes")
    order_id = staging.uploaded()
    staging.submitted(order_id)
    staging.start(staging.room())
    assert staging.http.post("/_sandbox/deliver-all").json() == {"delivered": 2}
    assert len(staging.order(order_id)["generated_images"]) == 1
    shown = staging.http.get("/_sandbox/stagings").json()
    assert [row["api"] for row in shown["orders"]] == ["v1", "v3"]
    assert [row["finished"] for row in shown["orders"]] == [1, 1]
    instant = staging.store.now()
    staging.store.reset()
    staging.store.clock.freeze(instant)
    assert staging.http.get("/_sandbox/stagings").json() == {"orders": [], "credits": 0}
    assert staging.get(f"/v1/order/{order_id}").status_code == 404
    assert staging.uploaded() != order_id


@pytest.mark.parametrize(
    "changes",
    [
        {"ahd_dialect": "spoken"},
        {"ahd_catalog": "none"},
        {"ahd_no_credits": 402},
        {"ahd_credits": -1},
        {"ahd_submits": 1.5},
        {"ahd_link_seconds": "60"},
        {"ahd_strict_widgets": 1},
        {"ahd_basic_prefixes": [""]},
        {"keys": [{"api_key": "k", "plan": "gold"}]},
        {"keys": [{"api_key": "k", "credits": True}]},
    ],
)
def test_options_that_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        SandboxOptions().updated(changes)
