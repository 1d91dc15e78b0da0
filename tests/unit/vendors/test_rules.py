"""Every documented rule: what breaks it, which code, where it points."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.unit.vendors.specs import (
    ORIGINS,
    SECRETS_OF_SPEC,
    SPEC,
    line_of,
    span,
    with_access,
    with_dwelling,
    with_lines,
    with_place,
)

from listwright.errors import Diagnostic, Severity
from listwright.errors.codes import CODES
from listwright.model.catalog import Catalog, ServiceOffer
from listwright.model.names import OrderId, PropertyId
from listwright.model.need import OrderLine, OrderSpec
from listwright.model.private import Private, SecretRef, SecretSource
from listwright.vendors.planomatic.catalog import load_catalog
from listwright.vendors.planomatic.rules import check
from listwright.vendors.planomatic.states import STATES, states_of

CATALOG = load_catalog()
INLINE = SecretRef(
    source=SecretSource.INLINE, name="cell", span=ORIGINS["order_notes"], inline=Private("")
)
LOC, ACC = "property.location", "property_access"


def staging(previous: str | None, *lines: OrderLine, **access: Any) -> OrderSpec:
    """An order for staging alone as it is sent: nobody visits, somebody can be called."""
    bare: dict[str, Any] = {
        "method": "no_access_needed",
        "access_code": None,
        "lockbox_location": None,
        "preferred_date": None,
        **access,
    }
    staged = lines or (line_of("ai_virtual_staging", 5, previous),)
    return replace(SPEC, lines=staged, access=replace(SPEC.access, **bare))


def sourced(line: OrderLine, previous: str | None = "654321") -> OrderLine:
    return replace(line, previous_order_id=OrderId(previous) if previous else None)


def test_the_sample_breaks_nothing() -> None:
    assert check(SPEC, CATALOG) == ()


def test_plain_specs_break_nothing() -> None:
    bare = replace(
        with_access(
            method="rently",
            access_code=None,
            lockbox_location=None,
            contact_email=None,
            preferred_date=None,
        ),
        order_notes=None,
        metadata=(),
    )
    assert check(bare, CATALOG) == ()
    assert check(with_place(street2=None, latitude=None, longitude=None), CATALOG) == ()
    assert check(with_dwelling(bedrooms=None, bathrooms=Decimal(2)), CATALOG) == ()
    assert check(with_lines(line_of("photos", 15), line_of("ai_virtual_staging", 3)), CATALOG) == ()


ERRORS: list[tuple[OrderSpec, str, str]] = [
    (with_lines(), "LW1426", "external_property_id"),
    (with_lines(line_of("photoz", 15)), "LW1401", "services[0].slug"),
    (with_lines(line_of("photos", 15), line_of("x", 1)), "LW1401", "services[1].slug"),
    (with_lines(line_of("photos", 12)), "LW1402", "services[0].quantity"),
    (with_lines(line_of("photos", 15), line_of("photos", 10)), "LW1403", "services[1].slug"),
    (with_lines(line_of("photos", 15, "654321")), "LW1427", "services[0].slug"),
    (
        with_lines(line_of("photos", 15), line_of("ai_virtual_staging", 3, "654321")),
        "LW1427",
        "services[0].slug",
    ),
    (staging(None), "LW1427", "services[0].slug"),
    (with_access(method=None), "LW1404", f"{ACC}.method_of_access"),
    (with_access(method=""), "LW1404", f"{ACC}.method_of_access"),
    (with_access(method="lockbox"), "LW1405", f"{ACC}.method_of_access"),
    (with_access(access_code=None), "LW1406", f"{ACC}.access_code"),
    (with_access(access_code=INLINE), "LW1406", f"{ACC}.access_code"),
    (with_access(method="keypad", access_code=None), "LW1406", f"{ACC}.access_code"),
    (with_access(lockbox_location=None), "LW1407", f"{ACC}.lockbox_location"),
    (with_access(lockbox_location=Private(" ")), "LW1407", f"{ACC}.lockbox_location"),
    (with_access(contact_name=None), "LW1410", f"{ACC}.onsite_contact_name"),
    (with_access(contact_phone=Private(" ")), "LW1410", f"{ACC}.onsite_contact_phone"),
    (with_access(contact_phone=Private("5599")), "LW1411", f"{ACC}.onsite_contact_phone"),
    (with_access(contact_phone=Private("CANARY")), "LW1411", f"{ACC}.onsite_contact_phone"),
    (with_access(contact_phone=Private("1" * 16)), "LW1411", f"{ACC}.onsite_contact_phone"),
    (with_access(contact_email=Private("CANARY")), "LW1412", f"{ACC}.onsite_contact_email"),
    (with_access(contact_email=Private("a@b")), "LW1412", f"{ACC}.onsite_contact_email"),
    (with_access(contact_email=Private("a@b.c, d@e.f")), "LW1412", f"{ACC}.onsite_contact_email"),
    (with_place(street=" "), "LW1413", f"{LOC}.street"),
    (with_place(city=""), "LW1413", f"{LOC}.city"),
    (with_place(state=""), "LW1413", f"{LOC}.state"),
    (with_place(postal_code=""), "LW1413", f"{LOC}.postal_code"),
    (replace(SPEC, billing_entity=" "), "LW1413", "billing_entity_slug"),
    (with_place(state="co"), "LW1414", f"{LOC}.state"),
    (with_place(state="Colorado"), "LW1414", f"{LOC}.state"),
    (with_place(postal_code="2134"), "LW1415", f"{LOC}.postal_code"),
    (with_place(postal_code="8020A"), "LW1415", f"{LOC}.postal_code"),
    (with_place(postal_code="80205-12"), "LW1415", f"{LOC}.postal_code"),
    (with_place(latitude="95.784747"), "LW1417", f"{LOC}.latitude"),
    (with_place(latitude="north"), "LW1417", f"{LOC}.latitude"),
    (with_place(latitude="nan"), "LW1417", f"{LOC}.latitude"),
    (with_place(longitude="-181"), "LW1417", f"{LOC}.longitude"),
    (replace(SPEC, metadata=tuple((f"k{n}", "v") for n in range(4))), "LW1419", "metadata.team"),
    (replace(SPEC, metadata=(("team", "x" * 255),) * 3 + (("b", "c" * 300),)), "LW1419", ""),
    (replace(SPEC, metadata=(("a-b", "v"),)), "LW1420", "external_property_id"),
    (replace(SPEC, metadata=(("a" * 61, "v"),)), "LW1420", "external_property_id"),
    (replace(SPEC, metadata=(("", "v"),)), "LW1420", "metadata.team"),
    (replace(SPEC, metadata=(("team", "v" * 256),)), "LW1421", "metadata.team"),
    (replace(SPEC, metadata=(("listwright", "v"),)), "LW1422", "external_property_id"),
    (replace(SPEC, order_notes=Private("n" * 1001)), "LW1423", "order_notes"),
    (replace(SPEC, property=PropertyId("p" * 256)), "LW1424", "external_property_id"),
    (with_place(street="s" * 256), "LW1424", f"{LOC}.street"),
    (with_access(contact_name=Private("n" * 256)), "LW1424", f"{ACC}.onsite_contact_name"),
    (with_access(lockbox_location=Private("n" * 256)), "LW1424", f"{ACC}.lockbox_location"),
    (
        with_access(access_code=replace(INLINE, inline=Private("9" * 256))),
        "LW1424",
        f"{ACC}.access_code",
    ),
    (
        with_access(contact_email=Private(f"{'e' * 250}@x.io")),
        "LW1424",
        f"{ACC}.onsite_contact_email",
    ),
    (with_access(method="no_access_needed"), "LW1408", f"{ACC}.method_of_access"),
]


@pytest.mark.parametrize(("spec", "code", "path"), ERRORS)
def test_errors(spec: OrderSpec, code: str, path: str) -> None:
    findings = check(spec, CATALOG)
    (finding, *_) = [found for found in findings if found.code == code]
    assert finding.severity is Severity.ERROR
    if path:
        assert finding.span == ORIGINS[path]
    assert_well_told(findings)


WARNINGS = [
    (with_access(vacant=False), "LW1409", f"{ACC}.vacant"),
    (with_place(state="TX"), "LW1416", f"{LOC}.postal_code"),
    (with_place(postal_code="00105"), "LW1416", f"{LOC}.postal_code"),
    (with_place(latitude="-84.4", longitude="33.7"), "LW1418", f"{LOC}.latitude"),
    (with_dwelling(property_type="single-family"), "LW1425", "property.property_type"),
    (with_dwelling(property_type="castle"), "LW1425", "property.property_type"),
    (with_dwelling(property_type=None), "LW1425", "property.property_type"),
]


@pytest.mark.parametrize(("spec", "code", "path"), WARNINGS)
def test_warnings(spec: OrderSpec, code: str, path: str) -> None:
    (finding,) = check(spec, CATALOG)
    assert (finding.code, finding.severity) == (code, Severity.WARNING)
    assert finding.span == ORIGINS[path]
    assert_well_told((finding,))


def assert_well_told(findings: tuple[Diagnostic, ...]) -> None:
    for finding in findings:
        assert finding.code in CODES
        assert finding.span is not None
        assert finding.summary.endswith(".")
        assert finding.fix
        text = repr(finding)
        assert not any(private in text for private in SECRETS_OF_SPEC)
        assert "CANARY" not in text


@pytest.mark.parametrize(
    ("spec", "suggestion"),
    [
        (with_lines(line_of("photo", 15)), "photos"),
        (with_access(method="lockbox"), "lockbox_code"),
        (with_place(state="co"), "CO"),
        (with_place(postal_code="2134", state="MA"), "02134"),
    ],
)
def test_suggestions(spec: OrderSpec, suggestion: str) -> None:
    assert suggestion in [finding.suggestion for finding in check(spec, CATALOG)]


def test_a_wrong_quantity_lists_what_is_offered_and_since_when() -> None:
    (finding,) = check(with_lines(line_of("photos", 12)), CATALOG)
    assert finding.detail == "12 of photos; the catalog of 2026-06-24 offers 10, 15, 20, 25."


def test_an_impossible_latitude_that_is_a_longitude() -> None:
    (finding,) = check(with_place(latitude="-104.97", longitude="39.75"), CATALOG)
    assert finding.code == "LW1417"
    assert "look swapped" in finding.detail


# ---- staging: beside a shoot, or alone on delivered photos ---------------------------------------

SHOT, STAGED = line_of("photos", 15), line_of("ai_virtual_staging", 5)
ALL_INTERIORS = line_of("enhanced_virtual_staging_all_interiors", 1)
SELECTED = line_of("enhanced_virtual_staging_image_select", 7)


@pytest.mark.parametrize("line", [STAGED, ALL_INTERIORS, SELECTED])
def test_staging_goes_both_ways(line: OrderLine) -> None:
    """The catalog marks one of the three as needing entry, and nobody comes for it alone."""
    assert check(staging(None, sourced(line)), CATALOG) == ()
    assert check(with_lines(SHOT, line), CATALOG) == ()


def test_all_staging_services_of_one_delivered_order_go_together() -> None:
    assert check(staging(None, *map(sourced, (STAGED, ALL_INTERIORS, SELECTED))), CATALOG) == ()


def test_an_added_staging_service_is_one() -> None:
    twilight = ServiceOffer(slug="twilight_staging", quantities=(1,), access=False, asset=True)
    catalog = load_catalog((twilight,))
    line = line_of("twilight_staging", 1)
    assert check(staging(None, sourced(line)), catalog) == ()
    assert check(with_lines(SHOT, line), catalog) == ()
    assert [found.code for found in check(staging(None, line), catalog)] == ["LW1427"]


@pytest.mark.parametrize("vacant", [True, False])
@pytest.mark.parametrize("method", ["lockbox_code", "keypad", "rently", "no_access_needed"])
def test_how_to_get_in_is_waived_where_nobody_goes(method: str, vacant: bool) -> None:
    assert check(staging("654321", method=method, vacant=vacant), CATALOG) == ()


SHOOT_ONLY = [
    ({"method": "lockbox_code", "access_code": None}, ["LW1406"]),
    ({"method": "lockbox_code", "lockbox_location": None}, ["LW1407"]),
    ({"method": "keypad", "access_code": INLINE}, ["LW1406"]),
    ({"method": "no_access_needed"}, ["LW1408"]),
    ({"vacant": False}, ["LW1409"]),
]
EVERY_ORDER = [
    ({"method": None}, ["LW1404"]),
    ({"method": "drone"}, ["LW1405"]),
    ({"contact_name": None}, ["LW1410"]),
    ({"contact_phone": Private("  ")}, ["LW1410"]),
    ({"contact_phone": Private("5599")}, ["LW1411"]),
    ({"contact_email": Private("nobody")}, ["LW1412"]),
    ({"contact_name": Private("n" * 256)}, ["LW1424"]),
]


@pytest.mark.parametrize(("access", "codes"), SHOOT_ONLY)
def test_rules_of_a_visit(access: dict[str, Any], codes: list[str]) -> None:
    for lines in ((SHOT,), (SHOT, STAGED)):
        shoot = replace(with_access(**access), lines=lines)
        assert [found.code for found in check(shoot, CATALOG)] == codes
    assert check(staging("654321", **access), CATALOG) == ()


@pytest.mark.parametrize(("access", "codes"), EVERY_ORDER)
def test_rules_of_every_order(access: dict[str, Any], codes: list[str]) -> None:
    assert [found.code for found in check(with_access(**access), CATALOG)] == codes
    assert [found.code for found in check(staging("654321", **access), CATALOG)] == codes


@pytest.mark.parametrize(
    "changes",
    [
        {"billing_entity": ""},
        {"property": PropertyId("p" * 256)},
        {"order_notes": Private("n" * 1001)},
        {"metadata": tuple((f"k{number}", "v") for number in range(4))},
        {"dwelling": with_place(state="Colorado").dwelling},
        {"dwelling": with_place(postal_code="802").dwelling},
        {"dwelling": with_place(street=" ").dwelling},
        {"dwelling": with_dwelling(property_type="castle").dwelling},
    ],
)
def test_rules_of_home_and_texts_hold_without_a_visit(changes: dict[str, Any]) -> None:
    codes = [found.code for found in check(replace(SPEC, **changes), CATALOG)]
    assert codes
    assert [found.code for found in check(replace(staging("1"), **changes), CATALOG)] == codes


@pytest.mark.parametrize("previous", [None, "654321"])
def test_the_catalog_counts_staging_too(previous: str | None) -> None:
    wrong = replace(ALL_INTERIORS, quantity=2)
    lines = (sourced(wrong, previous),) if previous else (SHOT, wrong)
    (found,) = check(staging(None, *lines) if previous else with_lines(*lines), CATALOG)
    assert (found.code, found.span) == ("LW1402", ORIGINS[f"services[{len(lines) - 1}].quantity"])


@pytest.mark.parametrize(
    ("lines", "places"),
    [
        ((sourced(SHOT),), [0]),
        ((SHOT, sourced(STAGED)), [0]),
        ((STAGED, sourced(ALL_INTERIORS)), [0]),
        ((sourced(STAGED, "1"), sourced(SELECTED, "2")), [0]),
        ((sourced(STAGED), sourced(SHOT)), [1]),
        ((STAGED,), [0]),
        ((STAGED, SELECTED), [0]),
    ],
)
def test_services_that_do_not_go_together(lines: tuple[OrderLine, ...], places: list[int]) -> None:
    findings = [found for found in check(with_lines(*lines), CATALOG) if found.code == "LW1427"]
    assert [found.span for found in findings] == [ORIGINS[f"services[{n}].slug"] for n in places]
    assert_well_told(tuple(findings))


def test_a_wrong_source_is_shown_where_it_was_written() -> None:
    spec = replace(
        staging("654321", sourced(SHOT)),
        origins={**ORIGINS, "services[0].previous_order_id": span(88)},
    )
    (found,) = [found for found in check(spec, CATALOG) if found.code == "LW1427"]
    assert found.span == span(88)


def test_a_service_nobody_knows_is_told_once() -> None:
    assert [found.code for found in check(staging("1", line_of("x", 1, "1")), CATALOG)] == [
        "LW1401"
    ]


@pytest.mark.parametrize(
    "phone", ["5555555599", "+1 (555) 555-5599", "555.555.5599 x12", "+44 20 7946 0958 ext. 3"]
)
def test_phones_people_write(phone: str) -> None:
    assert check(with_access(contact_phone=Private(phone)), CATALOG) == ()


def test_any_quantity_still_means_at_least_one() -> None:
    spec = with_lines(line_of("photos", 15), line_of("enhanced_virtual_staging_image_select", 0))
    assert [found.code for found in check(spec, CATALOG)] == ["LW1402"]
    spec = with_lines(line_of("photos", 15), line_of("enhanced_virtual_staging_image_select", 7))
    assert check(spec, CATALOG) == ()


def test_findings_come_all_at_once() -> None:
    spec = replace(
        with_access(method="lockbox", contact_phone=None),
        lines=(line_of("photo", 1), line_of("photos", 12)),
        billing_entity="",
    )
    codes = [finding.code for finding in check(spec, CATALOG)]
    assert codes == ["LW1413", "LW1401", "LW1402", "LW1405", "LW1410"]


@pytest.mark.parametrize(
    ("code", "states"),
    [
        ("02134", ("MA",)),
        ("10001", ("NY",)),
        ("30301", ("GA",)),
        ("33101", ("FL",)),
        ("60601", ("IL",)),
        ("75001", ("TX",)),
        ("85001", ("AZ",)),
        ("90001", ("CA",)),
        ("99501", ("AK",)),
        ("00901", ("PR",)),
        ("20001", ("DC",)),
        ("803011234", ("CO",)),
    ],
)
def test_states_of_postal_codes(code: str, states: tuple[str, ...]) -> None:
    assert states_of(code) == states


def test_all_states_and_territories() -> None:
    assert len(STATES) == 50 + 1 + 5


def test_the_catalog_is_the_documents_table() -> None:
    assert CATALOG.dated == date(2026, 6, 24)
    offers = {offer.slug: offer for offer in CATALOG.offers}
    assert len(offers) == 8
    assert offers["photos"].quantities == (10, 15, 20, 25)
    assert {slug for slug, offer in offers.items() if offer.access} == {
        "photos",
        "zillow_3d_and_floor_plans",
        "enhanced_virtual_staging_all_interiors",
    }
    assert {slug for slug, offer in offers.items() if offer.asset} == {
        "ai_virtual_staging",
        "enhanced_virtual_staging_all_interiors",
        "enhanced_virtual_staging_image_select",
    }
    assert offers["enhanced_virtual_staging_image_select"].quantities is None


def test_additions_extend_and_replace() -> None:
    drone = ServiceOffer(slug="drone", quantities=(1,), access=False, asset=False)
    photos = ServiceOffer(slug="photos", quantities=None, access=True, asset=False)
    catalog: Catalog = load_catalog((drone, photos))
    assert catalog.offer("drone") == drone
    assert catalog.offer("photos") == photos
    assert len(catalog.offers) == 9
    assert load_catalog() == CATALOG
