"""`assets pull` and `export` on the staging example: results and what they were made of."""

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cli.project import Project
from tests.docs.pages import ROOT
from tests.servers.planomatic_like import PlanomaticLike
from tests.support.pictures import opened


@pytest.fixture
def staged(vendor: PlanomaticLike, tmp_path: Path) -> Iterator[Project]:
    """The example after its pictures were delivered and stored."""
    root = tmp_path / "staging"
    shutil.copytree(ROOT / "examples" / "staging", root)
    project = Project(root=root, vendor=vendor)
    project.bootstrap()
    assert project.run("sandbox", "advance", "5d").code == 0
    project.bootstrap()
    assert project.run("sandbox", "advance", "1h").code == 0
    project.json("refresh").ends(0, "ok")
    yield project
    project.clean_up()


def rows_of(root: Path, home: str) -> dict[str, Any]:
    document = json.loads((root / "assets" / home / "pictures.json").read_text())
    return {row["file"]: row for row in document["pictures"]}


def test_what_is_lost_comes_back_as_it_was(staged: Project) -> None:
    home = staged.root / "assets" / "DEN-102"
    before = {
        path.relative_to(home): path.read_bytes() for path in home.rglob("*") if path.is_file()
    }
    assert staged.json("assets", "pull", "DEN-102/modern").ends(0, "ok")["summary"]["stored"] == 0
    shutil.rmtree(home)
    shutil.rmtree(staged.root / ".listwright" / "cache")
    document = staged.json("assets", "pull", "DEN-102/staging", "DEN-102/modern").ends(0, "ok")
    assert document["warnings"] == []
    assert [one["outcome"] for one in document["pictures"]] == ["stored"] * 3
    assert all(one["virtually_staged"] for one in document["pictures"])
    after = {
        path.relative_to(home): path.read_bytes() for path in home.rglob("*") if path.is_file()
    }
    assert {name.as_posix() for name in after} == {name.as_posix() for name in before}
    for name, content in after.items():
        if name.suffix == ".jpg":
            assert content == before[name], name
    # The ledger alone remembers what the pictures were; other bytes are not taken for them.
    (kept,) = (one for one in document["pictures"] if one["order_id"].count("-") == 4)
    assert (staged.root / kept["file"]).is_file()


def test_a_result_says_what_it_is_and_of_which_photo(staged: Project) -> None:
    staged.json("assets", "pull", "DEN-102").ends(0, "ok")
    rows = rows_of(staged.root, "DEN-102")
    results = [row for row in rows.values() if row["role"] == "result"]
    assert sorted((row["room"], row["style"]) for row in results) == [
        ("bedroom", "scandinavian"),
        ("living_room", "modern"),
        ("living_room", "scandinavian"),
    ]
    plain = {row["sha256"] for row in rows.values() if not row["virtually_staged"]}
    for row in results:
        assert row["virtually_staged"] is True
        assert row["source"]["sha256"] in plain, "the photo it was made of is beside it"
        assert row["source"]["order_id"]
        opened((staged.root / "assets" / "DEN-102" / row["file"]).read_bytes())
    page = (staged.root / "assets" / "DEN-102" / "contact-sheet.html").read_text()
    assert page.count("Virtually staged</strong>") == 3
    assert page.count("Before, as photographed</strong>") == 3
    assert "Not here" not in page
    assert "is not here" not in page


def test_exports_tell_staged_pictures_from_photos(staged: Project) -> None:
    staged.json("assets", "pull", "DEN-101").ends(0, "ok")
    ran = staged.run("export", "deliverables", "DEN-101")
    rows = [row for row in csv.DictReader(io.StringIO(ran.out)) if row["item"] == "photo"]
    assert len(rows) == 17
    by_flag = {
        flag: [r for r in rows if r["virtually_staged"] == flag] for flag in ("true", "false")
    }
    assert len(by_flag["false"]) == 15
    assert sorted((row["room"], row["style"]) for row in by_flag["true"]) == [
        ("bedroom", "scandinavian"),
        ("living_room", "scandinavian"),
    ]
    for row in by_flag["true"]:
        assert row["source_order_id"] == by_flag["false"][0]["order_id"]
        assert (staged.root / row["file"]).is_file()
    document = staged.json("export", "deliverables", "DEN-101").ends(0, "ok")
    pictures = [one for one in document["deliverables"] if one["source"] is not None]
    assert {one["room"] for one in pictures} == {"living_room", "bedroom"}
    assert all(one["source"]["sha256"] for one in pictures)
