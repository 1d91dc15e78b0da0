"""Every `$ listwright ...` in the documentation is run, and prints what the page shows."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.docs.pages import (
    ROOT,
    RUN_PAGES,
    Block,
    Command,
    blocks_of,
    commands_of,
    is_shown,
    page_name,
    stories_of,
)

NOON = "2026-11-23T16:00:00Z"
"""The sandbox begins here, so that pages may show dates and old examples do not grow stale."""

STORIES = [
    pytest.param(story, id=f"{page_name(page)}:{story[0].line}")
    for page in RUN_PAGES
    for story in stories_of(page)
]


def listwright(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a reader would, in `folder`; nobody can be asked."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("LISTWRIGHT_")}
    return subprocess.run(
        [sys.executable, "-m", "listwright.cli.main", *words],
        cwd=folder,
        env={**kept, "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )


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
            (folder / block.target).write_text(block.body, encoding="utf-8")
            continue
        for command in commands_of(block):
            run_one(block, command, folder)


def run_one(block: Block, command: Command, folder: Path) -> None:
    """One command of a page, held against its exit code and the lines shown."""
    done = listwright(shlex.split(command.line)[1:], folder)
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


def test_a_shown_line_is_matched_loosely_and_not_more() -> None:
    output = "Plan: 2 orders\n   to create, good until 2026-11-24\n"
    assert is_shown("Plan:  2 orders to create", output)
    assert is_shown("Plan: ... good until ...", output)
    assert is_shown("...", output)
    assert not is_shown("Plan: 3 orders", output)
    assert not is_shown("to create ... Plan:", output)
