"""What the README of the large example says is true, and its scripts do what they say."""

import csv
import json
import re
import runpy
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.docs.pages import ROOT
from tests.docs.test_console import begin, listwright

PORTFOLIO = ROOT / "examples" / "portfolio"
Document = dict[str, Any]
WriteExport = Callable[[Path, date, dict[str, dict[str, str]]], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A copy of the example, and what it plans on the day that its README speaks of."""

    folder: Path
    plan: Document
    status: Document


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    folder = tmp_path_factory.mktemp("example") / "portfolio"
    begin("portfolio", folder)
    return Shown(folder=folder, plan=document(folder, "plan"), status=document(folder, "status"))


def document(folder: Path, *words: str) -> Document:
    done = listwright([*words, "--json"], folder)
    assert done.returncode == 0, done.stdout
    found: Document = json.loads(done.stdout)
    return found


def home_of(address: str) -> str:
    return address.rsplit("/", 1)[0]


def statuses(folder: Path) -> dict[str, str]:
    with (folder / "exports" / "homes.csv").open(encoding="utf-8", newline="") as stream:
        return {row["external_property_id"]: row["status"] for row in csv.DictReader(stream)}


def numbers_of_the_readme() -> list[list[int]]:
    """The numbers of each row of its table, without those of the services."""
    text = (PORTFOLIO / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| [^|]*\| ([^|]*)\|$", text, flags=re.MULTILINE)
    return [[int(homes), *map(int, re.findall(r"\d+", why))] for homes, why in rows]


def test_the_table_of_the_readme_is_what_a_plan_says(shown: Shown) -> None:
    plan, facts = shown.plan, statuses(shown.folder)
    ordered = {change["property"] for change in plan["order_changes"]}
    waits: dict[str, list[Document]] = {}
    for item in plan["deferred_changes"]:
        if home_of(item["need"]) not in ordered:
            waits.setdefault(home_of(item["need"]), []).append(item)
    wanted = {home_of(need["address"]) for need in shown.status["needs"]}
    kinds = Counter(kind_of_wait(facts[home], items) for home, items in waits.items())
    rest = Counter(kind_of_rest(facts[home]) for home in facts.keys() - wanted)
    assert numbers_of_the_readme() == [
        [len(ordered)],
        [len(waits), kinds["built"], kinds["date"], kinds["status"]],
        [len(wanted - ordered - waits.keys()), 23],
        [sum(rest.values()), rest["lived in"], rest["leased or sold"], rest["excluded"]],
    ]
    services = {len(change["services"]) for change in plan["order_changes"]}
    assert (min(services), max(services)) == (1, 4)


def kind_of_wait(status: str, items: list[Document]) -> str:
    if status in {"under_construction", "construction_final"}:
        return "built"
    return "date" if all(item["until"] for item in items) else "status"


def kind_of_rest(status: str) -> str:
    if status in {"occupied", "notice_rented"}:
        return "lived in"
    return "excluded" if status == "excluded" else "leased or sold"


@pytest.mark.parametrize(
    ("home", "services", "why"),
    [
        ("DEN-00118", {"photos", "tour", "exterior", "staging"}, "or ai_virtual_staging on record"),
        ("TPA-00104", {"photos", "tour"}, "of 2023-03-06, older than 24mo"),
        ("DAL-00139", {"photos", "tour"}, "from before `renovated_on` 2026-10-20"),
        ("ATL-00101", {"photos", "tour", "community"}, "before the turn that began 2026-09-02"),
        ("DEN-00124", {"photos", "tour", "exterior", "staging"}, "before `renovated_on`"),
        ("ATL-00114", {"photos"}, "no photos on record"),
    ],
)
def test_the_homes_it_points_at_show_what_it_says(
    shown: Shown, home: str, services: set[str], why: str
) -> None:
    (change,) = (one for one in shown.plan["order_changes"] if one["property"] == home)
    assert change["needs"] == sorted(f"{home}/{key}" for key in services)
    assert why in change["why"]


def test_what_it_says_of_homes_without_an_order(shown: Shown) -> None:
    needs = {need["address"]: need for need in shown.status["needs"]}
    assert needs["CLT-00103/exterior"]["condition"] == "Satisfied"
    assert needs["DEN-00116/staging"]["reason"] == "missing_fact"


def write_export() -> WriteExport:
    found: WriteExport = runpy.run_path(str(PORTFOLIO / "next_export.py"))["write_export"]
    return found


def test_the_next_export_moves_the_homes_whose_day_has_come(tmp_path: Path) -> None:
    target = tmp_path / "homes.csv"
    shutil.copy(PORTFOLIO / "exports" / "homes.csv", target)
    before = target.read_bytes().splitlines()
    cells = {"DEN-00104": {"status": "vacant_rented_ready"}}
    changed = write_export()(target, date(2026, 11, 29), cells)
    after = target.read_bytes().splitlines()
    moved = [new.split(b",") for old, new in zip(before, after, strict=True) if old != new]
    assert len(moved) == changed
    assert Counter(cells[3] for cells in moved) == {
        b"vacant_ready": 9,
        b"construction_final": 1,
        b"vacant_rented_ready": 1,
    }
    assert [cells[4] for cells in moved if cells[0] in {b"TPA-00108", b"DEN-00104"}] == [
        b"2026-11-29",
        b"2026-11-29",
    ]


@pytest.mark.parametrize("cells", [{"DEN-1": {}}, {"DEN-00104": {"state_us": "sold"}}])
def test_the_next_export_refuses_a_name_it_does_not_know(
    tmp_path: Path, cells: dict[str, dict[str, str]]
) -> None:
    target = tmp_path / "homes.csv"
    shutil.copy(PORTFOLIO / "exports" / "homes.csv", target)
    with pytest.raises(KeyError):
        write_export()(target, date(2026, 11, 29), cells)
    assert target.read_bytes() == (PORTFOLIO / "exports" / "homes.csv").read_bytes()
