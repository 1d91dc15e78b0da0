"""Create over HTTP: what is accepted, what is refused, everything at once."""

import dataclasses
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from listwright.sandbox.options import SandboxKey

Json = dict[str, Any]
Build = Callable[..., Json]


def access(**changes: object) -> Json:
    kept = {
        "vacant": True,
        "method_of_access": "rently",
        "onsite_contact_name": "Jane Doe",
        "onsite_contact_phone": "+1 555-555-5555",
        **changes,
    }
    return {key: value for key, value in kept.items() if value is not None}


def test_create_gives_ids_as_texts(vendor: Any, order_body: Build) -> None:
    first = vendor.create(order_body())
    second = vendor.create(order_body(external_property_id="DEN-2"))
    assert int(second["order_id"]) == int(first["order_id"]) + 1
    assert int(first["order_id"]) >= 654321
    assert int(first["legacy_order_id"]) == int(first["order_id"]) - 654321 + 543210
    assert first["order_status"] == "new_request"
    assert first["event"] is None
    assert first["code"] == 201
    assert first["created"] == "2026-06-24T18:00:00.000Z"
    assert first["property"]["location"]["address"] == "123 Fake St, Unit A, Denver, CO, 80205"
    assert first["services"][0]["price"] == 12500


def test_all_problems_are_reported_at_once(vendor: Any) -> None:
    assert vendor.errors("create", {}) == {
        ("api_key", "missing"),
        ("external_property_id", "missing"),
        ("billing_entity_slug", "missing"),
        ("property{}", "missing"),
        ("property_access{}", "missing"),
        ("services[]", "missing"),
    }


def test_deep_problems_are_reported_at_once(vendor: Any, order_body: Build) -> None:
    body = order_body(
        api_key="wrong-key",
        external_property_id=" ",
        external_order_id="x" * 256,
        order_notes="n" * 1001,
        billing_entity_slug=7,
        property={
            "location": {"street": "", "city": None, "state": "co", "postal_code": "802"},
            "property_type": "",
            "bedrooms": "three",
            "bathrooms": True,
        },
        property_access=access(vacant=None, method_of_access="drone", preferred_date="2026-02-30"),
        services=[{"slug": "photos", "quantity": 12}, {"slug": "video", "quantity": 1}, {}, 5],
    )
    assert vendor.errors("create", body) == {
        ("api_key", "unauthorized"),
        ("external_property_id", "empty"),
        ("external_order_id", "too long"),
        ("order_notes", "too long"),
        ("billing_entity_slug", "unrecognized"),
        ("property.location.street", "empty"),
        ("property.location.city", "missing"),
        ("property.location.state", "unrecognized"),
        ("property.location.postal_code", "unrecognized"),
        ("property.property_type", "empty"),
        ("property.bedrooms", "unrecognized"),
        ("property.bathrooms", "unrecognized"),
        ("property_access.vacant", "missing"),
        ("property_access.method_of_access", "unrecognized"),
        ("property_access.preferred_date", "unrecognized"),
        ("services.quantity", "unrecognized"),
        ("services.slug", "unrecognized"),
        ("services.slug", "missing"),
        ("services.quantity", "missing"),
        ("services[]", "unrecognized"),
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"services": []}, ("services[]", "empty")),
        ({"services": {}}, ("services[]", "unrecognized")),
        ({"services": [{"slug": 5, "quantity": 1}]}, ("services.slug", "unrecognized")),
        ({"services": [{"slug": "", "quantity": 1}]}, ("services.slug", "empty")),
        ({"property": {}}, ("property.location{}", "missing")),
        ({"property": "home"}, ("property{}", "unrecognized")),
        ({"api_key": ""}, ("api_key", "empty")),
        ({"api_key": 5}, ("api_key", "unrecognized")),
        ({"metadata": []}, ("metadata{}", "unrecognized")),
        ({"metadata": {"a-b": "x"}}, ("metadata{}", "unrecognized")),
        ({"metadata": {"a": 1}}, ("metadata{}", "unrecognized")),
        ({"metadata": dict.fromkeys("abcde", "x")}, ("metadata{}", "too many")),
        ({"metadata": {"a": "x" * 256}}, ("metadata{}", "too long")),
        ({"property_access": access(preferred_date="soon")}, None),
        ({"property_access": access(preferred_date=5)}, None),
    ],
)
def test_one_problem(
    vendor: Any, order_body: Build, changes: Json, expected: tuple[str, str] | None
) -> None:
    wanted = expected or ("property_access.preferred_date", "unrecognized")
    assert wanted in vendor.errors("create", order_body(**changes))


@pytest.mark.parametrize(
    ("method", "given", "expected"),
    [
        ("lockbox_code", {}, {("access_code", "missing"), ("lockbox_location", "missing")}),
        ("lockbox_code", {"access_code": "", "lockbox_location": "x"}, {("access_code", "empty")}),
        ("keypad", {}, {("access_code", "missing")}),
        (
            "no_access_needed",
            {},
            {("method_of_access", "not allowed for access-required services")},
        ),
    ],
)
def test_ways_in(
    vendor: Any, order_body: Build, method: str, given: Json, expected: set[tuple[str, str]]
) -> None:
    body = order_body(property_access=access(method_of_access=method, **given))
    wanted = {(f"property_access.{attr}", message) for attr, message in expected}
    assert vendor.errors("create", body) == wanted


def test_exteriors_need_no_way_in(vendor: Any, order_body: Build) -> None:
    body = order_body(
        property_access=access(method_of_access="no_access_needed", vacant=False),
        services=[{"slug": "exterior_photos", "quantity": 3}],
    )
    assert vendor.create(body)["services"][0]["price"] == 4500


@pytest.mark.parametrize("latitude", ["95.784747", 12.5, "north", True])
def test_coordinates_are_texts_or_numbers(vendor: Any, order_body: Build, latitude: object) -> None:
    body = order_body()
    body["property"]["location"]["latitude"] = latitude
    response = vendor.call("create", body)
    assert response.status_code == (201 if latitude in ("95.784747", 12.5) else 400)


def test_unknown_fields_are_ignored_and_not_kept(vendor: Any, order_body: Build) -> None:
    order = vendor.create(order_body(cutoff_date="x", third_party_entity={"name": "y"}))
    assert "cutoff_date" not in vendor.retrieve(order["order_id"])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b'{"a": "\\ud800"}',
        b"\xff",
        b'{"a":' * 20000,
        b'{"a": ' + b"9" * 5000 + b"}",
    ],
)
def test_what_is_no_json_object_is_a_validation_error(vendor: Any, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    response = vendor.http.post("/api/v3/orders/create", content=content, headers=headers)
    assert response.status_code == 400
    assert response.json()["errors"] == [{"attr": "body{}", "message": "unrecognized"}]


def test_json_only_and_post_only(vendor: Any, order_body: Build) -> None:
    response = vendor.http.post("/api/v3/orders/create", content=json.dumps(order_body()))
    assert response.status_code == 400
    assert vendor.http.get("/api/v3/orders/create").status_code == 405


def test_secrets_are_echoed_as_stars_and_never_stored(
    vendor: Any, order_body: Build, store_path: Path
) -> None:
    canary = "CANARY-7731"
    secret = access(
        method_of_access="lockbox_code",
        access_code=canary,
        lockbox_location=canary,
        onsite_contact_name=canary,
        onsite_contact_phone=canary,
        onsite_contact_email=canary,
        unknown=canary,
    )
    body = order_body(api_key=canary, order_notes=canary, property_access=secret, unknown=canary)
    vendor.http.post("/_sandbox/options", json={"keys": [{"api_key": canary}]}).raise_for_status()
    order = vendor.create(body)
    assert order["property_access"]["access_code"] == "****"
    assert order["order_notes"] == "****"
    assert canary not in json.dumps(vendor.show("/options"))
    for file in store_path.parent.iterdir():
        assert canary.encode() not in file.read_bytes()
        assert file.stat().st_mode & 0o777 == 0o600


def test_keys_open_accounts_with_their_own_entities(vendor: Any, order_body: Build) -> None:
    keys = (
        SandboxKey(api_key="key-a", account="a", billing_entities=("one",)),
        SandboxKey(api_key="key-b", account="b", duplicate_hours=0),
    )
    vendor.store.set_options(dataclasses.replace(vendor.store.options(), keys=keys))
    assert vendor.errors("create", order_body()) == {("api_key", "unauthorized")}
    wrong = order_body(api_key="key-a", billing_entity_slug="two")
    assert vendor.errors("create", wrong) == {("billing_entity_slug", "unauthorized")}
    first = vendor.create(order_body(api_key="key-a", billing_entity_slug="one"))
    vendor.create(order_body(api_key="key-b"))
    vendor.create(order_body(api_key="key-b"))
    foreign = {"api_key": "key-b", "order_id": first["order_id"]}
    assert vendor.errors("retrieve", foreign) == {("order_id", "unauthorized")}


def test_second_order_inside_the_window_is_refused(vendor: Any, order_body: Build) -> None:
    vendor.create(order_body())
    refused = {("external_property_id", "duplicate")}
    assert vendor.errors("create", order_body()) == refused
    vendor.store.advance(timedelta(hours=71, minutes=59))
    assert vendor.errors("create", order_body()) == refused
    vendor.store.advance(timedelta(minutes=1))
    vendor.create(order_body())


def test_duplicate_switches(vendor: Any, order_body: Build) -> None:
    order = vendor.create(order_body())
    assert vendor.cancel(order["order_id"]).status_code == 200
    vendor.control("/options", {"include_existing_id": True})
    message = f"duplicate of order {order['order_id']}"
    assert vendor.errors("create", order_body()) == {("external_property_id", message)}
    vendor.control("/options", {"count_canceled": False})
    vendor.create(order_body())
    vendor.control("/options", {"duplicate_hours": 0})
    vendor.create(order_body())


def staging(previous: str | int | None = None, **more: object) -> Json:
    row = {"slug": "ai_virtual_staging", "quantity": 5, **more}
    return row if previous is None else {**row, "previous_order_id": previous}


def test_previous_order_errors(vendor: Any, order_body: Build) -> None:
    attr = "services.previous_order_id"
    vendor.control("/options", {"duplicate_hours": 0})
    order_id = vendor.create(order_body())["order_id"]
    photos = {"slug": "photos", "quantity": 15}

    def messages(*services: object) -> set[str]:
        return {
            message
            for where, message in vendor.errors("create", order_body(services=list(services)))
            if where == attr
        }

    assert messages(staging("1")) == {"unrecognized"}
    assert messages(staging("one")) == {"unrecognized"}
    assert messages(staging(order_id)) == {"previous order not delivered"}
    vendor.store.deliver_all()
    on_photos = {**photos, "previous_order_id": order_id}
    assert messages(on_photos) == {"only valid on asset-type services"}
    assert messages(staging(order_id), photos) == {"cannot mix asset and non-asset services"}
    assert messages(staging(order_id), staging("1")) == {
        "must reference the same previous order",
        "unrecognized",
    }


def test_a_previous_order_counts_once_it_is_delivered(vendor: Any, order_body: Build) -> None:
    """Its whole life: at no stage before delivery is it taken, nor when it ends otherwise."""
    vendor.control("/options", {"duplicate_hours": 0})
    order_id = vendor.create(order_body())["order_id"]
    gone = vendor.create(order_body(external_property_id="DEN-2"))["order_id"]
    assert vendor.cancel(gone).status_code == 200
    alone = {"property_access": access(method_of_access="no_access_needed")}
    early = {("services.previous_order_id", "previous order not delivered")}
    for hours in (0, 1, 5, 24, 24):
        vendor.store.advance(timedelta(hours=hours))
        for previous in (order_id, gone):
            body = order_body(services=[staging(previous)], **alone)
            assert vendor.errors("create", body) == early
    vendor.store.advance(timedelta(days=7))
    staged = vendor.create(order_body(services=[staging(order_id)], **alone))
    assert staged["order_status"] == "new_request"
    assert staged["services"][0]["previous_order_id"] == order_id
    assert vendor.errors("create", order_body(services=[staging(gone)], **alone)) == early


def test_the_previous_order_of_another_account_is_not_known(vendor: Any, order_body: Build) -> None:
    keys = [{"api_key": name, "account": name} for name in ("a", "b")]
    vendor.control("/options", {"keys": keys, "duplicate_hours": 0})
    order_id = vendor.create(order_body(api_key="a"))["order_id"]
    vendor.store.deliver_all()
    staged = [staging(order_id)]
    assert vendor.errors("create", order_body(api_key="b", services=staged)) == {
        ("services.previous_order_id", "unrecognized")
    }
    vendor.create(order_body(api_key="a", services=staged))


def test_all_previous_order_errors_come_at_once(vendor: Any, order_body: Build) -> None:
    services = [
        {"slug": "photos", "quantity": 15, "previous_order_id": "5"},
        staging("6"),
        staging(None, slug="enhanced_virtual_staging_image_select"),
    ]
    attr = "services.previous_order_id"
    assert vendor.errors("create", order_body(services=services)) == {
        (attr, "only valid on asset-type services"),
        (attr, "must reference the same previous order"),
        (attr, "cannot mix asset and non-asset services"),
        (attr, "unrecognized"),
    }


def test_several_staging_services_share_one_previous_order(vendor: Any, order_body: Build) -> None:
    vendor.control("/options", {"duplicate_hours": 0})
    order_id = vendor.create(order_body())["order_id"]
    vendor.store.deliver_all()
    services = [
        staging(order_id),
        staging(int(order_id), slug="enhanced_virtual_staging_image_select"),
    ]
    order = vendor.create(
        order_body(services=services, property_access=access(method_of_access="no_access_needed"))
    )
    vendor.store.deliver(int(order["order_id"]))
    assert len(vendor.retrieve(order["order_id"])["photos"]) == 10


def test_contact_and_vacancy_are_required_for_staging_too(vendor: Any, order_body: Build) -> None:
    vendor.control("/options", {"duplicate_hours": 0})
    order_id = vendor.create(order_body())["order_id"]
    vendor.store.deliver_all()
    bare = {"method_of_access": "no_access_needed"}
    body = order_body(services=[staging(order_id)], property_access=bare)
    assert vendor.errors("create", body) == {
        ("property_access.vacant", "missing"),
        ("property_access.onsite_contact_name", "missing"),
        ("property_access.onsite_contact_phone", "missing"),
    }


def test_staging_of_a_delivered_order_needs_no_access(vendor: Any, order_body: Build) -> None:
    vendor.control("/options", {"duplicate_hours": 0})
    order_id = vendor.create(order_body())["order_id"]
    vendor.store.deliver_all()
    all_interiors = {"slug": "enhanced_virtual_staging_all_interiors", "quantity": 1}
    order = vendor.create(
        order_body(
            property_access=access(method_of_access="no_access_needed"),
            services=[{**all_interiors, "previous_order_id": int(order_id)}],
        )
    )
    vendor.store.advance(timedelta(days=2))
    delivered = vendor.retrieve(order["order_id"])
    assert delivered["order_status"] == "completed"
    assert delivered["appointments"] == []
    assert len(delivered["photos"]) == 12
    assert "zillow_3d_link" not in delivered["links"]


def test_asset_orders_can_be_exempt_from_the_window(vendor: Any, order_body: Build) -> None:
    order_id = vendor.create(order_body())["order_id"]
    vendor.store.deliver_all()
    body = order_body(services=[staging(order_id)])
    assert vendor.errors("create", body) == {("external_property_id", "duplicate")}
    vendor.control("/options", {"exempt_asset_orders": True})
    vendor.create(body)
    vendor.store.advance(timedelta(hours=72))
    vendor.create(order_body(services=[staging(order_id)]))
    vendor.create(order_body())


DUPLICATE = {("external_property_id", "duplicate")}


@pytest.mark.parametrize("exempt", [False, True])
@pytest.mark.parametrize("counted", [False, True])
def test_windows_of_staging_alone(
    vendor: Any, order_body: Build, exempt: bool, counted: bool
) -> None:
    """Who holds the window when the newest order is staging alone, alive or canceled."""
    vendor.control("/options", {"exempt_asset_orders": exempt, "count_canceled": counted})
    shoot = vendor.create(order_body())["order_id"]
    vendor.store.deliver(int(shoot))
    vendor.store.advance(timedelta(hours=72))
    alone = order_body(
        services=[staging(shoot)], property_access=access(method_of_access="no_access_needed")
    )
    staged = vendor.create(alone)["order_id"]

    def blocked(body: Json) -> bool:
        problems = vendor.call("create", {**body, "billing_entity_slug": ""}).json()["errors"]
        return {(problem["attr"], problem["message"]) for problem in problems} >= DUPLICATE

    assert blocked(order_body()) is not exempt
    assert blocked(alone) is not exempt
    assert vendor.cancel(staged).status_code == 200
    assert blocked(order_body()) is (counted and not exempt)
    vendor.store.advance(timedelta(hours=72))
    assert not blocked(order_body())


def test_a_shoot_with_staging_is_no_exempt_order(vendor: Any, order_body: Build) -> None:
    vendor.control("/options", {"exempt_asset_orders": True})
    both = order_body(services=[{"slug": "photos", "quantity": 10}, staging()])
    vendor.create(both)
    assert vendor.errors("create", both) == DUPLICATE
    assert vendor.errors("create", order_body()) == DUPLICATE


def test_staging_beside_a_shoot_is_fine(vendor: Any, order_body: Build) -> None:
    order = vendor.create(order_body(services=[{"slug": "photos", "quantity": 10}, staging()]))
    assert [row["price"] for row in order["services"]] == [9900, 4000]
