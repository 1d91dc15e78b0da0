"""`plan --against`: each change is this edit's, the facts', time's, or was due before."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.cli.project import COMMAND, Project, Ran
from tests.support.measuring import UNMEASURED

COMMITTED = "2026-11-15T12:00:00+00:00"
NOW = "2026-11-22T16:00:00Z"
HEADER = "external_property_id,status,ready_on,property_type,street,city,state,postal_code\n"
RULES = """\
inventory:
  - {name: units, csv: {path: units.csv}}
rules:
  - name: vacant
    when: {status: vacant_ready}
    require: {photos: {slug: photos, quantity: 15}}
    ready_when: {ready_on: {at_least_ago: 1d}}
"""
BOULDER = """\
  - name: boulder
    when: {city: Boulder}
    require: {photos: {slug: photos, quantity: 15}}
"""
MIAMI = BOULDER.replace("boulder", "miami").replace("Boulder", "Miami")
NOBODY = """\
  X-1: {status: occupied, property_type: single_family, street: 9 A St, city: Denver, state: CO, \
postal_code: "80205"}
"""


def unit(name: str, status: str, ready_on: str = "2026-11-01", city: str = "Denver") -> str:
    return f"{name},{status},{ready_on},single_family,{name} St,{city},CO,80205\n"


BASE_UNITS = (
    unit("BEFORE", "vacant_ready")
    + unit("TIME", "vacant_ready", "2026-11-18")
    + unit("FACTS", "occupied")
    + unit("EDIT", "occupied", city="Boulder")
    + unit("GONE", "occupied", city="Miami")
)


def git(root: Path, *words: str) -> str:
    quiet = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_DATE": COMMITTED,
        "GIT_COMMITTER_DATE": COMMITTED,
    }
    named = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    ended = subprocess.run(
        ["git", *named, *words],
        cwd=root,
        env={**os.environ, **quiet},
        capture_output=True,
        text=True,
        check=True,
    )
    return ended.stdout.strip()


def commit(root: Path, *paths: str) -> str:
    git(root, "add", *(paths or ("listwright.yaml", "units.csv")))
    git(root, "commit", "--quiet", "-m", "x")
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def repo(project: Project) -> Project:
    """A branch on which a rule was added and one removed, while a home became vacant."""
    git(project.root, "init", "--quiet", "--initial-branch=main")
    (project.root / "units.csv").write_text(HEADER + BASE_UNITS)
    project.write(NOBODY, more=RULES + MIAMI)
    commit(project.root)
    git(project.root, "checkout", "--quiet", "-b", "edit")
    project.write(NOBODY, more=RULES + BOULDER)
    changed = BASE_UNITS.replace("FACTS,occupied", "FACTS,vacant_ready")
    (project.root / "units.csv").write_text(HEADER + changed)
    return project


def plan(project: Project, *arguments: str, ref: str = "main") -> Ran:
    return project.json("plan", "--against", ref, *arguments, LISTWRIGHT_NOW=NOW)


def causes(document: dict[str, Any]) -> dict[str, str]:
    return {row["property"]: row["cause"] for row in document["order_changes"]}


EXPECTED = {"BEFORE": "before", "TIME": "time", "FACTS": "facts", "EDIT": "edit"}


def test_every_change_has_its_cause(repo: Project) -> None:
    document = plan(repo).ends(0, "ok")
    assert causes(document) == EXPECTED
    against = document["against"]
    assert against["commit"] == git(repo.root, "rev-parse", "main")
    assert (against["ref"], against["committed_at"]) == ("main", "2026-11-15T12:00:00Z")
    assert against["knows_facts"] is True
    (gone,) = against["gone"]
    assert (gone["property"], gone["actions"]) == ("GONE", ["create"])


def test_committed_edits_count_and_other_peoples_do_not(repo: Project) -> None:
    commit(repo.root)
    git(repo.root, "checkout", "--quiet", "main")
    repo.write(NOBODY, more=RULES + MIAMI + BOULDER)
    commit(repo.root)
    git(repo.root, "checkout", "--quiet", "edit")
    assert causes(plan(repo).ends(0, "ok")) == EXPECTED


def test_the_text_says_it_in_words(repo: Project) -> None:
    text = repo.run("plan", "--against", "main", LISTWRIGHT_NOW=NOW).out
    assert "Since main (" in text
    assert "1 change by this edit of the files" in text
    assert "1 change of the base is taken away by this edit" in text


def test_the_checkout_is_left_as_it_was(repo: Project) -> None:
    before = git(repo.root, "status", "--porcelain", "-uno")
    assert before
    plan(repo).ends(0, "ok")
    assert git(repo.root, "status", "--porcelain", "-uno") == before


def test_the_fingerprint_does_not_know_causes(repo: Project) -> None:
    alone = repo.json("plan", LISTWRIGHT_NOW=NOW).ends(0, "ok")
    held = plan(repo).ends(0, "ok")
    assert alone["digests"] == held["digests"]
    assert alone["against"] is None
    assert {row["cause"] for row in alone["order_changes"]} == {None}


def test_an_inventory_that_git_does_not_hold(repo: Project) -> None:
    git(repo.root, "checkout", "--quiet", "--force", "main")
    git(repo.root, "rm", "--quiet", "--cached", "units.csv")
    commit(repo.root, "listwright.yaml")
    document = plan(repo).ends(0, "ok")
    assert document["against"]["knows_facts"] is False
    assert causes(document)["BEFORE"] == "facts"
    text = repo.run("plan", "--against", "main", LISTWRIGHT_NOW=NOW).out
    assert "the base holds no inventory" in " ".join(text.split())


def test_a_saved_plan_shows_the_same_again(repo: Project) -> None:
    ran = repo.run("plan", "--against", "main", "-o", "plan.json", LISTWRIGHT_NOW=NOW)
    shown = repo.run("show", "plan.json")
    assert shown.out == ran.out
    assert causes(repo.json("show", "plan.json").ends(0, "ok")) == EXPECTED


def test_a_project_that_the_base_does_not_have_is_all_edit(project: Project) -> None:
    git(project.root, "init", "--quiet", "--initial-branch=main")
    git(project.root, "commit", "--quiet", "--allow-empty", "-m", "x")
    document = plan(project).ends(0, "ok")
    assert causes(document) == {"P-1": "edit"}


def test_a_project_in_a_folder_of_the_repository(repo: Project) -> None:
    root = repo.root
    git(root, "checkout", "--quiet", "--force", "main")
    (root / "homes").mkdir()
    for name in ("listwright.yaml", "units.csv"):
        git(root, "mv", name, f"homes/{name}")
    git(root, "commit", "--quiet", "-m", "x")
    document = repo.json("plan", "-C", "homes", "--against", "HEAD", LISTWRIGHT_NOW=NOW).ends(
        0, "ok"
    )
    assert causes(document) == {"BEFORE": "before", "TIME": "time", "GONE": "before"}


@pytest.mark.parametrize("absolute", [True, False])
def test_an_inventory_behind_a_link_stays_where_it_is(repo: Project, absolute: bool) -> None:
    root = repo.root
    git(root, "checkout", "--quiet", "--force", "main")
    (root / "real").mkdir()
    git(root, "mv", "units.csv", "real/units.csv")
    (root / "data").symlink_to(root / "real" if absolute else "real")
    repo.edit("path: units.csv", "path: data/units.csv")
    commit(root, "listwright.yaml", "data", "real")
    changed = HEADER + BASE_UNITS.replace("FACTS,occupied", "FACTS,vacant_ready")
    (root / "real" / "units.csv").write_text(changed)
    document = plan(repo, ref="HEAD").ends(0, "ok")
    assert (root / "real" / "units.csv").read_text() == changed
    assert causes(document)["TIME"] == "time"


@pytest.mark.parametrize(("was", "path"), [("inv", "inv/units.csv"), ("inv/readme", "inv")])
def test_an_inventory_where_the_base_has_something_else(repo: Project, was: str, path: str) -> None:
    root = repo.root
    git(root, "checkout", "--quiet", "--force", "main")
    (root / was).parent.mkdir(exist_ok=True)
    (root / was).write_text("x")
    commit(root, was)
    git(root, "rm", "--quiet", was)
    (root / path).parent.mkdir(exist_ok=True)
    (root / "units.csv").rename(root / path)
    repo.edit("path: units.csv", f"path: {path}")
    assert set(causes(plan(repo, ref="HEAD").ends(0, "ok"))) == {"BEFORE", "TIME", "GONE"}


def test_options_of_this_run_are_no_edit(repo: Project) -> None:
    document = plan(repo, "--max-spend", "1000.00").ends(0, "ok")
    assert document["order_changes"] == []
    assert document["against"]["gone"] == []


def test_what_a_limit_left_for_later_was_due_before(repo: Project) -> None:
    root = repo.root
    git(root, "checkout", "--quiet", "--force", "main")
    names = ("AAA", "BBB", "MID", "ZED")
    base = "".join(unit(name, "vacant_ready") for name in names)
    (root / "units.csv").write_text(HEADER + base)
    repo.write(NOBODY, more=RULES)
    repo.edit("max_creates: 1000", "max_creates: 2, on_limit: trim")
    commit(root)
    sold = base.replace("AAA,vacant_ready", "AAA,sold").replace("BBB,vacant_ready", "BBB,sold")
    (root / "units.csv").write_text(HEADER + sold)
    document = plan(repo, ref="HEAD").ends(0, "ok")
    assert causes(document) == {"MID": "before", "ZED": "before"}


def test_a_base_that_cannot_be_planned_is_said_and_stops_nothing(repo: Project) -> None:
    git(repo.root, "checkout", "--quiet", "--force", "main")
    sound = repo.file.read_text()
    repo.file.write_text(sound.replace("require:", "requires:"))
    commit(repo.root)
    repo.file.write_text(sound)
    document = plan(repo).ends(0, "ok")
    assert document["against"] is None
    (warning,) = [one for one in document["warnings"] if one["code"] == "LW5016"]
    assert "listwright.yaml:" in warning["detail"]
    assert len(document["order_changes"]) == 3
    repo.run("plan", "--against", "main", "-o", "plan.json", LISTWRIGHT_NOW=NOW)
    comment = repo.run("comment", "plan.json", "--to", "file").out
    assert warning["summary"] in comment, "who reviews the change is told why no cause is"


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        ("nowhere", "knows no such commit"),
        ("", "knows no such commit"),
        ("--upload-pack=x", "knows no such commit"),
        ("main:listwright.yaml", "knows no such commit"),
    ],
)
def test_what_git_does_not_know(repo: Project, ref: str, words: str) -> None:
    document = repo.json("plan", f"--against={ref}", LISTWRIGHT_NOW=NOW).ends(1, "usage")
    assert words in document["errors"][0]["summary"]
    assert "fetch-depth: 0" in document["errors"][0]["fix"]


def test_a_history_without_anything_in_common(repo: Project) -> None:
    git(repo.root, "checkout", "--quiet", "--orphan", "other")
    git(repo.root, "commit", "--quiet", "--allow-empty", "-m", "other")
    git(repo.root, "checkout", "--quiet", "--force", "main")
    document = plan(repo, ref="other").ends(1, "usage")
    assert "no commit in common" in document["errors"][0]["summary"]


def test_outside_of_git(project: Project) -> None:
    document = plan(project).ends(1, "usage")
    assert "git checkout" in document["errors"][0]["summary"]


def test_a_checkout_of_another_user(repo: Project) -> None:
    """As in a container: git has a command for it, and that is passed on."""
    document = repo.json(
        "plan", "--against=main", LISTWRIGHT_NOW=NOW, GIT_TEST_ASSUME_DIFFERENT_OWNER="1"
    ).ends(1, "usage")
    (error,) = document["errors"]
    assert "belongs to another user" in error["summary"]
    assert f"git config --global --add safe.directory {repo.root}" in error["fix"]


def test_a_hook_of_a_linked_worktree(repo: Project, tmp_path: Path) -> None:
    """Git gives its hooks GIT_DIR alone; the project in a folder below is the same project."""
    root = repo.root
    git(root, "checkout", "--quiet", "--force", "main")
    below = root / "below"
    below.mkdir()
    for name in ("listwright.yaml", "units.csv"):
        (root / name).rename(below / name)
    commit(root, "below", "listwright.yaml", "units.csv")
    git(root, "worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"))
    folder = f"--chdir={tmp_path / 'linked' / 'below'}"
    words = ("plan", "--read-only", "--against=HEAD", folder)
    hook = {"GIT_DIR": git(tmp_path / "linked", "rev-parse", "--absolute-git-dir").strip()}
    for given in ({}, hook):
        document = repo.json(*words, LISTWRIGHT_NOW=NOW, **given).ends(0, "ok")
        causes = {one["cause"] for one in document["order_changes"]}
        assert causes, given
        assert "edit" not in causes, given


def test_a_forecast_has_no_base(repo: Project) -> None:
    plan(repo, "--as-of", "2027-01-01").ends(1, "usage")


def test_nothing_is_asked_of_the_vendor_for_the_base(repo: Project) -> None:
    plan(repo).ends(0, "ok")
    assert not repo.vendor.calls


def test_a_link_of_the_base_never_leads_to_the_files_of_today(repo: Project) -> None:
    root = repo.root
    git(root, "checkout", "--quiet", "--force", "main")
    kept = root / "exports"
    kept.mkdir()
    (root / "units.csv").rename(kept / "units.csv")
    (root / "data").symlink_to(kept)  # an absolute one
    repo.write(NOBODY, more=RULES.replace("path: units.csv", "path: data/units.csv"))
    commit(root, "--all", "data", "exports", "listwright.yaml")
    before = (kept / "units.csv").read_bytes()
    document = plan(repo, ref="HEAD").ends(0, "ok")
    assert (kept / "units.csv").read_bytes() == before
    assert set(causes(document)) == {"BEFORE", "TIME"}
    assert document["against"]["knows_facts"] is False


def test_no_room_for_the_base_is_said(repo: Project) -> None:
    folder = repo.root / "small"
    folder.mkdir()
    # Coverage would meet the limit too, with its own file.
    full = {"TMPDIR": str(folder), **UNMEASURED}
    # A limit on the size of files is met like a full disk; git's own index stays below it.
    line = 'ulimit -f 64; exec "$@"'
    (repo.root / "units.csv").write_text(
        HEADER + BASE_UNITS + "".join(unit(f"MORE-{number}", "occupied") for number in range(2_000))
    )
    told = subprocess.run(
        [
            "/bin/bash",
            "-c",
            line,
            "sh",
            *COMMAND,
            "plan",
            "--read-only",
            "--against",
            "main",
            "--json",
        ],
        cwd=repo.root,
        env=repo.variables({**full, "LISTWRIGHT_NOW": NOW, "PYTHONDONTWRITEBYTECODE": "1"}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1, told.stdout + told.stderr
    assert "Traceback" not in told.stderr
    assert "cannot be put beside" in told.stdout, told.stdout
