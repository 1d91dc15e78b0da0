"""Any bytes are read without raising, and good rows come back as they were."""

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from listwright.config.inventory.csv_source import CsvSource, TableRead, read_csv
from listwright.errors import Span
from listwright.errors.codes import CODES
from listwright.model.columns import ColumnType

YAML = Span(file="listwright.yaml", line=1)
PIECES = st.sampled_from(
    [
        b"external_property_id", b"status", b"ready_on", b"vacant", b",", b"\n", b"\r\n", b"\r",
        b'"', b'""', b"P-1", b"p-1", b"sold", b"2026-01-01", b"8.3E+07", b"true", b" ", b"\t",
        b"\x00", b"\xef\xbb\xbf", b"\xff\xfe", b"\xe9", "\u202e".encode(), b";",
    ]
)  # fmt: skip
FRAGMENTS = st.lists(PIECES, max_size=60).map(b"".join)
HEADED = FRAGMENTS.map(lambda rest: b"external_property_id,status,ready_on,vacant\n" + rest)
CELL = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=("Cc", "Cf", "Zs")),
    max_size=12,
)
ROWS = st.lists(st.tuples(CELL, st.dates().filter(lambda day: day.year >= 1900), CELL), min_size=1)


def read_bytes(content: bytes) -> TableRead:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "homes.csv").write_bytes(content)
        types = {"own": ColumnType.NUMBER}
        return read_csv(root, CsvSource(name="u", path="homes.csv", types=types, span=YAML))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400) | FRAGMENTS | HEADED)
def test_no_bytes_raise(content: bytes) -> None:
    result = read_bytes(content)
    assert {finding.code for finding in result.diagnostics} <= CODES.keys()
    assert all(finding.span is not None for finding in result.diagnostics)
    for home, facts in result.rows:
        assert home == facts.text("external_property_id")
        for column in facts.table.columns:
            facts.value(column)
    if not result.rows:
        assert result.diagnostics


@settings(max_examples=100, deadline=None)
@given(ROWS)
def test_rows_round_trip(rows: list[tuple[str, object, str]]) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(["city", "external_property_id", "ready_on", "notes", "own"])
    for number, (city, day, notes) in enumerate(rows):
        writer.writerow([city, f"P-{number}", day, notes, number])
    result = read_bytes(stream.getvalue().encode())
    assert result.diagnostics == ()
    read = [
        (facts.text("city") or "", facts.value("ready_on"), facts.text("notes") or "")
        for _, facts in result.rows
    ]
    assert read == rows
    assert [facts.value("own") for _, facts in result.rows] == list(range(len(rows)))
