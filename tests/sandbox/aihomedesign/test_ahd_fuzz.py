"""Whatever is sent, the vendor's part answers with a code of its pages, and never crashes."""

import copy
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sandbox.aihomedesign.conftest import LIVING_ROOM, draw

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from([LIVING_ROOM, "7101", "tool-item-removal", "\x00", "٣", "²", "0" * 24])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)
FIELDS = (
    "order_id",
    "space_name",
    "selected_widgets",
    "remove_shadow",
    "tool",
    "asset_map",
    "widgets",
    "process_group_id",
    "address",
)
CHANGES = st.dictionaries(st.sampled_from(FIELDS), VALUES, min_size=1, max_size=3)
REFUSED = {400, 402, 403, 404, 422, 429}
FUZZ = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@FUZZ
@given(changes=CHANGES, path=st.sampled_from(["/v1/order", "/v3/process", "/v3/project"]))
def test_no_body_crashes_it(staging: Any, changes: dict[str, Any], path: str) -> None:
    room = staging.room()
    body = {
        **staging.process_body(room),
        "space_name": LIVING_ROOM,
        "selected_widgets": [{"id": "7101", "item_id": "710104"}],
        "address": "A",
        **copy.deepcopy(changes),
    }
    if path == "/v1/order" and "order_id" not in changes:
        body["order_id"] = staging.uploaded()
    response = staging.post(path, body)
    if response.status_code == 500:
        assert response.json()["error"] == "tool repository: tool not found"
    else:
        assert response.status_code in {200, 201, *REFUSED}, (body, response.text)


@FUZZ
@given(
    raw=st.binary(max_size=60),
    kind=st.sampled_from(
        ["application/json", "multipart/form-data; boundary=xyz", "multipart/form-data", "", "é"]
    ),
    path=st.sampled_from(["/v1/order/image", "/v1/order", "/v3/order", "/v3/process"]),
)
def test_no_bytes_crash_it(staging: Any, raw: bytes, kind: str, path: str) -> None:
    framed = raw.replace(b"|", b"\r\n--xyz")
    headers = {"content-type": kind.encode("latin-1")}
    assert staging.http.post(path, content=framed, headers=headers).status_code in REFUSED


@FUZZ
@given(
    role=st.text(max_size=12),
    project=st.text(max_size=12),
    size=st.text(max_size=6),
    content=st.just(draw()) | st.binary(max_size=40),
)
def test_no_form_or_query_crashes_it(
    staging: Any, role: str, project: str, size: str, content: bytes
) -> None:
    response = staging.send_assets(content, asset_role=role, project_id=project)
    assert response.status_code in {201, *REFUSED}, response.text
    listed = staging.get("/v3/project", page=size, limit=size, s=role, sort="desc")
    assert listed.status_code in {200, *REFUSED}
    assert staging.get("/v1/catalog/spaces", service_name=size).status_code in {200, 400}
    link = staging.order(staging.uploaded())["before_image_src"]
    shown = staging.plain.get(link, params={"width": size, "height": role})
    assert shown.status_code == 200
