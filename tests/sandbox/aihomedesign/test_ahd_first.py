"""The first interface: upload, catalogue, submit, details."""

import io
from typing import Any

import pytest
from PIL import Image
from tests.sandbox.aihomedesign.conftest import KEY, LIVING_ROOM, STAGING, draw

SPACES = [
    "space-bedroom",
    "space-single-bedroom",
    "space-living-room",
    "space-dining-room",
    "space-living-dining-room-1",
    "space-living-bed-room-1",
    "space-studio-1",
    "space-home-office",
    "space-kitchen--",
    "space-bathroom--",
    "space-outdoor--",
    "space-foyer",
    "space-nursery-1",
    "space-kids-room-1",
]
STYLES = [
    "Prime",
    "Modern",
    "Farmhouse",
    "Scandinavian",
    "Hampton",
    "Industrial",
    "Traditional",
    "Contemporary",
]


def test_a_picture_is_staged(staging: Any) -> None:
    picture = draw("blue", size=(640, 480))
    order_id = staging.uploaded(picture)
    fresh = staging.order(order_id)
    assert (fresh["status"], fresh["generated_images"]) == ("idle", [])
    assert (fresh["service"]["credit"], fresh["service"]["required_space"]) == (1, True)
    assert fresh["service"]["required_widgets"] == ["style"]
    assert fresh["service_name"] == STAGING
    answer = staging.submitted(order_id)
    assert answer["order_id"] == order_id
    assert 30 <= answer["eta"] <= 60
    assert staging.order(order_id)["status"] not in {"idle", "done"}
    staging.wait()
    shown = staging.order(order_id)
    assert shown["status"] == "idle"
    (image,) = shown["generated_images"]
    assert (image["id"], image["status"]) == (answer["image_id"], "regular_finished")
    assert (image["order_id"], image["space"]) == (order_id, LIVING_ROOM)
    assert image["updated_at"] > image["created_at"]
    result = staging.plain.get(image["src"])
    assert (result.status_code, result.headers["content-type"]) == (200, "image/jpeg")
    assert staging.plain.get(image["src"]).content == result.content
    assert staging.plain.get(shown["before_image_src"]).content == picture
    with Image.open(io.BytesIO(result.content)) as staged:
        assert staged.size == (640, 480)
        top, foot = staged.getpixel((5, 5)), staged.getpixel((635, 475))
    assert isinstance(top, tuple)
    assert isinstance(foot, tuple)
    assert top[2] > 200 > top[0]
    assert foot[0] > 150 > foot[2], "no banner"


def test_the_result_tells_style_and_room(staging: Any) -> None:
    def result(picture: bytes, **changes: object) -> bytes:
        order_id = staging.uploaded(picture)
        staging.submitted(order_id, **changes)
        staging.wait()
        (image,) = staging.order(order_id)["generated_images"]
        return bytes(staging.plain.get(image["src"]).content)

    room = draw(size=(640, 480))
    one = result(room)
    assert result(room) == one
    assert result(room, selected_widgets=[staging.style_widget("Modern")]) != one
    assert result(room, space_name="space-bedroom") != one
    assert result(draw("green", size=(640, 480))) != one


def test_a_second_generate_is_free_and_uncounted(staging: Any) -> None:
    order_id = staging.uploaded()
    first = staging.submitted(order_id)
    staging.wait()
    for _ in range(15):
        staging.submitted(order_id)
    assert staging.order(order_id)["status"] == "generating"
    staging.wait()
    images = staging.order(order_id)["generated_images"]
    assert len({image["id"] for image in images}) == len(images) == 16
    assert images[0]["id"] == first["image_id"]
    assert [image["sequence"] for image in images] == list(range(1, 17))
    (row,) = staging.store.stagings()
    assert (row.credits, row.submits, row.uploads, row.finished) == (1, 16, 1, 16)


def test_uploads_that_are_refused(staging: Any, refused: Any) -> None:
    bare = staging.http.post("/v1/order/image", data={"service_name": STAGING})
    assert (bare.status_code, bare.json()) == (400, {"error": "http: no such file"})
    empty = staging.http.post("/v1/order/image")
    assert empty.json() == {"error": "http: no such file"}
    field = staging.http.post("/v1/order/image", files={"image": (None, b"text")})
    assert field.json() == {"error": "http: no such file"}
    unknown = staging.send_image(draw(), "service-ai-day-to-dusk")
    assert refused(unknown) == (400, "service_not_found")
    assert refused(staging.send_image(b"GIF89a")) == (415, "image_format")
    assert refused(staging.send_image(b"\0\0\0\x18ftypheic")) == (415, "image_format")
    large = b"\xff\xd8\xff" + bytes(50 * 1024 * 1024)
    assert refused(staging.send_image(large)) == (413, "image_too_large")
    assert staging.store.stagings() == ()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_formats_that_are_taken(staging: Any, form: str) -> None:
    order_id = staging.uploaded(draw("blue", form=form))
    staging.submitted(order_id)
    staging.wait()
    shown = staging.order(order_id)
    result = staging.plain.get(shown["generated_images"][0]["src"])
    assert result.content.startswith(b"\xff\xd8\xff")
    before = staging.plain.get(shown["before_image_src"])
    assert before.headers["content-type"] == f"image/{form.lower()}"


def test_a_raw_file_is_taken_too(staging: Any) -> None:
    order_id = staging.uploaded(b"II*\0 the raw file of a camera")
    staging.submitted(order_id)
    staging.wait()
    result = staging.plain.get(staging.order(order_id)["generated_images"][0]["src"])
    with Image.open(io.BytesIO(result.content)) as image:
        assert image.format == "JPEG"


def test_a_picture_with_any_bytes_comes_back_whole(staging: Any) -> None:
    hostile = b"\xff\xd8\xff\r\n--\r\n\r\n\x00\r\r\n" + bytes(range(256)) + b"\r\n"
    order_id = staging.uploaded(hostile)
    assert staging.plain.get(staging.order(order_id)["before_image_src"]).content == hostile


def test_spaces(staging: Any) -> None:
    rows = staging.get("/v1/catalog/spaces", service_name=STAGING).json()["data"]
    assert [row["name"] for row in rows] == SPACES
    fields = {"id", "name", "title", "description", "prompt", "icon_src"}
    assert all(fields | {"is_active", "is_premium"} <= set(row) for row in rows)
    inactive = {row["name"] for row in rows if not row["is_active"]}
    assert len(inactive) == 1
    active = staging.get("/v1/catalog/spaces", service_name=STAGING, active="true")
    assert {row["name"] for row in active.json()["data"]} == set(SPACES) - inactive
    everything = staging.get("/v1/catalog/spaces").json()["data"]
    assert {"indoor", "outdoor"} == {row["name"] for row in everything} - set(SPACES)
    assert staging.get("/v1/catalog/spaces", service_name="no").status_code == 400


def test_widgets_and_items(staging: Any) -> None:
    def styles(space: str) -> list[str]:
        answer = staging.get("/v1/catalog/items/filter", service_name=STAGING, space_name=space)
        (widget,) = answer.json()["data"]
        assert widget["is_optional"] is False
        return [item["title"] for item in widget["items"]]

    assert styles(LIVING_ROOM) == STYLES
    assert styles("space-studio-1") == styles("space-living-bed-room-1") == ["Prime"]
    assert set(styles("space-kitchen--")) < set(STYLES)
    assert styles("") == STYLES
    bad = staging.get("/v1/catalog/items/filter", service_name=STAGING, space_name="attic")
    assert bad.status_code == 400
    all_widgets = staging.get("/v1/catalog/items/filter").json()["data"]
    items = [item for widget in all_widgets for item in widget["items"]]
    assert any(item["is_premium"] for item in items)


def test_the_split_form(staging: Any, refused: Any) -> None:
    staging.options(ahd_catalog="split")
    merged = staging.get("/v1/catalog/items/filter", service_name=STAGING)
    assert refused(merged) == (404, "not_found")
    (widget,) = staging.get("/v1/catalog/widgets", service_name=STAGING).json()["data"]
    assert "items" not in widget
    items = staging.get(f"/v1/catalog/widgets/{widget['id']}/items").json()["data"]
    assert [item["title"] for item in items] == STYLES
    assert {item["widget_id"] for item in items} == {widget["id"]}
    designer = staging.get("/v1/catalog/widgets", service_name="service-creative-designer")
    lists = [
        staging.get(f"/v1/catalog/widgets/{row['id']}/items").json()["data"]
        for row in designer.json()["data"]
    ]
    assert sum(not item["is_active"] for rows in lists for item in rows) == 1
    assert refused(staging.get("/v1/catalog/widgets/1/items")) == (400, "widget_not_found")


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"space_name": None}, "space_not_found"),
        ({"space_name": "space-foyer"}, "space_not_found"),
        ({"space_name": "living_room"}, "space_not_found"),
        ({"space_name": "indoor"}, "space_not_found"),
        ({"space_name": "space-studio-1"}, "item_not_found"),
        ({"selected_widgets": []}, "required_widget"),
        ({"selected_widgets": None}, "required_widget"),
        ({"selected_widgets": "7101"}, "bad_request"),
        ({"selected_widgets": [{"id": "1", "item_id": "1"}]}, "widget_not_found"),
        ({"selected_widgets": [[]]}, "widget_not_found"),
        ({"selected_widgets": [{"id": "7101", "item_id": ["x"]}]}, "item_not_found"),
        ({"selected_widgets": [{"id": "7101", "item_id": "710204"}]}, "item_not_found"),
        ({"order_id": ""}, "missing_field"),
        ({"remove_shadow": "yes"}, "missing_field"),
    ],
)
def test_submits_that_are_refused(staging: Any, refused: Any, changes: Any, key: str) -> None:
    order_id = staging.uploaded()
    assert refused(staging.submit(order_id, **changes)) == (400, key)
    assert staging.order(order_id)["generated_images"] == []
    (row,) = staging.store.stagings()
    assert (row.submits, row.credits) == (0, 0)


def test_orders_that_are_not_found(staging: Any, refused: Any) -> None:
    absent = "00000000-0000-4000-8000-000000000000"
    assert refused(staging.submit(absent)) == (404, "order_not_found")
    assert refused(staging.get(f"/v1/order/{absent}")) == (404, "order_not_found")
    third = staging.room()["order_id"]
    assert refused(staging.get(f"/v1/order/{third}")) == (404, "order_not_found")
    keys = [{"api_key": "one"}, {"api_key": "two", "account": "other"}]
    staging.options(keys=keys)
    order_id = staging.send_image(draw(), key="one").json()["order_id"]
    other = staging.submit(order_id, key="two", selected_widgets=[])
    assert refused(other) == (404, "order_not_found")
    own = staging.submit(order_id, key="one", selected_widgets=[])
    assert refused(own) == (400, "required_widget")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"order_id": 1}'])
def test_bodies_that_are_no_order(staging: Any, refused: Any, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    response = staging.http.post("/v1/order", content=body, headers=headers)
    assert refused(response)[0] == 400


def test_the_other_services(staging: Any) -> None:
    def finished(service: str, body: dict[str, Any]) -> dict[str, Any]:
        order_id = staging.uploaded(service=service)
        response = staging.post("/v1/order", {"order_id": order_id, **body})
        assert response.status_code == 200, response.text
        staging.wait()
        (image,) = staging.order(order_id)["generated_images"]
        assert staging.plain.get(image["src"]).status_code == 200
        return dict(image)

    def widget(service: str, title: str) -> dict[str, Any]:
        rows = staging.get("/v1/catalog/items/filter", service_name=service).json()["data"]
        return next(row for row in rows if row["title"] == title)

    assert finished("service-item-removal", {})["space"] == ""
    dusk = widget("service-day-to-dusk", "Sky Style")
    sky = {"id": dusk["id"], "item_id": dusk["items"][1]["id"]}
    image = finished("service-day-to-dusk", {"selected_widgets": [sky], "remove_shadow": True})
    assert (image["sky_style"], image["shadow_removal"]) == (dusk["items"][1]["title"], True)
    assert finished("service-image-enhancement", {"space_name": "indoor"})["space"] == "indoor"
    style = staging.style_widget(service="service-creative-designer")
    redesign = {"space_name": LIVING_ROOM, "selected_widgets": [style]}
    assert finished("service-creative-designer", redesign)["space"] == LIVING_ROOM


def test_upscale_promises_and_no_more(staging: Any, refused: Any) -> None:
    answer = staging.submitted(staging.uploaded())
    path = f"/v1/order/image/{answer['image_id']}/download/upscale"
    assert refused(staging.http.post(path)) == (404, "image_not_found")
    staging.wait()
    assert staging.http.post(path).json() == {"status": "processing"}
    absent = staging.http.post("/v1/order/image/x/download/upscale")
    assert refused(absent) == (404, "image_not_found")


@pytest.mark.parametrize("key", ["", "wrong-key", "unauthorized-key"])
def test_keys_that_are_not_accepted(staging: Any, refused: Any, key: str) -> None:
    for method, path in (
        ("POST", "/v1/order/image"),
        ("POST", "/v1/order"),
        ("GET", "/v1/order/1"),
        ("GET", "/v1/catalog/spaces"),
        ("GET", "/v3/project"),
        ("POST", "/v3/process"),
    ):
        response = staging.plain.request(method, path, headers={"x-api-key": key} if key else {})
        assert refused(response) == (401, "unauthorized"), path
    assert staging.plain.get("/api/tools").status_code == 200


def test_only_listed_keys_where_keys_are_listed(staging: Any) -> None:
    staging.options(keys=[{"api_key": "good"}])
    path = "/v1/catalog/spaces"
    assert staging.plain.get(path, headers={"x-api-key": "good"}).status_code == 200
    assert staging.plain.get(path, headers=KEY).status_code == 401


def test_a_basic_plan_lacks_tools(staging: Any, refused: Any) -> None:
    assert refused(staging.send_image(draw(), key="basic-key")) == (403, "forbidden")
    allowed = staging.send_image(draw(), "service-day-to-dusk", key="basic-key")
    assert allowed.status_code == 200
    order_id = staging.uploaded()
    assert refused(staging.submit(order_id, key="basic-key")) == (403, "forbidden")
