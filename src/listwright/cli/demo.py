"""`listwright demo`: a whole story on the embedded sandbox, in a temporary folder."""

import shutil
import sys
import tempfile
from contextlib import nullcontext, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

import click

from listwright.cli.command import define
from listwright.cli.printing import put
from listwright.cli.session import Ending, Session
from listwright.cli.stories import NOON, PORTFOLIO, STORIES, Story
from listwright.compose.examples import example_project
from listwright.compose.places import Places
from listwright.errors import InternalError, UsageError

if TYPE_CHECKING:
    from listwright.render.text.style import Style

_LOG = "demo.log"
"""What the commands said on stderr, such as one line per order; shown when a step fails."""


@define(
    "demo",
    text="Validate, plan, apply, deliver and plan again, on vendors inside this program. Needs no "
    "account and asks nothing. STORY is portfolio (250 homes get their photos; told when none is "
    "named) or staging (photos of three homes, then staged pictures of them).",
    kind="version",
    arguments=[
        click.Argument(
            ["story"],
            metavar="[STORY]",
            type=click.Choice(list(STORIES)),
            default=PORTFOLIO.example,
        ),
        click.Option(["--keep"], metavar="DIR", help="Leave the project in this folder."),
    ],
)
def command(session: Session) -> Ending:
    """Tell the story in a folder that goes away afterwards; with --json it is told on stderr."""
    story, keep = STORIES[session["story"]], session["keep"]
    with redirect_stdout(sys.stderr) if session.is_json else nullcontext():
        if keep:
            kept = _new_folder(Path(keep))
            return Ending(text=_tell(story, kept, session.style) + _places(story, kept))
        with tempfile.TemporaryDirectory(prefix="listwright-demo-") as folder:
            project = Path(folder) / story.example
            return Ending(text=_tell(story, project, session.style) + _places(story, None))


def _new_folder(folder: Path) -> Path:
    """The folder of --keep; raises UsageError where something of the user's stands."""
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise UsageError("The folder of --keep is not empty.", advice="Name a new folder.")
    return folder


def _tell(story: Story, project: Path, style: "Style") -> str:
    """Run the steps of the story in `project`; gives its last sentence."""
    from listwright.render.text.layout import prose

    left_behind = shutil.ignore_patterns(".listwright", "assets")
    shutil.copytree(example_project(story.example), project, dirs_exist_ok=True, ignore=left_behind)
    _start_clock(project)
    for step in story.steps:
        before = prose(step.before, width=style.columns)
        put(f"\n{before}\n$ listwright {' '.join(step.command)}")
        code = _run([*step.command, "-C", str(project)], log=project / _LOG)
        if code != 0:
            put((project / _LOG).read_text(encoding="utf-8"), err=True)
            raise InternalError(f"A step of the demo ended with exit code {code}.")
    put(f"\n{prose(story.after, width=style.columns)}", nl=False)
    return f"{story.end}\n"


def _places(story: Story, kept: Path | None) -> str:
    """Where the pictures of a story are; nothing for one without pictures."""
    if not story.makes_pictures:
        return ""
    if kept is None:
        return (
            "The pictures and their contact sheets went away with the folder; to look at them: "
            f"listwright demo {story.example} --keep DIR\n"
        )
    sheets = sorted((kept / "assets").glob("*/contact-sheet.html"))
    lines = "".join(f"  {sheet}\n" for sheet in sheets)
    return (
        f"The pictures are in {kept / 'assets'}, one folder for each home. Before and after, side "
        f"by side, to open in a browser:\n{lines}"
    )


def _start_clock(project: Path) -> None:
    from listwright.sandbox.store import SandboxStore

    store = SandboxStore(Places(root=project).sandbox)
    store.set_now(NOON)
    store.close()


def _run(arguments: list[str], *, log: Path) -> int:
    """One command, in this process, as if it had been typed; what it logs goes to a file."""
    from listwright.cli.main import cli

    with log.open("a", encoding="utf-8") as file, redirect_stderr(file):
        code: int = cli.main(args=arguments, prog_name="listwright", standalone_mode=False)
    return code
