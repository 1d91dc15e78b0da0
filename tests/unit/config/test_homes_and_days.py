"""Homes that got a new id or are protected, days of freeze, and time zones."""

from datetime import date
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from tests.unit.config.loading import HEAD, load_texts, loaded, places, refusal

from listwright.config import zones
from listwright.model.portfolio import Freeze, Override


def homes(*lines: str) -> str:
    return HEAD + "properties:\n" + "".join(f"  {line}\n" for line in lines)


def override(root: Path, text: str) -> Override:
    found = loaded(root, text).homes[0].override
    assert found is not None
    return found


class TestRenamed:
    def test_former_ids(self, tmp_path: Path) -> None:
        text = homes("P-1: {street: x, renamed_from: [OLD-1, 0042, a/b:c.d]}")
        found = override(tmp_path, text).renamed_from
        assert [former.value for former in found] == ["OLD-1", "0042", "a/b:c.d"]
        assert str(found[0].span).startswith("listwright.yaml:10:")

    def test_of_a_home_of_an_inventory(self, tmp_path: Path) -> None:
        (tmp_path / "units.csv").write_text("external_property_id,street\nP-1,1 A St\n")
        text = homes("P-1: {renamed_from: [OLD-1]}") + (
            "inventory: [{name: units, csv: {path: units.csv}}]\n"
        )
        assert [one.value for one in override(tmp_path, text).renamed_from] == ["OLD-1"]

    REFUSED: ClassVar = {
        "P-1: {street: x, renamed_from: §OLD-1}": ("LW1107", "needs its brackets"),
        "P-1: {street: x, renamed_from: §[]}": ("LW1113", "empty list"),
        "P-1: {street: x, renamed_from: [§OLD 1]}": ("LW1203", "' ' (U+0020)"),
        "P-1: {street: x, renamed_from: [§\u0420-1]}": ("LW1203", "U+0420"),
        "P-1: {street: x, renamed_from: [§'']}": ("LW1204", "0 characters"),
        "P-1: {street: x, renamed_from: [§lw1-a]}": ("LW1204", "lw1-"),
        "P-1: {street: x, renamed_from: [§{id: a}]}": ("LW1051", ""),
        "P-1: {street: x, renamed_from: [§P-1]}": ("LW1210", "the home itself"),
        "P-1: {street: x, renamed_from: [§p-1]}": ("LW1210", "upper and lower case"),
        "P-1: {street: x, renamed_from: [OLD-1, §OLD-1]}": ("LW1116", "listwright.yaml:10:"),
        "P-1: {street: x, renamed_from: [OLD-1, §old-1]}": ("LW1210", "also a former id of 'P-1'"),
    }

    @pytest.mark.parametrize("line", REFUSED)
    def test_what_is_refused(self, line: str, tmp_path: Path) -> None:
        code, says = self.REFUSED[line]
        finding = refusal(tmp_path, homes(line))
        assert finding.code == code
        assert says in finding.detail

    def test_a_former_id_that_is_a_home_names_both_places(self, tmp_path: Path) -> None:
        text = homes("P-2: {street: y}", "P-1: {street: x, renamed_from: [§p-2]}")
        assert "'p-2' is a home at listwright.yaml:10:3" in refusal(tmp_path, text).detail

    def test_a_former_id_that_is_a_row_names_both_places(self, tmp_path: Path) -> None:
        (tmp_path / "units.csv").write_text("external_property_id,street\nP-2,1 A St\n")
        text = homes("P-1: {street: x, renamed_from: [§P-2]}") + (
            "inventory: [{name: units, csv: {path: units.csv}}]\n"
        )
        finding = refusal(tmp_path, text)
        assert finding.code == "LW1210"
        assert "units.csv:2 (row 1)" in finding.detail

    def test_a_former_id_that_two_homes_claim_names_both_places(self, tmp_path: Path) -> None:
        text = homes(
            "P-1: {street: x, renamed_from: [OLD]}", "P-2: {street: y, renamed_from: [§old]}"
        )
        finding = refusal(tmp_path, text)
        assert finding.code == "LW1210"
        assert "'P-1' at listwright.yaml:10:" in finding.detail


def test_a_protected_home(tmp_path: Path) -> None:
    assert override(tmp_path, homes("P-1: {street: x, protect: true}")).protect
    assert not override(tmp_path, homes("P-1: {street: x, protect: false}")).protect
    assert refusal(tmp_path, homes("P-1: {street: x, protect: §all}")).code == "LW1054"


class TestFreeze:
    def test_all_keys(self, tmp_path: Path) -> None:
        text = HEAD + (
            "freeze:\n"
            "  - {from: 2026-12-24, to: 2027-01-02, allow: [cancel], reason: year-end}\n"
            "  - {from: 2027-07-04, to: 2027-07-04}\n"
        )
        first, second = loaded(tmp_path, text).freeze
        assert first == Freeze(
            first=date(2026, 12, 24),
            last=date(2027, 1, 2),
            allow=frozenset({"cancel"}),
            reason="year-end",
            span=first.span,
        )
        assert str(first.span) == "listwright.yaml:10:5"
        assert (second.allow, second.reason) == (frozenset(), "")

    def test_files_add_up(self, tmp_path: Path) -> None:
        day = "freeze: [{{from: {0}, to: {0}, allow: [create, cancel]}}]\n"
        portfolio = loaded(
            tmp_path,
            HEAD + "include: [rules/*.yaml]\n" + day.format("2026-12-24"),
            rules_a=day.format("2026-07-04"),
        )
        assert [one.first for one in portfolio.freeze] == [date(2026, 7, 4), date(2026, 12, 24)]
        assert portfolio.freeze[0].span.file == "rules/a.yaml"
        assert portfolio.freeze[0].allow == {"create", "cancel"}

    REFUSED: ClassVar = {
        "§{from: 2026-12-24, to: 2027-01-02}": ("LW1107", "`freeze` is a list"),
        "[§2026-12-24]": ("LW1106", "An entry of `freeze`"),
        "[§{from: 2026-12-24}]": ("LW1104", "needs `to`"),
        "[§{to: 2026-12-24}]": ("LW1104", "needs `from`"),
        "[{from: 2026-12-24, to: §2026-12-23}]": ("LW1363", "ends on 2026-12-23"),
        "[{from: §24.12.2026, to: 2027-01-02}]": ("LW1055", "24.12.2026"),
        "[{from: 2026-12-24, to: 2027-01-02, allow: §cancel}]": ("LW1107", "`allow` is a list"),
        "[{from: 2026-12-24, to: 2027-01-02, allow: §[]}]": ("LW1113", "empty list"),
        "[{from: 2026-12-24, to: 2027-01-02, allow: [§cancle]}]": ("LW1108", "create, cancel"),
        "[{from: 2026-12-24, to: 2027-01-02, allow: [cancel, §cancel]}]": ("LW1116", "`allow`"),
        "[{from: 2026-12-24, to: 2027-01-02, reason: §''}]": ("LW1111", "empty"),
        "[{from: 2026-12-24, to: 2027-01-02, §until: 2027-01-02}]": ("LW1102", "`waive`"),
    }

    @pytest.mark.parametrize("freeze", REFUSED)
    def test_what_is_refused(self, freeze: str, tmp_path: Path) -> None:
        code, says = self.REFUSED[freeze]
        finding = refusal(tmp_path, f"{HEAD}freeze: {freeze}\n")
        assert finding.code == code
        assert says in finding.detail


class TestTimeZones:
    def test_of_an_inline_home(self, tmp_path: Path) -> None:
        facts = (
            loaded(tmp_path, homes("P-1: {street: x, timezone: America/Phoenix}")).homes[0].facts
        )
        assert facts.text("timezone") == "America/Phoenix"

    @pytest.mark.parametrize(
        ("line", "suggestion"),
        [
            ("P-1: {street: x, timezone: §America/Pheonix}", "America/Phoenix"),
            ("P-1: {street: x, facts: {timezone: §Phoenix}}", "America/Phoenix"),
            ("P-1: {street: x, timezone: §america/phoenix}", "America/Phoenix"),
            ("P-1: {street: x, timezone: §localtime}", None),
            ("P-1: {street: x, timezone: §../../etc/passwd}", None),
        ],
    )
    def test_unknown_ones(self, line: str, suggestion: str | None, tmp_path: Path) -> None:
        finding = refusal(tmp_path, homes(line))
        assert (finding.code, finding.suggestion) == ("LW1346", suggestion)

    def test_each_home_with_an_unknown_one_is_told(self, tmp_path: Path) -> None:
        lines = [f"P-{number}: {{street: {number} A St, timezone: Mars}}" for number in range(3)]
        result = load_texts(tmp_path, main=homes(*lines))
        assert places(result.diagnostics) == [("LW1346", line, 35) for line in (10, 11, 12)]

    def test_an_empty_one_is_the_projects(self, tmp_path: Path) -> None:
        text = homes("P-1: {street: x, timezone: ''}") + "timezone: America/Denver\n"
        portfolio = loaded(tmp_path, text)
        assert portfolio.homes[0].facts.text("timezone") is None
        assert portfolio.timezone == ZoneInfo("America/Denver")

    def test_of_a_row_and_over_a_row(self, tmp_path: Path) -> None:
        (tmp_path / "units.csv").write_text(
            "external_property_id,street,timezone\nP-1,1 A St,America/Denver\nP-2,2 A St,\n"
        )
        inventory = "inventory: [{name: units, csv: {path: units.csv}}]\n"
        text = homes("P-1: {timezone: America/Phoenix}") + inventory
        first, second = loaded(tmp_path, text).homes
        assert first.facts.text("timezone") == "America/Phoenix"
        assert second.facts.text("timezone") is None
        wrong = homes("P-1: {bedrooms: 3, timezone: §America/Phonix}") + inventory
        assert refusal(tmp_path, wrong).suggestion == "America/Phoenix"

    def test_over_a_row_of_a_table_without_the_column(self, tmp_path: Path) -> None:
        (tmp_path / "units.csv").write_text("external_property_id,street\nP-1,1 A St\n")
        inventory = "inventory: [{name: units, csv: {path: units.csv}}]\n"
        text = homes("P-1: {timezone: America/Phoenix}") + inventory
        assert loaded(tmp_path, text).homes[0].facts.text("timezone") == "America/Phoenix"
        assert refusal(tmp_path, homes("P-1: {timezone: §Mars}") + inventory).code == "LW1346"

    @pytest.mark.parametrize("extra", [0, 100])
    def test_few_and_many_names_are_judged_alike(self, extra: int) -> None:
        names = [*zones.zone_names()[:extra], "UTC", "Mars", "localtime", "right/UTC"]
        assert zones.unknown_zones(names) == {"Mars", "localtime", "right/UTC"}
