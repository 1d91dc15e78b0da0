"""Needs for pictures as the rules add them up, and what the files may not say of them."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.projects import portfolio_from
from tests.unit.engine.facts import CALENDAR

from listwright.engine.explain.written import plain_value
from listwright.engine.needs import NeedResolver
from listwright.engine.trail import layers_of, replay_trail
from listwright.errors import Diagnostic
from listwright.model.names import NeedKey
from listwright.model.need import NeedSet, NeedSpec
from listwright.model.portfolio import Portfolio
from listwright.model.rules import Source, Template

VENDORS = """  ahd: {kind: aihomedesign, api: v3, endpoint: sandbox}
  two: {kind: aihomedesign, api: v1, endpoint: sandbox}
"""
DEFAULT = "defaults: {vendor: planomatic}\n"
HOME = """properties:
  P-1: {street: 1 A St, city: Denver}
rules:
"""


def project(root: Path, *rules: str, default: str = DEFAULT) -> Portfolio:
    lines = (f"  - {{name: r{n}, require: {{{rule}}}}}\n" for n, rule in enumerate(rules))
    return portfolio_from(root, VENDORS + default + HOME + "".join(lines))


def resolved(portfolio: Portfolio) -> tuple[NeedSet, tuple[Diagnostic, ...]]:
    resolver = NeedResolver(portfolio, CALENDAR)
    (home,) = portfolio.homes
    return resolver.needs_of(home, home.facts), resolver.diagnostics


def only(root: Path, *rules: str, default: str = DEFAULT) -> NeedSpec:
    needs, findings = resolved(project(root, *rules, default=default))
    assert findings == ()
    (spec,) = needs.specs
    return spec


def wrong(root: Path, *rules: str) -> tuple[Diagnostic, ...]:
    return resolved(project(root, *rules))[1]


def test_a_vendor_of_pictures_adds_a_need(tmp_path: Path) -> None:
    spec = only(tmp_path, "staging: {vendor: ahd, style: modern, rooms: [bedroom]}")
    assert (spec.tool, spec.slug, spec.quantity) == ("virtual_staging", "virtual_staging", 1)
    assert (spec.style, spec.rooms) == ("modern", ("bedroom",))
    # Nobody wrote these lines, so the entry's own stands for them.
    places = {name: spec.spans[name].at for name in ("tool", "slug", "quantity")}
    assert set(places.values()) == {"listwright.yaml:12"}


def test_a_tool_is_the_service(tmp_path: Path) -> None:
    spec = only(tmp_path, "dusk: {vendor: ahd}", "dusk: {tool: day_to_dusk}")
    assert (spec.tool, spec.slug, spec.quantity) == ("day_to_dusk", "day_to_dusk", 1)
    assert spec.spans["slug"].line == spec.spans["tool"].line == spec.spans["quantity"].line + 1


@pytest.mark.parametrize("words", ["style: modern", "rooms: [kitchen]", "tool: day_to_dusk"])
def test_words_add_a_need_at_the_default_vendor(words: str, tmp_path: Path) -> None:
    spec = only(tmp_path, f"extra: {{{words}}}", default="defaults: {vendor: ahd}\n")
    assert spec.vendor == "ahd"


@pytest.mark.parametrize(
    "entry",
    [
        "extra: {style: modern}",
        "extra: {vendor: planomatic, rooms: [kitchen]}",
        "extra: {max_images: 3}",
        "extra: {source: photos}, photos: {quantity: 5}",
    ],
)
def test_others_only_change_what_is_there(entry: str, tmp_path: Path) -> None:
    text = "photos: {slug: photos, quantity: 10}"
    needs, _ = resolved(project(tmp_path, entry, text))
    assert [spec.key for spec in needs.specs] == ["photos"]


def test_at_a_default_vendor_of_pictures_a_limit_alone_adds_nothing(tmp_path: Path) -> None:
    portfolio = project(tmp_path, "extra: {max_images: 3}", default="defaults: {vendor: ahd}\n")
    assert resolved(portfolio)[0].specs == ()


def test_later_rules_replace_the_fields_they_write(tmp_path: Path) -> None:
    spec = only(
        tmp_path,
        "staging: {vendor: ahd, style: modern, rooms: [bedroom], max_images: 4}",
        "staging: {style: prime, source: {files: [a/*.jpg], captions: ['*bed*']}}",
    )
    assert (spec.style, spec.rooms, spec.max_images) == ("prime", ("bedroom",), 4)
    assert spec.source == Source(files=(Template(("a/*.jpg",)),), captions=("*bed*",))


def test_what_was_dropped_is_called_by_its_tool(tmp_path: Path) -> None:
    needs, findings = resolved(project(tmp_path, "staging: {vendor: ahd}", "staging: none"))
    assert (needs.specs, findings) == ((), ())
    assert [(drop.key, drop.slug) for drop in needs.dropped] == [("staging", "virtual_staging")]


def test_pictures_are_not_counted_by_hand(tmp_path: Path) -> None:
    first, second = wrong(tmp_path, "staging: {vendor: ahd, slug: ai_virtual_staging, quantity: 5}")
    assert {first.code, second.code} == {"LW1313"}
    assert "`tool:`" in first.fix
    assert "`max_images:`" in second.fix
    assert first.span is not None
    assert first.span.at == "listwright.yaml:12"


def test_a_service_does_not_turn_into_pictures(tmp_path: Path) -> None:
    rules = ("staging: {slug: ai_virtual_staging, quantity: 5}", "staging: {vendor: ahd}")
    assert [one.code for one in wrong(tmp_path, *rules)] == ["LW1313", "LW1313"]


def test_other_vendors_need_a_slug(tmp_path: Path) -> None:
    (finding,) = wrong(tmp_path, "staging: {tool: virtual_staging}")
    assert (finding.code, finding.summary) == ("LW1310", "A need has no slug")
    assert "planomatic sells services by their slug" in finding.detail


def test_what_other_vendors_have_no_use_for_stays_as_it_is(tmp_path: Path) -> None:
    spec = only(tmp_path, "photos: {slug: photos, quantity: 10, style: modern, rooms: [kitchen]}")
    assert (spec.tool, spec.slug, spec.quantity) == (None, "photos", 10)
    assert (spec.style, spec.rooms) == ("modern", ("kitchen",))
    assert {"style", "rooms"} <= spec.spans.keys()


SAME = {
    "the same words": ("style: modern", "style: modern"),
    "rooms in another order": ("rooms: [kitchen, bedroom]", "rooms: [bedroom, kitchen]"),
    "the tool that is meant anyway": ("style: modern", "style: modern, tool: virtual_staging"),
    "the source that is meant anyway": ("style: modern", "style: modern, source: shots"),
    "another limit": ("style: modern, max_images: 3", "style: modern"),
}
PHOTOS = "shots: {slug: photos, quantity: 10}"


@pytest.mark.parametrize("name", SAME)
def test_the_same_pictures_twice(name: str, tmp_path: Path) -> None:
    first, second = SAME[name]
    (finding,) = wrong(
        tmp_path, f"{PHOTOS}, a: {{vendor: ahd, {first}}}", f"b: {{vendor: ahd, {second}}}"
    )
    assert finding.code == "LW1311"
    assert "`a` (listwright.yaml:12) and `b` both ask ahd for virtual_staging" in finding.detail
    assert finding.span is not None
    assert finding.span.at == "listwright.yaml:13"


OTHER = {
    "style": "style: prime",
    "rooms": "style: modern, rooms: [kitchen]",
    "tool": "style: modern, tool: interior_design",
    "options": "style: modern, options: {sky: dusk}",
    "captions": "style: modern, source: {need: shots, captions: [a]}",
    "sequences": "style: modern, source: {need: shots, sequences: [1]}",
    "order": "style: modern, source: {order_id: '1'}",
    "account": "style: modern, vendor: two",
}


@pytest.mark.parametrize("name", OTHER)
def test_other_pictures_beside_them(name: str, tmp_path: Path) -> None:
    second = OTHER[name] if "vendor:" in OTHER[name] else f"vendor: ahd, {OTHER[name]}"
    rules = (f"{PHOTOS}, a: {{vendor: ahd, style: modern}}", f"b: {{{second}}}")
    assert wrong(tmp_path, *rules) == ()


def test_projects_without_such_vendors_know_no_sellers(tmp_path: Path) -> None:
    portfolio = project(tmp_path, "staging: {vendor: ahd}")
    accounts = {
        label: replace(one, sells_pictures=False) for label, one in portfolio.vendors.items()
    }
    needs, findings = resolved(replace(portfolio, vendors=accounts))
    assert (needs.specs, findings) == ((), ())


def test_the_trail_tells_who_wrote_what(tmp_path: Path) -> None:
    portfolio = project(
        tmp_path,
        "staging: {style: modern}",
        "staging: {vendor: ahd, rooms: [kitchen, bedroom], on_missing: skip, options: {sky: dusk}}",
        "staging: {source: {need: photos, captions: [a, b], sequences: [1]}}, "
        "photos: {slug: photos, quantity: 10}",
    )
    (home,) = portfolio.homes
    trail = replay_trail(layers_of(portfolio, (0, 1, 2), home), portfolio, NeedKey("staging"))
    assert [because.rule for because in trail.passed_over] == ["r0"]
    shown = {name: plain_value(name, wrote[0].value) for name, wrote in trail.fields.items()}
    assert shown == {
        "vendor": "ahd",
        "rooms": "[kitchen, bedroom]",
        "on_missing": "skip",
        "options": "[sky: dusk]",
        "source": "{need: photos, captions: [a, b], sequences: [1]}",
    }


def test_files_are_shown_as_they_were_written(tmp_path: Path) -> None:
    spec = only(tmp_path, "staging: {vendor: ahd, source: {files: ['p/${city}/*.jpg', q.png]}}")
    assert plain_value("source", spec.source) == "{files: [p/${city}/*.jpg, q.png]}"
