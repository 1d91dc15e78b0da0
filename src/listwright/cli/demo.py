"""`listwright demo`: the whole story on the embedded sandbox, in a temporary folder."""

import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import nullcontext, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from listwright.cli.command import define
from listwright.cli.printing import put
from listwright.cli.session import Ending, Session
from listwright.compose.examples import example_project
from listwright.compose.places import Places
from listwright.errors import InternalError, UsageError

_STORY_BEGINS = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
"""The day the example's dates were written for; the sandbox's clock starts there."""


_LOG = "demo.log"
"""What the commands said on stderr, such as one line per order; shown when a step fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One command of the story and what to notice about it."""

    command: Sequence[str]
    before: str


_STEPS = (
    _Step(
        command=("validate",),
        before="The project: rules in YAML, 250 homes in a CSV export. First, is it right?",
    ),
    _Step(
        command=("plan",),
        before="What would be ordered? Look at the reasons: which rule, from which line; what "
        "waits, and until when.",
    ),
    _Step(
        command=("apply", "--bootstrap", "--auto-approve", "-q"),
        before="Now order it, over real HTTP, from a sandbox that plays the vendor on this "
        "machine. Each order is in the ledger before its request leaves.",
    ),
    _Step(
        command=("sandbox", "advance", "--deliver"),
        before="The vendor visits, photographs and delivers; in the sandbox that takes a moment.",
    ),
    _Step(
        command=("plan", "--detailed-exitcode"),
        before="And again. Everything is there or on its way, so nothing is ordered twice.",
    ),
)


@define(
    "demo",
    text="Validate, plan, apply, deliver and plan again, on a vendor inside this program. "
    "Needs no account and asks nothing.",
    kind="version",
    arguments=[click.Option(["--keep"], metavar="DIR", help="Leave the project in this folder.")],
)
def command(session: Session) -> Ending:
    """Tell the story in a folder that goes away afterwards; with --json it is told on stderr."""
    with redirect_stdout(sys.stderr) if session.is_json else nullcontext():
        if session["keep"]:
            return _tell(_new_folder(Path(session["keep"])))
        with tempfile.TemporaryDirectory(prefix="listwright-demo-") as folder:
            return _tell(Path(folder) / "portfolio")


def _new_folder(folder: Path) -> Path:
    """The folder of --keep; raises UsageError where something of the user's stands."""
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise UsageError("The folder of --keep is not empty.", advice="Name a new folder.")
    return folder


def _tell(project: Path) -> Ending:
    shutil.copytree(example_project("portfolio"), project, dirs_exist_ok=True)
    _start_clock(project)
    for step in _STEPS:
        put(f"\n{step.before}\n\n$ listwright {' '.join(step.command)}")
        code = _run([*step.command, "-C", str(project)], log=project / _LOG)
        if code != 0:
            put((project / _LOG).read_text(encoding="utf-8"), err=True)
            raise InternalError(f"A step of the demo ended with exit code {code}.")
    put("\nYour own project: copy examples/quickstart, edit it, and start with `validate`.")
    return Ending(text="The second plan was empty. No changes.\n")


def _start_clock(project: Path) -> None:
    from listwright.sandbox.store import SandboxStore

    store = SandboxStore(Places(root=project).sandbox)
    store.set_now(_STORY_BEGINS)
    store.close()


def _run(arguments: list[str], *, log: Path) -> int:
    """One command, in this process, as if it had been typed; what it logs goes to a file."""
    from listwright.cli.main import cli

    with log.open("a", encoding="utf-8") as file, redirect_stderr(file):
        code: int = cli.main(args=arguments, prog_name="listwright", standalone_mode=False)
    return code
