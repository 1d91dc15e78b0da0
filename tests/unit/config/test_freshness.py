"""`fresh_for` in full: what it loads to, and what does not go together."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.unit.config.loading import HEAD, HOME, load_texts, loaded, places, refusal

from listwright.model.duration import Duration
from listwright.model.rules import CountedFrom, FreshFor


def fresh(inner: str) -> str:
    return HEAD.replace("{vendor: planomatic}", "{vendor: planomatic, fresh_for: " + inner + "}")


def months(count: int) -> Duration:
    return Duration(months=count, delta=timedelta(), text=f"{count}mo")


def days(count: int) -> Duration:
    return Duration(months=0, delta=timedelta(days=count), text=f"{count}d")


LOADED = {
    "{max_age: 24mo}": FreshFor(max_age=months(24)),
    "{max_age: 24mo, renew_before: 30d, warn_after: 18mo, counted_from: delivered}": FreshFor(
        max_age=months(24),
        renew_before=days(30),
        warn_after=months(18),
        counted_from=CountedFrom.DELIVERED,
    ),
    "{warn_after: 18mo}": FreshFor(warn_after=months(18)),
    "{warn_after: 18mo, counted_from: captured}": FreshFor(warn_after=months(18)),
    "{invalidated_by: [renovated_on, ready_on]}": FreshFor(
        invalidated_by=("renovated_on", "ready_on")
    ),
    "{per_turn: true}": FreshFor(per_turn=True),
    "{per_turn: false}": FreshFor(),
    "{max_age: 30d, renew_before: 29d}": FreshFor(max_age=days(30), renew_before=days(29)),
    "{max_age: 30d, renew_before: 0d}": FreshFor(max_age=days(30), renew_before=days(0)),
    "{max_age: 1mo, renew_before: 27d}": FreshFor(max_age=months(1), renew_before=days(27)),
    "{max_age: 365d, warn_after: 12mo}": FreshFor(max_age=days(365), warn_after=months(12)),
}


@pytest.mark.parametrize("inner", LOADED)
def test_what_it_loads_to(inner: str, tmp_path: Path) -> None:
    written = loaded(tmp_path, fresh(inner)).defaults.fresh_for
    assert written is not None
    assert written.value == LOADED[inner]
    assert str(written.span) == "listwright.yaml:5:43"


REFUSED = {
    "§{}": ("LW1113", "its keys are max_age, renew_before"),
    "{max_age: §0d}": ("LW1112", "never be good"),
    "{max_age: §0mo}": ("LW1112", "never be good"),
    "{renew_before: §30d}": ("LW1361", "counts back from `max_age`"),
    "{counted_from: §captured}": ("LW1361", "no age is written"),
    "{counted_from: §captured, per_turn: true}": ("LW1361", "no age is written"),
    "{max_age: 30d, counted_from: §deliverd}": ("LW1108", "captured, delivered"),
    "{max_age: 24mo, renew_before: §24mo}": ("LW1361", "as soon as it is delivered"),
    "{max_age: 30d, renew_before: §31d}": ("LW1361", "`renew_before` (31d)"),
    "{max_age: 1mo, renew_before: §28d}": ("LW1361", "not shorter"),
    "{max_age: 30d, renew_before: §1mo}": ("LW1361", "not shorter"),
    "{max_age: 12mo, warn_after: §13mo}": ("LW1361", "before an audit speaks of it"),
    "{max_age: 365d, warn_after: §400d}": ("LW1361", "longer than `max_age` (365d)"),
    "{warn_after: §soon}": ("LW1056", "'soon'"),
    "{per_turn: §yes}": ("LW1054", "'yes'"),
    "{invalidated_by: §renovated_on}": ("LW1107", "needs its brackets"),
    "{invalidated_by: §[]}": ("LW1113", "empty list"),
    "{invalidated_by: [§renovatd_on]}": ("LW1323", "renovatd_on"),
    "{invalidated_by: [§fund]}": ("LW1347", "'fund' is a column of type text"),
    "{invalidated_by: [renovated_on, §renovated_on]}": ("LW1116", "listwright.yaml:5:"),
    "{§invalidatd_by: [renovated_on]}": ("LW1101", "invalidatd_by"),
}


@pytest.mark.parametrize("inner", REFUSED)
def test_what_is_refused(inner: str, tmp_path: Path) -> None:
    code, says = REFUSED[inner]
    finding = refusal(tmp_path, fresh(inner) + HOME)
    assert finding.code == code
    assert says in finding.detail


def test_a_misspelt_column_is_told_which_was_meant(tmp_path: Path) -> None:
    finding = refusal(tmp_path, fresh("{invalidated_by: [§renovatd_on]}"))
    assert finding.suggestion == "renovated_on"


def test_a_length_that_cannot_be_read_is_told_once(tmp_path: Path) -> None:
    text = fresh("{max_age: x, renew_before: 1d, counted_from: captured}")
    assert [code for code, _, _ in places(load_texts(tmp_path, main=text).diagnostics)] == [
        "LW1056"
    ]


INVENTORY = HEAD + "inventory:\n  - {name: units, csv: {path: units.csv}, types: {fire_on: date}}\n"


def test_a_declared_date_column_invalidates(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("external_property_id,street,fire_on\nA-1,1 A St,\n")
    text = (
        INVENTORY + "rules: [{name: r, fresh_for: {invalidated_by: [fire_on]}, require: [listing]}]"
    )
    (entry,) = loaded(tmp_path, text).rules[0].entries
    assert entry.fresh_for is not None
    assert entry.fresh_for.value.invalidated_by == ("fire_on",)


@pytest.mark.parametrize("column", ["turn_started_on", "last_move_out_on", None])
def test_turns_need_a_column_that_says_when_they_begin(column: str | None, tmp_path: Path) -> None:
    header = "external_property_id,street,fire_on" + (f",{column}" if column else "")
    row = "A-1,1 A St," + ("," if column else "")
    (tmp_path / "units.csv").write_text(f"{header}\n{row}\n")
    text = INVENTORY + "rules: [{name: r, fresh_for: {per_turn: §true}, require: [listing]}]"
    if column is None:
        finding = refusal(tmp_path, text)
        assert finding.code == "LW1356"
        assert "`turn_started_on` or `last_move_out_on`" in finding.detail
    else:
        assert loaded(tmp_path, text.replace("§", "")).rules


def test_a_native_column_that_the_inventory_lost_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("external_property_id,street,fire_on\nA-1,1 A St,\n")
    text = (
        INVENTORY
        + "rules: [{name: r, fresh_for: {invalidated_by: [§renovated_on]}, require: [listing]}]"
    )
    assert refusal(tmp_path, text).code == "LW1356"
