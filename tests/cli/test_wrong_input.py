"""Mistakes in the files and in the environment: exit 1, file:line:col, and nothing is sent."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.project import Project, home, homes
from tests.servers.planomatic_like import PlanomaticLike

MISTAKES = {
    "slug": ("slug: photos", "slug: photoz", "photoz"),
    "quantity": ("quantity: 15", "quantity: 12", "12}}"),
    "state": ("state: CO", "state: XX", "XX"),
    "key": ("    street:", "    stret:", "stret"),
    "contact": ("contact_name: Jane Doe, ", "", "P-1:"),
    "phone": (', contact_phone: "+1 555-555-5555"', "", "P-1:"),
    "code": ("access_code: {env: DOOR}, ", "", "P-1:"),
    "postal": ('"80205"', '"802"', '"802"'),
    "vendor": ("  vendor: planomatic", "  vendor: planomatik", "planomatik"),
    "window": ("72h", "72 parsecs", "72 parsecs"),
    "version": ("version: 1", "version: 9", "9"),
}


def _place(text: str, needle: str) -> tuple[int, int]:
    """Line and the columns around which a finding may point (the key or its value)."""
    before = text[: text.index(needle)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake(project: Project, vendor: PlanomaticLike, name: str) -> None:
    old, new, needle = MISTAKES[name]
    project.edit(old, new)
    line, column = _place(project.file.read_text(encoding="utf-8"), needle)
    for verb in (["validate"], ["plan"], ["apply", "--bootstrap", "--auto-approve"]):
        ran = project.json(*verb)
        ran.ends(1, "config")
        file, found_line, found_column = ran.places[0]
        assert (file, found_line) == ("listwright.yaml", line)
        assert found_column >= 1
        if name in {"slug", "quantity", "state", "key", "postal", "vendor", "window", "version"}:
            assert found_column == column
        text = project.run(*verb)
        assert f"listwright.yaml:{line}:{found_column}" in text.err
        assert text.out == ""
    assert vendor.calls == []


def test_every_mistake_in_one_run(project: Project) -> None:
    for name in ("slug", "state", "contact"):
        old, new, _ = MISTAKES[name]
        project.edit(old, new)
    assert len(project.json("validate").ends(1, "config")["errors"]) == 3


def test_did_you_mean(project: Project) -> None:
    project.edit("    street:", "    stret:")
    (error, *_) = project.json("validate").doc["errors"]
    assert error["suggestion"] == "street"
    assert "street" in project.run("validate").err


def test_annotations(project: Project) -> None:
    project.edit("state: CO", "state: XX")
    ran = project.run("validate", "--format", "github")
    assert ran.code == 1
    assert ran.out.startswith("::error file=listwright.yaml,line=")
    assert project.run("validate", "--format", "json").ends(1, "config")["valid"] is False


def test_unset_secret(project: Project, vendor: PlanomaticLike) -> None:
    line, column = _place(project.file.read_text(encoding="utf-8"), "DOOR")
    for value in (None, ""):
        ran = project.json("apply", "--bootstrap", "--auto-approve", DOOR=value)
        ran.ends(1, "secret")
        (place,) = ran.places
        assert place[:2] == ("listwright.yaml", line)
        assert 1 <= place[2] <= column
    assert vendor.count("create") == 0
    assert project.json("plan", DOOR=None).ends(0, "ok")["summary"]["orders"]["create"] == 1


def test_an_unset_address_of_the_ledger_is_no_placeholder(project: Project) -> None:
    project.write(more="ledger: {url: {env: LEDGER}}\n")
    project.edit(f'"{project.vendor.endpoint}"', "sandbox")
    before = sorted(path.name for path in project.root.iterdir())
    for command in (("plan",), ("apply", "--bootstrap", "--auto-approve"), ("ledger", "list")):
        project.json(*command).ends(1, "secret")
    assert sorted(path.name for path in project.root.iterdir()) == before


def test_every_unset_secret_at_once(project: Project, vendor: PlanomaticLike) -> None:
    ran = project.json("apply", "--bootstrap", "--auto-approve", DOOR=None, PLANOMATIC_API_KEY=None)
    ran.ends(1, "secret")
    assert {place[1] for place in ran.places} == {4, 8}
    assert vendor.calls == []
    assert project.bootstrap().doc["summary"]["done"] == 1


def test_planning_and_validating_need_no_secret(project: Project, vendor: PlanomaticLike) -> None:
    nothing: dict[str, str | None] = {"DOOR": None, "PLANOMATIC_API_KEY": None}
    project.json("validate", **nothing).ends(0, "ok")
    project.json("plan", **nothing).ends(0, "ok")
    project.json("plan", "--read-only", **nothing).ends(0, "ok")
    project.json("status", **nothing).ends(0, "ok")
    assert vendor.calls == []


def test_no_file(project: Project, tmp_path: Path) -> None:
    project.file.unlink()
    ran = project.json("plan")
    assert ran.ends(1, "config")["errors"][0]["fix"]
    assert project.json("plan", "-f", "other.yaml").code == 1
    assert project.json("validate", "nowhere").code == 1


def test_directory_and_device(project: Project) -> None:
    project.file.unlink()
    project.file.mkdir()
    project.json("plan").ends(1, "config")
    project.json("plan", "-f", os.devnull).ends(1, "config")


def test_unreadable_file(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.file.chmod(0)
    if os.access(project.file, os.R_OK):  # the superuser reads everything
        project.file.unlink()
        project.file.symlink_to(project.file.with_name("gone.yaml"))
    project.json("plan").ends(1, "config")


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"version: 1\n---\nversion: 1\n", b"a: \xff\n", b"\x00", b"[" * 50000],
    ids=["empty", "list", "two", "latin", "nul", "brackets"],
)
def test_broken_file(project: Project, content: bytes) -> None:
    project.file.write_bytes(content)
    assert project.json("validate").ends(1, "config")["errors"]


def test_brackets_do_not_crash_a_process(project: Project) -> None:
    project.file.write_bytes(b"[" * 50000)
    assert project.launch("validate").code == 1


def test_other_folder_and_file(project: Project, tmp_path: Path) -> None:
    below = tmp_path / "below"
    below.mkdir()
    project.file.rename(below / "other.yaml")
    project.json("validate", "-C", "below", "-f", "other.yaml").ends(0, "ok")
    project.json("-C", "below", "-f", "other.yaml", "validate").ends(0, "ok")
    project.json("validate", "below/other.yaml").ends(0, "ok")
    project.json("validate", LISTWRIGHT_CHDIR="below", LISTWRIGHT_FILE="other.yaml").ends(0, "ok")
    assert project.json("validate", "-C", "no-such-folder").code == 1
    project.json("plan", "-C", "no-such-folder").ends(1, "usage")


INVENTORY = """\
inventory:
  - name: homes
    csv: {path: homes.csv}
    id: unit
"""
HEADER = "unit,property_type,street,city,state,postal_code\n"
ROW = "{},single_family,{} Oak St,Boston,MA,02134\n"
RULE = """\
rules:
  - name: all
    require: {photos: {slug: photos, quantity: 15}}
"""


@pytest.fixture
def rows(project: Project, tmp_path: Path) -> Callable[[str], None]:
    """A project whose homes stand in a CSV file."""
    project.write(more=INVENTORY + RULE)
    text = project.file.read_text(encoding="utf-8")
    project.file.write_text(text[: text.index("properties:")], encoding="utf-8")

    def write(content: str) -> None:
        (tmp_path / "homes.csv").write_text(content, encoding="utf-8")

    write(HEADER + ROW.format("B-1", 1) + ROW.format("B-2", 2))
    return write


def test_csv_homes(project: Project, vendor: PlanomaticLike, rows: Callable[[str], None]) -> None:
    assert project.json("validate").ends(0, "ok")["properties"] == 2
    project.bootstrap()
    bodies = vendor.bodies("create")
    assert {body["property"]["location"]["postal_code"] for body in bodies} == {"02134"}
    assert project.json("plan", "--detailed-exitcode").ends(0, "ok")["order_changes"] == []


def test_csv_mistake(project: Project, rows: Callable[[str], None]) -> None:
    rows(HEADER + ROW.format("B-1", 1) + ROW.format("B-2", 2).replace("MA", "Mass"))
    (error, *_) = project.json("validate").ends(1, "config")["errors"]
    assert (error["file"], error["line"], error["row"], error["field"]) == (
        "homes.csv",
        3,
        2,
        "state",
    )


def test_csv_gone_or_empty(project: Project, rows: Callable[[str], None], tmp_path: Path) -> None:
    project.bootstrap()
    rows(HEADER)
    project.json("plan").ends(1, "inventory")
    (tmp_path / "homes.csv").unlink()
    project.json("plan").ends(1, "inventory")
    project.json("apply", "--auto-approve").ends(1, "inventory")


def test_vendor_refusal_points_at_the_row(
    project: Project, vendor: PlanomaticLike, rows: Callable[[str], None]
) -> None:
    vendor.fault(
        "reject", property="B-2", attr="property.location.postal_code", message="unrecognized"
    )
    ran = project.json("apply", "--bootstrap", "--auto-approve")
    document = ran.ends(3, "incomplete")
    (failed,) = [item for item in document["outcomes"] if item["outcome"] == "failed"]
    assert failed["error"]["at"].startswith("homes.csv:3")
    assert failed["error"]["attr"] == "property.location.postal_code"
    assert dict(vendor.live()) == {"B-1": 1}


def test_last_inline_homes_removed(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("P-1", "P-2"))
    project.bootstrap()
    text = project.file.read_text(encoding="utf-8")
    head = text[: text.index("properties:")]
    for rest, reason in (("", "empty_portfolio"), ("properties: {}\n", "config")):
        project.file.write_text(head + rest, encoding="utf-8")
        project.json("plan").ends(1, reason)
        project.json("apply", "--auto-approve").ends(1, reason)
    project.write(home("P-1").replace("    require:", "    absent: true\n    require:"))
    project.json("plan").ends(0, "ok")
    assert vendor.count("cancel") == 0


TRIAL = "  trial: {kind: planomatic, endpoint: sandbox}\n"


@pytest.mark.parametrize(
    "command", [("validate",), ("plan",), ("apply", "--bootstrap", "--auto-approve")]
)
def test_the_sandbox_beside_another_vendor(
    project: Project, vendor: PlanomaticLike, command: tuple[str, ...]
) -> None:
    """Its clock would rule theirs: what they delivered would go stale, their windows would open."""
    project.edit("defaults:\n", TRIAL + "defaults:\n")
    ran = project.json(*command)
    (error,) = ran.ends(1, "config")["errors"]
    assert error["code"] == "LW1349"
    assert "one calendar" in error["fix"]
    assert ran.places[0][:2] == ("listwright.yaml", 5)
    assert vendor.calls == []


def test_the_sandbox_joins_a_project_with_orders(project: Project, vendor: PlanomaticLike) -> None:
    project.bootstrap()
    project.edit("defaults:\n", TRIAL + "defaults:\n")
    project.json("plan").ends(1, "config")
    project.json("apply", "--auto-approve", "--replace", "P-1").ends(1, "config")
    assert vendor.count("create") == 1


@pytest.mark.parametrize("zone", ["America", "0", "../etc/passwd", "America/Denver ", "zone.tab"])
def test_a_time_zone_that_is_none(project: Project, vendor: PlanomaticLike, zone: str) -> None:
    project.write(home("P-1") + f'    timezone: "{zone}"\n')
    for verb in (["validate"], ["plan"], ["apply", "--bootstrap", "--auto-approve"]):
        errors = project.json(*verb).ends(1, "config")["errors"]
        assert [error["code"] for error in errors] == ["LW1346"]
    assert not vendor.calls


def test_an_inventory_that_cannot_be_read_blames_no_rule(project: Project, tmp_path: Path) -> None:
    """`Delete the rule` would be bad advice while its homes stand between semicolons."""
    types = "    types: {phase: whole}\n"
    project.write(more=INVENTORY + types + RULE.replace("require", "when: {phase: 2}\n    require"))
    header, row = HEADER.replace("\n", ",phase\n"), ROW.format("B-1", 1).replace("\n", ",2\n")
    homes = tmp_path / "homes.csv"
    homes.write_text(header + row, encoding="utf-8")
    assert project.json("validate").ends(0, "ok")["warnings"] == []
    for content in ((header + row).replace(",", ";"), header, ""):
        homes.write_text(content, encoding="utf-8")
        failed = project.json("validate").ends(1, "inventory")
        assert len(failed["errors"]) == 1, failed["errors"]
        assert failed["warnings"] == []
    homes.write_text(header + row.replace(",2\n", ",1\n"), encoding="utf-8")
    (warning,) = project.json("validate").ends(0, "ok")["warnings"]
    assert warning["code"] == "LW1312"


def test_a_folder_without_a_project_is_not_called_by_two_dots(project: Project) -> None:
    project.file.unlink()
    (error,) = project.json("validate").ends(1, "config")["errors"]
    assert error["detail"].startswith("There is no listwright.yaml in this directory. ")
