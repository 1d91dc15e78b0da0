"""One runner at a time: `flock` on a file beside the ledger, freed by the kernel at death.

The lock is a convenience that keeps two runs from planning the same work. Safety does not rest on
it: the unique index of active needs and the epoch do that.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from listwright.ledger.failures import write_protected
from listwright.ports import Clock

_POLL_SECONDS = 0.05
_PATIENCE_SECONDS = 0.2
"""Readers touch the lock for an instant to see whether it is held; that is not "busy"."""


def lock_path(path: Path) -> Path:
    """The lock file of a ledger."""
    return Path(f"{path}.lock")


@contextmanager
def locked_file(path: Path, timeout: float, clock: Clock) -> Iterator[bool]:
    """Hold the lock of the ledger at `path`; gives False when another held on for `timeout` s."""
    deadline = clock.monotonic() + max(timeout, _PATIENCE_SECONDS)
    while True:
        try:
            descriptor = _open(lock_path(path), os.O_RDWR | os.O_CREAT)
        except OSError as error:
            raise write_protected(lock_path(path)) from error
        try:
            mine = _take(descriptor, deadline, clock)
            if not mine or _stands(descriptor, lock_path(path)):
                yield mine
                return
        finally:
            os.close(descriptor)


def replace_lock(path: Path) -> None:
    """Take the lock file away from a holder that hangs: the next runner locks a new one."""
    with suppress(FileNotFoundError):
        lock_path(path).unlink()


def _stands(descriptor: int, path: Path) -> bool:
    """Whether the locked file is still the one that others will lock."""
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(descriptor), path.stat())
    return False


def is_held(path: Path) -> bool:
    """Whether a living process holds the lock; asks the kernel and writes nothing."""
    try:
        descriptor = _open(lock_path(path), os.O_RDONLY)
    except OSError:
        return False
    try:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return False
        return True
    finally:
        os.close(descriptor)


def _open(path: Path, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)


def _take(descriptor: int, deadline: float, clock: Clock) -> bool:
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        if clock.monotonic() >= deadline:
            return False
        clock.sleep(_POLL_SECONDS)
