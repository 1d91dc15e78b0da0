"""What the page on pictures and the README of the staging example say is true."""

import json
import re
import shlex
from pathlib import Path

import pytest
from tests.docs.pages import DOCS, ROOT
from tests.docs.test_console import begin, listwright

from listwright.engine.pictures.choosing import STAGED_BY_DEFAULT
from listwright.engine.pictures.rooms import ROOMS, room_of
from listwright.model.account import Account
from listwright.model.queue import Queue
from listwright.vendors.aihomedesign.adapter import SETTLE, SUBMIT_WINDOW, SUBMITS

PAGE = (DOCS / "pictures.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / "examples" / "staging" / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([a-z_]+)` \| ([A-Z][^|`]*) \|$", PAGE, flags=re.MULTILINE)
CAPTIONS = [
    (room, caption.strip())
    for room, captions in ROWS
    for caption in re.split(r", (?=[A-Z])", captions)
]
QUEUE = re.findall(r"^\| ([\d,]+) \| [\d,]+ \| ([^|]+) \|$", PAGE, flags=re.MULTILINE)


def test_the_table_of_rooms_has_every_room() -> None:
    assert [room for room, _ in ROWS] == [
        *("bedroom", "single_bedroom", "living_room", "dining_room", "kitchen", "bathroom"),
        *("home_office", "outdoor", "nursery", "kids_room", "studio", "foyer"),
        *("living_dining_room", "living_dining_bedroom"),
    ]
    assert {room for room, _ in ROWS} == set(ROOMS)


@pytest.mark.parametrize(("room", "caption"), CAPTIONS)
def test_captions_mean_the_room_that_the_table_says(room: str, caption: str) -> None:
    assert room_of(caption) == room


@pytest.mark.parametrize(
    "caption",
    ["Closet", "Pantry", "Laundry", "Garage", "Stairs", "Floor Plan", "Front Door",
     "Primary Bedroom Closet"],
)  # fmt: skip
def test_what_is_called_no_room_is_none(caption: str) -> None:
    assert caption.lower().split()[-1] in PAGE.lower()
    assert room_of(caption) is None


def test_rooms_that_are_furnished_without_being_named() -> None:
    said = (
        "the bedrooms, living and dining rooms, office, nursery, kids room and studio"  # the page
    )
    assert said in " ".join(PAGE.split())
    assert set(ROOMS) - STAGED_BY_DEFAULT == {"kitchen", "bathroom", "outdoor", "foyer"}


def test_the_arithmetic_of_the_queue() -> None:
    assert (SUBMITS, SUBMIT_WINDOW.total_seconds(), SETTLE.total_seconds()) == (10, 600, 900)
    queue = Queue(
        account=Account(kind="k", environment="e", label="l"),
        pictures=0,
        submits=SUBMITS,
        window_s=int(SUBMIT_WINDOW.total_seconds()),
    )
    waits = {int(count.replace(",", "")): queue.wait(int(count.replace(",", "")) - 1) / 3600
             for count, _ in QUEUE}  # fmt: skip
    assert [said for _, said in QUEUE] == [
        "no wait", "the last after 20 min", "8.3 h", "3.5 days",
    ]  # fmt: skip
    assert waits[10] == 0
    assert waits[25] == pytest.approx(20 / 60)
    assert waits[500] == pytest.approx(8.3, abs=0.2)
    assert waits[5000] / 24 == pytest.approx(3.5, abs=0.05)


@pytest.mark.slow
def test_the_commands_of_the_example_do_what_its_readme_says(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    begin("staging", folder)
    lines = re.findall(r"^listwright ((?!demo).*)$", EXAMPLE, flags=re.MULTILINE)
    assert len(lines) == 9
    printed = [typed(line, folder) for line in lines]
    first, second, last = (text for line, text in zip(lines, printed, strict=True)
                           if line.startswith("plan"))  # fmt: skip
    assert "3 orders to create" in first
    assert "3 needs deferred" in first
    assert "5 orders to create" in second
    assert "No changes." in last
    notes = json.loads((folder / "assets" / "DEN-102" / "pictures.json").read_text())["pictures"]
    staged = [one for one in notes if one["virtually_staged"]]
    assert sorted((one["room"], one["style"]) for one in staged) == [
        ("bedroom", "scandinavian"),
        ("living_room", "modern"),
        ("living_room", "scandinavian"),
    ]
    assert (folder / "assets" / "DEN-102" / "contact-sheet.html").is_file()
    assert not (folder / "assets" / "BLD-201").exists()


def typed(line: str, folder: Path) -> str:
    """A line of the README, typed by somebody who says yes to every apply."""
    words = shlex.split(line, comments=True)
    yes = ["--auto-approve"] if words[0] == "apply" else []
    ran = listwright([*words, *yes], folder)
    assert ran.returncode == 0, ran.stdout
    return ran.stdout
