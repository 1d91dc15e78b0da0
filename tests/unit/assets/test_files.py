"""Files below a folder and nowhere else; names on disk; the cache; a home's list."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listwright.assets.cache import PictureCache
from listwright.assets.files import make_folder, read_below, replace_file, write_new
from listwright.assets.manifest import (
    FILE,
    PictureNote,
    SourceNote,
    read_notes,
    write_note,
    writing,
)
from listwright.assets.naming import home_folder, safe_name, slug_of, words_of
from listwright.model.names import PropertyId
from listwright.ports import PictureError

LIMIT = 1024


def kind_of(root: Path, path: str) -> str:
    with pytest.raises(PictureError) as caught:
        read_below(root, path, limit=LIMIT)
    assert str(root) not in caught.value.detail
    return caught.value.kind


def test_files_of_the_project_are_read(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "1.jpg").write_bytes(b"x" * LIMIT)
    (tmp_path / "link.jpg").symlink_to("photos/1.jpg")
    assert read_below(tmp_path, "photos/1.jpg", limit=LIMIT) == b"x" * LIMIT
    assert read_below(tmp_path, "link.jpg", limit=LIMIT) == b"x" * LIMIT


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "..",
        "../secret.jpg",
        "photos/../../secret.jpg",
        "/etc/passwd",
        "~/secret.jpg",
        "photos\\..\\secret.jpg",
        "photos/\0.jpg",
        "photos",
        "absent.jpg",
        "photos/1.jpg/2.jpg",
        "out.jpg",
        "outside/secret.jpg",
        "loop.jpg",
    ],
)
def test_nothing_else_is(tmp_path: Path, path: str) -> None:
    root = tmp_path / "project"
    (root / "photos").mkdir(parents=True)
    (root / "photos" / "1.jpg").write_bytes(b"x")
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    (root / "out.jpg").symlink_to("../secret.jpg")
    (root / "outside").symlink_to("..")
    (root / "loop.jpg").symlink_to("loop.jpg")
    assert kind_of(root, path) in {"missing", "disk"}


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    assert kind_of(tmp_path, "pipe.jpg") == "missing"


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "1.jpg").open("wb") as file:
        file.truncate(10 * 1024**3)
    assert kind_of(tmp_path, "1.jpg") == "too_large"


def test_a_new_file_is_written_whole_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "1.jpg"
    assert write_new(path, b"one")
    assert not write_new(path, b"two")
    assert path.read_bytes() == b"one"
    (tmp_path / "2.jpg").symlink_to("nowhere")
    assert not write_new(tmp_path / "2.jpg", b"two")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["1.jpg", "2.jpg"]


def test_a_folder_that_leads_out_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "assets").symlink_to(tmp_path)
    with pytest.raises(PictureError) as caught:
        make_folder(root, root / "assets" / "P-1")
    assert caught.value.kind == "disk"


def test_a_disk_that_takes_nothing_is_a_value(tmp_path: Path) -> None:
    with pytest.raises(PictureError) as caught:
        replace_file(tmp_path / "absent" / "1.jpg", b"x")
    assert caught.value.kind == "disk"
    (tmp_path / "file").write_text("")
    with pytest.raises(PictureError):
        make_folder(tmp_path, tmp_path / "file" / "P-1")


# ---- names -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("DEN-00412", "DEN-00412"),
        ("P_1.2", "P_1.2"),
        ("A/1:2", "A=2F1=3A2"),
        ("..", "=2E=2E"),
        (".", "=2E"),
        (".hidden.", "=2Ehidden=2E"),
        ("a=2F", "a=3D2F"),
        ("é", "=C3=A9"),
        ("", "=="),
        ("a\nb", "a=0Ab"),
    ],
)
def test_names_are_safe_and_say_what_they_are(text: str, name: str) -> None:
    assert safe_name(text) == name


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_two_things_share_a_name(one: str, other: str) -> None:
    names = [safe_name(text) for text in (one, other)]
    for name in names:
        assert len(name.encode()) <= 130
        assert name not in {".", ".."}
        assert not {"/", "\\", "\0", ":"} & set(name)
        assert not name.startswith(".")
    if one != other and one.isascii() and other.isascii():
        same_home = one.casefold() == other.casefold()
        assert (names[0].casefold() == names[1].casefold()) == same_home


def test_long_ids_have_names_of_their_own() -> None:
    one, other = "A" * 254 + "1", "A" * 254 + "2"
    assert safe_name(one) != safe_name(other)
    assert safe_name(one) == safe_name(one)


def test_a_home_has_one_folder_however_its_id_is_written(tmp_path: Path) -> None:
    assert home_folder(tmp_path / "none", PropertyId("DEN-1")).name == "DEN-1"
    (tmp_path / "DEN-1").mkdir()
    assert home_folder(tmp_path, PropertyId("den-1")).name == "DEN-1"
    assert home_folder(tmp_path, PropertyId("DEN-1")).name == "DEN-1"
    assert home_folder(tmp_path, PropertyId("den-10")).name == "den-10"


def test_captions_and_names_of_files() -> None:
    assert slug_of("Living Room (2), étage") == "living-room-2-tage"
    assert slug_of("…") == ""
    assert len(slug_of("word " * 100)) <= 40
    assert words_of("living-room_2") == "living room 2"


# ---- cache -----------------------------------------------------------------------------------


def test_the_cache_gives_back_what_it_was_given(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path, tmp_path / ".listwright" / "cache", limit=LIMIT)
    digest = cache.keep(b"picture")
    assert cache.keep(b"picture") == digest
    assert cache.find(digest) == b"picture"
    (path,) = (tmp_path / ".listwright" / "cache").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    cache.forget(digest)
    cache.forget(digest)
    assert cache.find(digest) is None


def test_a_damaged_cache_knows_nothing(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path, tmp_path / "cache", limit=LIMIT)
    digest = cache.keep(b"picture")
    (tmp_path / "cache" / digest).write_bytes(b"pictura")
    assert cache.find(digest) is None
    assert list((tmp_path / "cache").iterdir()) == []
    assert cache.keep(b"picture") == digest
    assert cache.find(digest) == b"picture"


@pytest.mark.parametrize("digest", ["", "..", "../secret", "a" * 63, "A" * 64])
def test_only_digests_are_looked_for(tmp_path: Path, digest: str) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    cache = PictureCache(tmp_path, tmp_path / "cache", limit=LIMIT)
    assert cache.find(digest) is None
    cache.forget(digest)
    assert (tmp_path / "secret").exists()


# ---- list ------------------------------------------------------------------------------------


def note(file: str, **changes: object) -> PictureNote:
    values: dict[str, object] = {
        "file": file,
        "sha256": "ab" * 32,
        "size": 3,
        "media_type": "image/jpeg",
        "width": 4,
        "height": 5,
        "virtually_staged": True,
        "role": "result",
        "name": file,
    }
    return PictureNote(**(values | changes))  # type: ignore[arg-type] # values by name


def test_the_list_is_sorted_and_read_back(tmp_path: Path) -> None:
    home = tmp_path / "P-1"
    home.mkdir()
    full = note(
        "b.jpg",
        account="ahd/sandbox/ahd",
        order_id="o1",
        needs=("P-1/staging",),
        options={"sky": "dusk"},
        source=SourceNote(sha256="cd" * 32, order_id="654321", sequence=3, caption="Den"),
        caption="Den \u202e",
    )
    for one in (full, note("a.jpg", virtually_staged=False), full):
        with writing(home):
            write_note(tmp_path, home, one, property_id="P-1")
    assert read_notes(tmp_path, home) == (note("a.jpg", virtually_staged=False), full)
    document = json.loads((home / FILE).read_text())
    assert document["format_version"] == "1.0"
    assert document["property"] == "P-1"
    assert [row["virtually_staged"] for row in document["pictures"]] == [False, True]
    assert document["pictures"][1]["source"]["sequence"] == 3


def test_what_a_later_version_adds_is_kept(tmp_path: Path) -> None:
    write_note(tmp_path, tmp_path, note("a.jpg"), property_id="P-1")
    document = json.loads((tmp_path / FILE).read_text())
    document["format_version"] = "1.7"
    document["pictures"][0]["review"] = "accepted"
    (tmp_path / FILE).write_text(json.dumps(document))
    write_note(tmp_path, tmp_path, note("a.jpg", size=4), property_id="P-1")
    write_note(tmp_path, tmp_path, note("b.jpg"), property_id="P-1")
    rows = json.loads((tmp_path / FILE).read_text())["pictures"]
    assert rows[0]["review"] == "accepted"
    assert rows[0]["size"] == 4


WRONG_KIND = (
    '{"format_version": "1.0", "pictures": [{"file": 1, "sha256": "", "size": 1, '
    '"media_type": "", "width": 1, "height": 1, "virtually_staged": true, "role": ""}]}'
)


ENTRY: dict[str, object] = {
    "file": "a.jpg",
    "sha256": "ab" * 32,
    "size": 1,
    "media_type": "image/jpeg",
    "width": 1,
    "height": 1,
    "virtually_staged": True,
    "role": "result",
}


def list_of(**changes: object) -> str:
    """A list of one entry, with these keys changed."""
    return json.dumps({"format_version": "1.0", "pictures": [ENTRY | changes]})


def test_an_entry_of_the_fewest_keys_is_read(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(list_of())
    assert [one.file for one in read_notes(tmp_path, tmp_path)] == ["a.jpg"]


@pytest.mark.parametrize(
    "changes",
    [
        *(
            {"file": file}
            for file in (
                "/etc/hostname", "../P-2/a.jpg", "photos/../../x", "..", ".", "", "~/a.jpg",
                "a\0.jpg", "a\\b.jpg", "\ud800.jpg", None, 1, ["a.jpg"],
            )
        ),
        {"name": 1},
        {"sha256": None},
        {"size": "1"},
        {"size": True},
        {"width": 1.5},
        {"virtually_staged": 1},
        {"virtually_staged": None},
        {"account": 1},
        {"order_id": 654321},
        {"sequence": "x"},
        {"sequence": True},
        {"caption": None},
        {"version": 1},
        {"needs": "P-1/staging"},
        {"needs": [1]},
        {"needs": None},
        {"room": []},
        {"style": 1},
        {"tool": {}},
        {"recipe": 1},
        {"options": []},
        {"options": {"sky": 1}},
        {"source": []},
        {"source": ""},
        {"source": {}},
        {"source": {"sha256": 1}},
        {"source": {"sha256": "ab", "sequence": "1"}},
        {"source": {"sha256": "ab", "order_id": 1}},
        {"source": {"sha256": "ab", "path": 1}},
        {"source": {"sha256": "ab", "caption": None}},
    ],
)  # fmt: skip
def test_an_entry_that_nobody_wrote_makes_the_list_damaged(
    changes: dict[str, object], tmp_path: Path
) -> None:
    (tmp_path / FILE).write_text(list_of(**changes))
    with pytest.raises(PictureError, match="is damaged") as caught:
        read_notes(tmp_path, tmp_path)
    assert caught.value.kind == "disk"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"format_version": "1.0", "pictures": {}}',
        '{"format_version": "1.0", "pictures": [[]]}',
        list_of(file="/etc/hostname"),
        "{}",
        '{"format_version": "2.0", "pictures": []}',
        '{"format_version": "1.0", "pictures": [{"file": "a.jpg"}]}',
        WRONG_KIND,
        "[" * 100_000,
        "\xff",
    ],
)
def test_a_damaged_list_is_never_written_over(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="latin-1")
    for act in (
        lambda: read_notes(tmp_path, tmp_path),
        lambda: write_note(tmp_path, tmp_path, note("a.jpg"), property_id="P-1"),
    ):
        with pytest.raises(PictureError) as caught:
            act()
        assert caught.value.kind == "disk"
    assert (tmp_path / FILE).read_text(encoding="latin-1") == text
