"""The pictures of a project: fetched, proven, stored once, found again."""

import json
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.servers.picture_host import PictureHost, hosting
from tests.support.pictures import BLUE, GREEN, RED, is_near, opened, picture

from listwright.assets.sheet import contact_sheet
from listwright.assets.store import FilePictures
from listwright.http.links import AllowedLinks
from listwright.model.account import Account
from listwright.model.names import NeedKey, OrderId, PropertyId
from listwright.model.order import Basis, Order, Phase, Photo, Service
from listwright.model.picture import PhotoRef, PictureTask, Recipe
from listwright.ports import PictureError, Pictures

SHOOT = Account(kind="planomatic", environment="loopback", label="planomatic")
STAGE = Account(kind="aihomedesign", environment="loopback", label="ahd")
STRANGE = Account(kind="aihomedesign", environment="api.aihomedesign.com", label="gone")
HOME = PropertyId("DEN/00412:a")


@pytest.fixture
def host() -> Iterator[PictureHost]:
    with hosting() as running:
        yield running


@pytest.fixture
def pictures(tmp_path: Path) -> FilePictures:
    here = AllowedLinks(loopback=True)
    return FilePictures(tmp_path, allowed={SHOOT.id: here, STAGE.id: here})


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def photo_of(link: str, *, account: Account = SHOOT, sequence: int = 3) -> PhotoRef:
    return PhotoRef(
        sequence=sequence,
        caption="Living Room",
        account=account.id,
        order_id=OrderId("654321"),
        url=link,
    )


def task_of(photo: PhotoRef, content: bytes) -> PictureTask:
    recipe = Recipe(
        source=digest(content), tool="virtual_staging", room="living_room", style="scandinavian"
    )
    return PictureTask(recipe=recipe, photo=photo)


def staging(task: PictureTask | None, *results: Photo, order_id: str = "ab12") -> Order:
    return Order(
        account=STAGE if task is not None else SHOOT,
        order_id=OrderId(order_id),
        property=HOME,
        services=(Service(slug="virtual_staging", quantity=1),),
        status="idle",
        phase=Phase.DELIVERED,
        photos=results,
        task=task,
        basis=Basis(origin="inline", facts={}, trail=(), keys=(NeedKey("staging"),)),
    )


def result(link: str) -> Photo:
    return Photo(sequence=1, caption="", url=link)


def failing(act: Callable[[], object]) -> PictureError:
    with pytest.raises(PictureError) as caught:
        act()
    assert "127.0.0.1" not in caught.value.detail, "no link in what is told"
    return caught.value


def listed(root: Path) -> Mapping[str, Any]:
    (path,) = root.glob("assets/*/pictures.json")
    document = json.loads(path.read_text())
    return {row["file"]: row for row in document["pictures"]}


def test_it_is_what_the_use_cases_ask_for(pictures: FilePictures) -> None:
    port: Pictures = pictures
    assert port.matching("*.jpg") == ()


# ---- sources ---------------------------------------------------------------------------------


def test_a_photo_is_fetched_once_for_its_print_and_its_upload(
    pictures: FilePictures, host: PictureHost
) -> None:
    content = picture(GREEN, form="PNG")
    photo = photo_of(host.put("/3.jpg", content))
    found = pictures.fingerprint(photo)
    assert (found.sha256, found.media_type) == (digest(content), "image/png")
    upload = pictures.source(task_of(photo, content))
    assert (upload.name, upload.media_type) == ("photo-3.jpg", "image/jpeg")
    assert is_near(opened(upload.content), (5, 5), GREEN)
    assert host.asked == ["/3.jpg"]
    assert pictures.source(task_of(photo, content)) == upload


def test_a_source_that_was_forgotten_is_fetched_again(
    pictures: FilePictures, host: PictureHost
) -> None:
    content = picture()
    photo = photo_of(host.put("/3.jpg", content))
    pictures.fingerprint(photo)
    pictures.forget(digest(content))
    pictures.source(task_of(photo, content))
    assert host.asked == ["/3.jpg", "/3.jpg"]


def test_another_picture_than_was_planned_with_is_refused(
    pictures: FilePictures, host: PictureHost
) -> None:
    photo = photo_of(host.put("/3.jpg", picture(RED)))
    error = failing(lambda: pictures.source(task_of(photo, picture(BLUE))))
    assert error.kind == "changed"
    assert "photo 3 of order 654321 (Living Room)" in error.detail


def test_files_of_the_project_are_sources(pictures: FilePictures, tmp_path: Path) -> None:
    content = picture(RED)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "den.jpg").write_bytes(content)
    (photo,) = pictures.matching("photos/*")
    assert pictures.fingerprint(photo).sha256 == digest(content)
    (tmp_path / "photos" / "den.jpg").unlink()
    assert is_near(opened(pictures.source(task_of(photo, content)).content), (5, 5), RED)
    pictures.forget(digest(content))
    assert failing(lambda: pictures.source(task_of(photo, content))).kind == "missing"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (403, "gone"),
        (404, "gone"),
        (410, "gone"),
        (301, "forbidden"),
        (302, "forbidden"),
        (429, "unreachable"),
        (500, "unreachable"),
        (503, "unreachable"),
        (204, "unreachable"),
        (b"<html>expired</html>", "not_a_picture"),
        (picture()[:200], "not_a_picture"),
    ],
)
def test_whatever_a_link_gives_has_a_name(
    pictures: FilePictures, host: PictureHost, answer: bytes | int, kind: str
) -> None:
    photo = photo_of(host.put("/3.jpg", answer))
    assert failing(lambda: pictures.fingerprint(photo)).kind == kind
    order = staging(task_of(photo, b""), result(photo.url))
    assert failing(lambda: pictures.keep_result(order, order.photos[0], name="a")).kind == kind
    assert not (pictures.root / "assets").exists(), "nothing is made for a picture that is none"
    assert "/elsewhere.jpg" not in host.asked


def test_a_large_result_is_refused_and_a_large_photo_is_not(
    pictures: FilePictures, host: PictureHost
) -> None:
    content = picture() + bytes(26 * 1024 * 1024)
    photo = photo_of(host.put("/3.jpg", content))
    assert pictures.fingerprint(photo).size == len(content)
    order = staging(task_of(photo, content), result(photo.url))
    error = failing(lambda: pictures.keep_result(order, order.photos[0], name="a"))
    assert (error.kind, error.detail) == ("too_large", "the picture is larger than 25 MiB")


def test_links_of_accounts_that_nobody_named_lead_nowhere(
    pictures: FilePictures, host: PictureHost
) -> None:
    photo = photo_of(host.put("/3.jpg", picture()), account=STRANGE)
    assert failing(lambda: pictures.fingerprint(photo)).kind == "forbidden"
    assert host.asked == []


def test_a_real_vendor_sends_nobody_to_this_machine(tmp_path: Path, host: PictureHost) -> None:
    hosts = AllowedLinks(hosts=("s3.amazonaws.com",))
    pictures = FilePictures(tmp_path, allowed={SHOOT.id: hosts})
    photo = photo_of(host.put("/3.jpg", picture()))
    assert failing(lambda: pictures.fingerprint(photo)).kind == "forbidden"
    assert host.asked == []


# ---- patterns --------------------------------------------------------------------------------


def test_patterns_name_pictures_in_order(pictures: FilePictures, tmp_path: Path) -> None:
    for name in (
        "photos/b.PNG",
        "photos/living-room_2.jpg",
        "photos/deep/a.webp",
        "photos/c.heic",
        "photos/notes.txt",
        "photos/.hidden.jpg",
        ".listwright/cache/pictures/x.jpg",
        "assets/P-1/staged.jpg",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    (tmp_path / "photos" / "folder.jpg").mkdir()
    (tmp_path / "photos" / "out.jpg").symlink_to("/etc/hostname")
    found = pictures.matching("**/*")
    assert [(one.sequence, one.path, one.caption) for one in found] == [
        (1, "photos/b.PNG", "b"),
        (2, "photos/deep/a.webp", "a"),
        (3, "photos/living-room_2.jpg", "living room 2"),
    ]
    assert all(one.order_id is None and one.version == "" for one in found)
    assert [one.path for one in pictures.matching("assets/P-1/*.jpg")] == ["assets/P-1/staged.jpg"]


@pytest.mark.parametrize("pattern", ["../*.jpg", "/etc/*", "", "~/*.jpg", "a\0*.jpg", "photos/.."])
def test_patterns_lead_downwards(pictures: FilePictures, pattern: str) -> None:
    assert failing(lambda: pictures.matching(pattern)).kind == "missing"


def test_a_pattern_that_names_too_much_is_refused(pictures: FilePictures, tmp_path: Path) -> None:
    for number in range(501):
        (tmp_path / f"{number}.jpg").touch()
    assert failing(lambda: pictures.matching("*.jpg")).kind == "too_large"
    (tmp_path / "0.jpg").unlink()
    assert len(pictures.matching("*.jpg")) == 500


# ---- results ---------------------------------------------------------------------------------


def test_a_result_is_stored_with_what_it_is(
    pictures: FilePictures, host: PictureHost, tmp_path: Path
) -> None:
    before, after = picture(BLUE), picture(GREEN)
    photo = photo_of(host.put("/3.jpg", before))
    pictures.fingerprint(photo)
    order = staging(task_of(photo, before), result(host.put("/result", after)))
    stored = pictures.keep_result(order, order.photos[0], name="den-scandinavian")
    assert stored.path == "assets/DEN=2F00412=3Aa/den-scandinavian.jpg"
    assert (tmp_path / stored.path).read_bytes() == after
    assert stored.staged
    assert stored.print.sha256 == digest(after)
    rows = listed(tmp_path)
    row = rows["den-scandinavian.jpg"]
    assert row["virtually_staged"] is True
    assert (row["room"], row["style"], row["tool"]) == (
        "living_room",
        "scandinavian",
        "virtual_staging",
    )
    assert (row["order_id"], row["needs"]) == ("ab12", [f"{HOME}/staging"])
    assert row["source"] == {
        "order_id": "654321",
        "sequence": 3,
        "caption": "Living Room",
        "path": None,
        "sha256": digest(before),
    }
    beside = rows["before/654321-03-living-room.jpg"]
    assert (beside["virtually_staged"], beside["sha256"]) == (False, digest(before))
    assert (tmp_path / "assets/DEN=2F00412=3Aa" / beside["file"]).read_bytes() == before


def test_storing_again_changes_nothing(
    pictures: FilePictures, host: PictureHost, tmp_path: Path
) -> None:
    before, after = picture(BLUE), picture(GREEN)
    photo = photo_of(host.put("/3.jpg", before))
    pictures.fingerprint(photo)
    order = staging(task_of(photo, before), result(host.put("/result", after)))
    first = pictures.keep_result(order, order.photos[0], name="a")
    files = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert pictures.keep_result(order, order.photos[0], name="a") == first
    assert files == {
        path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()
    }


def test_other_bytes_never_take_a_name(
    pictures: FilePictures, host: PictureHost, tmp_path: Path
) -> None:
    photo = photo_of(host.put("/3.jpg", picture(BLUE)))
    order = staging(task_of(photo, picture(BLUE)), result(host.put("/result", 404)))
    paths = []
    for color in (GREEN, RED):
        content = picture(color)
        host.put("/result", content)
        paths.append(pictures.keep_result(order, order.photos[0], name="a").path)
        assert (tmp_path / paths[-1]).read_bytes() == content
    assert [Path(path).name for path in paths] == ["a.jpg", f"a-{digest(picture(RED))[:8]}.jpg"]
    assert (tmp_path / paths[0]).read_bytes() == picture(GREEN)
    # A user's own file in the way is left alone, too.
    (tmp_path / "assets/DEN=2F00412=3Aa/b.jpg").write_text("mine")
    beside = pictures.keep_result(order, order.photos[0], name="b")
    assert (tmp_path / "assets/DEN=2F00412=3Aa/b.jpg").read_text() == "mine"
    # A picture keeps the name it was given, also when its first choice is free again.
    (tmp_path / "assets/DEN=2F00412=3Aa/b.jpg").unlink()
    assert pictures.keep_result(order, order.photos[0], name="b") == beside


def test_a_hostile_name_stays_in_the_folder(
    pictures: FilePictures, host: PictureHost, tmp_path: Path
) -> None:
    photo = photo_of("")
    order = staging(task_of(photo, b""), result(host.put("/result", picture())))
    stored = pictures.keep_result(order, order.photos[0], name="../../../evil\0")
    assert (tmp_path / stored.path).parent == tmp_path / "assets/DEN=2F00412=3Aa"


def test_a_picture_that_stands_is_found_and_a_damaged_one_is_not(
    pictures: FilePictures, host: PictureHost, tmp_path: Path
) -> None:
    after = picture(GREEN)
    order = staging(task_of(photo_of(""), b""), result(host.put("/result", after)))
    (one,) = order.photos
    assert pictures.held(order, one, name="a") is None
    assert pictures.digest_of(order, one, name="a") is None
    stored = pictures.keep_result(order, one, name="a")
    assert pictures.held(order, one, name="a") == stored
    assert pictures.has(stored)
    assert pictures.listed(order) == {"a": stored}
    path = tmp_path / stored.path
    for damage in (lambda: path.write_bytes(b"x"), path.unlink):
        damage()
        assert pictures.held(order, one, name="a") is None
        assert not pictures.has(stored)
        assert pictures.digest_of(order, one, name="a") == digest(after)
    assert pictures.keep_result(order, one, name="a", expected=digest(after)) == stored
    path.unlink()
    host.put("/result", picture(RED))
    error = failing(lambda: pictures.keep_result(order, one, name="a", expected=digest(after)))
    assert error.kind == "changed"
    assert not path.exists()


def test_a_delivered_photo_is_no_staged_one(
    pictures: FilePictures, host: PictureHost, tmp_path: Path
) -> None:
    content = picture(BLUE)
    photo = Photo(sequence=3, caption="Living Room", url=host.put("/3.jpg", content))
    order = staging(None, photo, order_id="654321")
    stored = pictures.keep_photo(order, photo, name="03", staged=False)
    assert stored.path.endswith("/photos/654321-03-living-room.jpg")
    assert not stored.staged
    assert pictures.held(order, photo, name="03") == stored
    # The same photo as the source of a picture is not stored a second time.
    task = task_of(photo_of(photo.url), content)
    assert pictures.keep_source(task, HOME) == stored
    assert host.asked == ["/3.jpg"]
    assert len(listed(tmp_path)) == 1


def test_the_photo_of_a_picture_is_stored_once(
    pictures: FilePictures, host: PictureHost, tmp_path: Path
) -> None:
    content = picture(BLUE)
    task = task_of(photo_of(host.put("/3.jpg", content)), content)
    stored = pictures.keep_source(task, HOME)
    assert (tmp_path / stored.path).read_bytes() == content
    pictures.forget(digest(content))
    assert pictures.keep_source(task, HOME) == stored
    assert host.asked == ["/3.jpg"]


def test_a_full_disk_is_told_of(pictures: FilePictures, host: PictureHost, tmp_path: Path) -> None:
    (tmp_path / "assets").write_text("a file where the folder should be")
    order = staging(task_of(photo_of(""), b""), result(host.put("/result", picture())))
    error = failing(lambda: pictures.keep_result(order, order.photos[0], name="a"))
    assert error.kind == "disk"


# ---- contact sheet ---------------------------------------------------------------------------


def test_a_sheet_pairs_what_belongs_together(
    pictures: FilePictures, host: PictureHost, tmp_path: Path
) -> None:
    assert contact_sheet(tmp_path, pictures.assets, HOME) is None
    before, after = picture(BLUE, (1200, 800)), picture(GREEN, (1200, 800))
    photo = photo_of(host.put("/3.jpg", before))
    pictures.fingerprint(photo)
    order = staging(task_of(photo, before), result(host.put("/result", after)))
    stored = pictures.keep_result(order, order.photos[0], name="a")
    plain = Photo(sequence=4, caption="Front", url=host.put("/4.jpg", picture(RED)))
    pictures.keep_photo(staging(None, plain, order_id="654321"), plain, name="04", staged=False)
    sheet = contact_sheet(tmp_path, pictures.assets, HOME)
    assert sheet is not None
    (pair,) = sheet.pairs
    assert pair.before is not None
    assert is_near(opened(pair.before.thumbnail), (400, 300), BLUE)
    assert is_near(opened(pair.after.thumbnail), (400, 300), GREEN)
    assert (pair.after.width, pair.after.height) == (900, 600)
    assert [one.caption for one in sheet.photos] == ["Front"]
    (tmp_path / stored.path).write_bytes(picture(RED))
    sheet = contact_sheet(tmp_path, pictures.assets, HOME)
    assert sheet is not None
    assert sheet.pairs[0].after.thumbnail == b""
    assert sheet.pairs[0].after.missing == "the file is not the picture that was stored"
