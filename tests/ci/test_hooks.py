"""The pre-commit hook: what its manifest says is what runs, and it fails where it should."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.ci.runner import ROOT
from tests.cli.project import Folder

HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
(HOOK,) = HOOKS


def test_it_is_installed_from_this_repository() -> None:
    assert HOOK["id"] == "listwright-validate"
    assert HOOK["language"] == "python"
    program = shlex.split(HOOK["entry"])[0]
    assert f'\n{program} = "listwright.cli.main:run"\n' in (ROOT / "pyproject.toml").read_text()


def test_it_runs_once_and_for_files_that_a_project_reads() -> None:
    assert HOOK["pass_filenames"] is False
    wanted = [name for name in FILES if re.search(HOOK["files"], name)]
    assert wanted == [name for name in FILES if not name.endswith((".py", ".md"))]


FILES = ["listwright.yaml", "rules/a.yml", "exports/homes.csv", "a.json", "q.sql", "a.py", "b.md"]


@pytest.mark.parametrize(("text", "code"), [("", 0), ("nonsense: 1\n", 1)])
def test_its_entry_checks_the_project(tmp_path: Path, text: str, code: int) -> None:
    source = (ROOT / "examples" / "quickstart" / "listwright.yaml").read_text()
    folder = Folder(root=tmp_path)
    folder.file.write_text(source + text)
    ran = folder.run(*shlex.split(HOOK["entry"])[1:])
    assert ran.code == code, ran.err
