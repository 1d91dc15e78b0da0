"""`comment --to file`: the Markdown that would be posted."""

from pathlib import Path

import pytest
from tests.cli.desk import PLAN, Desk
from tests.golden.plans import hostile, realistic


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(root=tmp_path, environment={})
    made.save(realistic())
    return made


def test_stdout(desk: Desk) -> None:
    ran = desk.launch("comment", PLAN, "--to", "file")
    assert ran.code == 0
    assert ran.out.startswith("<!-- listwright:sunbelt-sfr plan=")
    assert ran.err == ""


def test_file(desk: Desk) -> None:
    ran = desk.run("comment", PLAN, "--to", "file", "-o", "out.md")
    written = (desk.root / "out.md").read_text(encoding="utf-8")
    assert ran.out == f"Wrote {len(written.encode()):,} bytes to out.md.\n"
    assert written == desk.run("comment", PLAN, "--to", "file").out


def test_document_tells_the_file(desk: Desk) -> None:
    ran = desk.json("comment", PLAN, "--to", "file", "-o", "out.md")
    document = ran.ends(0, "ok")
    assert (document["posting"], document["file"]) == ("written", "out.md")
    assert (document["place"], document["comment_id"], document["url"]) == (None, None, None)


def test_document_on_stdout_is_alone(desk: Desk) -> None:
    desk.json("comment", PLAN, "--to", "file").ends(0, "ok")


@pytest.mark.parametrize("flavour", ["github", "gitlab"])
def test_hostile_words_are_inert(desk: Desk, flavour: str) -> None:
    desk.save(hostile())
    body = desk.run("comment", PLAN, "--to", "file", "--flavour", flavour).out
    assert "<script" not in body
    assert "\x1b" not in body
    assert "\u202e" not in body
    assert not [line for line in body.splitlines() if line.lstrip().startswith(("/", "::", "##["))]
    assert "@team" not in body.replace("&#64;", "").replace("`@team`", "")


@pytest.mark.parametrize(
    "words",
    [
        ("--to", "file", "--pr", "7"),
        ("--to", "file", "--labels"),
        ("--to", "github", "-o", "x.md"),
        ("--to", "gitlab", "--flavour", "github"),
        (),
        ("--to", "gitea"),
    ],
)
def test_options_that_do_not_go_together(desk: Desk, words: tuple[str, ...]) -> None:
    desk.json("comment", PLAN, *words).ends(1, "usage")


def test_no_such_file(desk: Desk) -> None:
    desk.json("comment", "other.json", "--to", "file").ends(1, "usage")


def test_edited_plan_is_refused(desk: Desk) -> None:
    path = desk.root / PLAN
    text = path.read_text(encoding="utf-8")
    assert '"quantity": 15' in text
    path.write_text(text.replace('"quantity": 15', '"quantity": 16'), encoding="utf-8")
    assert desk.json("comment", PLAN, "--to", "file").code == 4
