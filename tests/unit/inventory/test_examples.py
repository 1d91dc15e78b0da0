"""The example inventories read without a finding, and their generators write them again."""

import runpy
from collections import Counter
from pathlib import Path

import pytest
from benchmarks.inventory import write_project

from listwright.config.inventory.csv_source import CsvSource, TableRead, read_csv
from listwright.errors import Span
from listwright.model.columns import CANONICAL_STATUSES, ColumnType

PORTFOLIO = Path(__file__).resolve().parents[3] / "examples" / "portfolio"
YAML = Span(file="listwright.yaml", line=1)


@pytest.fixture(scope="module")
def portfolio() -> TableRead:
    types = {"tour_on": ColumnType.DATE}
    return read_csv(
        PORTFOLIO, CsvSource(name="homes", path="exports/homes.csv", types=types, span=YAML)
    )


def test_250_homes_of_every_status_in_six_markets(portfolio: TableRead) -> None:
    assert portfolio.diagnostics == ()
    assert len(portfolio.rows) == 250
    statuses = Counter(facts.text("status") for _, facts in portfolio.rows)
    assert set(statuses) == set(CANONICAL_STATUSES)
    assert len({facts.text("market") for _, facts in portfolio.rows}) == 6


def test_no_code_and_no_real_contact_stands_in_the_example(portfolio: TableRead) -> None:
    for _, facts in portfolio.rows:
        assert (facts.text("access_code_ref") or "env:").startswith("env:")
        assert "-555-01" in (facts.text("onsite_contact_phone") or "")
        assert (facts.text("onsite_contact_email") or "").endswith("@example.com")


def test_the_generator_writes_the_same_file(tmp_path: Path) -> None:
    generator = runpy.run_path(str(PORTFOLIO / "make_homes.py"))
    generator["write_homes"](tmp_path / "homes.csv")
    written = (tmp_path / "homes.csv").read_bytes()
    assert written == (PORTFOLIO / "exports" / "homes.csv").read_bytes()


def test_the_benchmark_inventory_reads_clean(tmp_path: Path) -> None:
    write_project(tmp_path, 5000)
    result = read_csv(tmp_path, CsvSource(name="homes", path="homes.csv", types={}, span=YAML))
    assert result.diagnostics == ()
    assert len(result.rows) == 5000
    assert result.table is not None
    assert len(result.table.columns) == 37
