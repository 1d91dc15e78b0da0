"""Reading one file of the user, once, without being made to wait or to read without end."""

import os
import stat
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from listwright.config.yaml.characters import printable
from listwright.config.yaml.limits import MAX_FILE_BYTES
from listwright.errors import Diagnostic, Span

_OPEN_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
"""Non-blocking, because opening a FIFO would wait for somebody to write into it."""
_MIB = 1024 * 1024
_KINDS = (
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The bytes of one file and the digest of exactly these bytes."""

    file: str
    content: bytes
    digest: str
    """`sha256:` and 64 hexadecimal digits."""


def read_source(path: Path, file: str) -> Source | Diagnostic:
    """The regular file at `path`, called `file` in messages, or why it cannot be read."""
    try:
        descriptor = os.open(path, _OPEN_FLAGS)
    except FileNotFoundError:
        return _missing(path, file)
    except (OSError, ValueError) as error:
        return _unreadable(file, error)
    try:
        return _read_descriptor(descriptor, file)
    except OSError as error:
        return _unreadable(file, error)
    finally:
        os.close(descriptor)


def _read_descriptor(descriptor: int, file: str) -> Source | Diagnostic:
    before = os.fstat(descriptor)
    if not stat.S_ISREG(before.st_mode):
        kind = next((name for test, name in _KINDS if test(before.st_mode)), "a device")
        return Diagnostic(
            code="LW1003",
            summary="This is not a regular file",
            detail=f"{file} is {kind}; listwright reads regular files only.",
            fix="Name a file.",
            span=Span(file=file, line=1),
        )
    if before.st_size > MAX_FILE_BYTES:
        return Diagnostic(
            code="LW1005",
            summary="The file is too large",
            detail=f"{file} has {before.st_size:,} bytes; a file may have "
            f"{MAX_FILE_BYTES // _MIB} MiB.",
            fix="Split it over several files under `include:`, or keep the homes in a CSV "
            "inventory.",
            span=Span(file=file, line=1),
        )
    with os.fdopen(descriptor, "rb", closefd=False) as stream:
        content = stream.read(before.st_size + 1)
    after = os.fstat(descriptor)
    if len(content) != before.st_size or after.st_mtime_ns != before.st_mtime_ns:
        return Diagnostic(
            code="LW1006",
            summary="The file changed while it was read",
            detail=f"Something wrote to {file} at the same moment.",
            fix="Run the command again when nothing writes to the file.",
            span=Span(file=file, line=1),
        )
    return Source(file=file, content=content, digest=f"sha256:{sha256(content).hexdigest()}")


def _missing(path: Path, file: str) -> Diagnostic:
    if path.is_symlink():
        return Diagnostic(
            code="LW1007",
            summary="The file is a link that leads nowhere",
            detail=f"{file} is a symbolic link, and what it points to does not exist.",
            fix="Correct the link, or put the file itself in its place.",
            span=Span(file=file, line=1),
        )
    return Diagnostic(
        code="LW1002",
        summary="The file does not exist",
        detail=f"There is no {file}.",
        fix="Correct the name or create the file.",
        span=Span(file=file, line=1),
    )


def _unreadable(file: str, error: OSError | ValueError) -> Diagnostic:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Diagnostic(
        code="LW1004",
        summary="The file cannot be read",
        detail=f"{file}: {printable(reason)}.",
        fix="Check the name, its permissions and those of its directory.",
        span=Span(file=file, line=1),
    )
