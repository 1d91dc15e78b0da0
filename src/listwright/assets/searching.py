"""Which files of the project a pattern names."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from listwright.assets.files import disk_errors, relative_path
from listwright.assets.kinds import PICTURE_ENDINGS
from listwright.assets.naming import words_of
from listwright.model.picture import PhotoRef
from listwright.ports import PictureError

FILES_AT_MOST = 500
_LOOKED_AT_MOST = 200_000
"""Names that are looked at before a pattern is called too wide."""


def files_matching(root: Path, assets: Path, pattern: str) -> tuple[PhotoRef, ...]:
    """The pictures below `root` that `pattern` names, sorted by path.

    Names that begin with a dot are left out, and so is what stands under `assets`, unless the
    pattern begins there: what was staged is not staged again by a wide pattern. Raises
    PictureError.
    """
    wanted = relative_path(pattern)
    stored = assets.relative_to(root).parts
    in_assets = wanted.parts[: len(stored)] == stored
    base = root.resolve()
    found: set[str] = set()
    with disk_errors("the project's folder cannot be searched"):
        for path in islice(_candidates(root, pattern), _LOOKED_AT_MOST):
            parts = path.relative_to(root).parts
            hidden = any(part.startswith(".") for part in parts)
            if hidden or (parts[: len(stored)] == stored and not in_assets):
                continue
            if path.is_file() and path.resolve().is_relative_to(base):
                found.add(Path(*parts).as_posix())
            if len(found) > FILES_AT_MOST:
                message = f"the pattern names more than {FILES_AT_MOST} pictures; make it narrower"
                raise PictureError("too_large", message)
    return tuple(
        PhotoRef(sequence=place, caption=words_of(Path(name).stem), path=name)
        for place, name in enumerate(sorted(found), start=1)
    )


def _candidates(root: Path, pattern: str) -> Iterator[Path]:
    try:
        for path in root.glob(pattern):
            if path.suffix.lower() in PICTURE_ENDINGS:
                yield path
    except (ValueError, NotImplementedError, IndexError):  # pathlib's words for a bad pattern
        message = "the pattern cannot be used; write it as photos/*.jpg"
        raise PictureError("missing", message) from None
