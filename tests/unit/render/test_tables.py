"""Tables and names: nothing a spreadsheet would run, and no two pictures of one name."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.golden.reports import full_order

from listwright.engine.picture_names import picture_names
from listwright.model.assets import Delivered
from listwright.model.names import OrderId
from listwright.model.order import Photo
from listwright.model.picture import Fingerprint, PhotoRef, PictureTask, Recipe, StoredPicture
from listwright.render.escape import for_cell
from listwright.render.tables import (
    DELIVERABLE_COLUMNS,
    render_deliverables,
    render_orders,
)

TASK = PictureTask(
    recipe=Recipe(source="ab" * 32, tool="virtual_staging", room="bedroom", style="modern"),
    photo=PhotoRef(sequence=3, caption="Den", order_id=OrderId("654321")),
)


def photo(sequence: int | None, caption: str = "Den", url: str = "https://a.test/1.jpg") -> Photo:
    return Photo(sequence=sequence, caption=caption, url=url)


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1 555-555-5555",
        "-2",
        "@SUM(A1)",
        "\n=1",
        "  =1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20A",
    ],
)
def test_formulas_are_text(text: str) -> None:
    assert for_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("\t=1", "\\x09=1"),
        ("\r=1", "'\n=1"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\n::error::b", "a\n\\x3a:error::b"),
        ("\x1b[2J\u202e\ud800\0", "\\x1b[2J\\u202e\\ud800\\x00"),
    ],
)
def test_what_is_obeyed_or_hidden_is_spelled_out(text: str, cell: str) -> None:
    assert for_cell(text) == cell


@pytest.mark.parametrize("text", ["", "Den", "1-2", "a=b", "https://a.test/=", "'=1", "P-1"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert for_cell(text) == text


@given(st.lists(st.text(), min_size=4, max_size=4))
def test_whatever_a_vendor_says_stays_in_its_cell(words: list[str]) -> None:
    order = replace(
        full_order(),
        photos=(photo(1, words[0], words[1]),),
        links={words[2]: words[3]},
        status=words[0],
    )
    rows = read(render_deliverables([Delivered(order=order, names=picture_names(order))]))
    assert [len(row) for row in rows] == [len(DELIVERABLE_COLUMNS)] * 3
    for row in rows[1:]:
        for cell in row:
            assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert len(read(render_orders([order]))) == 2


def test_an_order_without_photos_and_links_has_a_line() -> None:
    order = replace(full_order(), photos=(), links=None)
    header, row = read(render_deliverables([Delivered(order=order)]))
    cells = dict(zip(header, row, strict=True))
    assert (cells["item"], cells["url"], cells["virtually_staged"]) == ("order", "", "")


def test_a_staged_picture_is_marked_before_it_is_stored() -> None:
    order = replace(full_order(), photos=(photo(1),), links=None, task=TASK)
    (name,) = picture_names(order)
    header, row = read(render_deliverables([Delivered(order=order, names=(name,))]))
    cells = dict(zip(header, row, strict=True))
    assert (cells["virtually_staged"], cells["file"]) == ("true", "")
    assert (cells["room"], cells["source_order_id"], cells["source_sequence"]) == (
        "bedroom",
        "654321",
        "3",
    )
    found = Fingerprint(sha256="cd" * 32, size=1, media_type="image/jpeg", width=1, height=1)
    stored = StoredPicture(path="assets/P/a.jpg", print=found, staged=True)
    _, row = read(
        render_deliverables([Delivered(order=order, names=(name,), stored={name: stored})])
    )
    cells = dict(zip(header, row, strict=True))
    assert (cells["file"], cells["sha256"]) == ("assets/P/a.jpg", "cd" * 32)


def test_photos_are_called_by_their_place() -> None:
    order = replace(full_order(), photos=(photo(7), photo(None), photo(120), photo(7)))
    assert picture_names(order) == ("07", "02", "120", "07-2")


def test_results_are_called_by_their_photo_and_recipe() -> None:
    order = replace(full_order(), photos=(photo(1), photo(2)), task=TASK)
    short = TASK.recipe.key[-6:]
    first = f"654321-03-bedroom-modern-{short}"
    assert picture_names(order) == (first, f"{first}-2")
    file = replace(TASK, photo=PhotoRef(sequence=1, caption="", path="photos/den.one.jpg"))
    dusk = Recipe(source="ab" * 32, tool="day_to_dusk", options=(("sky", "dusk"),))
    assert picture_names(replace(order, task=replace(file, recipe=dusk)))[0] == (
        f"den.one-day_to_dusk-{dusk.key[-6:]}"
    )
