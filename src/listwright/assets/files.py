"""Reading below a folder and nowhere else, and writing so that nobody ever sees half a file."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from listwright.ports import PictureError

_READABLE = 0o644
_PRIVATE = 0o600


def relative_path(text: str) -> PurePosixPath:
    """`text` as a path below the project; raises PictureError, of kind `missing`."""
    path = PurePosixPath(text)
    bad = not text or "\0" in text or "\\" in text or path.is_absolute() or text.startswith("~")
    if bad or ".." in path.parts or path == PurePosixPath():
        message = "a path has to lead from the project's folder downwards, without `..`"
        raise PictureError("missing", message)
    return path


def read_below(root: Path, text: str, *, limit: int) -> bytes:
    """The content of a regular file of at most `limit` bytes that really stands below `root`.

    Raises PictureError: `missing`, `too_large`, `disk`.
    """
    path = root / relative_path(text)
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(root.resolve()):
            message = "the file is a link that leads out of the project's folder"
            raise PictureError("missing", message)
        # Not waiting: whoever put a pipe there must not make us wait for its other end.
        number = os.open(real, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        raise PictureError("missing", "there is no such file") from None
    except (OSError, RuntimeError) as error:
        raise PictureError("disk", _reason(error, "the file cannot be opened")) from None
    try:
        return _content_of(number, limit)
    finally:
        os.close(number)


def read_within(root: Path, folder: Path, text: str, *, limit: int) -> bytes:
    """As `read_below`, of a file that really stands below `folder`, which is below `root`."""
    path = folder / relative_path(text)
    with disk_errors("the file cannot be opened"):
        inside = path.resolve().is_relative_to(folder.resolve())
    if not inside:
        message = "the file is a link that leads out of its folder"
        raise PictureError("missing", message)
    return read_below(root, path.relative_to(root).as_posix(), limit=limit)


def _content_of(number: int, limit: int) -> bytes:
    found = os.fstat(number)
    if not stat.S_ISREG(found.st_mode):
        message = "it is a folder, a pipe or a device, not a file"
        raise PictureError("missing", message)
    if found.st_size > limit:
        raise PictureError("too_large", f"the file is larger than {limit // (1024 * 1024)} MiB")
    try:
        with os.fdopen(number, "rb", closefd=False) as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise PictureError("disk", _reason(error, "the file cannot be read")) from None
    if len(content) > limit:
        raise PictureError("too_large", f"the file is larger than {limit // (1024 * 1024)} MiB")
    return content


def make_folder(root: Path, folder: Path, *, mode: int = 0o755) -> None:
    """Make `folder`, which has to end up below `root` whatever links are on the way there.

    Raises PictureError, of kind `disk`.
    """
    with disk_errors("the folder cannot be made"):
        folder.mkdir(parents=True, exist_ok=True, mode=mode)
        inside = folder.resolve().is_relative_to(root.resolve())
    if not inside:
        message = f"{folder.name} is a link that leads out of the project's folder"
        raise PictureError("disk", message)


def write_new(path: Path, content: bytes) -> bool:
    """Write `path` whole; False when something else stands there already, which stays as it is."""
    with disk_errors("the picture cannot be written"):
        # Also where it is a link to nowhere.
        if os.path.lexists(path):
            return False
        with _beside(path, content, _READABLE) as temporary:
            try:
                path.hardlink_to(temporary)
            except FileExistsError:
                return False
            except OSError:
                # A disk without hard links; a second writer of this folder is kept out by its lock.
                temporary.replace(path)
        _settle(path.parent)
    return True


def replace_file(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write `path` whole, or leave it as it was. Raises PictureError, of kind `disk`."""
    with disk_errors("the file cannot be written"):
        with _beside(path, content, _PRIVATE if private else _READABLE) as temporary:
            temporary.replace(path)
        _settle(path.parent)


@contextmanager
def _beside(path: Path, content: bytes, mode: int) -> Iterator[Path]:
    """A finished copy of `content` on the same disk, gone afterwards if it still has its name."""
    number, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        yield temporary
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Make a new name last over a power cut."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def disk_errors(what: str) -> Iterator[None]:
    """Make an OSError of the block a PictureError, of kind `disk`; `what` says what failed."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise PictureError("disk", _reason(error, what)) from None


def _reason(error: OSError | RuntimeError, what: str) -> str:
    """The system's words; a loop of links is a RuntimeError, with a path in its text."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else ""
    return f"{what}: {text}" if text else what
