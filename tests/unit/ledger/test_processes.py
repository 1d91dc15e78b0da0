"""Real processes: the lock, `kill -9`, and what is on the disk afterwards."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.contract.ledger.builders import FakeClock, draft, key, place, record_of, state_of

from listwright.errors import LockBusyError
from listwright.ledger.lock import locked_file
from listwright.ledger.opening import open_ledger
from listwright.ledger.sqlite import SqliteLedger
from listwright.model.intent import IntentState

ROOT = Path(__file__).parents[3]
CHILD = """
import sys
sys.path[:0] = sys.argv[1].split(":")
from pathlib import Path
from listwright.ledger.opening import open_ledger
from tests.contract.ledger.builders import FakeClock, begin, created, draft, START

ledger = open_ledger(Path(sys.argv[2]), lineage="a/b", run="child", actor="ci", clock=FakeClock())
with ledger.lock(0) as epoch:
    ref = begin(ledger, draft(), epoch)
    if sys.argv[3] == "closed":
        ledger.close_attempt(ref, created(), at=START)
    print("ready", flush=True)
    sys.stdin.read()
"""


def opened(path: Path, *, read_only: bool = False) -> SqliteLedger:
    return open_ledger(
        path, lineage="a/b", run="parent", actor="ana", clock=FakeClock(), read_only=read_only
    )


@contextmanager
def runner(path: Path, stage: str) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock with one attempt open, or closed."""
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, f"{ROOT / 'src'}:{ROOT}", str(path), stage],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            yield child
        finally:
            child.kill()


@pytest.mark.kill
def test_a_killed_runner_leaves_a_doubt_and_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with runner(path, "open") as child:
        with opened(path) as ledger:
            assert state_of(ledger) is IntentState.SENDING
            busy = pytest.raises(LockBusyError, match=f"process {child.pid}, ci")
            with busy as caught, ledger.lock(1):
                pytest.fail("two runners")
            assert caught.value.exit_code == 4
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    with opened(path, read_only=True) as reader:
        assert state_of(reader) is IntentState.IN_DOUBT
    with opened(path) as ledger:
        assert state_of(ledger) is IntentState.IN_DOUBT
        with ledger.lock(0) as epoch:
            place(ledger, epoch, draft("video", name="bbbb"))
            assert state_of(ledger) is IntentState.IN_DOUBT
            assert state_of(ledger, key("bbbb")) is IntentState.LIVE


@pytest.mark.kill
def test_a_closed_attempt_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with runner(path, "closed") as child:
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    with opened(path) as ledger:
        assert state_of(ledger) is IntentState.LIVE
        (found,) = record_of(ledger).orders
        assert found.order_id == "654321"


def test_a_lock_without_a_lease_is_busy_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with opened(path) as ledger, locked_file(path, 0, FakeClock()) as mine:
        assert mine
        with pytest.raises(LockBusyError, match="another process"), ledger.lock(0):
            pytest.fail("two runners")


def test_a_reader_leaves_no_files_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with opened(path) as ledger, ledger.lock(0) as epoch:
        place(ledger, epoch)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    with opened(path, read_only=True) as reader:
        assert state_of(reader) is IntentState.LIVE
    after = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert {name: text for name, text in after.items() if text and "shm" not in name} == {
        name: text for name, text in before.items() if text
    }


def test_readers_do_not_disturb_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with opened(path) as ledger, ledger.lock(0):
        pass
    with opened(path) as ledger:
        for _ in range(20):
            with ledger.lock(0):
                assert not ledger.observed().properties
