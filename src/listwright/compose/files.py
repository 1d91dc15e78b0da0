"""Writing files whole or not at all."""

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from errno import EPERM
from pathlib import Path
from shlex import quote

from listwright.errors import ConfigError, UsageError

_SQLITE = b"SQLite format 3\0"


def write_private(path: Path, text: str) -> None:
    """Write `text` to `path` with mode 0600: a temporary file, flushed, then renamed over it."""
    try:
        _refuse_place(path, overwrite=True)
        _write_whole(path, [text])
    except OSError as error:
        raise UsageError(
            f"The file of -o/--out cannot be written: {error.strerror}.", advice="Check the path."
        ) from error


def write_beside(path: Path, text: str) -> None:
    """Write a file of the project, readable by all, whole or not at all; raises ConfigError."""
    try:
        _write_whole(path, [text], mode=0o644)
    except OSError as error:
        raise ConfigError(
            f"{path.name} cannot be written: {error.strerror}.",
            advice="Make the project's folder writable: nothing was ordered.",
        ) from error


def write_report(path: Path, content: bytes, *, typed: str) -> None:
    """Write a report for others to read, whole or not at all; raises UsageError.

    A device or a pipe gets it as it is; `typed` is the path as the user wrote it.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode) if path.is_file() else 0o644
        _write_whole(path, [content.decode()], mode=mode)
    except OSError as error:
        raise _unwritable(typed, error) from error


def append_text(path: Path, text: str) -> None:
    """Write `text` behind what a file holds, all of it or nothing; raises UsageError."""
    try:
        with path.open("ab", buffering=0) as file:
            held, rest = file.tell(), memoryview(text.encode())
            try:
                while rest:
                    rest = rest[file.write(rest) :]
            except OSError:
                if not is_stream(path):
                    file.truncate(held)
                raise
    except OSError as error:
        raise _unwritable(str(path), error) from error


def _unwritable(typed: str, error: OSError) -> UsageError:
    return UsageError(
        f"The report {typed} cannot be written: {error.strerror}.",
        advice="Check the path, its permissions and the room on that disk.",
    )


def write_lines(
    path: Path, lines: Iterable[str], *, overwrite: bool, keep_mode: bool = False
) -> None:
    """Write a large private text to `path`, line by line, whole or not at all.

    With `keep_mode` a file that is written over may be read by whom it could be before. A device
    or a pipe gets the lines as they come.

    Raises UsageError where it cannot, and unless `overwrite` where a file is already.
    """
    try:
        _refuse_place(path, overwrite=overwrite)
        mode = stat.S_IMODE(path.stat().st_mode) if keep_mode and path.is_file() else 0o600
        _write_whole(path, lines, mode=mode, overwrite=overwrite)
    except FileExistsError as error:
        raise UsageError(
            f"{path} exists already.", advice="Name another file, or write over it with --force."
        ) from error
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}.",
            advice="Check the path, its permissions and the room on that disk. Nothing was left "
            "there.",
        ) from error


def _refuse_place(path: Path, *, overwrite: bool) -> None:
    if path.is_dir():
        raise UsageError(f"{path} is a directory.", advice=f"Name a file in it: -o {path / 'NAME'}")
    require_folder(path.parent, f"The folder {path.parent} does not exist.")
    if os.path.lexists(path) and not overwrite:
        raise FileExistsError


def require_folder(folder: Path, complaint: str) -> None:
    """Raise UsageError with `complaint`, and with how to mend it, where `folder` is none."""
    if folder.is_dir():
        return
    there = next((one for one in (folder, *folder.parents) if os.path.lexists(one)), folder)
    if there.is_dir():
        raise UsageError(complaint, advice=f"Run: mkdir -p {quote(str(folder))}")
    raise UsageError(complaint, advice=f"Name another folder: {there} is none.")


def _write_whole(
    path: Path, pieces: Iterable[str], *, mode: int = 0o600, overwrite: bool = True
) -> None:
    """Write `pieces` one after the other; a whole text is one piece, else each letter would be.

    Raises OSError.
    """
    from tempfile import mkstemp

    if is_stream(path):
        with path.open("w", encoding="utf-8") as stream:
            stream.writelines(pieces)
        return
    path = path.resolve()  # a link stays, and what it names is written
    _refuse_database(path)
    descriptor, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), mode)
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        if not overwrite:
            _claim(path)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _refuse_database(path: Path) -> None:
    """Raise PermissionError where a ledger is: nothing that is written here may take its place."""
    if path.is_file():
        with path.open("rb") as file:
            if file.read(len(_SQLITE)) == _SQLITE:
                raise PermissionError(EPERM, "a ledger or another database is there")


def is_stream(path: Path) -> bool:
    """A device, a pipe or a terminal: nothing that could be replaced by a file."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _claim(path: Path) -> None:
    """Take a name that nobody has; raises FileExistsError."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
