"""Which room a caption speaks of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listwright.engine.pictures.rooms import PHRASES, ROOMS, room_of

CAPTIONS = {
    "Bedroom": "bedroom",
    "Primary Bedroom": "bedroom",
    "Bedroom 2": "bedroom",
    "2nd Bedroom": "bedroom",
    "BR 1": "bedroom",
    "BR1": "bedroom",
    "MBR": "bedroom",
    "Master Suite": "bedroom",
    "Owner's Suite": "bedroom",
    "Guest Room": "bedroom",
    "Guest Bed": "bedroom",
    "Bedroom with closet": "bedroom",
    "denver-412_bedroom-03.JPG": "bedroom",
    "Single Bedroom": "single_bedroom",
    "Living Room": "living_room",
    "LivingRoom_2.jpg": "living_room",
    "Liv Rm": "living_room",
    "Great Room": "living_room",
    "Greatroom": "living_room",
    "Family Room": "living_room",
    "Living/Kitchen": "living_room",
    "Outdoor Living": "outdoor",
    "Dining Room": "dining_room",
    "Formal Dining": "dining_room",
    "Breakfast Nook": "dining_room",
    "Kitchen": "kitchen",
    "Eat-in Kitchen": "kitchen",
    "KITCHEN / DINING": "kitchen",
    "Kitchen (3)": "kitchen",
    "Bathroom": "bathroom",
    "Master Bath": "bathroom",
    "Primary Suite Bath": "bathroom",
    "Hall Bath": "bathroom",
    "1/2 Bath": "bathroom",
    "Powder Room": "bathroom",
    "En-suite": "bathroom",
    "bathroom off bedroom": "bathroom",
    "bedroom off bathroom": "bedroom",
    "Office": "home_office",
    "Office/Den": "home_office",
    "Home Office": "home_office",
    "Study": "home_office",
    "Front Exterior": "outdoor",
    "Exterior - Front": "outdoor",
    "Backyard": "outdoor",
    "Back Yard": "outdoor",
    "Patio off living room": "outdoor",
    "Balcony": "outdoor",
    "Front of Home": "outdoor",
    "Nursery": "nursery",
    "Baby's Room": "nursery",
    "Kids' Room": "kids_room",
    "Kid’s bedroom": "kids_room",
    "Playroom": "kids_room",
    "Studio Apartment": "studio",
    "Foyer": "foyer",
    "Entryway": "foyer",
    "Living/Dining Room": "living_dining_room",
    "Living & Dining": "living_dining_room",
    "Living Room and Dining Room": "living_dining_room",
    "Living-Dining-Bedroom": "living_dining_bedroom",
}
NO_ROOM = [
    "",
    "DSC_0012.jpg",
    "IMG_2044",
    "photo 7",
    "Den",
    "Bonus Room",
    "Laundry Room",
    "Laundry off kitchen",
    "Garage",
    "Walk-in Closet",
    "bedroom-closet",
    "Primary Bedroom Closet",
    "Kitchen pantry",
    "Floor Plan, 2 bedrooms",
    "Bedrock",
    "Front Door",
]
NAMED = [(phrase, room) for room in ROOMS for phrase in PHRASES[room]]
SEPARATORS = st.sampled_from([" ", "-", "_", "/", ", ", " (", ". ", "  ", " 2 "])


@pytest.mark.parametrize("caption", CAPTIONS)
def test_captions_as_people_write_them(caption: str) -> None:
    assert room_of(caption) == CAPTIONS[caption]


@pytest.mark.parametrize("caption", NO_ROOM)
def test_captions_that_name_no_room(caption: str) -> None:
    assert room_of(caption) is None


def test_the_words_for_rooms_are_a_closed_list() -> None:
    assert set(ROOMS) == set(CAPTIONS.values())


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_named_by_its_own_word(room: str) -> None:
    assert room_of(room) == room
    assert room_of(room.replace("_", " ").title()) == room


@pytest.mark.parametrize(("phrase", "room"), NAMED)
def test_every_phrase_names_its_room(phrase: str, room: str) -> None:
    assert room_of(phrase) == room


@given(phrase=st.sampled_from(NAMED), data=st.data())
def test_case_and_punctuation_do_not_count(phrase: tuple[str, str], data: st.DataObject) -> None:
    words = phrase[0].split()
    caption = words[0]
    for word in words[1:]:
        caption += data.draw(SEPARATORS) + word
    cased = "".join(data.draw(st.sampled_from([one.lower(), one.upper()])) for one in caption)
    around = data.draw(SEPARATORS)
    assert room_of(f"{around}{cased}{around}jpg") == phrase[1]


@given(first=st.sampled_from(NAMED), second=st.sampled_from(NAMED))
def test_the_first_room_named_is_meant(first: tuple[str, str], second: tuple[str, str]) -> None:
    assert room_of(f"{first[0]} off the {second[0]}") == first[1]


@given(word=st.sampled_from(NAMED), tail=st.text("abcdefghijklmnopqrstuvwxyz", min_size=1))
def test_only_whole_words_count(word: tuple[str, str], tail: str) -> None:
    longer = word[0].split()[-1] + "q" + tail
    assert room_of(longer) is None


@given(st.text())
def test_any_text_names_a_room_of_the_list_or_none(caption: str) -> None:
    assert room_of(caption) in {*ROOMS, None}
