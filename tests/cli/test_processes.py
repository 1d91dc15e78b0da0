"""Real processes: locks, signals, pipes and terminals."""

import os
import pty
import re
import select
import signal
import subprocess
import termios
import threading
import time
from collections.abc import Callable
from fcntl import ioctl
from struct import pack

import pytest
from tests.cli.project import COMMAND, Project, finish, homes
from tests.servers.planomatic_like import PlanomaticLike

APPLY = ("apply", "--bootstrap", "--auto-approve")


@pytest.fixture
def many(project: Project) -> Project:
    project.write(homes(*(f"P-{number}" for number in range(5))))
    return project


@pytest.mark.slow
def test_lock_busy(many: Project, vendor: PlanomaticLike) -> None:
    hold = vendor.fault("hold_after", property="P-1")
    first = many.spawn(*APPLY, "--json")
    assert hold.entered.wait(20)
    for command in (
        APPLY,
        ("import", "P-4", "--order-id", "1"),
        ("forget", "P-0", "--reason", "r"),
        ("resolve", "P-1", "--created", "1"),
    ):
        busy = many.json(*command).ends(4, "lock_busy")
        assert str(first.pid) in busy["errors"][0]["summary"]
    assert many.launch(*APPLY, "--json").ends(4, "lock_busy")
    planned = many.json("plan", "--refresh", "none").ends(0, "ok")
    assert planned["summary"]["needs"]["blocked"] == 0
    many.json("status").ends(0, "ok")
    assert vendor.count("create") == 2
    waiting = many.spawn(*APPLY, "--lock-timeout", "30s", "--json")
    hold.release.set()
    assert finish(first).ends(0, "ok")["summary"]["done"] == 5
    assert finish(waiting).ends(0, "ok")["outcomes"] == []
    assert set(vendor.live().values()) == {1}


@pytest.mark.slow
def test_lock_timeout(many: Project, vendor: PlanomaticLike) -> None:
    hold = vendor.fault("hold_before", property="P-0")
    first = many.spawn(*APPLY, "--json")
    assert hold.entered.wait(20)
    started = time.monotonic()
    many.json(*APPLY, "--lock-timeout", "1s").ends(4, "lock_busy")
    assert time.monotonic() - started >= 1
    hold.release.set()
    finish(first).ends(0, "ok")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["int", "term"]
)
def test_interrupted(
    many: Project, vendor: PlanomaticLike, number: signal.Signals, code: int
) -> None:
    hold = vendor.fault("hold_after", property="P-1")
    process = many.spawn(*APPLY, "--json")
    assert hold.entered.wait(20)
    process.send_signal(number)
    process.send_signal(number)
    time.sleep(0.2)
    assert process.poll() is None, "the call in flight is finished first"
    hold.release.set()
    ran = finish(process)
    document = ran.ends(code, "interrupted")
    assert {item["property"]: item["outcome"] for item in document["outcomes"]} == {
        "P-0": "done",
        "P-1": "done",
        "P-2": "skipped",
        "P-3": "skipped",
        "P-4": "skipped",
    }
    assert "recorded first" in ran.err
    assert vendor.count("create") == 2
    done = many.json(*APPLY).ends(0, "ok")
    assert len(done["outcomes"]) == 3
    assert set(vendor.live().values()) == {1}


@pytest.mark.slow
def test_interrupted_while_reading(many: Project, vendor: PlanomaticLike) -> None:
    many.bootstrap()
    hold = vendor.fault("hold_after", operation="retrieve")
    process = many.spawn("plan", "--json")
    assert hold.entered.wait(20)
    process.send_signal(signal.SIGINT)
    time.sleep(0.2)
    hold.release.set()
    finish(process).ends(130, "interrupted")


@pytest.mark.slow
def test_interrupted_in_a_pause(many: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("rate", property="P-1", retry_after=30)
    process = many.spawn(*APPLY, "--json")
    deadline = time.monotonic() + 20
    while vendor.count("create") < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    finish(process, 10).ends(130, "interrupted")
    assert vendor.count("create") == 2


def _piped(project: Project, command: str) -> "subprocess.CompletedProcess[str]":
    shell = f"set -o pipefail; {command.replace('listwright', ' '.join(COMMAND))}"
    return subprocess.run(
        ["bash", "-c", shell],
        cwd=project.root,
        env=project.variables({}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.slow
def test_closed_pipe(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes(*(f"P-{number:04}" for number in range(700))))
    for verb in ("plan --show all", "plan --json", "status"):
        ran = _piped(project, f"listwright {verb} | head -1")
        assert len(ran.stdout.splitlines()) == 1
        assert ran.stderr == ""


@pytest.mark.slow
def test_closed_pipe_during_apply(many: Project, vendor: PlanomaticLike) -> None:
    """Nobody reads any more; the orders are placed and recorded all the same."""
    ran = _piped(many, f"listwright {' '.join(APPLY)} | true")
    assert ran.returncode == 0
    assert len(ran.stderr.splitlines()) == 5
    assert dict(vendor.live()) == {f"P-{number}": 1 for number in range(5)}
    assert many.json("plan").doc["blocked_changes"] == []


@pytest.mark.slow
def test_nobody_reads_stderr(many: Project, vendor: PlanomaticLike) -> None:
    """The line per order cannot be printed any more; the rest goes on."""
    hold = vendor.fault("hold_after", property="P-0")
    process = many.spawn(*APPLY, "--json")
    assert process.stderr is not None
    assert hold.entered.wait(20)
    process.stderr.close()
    hold.release.set()
    assert process.stdout is not None
    process.stdout.read()
    process.stdout.close()
    assert process.wait(20) == 0
    assert dict(vendor.live()) == {f"P-{number}": 1 for number in range(5)}


class Terminal:
    """A process on a pseudo terminal of a given width."""

    def __init__(self, project: Project, *arguments: str, columns: int, **env: str | None) -> None:
        self._leader, follower = pty.openpty()
        ioctl(follower, termios.TIOCSWINSZ, pack("HHHH", 40, columns, 0, 0))
        self.process = subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=project.root,
            env=project.variables({"TERM": "xterm-256color", **env}),
            stdin=follower,
            stdout=follower,
            stderr=follower,
            start_new_session=True,
        )
        os.close(follower)
        self._text = b""

    def type(self, text: str) -> None:
        os.write(self._leader, text.encode())

    def interrupt(self) -> None:
        """Ctrl-C by somebody who has read the question."""
        time.sleep(0.3)
        os.killpg(self.process.pid, signal.SIGINT)

    def until(self, words: str, seconds: float = 20) -> str:
        """Read until the words appear."""
        self._read(lambda: words.encode() in self._text, seconds)
        assert words.encode() in self._text, self._text.decode()
        return self._text.decode()

    def end(self, seconds: float = 30) -> tuple[int, str]:
        self._read(lambda: False, seconds)
        code = self.process.wait(seconds)
        os.close(self._leader)
        return code, self._text.decode().replace("\r\n", "\n")

    def _read(self, enough: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not enough() and time.monotonic() < deadline:
            ready, _, _ = select.select([self._leader], [], [], 0.2)
            if not ready:
                continue
            try:
                chunk = os.read(self._leader, 65536)
            except OSError:  # the other side is closed
                return
            if not chunk:
                return
            self._text += chunk


ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.mark.slow
@pytest.mark.parametrize("columns", [60, 200])
def test_width(project: Project, vendor: PlanomaticLike, columns: int) -> None:
    project.write(homes("P-1", "DEN-A-PROPERTY-WITH-A-LONG-NAME-00412", "P-3"))
    code, text = Terminal(project, "plan", columns=columns).end()
    assert code == 0
    plain = ESCAPE.sub("", text)
    lines = [line for line in plain.splitlines() if "sha256:" not in line]
    assert "3 orders to create" in plain
    assert "\x1b[" in text
    assert max(len(line) for line in lines) <= columns
    if columns == 200:
        assert max(len(line) for line in lines) > 60


@pytest.mark.slow
def test_colour(project: Project) -> None:
    for more in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        _, text = Terminal(project, "plan", columns=100, **more).end()
        assert "\x1b" not in text
    _, text = Terminal(project, "plan", "--no-color", columns=100).end()
    assert "\x1b" not in text
    assert "\x1b[" in project.run("plan", FORCE_COLOR="1").out
    assert "\x1b" not in project.run("plan", FORCE_COLOR="1", NO_COLOR="1").out
    assert "\x1b" not in project.run("plan").out


@pytest.mark.slow
@pytest.mark.parametrize(("answer", "code", "orders"), [("yes", 0, 1), ("y", 4, 0), ("", 4, 0)])
def test_asked(
    project: Project, vendor: PlanomaticLike, answer: str, code: int, orders: int
) -> None:
    terminal = Terminal(project, "apply", "--bootstrap", columns=100)
    terminal.until("Apply this plan?")
    assert vendor.calls == []
    terminal.type(answer + "\n")
    assert terminal.end()[0] == code
    assert vendor.count("create") == orders


@pytest.mark.slow
def test_interrupted_while_asked(project: Project, vendor: PlanomaticLike) -> None:
    terminal = Terminal(project, "apply", "--bootstrap", columns=100)
    terminal.until("Apply this plan?")
    terminal.interrupt()
    code, text = terminal.end(10)
    assert code == 130
    assert "Traceback" not in text
    assert vendor.calls == []


@pytest.mark.slow
def test_end_of_input_is_no_yes(project: Project, vendor: PlanomaticLike) -> None:
    terminal = Terminal(project, "apply", "--bootstrap", columns=100)
    terminal.until("Apply this plan?")
    terminal.type("\x04")
    assert terminal.end(10)[0] == 4
    assert vendor.calls == []


@pytest.mark.slow
def test_confirming_on_a_terminal(many: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("drop_before", property="P-0")
    many.json(*APPLY).ends(3, "incomplete")
    said = ("resolve", "P-0/photos", "--not-created", "--reason", "r")
    for typed, code in (("", 130), ("P-1\n", 4), ("P-0/photos\n", 0)):
        terminal = Terminal(many, *said, columns=100)
        terminal.until("Type the address again")
        if typed:
            terminal.type(typed)
        else:
            terminal.interrupt()
        assert terminal.end(10)[0] == code


@pytest.mark.slow
def test_not_asked_in_ci(project: Project, vendor: PlanomaticLike) -> None:
    code, text = Terminal(project, "apply", "--bootstrap", columns=100, CI="true").end()
    assert code == 4
    assert "--auto-approve" in text


@pytest.mark.slow
def test_ci_changes_nothing_else_on_loopback(project: Project, vendor: PlanomaticLike) -> None:
    ran = project.launch(*APPLY, "--json", CI="true")
    assert ran.ends(0, "ok")["summary"]["done"] == 1
    assert project.launch("plan", "--json", "--detailed-exitcode", CI="true").ends(0, "ok")


@pytest.mark.slow
def test_bar_on_a_terminal(many: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("slow", times=5, seconds=0.2)
    code, text = Terminal(many, *APPLY, columns=100).end()
    assert code == 0
    assert "Applying" in text
    assert "5 done" in ESCAPE.sub("", text)


@pytest.mark.slow
def test_two_at_once_order_once(many: Project, vendor: PlanomaticLike) -> None:
    """Both start together; whoever comes second waits, plans again, and has nothing to do."""
    runs = [many.spawn(*APPLY, "--lock-timeout", "30s", "--json") for _ in range(3)]
    ended = []
    threads = [threading.Thread(target=lambda run=run: ended.append(finish(run))) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(len(ran.ends(0, "ok")["outcomes"]) for ran in ended) == [0, 0, 5]
    assert vendor.count("create") == 5
