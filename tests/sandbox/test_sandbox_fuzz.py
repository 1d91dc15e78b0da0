"""Whatever is sent, the vendor's part answers 2xx or 400, never 500."""

import copy
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Json = dict[str, Any]

PATHS = (
    ("external_property_id",),
    ("external_order_id",),
    ("billing_entity_slug",),
    ("metadata",),
    ("property",),
    ("property", "location"),
    ("property", "location", "state"),
    ("property", "location", "latitude"),
    ("property", "price"),
    ("property_access",),
    ("property_access", "method_of_access"),
    ("property_access", "preferred_date"),
    ("services",),
    ("services", 0),
    ("services", 0, "slug"),
    ("services", 0, "quantity"),
    ("services", 0, "previous_order_id"),
    ("order_id",),
    ("request_id",),
    ("api_key",),
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["654321", "photos", "no_access_needed", "CO", "\x00", "٣", "²"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)
CHANGES = st.lists(st.tuples(st.sampled_from(PATHS), VALUES), min_size=1, max_size=3)


def place(body: Any, path: tuple[Any, ...], value: object) -> None:
    for key in path[:-1]:
        try:
            body = body[key]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(body, dict) or (isinstance(body, list) and body and path[-1] == 0):
        body[path[-1]] = value


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(changes=CHANGES, operation=st.sampled_from(["create", "create", "retrieve", "cancel"]))
def test_no_input_crashes_it(
    vendor: Any,
    order_body: Callable[..., Json],
    changes: list[tuple[tuple[Any, ...], object]],
    operation: str,
) -> None:
    body = order_body(cancelation_reason="duplicate_order", cancelation_notes="n")
    for path, value in changes:
        place(body, path, copy.deepcopy(value))
    response = vendor.call(operation, body)
    assert response.status_code in {200, 201, 400}, (body, response.text)
    if response.status_code == 400:
        assert response.json()["errors"]
