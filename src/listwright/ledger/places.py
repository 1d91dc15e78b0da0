"""Where a ledger may stand: one private regular file on a local disk."""

import os
import stat
from pathlib import Path

from listwright.ledger import failures

_MOUNTS = Path("/proc/self/mountinfo")
_REMOTE = frozenset({"afs", "cifs", "fuse.sshfs", "nfs", "nfs4", "smb3", "smbfs"})
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_COMPANIONS = ("-wal", "-shm", ".lock")


def check_place(path: Path, *, read_only: bool, even_exposed: bool = False) -> bool:
    """Whether a ledger exists at `path`; raises LedgerError when it must not be used so.

    With `even_exposed`, files that others may use are no reason to refuse.
    """
    if path.is_symlink():
        raise failures.unsuitable(
            path,
            "is a symbolic link",
            f"Name the file itself: {os.path.realpath(path)}. Two names would mean two locks.",
        )
    if path.is_dir():
        raise failures.unsuitable(path, "is a directory", f"Name a file: {path / 'ledger.db'}")
    _refuse_remote(path)
    if not path.exists():
        return False
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        raise failures.unsuitable(path, "is not a regular file", "Name a file on a local disk.")
    if not even_exposed:
        _refuse_exposed(path)
    if not read_only and not mode & stat.S_IWUSR:
        raise failures.write_protected(path)
    return path.stat().st_size > 0


def create_file(path: Path) -> None:
    """Make the empty file, private from its first instant; SQLite gives its companions its mode."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(path, flags, 0o600)
    except OSError as error:
        raise failures.write_protected(path) from error
    try:
        os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)


def wal_left_behind(path: Path) -> bool:
    """Whether a write-ahead log with content lies beside the file.

    The last connection to close removes it: what is left means a crash, or a program at work.
    """
    log = Path(f"{path}-wal")
    return log.exists() and log.stat().st_size > 0


def remote_filesystem(path: Path, mounts: str) -> str | None:
    """The type of the network file system that `path` stands on, or None.

    `mounts` is the text of Linux's mountinfo, where the longest mount point that holds it wins.
    """
    nearest, kind = "", None
    for line in mounts.splitlines():
        fields, _, source = line.partition(" - ")
        point = fields.split(" ")[4].replace("\\040", " ")
        if path.is_relative_to(point) and len(point) >= len(nearest):
            nearest, kind = point, source.split(" ")[0]
    return kind if kind in _REMOTE else None


def _refuse_remote(path: Path) -> None:
    if not _MOUNTS.exists():
        return
    kind = remote_filesystem(path.absolute(), _MOUNTS.read_text(encoding="utf-8"))
    if kind is not None:
        raise failures.unsuitable(
            path,
            f"stands on a network file system ({kind}), where locks cannot be trusted",
            "Put the ledger on a local disk.",
        )


def exposed_files(path: Path) -> tuple[Path, ...]:
    """Those of the ledger's files that others on this machine may read or write."""
    family = (path, *(Path(f"{path}{suffix}") for suffix in _COMPANIONS))
    return tuple(one for one in family if one.exists() and one.stat().st_mode & _OTHERS)


def _refuse_exposed(path: Path) -> None:
    found = exposed_files(path)
    if found:
        mode = stat.S_IMODE(found[0].stat().st_mode)
        raise failures.exposed(found[0], mode=mode, exposed_files=found)
