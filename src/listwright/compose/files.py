"""Writing files nobody else should read, whole or not at all."""

import os
from pathlib import Path

from listwright.errors import UsageError


def write_private(path: Path, text: str) -> None:
    """Write `text` to `path` with mode 0600: a temporary file, flushed, then renamed over it."""
    from tempfile import mkstemp

    try:
        descriptor, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError as error:
        raise UsageError(
            f"The file of -o/--out cannot be written: {error.strerror}.", advice="Check the path."
        ) from error
