"""From the vendor's word for a field to the user's line."""

import string
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.vendors.specs import ORIGINS, SPEC, line_of, span, with_lines

from listwright.vendors.planomatic.attrs import names_source, origin_of, plain_attr, service_index


@pytest.mark.parametrize(
    ("attr", "path"),
    [
        ("property.location.postal_code", "property.location.postal_code"),
        (" property.location.city ", "property.location.city"),
        ("property{}.location{}.street", "property.location.street"),
        ("property{}", "property.property_type"),
        ("property.location{}", "property.location.street"),
        ("property_access{}", "property_access.vacant"),
        ("property_access.preferred_date", "external_property_id"),
        ("metadata", "metadata.team"),
        ("metadata.other", "external_property_id"),
        ("services[1].quantity", "services[1].quantity"),
        ("services.1.quantity", "services[1].quantity"),
        ("services[1].previous_order_id", "services[1].slug"),
        ("services.previous_order_id", "external_property_id"),
        ("previous_order_id", "external_property_id"),
        ("services[1]", "services[1].slug"),
        ("services[9].slug", "external_property_id"),
        ("services[99999999].slug", "external_property_id"),
        ("services.slug", "external_property_id"),
        ("services[].slug", "external_property_id"),
        ("services", "external_property_id"),
        ("api_key", "external_property_id"),
        ("", "external_property_id"),
        ("billing_entity_slug.name", "billing_entity_slug"),
    ],
)
def test_origins(attr: str, path: str) -> None:
    assert origin_of(SPEC, attr) == ORIGINS[path]


def test_one_service_needs_no_index() -> None:
    spec = with_lines(line_of("photos", 15))
    assert origin_of(spec, "services.quantity") == ORIGINS["services[0].quantity"]
    assert origin_of(spec, "services[].slug") == ORIGINS["services[0].slug"]


def test_services_written_in_one_place_need_no_index() -> None:
    origins = {**ORIGINS, "services[0].slug": span(77), "services[1].slug": span(77)}
    assert origin_of(replace(SPEC, origins=origins), "services.slug") == span(77)


SPELLINGS = [
    "services[{}].previous_order_id",
    "services.{}.previous_order_id",
    "services[{}]{{}}.previous_order_id ",
]
WITHOUT_PLACE = ["services.previous_order_id", "services[].previous_order_id", "previous_order_id"]


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("place", [0, 1])
def test_the_source_of_one_service(spelling: str, place: int) -> None:
    origins = {**ORIGINS, **{f"services[{n}].previous_order_id": span(70 + n) for n in (0, 1)}}
    attr = spelling.format(place)
    assert names_source(attr)
    assert origin_of(replace(SPEC, origins=origins), attr) == span(70 + place)


@pytest.mark.parametrize("attr", WITHOUT_PLACE)
def test_the_source_of_no_service_by_name(attr: str) -> None:
    assert names_source(attr)
    assert origin_of(with_lines(line_of("photos", 15)), attr) == ORIGINS["services[0].slug"]
    source = {"services[0].previous_order_id": span(70), "services[1].previous_order_id": span(70)}
    assert origin_of(replace(SPEC, origins={**ORIGINS, **source}), attr) == span(70)
    source["services[1].previous_order_id"] = span(71)
    apart = replace(SPEC, origins={**ORIGINS, **source})
    assert origin_of(apart, attr) == ORIGINS["external_property_id"]


@pytest.mark.parametrize("attr", ["order_id", "services.slug", "not_previous_order_id", "", "."])
def test_other_words_name_no_source(attr: str) -> None:
    assert not names_source(attr)


@given(st.text(alphabet=string.printable + "é\x00", max_size=60))
def test_any_attr_points_somewhere(attr: str) -> None:
    assert origin_of(SPEC, attr) in ORIGINS.values()
    service_index(attr)
    assert "[]" not in plain_attr(f"services[].{attr}").split(".")[0]
