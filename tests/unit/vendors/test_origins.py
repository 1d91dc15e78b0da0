"""From the vendor's word for a field to the user's line."""

import string
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.vendors.specs import ORIGINS, SPEC, line_of, span, with_lines

from listwright.vendors.planomatic.attrs import origin_of, plain_attr, service_index


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


@given(st.text(alphabet=string.printable + "é\x00", max_size=60))
def test_any_attr_points_somewhere(attr: str) -> None:
    assert origin_of(SPEC, attr) in ORIGINS.values()
    service_index(attr)
    assert "[]" not in plain_attr(f"services[].{attr}").split(".")[0]
