"""From the path in the YAML to the bytes of one file inside the project."""

import os
import stat
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from listwright.config.yaml import Problem, printable, shown_path

MAX_TABLE_BYTES = 512 * 1024 * 1024
"""A million homes take about 270 MB; YAML has a smaller limit because it grows in memory."""

_OPEN_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
"""Non-blocking, because opening a FIFO would wait for somebody to write into it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """The bytes of a table and the digest of exactly these bytes."""

    content: bytes
    digest: str


def read_table_file(root: Path, path: str) -> TableFile | Problem:
    """Read the regular file `path` below the project's directory `root`, or say why not.

    Links are followed only as far as they stay inside: a pull request must not be able to show the
    files of the machine that plans it.
    """
    try:
        inside = (root / path).resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError) as error:
        return _unreadable(path, error)
    if not inside:
        return Problem(
            code="LW1503",
            summary="The inventory is outside the project",
            detail=f"{shown_path(path)} leads out of the project's directory.",
            fix="Put the file below the directory of listwright.yaml and write its relative path.",
        )
    try:
        descriptor = os.open(root / path, _OPEN_FLAGS)
    except FileNotFoundError:
        return _missing(root, path)
    except (OSError, ValueError) as error:
        return _unreadable(path, error)
    try:
        return _read_descriptor(descriptor, path)
    except OSError as error:
        return _unreadable(path, error)
    finally:
        os.close(descriptor)


def _read_descriptor(descriptor: int, path: str) -> TableFile | Problem:
    before = os.fstat(descriptor)
    if not stat.S_ISREG(before.st_mode):
        return Problem(
            code="LW1504",
            summary="The inventory is not a regular file",
            detail=f"{shown_path(path)} is a directory, a pipe, a socket or a device.",
            fix="Name a CSV file.",
        )
    if before.st_size > MAX_TABLE_BYTES:
        return Problem(
            code="LW1505",
            summary="The inventory is too large",
            detail=f"{shown_path(path)} has {before.st_size:,} bytes; a table may have "
            f"{MAX_TABLE_BYTES:,}.",
            fix="Split it over several sources under `inventory:`, or drop columns nobody uses.",
        )
    with os.fdopen(descriptor, "rb", closefd=False) as stream:
        content = stream.read(before.st_size + 1)
    after = os.fstat(descriptor)
    if len(content) != before.st_size or after.st_mtime_ns != before.st_mtime_ns:
        return Problem(
            code="LW1506",
            summary="The inventory changed while it was read",
            detail=f"Something wrote to {shown_path(path)} at the same moment.",
            fix="Run the command again when the export is complete.",
        )
    return TableFile(content=content, digest=f"sha256:{sha256(content).hexdigest()}")


def _missing(root: Path, path: str) -> Problem:
    detail = f"There is no {shown_path(path)} in the project's directory."
    if (root / path).is_symlink():
        detail = f"{shown_path(path)} is a link that leads nowhere."
    return Problem(
        code="LW1502",
        summary="The inventory does not exist",
        detail=f"{detail} A missing inventory never means that there are no homes.",
        fix="Correct `csv.path`, or let the export that writes the file run first.",
    )


def _unreadable(path: str, error: OSError | RuntimeError | ValueError) -> Problem:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Problem(
        code="LW1502",
        summary="The inventory cannot be read",
        detail=f"{shown_path(path)}: {printable(reason)}.",
        fix="Check the path, its permissions and those of its directory.",
    )
