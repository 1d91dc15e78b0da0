"""`ledger export`, `restore` and `check` as somebody uses them, with the mistakes one makes."""

import errno
import gzip
import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cli.project import CODE, KEY, Project, homes
from tests.servers.planomatic_like import PlanomaticLike

from listwright.compose.clock import SystemClock
from listwright.compose.files import write_lines
from listwright.errors import UsageError
from listwright.ledger.opening import open_ledger

NO_KEY = {"PLANOMATIC_API_KEY": None, "DOOR": None}
COPY = "copy.jsonl"


@pytest.fixture
def small(project: Project, vendor: PlanomaticLike) -> Project:
    """P-1 with an open order, P-2 with a delivered one."""
    project.write(homes("P-1", "P-2"))
    project.bootstrap()
    vendor.deliver("P-2")
    project.json("plan").ends(0, "ok")
    vendor.calls.clear()
    return project


@pytest.fixture
def copied(small: Project) -> Project:
    """The same with a copy, and the ledger put aside as the refusal says."""
    small.json("ledger", "export", "-o", COPY).ends(0, "ok")
    refused = small.json("ledger", "restore", COPY).ends(4, "ledger")
    line = refused["errors"][0]["fix"].split("restore again: ")[1]
    assert os.waitstatus_to_exitcode(os.system(f"cd {small.root} && {line}")) == 0
    assert not small.ledger.exists()
    return small


def error_of(document: dict[str, Any]) -> dict[str, Any]:
    (error,) = document["errors"]
    assert error["fix"]
    return dict(error)


def lines_of(text: str) -> list[str]:
    return text.splitlines()[1:-1]


# ---- export --------------------------------------------------------------------------------------


def test_export_to_a_file(small: Project, vendor: PlanomaticLike) -> None:
    document = small.run("ledger", "export", "-o", COPY, "--json", **NO_KEY).ends(0, "ok")
    file = small.root / COPY
    assert file.stat().st_mode & 0o777 == 0o600
    content = file.read_text(encoding="utf-8")
    copied = document["copied"]
    assert (copied["file"], copied["project"], copied["orders"], copied["intents"]) == (
        COPY,
        "t/default",
        2,
        2,
    )
    assert json.loads(content.splitlines()[-1])["digest"] == copied["digest"]
    assert len(lines_of(content)) == copied["rows"]
    assert KEY not in content
    assert CODE not in content
    assert vendor.calls == []
    assert [one.name for one in small.root.iterdir() if one.name.startswith(f".{COPY}")] == []


def test_export_to_stdout(small: Project) -> None:
    small.json("ledger", "export", "-o", COPY).ends(0, "ok")
    stored = (small.root / COPY).read_text(encoding="utf-8")
    for words in ((), ("-o", "-")):
        ran = small.run("ledger", "export", *words)
        assert ran.code == 0
        assert lines_of(ran.out) == lines_of(stored)
        assert "copied" in ran.err
    assert small.run("ledger", "export", "-q").err == ""


def test_export_in_words(small: Project) -> None:
    ran = small.run("ledger", "export", "-o", COPY)
    assert ran.out.startswith("Copied .listwright/ledger.db to copy.jsonl\n  2 orders, 2 requests")


def test_json_and_the_copy_do_not_share_stdout(small: Project) -> None:
    document = small.json("ledger", "export").ends(1, "usage")
    assert "-o ledger.jsonl" in error_of(document)["fix"]


def test_a_file_that_exists_is_kept(small: Project) -> None:
    file = small.root / COPY
    file.write_text("mine", encoding="utf-8")
    document = small.json("ledger", "export", "-o", COPY).ends(1, "usage")
    assert "--force" in error_of(document)["fix"]
    assert file.read_text(encoding="utf-8") == "mine"
    small.json("ledger", "export", "-o", COPY, "--force").ends(0, "ok")
    assert file.read_text(encoding="utf-8").startswith('{"form":"listwright-ledger"')
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (".listwright", "is a directory"),
        ("nowhere/copy.jsonl", "The folder nowhere does not exist"),
        (".listwright/ledger.db", "is the ledger itself"),
        (".listwright/../.listwright/ledger.db-wal", "is the ledger itself"),
        ("x" * 300, "cannot be written"),
        ("/dev/full", "exists already"),
    ],
)
def test_where_no_copy_can_be_written(small: Project, target: str, words: str) -> None:
    before = small.ledger.read_bytes()
    force = () if target == "/dev/full" else ("--force",)
    document = small.json("ledger", "export", "-o", target, *force).ends(1, "usage")
    assert words in error_of(document)["summary"]
    assert small.ledger.read_bytes() == before


def test_a_disk_that_is_full_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    def lines() -> Iterator[str]:
        yield "one\n"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(UsageError, match="No space left on device"):
        write_lines(tmp_path / COPY, lines(), overwrite=False)
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_goes_away(small: Project) -> None:
    with sqlite3.connect(small.ledger) as sql:
        sql.executemany(
            "INSERT INTO event (at, kind, account, property, order_id, run, actor, detail)"
            " VALUES ('t', 'k', 'a', 'p', '', 'r', 'x', ?)",
            [("much to tell " * 40,)] * 2000,
        )
    sql.close()
    ran = small.shell("ledger export | head -1")
    assert ran.code == 0
    assert ran.out.count("\n") == 1
    assert "does not have the whole copy" in ran.err
    ran = small.shell("ledger export > /dev/full")
    assert ran.code == 1
    assert "No space left" in ran.err


@pytest.mark.parametrize("verb", [("export",), ("check",)])
def test_no_ledger_yet(project: Project, verb: tuple[str, ...]) -> None:
    document = project.run("ledger", *verb, "-o", COPY, "--json") if verb == ("export",) else None
    document = document or project.json("ledger", *verb)
    assert "There is no ledger at" in error_of(document.ends(1, "ledger"))["summary"]
    assert not (project.root / COPY).exists()
    assert not (project.root / ".listwright").exists()


# ---- restore -------------------------------------------------------------------------------------


def test_restore(copied: Project, vendor: PlanomaticLike) -> None:
    document = copied.run("ledger", "restore", COPY, "--json", **NO_KEY).ends(0, "ok")
    assert (document["copied"]["orders"], document["warnings"]) == (2, [])
    assert copied.json("ledger", "check").ends(0, "ok")["checked"] == {"orders": 2, "intents": 2}
    assert vendor.calls == []
    planned = copied.json("plan", "--detailed-exitcode").ends(0, "ok")
    assert planned["order_changes"] == []
    again = copied.run("ledger", "export").out
    assert len(lines_of(again)) >= document["copied"]["rows"]


def test_restore_in_words(copied: Project) -> None:
    ran = copied.run("ledger", "restore", COPY)
    assert ran.code == 0
    assert ran.out.startswith("Restored .listwright/ledger.db from copy.jsonl\n")
    assert "What was ordered after that is not in it" in ran.out
    assert ran.err == ""


def test_restore_from_stdin(copied: Project) -> None:
    assert copied.shell(f"ledger restore - < {COPY}").code == 0
    assert len(copied.json("ledger", "list").ends(0, "ok")["orders"]) == 2


def test_an_old_copy_says_what_it_may_lack(small: Project) -> None:
    """The ledger that was put aside went on after the copy was made."""
    small.json("ledger", "export", "-o", COPY).ends(0, "ok")
    small.write(homes("P-1", "P-2", "P-3"))
    small.json("apply", "--auto-approve").ends(0, "ok")
    small.ledger.rename(f"{small.ledger}.aside")
    document = small.json("ledger", "restore", COPY).ends(0, "ok")
    (warning,) = document["warnings"]
    assert warning["code"] == "LW2025"
    assert "put aside was written last 2" in warning["detail"]
    assert "listwright ledger recover" in warning["fix"]


def test_a_copy_older_than_the_side_car_sends_nothing(small: Project) -> None:
    """The side-car, and with it every plan, knows of the orders that the copy lacks."""
    small.json("ledger", "export", "-o", COPY).ends(0, "ok")
    small.write(homes("P-1", "P-2", "P-3"))
    small.json("apply", "--auto-approve").ends(0, "ok")
    for file in small.ledger.parent.glob("ledger.db*"):
        if file.suffix != ".head":
            file.unlink()
    (warning,) = small.json("ledger", "restore", COPY).ends(0, "ok")["warnings"]
    assert warning["code"] == "LW2025"
    assert "listwright ledger recover" in warning["fix"]
    refused = small.json("apply", "--auto-approve").ends(4, "ledger_lost")
    assert refused["outcomes"] == []
    assert small.vendor.count("create") == 1


def test_the_newest_copy_goes_on_at_once(copied: Project) -> None:
    assert copied.json("ledger", "restore", COPY).ends(0, "ok")["warnings"] == []
    copied.write(homes("P-1", "P-2", "P-3"))
    copied.json("apply", "--auto-approve").ends(0, "ok")


def test_the_lock_file_knows_of_later_orders(copied: Project) -> None:
    lock = {"form": 1, "project": "t/default", "accounts": {"p/real/main": "2099-01-01T00:00:00Z"}}
    (copied.root / "listwright.lock").write_text(json.dumps(lock), encoding="utf-8")
    ran = copied.run("ledger", "restore", COPY)
    assert ran.code == 0
    said = " ".join(ran.err.split())
    assert "first orders of p/real/main were placed 2099-01-01 00:00:00 UTC" in said


def test_a_ledger_with_orders_is_refused(small: Project) -> None:
    small.json("ledger", "export", "-o", COPY).ends(0, "ok")
    before = small.ledger.read_bytes()
    error = error_of(small.json("ledger", "restore", COPY).ends(4, "ledger"))
    assert error["code"] == "LW2023"
    assert "2 orders and 2 requests" in error["summary"]
    assert small.ledger.read_bytes() == before


def test_another_project_s_copy(copied: Project) -> None:
    copied.edit("project: t", "project: other")
    document = copied.json("ledger", "restore", COPY).ends(4, "other_project")
    assert "t/default" in error_of(document)["summary"]
    assert not copied.ledger.exists()


def test_a_changed_line_is_named(copied: Project) -> None:
    file = copied.root / COPY
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    number = next(place for place, line in enumerate(lines) if '"table":"orders"' in line)
    lines[number] = lines[number].replace("P-1", "P-7")
    file.write_text("".join(lines), encoding="utf-8")
    document = copied.json("ledger", "restore", COPY).ends(4, "ledger")
    error = error_of(document)
    assert (error["code"], error["file"], error["line"]) == ("LW2022", COPY, number + 1)
    assert not copied.ledger.exists()


def test_files_that_are_no_copy(copied: Project) -> None:
    root = copied.root
    (root / "packed.gz").write_bytes(gzip.compress((root / COPY).read_bytes()))
    (root / "empty").write_bytes(b"")
    for name, words in (
        ("packed.gz", "gunzip"),
        ("empty", "empty"),
        ("listwright.yaml", "no copy of a ledger"),
    ):
        error = error_of(copied.json("ledger", "restore", name).ends(4, "ledger"))
        assert error["code"] == "LW2022"
        assert words in f"{error['summary']} {error['detail']} {error['fix']}"
    for name, words in (("nothing", "No such file"), (".listwright", "is a directory")):
        error = error_of(copied.json("ledger", "restore", name).ends(1, "usage"))
        assert words in error["summary"]
    assert not copied.ledger.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_copy_that_may_not_be_read(copied: Project) -> None:
    (copied.root / COPY).chmod(0)
    error = error_of(copied.json("ledger", "restore", COPY).ends(1, "usage"))
    assert "Permission denied" in error["summary"]


def test_while_another_run_is_at_work(copied: Project) -> None:
    path = copied.ledger
    with (
        open_ledger(path, lineage="t/default", run="r", actor="ana", clock=SystemClock()) as other,
        other.lock(0),
    ):
        copied.json("ledger", "restore", COPY).ends(4, "lock_busy")
    copied.json("ledger", "restore", COPY).ends(0, "ok")


# ---- check ---------------------------------------------------------------------------------------


def test_a_sound_ledger(small: Project, vendor: PlanomaticLike) -> None:
    before = small.ledger.read_bytes()
    document = small.run("ledger", "check", "--json", **NO_KEY).ends(0, "ok")
    assert (document["checked"], document["findings"]) == ({"orders": 2, "intents": 2}, [])
    assert small.run("ledger", "check").out == (
        "The ledger is sound: 2 orders and 2 requests checked.\n"
    )
    assert vendor.calls == []
    assert small.ledger.read_bytes() == before


def test_a_ledger_that_contradicts_itself(small: Project) -> None:
    with sqlite3.connect(small.ledger) as sql:
        sql.execute("DROP TRIGGER orders_stay")
        sql.execute("DELETE FROM orders WHERE written = 'P-1'")
    sql.close()
    document = small.json("ledger", "check").ends(1, "ledger")
    assert error_of(document)["code"] == "LW2024"
    found = {(one["code"], one["severity"], one["address"]) for one in document["findings"]}
    assert found >= {("schema", "error", None), ("order_missing", "error", "P-1/photos")}
    ran = small.run("ledger", "check")
    assert ran.code == 1
    assert ran.out.startswith(
        f"The ledger is not sound: {len(document['findings'])} findings; 1 order"
    )
    assert "! P-1/photos" in ran.out
    assert "listwright import P-1/photos --order-id" in ran.out
    assert "Apply nothing before" in ran.err


def test_export_and_restore_repair_the_rules(small: Project) -> None:
    """What a finding about triggers says to do, done."""
    with sqlite3.connect(small.ledger) as sql:
        sql.execute("DROP TRIGGER orders_stay")
        sql.execute("DROP INDEX need_held")
    sql.close()
    assert len(small.json("ledger", "check").ends(1, "ledger")["findings"]) == 2
    small.json("ledger", "export", "-o", COPY).ends(0, "ok")
    for file in small.ledger.parent.glob("ledger.db*"):
        file.rename(Path(f"{file}.aside"))
    small.json("ledger", "restore", COPY).ends(0, "ok")
    assert small.json("ledger", "check").ends(0, "ok")["findings"] == []


def test_a_file_that_others_can_read(small: Project) -> None:
    small.ledger.chmod(0o644)
    (finding,) = small.json("ledger", "check").ends(1, "ledger")["findings"]
    assert finding["code"] == "mode"
    assert finding["remedy"].startswith("chmod 600 .listwright/ledger.db")
