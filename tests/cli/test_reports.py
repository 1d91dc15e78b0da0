"""`--report FORMAT=PATH`: many files of one plan, refused before a vendor is asked."""

import csv
import json
import os
import stat
import threading
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from tests.cli.project import Project, Ran, finish, homes
from tests.servers.planomatic_like import PlanomaticLike

from listwright.render.reports import FINDING_FORMATS, REPORT_FORMATS

NAMES = {name: f"plan.{name}" for name in REPORT_FORMATS}
EVERY = tuple(word for name, path in NAMES.items() for word in ("--report", f"{name}={path}"))
AGAIN = tuple(word for name, path in NAMES.items() for word in ("--report", f"{name}=again.{name}"))


@pytest.fixture
def ordered(project: Project) -> Project:
    """Two orders that exist, and one home that is new."""
    project.write(homes("P-1", "P-2"))
    project.bootstrap()
    project.write(homes("P-1", "P-2", "P-3"))
    return project


def content(project: Project, name: str) -> bytes:
    return (project.root / name).read_bytes()


def homes_in(table: str) -> list[str]:
    return [row["property"] for row in csv.DictReader(table.splitlines())]


def left_behind(project: Project) -> set[str]:
    """What stands in the project's folder beside its own files."""
    return {path.name for path in project.root.iterdir()} - {
        "listwright.yaml",
        ".listwright",
        "state",
    }


def test_many_files_of_one_refresh(ordered: Project, vendor: PlanomaticLike) -> None:
    before = len(vendor.calls)
    plain = ordered.run("plan", "--refresh", "full")
    once = len(vendor.calls) - before
    assert once == 2
    told = ordered.run("plan", "--refresh", "full", "-o", "plan.saved", *EVERY)
    assert len(vendor.calls) - before == 2 * once
    assert told.code == plain.code == 0
    assert told.out.splitlines()[1:] == plain.out.splitlines()[1:]
    assert left_behind(ordered) == {*NAMES.values(), "plan.saved"}
    assert content(ordered, "plan.json") == content(ordered, "plan.saved")
    assert content(ordered, "plan.md").startswith(b"## Listwright: 1 order to create")
    assert [
        row["property"]
        for row in csv.DictReader(content(ordered, "plan.csv").decode().splitlines())
    ] == ["P-3"]
    assert ET.fromstring(content(ordered, "plan.junit"))[0].get("tests") == "1"
    assert json.loads(content(ordered, "plan.gitlab")) == {"create": 1, "update": 0, "delete": 0}
    assert content(ordered, "plan.github").startswith(b"::notice title=listwright plan of t::")
    assert json.loads(content(ordered, "plan.sarif"))["runs"][0]["results"] == []
    assert b"<!doctype html>" in content(ordered, "plan.html").lower()
    for name in NAMES.values():
        assert stat.S_IMODE((ordered.root / name).stat().st_mode) == 0o644


def test_a_saved_plan_gives_every_report_again(ordered: Project) -> None:
    ordered.vendor.fault("reject", property="P-3", attr="property.location.street", message="no")
    ordered.json("apply", "--auto-approve").ends(3, "incomplete")
    ordered.json("plan", "-o", "plan.saved", *EVERY).ends(0, "ok")
    ordered.file.unlink()
    ordered.json("show", "plan.saved", *AGAIN).ends(0, "ok")
    for name in REPORT_FORMATS:
        assert content(ordered, f"again.{name}") == content(ordered, NAMES[name]), name
    assert b"vendor_rejected" in content(ordered, "plan.md")


def test_read_only_and_forecasts_write_them_too(ordered: Project, vendor: PlanomaticLike) -> None:
    before = len(vendor.calls)
    ordered.json("plan", "--read-only", *EVERY).ends(0, "ok")
    assert left_behind(ordered) == set(NAMES.values())
    day = datetime.now(UTC).date() + timedelta(days=30)
    ordered.json("plan", "--as-of", str(day), *EVERY).ends(0, "ok")
    assert b"forecast" in content(ordered, "plan.md")
    assert len(vendor.calls) == before


def test_exit_codes_stay(ordered: Project) -> None:
    ordered.json("plan", "--detailed-exitcode", *EVERY).ends(2, "changes")
    ordered.json("audit", "--fail-on", "deferred", *EVERY).ends(0, "ok")
    assert b"no findings" in content(ordered, "plan.md")


def test_audit_and_its_alias(ordered: Project) -> None:
    ordered.json("audit", "--report", "junit=a.xml", "--report", "csv=a.csv").ends(0, "ok")
    ordered.run("audit", "--junit", "b.xml")
    first, second = (ET.fromstring(content(ordered, name)) for name in ("a.xml", "b.xml"))
    assert [case.attrib for case in first.iter("testcase")] == [
        case.attrib for case in second.iter("testcase")
    ]
    same = ordered.json("audit", "--junit", "a.xml", "--report", "md=./a.xml").ends(1, "usage")
    assert "names the file of --report md" in same["errors"][0]["summary"]


def test_apply_tells_what_it_applies_before_it_does(
    ordered: Project, vendor: PlanomaticLike
) -> None:
    ordered.json("plan", "-o", "plan.saved").ends(0, "ok")
    fault = vendor.fault("hold_before")
    process = ordered.spawn("apply", "plan.saved", "--json", *EVERY)
    assert fault.entered.wait(30)
    assert b"1 order to create" in content(ordered, "plan.md")
    fault.release.set()
    assert finish(process).ends(0, "ok")["summary"]["done"] == 1
    assert {*NAMES.values(), "plan.saved"} <= left_behind(ordered)


def test_a_refused_apply_has_told_why(project: Project) -> None:
    project.json("apply", "--auto-approve", *EVERY).ends(4, "first_run")
    assert b"**Refused** (`first_run`)" in content(project, "plan.md")
    assert b"::error title=refused%3A first_run::" in content(project, "plan.github")


WRONG = {
    "unknown format": (["--report", "markdwn=a"], "does not know the format 'markdwn'"),
    "no path": (["--report", "md"], "FORMAT=PATH"),
    "empty path": (["--report", "md="], "FORMAT=PATH"),
    "directory": (["--report", "md=."], "is a directory"),
    "no folder": (["--report", "md=no/such/a.md"], "does not exist"),
    "no folder, with blanks": (["--report", "md=no such/a.md"], "Run: mkdir -p 'no such'"),
    "a file for a folder": (
        ["--report", "md=listwright.yaml/a/b.md"],
        "Name another folder: listwright.yaml is none.",
    ),
    "too long a name": (["--report", f"md={'a' * 300}"], "File name too long"),
    "too long a folder": (["--report", f"md={'a' * 300}/b"], "File name too long"),
    "twice": (["--report", "md=a", "--report", "html=./a"], "names the file of --report md"),
    "the plan": (["-o", "a", "--report", "json=a"], "names the file of -o/--out"),
    "the project": (["--report", "md=listwright.yaml"], "names the file of the project"),
    "two on stdout": (["--report", "md=-", "--report", "csv=-"], "stdout is for another report"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_before_a_vendor_is_asked(
    ordered: Project, vendor: PlanomaticLike, name: str
) -> None:
    words, summary = WRONG[name]
    before = len(vendor.calls)
    ran = ordered.run("plan", *words)
    assert (ran.code, ran.out) == (1, "")
    assert summary in " ".join(ran.err.split())
    assert len(vendor.calls) == before
    assert left_behind(ordered) == set()


def test_a_plan_is_saved_nowhere_and_the_advice_works(project: Project) -> None:
    said = project.json("plan", "-o", "of today/plan.json").ends(1, "usage")
    assert "of today" in said["errors"][0]["summary"]
    assert said["errors"][0]["fix"] == "Run: mkdir -p 'of today'"
    said = project.json("plan", "-o", ".").ends(1, "usage")
    assert "is a directory" in said["errors"][0]["summary"]
    project.json("plan", "-C", "a" * 300).ends(1, "usage")


def test_did_you_mean(project: Project) -> None:
    said = project.json("plan", "--report", "junti=a.xml").ends(1, "usage")
    assert said["errors"][0]["fix"].startswith("Did you mean junit=a.xml?")
    said = project.json("validate", "--report", "csv=a.csv").ends(1, "usage")
    assert "It takes github, gitlab, sarif, json." in said["errors"][0]["fix"]


def test_a_saved_plan_is_not_written_over(ordered: Project) -> None:
    ordered.json("plan", "-o", "plan.json").ends(0, "ok")
    before = content(ordered, "plan.json")
    ordered.json("show", "plan.json", "--report", "md=plan.json").ends(1, "usage")
    assert content(ordered, "plan.json") == before


# ---- where they go -------------------------------------------------------------------------------


def test_stdout_holds_the_report_alone(ordered: Project) -> None:
    ordered.json("plan", "-o", "plan.json", "--report", "csv=a.csv").ends(0, "ok")
    for verb in (["plan"], ["show", "plan.json"]):
        ran = ordered.run(*verb, "--report", "csv=-")
        assert ran.code == 0
        assert homes_in(ran.out) == ["P-3"]
    taken = ordered.json("plan", "--report", "csv=-").ends(1, "usage")
    assert "--json" in taken["errors"][0]["summary"]
    applied = ordered.json("apply", "plan.json", "--report", "csv=-").ends(1, "usage")
    assert "what was done" in applied["errors"][0]["summary"]


def test_annotations_for_a_log_go_beside_the_result(ordered: Project) -> None:
    ran = ordered.json("plan", "--report", "github=-")
    ran.ends(0, "ok")
    assert "::notice title=listwright plan of t::1 order to create" in ran.err


def test_links_stay_and_devices_and_pipes_are_written_to(ordered: Project) -> None:
    (ordered.root / "real.md").write_text("old", encoding="utf-8")
    (ordered.root / "link.md").symlink_to("real.md")
    (ordered.root / "real.md").chmod(0o600)
    os.mkfifo(ordered.root / "pipe")
    read: list[bytes] = []
    reader = threading.Thread(
        target=lambda: read.append((ordered.root / "pipe").read_bytes()), daemon=True
    )
    reader.start()
    ordered.json(
        "plan", "--report", "md=link.md", "--report", "csv=pipe", "--report", "html=/dev/null"
    ).ends(0, "ok")
    reader.join(10)
    assert (ordered.root / "link.md").is_symlink()
    assert content(ordered, "real.md").startswith(b"## Listwright")
    assert stat.S_IMODE((ordered.root / "real.md").stat().st_mode) == 0o600
    assert read[0].startswith(b"kind,action,")


def test_a_disk_that_is_full_says_so(ordered: Project) -> None:
    said = ordered.json("plan", "--report", "md=/dev/full").ends(1, "usage")
    assert "No space left on device" in said["errors"][0]["summary"]


def test_the_environment_names_several(ordered: Project) -> None:
    ordered.json("plan", LISTWRIGHT_REPORT="md=a.md csv=b.csv").ends(0, "ok")
    assert left_behind(ordered) == {"a.md", "b.csv"}


def test_the_summary_of_a_step_is_added_to(ordered: Project) -> None:
    summary = ordered.root / "summary.md"
    summary.write_text("# Before", encoding="utf-8")
    named = {"GITHUB_STEP_SUMMARY": str(summary)}
    for _ in range(2):
        ordered.json("plan", "--report", f"md={summary}", **named).ends(0, "ok")
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("# Before\n\n## Listwright: 1 order to create")
    assert text.count("## Listwright") == 2
    summary.write_text("x" * 999_000, encoding="utf-8")
    ran = ordered.run("plan", "--report", f"md={summary}", **named)
    assert "is full" in ran.err
    assert summary.stat().st_size == 999_000
    ordered.json("plan", "--report", "md=other.md", **named).ends(0, "ok")
    assert (ordered.root / "other.md").is_file()


# ---- validate ------------------------------------------------------------------------------------


def wrong_file(project: Project) -> None:
    project.edit("quantity: 15", "quanttity: 15")


@pytest.mark.parametrize("name", FINDING_FORMATS)
def test_validate_writes_findings(project: Project, name: str) -> None:
    wrong_file(project)
    printed = project.run("validate", "--format", name)
    ran = project.json("validate", "--report", f"{name}=found", "--report", "json=found.json")
    document = ran.ends(1, "config")
    assert printed.code == 1
    assert printed.out == content(project, "found").decode()
    assert json.loads(content(project, "found.json"))["errors"] == document["errors"]
    assert document["errors"][0]["code"] in printed.out
    assert printed.err == ""


def test_validate_names_files_as_the_repository_does(project: Project) -> None:
    wrong_file(project)
    inner = project.root / "stores" / "den"
    inner.mkdir(parents=True)
    project.file.rename(inner / "listwright.yaml")
    (project.root / ".git").mkdir()
    for words in (["-C", "stores/den", "validate"], ["validate", "stores/den"]):
        sarif = json.loads(project.run(*words, "--format", "sarif").out)
        place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "stores/den/listwright.yaml"
        assert "file=stores/den/listwright.yaml," in project.run(*words, "--format", "github").out
        quality = json.loads(project.run(*words, "--format", "gitlab").out)
        assert quality[0]["location"]["path"] == "stores/den/listwright.yaml"


def test_validate_of_sound_files_is_an_empty_report(project: Project) -> None:
    assert json.loads(project.run("validate", "--format", "gitlab").out) == []
    sarif = json.loads(project.run("validate", "--format", "sarif").out)
    assert sarif["runs"][0]["results"] == []
    assert project.run("validate", "--format", "github").out.startswith("Valid:")
    sound: Ran = project.run("validate", "--report", "sarif=a.sarif")
    assert sound.out.startswith("Valid:")
    assert json.loads((project.root / "a.sarif").read_bytes())["runs"][0]["results"] == []


def test_errors_before_the_files_are_a_report_too(project: Project) -> None:
    (project.root / "no").mkdir()
    ran = project.run("validate", "no", "--format", "sarif")
    assert ran.code == 1
    assert json.loads(ran.out)["runs"][0]["results"]


def test_audit_prints_reports(ordered: Project) -> None:
    assert json.loads(ordered.run("audit", "--format", "sarif").out)["version"] == "2.1.0"
    assert json.loads(ordered.run("audit", "--format", "gitlab").out)["create"] == 1
