"""Needs for pictures held against a catalog, and what PlanOmatic says to the same words."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.servers.aihomedesign_like import picture_server
from tests.unit.vendors.picture_specs import SPANS, make_vendor, picture_need, picture_spec
from tests.unit.vendors.specs import ACCOUNT, LINEAGE, FakeSecrets, settings_for

from listwright.errors import Diagnostic, Severity
from listwright.model.catalog import Catalog
from listwright.model.names import NeedKey
from listwright.model.need import NeedSpec
from listwright.model.rules import OnMissing, Source, Template
from listwright.vendors.aihomedesign.catalog import shipped_catalog
from listwright.vendors.planomatic.adapter import PlanomaticVendor
from listwright.vendors.planomatic.catalog import load_catalog

Cases = pytest.mark.parametrize("api", ["v1", "v3"])


def findings(api: str, catalog: Catalog | None = None, **fields: Any) -> tuple[Diagnostic, ...]:
    setup = make_vendor("http://127.0.0.1:1", api, catalog=catalog)
    return setup.vendor.check_need(picture_need(**fields))


def only(found: tuple[Diagnostic, ...]) -> Diagnostic:
    assert len(found) == 1, found
    return found[0]


@pytest.fixture(scope="module")
def fetched() -> Catalog:
    with picture_server() as server:
        return make_vendor(server.endpoint, "v1").vendor.fetch_catalog()


@Cases
def test_words_that_are_offered_are_fine(api: str) -> None:
    assert findings(api) == ()
    assert findings(api, rooms=()) == ()
    assert findings(api, tool="item_removal", slug="item_removal", style=None) == ()
    assert findings(api, tool="image_enhancement", style=None, rooms=("kitchen", "outdoor")) == ()


@Cases
@pytest.mark.parametrize(
    ("fields", "code", "place", "suggestion"),
    [
        ({"tool": "virtual_stagin", "style": None}, "LW1430", "tool", "virtual_staging"),
        ({"rooms": ("livingroom",)}, "LW1431", "rooms", "living_room"),
        (
            {"rooms": ("cellar",), "tool": "item_removal", "style": None},
            "LW1431", "rooms", None,
        ),
        ({"style": "scandinavien"}, "LW1432", "style", "scandinavian"),
        ({"tool": "item_removal"}, "LW1432", "style", None),
        ({"style": None}, "LW1434", "style", None),
        ({"options": (("colour", "sage"),)}, "LW1433", "options", None),
        (
            {"tool": "interior_design", "options": (("colr", "sage"),)},
            "LW1433", "options", "color",
        ),
        (
            {"tool": "interior_design", "options": (("color", "sage+earthy_neutrals"),)},
            "LW1433", "options", None,
        ),
        (
            {"tool": "day_to_dusk", "style": None,
             "options": (("remove_shadow", "yes"), ("sky_style", "dusk_with_cloud"))},
            "LW1433", "options", None,
        ),
    ],
)  # fmt: skip
def test_a_word_that_is_not_offered(
    api: str, fields: dict[str, Any], code: str, place: str, suggestion: str | None
) -> None:
    errors = tuple(one for one in findings(api, **fields) if one.severity is Severity.ERROR)
    found = only(errors)
    assert (found.code, found.suggestion) == (code, suggestion)
    assert found.span == SPANS[place]


@Cases
def test_the_message_names_the_catalogs_day_and_what_there_is(api: str) -> None:
    found = only(findings(api, style="baroque"))
    assert "the catalog of 2026-11-22" in found.detail
    assert "farmhouse" in found.detail
    assert "listwright catalog update --vendor ahd" in found.fix


def test_a_sky_is_mandatory_in_v1_and_left_to_the_vendor_in_v3() -> None:
    dusk: dict[str, Any] = {"tool": "day_to_dusk", "style": None, "rooms": ()}
    found = only(findings("v1", **dusk))
    assert (found.code, found.severity) == ("LW1434", Severity.ERROR)
    assert "sky_style" in found.detail
    assert "twilight_with_cloud" in found.fix
    found = only(findings("v3", **dusk))
    assert (found.code, found.severity) == ("LW1438", Severity.WARNING)


def test_a_word_of_an_unpublished_list_is_a_warning() -> None:
    options = (("sky_style", "twilight_with_clouds"),)
    found = only(findings("v1", tool="day_to_dusk", style=None, options=options))
    assert (found.code, found.severity) == ("LW1438", Severity.WARNING)
    assert found.suggestion == "twilight_with_cloud"


def test_a_list_that_was_read_is_closed(fetched: Catalog) -> None:
    options = (("sky_style", "dusk"),)
    found = only(findings("v1", fetched, tool="day_to_dusk", style=None, options=options))
    assert (found.code, found.severity) == ("LW1433", Severity.ERROR)
    assert "dusk_with_cloud, twilight" in found.detail
    assert "the catalog of 2026-11-23" in found.detail


def test_a_style_that_only_some_rooms_have(fetched: Catalog) -> None:
    found = [
        one
        for one in findings("v1", fetched, rooms=("studio", "bedroom"))
        if one.severity is Severity.ERROR
    ]
    assert [one.code for one in found] == ["LW1432"]
    assert "for `studio`: prime" in found[0].detail
    # Photos of any room: those of a studio are refused one by one, the others are fine.
    assert findings("v1", fetched, rooms=()) == ()
    assert only(findings("v1", fetched, rooms=(), style="baroque")).code == "LW1432"


def test_rooms_that_are_not_in_use_are_not_offered(fetched: Catalog) -> None:
    found = only(findings("v1", fetched, rooms=("kids_room",)))
    assert found.code == "LW1431"
    assert "kids_room" not in found.detail.partition("its rooms are")[2]


def test_premium_is_a_warning(fetched: Catalog) -> None:
    found = findings("v1", fetched, rooms=("studio",), style="prime")
    assert [(one.code, one.severity) for one in found] == [("LW1437", Severity.WARNING)]
    found = findings("v1", fetched, rooms=("bedroom",), style="mid_century_modern")
    assert [(one.code, one.span) for one in found] == [("LW1437", SPANS["style"])]


@Cases
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("met_by", ("interior_design",)),
        ("order_notes", Template(("please",))),
        ("metadata", (("team", Template(("west",))),)),
        ("preferred_date", date(2026, 12, 1)),
    ],
)
def test_what_a_vendor_of_pictures_has_no_use_for(api: str, field: str, value: Any) -> None:
    found = only(findings(api, **{field: value}))
    assert found.code == "LW1435"
    assert f"`{field}`" in found.detail
    assert found.span == SPANS.get(field, SPANS["tool"])


@Cases
def test_the_order_of_a_picture_is_checked_in_the_same_words(api: str) -> None:
    vendor = make_vendor("http://127.0.0.1:1", api).vendor
    assert vendor.check(picture_spec()) == ()
    assert only(vendor.check(picture_spec(style="baroque"))).span == SPANS["style"]
    found = only(vendor.check(picture_spec(room=None)))
    assert (found.code, "which room" in found.detail) == ("LW1434", True)
    assert only(vendor.check(replace(picture_spec(), task=None))).code == "LW1430"


def test_v3_offers_what_v1_does_not() -> None:
    assert findings("v3", tool="virtual_restaging") == ()
    assert only(findings("v1", tool="virtual_restaging")).code == "LW1430"
    material = (("material", "oak"),)
    found = only(findings("v3", tool="floor_change", style=None, options=material))
    assert found.severity is Severity.WARNING


def test_the_shipped_catalogs_have_what_is_public() -> None:
    v1, v3 = shipped_catalog("v1"), shipped_catalog("v3")
    staging = v1.tool("virtual_staging")
    assert staging is not None
    assert {room.word: room.id for room in staging.rooms}["kitchen"] == "space-kitchen--"
    assert len(staging.rooms) == 14
    tools = {tool.tool for tool in v3.tools}
    assert {tool.tool for tool in v1.tools} < tools
    assert {offer.slug for offer in v3.offers} == tools
    assert all(offer.asset and not offer.access for offer in v3.offers)


# ---- PlanOmatic ----------------------------------------------------------------------------------


def planomatic_need(**fields: Any) -> NeedSpec:
    plain = replace(
        picture_need(), slug="ai_virtual_staging", quantity=5, tool=None, rooms=(), style=None
    )
    return replace(plain, **{"spans": {"slug": SPANS["slug"]}, **fields})


def planomatic_findings(**fields: Any) -> tuple[Diagnostic, ...]:
    vendor = PlanomaticVendor(
        account=ACCOUNT,
        settings=settings_for("https://vendor.test"),
        catalog=load_catalog(),
        secrets=FakeSecrets(),
        lineage=LINEAGE,
    )
    return vendor.check_need(planomatic_need(**fields))


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"tool": "virtual_staging"}, "tool"),
        ({"rooms": ("bedroom",)}, "rooms"),
        ({"style": "modern"}, "style"),
        ({"options": (("color", "sage"),)}, "options"),
        ({"max_images": 4}, "max_images"),
        ({"on_missing": OnMissing.SKIP}, "on_missing"),
        ({"spans": SPANS | {"on_missing": SPANS["slug"]}}, "on_missing"),
        ({"source": Source(files=(Template(("a.jpg",)),))}, "source.files"),
        ({"source": Source(key=NeedKey("photos"), captions=("Liv*",))}, "source.captions"),
        ({"source": Source(key=NeedKey("photos"), sequences=(1,))}, "source.sequences"),
    ],
)
def test_planomatic_says_why_it_takes_no_rooms_and_styles(
    fields: dict[str, Any], name: str
) -> None:
    found = only(planomatic_findings(**fields))
    assert found.code == "LW1436"
    assert f"`{name}`" in found.detail
    assert "itself" in found.detail
    assert "aihomedesign" in found.fix
    assert found.span is not None


def test_planomatic_takes_its_own_staging() -> None:
    assert planomatic_findings() == ()
    assert planomatic_findings(source=Source(key=NeedKey("photos")), follow_source=True) == ()


@Cases
@pytest.mark.parametrize("style", [None, "prime"])
def test_a_style_among_the_options(api: str, style: str | None) -> None:
    """One style written in two ways would be two recipes, and paid for twice."""
    found = only(findings(api, style=style, options=(("style", "modern"),)))
    assert (found.code, found.span) == ("LW1433", SPANS["options"])
    assert "`style: modern`" in found.fix
