"""The third interface: projects, orders, processes and tools, in both dialects."""

import re
from datetime import timedelta
from typing import Any

import pytest
from tests.sandbox.aihomedesign.conftest import TOOL, choice, draw, sample_recipe, unwrapped

OBJECT_ID = re.compile(r"[0-9a-f]{24}")


@pytest.fixture(params=["documented", "observed"])
def either(request: pytest.FixtureRequest, staging: Any) -> Any:
    staging.options(ahd_dialect=request.param)
    return staging


def test_a_room_is_staged(either: Any) -> None:
    project = unwrapped(either.post("/v3/project", {"address": "DEN-00412"}))
    assert project["address"] == "DEN-00412"
    assert (project["input_count"], project["result_count"], project["default"]) == (0, 0, False)
    assert project["updated_at"] == "2026-06-24"
    picture = draw("blue", size=(640, 480))
    room = either.room(picture, project_id=project["id"], asset_role="primary_angle")
    process_id = either.start(room)
    for identity in (project["id"], room["order_id"], room["assets"][0]["id"], process_id):
        assert OBJECT_ID.fullmatch(identity)
    assert either.process(process_id)["status"] == "pending"
    either.wait(timedelta(seconds=20))
    assert either.process(process_id)["status"] == "processing"
    order = unwrapped(either.get(f"/v3/order/{room['order_id']}"))
    assert order["status"] != "idle"
    either.wait()
    done = either.process(process_id)
    assert (done["status"], done["tool"]) == ("done", TOOL)
    (asset,) = done["final_assets"]
    prefix = "temp_" if either.store.options().ahd_dialect == "documented" else ""
    assert {f"{prefix}src", f"{prefix}thumbnail_src"} <= set(asset)
    result = either.plain.get(asset[f"{prefix}src"])
    assert (result.status_code, result.headers["content-type"]) == (200, "image/jpeg")
    small = either.plain.get(asset[f"{prefix}thumbnail_src"])
    assert len(small.content) < len(result.content)
    order = unwrapped(either.get(f"/v3/order/{room['order_id']}"))
    assert order["status"] == "idle"
    assert [one["status"] for one in order["processes"]] == ["done"]
    assert either.plain.get(order["assets"][0][f"{prefix}src"]).content == picture
    shown = unwrapped(either.get(f"/v3/project/{project['id']}"))
    assert (shown["input_count"], shown["result_count"]) == (1, 1)
    assert either.plain.get(shown["cover_src"]).content == picture


def test_the_two_dialects(staging: Any) -> None:
    created = staging.post("/v3/project", {"address": "A"})
    assert created.status_code == 201
    assert created.json()["address"] == "A"
    assert isinstance(staging.get("/v3/project").json(), list)
    room = staging.room()
    assert set(staging.post("/v3/process", staging.process_body(room)).json()) == {"process_id"}
    staging.options(ahd_dialect="observed")
    assert staging.post("/v3/project", {"address": "B"}).json()["message"] == "ok"
    listed = staging.get("/v3/project").json()
    assert set(listed) == {"data", "message", "pagination"}
    answer = staging.post("/v3/process", staging.process_body(room)).json()
    assert list(answer["data"]) == ["process_ids"]
    for dialect in ("documented", "observed"):
        staging.options(ahd_dialect=dialect)
        tools = staging.plain.get("/api/tools").json()
        assert set(tools) == {"data"}
        assert {"id", "name", "slug", "isActive"} == set(tools["data"][0])
        assert TOOL in {tool["slug"] for tool in tools["data"]}


def test_projects_are_listed_searched_and_sorted(either: Any) -> None:
    for number in range(35):
        either.post("/v3/project", {"address": f"DEN-{number:05}"})
        either.wait(timedelta(minutes=1))
    either.post("/v3/project", {"address": "PHX-00001"})

    def listed(**query: object) -> list[str]:
        rows = unwrapped(either.get("/v3/project", **query))
        return [row["address"] for row in rows]

    assert listed()[:2] == ["PHX-00001", "DEN-00034"]
    assert len(listed()) == 10
    assert len(listed(limit=99)) == 30
    assert len(listed(limit=30, page=2)) == 6
    assert listed(limit=30, page=3) == []
    assert listed(sort="asc", limit=2) == ["DEN-00000", "DEN-00001"]
    assert listed(s="phx") == ["PHX-00001"]
    assert listed(s="den-0000", limit=30) == [f"DEN-{number:05}" for number in range(9, -1, -1)]
    (third,) = unwrapped(either.get("/v3/project", s="DEN-00003"))
    either.wait(timedelta(minutes=1))
    either.room(project_id=third["id"])
    assert listed(sort="modified")[0] == "DEN-00003"
    if either.store.options().ahd_dialect == "observed":
        pages = either.get("/v3/project", limit=30, page=2).json()["pagination"]
        assert pages == {"page": 2, "limit": 30, "total": 36, "total_pages": 2}


@pytest.mark.parametrize("query", [{"page": "0"}, {"limit": "x"}, {"page": "-1"}, {"sort": "up"}])
def test_pages_that_do_not_exist(staging: Any, refused: Any, query: Any) -> None:
    assert refused(staging.get("/v3/project", **query)) == (400, "missing_field")


def test_orders_in_a_project(either: Any) -> None:
    project = unwrapped(either.post("/v3/project", {"address": "A"}))
    rooms = [either.room(draw(color), project_id=project["id"]) for color in ("red", "green")]
    either.start(rooms[0])
    either.room()
    for path in ("order", "orders"):
        rows = unwrapped(either.get(f"/v3/project/{project['id']}/{path}", limit=30))
        assert [row["id"] for row in rows] == [room["order_id"] for room in reversed(rooms)]
        assert [len(row["processes"]) for row in rows] == [0, 1]
        assert all(len(row["assets"]) == 1 for row in rows)


def test_an_order_without_a_project_goes_to_the_default_one(either: Any) -> None:
    rooms = [either.room(), either.room()]
    assert rooms[0]["project_id"] == rooms[1]["project_id"]
    (project,) = unwrapped(either.get("/v3/project"))
    assert project["default"] is True


@pytest.mark.parametrize(
    "fields",
    [
        {"asset_role": ["primary_angle", "secondary_angle"]},
        {"asset_roles": ["primary_angle", "secondary_angle"]},
        {"asset_roles": '["primary_angle", "secondary_angle"]'},
        {"asset_roles": "primary_angle,secondary_angle"},
        {"asset_role": ["secondary_angle"]},
    ],
)
def test_roles_in_every_spelling(staging: Any, fields: Any) -> None:
    response = staging.send_assets(draw(), draw("green"), **fields)
    assert response.status_code == 201, response.text
    roles = {asset["role"] for asset in response.json()["assets"]}
    assert roles == {"primary_angle", "secondary_angle"}


@pytest.mark.parametrize(
    ("roles", "count"),
    [
        (["kitchen"], 1),
        (["secondary_angle"], 1),
        (["primary_angle", "primary_angle"], 2),
        ([], 2),
        (["primary_angle", "secondary_angle", "secondary_angle"], 3),
        (["primary_angle", "mask"], 1),
    ],
)
def test_roles_that_do_not_fit(staging: Any, refused: Any, roles: list[str], count: int) -> None:
    response = staging.send_assets(*[draw()] * count, asset_role=roles)
    assert refused(response) == (400, "wrong_role")
    assert staging.store.stagings() == ()


def test_uploads_that_are_refused(staging: Any, refused: Any) -> None:
    assert refused(staging.post("/v3/order", {})) == (400, "bad_request")
    assert refused(staging.send_assets(path="/v3/order")) == (400, "bad_request")
    nothing = staging.http.post("/v3/order", files={"other": ("x.jpg", draw(), "image/jpeg")})
    assert refused(nothing) == (400, "missing_field")
    unknown = staging.send_assets(draw(), project_id="0" * 24)
    assert refused(unknown) == (404, "project_not_found")
    large = b"\xff\xd8\xff" + bytes(50 * 1024 * 1024)
    assert refused(staging.send_assets(large)) == (413, "image_too_large")
    assert staging.store.stagings() == ()


def test_an_unreadable_picture_leaves_no_asset(either: Any) -> None:
    assert either.room(b"GIF89a")["assets"] == []


def test_a_mask_is_appended(staging: Any) -> None:
    tool = "tool-item-removal-mask"
    room = staging.room()
    answer = staging.send_assets(
        draw(form="PNG"), path=f"/v3/order/{room['order_id']}/append", asset_role="mask"
    )
    assert answer.status_code == 201
    (mask,) = answer.json()["assets"]
    slots = {
        f"{tool}-input-image": room["assets"][0]["id"],
        f"{tool}-input-mask": mask["id"],
    }
    body = staging.process_body(room, tool, asset_map=slots, widgets=[])
    created = staging.post("/v3/process", body).json()
    again = {**body, "process_group_id": created["process_group_id"]}
    second = staging.post("/v3/process", again).json()
    assert second["process_group_id"] == created["process_group_id"]
    absent = staging.send_assets(draw(), path=f"/v3/order/{'0' * 24}/append")
    assert absent.status_code == 404


def test_two_styles_are_two_processes_of_one_upload(staging: Any) -> None:
    room = staging.room(draw(size=(640, 480)))
    first = staging.start(room)
    second = staging.start(room, widgets=sample_recipe(style="modern"))
    staging.wait()
    links = [
        asset["temp_src"]
        for process in (first, second)
        for asset in staging.process(process)["final_assets"]
    ]
    assert staging.plain.get(links[0]).content != staging.plain.get(links[1]).content
    (row,) = staging.store.stagings()
    assert (row.credits, row.submits, row.uploads) == (2, 2, 1)


@pytest.mark.parametrize(
    ("changes", "code", "key"),
    [
        ({"tool": ""}, 400, "missing_field"),
        ({"tool": "tool-furniture-set-restyle"}, 500, "internal"),
        ({"tool": "tool-darkness"}, 500, "internal"),
        ({"order_id": "0" * 24}, 404, "order_not_found"),
        ({"order_id": None}, 400, "missing_field"),
        ({"asset_map": None}, 400, "missing_field"),
        ({"asset_map": {}}, 400, "missing_field"),
        ({"asset_map": {"tool-wall-change-input-image": "x"}}, 422, "asset_map"),
        ({"asset_map": {f"{TOOL}-input-image": "0" * 24}}, 404, "asset_not_found"),
        ({"asset_map": {f"{TOOL}-input-image": []}}, 404, "asset_not_found"),
        ({"widgets": "none"}, 400, "missing_field"),
        ({"widgets": [*sample_recipe(), choice("color", "earthy-neutrals")]}, 422, "widget_slug"),
        ({"widgets": [{"slug": f"widget-style-{TOOL}"}]}, 400, "missing_field"),
        ({"widgets": [7]}, 422, "widget_slug"),
        ({"widgets": sample_recipe(style="gothic")}, 422, "item_slug"),
        ({"widgets": sample_recipe(room="living_room")}, 422, "item_slug"),
        ({"widgets": [choice("space", "bedroom", "kitchen")]}, 422, "item_slug"),
        ({"widgets": [choice("space", "bedroom")]}, 422, "required_widget"),
        ({"widgets": []}, 422, "required_widget"),
        ({"process_group_id": 7}, 400, "missing_field"),
    ],
)
def test_processes_that_are_refused(
    staging: Any, refused: Any, changes: Any, code: int, key: str
) -> None:
    room = staging.room()
    response = staging.post("/v3/process", staging.process_body(room) | changes)
    assert refused(response) == (code, key)
    (row,) = staging.store.stagings()
    assert (row.submits, row.credits) == (0, 0)


def test_the_strict_switch(staging: Any) -> None:
    room = staging.room()
    tool = "tool-wall-change"
    body = staging.process_body(room, tool, widgets=[choice("space", "bedroom", tool=tool)])
    assert staging.post("/v3/process", body).status_code == 422
    staging.options(ahd_strict_widgets=False)
    assert staging.post("/v3/process", body).status_code == 201
    without_room = staging.process_body(room, tool, widgets=[])
    assert staging.post("/v3/process", without_room).status_code == 422


def test_several_items_where_a_widget_takes_them(staging: Any) -> None:
    tool = "tool-image-enhancement"
    fire = choice("enhancement-options", "add-fire-to-fireplace", "add-screen-to-tv", tool=tool)
    widgets = [choice("area", "indoor", tool=tool), fire]
    body = staging.process_body(staging.room(), tool, widgets=widgets)
    assert staging.post("/v3/process", body).status_code == 201


def test_what_is_not_found(staging: Any, refused: Any) -> None:
    absent = "0" * 24
    for path, key in (
        (f"/v3/project/{absent}", "project_not_found"),
        (f"/v3/project/{absent}/orders", "project_not_found"),
        (f"/v3/order/{absent}", "order_not_found"),
        (f"/v3/process/{absent}", "process_not_found"),
    ):
        assert refused(staging.get(path)) == (404, key)
    first = staging.submitted(staging.uploaded())
    assert staging.get(f"/v3/process/{first['image_id']}").status_code == 404
    assert staging.get(f"/v3/order/{first['order_id']}").status_code == 404
    assert refused(staging.post("/v3/project", {"address": " "})) == (400, "missing_field")


def test_another_account_sees_nothing(staging: Any) -> None:
    staging.options(keys=[{"api_key": "any-key"}, {"api_key": "two", "account": "other"}])
    room = staging.room()
    process_id = staging.start(room)
    other = {"x-api-key": "two"}
    for path in (
        f"/v3/order/{room['order_id']}",
        f"/v3/process/{process_id}",
        f"/v3/project/{room['project_id']}",
    ):
        assert staging.http.get(path).status_code == 200
        assert staging.http.get(path, headers=other).status_code == 404
    assert staging.http.get("/v3/project", headers=other).json() == []


def test_a_basic_plan_lacks_tools(staging: Any, refused: Any) -> None:
    room = staging.room()
    body = staging.process_body(room)
    assert refused(staging.post("/v3/process", body, key="basic-key")) == (403, "forbidden")
    tool = "tool-item-removal"
    free = staging.process_body(room, tool, widgets=[])
    assert staging.post("/v3/process", free, key="basic-key").status_code == 201


def test_pictures_in_the_size_that_is_asked_for(staging: Any) -> None:
    room = staging.room(draw("blue", size=(640, 480)))
    process_id = staging.start(room)
    staging.wait()
    full = staging.process(process_id)["final_assets"][0]["temp_src"]
    small = unwrapped(staging.get(f"/v3/process/{process_id}", width=100, height=100))
    link = small["final_assets"][0]["temp_src"]
    assert len(staging.plain.get(link).content) < len(staging.plain.get(full).content)
    assert staging.plain.get(f"{full}?width=x").content == staging.plain.get(full).content
