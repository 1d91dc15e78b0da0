"""The pictures of a project: sources in a cache, all others in the folders of their homes."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from listwright.assets.cache import PictureCache
from listwright.assets.fetching import RESULT_LIMIT, SOURCE_LIMIT, Download, body_of
from listwright.assets.files import make_folder, read_below, read_within, write_new
from listwright.assets.imaging import fingerprint_of, normalised
from listwright.assets.kinds import ENDINGS, JPEG
from listwright.assets.manifest import PictureNote, SourceNote, read_notes, write_note, writing
from listwright.assets.naming import home_folder, safe_name, slug_of
from listwright.assets.searching import files_matching
from listwright.http.download import download
from listwright.http.links import AllowedLinks
from listwright.model.names import AccountId, PropertyId
from listwright.model.order import Order, Photo
from listwright.model.picture import (
    Fingerprint,
    PhotoRef,
    PictureFile,
    PictureTask,
    StoredPicture,
)
from listwright.ports import PictureError

CACHE = ".listwright/cache/pictures"
_PHOTOS = "photos"
_BEFORE = "before"


class FilePictures:
    """Implements `ports.Pictures` below one project's folder.

    `allowed` says for each account where its links may lead; the links of an account that is not in
    it lead nowhere.
    """

    def __init__(
        self,
        root: Path,
        *,
        allowed: Mapping[AccountId, AllowedLinks],
        assets: str = "assets",
        cache: str = CACHE,
        fetch: Download = download,
    ) -> None:
        """`assets` and `cache` are relative to `root`; nothing is made before it is needed."""
        self.root = root.resolve()
        self.assets = self.root / assets
        self._allowed = allowed
        self._fetch = fetch
        self._cache = PictureCache(self.root, self.root / cache, limit=SOURCE_LIMIT)

    def fingerprint(self, photo: PhotoRef) -> Fingerprint:
        """See `ports.Pictures`."""
        content = self._bytes_of(photo)
        found = fingerprint_of(content)
        self._cache.keep(content)
        return found

    def source(self, task: PictureTask) -> PictureFile:
        """See `ports.Pictures`."""
        content = normalised(self._delivered(task))
        if len(content) > SOURCE_LIMIT:
            message = "the photo is larger than 50 MiB in the form in which it is uploaded"
            raise PictureError("too_large", message)
        name = f"photo-{task.photo.sequence}{ENDINGS[JPEG]}"
        return PictureFile(name=name, media_type=JPEG, content=content)

    def matching(self, pattern: str) -> tuple[PhotoRef, ...]:
        """See `ports.Pictures`."""
        return files_matching(self.root, self.assets, pattern)

    def keep_result(
        self, order: Order, result: Photo, *, name: str, expected: str | None = None
    ) -> StoredPicture:
        """See `ports.Pictures`. With `expected`, only bytes of that SHA-256 are taken (`changed`).

        The photo that it was made of is put beside it, when its bytes are still in the cache.
        """
        content = self._linked(result.url, order.account.id, limit=RESULT_LIMIT)
        note = _note(_checked(content, expected), role="result", name=name, staged=True)
        stored = self._store(
            order.property, content, note=_of_result(note, order, result), stem=name
        )
        if order.task is not None:
            before = self._cache.find(order.task.recipe.source)
            # What was paid for is here; its companion can be pulled.
            with suppress(PictureError):
                if before is not None:
                    self._keep_before(order.task, order.property, before)
        return stored

    def keep_photo(
        self,
        order: Order,
        photo: Photo,
        *,
        name: str,
        staged: bool,
        expected: str | None = None,
    ) -> StoredPicture:
        """Download one photo of a delivered order into `photos/` of its home.

        `staged`: it shows something that is not there. The rest is as in `keep_result`.
        """
        content = self._linked(photo.url, order.account.id, limit=SOURCE_LIMIT)
        note = _note(_checked(content, expected), role="photo", name=name, staged=staged)
        note = replace(_of_order(note, order, photo), version=_version(photo))
        slug = slug_of(photo.caption)
        stem = "-".join(part for part in (order.order_id, name, slug) if part)
        return self._store(order.property, content, note=note, stem=stem, folder=_PHOTOS)

    def keep_source(self, task: PictureTask, property_id: PropertyId) -> StoredPicture:
        """Put the photo that a picture is made of beside it, once; its bytes as delivered.

        Raises PictureError as `source` does.
        """
        standing = self._standing_source(task, property_id)
        if standing is not None:
            return standing
        return self._keep_before(task, property_id, self._delivered(task))

    def held(self, order: Order, picture: Photo, *, name: str) -> StoredPicture | None:
        """A picture that stands on disk as it was stored; None when it has to be fetched.

        Raises PictureError, of kind `disk`, when the list of the home's pictures cannot be read.
        """
        note = self._known(order, picture, name)
        if note is None:
            return None
        folder = home_folder(self.assets, order.property)
        return self._stored(folder, note) if self._is_sound(folder, note) else None

    def digest_of(self, order: Order, picture: Photo, *, name: str) -> str | None:
        """The SHA-256 that the picture had when it was stored, whether or not it is still there.

        None when it never was, or when the vendor has a newer version of it. Raises as `held` does.
        """
        note = self._known(order, picture, name)
        return None if note is None else note.sha256

    def has(self, stored: StoredPicture) -> bool:
        """Whether the file stands where it was stored, with the bytes it had."""
        return self._holds(stored.path, stored.print.sha256)

    def listed(self, order: Order) -> Mapping[str, StoredPicture]:
        """What was stored of an order, by the names of its pictures; no file is looked at.

        Raises as `held` does.
        """
        home = home_folder(self.assets, order.property)
        key = (order.account.id, order.order_id)
        return {
            note.name: self._stored(home, note)
            for note in self.notes(order.property)
            if (note.account, note.order_id) == key and note.role != "before"
        }

    def notes(self, property_id: PropertyId) -> tuple[PictureNote, ...]:
        """Everything that is stored of a home. Raises PictureError, of kind `disk`."""
        return read_notes(self.root, home_folder(self.assets, property_id))

    def forget(self, digest: str) -> None:
        """Remove a source from the cache. Raises PictureError, of kind `disk`."""
        self._cache.forget(digest)

    def _bytes_of(self, photo: PhotoRef) -> bytes:
        if photo.path is not None:
            return read_below(self.root, photo.path, limit=SOURCE_LIMIT)
        return self._linked(photo.url, photo.account, limit=SOURCE_LIMIT)

    def _linked(self, link: str, account: AccountId | None, *, limit: int) -> bytes:
        allowed = self._allowed.get(account) if account is not None else None
        if allowed is None:
            message = "the link belongs to an account that the files do not name"
            raise PictureError("forbidden", message)
        return body_of(self._fetch(link, allowed, limit=limit))

    def _delivered(self, task: PictureTask) -> bytes:
        """The bytes of the photo that the recipe is about, fetched again when they are not here."""
        digest = task.recipe.source
        content = self._cache.find(digest)
        if content is not None:
            return content
        content = self._bytes_of(task.photo)
        # First whether it is a picture at all: the page of an expired link is no changed photo.
        if fingerprint_of(content).sha256 != digest:
            message = f"{task.photo} is another picture than the one this was planned with"
            raise PictureError("changed", message)
        self._cache.keep(content)
        return content

    def _standing_source(self, task: PictureTask, property_id: PropertyId) -> StoredPicture | None:
        """The photo of a task where the home has it already, as a before or as a delivered one."""
        folder = home_folder(self.assets, property_id)
        for note in read_notes(self.root, folder):
            if note.sha256 == task.recipe.source and self._is_sound(folder, note):
                return self._stored(folder, note)
        return None

    def _keep_before(
        self, task: PictureTask, property_id: PropertyId, content: bytes
    ) -> StoredPicture:
        standing = self._standing_source(task, property_id)
        if standing is not None:
            return standing
        photo = task.photo
        note = replace(
            _note(fingerprint_of(content), role="before", name=_label(photo), staged=False),
            account=photo.account,
            order_id=photo.order_id,
            sequence=photo.sequence,
            caption=photo.caption,
            version=photo.version,
        )
        return self._store(property_id, content, note=note, stem=_label(photo), folder=_BEFORE)

    def _store(
        self,
        property_id: PropertyId,
        content: bytes,
        *,
        note: PictureNote,
        stem: str,
        folder: str = "",
    ) -> StoredPicture:
        home = home_folder(self.assets, property_id)
        make_folder(self.root, home / folder)
        with writing(home):
            file = self._same(home, note)
            if file is None:
                file = self._placed(home / folder / safe_name(stem), content, home=home, note=note)
            kept = replace(note, file=file)
            write_note(self.root, home, kept, property_id=property_id)
        return self._stored(home, kept)

    def _same(self, home: Path, note: PictureNote) -> str | None:
        """Where the same picture stands already, possibly under the name that was free then."""
        for known in read_notes(self.root, home):
            again = (known.place, known.sha256) == (note.place, note.sha256)
            if again and self._is_sound(home, known):
                return known.file
        return None

    def _placed(self, stem: Path, content: bytes, *, home: Path, note: PictureNote) -> str:
        """Write the file under the first of its names that nothing else has; gives that name."""
        ending = ENDINGS[note.media_type]
        for name in (stem.name, f"{stem.name}-{note.sha256[:8]}", f"{stem.name}-{note.sha256}"):
            path = stem.with_name(f"{name}{ending}")
            relative = path.relative_to(self.root).as_posix()
            if write_new(path, content) or self._holds(relative, note.sha256):
                return path.relative_to(home).as_posix()
        message = f"other files have every name that the picture could have beside {stem.name}"
        raise PictureError("disk", message)

    def _known(self, order: Order, picture: Photo, name: str) -> PictureNote | None:
        """The newest entry of a result or photo of the order, in the version it has now."""
        version = _version(picture) if order.task is None else ""
        role = "photo" if order.task is None else "result"
        place = (order.account.id, order.order_id, role, name)
        found = [note for note in self.notes(order.property) if note.place == place]
        return next((note for note in found if note.version == version), None)

    def _is_sound(self, home: Path, note: PictureNote) -> bool:
        try:
            content = read_within(self.root, home, note.file, limit=SOURCE_LIMIT)
        except PictureError:
            return False
        return sha256(content).hexdigest() == note.sha256

    def _holds(self, relative: str, digest: str) -> bool:
        try:
            content = read_below(self.root, relative, limit=SOURCE_LIMIT)
        except PictureError:
            return False
        return sha256(content).hexdigest() == digest

    def _stored(self, home: Path, note: PictureNote) -> StoredPicture:
        return StoredPicture(
            path=(home / note.file).relative_to(self.root).as_posix(),
            print=Fingerprint(
                sha256=note.sha256,
                size=note.size,
                media_type=note.media_type,
                width=note.width,
                height=note.height,
            ),
            staged=note.virtually_staged,
        )


def _checked(content: bytes, expected: str | None) -> Fingerprint:
    found = fingerprint_of(content)
    if expected is not None and found.sha256 != expected:
        message = "the vendor now gives another picture than the one that was stored before"
        raise PictureError("changed", message)
    return found


def _note(found: Fingerprint, *, role: str, name: str, staged: bool) -> PictureNote:
    return PictureNote(
        file="",
        sha256=found.sha256,
        size=found.size,
        media_type=found.media_type,
        width=found.width,
        height=found.height,
        virtually_staged=staged,
        role=role,
        name=name,
    )


def _of_order(note: PictureNote, order: Order, picture: Photo) -> PictureNote:
    keys = order.basis.keys if order.basis is not None else ()
    return replace(
        note,
        account=order.account.id,
        order_id=order.order_id,
        sequence=picture.sequence,
        caption=picture.caption,
        needs=tuple(f"{order.property}/{key}" for key in keys),
    )


def _of_result(note: PictureNote, order: Order, result: Photo) -> PictureNote:
    """The entry with what was ordered, and of which photo."""
    note = _of_order(note, order, result)
    if order.task is None:
        return note
    recipe, photo = order.task.recipe, order.task.photo
    return replace(
        note,
        caption=result.caption or photo.caption,
        room=recipe.room,
        style=recipe.style,
        tool=recipe.tool,
        options=dict(recipe.options),
        recipe=recipe.key,
        source=SourceNote(
            sha256=recipe.source,
            order_id=photo.order_id,
            sequence=photo.sequence,
            caption=photo.caption,
            path=photo.path,
        ),
    )


def _version(photo: Photo) -> str:
    moment = photo.modified_at or photo.uploaded_at
    return "" if moment is None else moment.isoformat()


def _label(photo: PhotoRef) -> str:
    """How a source is called among the before pictures of a home."""
    if photo.path is not None:
        return Path(photo.path).with_suffix("").as_posix()
    slug = slug_of(photo.caption)
    parts = (photo.order_id or "", f"{photo.sequence:02}", slug)
    return "-".join(part for part in parts if part)
