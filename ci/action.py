"""What the GitHub action does once listwright is installed: one command, its reports, its outputs.

Everything comes in by environment variables and goes to listwright as separate words, never through
a shell. The exit code is that of the command; a comment that cannot be posted fails a step that
would have passed. It runs in the environment that `install.sh` made and imports nothing of it.
"""

import json
import os
import re
import secrets
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

COMMANDS = ("validate", "plan", "audit", "apply")
PLANNED = frozenset({0, 2})
"""Exit codes of a plan that was made and saved; after others an old file may stand in its place."""

_WORDS = re.compile(r"[a-z_]+( *, *[a-z_]+)*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class WrongInputError(Exception):
    """An input of the action that cannot be meant; its text is ours and names the input."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What the workflow asked for. `plan_file` is relative to `directory`."""

    program: str
    command: str
    directory: str
    arguments: tuple[str, ...]
    fail_on: str
    plan_file: str
    comment: bool
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Where the reports go: a folder outside the checkout, new for each step.

    `summary` is the runner's file; listwright writes behind what it holds, as much as fits.
    """

    folder: Path
    plan: Path
    summary: Path

    @property
    def document(self) -> Path:
        """The JSON document the outputs are read from."""
        return self.folder / "report.json"

    @property
    def annotations(self) -> Path:
        """What the runner is to show beside the files."""
        return self.folder / "annotations.txt"

    @property
    def page(self) -> Path:
        """What somebody opens in a browser."""
        return self.folder / "report.html"

    @property
    def junit(self) -> Path:
        """The findings of an audit."""
        return self.folder / "report.xml"


def read_inputs(variables: Mapping[str, str]) -> Inputs:
    """The inputs, checked; raises WrongInputError."""
    inputs = Inputs(
        program=_read(variables, "PROGRAM"),
        command=_read(variables, "COMMAND"),
        directory=_read(variables, "DIRECTORY") or ".",
        arguments=_split(variables.get("ACTION_ARGUMENTS", "")),
        fail_on=_read(variables, "FAIL_ON"),
        plan_file=_read(variables, "PLAN_FILE"),
        comment=_yes(_read(variables, "COMMENT")),
        token=_read(variables, "TOKEN"),
    )
    for wrong, sentence in _complaints(inputs):
        if wrong:
            raise WrongInputError(sentence)
    return inputs


def _read(variables: Mapping[str, str], name: str) -> str:
    return variables.get(f"ACTION_{name}", "").strip()


def _yes(text: str) -> bool:
    if text not in {"true", "false"}:
        raise WrongInputError("The input `comment` is true or false.")
    return text == "true"


def _complaints(inputs: Inputs) -> Iterator[tuple[bool, str]]:
    command, failing = inputs.command, bool(inputs.fail_on)
    plans, paths = command == "plan", inputs.directory + inputs.plan_file
    yield command not in COMMANDS, f"The input `command` is one of {', '.join(COMMANDS)}."
    yield inputs.comment and not plans, "The input `comment` goes with the command plan."
    yield (
        failing and not plans and command != "audit",
        "The input `fail-on` goes with the commands plan and audit.",
    )
    yield (
        failing and not _WORDS.fullmatch(inputs.fail_on),
        "The input `fail-on` holds words, separated by commas.",
    )
    yield (
        bool(inputs.plan_file) and not plans and command != "apply",
        "The input `plan-file` goes with the commands plan and apply.",
    )
    yield bool(_CONTROL.search(paths)), "A path among the inputs holds a control character."


def _split(text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text))
    except ValueError as error:
        raise WrongInputError("A quote in the input `arguments` is not closed.") from error


def command_line(inputs: Inputs, files: Files) -> tuple[str, ...]:
    """The words listwright is called with."""
    summary = ("--report", f"md={files.summary}")
    reports = (
        *summary,
        *("--report", f"github={files.annotations}"),
        *("--report", f"html={files.page}"),
        *("--report", f"json={files.document}"),
    )
    failing = ("--fail-on", inputs.fail_on) if inputs.fail_on else ()
    start = (inputs.program, "-C", inputs.directory)
    match inputs.command:
        case "validate":
            return (*start, "validate", "--format", "github", *inputs.arguments)
        case "plan":
            saved = ("-o", str(files.plan.absolute()))
            return (*start, "plan", *inputs.arguments, *failing, *saved, *reports)
        case "audit":
            junit = ("--report", f"junit={files.junit}")
            return (*start, "audit", *inputs.arguments, *failing, *reports, *junit)
        case _:
            planfile = (inputs.plan_file,) if inputs.plan_file else ()
            return (*start, "apply", *planfile, *inputs.arguments, *summary)


def outputs_of(document: Mapping[str, object]) -> dict[str, str]:
    """The numbers of a plan or an audit; what is no number and no fingerprint is left out."""
    orders = _mapping(_mapping(document.get("summary")).get("orders"))
    needs = _mapping(_mapping(document.get("summary")).get("needs"))
    counts = {name: value for name, value in orders.items() if isinstance(value, int)}
    replaced = counts.get("replace", 0)
    found = {
        "changes": sum(counts.values()),
        "create": counts.get("create", 0) + replaced,
        "cancel": counts.get("cancel", 0) + replaced,
        "blocked": needs.get("blocked"),
        "spend": _mapping(document.get("cost")).get("known"),
        "fingerprint": _mapping(document.get("digests")).get("plan"),
    }
    plain = re.compile(r"[0-9]+(\.[0-9]+)?|sha256:[0-9a-f]{64}")
    return {name: str(value) for name, value in found.items() if plain.fullmatch(str(value))}


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def write_outputs(values: Mapping[str, str], target: Path) -> None:
    """Hand values to later steps. All are one line by now: nothing can pose as another output."""
    with target.open("a", encoding="utf-8") as file:
        file.writelines(f"{name}={value}\n" for name, value in values.items())


def show_annotations(annotations: Path) -> None:
    """Print what the program wants the runner to show beside the files; it is escaped for that."""
    if annotations.exists():
        print(annotations.read_text(encoding="utf-8"), end="", flush=True)


def run_to_its_end(words: Sequence[str], variables: Mapping[str, str]) -> int:
    """Run a command; a wish to stop is passed on, and what it still does then is waited for.

    It finishes and records the order in flight. Whoever kills it leaves an order in doubt.
    """
    with subprocess.Popen(words, env=variables) as process:

        def pass_on(number: int, _frame: FrameType | None) -> None:
            process.send_signal(number)

        before = {one: signal.signal(one, pass_on) for one in (signal.SIGINT, signal.SIGTERM)}
        try:
            return process.wait()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def run_quietly(words: Sequence[str], variables: Mapping[str, str]) -> int:
    """Run a command whose text may hold anything; the runner takes none of it for an order."""
    pause = secrets.token_hex(16)
    print(f"::stop-commands::{pause}", flush=True)
    try:
        return run_to_its_end(words, variables)
    finally:
        print(f"\n::{pause}::", flush=True)


def run_command(inputs: Inputs, files: Files, variables: Mapping[str, str]) -> int:
    """Run the command; gives its exit code."""
    words = command_line(inputs, files)
    if inputs.command == "validate":  # prints annotations, which are orders to the runner
        return run_to_its_end(words, variables)
    return run_quietly(words, variables)


def post_comment(inputs: Inputs, files: Files, variables: Mapping[str, str]) -> int:
    """Keep the comment of this pull request up to date; gives the exit code."""
    words = (inputs.program, "comment", str(files.plan.absolute()), "--to", "github")
    return run_quietly(words, {**variables, "GITHUB_TOKEN": inputs.token})


def results(files: Files) -> dict[str, str]:
    """What the step puts out, from the reports that were written."""
    values: dict[str, str] = {}
    if files.document.exists():
        values |= outputs_of(json.loads(files.document.read_text(encoding="utf-8")))
    paths = {"report-path": files.page, "junit-path": files.junit}
    return values | {name: str(path) for name, path in paths.items() if path.exists()}


def act(variables: Mapping[str, str]) -> int:
    """Everything in order; gives the exit code of the step."""
    inputs = read_inputs(variables)
    folder = Path(tempfile.mkdtemp(prefix="listwright-", dir=variables["RUNNER_TEMP"]))
    saved = Path(inputs.directory, inputs.plan_file) if inputs.plan_file else folder / "plan.json"
    summary = Path(variables["GITHUB_STEP_SUMMARY"])
    files = Files(folder=folder, plan=saved, summary=summary)
    kept = {name: value for name, value in variables.items() if not name.startswith("ACTION_")}
    code = run_command(inputs, files, kept)
    values = {"exit-code": str(code), **results(files)}
    if inputs.command == "plan" and code in PLANNED:
        values["plan-path"] = str(saved)
    write_outputs(values, Path(variables["GITHUB_OUTPUT"]))
    show_annotations(files.annotations)
    if inputs.comment and "plan-path" in values:
        posted = post_comment(inputs, files, kept)
        return code or posted
    return code


def main() -> int:
    """The step; gives its exit code."""
    try:
        return act(os.environ)
    except WrongInputError as error:
        print(f"::error title=listwright::{error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
