"""Sources that a run has seen, by their SHA-256: fetched once, used for every recipe."""

from hashlib import sha256
from pathlib import Path

from listwright.assets.files import disk_errors, make_folder, read_below, replace_file
from listwright.ports import PictureError

_DIGITS = frozenset("0123456789abcdef")


class PictureCache:
    """Files named by what is in them, readable by the user alone. Nothing here cannot be lost."""

    def __init__(self, root: Path, folder: Path, *, limit: int) -> None:
        """`folder` stands below `root`; no file is above `limit` bytes."""
        self._root = root
        self._folder = folder
        self._limit = limit

    def keep(self, content: bytes) -> str:
        """Store; gives the SHA-256. Raises PictureError, of kind `disk`."""
        digest = sha256(content).hexdigest()
        if self.find(digest) is None:
            make_folder(self._root, self._folder, mode=0o700)
            replace_file(self._path(digest), content, private=True)
        return digest

    def find(self, digest: str) -> bytes | None:
        """The bytes, or None when they are not here or no longer what their name says."""
        if not _is_digest(digest):
            return None
        try:
            relative = self._path(digest).relative_to(self._root).as_posix()
            content = read_below(self._root, relative, limit=self._limit)
        except PictureError:
            return None
        if sha256(content).hexdigest() != digest:
            self.forget(digest)
            return None
        return content

    def forget(self, digest: str) -> None:
        """Remove a picture, if it is here. Raises PictureError, of kind `disk`."""
        if _is_digest(digest):
            with disk_errors("the cache cannot be cleaned"):
                self._path(digest).unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        return self._folder / digest


def _is_digest(text: str) -> bool:
    return len(text) == 64 and _DIGITS.issuperset(text)
