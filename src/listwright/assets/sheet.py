"""What stands on a home's contact sheet: its pictures, small, each beside what it was made of."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from listwright.assets.fetching import SOURCE_LIMIT
from listwright.assets.files import make_folder, read_within, replace_file
from listwright.assets.imaging import thumbnail
from listwright.assets.manifest import PictureNote, read_notes
from listwright.assets.naming import home_folder
from listwright.model.names import PropertyId
from listwright.model.sheet import ContactSheet, SheetPair, SheetPicture
from listwright.ports import PictureError

SHEET = "contact-sheet.html"
LONGEST_SIDE = 900
"""Pixels of a picture in a pair: two of them fill a page."""

LONGEST_SIDE_OF_REST = 480
"""Pixels of a photo that nothing was made of; a home may have dozens."""


def contact_sheet(root: Path, assets: Path, property_id: PropertyId) -> ContactSheet | None:
    """The sheet of a home; None when no picture of it is stored. Raises PictureError (`disk`)."""
    folder = home_folder(assets, property_id)
    notes = read_notes(root, folder)
    if not notes:
        return None
    staged = [note for note in notes if note.virtually_staged]
    plain = {note.sha256: note for note in notes if not note.virtually_staged}
    used = {note.source.sha256 for note in staged if note.source is not None}
    shown = _Shown(root, folder)
    return ContactSheet(
        property=property_id,
        pairs=tuple(_pair(note, plain, shown) for note in sorted(staged, key=_order_of_pairs)),
        photos=tuple(
            shown.picture(one, LONGEST_SIDE_OF_REST) for one in _unused(plain.values(), used)
        ),
    )


def write_sheet(root: Path, assets: Path, property_id: PropertyId, *, page: str) -> str:
    """Write the page beside the pictures; gives its path below `root`. Raises PictureError."""
    folder = home_folder(assets, property_id)
    make_folder(root, folder)
    path = folder / SHEET
    replace_file(path, page.encode("utf-8", "replace"))
    return path.relative_to(root).as_posix()


class _Shown:
    """Makes small copies of a home's pictures, each once."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._root = root
        self._folder = folder
        self._made: dict[tuple[str, int], SheetPicture] = {}

    def picture(self, note: PictureNote, longest: int = LONGEST_SIDE) -> SheetPicture:
        """The picture; one that is gone is shown as a hole, never left out."""
        key = (note.file, longest)
        if key not in self._made:
            self._made[key] = self._make(note, longest)
        return self._made[key]

    def _make(self, note: PictureNote, longest: int) -> SheetPicture:
        small, width, height, missing = b"", 0, 0, ""
        try:
            content = read_within(self._root, self._folder, note.file, limit=SOURCE_LIMIT)
            if sha256(content).hexdigest() == note.sha256:
                small, width, height = thumbnail(content, longest)
            else:
                missing = "the file is not the picture that was stored"
        except PictureError as error:
            missing = error.detail
        return SheetPicture(
            file=note.file,
            caption=note.caption,
            order_id=note.order_id,
            sequence=note.sequence,
            thumbnail=small,
            width=width,
            height=height,
            missing=missing,
        )


def _pair(note: PictureNote, plain: dict[str, PictureNote], shown: _Shown) -> SheetPair:
    before = plain.get(note.source.sha256) if note.source is not None else None
    return SheetPair(
        after=shown.picture(note),
        before=None if before is None else shown.picture(before),
        source=_source_words(note),
        room=note.room,
        style=note.style,
        tool=note.tool,
        options=tuple(sorted(note.options.items())),
        needs=note.needs,
    )


def _source_words(note: PictureNote) -> str:
    source = note.source
    if source is None:
        return ""
    if source.path is not None:
        return source.path
    return f"photo {source.sequence} of order {source.order_id}"


def _order_of_pairs(note: PictureNote) -> tuple[str, int, str, str, str]:
    source = note.source
    first = source.order_id or source.path or "" if source is not None else note.order_id or ""
    sequence = source.sequence if source is not None else note.sequence
    return (first, sequence or 0, note.room or "", note.style or "", note.file)


def _unused(notes: Iterable[PictureNote], used: set[str]) -> list[PictureNote]:
    """The photos that nothing on the page was made of, in the order of their visit."""
    rest = [note for note in notes if note.sha256 not in used]
    return sorted(rest, key=lambda one: (one.order_id or "", one.sequence or 0, one.file))
