"""Which photos a need for pictures takes: rooms in turns, captions, sequences, a most."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listwright.engine.pictures.choosing import Choice, choose_photos
from listwright.engine.pictures.remembering import Remembered
from listwright.errors import Span
from listwright.model.catalog import OptionOffer, RoomOffer, ToolOffer, WordOffer
from listwright.model.names import NeedKey
from listwright.model.need import NeedSpec
from listwright.model.picture import PhotoRef
from listwright.model.rules import Source

SPAN = Span(file="listwright.yaml", line=3)
CAPTIONS = {"Living Room": "living_room", "Bedroom 2": "bedroom", "Kitchen": "kitchen", "": None}


def need(**fields: object) -> NeedSpec:
    plain = NeedSpec(
        key=NeedKey("staging"),
        slug="virtual_staging",
        quantity=1,
        vendor="ahd",
        spans={"slug": SPAN},
        because=(),
        tool="virtual_staging",
        style="modern",
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def photos(*captions: str) -> tuple[PhotoRef, ...]:
    return tuple(
        PhotoRef(sequence=number, caption=caption, path=f"{number}.jpg")
        for number, caption in enumerate(captions, start=1)
    )


def taken(choice: Choice) -> list[tuple[int, str | None]]:
    return [(one.photo.sequence, one.room) for one in choice.chosen]


HOUSE = photos("Front", "Living Room", "Living Room", "Kitchen", "Bedroom 2", "Bath", "Bedroom 3")


def test_without_rooms_those_are_taken_that_are_furnished() -> None:
    found = taken(choose_photos(need(), HOUSE))
    assert found == [(2, "living_room"), (3, "living_room"), (5, "bedroom"), (7, "bedroom")]


def test_every_room_gets_its_first_photo_before_any_gets_its_second() -> None:
    spec = need(rooms=("living_room", "bedroom"), max_images=3)
    choice = choose_photos(spec, HOUSE)
    assert taken(choice) == [(2, "living_room"), (3, "living_room"), (5, "bedroom")]
    assert choice.left_out == 1
    two = choose_photos(replace(spec, max_images=2), HOUSE)
    assert taken(two) == [(2, "living_room"), (5, "bedroom")]


def test_the_order_of_the_rooms_says_which_comes_first() -> None:
    spec = need(rooms=("bedroom", "living_room"), max_images=1)
    assert taken(choose_photos(spec, HOUSE)) == [(5, "bedroom")]


def test_a_room_that_no_photo_shows_is_missing() -> None:
    choice = choose_photos(need(rooms=("nursery", "kitchen")), HOUSE)
    assert (taken(choice), choice.missing) == ([(4, "kitchen")], ("nursery",))


@pytest.mark.parametrize("captions", [("liv*",), ("LIVING ROOM",), ("*bath*", "living room")])
def test_captions_are_patterns_in_any_case(captions: tuple[str, ...]) -> None:
    spec = need(source=Source(captions=captions))
    assert taken(choose_photos(spec, HOUSE)) == [(2, "living_room"), (3, "living_room")]


def test_what_was_picked_by_hand_shows_the_one_room_that_is_named() -> None:
    spec = need(source=Source(sequences=(1, 6)), rooms=("living_room",))
    assert taken(choose_photos(spec, HOUSE)) == [(1, "living_room"), (6, "living_room")]


def test_what_was_picked_by_hand_is_read_where_several_rooms_are_named() -> None:
    spec = need(source=Source(sequences=(1, 5)), rooms=("living_room", "bedroom"))
    choice = choose_photos(spec, HOUSE)
    assert (taken(choice), choice.missing) == ([(5, "bedroom")], ("living_room",))


def test_what_was_bought_for_comes_before_others_of_its_room() -> None:
    spec = need(rooms=("living_room",), max_images=1)
    made = {HOUSE[2].place: Remembered(caption="Living Room", sequence=3, room="living_room")}
    assert taken(choose_photos(spec, HOUSE, made)) == [(3, "living_room")]


def test_what_was_bought_for_is_taken_as_it_was_called_then() -> None:
    spec = need(source=Source(captions=("living*",)), rooms=("living_room", "bedroom"))
    renamed = photos("Front", "Lounge")
    assert taken(choose_photos(spec, renamed)) == []
    made = {renamed[1].place: Remembered(caption="Living Room", sequence=7, room="living_room")}
    assert taken(choose_photos(spec, renamed, made)) == [(2, "living_room")]


def test_a_tool_without_a_style_takes_photos_of_no_room() -> None:
    spec = need(tool="item_removal", style=None)
    assert len(choose_photos(spec, HOUSE).chosen) == len(HOUSE)


SHOWN = st.lists(st.sampled_from(sorted(CAPTIONS)), max_size=8)
ROOMS = st.lists(st.sampled_from(["living_room", "bedroom", "kitchen"]), unique=True)
MOST = st.none() | st.integers(1, 6)


@given(captions=SHOWN, rooms=ROOMS, most=MOST, seed=st.randoms(use_true_random=False))
def test_the_same_photos_give_the_same_choice_in_any_order(
    captions: list[str], rooms: list[str], most: int | None, seed: object
) -> None:
    spec, there = need(rooms=tuple(rooms), max_images=most), list(photos(*captions))
    choice = choose_photos(spec, there)
    seed.shuffle(there)  # type: ignore[attr-defined]
    assert choose_photos(spec, there) == choice
    sequences = [one.photo.sequence for one in choice.chosen]
    assert sequences == sorted(set(sequences))
    assert most is None or len(sequences) <= most
    fitting = [one for one in captions if CAPTIONS[one] in (rooms or ["living_room", "bedroom"])]
    assert len(sequences) + choice.left_out == len(fitting)
    assert set(choice.missing) == set(rooms) - {CAPTIONS[one] for one in captions}


@given(captions=SHOWN, rooms=ROOMS, most=st.integers(1, 6))
def test_no_room_is_left_out_while_another_is_taken_twice(
    captions: list[str], rooms: list[str], most: int
) -> None:
    choice = choose_photos(need(rooms=tuple(rooms), max_images=most), photos(*captions))
    counts = [
        sum(one.room == room for one in choice.chosen)
        for room in (rooms or ["living_room", "bedroom"])
        if room in {CAPTIONS[one] for one in captions}
    ]
    assert 0 not in counts or max(counts) <= 1


def offering(*rooms: str, styles: tuple[str, ...] = ("modern",)) -> ToolOffer:
    style = OptionOffer(
        name="style", id="s", required=True, words=tuple(WordOffer(word=one) for one in styles)
    )
    return ToolOffer(
        tool="virtual_staging",
        id="t",
        rooms=tuple(RoomOffer(word=room, id=None, options=(style,)) for room in rooms),
    )


def test_of_rooms_that_nobody_named_only_those_are_taken_that_the_vendor_can_do() -> None:
    only_bedrooms = offering("bedroom")
    assert taken(choose_photos(need(), HOUSE, offer=only_bedrooms)) == [
        (5, "bedroom"),
        (7, "bedroom"),
    ]
    other_style = offering("bedroom", "living_room", styles=("prime",))
    assert taken(choose_photos(need(), HOUSE, offer=other_style)) == []


def test_a_room_that_is_named_is_taken_whatever_the_catalog_says() -> None:
    """A plan then says that the vendor does not do it, instead of nothing."""
    spec = need(rooms=("living_room",))
    assert len(taken(choose_photos(spec, HOUSE, offer=offering("bedroom")))) == 2


def test_a_tool_without_rooms_makes_the_same_picture_whatever_the_caption() -> None:
    removal = ToolOffer(tool="item_removal", id="t")
    spec = need(tool="item_removal", slug="item_removal", style=None)
    found = taken(choose_photos(spec, HOUSE, offer=removal))
    assert found == [(number, None) for number in range(1, 8)]
