"""`have`, `waive` and `import`, in every place where they may stand."""

from datetime import date
from pathlib import Path

import pytest
from tests.unit.config.loading import HEAD, HOME, load_texts, loaded, refusal

from listwright.errors import Severity
from listwright.model.rules import Defaults, FromColumn, Rule

INVENTORY = """\
inventory:
  - {name: units, csv: {path: units.csv}, types: {tour_on: date}}
"""
UNITS = (
    "external_property_id,street,tour_on,order_no,access_code_ref\nA-1,1 A St,2026-01-02,640011,\n"
)


def in_defaults(claims: str) -> str:
    return HEAD.replace("{vendor: planomatic}", "{vendor: planomatic, " + claims + "}") + HOME


def in_package(claims: str) -> str:
    return f"{HEAD}    {claims}\nrules:\n  - {{name: r, require: [listing]}}\n{HOME}"


def in_rule(claims: str) -> str:
    return f"{HEAD}rules:\n  - {{name: r, {claims}}}\n{HOME}"


def in_home(claims: str) -> str:
    return f"{HEAD}properties:\n  P-1: {{street: 1 A St, {claims}}}\n"


PLACES = {"defaults": in_defaults, "package": in_package, "rule": in_rule, "home": in_home}


def holder(root: Path, place: str, claims: str) -> Defaults | Rule:
    """Where the claims of a project end up, with an inventory of one home."""
    (root / "units.csv").write_text(UNITS)
    portfolio = loaded(root, PLACES[place](claims) + INVENTORY)
    if place == "home":
        override = portfolio.homes[-1].override
        assert override is not None
        return Defaults(have=override.have, waive=override.waive, imports=override.imports)
    return portfolio.defaults if place == "defaults" else portfolio.rules[0]


@pytest.mark.parametrize("place", PLACES)
class TestPlaces:
    def test_have_from_a_column_of_dates(self, place: str, tmp_path: Path) -> None:
        claims = "have: {photos: {delivered_at: {column: tour_on}, evidence: the export}}"
        (have,) = holder(tmp_path, place, claims).have
        assert (have.key, have.delivered_at) == ("photos", FromColumn("tour_on"))
        assert (have.quantity, have.evidence) == (None, "the export")

    def test_waive(self, place: str, tmp_path: Path) -> None:
        claims = "waive: {photos: {reason: no interior photos, until: 2027-03-31, by: jsmith}}"
        (waive,) = holder(tmp_path, place, claims).waive
        assert (waive.key, waive.reason) == ("photos", "no interior photos")
        assert (waive.until, waive.by) == (date(2027, 3, 31), "jsmith")

    def test_waive_for_good_by_nobody(self, place: str, tmp_path: Path) -> None:
        (waive,) = holder(tmp_path, place, "waive: {photos: {reason: sold}}").waive
        assert (waive.until, waive.by) == (None, "")

    def test_import_of_one_order(self, place: str, tmp_path: Path) -> None:
        (one,) = holder(tmp_path, place, "import: {photos: {order_id: 0640011}}").imports
        assert (one.key, one.order_id) == ("photos", "0640011")

    def test_import_from_a_column(self, place: str, tmp_path: Path) -> None:
        claims = "import: {photos: {order_id: {column: order_no}}}"
        (one,) = holder(tmp_path, place, claims).imports
        assert one.order_id == FromColumn("order_no")


def test_each_knows_where_it_stands(tmp_path: Path) -> None:
    claims = holder(
        tmp_path,
        "rule",
        "have: {photos: {delivered_at: 2026-01-01}}, waive: {photos: {reason: x}}, "
        "import: {photos: {order_id: 1}}",
    )
    (have,), (waive,), (one,) = claims.have, claims.waive, claims.imports
    assert [each.at for each in (have.span, waive.span, one.span)] == ["listwright.yaml:10"] * 3
    assert have.span.column < waive.span.column < one.span.column


def test_the_nearest_word_comes_first(tmp_path: Path) -> None:
    text = (
        HEAD
        + "    waive: {photos: {reason: package}}\n"
        + "  other: {tour: {slug: t, quantity: 1}, waive: {photos: {reason: later package}}}\n"
        + "rules:\n  - {name: r, require: [listing, other], waive: {photos: {reason: rule}}}\n"
        + "properties:\n  P-1: {street: x, require: [listing], waive: {photos: {reason: home}}}\n"
    )
    portfolio = loaded(tmp_path, text)
    said = [one.reason for one in portfolio.rules[0].waive]
    assert said == ["rule", "later package", "package"]
    override = portfolio.homes[0].override
    assert override is not None
    assert [one.reason for one in override.waive] == ["home", "package"]


@pytest.mark.parametrize(
    "claims", ["waive: {photos: {reason: x}}", "import: {photos: {order_id: 1}}"]
)
def test_a_rule_that_only_waives_or_imports_is_not_idle(claims: str, tmp_path: Path) -> None:
    assert loaded(tmp_path, in_rule(claims)).rules[0].entries == ()


REFUSED = {
    "waive: §[photos]": ("LW1106", "`waive` is a mapping"),
    "waive: §{}": ("LW1113", "`waive`"),
    "waive: {photos: §true}": ("LW1106", "this is a single value. Its keys are reason, until, by."),
    "waive: {photos: §{until: 2027-01-01}}": ("LW1104", "needs `reason`"),
    'waive: {photos: {reason: §""}}': ("LW1111", "empty"),
    "waive: {photos: {reason: §'token: abcdefghijkl123'}}": ("LW1335", "assigned-secret"),
    "waive: {photos: {reason: x, until: §31.12.2026}}": ("LW1055", "31.12.2026"),
    "waive: {photos: {reason: x, by: §~}}": ("LW1050", ""),
    "waive: {photos: {reason: x, §untill: 2027-01-01}}": ("LW1101", "untill"),
    "waive: {§foto: {reason: x}}": ("LW1322", "foto"),
    "waive: {§Photos: {reason: x}}": ("LW1110", "Photos"),
    "import: §640011": ("LW1106", "`import` is a mapping"),
    "import: {photos: §640011}": ("LW1106", "An entry of `import`"),
    "import: {photos: §{}}": ("LW1104", "needs `order_id`"),
    "import: {photos: {order_id: 1, §order: 640011}}": ("LW1101", "its keys are order_id"),
    "import: {photos: {order_id: §''}}": ("LW1110", "without spaces"),
    "import: {photos: {order_id: §64 0011}}": ("LW1110", "'64 0011'"),
    "import: {photos: {order_id: §[640011]}}": ("LW1051", ""),
    "import: {photos: {order_id: §{column: order}}}": ("LW1323", "'order'"),
    "import: {photos: {order_id: §{row: 3}}}": ("LW1334", "{column: NAME}"),
    "import: {photos: {order_id: §{column: access_code_ref}}}": (
        "LW1325",
        "an order id is printed",
    ),
    "import: {§foto: {order_id: 1}}": ("LW1322", "foto"),
    "have: {photos: {delivered_at: §{column: order_no}}}": ("LW1347", "type text"),
    "have: {photos: {delivered_at: §{column: photos_delivered_on}}}": ("LW1356", "native column"),
}


@pytest.mark.parametrize("claims", REFUSED)
def test_what_is_refused(claims: str, tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(UNITS)
    code, says = REFUSED[claims]
    finding = refusal(tmp_path, in_rule(claims + ", require: [listing]") + INVENTORY)
    assert finding.code == code
    assert says in finding.detail


def test_did_you_mean(tmp_path: Path) -> None:
    finding = refusal(tmp_path, in_home("waive: {§foto: {reason: x}}"))
    assert finding.suggestion == "photos"
    finding = refusal(tmp_path, in_home("§wave: {photos: {reason: x}}"))
    assert finding.suggestion == "waive"


def test_a_package_needs_a_need(tmp_path: Path) -> None:
    text = HEAD + "  other: §{waive: {photos: {reason: x}}}\n"
    assert refusal(tmp_path, text).code == "LW1113"


def test_what_holds_for_no_home_is_still_checked(tmp_path: Path) -> None:
    result = load_texts(
        tmp_path, main=HEAD + "  idle: {tour: {slug: t, quantity: 1}, import: {a: {order_id: 1}}}"
    )
    assert [(one.code, one.severity) for one in result.diagnostics] == [("LW1322", Severity.ERROR)]
