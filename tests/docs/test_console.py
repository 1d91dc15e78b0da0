"""Every `$ listwright ...` in the documentation is run, and prints what the page shows."""

import io
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest
from tests.docs.pages import (
    PROGRAMS,
    ROOT,
    RUN_PAGES,
    Block,
    Command,
    blocks_of,
    commands_of,
    edited,
    is_shown,
    page_name,
    stories_of,
)

from listwright.cli.main import run as run_listwright

NOON = "2026-11-23T16:00:00Z"
"""The sandbox begins here, so that pages may show dates and old examples do not grow stale."""

STORIES = [
    pytest.param(story, id=f"{page_name(page)}:{story[0].line}")
    for page in RUN_PAGES
    for story in stories_of(page)
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """How a command ended, and what it printed on both streams."""

    returncode: int
    stdout: str


def listwright(words: list[str], folder: Path) -> Printed:
    """Run a command as if it had been typed in `folder`; nobody can be asked.

    It runs in this process: a page with fifty commands would start Python fifty times otherwise.
    """
    kept = {key: value for key, value in os.environ.items() if not key.startswith("LISTWRIGHT_")}
    out, code = io.StringIO(), 0
    with (
        chdir(folder),
        patch.dict(os.environ, {**kept, "NO_COLOR": "1"}, clear=True),
        patch.object(sys, "argv", ["listwright", *words]),
        patch.object(sys, "stdin", io.StringIO()),
        redirect_stdout(out),
        redirect_stderr(out),
    ):
        try:
            run_listwright()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    return Printed(returncode=code, stdout=out.getvalue())


def python(words: list[str], folder: Path) -> Printed:
    """Run a script of an example."""
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    return Printed(returncode=done.returncode, stdout=done.stdout)


RUN: Mapping[str, Callable[[list[str], Path], Printed]] = {
    "listwright": listwright,
    "python": python,
}


def begin(example: str, folder: Path) -> None:
    """A copy of an example, with its clock set; `empty` is an empty folder."""
    if example == "empty":
        folder.mkdir()
        return
    left_behind = shutil.ignore_patterns(".listwright")
    shutil.copytree(ROOT / "examples" / example, folder, ignore=left_behind)
    assert listwright(["sandbox", "advance", "--to", NOON], folder).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("story", STORIES)
def test_the_commands_of_a_page_run_and_print_what_it_shows(
    story: list[Block], tmp_path: Path
) -> None:
    folder = tmp_path / "project"
    begin(story[0].fresh or "empty", folder)
    for block in story:
        if block.target:
            write(folder / block.target, block)
            continue
        for command in commands_of(block):
            run_one(block, command, folder)


def write(file: Path, block: Block) -> None:
    """The file as the page shows it, or as its diff changes it."""
    is_diff = block.language == "diff"
    text = edited(file.read_text(encoding="utf-8"), block) if is_diff else block.body
    file.write_text(text, encoding="utf-8")


def run_one(block: Block, command: Command, folder: Path) -> None:
    """One command of a page, held against its exit code and the lines shown."""
    program, *words = shlex.split(command.line)
    done = RUN[program](words, folder)
    what = f"{block.where}: {command.line}\n\n{done.stdout}"
    assert done.returncode == command.exit_code, what
    missing = [line for line in command.shown if not is_shown(line, done.stdout)]
    assert not missing, f"not printed: {missing}\n{what}"


def test_the_readme_shows_commands_that_run() -> None:
    commands = [
        command.line
        for block in blocks_of(ROOT / "README.md")
        if block.runs
        for command in commands_of(block)
    ]
    for verb in ("demo", "validate", "plan", "apply", "sandbox", "resolve"):
        assert any(line.startswith(f"listwright {verb}") for line in commands), verb


def test_every_program_of_a_prompt_can_be_run() -> None:
    assert set(RUN) == set(PROGRAMS)


def test_a_diff_changes_the_lines_it_names_and_no_others() -> None:
    body = " b\n-c\n+C\n@@\n-e\n"
    assert edited("a\nb\nc\nd\ne\n", diff_of(body)) == "a\nb\nC\nd\n"


@pytest.mark.parametrize("text", ["a\nb\n", "b\nc\nb\nc\n"])
def test_a_diff_that_fits_nowhere_or_twice_is_refused(text: str) -> None:
    with pytest.raises(AssertionError, match="does not fit in one place"):
        edited(text, diff_of(" b\n-c\n"))


def diff_of(body: str) -> Block:
    """A diff block of a page."""
    return Block(
        page=ROOT / "README.md",
        line=1,
        language="diff",
        body=body,
        fresh=None,
        exit_code=0,
        target="any.yaml",
        skipped=False,
    )


def test_a_shown_line_is_matched_loosely_and_not_more() -> None:
    output = "Plan: 2 orders\n   to create, good until 2026-11-24\n"
    assert is_shown("Plan:  2 orders to create", output)
    assert is_shown("Plan: ... good until ...", output)
    assert is_shown("...", output)
    assert not is_shown("Plan: 3 orders", output)
    assert not is_shown("to create ... Plan:", output)
