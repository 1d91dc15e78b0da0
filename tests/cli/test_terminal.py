"""Manners on a terminal and off it: bars, colours, widths, JSON lines, full disks, `--show`."""

import json
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping
from fcntl import ioctl
from pathlib import Path

import pytest
from tests.cli.project import COMMAND, Project, homes
from tests.servers.planomatic_like import PlanomaticLike

from listwright.cli.main import COMMANDS
from listwright.cli.stories import STORIES

APPLY = ("apply", "--bootstrap", "--auto-approve")
_CONTROL = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])")


class Screen:
    """What a terminal shows: lines, one cursor, and the few control sequences a bar uses."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.lines = [""]
        self.row = self.column = 0
        self.hidden = self.colored = False

    def feed(self, text: str) -> None:
        place = 0
        while place < len(text):
            match = _CONTROL.match(text, place)
            if match:
                self._obey(match[1], match[2])
                place = match.end()
            else:
                self._put(text[place])
                place += 1

    def _obey(self, numbers: str, letter: str) -> None:
        if letter == "K":
            self.lines[self.row] = "" if numbers == "2" else self.lines[self.row][: self.column]
        elif letter == "A":
            self.row -= int(numbers or 1)
        elif letter in "hl" and numbers == "?25":
            self.hidden = letter == "l"
        elif letter == "m":
            self.colored = self.colored or bool(numbers.strip("0;"))
        else:
            raise AssertionError(f"a control sequence nobody expects: {numbers}{letter}")

    def _put(self, letter: str) -> None:
        if letter == "\r":
            self.column = 0
        elif letter == "\n":
            self._down()
        else:
            if self.column == self.width:
                self._down()
                self.column = 0
            line = self.lines[self.row].ljust(self.column)
            self.lines[self.row] = line[: self.column] + letter + line[self.column + 1 :]
            self.column += 1

    def _down(self) -> None:
        self.row += 1
        if self.row == len(self.lines):
            self.lines.append("")


def on_terminal(
    project: Project,
    *arguments: str,
    width: int = 80,
    when: Callable[[str], int | None] = lambda _: None,
    env: Mapping[str, str | None] | None = None,
) -> tuple[int, Screen]:
    """Run it on a terminal of that width; `when` may say which signal to send once, by the text."""
    clean: dict[str, str | None] = {"CI": None, "NO_COLOR": None, "COLUMNS": None}
    variables = project.variables({**clean, "TERM": "xterm", **(env or {})})
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(project.root)
        os.execve(sys.executable, [*COMMAND, *arguments], variables)
    ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    text, sent, ends = "", False, time.monotonic() + 60
    while time.monotonic() < ends:
        if not select.select([terminal], [], [], 0.2)[0]:
            continue
        try:
            part = os.read(terminal, 65536)
        except OSError:  # the child has closed it
            break
        if not part:
            break
        text += part.decode("utf-8", "ignore")
        number = None if sent else when(text)
        if number is not None:
            os.kill(child, number)
            sent = True
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    screen = Screen(width)
    screen.feed(text)
    return os.waitstatus_to_exitcode(status), screen


@pytest.fixture
def many(project: Project) -> Project:
    project.write(homes(*(f"P-{number}" for number in range(1, 9))))
    return project


@pytest.mark.slow
@pytest.mark.parametrize("width", [60, 200])
def test_lines_of_orders_stand_above_the_bar(many: Project, width: int) -> None:
    code, screen = on_terminal(many, *APPLY, width=width)
    assert code == 0
    text = "\n".join(screen.lines)
    starts = [line for line in screen.lines if ": created lw1-" in line]
    assert [line.split(":")[0] for line in starts] == [f"P-{number}" for number in range(1, 9)]
    assert "Applying" not in text, "the bar goes away, and leaves nothing behind"
    assert not screen.hidden
    assert "Apply: 8 done" in text


@pytest.mark.slow
def test_an_interruption_ends_the_bar_and_gives_the_cursor_back(
    many: Project, vendor: PlanomaticLike
) -> None:
    many.edit("per_minute: 6000", "per_minute: 60")

    def after_one(text: str) -> int | None:
        return signal.SIGINT if "created lw1-" in text else None

    code, screen = on_terminal(many, *APPLY, when=after_one)
    assert code == 130
    assert "Stopping: the call in flight is finished and recorded first." in screen.lines
    assert not screen.hidden
    assert not any("Applying" in line for line in screen.lines)
    assert 0 < len(vendor.live()) < 8


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "env", "colored"),
    [
        (("plan",), {}, True),
        (("plan", "--no-color"), {}, False),
        (("plan",), {"NO_COLOR": "1"}, False),
        (("plan",), {"TERM": "dumb"}, False),
        (("plan",), {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_on_a_terminal(
    project: Project, arguments: tuple[str, ...], env: dict[str, str], *, colored: bool
) -> None:
    code, screen = on_terminal(project, *arguments, env=env)
    assert code == 0
    assert screen.colored is colored


@pytest.mark.parametrize(("value", "colored"), [(None, False), ("1", True)])
def test_colour_in_a_pipe(project: Project, value: str | None, *, colored: bool) -> None:
    ran = project.run("plan", FORCE_COLOR=value)
    assert ("\x1b[" in ran.out) is colored


@pytest.mark.slow
@pytest.mark.parametrize("width", [40, 60, 80, 120, 200, 300])
def test_no_line_is_wider_than_the_terminal(many: Project, width: int) -> None:
    many.run(*APPLY)
    widest = min(max(width, 60), 200)
    for words in (("plan",), ("audit",), ("status",), ("explain", "P-1"), ("ledger", "list")):
        code, screen = on_terminal(many, *words, width=max(width, 60))
        assert code == 0
        assert max(len(line) for line in screen.lines) <= widest


WORDS = ("creates", "cancels", "deferred", "blocked", "all", "P-1", "p-1/photos", "P-*", "drift")


@pytest.mark.parametrize("word", WORDS)
def test_show_takes_kinds_and_addresses(project: Project, word: str) -> None:
    assert project.run("plan", "--show", word).code == 0
    project.json("plan", "--show", word).ends(0, "ok")


@pytest.mark.parametrize("words", [("plan",), ("status",), APPLY, ("show", "p.json")])
def test_show_names_what_it_takes(
    project: Project, vendor: PlanomaticLike, words: tuple[str, ...]
) -> None:
    project.run("plan", "-o", "p.json")
    before = len(vendor.calls)
    document = project.json(*words, "--show", "create").ends(1, "usage")
    (error,) = document["errors"]
    assert error["summary"] == "--show does not know 'create'."
    assert error["fix"].startswith("Did you mean creates? It takes creates, cancels, ")
    assert len(vendor.calls) == before


def test_show_of_an_audit_names_what_an_audit_finds(project: Project) -> None:
    document = project.json("audit", "--show", "stael").ends(1, "usage")
    (error,) = document["errors"]
    assert error["summary"] == "--show does not know 'stael'."
    assert error["fix"].startswith(
        "Did you mean stale? It takes drift, unmanaged, stale, blocked, "
    )
    (error,) = project.json("audit", "--show", "create").ends(1, "usage")["errors"]
    assert error["fix"].startswith("It takes drift, unmanaged, stale, blocked, ")
    assert "creates" not in error["fix"]


def test_show_takes_a_home_that_is_only_in_the_plan(many: Project, vendor: PlanomaticLike) -> None:
    many.run(*APPLY)
    many.write(homes("P-1"))
    assert many.run("plan", "--show", "P-8").code == 0
    assert many.run("plan", "--show", "P-9").code == 1


def test_show_opens_what_an_apply_did(project: Project) -> None:
    project.write(homes(*(f"P-{number}" for number in range(100, 125))))
    ran = project.run(*APPLY, "--show", "creates")
    done = ran.out.split("25 changes done\n")[1]
    assert "more (--show" not in done
    assert done.count("done  order ") == 25


def test_every_line_on_stderr_is_json_when_asked(project: Project, vendor: PlanomaticLike) -> None:
    project.edit("duplicate_window: 72h, ", "")
    runs = [
        project.run(*APPLY, "--log-format", "json"),
        project.run("plan", "-v", "-o", "p.json", "--log-format=json"),
        project.run("plan", "--max-creates", "many", "--log-format", "json"),
        project.run("plam", "--log-format=json"),
        project.run("plan", "--nonsense", LISTWRIGHT_LOG_FORMAT="json"),
        project.run("apply", "gone.json", "--log-format", "json"),
        project.run("ledger", "nonsense", "--log-format", "json"),
    ]
    for ran in runs:
        lines = [json.loads(line) for line in ran.err.splitlines()]
        assert lines
        assert all(line.keys() == {"level", "message"} for line in lines)
        assert all("  " not in line["message"] for line in lines)


FULL = {
    "demo": None,  # tells a story of minutes
    "sandbox": "sandbox orders",
    "schema": "schema",
    "import": "import P-1 --order-id {order}",
    "attest": "attest P-1 --delivered-at 2026-01-01 --evidence because",
    "forget": "forget order:{order} --reason because",
    "listen": None,  # it runs until it is stopped, and tells on stderr
    "resolve": None,  # nothing is unknown here
    "explain": "explain P-1",
    "assets": "assets sheet P-1",
    "export": "export orders",
    "ledger": "ledger list",
    "catalog": "catalog show",
    "show": "show p.json",
    "comment": "comment p.json --to file",
    "report": "report spend",
}


@pytest.mark.slow
@pytest.mark.parametrize("verb", [verb for verb in COMMANDS if FULL.get(verb, verb)])
def test_a_full_disk_behind_stdout(project: Project, vendor: PlanomaticLike, verb: str) -> None:
    project.run("plan", "-o", "p.json")
    project.run(*APPLY)
    order = str(vendor.only("P-1").order_id)
    line = (FULL.get(verb) or verb).format(order=order)
    for words in (line, f"{line} --json"):
        ran = project.shell(f"{words} > /dev/full")
        assert ran.code == 1, ran.err
        assert "LW5002" in ran.err, words
        assert "No space left on device" in ran.err


@pytest.mark.slow
@pytest.mark.parametrize("words", ["--help", "--version", "plan --help"])
def test_a_full_disk_behind_a_help(project: Project, words: str) -> None:
    ran = project.shell(f"{words} > /dev/full")
    assert ran.code == 1
    assert ran.err.startswith("Error LW5002: ")


@pytest.mark.slow
@pytest.mark.parametrize("options", ["", "--json"])
def test_a_full_disk_behind_an_apply(
    project: Project, vendor: PlanomaticLike, options: str
) -> None:
    ran = project.shell(f"{' '.join(APPLY)} -q {options} > /dev/full")
    assert ran.code == 3
    assert vendor.live() == {"P-1": 1}
    assert "LW5002" in ran.err
    assert str(vendor.only("P-1").order_id) in ran.err


@pytest.mark.slow
def test_a_full_disk_before_an_apply_orders_nothing(
    project: Project, vendor: PlanomaticLike
) -> None:
    ran = project.shell(f"{' '.join(APPLY)} > /dev/full")
    assert ran.code == 1, "the plan could not be shown, so nobody saw what would be done"
    assert vendor.live() == {}
    assert "LW5002" in ran.err


@pytest.mark.parametrize("group", ["ledger", "sandbox", "assets", "catalog", "export", "report"])
def test_second_verbs_are_described_in_whole_sentences(project: Project, group: str) -> None:
    ran = project.run(group, "--help")
    listed = ran.out.split("Commands:\n")[1]
    assert "..." not in listed
    assert listed.rstrip().endswith(".")


def test_a_sentence_keeps_to_the_width(project: Project, tmp_path: Path) -> None:
    project.run("plan")
    ran = project.run("ledger", "freeze", "--reason", "because " * 40)
    assert ran.code == 0
    assert max(len(line) for line in ran.out.splitlines()) <= 120


@pytest.mark.slow
def test_a_demo_is_told_in_lines_that_fit(project: Project) -> None:
    code, screen = on_terminal(project, "demo", "staging", width=60)
    assert code == 0
    shown = " ".join(screen.lines)
    for step in STORIES["staging"].steps:
        assert step.before in shown, "wrapped between words, so one blank joins the lines again"
