"""No output takes the place of what a project is made of, or of what it remembers."""

import pytest
from tests.cli.project import Project, homes
from tests.servers.planomatic_like import PlanomaticLike

UNITS = """\
external_property_id,property_type,street,city,state,postal_code
U-1,single_family,9 B St,Denver,CO,80205
"""
RULES = """\
rules:
  - {name: anywhere else, when: {city: Boulder}, require: {photos: {slug: photos, quantity: 15}}}
"""
MORE = "include: [rules/*.yaml]\ninventory: [{name: units, csv: {path: units.csv}}]\n"


@pytest.fixture
def ordered(project: Project) -> Project:
    """One order on record; the project has three files, and a plan of it is saved."""
    project.write(homes("P-1"), more=MORE)
    (project.root / "rules").mkdir()
    (project.root / "rules" / "base.yaml").write_text(RULES, encoding="utf-8")
    (project.root / "units.csv").write_text(UNITS, encoding="utf-8")
    project.bootstrap()
    assert project.run("plan", "-o", "plan.json").code == 0
    return project


@pytest.mark.parametrize("file", ["listwright.yaml", "rules/base.yaml", "units.csv"])
@pytest.mark.parametrize(
    "words",
    [
        ["plan", "-o", "{}"],
        ["plan", "--report", "csv=./{}"],
        ["audit", "--junit", "{}"],
        ["apply", "--auto-approve", "--report", "md={}"],
        ["validate", "--report", "json={}"],
    ],
)
def test_a_file_of_the_project_stays(
    ordered: Project, vendor: PlanomaticLike, words: list[str], file: str
) -> None:
    before, asked = (ordered.root / file).read_bytes(), len(vendor.calls)
    document = ordered.run(*(word.format(file) for word in words), "--json").ends(1, "usage")
    assert (ordered.root / file).read_bytes() == before
    assert "the project" in document["errors"][0]["summary"]
    assert len(vendor.calls) == asked


@pytest.mark.parametrize(
    "words",
    [
        ["plan", "-o"],
        ["plan", "--report"],
        ["show", "plan.json", "--report"],
        ["comment", "plan.json", "--to", "file", "-o"],
        ["export", "orders", "-o"],
        ["ledger", "export", "--force", "-o"],
    ],
    ids=" ".join,
)
def test_the_ledger_stays(ordered: Project, words: list[str]) -> None:
    name = ".listwright/ledger.db"
    path = f"csv={name}" if words[-1] == "--report" else name
    ordered.run(*words, path, "--json").ends(1, "usage")
    ordered.run("ledger", "check", "--json").ends(0, "ok")


@pytest.mark.parametrize("file", ["plan.json", "listwright.yaml"])
def test_a_comment_takes_the_place_of_neither_plan_nor_project(ordered: Project, file: str) -> None:
    before = (ordered.root / file).read_bytes()
    ran = ordered.run("comment", "plan.json", "--to", "file", "-o", file, "--json")
    ran.ends(1, "usage")
    assert (ordered.root / file).read_bytes() == before
