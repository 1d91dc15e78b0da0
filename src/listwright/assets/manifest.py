"""`pictures.json` of a home's folder: what each picture shows, is made of, and whether it is true.

A picture without its entry is only a file: the entry says whether the picture was staged.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import NoneType
from typing import Any

from listwright.assets.files import disk_errors, read_below, relative_path, replace_file
from listwright.ports import PictureError

FILE = "pictures.json"
FORMAT_VERSION = "1.0"
_MAJOR = "1."
_LIMIT = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNote:
    """The photo that a picture was made of."""

    sha256: str
    order_id: str | None = None
    sequence: int | None = None
    caption: str = ""
    path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureNote:
    """One picture of a home. `file` is relative to the home's folder.

    `name` is what the picture is asked for by, beside account and order; `version` is the vendor's
    word for which version of a photo it is. `role` is `result`, `photo` (delivered), or `before` (a
    source kept beside what was made of it). `recipe` is the key that the picture was ordered by.
    """

    file: str
    sha256: str
    size: int
    media_type: str
    width: int
    height: int
    virtually_staged: bool
    role: str
    name: str = ""
    account: str | None = None
    order_id: str | None = None
    sequence: int | None = None
    caption: str = ""
    version: str = ""
    needs: tuple[str, ...] = ()
    room: str | None = None
    style: str | None = None
    tool: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    recipe: str | None = None
    source: SourceNote | None = None
    more: Mapping[str, object] = field(default_factory=dict)

    @property
    def place(self) -> tuple[str | None, str | None, str, str]:
        """What asks for this picture; a newer one in the same place does not replace it."""
        return self.account, self.order_id, self.role, self.name


def read_notes(root: Path, folder: Path) -> tuple[PictureNote, ...]:
    """Every entry of a home, sorted by file; none when nothing was stored yet.

    Raises PictureError, of kind `disk`, for a file that is not what this program wrote.
    """
    relative = (folder / FILE).relative_to(root).as_posix()
    try:
        content = read_below(root, relative, limit=_LIMIT)
    except PictureError as error:
        if error.kind == "missing" and not os.path.lexists(folder / FILE):
            return ()
        raise PictureError("disk", f"{relative}: {error.detail}") from None
    try:
        document = json.loads(content)
        if not str(document["format_version"]).startswith(_MAJOR):
            message = f"{relative} was written by a newer listwright"
            raise PictureError("disk", message)
        return tuple(_note_of(row) for row in _rows(document["pictures"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        message = f"{relative} is damaged: put it back from git, or remove it and pull again"
        raise PictureError("disk", message) from None


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Be the only one who stores pictures in `folder`; another run waits for its turn."""
    with disk_errors("the folder cannot be locked"):
        number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with disk_errors("the folder cannot be locked"):
            fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)


def write_note(root: Path, folder: Path, note: PictureNote, *, property_id: str) -> None:
    """Add an entry, or put it in the place of the one for the same file."""
    known = read_notes(root, folder)
    others = [one for one in known if one.file != note.file and not _is_again(one, note)]
    same = next((one for one in known if one.file == note.file), None)
    entry = replace(note, more=same.more) if same is not None else note
    if entry == same:
        return
    notes = sorted((*others, entry), key=lambda one: one.file)
    replace_file(folder / FILE, _dump(notes, property_id))


def _is_again(one: PictureNote, note: PictureNote) -> bool:
    """Whether an entry is for the same picture, which now stands in another file."""
    return (one.place, one.sha256) == (note.place, note.sha256)


def _dump(notes: Iterable[PictureNote], property_id: str) -> bytes:
    document = {
        "format_version": FORMAT_VERSION,
        "kind": "pictures",
        "property": property_id,
        "pictures": [_row_of(note) for note in notes],
    }
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode(
        "utf-8", "backslashreplace"
    )


_SOURCE_KEYS = ("order_id", "sequence", "caption", "path", "sha256")
_KEYS = (
    "file",
    "role",
    "name",
    "virtually_staged",
    "sha256",
    "size",
    "media_type",
    "width",
    "height",
    "account",
    "order_id",
    "sequence",
    "caption",
    "version",
    "needs",
    "room",
    "style",
    "tool",
    "options",
    "recipe",
    "source",
)


def _row_of(note: PictureNote) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(note, name) for name in _KEYS}
    row["needs"] = list(note.needs)
    row["options"] = dict(sorted(note.options.items()))
    if note.source is not None:
        row["source"] = {name: getattr(note.source, name) for name in _SOURCE_KEYS}
    return {**row, **note.more}


def _rows(listed: object) -> list[Any]:
    if not isinstance(listed, list):
        raise TypeError
    return listed


def _note_of(row: Mapping[str, Any]) -> PictureNote:
    """The entry; keys that a later version added are carried along. Raises as bad JSON does.

    Other people can write this file, too: what it names is looked at nowhere but below its folder.
    """
    _check_kinds(row, _KINDS)
    _check_place(row["file"])
    known = {key: row[key] for key in _KEYS if key in row}
    known["needs"] = tuple(_texts(row.get("needs", [])))
    options = row.get("options", {})
    known["options"] = dict(zip(options.keys(), _texts([*options.values()]), strict=True))
    known["source"] = _source_of(row.get("source"))
    more = {key: value for key, value in row.items() if key not in _KEYS}
    return PictureNote(**known, more=more)


def _source_of(row: Mapping[str, Any] | None) -> SourceNote | None:
    if row is None:
        return None
    _check_kinds(row, _SOURCE_KINDS)
    return SourceNote(**{key: row[key] for key in _SOURCE_KEYS if key in row})


def _check_kinds(row: Mapping[str, Any], kinds: Mapping[str, tuple[type, ...]]) -> None:
    """Raises TypeError unless every value that is there is of a kind this program writes."""
    # By type and not by isinstance: a flag is no number.
    if not all(type(row[key]) in kinds[key] for key in kinds.keys() & row.keys()):
        raise TypeError


def _check_place(file: str) -> None:
    """Raises ValueError when the path does not lead downwards, or no disk has such names."""
    os.fsencode(file)
    try:
        relative_path(file)
    except PictureError as error:
        raise ValueError(error.detail) from None


def _texts(values: object) -> list[str]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError
    return values


_TEXT, _WHOLE, _MAYBE = (str,), (int,), (str, NoneType)
_KINDS: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(("file", "sha256", "media_type", "role", "name", "caption", "version"), _TEXT),
    **dict.fromkeys(("size", "width", "height"), _WHOLE),
    **dict.fromkeys(("account", "order_id", "room", "style", "tool", "recipe"), _MAYBE),
    "virtually_staged": (bool,),
    "sequence": (int, NoneType),
    "needs": (list,),
    "options": (dict,),
    "source": (dict, NoneType),
}
_SOURCE_KINDS: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(("sha256", "caption"), _TEXT),
    **dict.fromkeys(("order_id", "path"), _MAYBE),
    "sequence": (int, NoneType),
}
