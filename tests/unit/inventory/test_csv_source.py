"""The native CSV inventory: what is read, and what every kind of bad file says."""

import gc
import os
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from listwright.config.inventory import location
from listwright.config.inventory.csv_source import CsvSource, TableRead, read_csv
from listwright.errors import Diagnostic, Severity, Span
from listwright.errors.codes import CODES
from listwright.model.columns import ColumnType

YAML = Span(file="listwright.yaml", line=7, column=5)
HEAD = "external_property_id,status,ready_on,bedrooms,bathrooms,vacant,city,fund"
GOOD = "P-1,vacant_ready,2026-11-20,3,2.5,true,Denver,f1"

Read = Callable[..., TableRead]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reading(
        content: str | bytes,
        *,
        id_column: str = "external_property_id",
        types: dict[str, ColumnType] | None = None,
    ) -> TableRead:
        raw = content.encode() if isinstance(content, str) else content
        (tmp_path / "homes.csv").write_bytes(raw)
        source = CsvSource(
            name="units", path="homes.csv", id_column=id_column, types=types or {}, span=YAML
        )
        return read_csv(tmp_path, source)

    return reading


def lines(*rows: str) -> str:
    return "\n".join((*rows, ""))


def found(result: TableRead) -> list[tuple[str, int, int | None, str | None]]:
    places = []
    for finding in result.diagnostics:
        assert finding.span is not None
        places.append((finding.code, finding.span.line, finding.span.row, finding.span.field))
    return places


def only(result: TableRead) -> Diagnostic:
    (finding,) = result.diagnostics
    assert finding.code in CODES
    assert finding.fix
    assert finding.detail
    return finding


class TestGoodFiles:
    def test_typed_cells_text_and_places(self, read: Read) -> None:
        result = read(lines(HEAD, GOOD, "P-2,,,,,,,"))
        assert result.diagnostics == ()
        (first_id, first), (second_id, second) = result.rows
        assert (first_id, second_id) == ("P-1", "P-2")
        assert first.value("ready_on") == date(2026, 11, 20)
        assert first.value("bedrooms") == 3
        assert first.value("bathrooms") == Decimal("2.5")
        assert first.value("vacant") is True
        assert first.value("fund") == "f1"
        assert second.value("ready_on") is None
        assert (second.line, second.row) == (3, 2)
        assert str(second.span("city")) == "homes.csv:3 (row 2, field city)"
        assert second.span("city").source == "units"

    def test_the_file_is_stamped(self, read: Read) -> None:
        result = read(lines(HEAD, GOOD))
        assert result.file is not None
        assert result.file.digest.startswith("sha256:")
        assert (result.file.file, result.file.rows, result.file.inventory) == (
            "homes.csv",
            1,
            "units",
        )

    def test_byte_order_mark_and_windows_line_ends(self, read: Read) -> None:
        result = read(b"\xef\xbb\xbf" + f"{HEAD}\r\n{GOOD}\r\n".encode())
        assert result.diagnostics == ()
        assert result.rows[0][0] == "P-1"
        assert result.rows[0][1].text("fund") == "f1"

    def test_lines_are_physical_behind_quoted_line_breaks(self, read: Read) -> None:
        notes = '"one\ntwo\r\nthree"'
        content = f"external_property_id,notes\nP-1,{notes}\n\nP-2,x\nP-3,{notes}\nP-4,\n"
        result = read(content)
        assert result.diagnostics == ()
        assert [(facts.line, facts.row) for _, facts in result.rows] == [
            (2, 1),
            (6, 2),
            (7, 3),
            (10, 4),
        ]
        assert result.rows[0][1].text("notes") == "one\ntwo\r\nthree"

    def test_blank_lines_before_the_header_and_between_rows(self, read: Read) -> None:
        result = read(lines("", HEAD, "", GOOD, ""))
        assert result.diagnostics == ()
        assert (result.rows[0][1].line, result.rows[0][1].row) == (4, 1)

    def test_own_columns_can_be_typed_and_the_id_renamed(self, read: Read) -> None:
        result = read(
            lines("unit_id,built_on", "U-1,2026-01-31"),
            id_column="unit_id",
            types={"built_on": ColumnType.DATE},
        )
        assert result.diagnostics == ()
        assert result.rows[0][1].value("built_on") == date(2026, 1, 31)

    def test_letters_of_the_world_and_tabs_are_text(self, read: Read) -> None:
        result = read(lines(HEAD, "P-1,,,,,,Cañon City,東京\tx"))
        assert result.diagnostics == ()
        assert result.rows[0][1].text("city") == "Cañon City"

    def test_equal_cells_share_one_string(self, read: Read) -> None:
        result = read(lines(HEAD, *(f"P-{i},,,,,,Denver,fund-{i}" for i in range(2000))))
        cities = {id(facts.values[6]) for _, facts in result.rows}
        assert len(cities) == 1
        assert [facts.text("fund") for _, facts in result.rows] == [
            f"fund-{i}" for i in range(2000)
        ]

    def test_the_collector_is_back_on(self, read: Read) -> None:
        read(lines(HEAD, GOOD))
        assert gc.isenabled()


class TestWholeFiles:
    def test_missing(self, tmp_path: Path) -> None:
        result = read_csv(tmp_path, CsvSource(name="u", path="no.csv", types={}, span=YAML))
        assert only(result).code == "LW1502"
        assert only(result).span == YAML
        assert (result.table, result.file) == (None, None)

    def test_dangling_link(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").symlink_to(tmp_path / "b.csv")
        result = read_csv(tmp_path, CsvSource(name="u", path="a.csv", types={}, span=YAML))
        assert "link" in only(result).detail

    @pytest.mark.parametrize("path", ["../x.csv", "/etc/passwd", "a/../../x.csv"])
    def test_outside(self, tmp_path: Path, path: str) -> None:
        result = read_csv(tmp_path, CsvSource(name="u", path=path, types={}, span=YAML))
        assert only(result).code == "LW1503"

    def test_link_out(self, tmp_path: Path) -> None:
        root = tmp_path / "project"
        root.mkdir()
        (tmp_path / "secret.csv").write_text(lines(HEAD, GOOD))
        (root / "in.csv").symlink_to(tmp_path / "secret.csv")
        result = read_csv(root, CsvSource(name="u", path="in.csv", types={}, span=YAML))
        assert only(result).code == "LW1503"

    def test_circular_link_and_bad_name(self, tmp_path: Path) -> None:
        (tmp_path / "a").symlink_to(tmp_path / "a")
        for path in ("a", "x\0y", "a" * 5000):
            result = read_csv(tmp_path, CsvSource(name="u", path=path, types={}, span=YAML))
            assert only(result).code == "LW1502"

    def test_directory_and_pipe(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        for path in (".", "pipe"):
            result = read_csv(tmp_path, CsvSource(name="u", path=path, types={}, span=YAML))
            assert only(result).code == "LW1504"

    def test_not_a_directory_on_the_way(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        result = read_csv(tmp_path, CsvSource(name="u", path="file/x.csv", types={}, span=YAML))
        assert only(result).code == "LW1502"

    def test_too_large(self, tmp_path: Path) -> None:
        with (tmp_path / "big.csv").open("wb") as stream:
            stream.truncate(location.MAX_TABLE_BYTES + 1)
        result = read_csv(tmp_path, CsvSource(name="u", path="big.csv", types={}, span=YAML))
        assert only(result).code == "LW1505"

    def test_a_file_that_does_not_hold_what_it_says(self) -> None:
        """Files of /proc have size 0 and content: what is read is not what was promised."""
        result = read_csv(
            Path("/proc/self"), CsvSource(name="u", path="status", types={}, span=YAML)
        )
        assert only(result).code == "LW1506"

    def test_a_file_that_cannot_be_read(self) -> None:
        result = read_csv(Path("/proc/self"), CsvSource(name="u", path="mem", types={}, span=YAML))
        assert only(result).code in {"LW1502", "LW1506"}

    @pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
    def test_empty(self, read: Read, content: str) -> None:
        result = read(content)
        assert only(result).code == "LW1523"
        assert result.file is not None

    def test_header_only(self, read: Read) -> None:
        result = read(lines(HEAD, "", ""))
        assert only(result).code == "LW1523"
        assert result.table is not None
        assert "canceled" in only(result).detail

    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (lines(HEAD, GOOD).encode("utf-16"), "UTF-16"),
            (lines(HEAD, GOOD).encode("utf-16-be"), "UTF-16"),
            (lines(HEAD, GOOD).encode("utf-32"), "UTF-32"),
            (lines(HEAD, GOOD).encode("utf-32-le"), "UTF-32"),
            (lines(HEAD, GOOD.replace("Denver", "Cañon")).encode("cp1252"), "Windows-1252"),
            (lines(HEAD, GOOD).encode() + b"\x81", "damaged"),
        ],
    )
    def test_other_encodings_are_named(self, read: Read, content: bytes, name: str) -> None:
        finding = only(read(content))
        assert finding.code == "LW1507"
        assert name in finding.detail

    def test_the_line_of_the_first_bad_byte(self, read: Read) -> None:
        finding = only(read(lines(HEAD, GOOD).encode() + b"caf\xe9"))
        assert finding.span is not None
        assert finding.span.line == 3

    def test_unclosed_quote(self, read: Read) -> None:
        result = read(lines(HEAD, GOOD, 'P-2,"vacant_ready,,,,,,', GOOD))
        assert found(result) == [("LW1508", 3, 2, None)]
        assert len(result.rows) == 1

    def test_unclosed_quote_in_the_header(self, read: Read) -> None:
        assert only(read('"external_property_id,status\nP-1,\n')).code == "LW1508"


class TestHeaders:
    def test_missing_id_column(self, read: Read) -> None:
        result = read(lines("external_propertyid,status", "P-1,vacant_ready"))
        assert only(result).code == "LW1510"
        assert only(result).suggestion == "external_propertyid"
        assert result.rows == ()

    @pytest.mark.parametrize(("mark", "word"), [(";", "semicolons"), ("|", "vertical bars")])
    def test_other_delimiters(self, read: Read, mark: str, word: str) -> None:
        finding = only(read(lines(HEAD.replace(",", mark), GOOD.replace(",", mark))))
        assert finding.code == "LW1510"
        assert word in finding.detail

    def test_duplicate_names_are_told_with_the_bad_rows(self, read: Read) -> None:
        result = read(lines("external_property_id,city,city,status", "P-1,a,b,nope"))
        assert found(result) == [("LW1511", 1, None, "city"), ("LW1522", 2, 1, "status")]
        assert "column 2 and column 3" in result.diagnostics[0].detail
        assert result.rows == ()

    @pytest.mark.parametrize(
        ("name", "suggestion"), [("", None), ("fund ", "fund"), ("fu\u200bnd", None)]
    )
    def test_decorated_names(self, read: Read, name: str, suggestion: str | None) -> None:
        finding = only(read(lines(f"external_property_id,{name}", "P-1,f1")))
        assert finding.code == "LW1512"
        assert finding.suggestion == suggestion

    def test_names_almost_native_are_a_warning(self, read: Read) -> None:
        result = read(lines("external_property_id,Postal Code", "P-1,80205"))
        finding = only(result)
        assert (finding.code, finding.severity) == ("LW1521", Severity.WARNING)
        assert finding.suggestion == "postal_code"
        assert len(result.rows) == 1

    def test_words_of_a_name_in_one_or_apart(self, read: Read) -> None:
        result = read(lines("external_property_id,Time Zone,readyon", "P-1,America/Denver,"))
        assert [one.suggestion for one in result.diagnostics] == ["timezone", "ready_on"]
        assert {one.code for one in result.diagnostics} == {"LW1521"}

    def test_types_of_unknown_and_native_columns(self, read: Read) -> None:
        types = {"fnud": ColumnType.DATE, "price": ColumnType.NUMBER, "status": ColumnType.TEXT}
        result = read(lines("external_property_id,fund,price,status", "P-1,,,"), types=types)
        assert [(d.code, d.suggestion, d.span) for d in result.diagnostics] == [
            ("LW1516", "fund", YAML),
            ("LW1516", None, YAML),
        ]

    def test_a_hostile_header_ends_quickly(self, read: Read) -> None:
        result = read(",".join(f"c{i}" for i in range(50_000)) + "\n")
        assert {d.code for d in result.diagnostics} == {"LW1510", "LW1523"}


class TestRows:
    def test_ragged(self, read: Read) -> None:
        result = read(lines(HEAD, "P-1", GOOD.replace("P-1", "P-2"), GOOD + ",x"))
        assert found(result) == [("LW1513", 2, 1, None), ("LW1513", 4, 3, None)]
        assert "1 cell," in result.diagnostics[0].detail
        assert [facts.row for _, facts in result.rows] == [2]

    def test_nothing_but_ragged_rows(self, read: Read) -> None:
        result = read(lines(HEAD, "P-1"))
        assert found(result) == [("LW1513", 2, 1, None)]
        assert result.rows == ()

    @pytest.mark.parametrize(
        ("text", "code", "says"),
        [
            ("", "LW1514", "empty"),
            ("   ", "LW1514", "empty"),
            ("8.30298E+07", "LW1515", "8.30298E+07"),
            ("8.30298e7", "LW1515", "scientific"),
            ("83E+07", "LW1515", "scientific"),
            (" P-1", "LW1509", "blank"),
            ("P 1", "LW1509", "' '"),
            ("P-1é", "LW1509", "'é'"),
            ("lw1-abc", "LW1509", "lw1-"),
            ("LW1-abc", "LW1509", "lw1-"),
            ("x" * 256, "LW1509", "256"),
            ("P\u20111", "LW1509", "U+2011"),
            ("\u0420-1", "LW1509", "\u0420"),
            ("\uff11\uff12", "LW1509", "\uff11"),
            ('"P\n1"', "LW1509", "U+000A"),
        ],
    )
    def test_bad_ids(self, read: Read, text: str, code: str, says: str) -> None:
        result = read(lines(HEAD, f"{text},,,,,,,", GOOD))
        finding = next(d for d in result.diagnostics if d.code == code)
        assert says in finding.detail
        assert finding.span is not None
        assert (finding.span.row, finding.span.field) == (1, "external_property_id")
        assert [home for home, _ in result.rows] == ["P-1"]

    @pytest.mark.parametrize("text", ["1E5", "12E10", "a/b:c.d_e-F", "007", "x" * 255])
    def test_ids_that_look_odd_and_are_not(self, read: Read, text: str) -> None:
        result = read(lines(HEAD, f"{text},,,,,,,"))
        assert result.diagnostics == ()
        assert result.rows[0][0] == text

    def test_blank_around_an_id_is_suggested_away(self, read: Read) -> None:
        assert only(read(lines(HEAD, "P-1 ,,,,,,,"))).suggestion == "P-1"
        assert only(read(lines(HEAD, " P 1,,,,,,,"))).suggestion is None

    def test_ids_twice_name_both_rows(self, read: Read) -> None:
        result = read(lines(HEAD, GOOD, "P-2,,,,,,,", "p-1,,,,,,,", GOOD))
        assert found(result) == [
            ("LW1517", 4, 3, "external_property_id"),
            ("LW1517", 5, 4, "external_property_id"),
        ]
        case, exact = result.diagnostics
        assert "Row 3" in case.detail
        assert "row 1 on line 2" in case.detail
        assert "upper and lower case" in case.detail
        assert "upper and lower case" not in exact.detail

    @pytest.mark.parametrize(
        ("column", "text", "suggestion"),
        [
            ("ready_on", "11/20/2026", None),
            ("ready_on", "2026-11-20 08:00", "2026-11-20"),
            ("ready_on", "20261120", None),
            ("ready_on", "2026-02-30", None),
            ("ready_on", "0001-01-01", None),
            ("bedrooms", '"2,680"', "2680"),
            ("bedrooms", "3.0", None),
            ("bedrooms", "-1", None),
            ("bedrooms", "9" * 5000, None),
            ("bathrooms", "2½", None),
            ("bathrooms", "NaN", None),
            ("bathrooms", "1." + "1" * 16, None),
            ("vacant", "Yes", "true"),
            ("vacant", "TRUE", "true"),
            ("ready_on", "null", None),
            ("ready_on", " ", None),
        ],
    )
    def test_typed_cells(self, read: Read, column: str, text: str, suggestion: str | None) -> None:
        result = read(lines(f"external_property_id,{column}", f"P-1,{text}", "P-2,"))
        finding = only(result)
        assert finding.code == "LW1519"
        assert finding.span is not None
        assert (finding.span.row, finding.span.field) == (1, column)
        assert f"read as {result.table and result.table.types[1].value}" in finding.detail
        if suggestion:
            assert finding.suggestion == suggestion
        assert [home for home, _ in result.rows] == ["P-2"]

    def test_a_number_that_only_the_yaml_would_take(self, read: Read) -> None:
        finding = only(read(lines("external_property_id,bathrooms", "P-1,1." + "0" * 20)))
        assert "number" in finding.detail

    def test_statuses(self, read: Read) -> None:
        result = read(lines(HEAD, GOOD, "P-2,Vacant Ready,,,,,,", "P-3,,,,,,,"))
        assert only(result).code == "LW1522"
        assert only(result).suggestion == "vacant_ready"
        assert [home for home, _ in result.rows] == ["P-1", "P-3"]

    def test_time_zones(self, read: Read) -> None:
        rows = ["P-1,America/Phoenix", "P-2,", "P-3,America/Pheonix", "P-4,UTC", "P-5,Denver"]
        result = read(lines("external_property_id,timezone", *rows))
        assert found(result) == [("LW1525", 4, 3, "timezone"), ("LW1525", 6, 5, "timezone")]
        assert [one.suggestion for one in result.diagnostics] == [
            "America/Phoenix",
            "America/Denver",
        ]
        assert "'America/Pheonix'" in result.diagnostics[0].detail
        assert [home for home, _ in result.rows] == ["P-1", "P-2", "P-4"]

    @pytest.mark.parametrize("char", ["\x00", "\x1b", "\x07", "\u202e", "\u200b", "\x85", "\u00a0"])
    def test_characters_nobody_sees(self, read: Read, char: str) -> None:
        result = read(lines(HEAD, GOOD, f"P-2,,,,,,Den{char}ver,f1"))
        finding = only(result)
        assert finding.code == "LW1518"
        assert finding.span is not None
        assert (finding.span.line, finding.span.field) == (3, "city")
        assert f"U+{ord(char):04X}" in finding.detail
        assert char not in finding.detail

    def test_private_cells_are_not_repeated(self, read: Read) -> None:
        result = read(lines("external_property_id,access_code_ref", "P-1,4711\u200b"))
        assert "4711" not in repr(result.diagnostics)

    def test_everything_at_once_in_the_order_of_the_file(self, read: Read) -> None:
        result = read(
            lines(
                "external_property_id,status,ready_on,city",
                "P-1,nope,11/1/2026,a\u200bb",
                "P-2,sold",
                ",,,",
                "P-3,sold,2026-01-01,x",
                "p-3,,,",
            )
        )
        assert [(code, line) for code, line, _, _ in found(result)] == [
            ("LW1522", 2),
            ("LW1519", 2),
            ("LW1518", 2),
            ("LW1513", 3),
            ("LW1514", 4),
            ("LW1517", 6),
        ]
        assert [home for home, _ in result.rows] == ["P-3"]

    def test_fifty_and_a_count(self, read: Read) -> None:
        rows = [f"P-{i},nope,1/2/2026,x,,,," for i in range(100)]
        result = read(lines(HEAD, *rows))
        assert len(result.diagnostics) == 51
        last = result.diagnostics[-1]
        assert last.code == "LW1520"
        assert "250 more" in last.detail
        shown = [line for _, line, _, _ in found(result)[:-1]]
        assert shown == sorted(shown)
        assert shown[-1] == 18
        assert result.rows == ()
