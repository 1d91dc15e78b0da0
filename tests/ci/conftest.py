"""A runner with a project on it, and two programs for it: the real one, and one that only notes."""

import shutil
import stat
import sys
from pathlib import Path

import pytest
from tests.ci.runner import ROOT, Runner

REAL = """#!{python}
import sys
from listwright.cli.main import run
sys.argv[0] = "listwright"
run()
"""
NOTING = """#!{python}
# Notes how it was called and does what the file `next.py` beside it says.
import json, os, pathlib, sys
here = pathlib.Path(__file__).parent
with (here / "calls.jsonl").open("a") as file:
    token = os.environ.get("GITHUB_TOKEN")
    asked = sorted(name for name in os.environ if name.startswith("ACTION_"))
    file.write(json.dumps({{"words": sys.argv[1:], "token": token, "left": asked}}) + "\\n")
exec((here / "next.py").read_text())
"""


def put_program(folder: Path, text: str) -> None:
    """A `listwright` that stands on the PATH."""
    folder.mkdir()
    program = folder / "listwright"
    program.write_text(text.format(python=sys.executable), encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A runner with a copy of the quickstart and the real program."""
    left_behind = shutil.ignore_patterns(".listwright")
    shutil.copytree(ROOT / "examples" / "quickstart", tmp_path / "work", ignore=left_behind)
    put_program(tmp_path / "bin", REAL)
    made = Runner(work=tmp_path / "work", temp=tmp_path / "temp")
    made.variables["PATH"] = f"{tmp_path / 'bin'}:/usr/bin:/bin"
    return made


@pytest.fixture
def noting(tmp_path: Path) -> Runner:
    """A runner with an empty workspace and the program that notes how it was called."""
    (tmp_path / "work").mkdir()
    put_program(tmp_path / "bin", NOTING)
    (tmp_path / "bin" / "next.py").write_text("", encoding="utf-8")
    made = Runner(work=tmp_path / "work", temp=tmp_path / "temp")
    made.variables["PATH"] = f"{tmp_path / 'bin'}:/usr/bin:/bin"
    return made


def plant_modules(checkout: Path) -> Path:
    """Modules in a checkout, named as those that install; gives the file they leave when run."""
    trace = checkout / "planted-code-ran"
    for name in ("venv", "pip", "ensurepip"):
        (checkout / f"{name}.py").write_text(f"open({str(trace)!r}, 'w').close()\n")
    return trace
