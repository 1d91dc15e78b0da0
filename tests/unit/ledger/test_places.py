"""Where a ledger may stand, and what a file must be to be opened."""

import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.contract.ledger.builders import ACCOUNT, START, FakeClock, order

from listwright.compose.places import away_from
from listwright.errors import LedgerError, OtherProjectError
from listwright.ledger import opening, places
from listwright.ledger.connection import make_durable, open_memory
from listwright.ledger.opening import open_ledger
from listwright.ledger.places import remote_filesystem
from listwright.ledger.sqlite import SqliteLedger

Opener = Callable[..., SqliteLedger]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "private" / "ledger.db"


@pytest.fixture
def opener(path: Path) -> Opener:
    def opened(at: Path = path, *, read_only: bool = False, lineage: str = "a/b") -> SqliteLedger:
        return open_ledger(
            at, lineage=lineage, run="r", actor="ana", clock=FakeClock(), read_only=read_only
        )

    return opened


def refusal(opener: Opener, *args: Path, **kwargs: object) -> LedgerError:
    with pytest.raises(LedgerError) as caught:
        opener(*args, **kwargs)
    return caught.value


def code_of(error: LedgerError) -> str:
    return error.diagnostics[0].code


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def fill(ledger: SqliteLedger) -> None:
    ledger.record_order(order(), at=START, actor="ana")


def test_everything_made_is_private_whatever_the_umask(path: Path, opener: Opener) -> None:
    before = os.umask(0)
    try:
        with opener() as ledger, ledger.lock(0):
            fill(ledger)
            assert mode_of(path.parent) == 0o700
            assert {file.name: mode_of(file) for file in path.parent.iterdir()} == dict.fromkeys(
                ("ledger.db", "ledger.db-wal", "ledger.db-shm", "ledger.db.lock"), 0o600
            )
    finally:
        os.umask(before)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
@pytest.mark.parametrize("read_only", [True, False])
def test_a_file_others_may_use_is_refused(
    path: Path, opener: Opener, mode: int, read_only: bool
) -> None:
    opener().close()
    path.chmod(mode)
    error = refusal(opener, read_only=read_only)
    assert code_of(error) == "LW2004"
    assert error.advice == f"Run: chmod 600 {path}"


def test_an_exposed_log_is_refused(path: Path, opener: Opener) -> None:
    opener().close()
    log = Path(f"{path}-wal")
    log.touch(mode=0o600)
    log.chmod(0o644)
    assert refusal(opener).advice == f"Run: chmod 600 {log}"


@pytest.mark.parametrize("read_only", [True, False])
@pytest.mark.parametrize(
    "content", [b"hello, this is not a database" * 99, b"SQLite format 3\0" * 9]
)
def test_another_kind_of_file_is_refused_and_untouched(
    path: Path, opener: Opener, content: bytes, read_only: bool
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    path.chmod(0o600)
    assert code_of(refusal(opener, read_only=read_only)) == "LW2002"
    assert path.read_bytes() == content


def test_the_database_of_another_program_is_refused_and_untouched(
    path: Path, opener: Opener
) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as sql:
        sql.execute("CREATE TABLE song (name TEXT)")
    sql.close()
    path.chmod(0o600)
    before = path.read_bytes()
    assert code_of(refusal(opener)) == "LW2002"
    assert path.read_bytes() == before


def test_a_newer_schema_names_the_version_to_install(path: Path, opener: Opener) -> None:
    opener().close()
    with sqlite3.connect(path) as sql:
        sql.execute("UPDATE meta SET schema_version = 99, minimum_tool = '7.1.0'")
    sql.close()
    error = refusal(opener)
    assert code_of(error) == "LW2003"
    assert "'listwright>=7.1.0'" in error.advice


def test_a_reader_never_migrates(path: Path, opener: Opener) -> None:
    opener().close()
    with sqlite3.connect(path) as sql:
        sql.execute("UPDATE meta SET schema_version = 0")
    sql.close()
    error = refusal(opener, read_only=True)
    assert code_of(error) == "LW2003"
    assert "listwright plan" in error.advice


def test_the_ledger_of_another_project_is_refused(opener: Opener) -> None:
    opener().close()
    for read_only in (True, False):
        with pytest.raises(OtherProjectError) as caught:
            opener(lineage="x/y", read_only=read_only)
        assert caught.value.exit_code == 4
        assert "a/b" in caught.value.message


def test_a_directory_a_link_and_a_device_are_refused(tmp_path: Path, opener: Opener) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "nowhere.db")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o600)
    for place in (tmp_path, link, pipe):
        assert code_of(refusal(opener, place)) == "LW2009"
        assert code_of(refusal(opener, place, read_only=True)) == "LW2009"
    assert not (tmp_path / "nowhere.db").exists()


def test_a_write_protected_file_is_for_readers(path: Path, opener: Opener) -> None:
    opener().close()
    path.chmod(0o400)
    error = refusal(opener)
    assert code_of(error) == "LW2006"
    assert f"chmod u+w {path}" in error.advice
    with opener(read_only=True) as ledger:
        assert not ledger.observed().properties


def test_a_place_that_cannot_be_made_is_refused(tmp_path: Path, opener: Opener) -> None:
    blocker = tmp_path / "file"
    blocker.touch()
    assert code_of(refusal(opener, blocker / "deep" / "ledger.db")) == "LW2006"


def test_a_lock_that_cannot_be_made_is_refused(path: Path, opener: Opener) -> None:
    with opener() as ledger:
        Path(f"{path}.lock").symlink_to(path.parent / "elsewhere")
        with pytest.raises(LedgerError) as caught, ledger.lock(0):
            pytest.fail("a link was followed")
        assert code_of(caught.value) == "LW2006"


def test_a_reader_of_nothing_makes_nothing(path: Path, opener: Opener) -> None:
    with opener(read_only=True) as ledger:
        assert not ledger.observed().properties
        assert ledger.plan_used("p") is None
    assert not path.parent.exists()


def test_an_empty_file_is_an_empty_ledger(path: Path, opener: Opener) -> None:
    path.parent.mkdir()
    path.touch(mode=0o600)
    with opener(read_only=True) as ledger:
        assert not ledger.observed().properties
    assert path.stat().st_size == 0
    with opener() as ledger:
        fill(ledger)


# ---- damage ----------------------------------------------------------------------------------


def break_a_page(path: Path) -> None:
    """Overwrite the page of the `orders` table's root."""
    with sqlite3.connect(path) as sql:
        root = "SELECT rootpage FROM sqlite_master WHERE name = 'orders'"
        (page,) = sql.execute(root).fetchone()
        (size,) = sql.execute("PRAGMA page_size").fetchone()
    sql.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


def test_a_damaged_file_is_refused_with_the_way_back(path: Path, opener: Opener) -> None:
    with opener() as ledger:
        fill(ledger)
    break_a_page(path)
    error = refusal(opener)
    assert code_of(error) == "LW2005"
    assert "VACUUM INTO" in error.advice
    assert ".recover" in error.advice


def test_damage_in_a_large_file_shows_when_it_is_read(
    path: Path, opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_SMALL", 0)
    with opener() as ledger:
        fill(ledger)
    break_a_page(path)
    with opener() as ledger, pytest.raises(LedgerError) as caught:
        ledger.order(ACCOUNT, order().order_id)
    assert code_of(caught.value) == "LW2005"


def test_a_log_left_by_a_crash_brings_the_full_check(
    path: Path, opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_SMALL", 0)
    with opener() as ledger:
        fill(ledger)
        copy = path.with_name("copy.db")
        for suffix in ("", "-wal"):
            target = Path(f"{copy}{suffix}")
            target.write_bytes(Path(f"{path}{suffix}").read_bytes())
            target.chmod(0o600)
    assert places.wal_left_behind(copy)
    with opener(copy) as ledger:
        assert ledger.observed().properties
    break_a_page(copy)
    Path(f"{copy}-wal").write_bytes(b"left behind")
    Path(f"{copy}-wal").chmod(0o600)
    assert code_of(refusal(opener, copy)) == "LW2005"


# ---- file systems ----------------------------------------------------------------------------

MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
40 22 0:50 / /mnt/team\\040share rw - nfs4 server:/share rw
41 40 254:1 / /mnt/team\\040share/local rw - xfs /dev/vdb rw
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/home/ana/ledger.db", None),
        ("/mnt/team share/ledger.db", "nfs4"),
        ("/mnt/team share/local/ledger.db", None),
    ],
)
def test_network_file_systems_are_recognised(place: str, kind: str | None) -> None:
    assert remote_filesystem(Path(place), MOUNTS) == kind


def test_a_ledger_on_a_network_file_system_is_refused(
    tmp_path: Path, opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"22 1 0:50 / {tmp_path} rw - cifs //server/share rw\n")
    monkeypatch.setattr(places, "_MOUNTS", mounts)
    assert code_of(refusal(opener)) == "LW2009"
    monkeypatch.setattr(places, "_MOUNTS", tmp_path / "no-proc-here")
    opener().close()


def test_a_disk_without_a_log_is_refused(path: Path, opener: Opener) -> None:
    """Where SQLite cannot map shared memory it answers with another journal; memory does too."""
    with pytest.raises(LedgerError) as caught:
        make_durable(open_memory(), path)
    assert code_of(caught.value) == "LW2010"


def test_files_away_from_a_ledger_have_one_name_however_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "project")
    called = ("project/ledger.db", "project/../project/ledger.db", "link/ledger.db")
    names = {away_from(tmp_path / name, "a/b", str(tmp_path / "state")) for name in called}
    assert len(names) == 1
    other = away_from(tmp_path / "project/ledger.db", "a/c", str(tmp_path / "state"))
    assert other not in names
