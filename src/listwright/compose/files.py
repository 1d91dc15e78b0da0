"""Writing files whole or not at all."""

import os
from pathlib import Path

from listwright.errors import ConfigError, UsageError


def write_private(path: Path, text: str) -> None:
    """Write `text` to `path` with mode 0600: a temporary file, flushed, then renamed over it."""
    try:
        _write_whole(path, text)
    except OSError as error:
        raise UsageError(
            f"The file of -o/--out cannot be written: {error.strerror}.", advice="Check the path."
        ) from error


def write_beside(path: Path, text: str) -> None:
    """Write a file of the project, readable by all, whole or not at all; raises ConfigError."""
    try:
        _write_whole(path, text, mode=0o644)
    except OSError as error:
        raise ConfigError(
            f"{path.name} cannot be written: {error.strerror}.",
            advice="Make the project's folder writable: nothing was ordered.",
        ) from error


def _write_whole(path: Path, text: str, *, mode: int = 0o600) -> None:
    from tempfile import mkstemp

    descriptor, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), mode)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
