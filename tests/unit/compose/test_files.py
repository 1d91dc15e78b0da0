"""Files on a disk that is full."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from listwright.compose.files import append_text
from listwright.errors import UsageError


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """Files of this process end there, as on a disk without room."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def test_what_finds_no_room_is_not_half_there(tmp_path: Path) -> None:
    path = tmp_path / "summary.md"
    path.write_text("held\n", encoding="utf-8")
    with no_file_above(10_000), pytest.raises(UsageError, match="cannot be written"):
        append_text(path, "x" * 20_000)
    assert path.read_text(encoding="utf-8") == "held\n"
    append_text(path, "more\n")
    assert path.read_text(encoding="utf-8") == "held\nmore\n"
