"""What may be shown and what an identifier may hold: B20, B44, B45, B89, B90; and nearest words."""

import gc

import pytest

from listwright.config.yaml import (
    collector_paused,
    excerpt,
    heap_set_aside,
    odd_characters,
    printable,
    shown_path,
)
from listwright.errors.nearest import nearest


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("12 Fake St", "12 Fake St"),
        ("Café 東京", "Café 東京"),
        ("\x1b[2J", "\\x1b[2J"),
        ("a\u202eb", "a\\u202eb"),
        ("\x9b", "\\x9b"),
        ("a\nb\tc\rd\x08", "a\\nb\\tc\\rd\\x08"),
        ("\U000e0001", "\\U000e0001"),
        ("a\u00a0b", "a\\xa0b"),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown
    assert shown.isprintable()


def test_excerpt_is_short() -> None:
    assert excerpt("x" * 500) == "x" * 59 + "…"
    assert excerpt("x\x1b") == "x\\x1b"


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("DEN-00412", ()),
        ("Grand Ave é", ()),
        ("a\u202eb\u202e", ("U+202E RIGHT-TO-LEFT OVERRIDE",)),
        ("a\u200bb\u2011", ("U+200B ZERO WIDTH SPACE", "U+2011 NON-BREAKING HYPHEN")),
        ("\x1b\r\x9b", ("U+001B", "U+000D", "U+009B")),
        ("a\u00a0b", ("U+00A0 NO-BREAK SPACE",)),
        ("\U0010ffff", ("U+10FFFF",)),
    ],
)
def test_odd_characters(text: str, odd: tuple[str, ...]) -> None:
    assert odd_characters(text) == odd


def test_names_that_are_not_utf8_are_escaped() -> None:
    assert shown_path("a\udcffb.yaml") == "a\\xffb.yaml"
    assert shown_path("a\ud800") == "a\\ud800"


def test_nearest() -> None:
    choices = ["services", "Photos", "properties"]
    assert nearest("sevices", choices) == "services"
    assert nearest("PHOTO", choices) == "Photos"
    assert nearest("quantity", choices) is None
    assert nearest("", choices) is None
    assert nearest("services" * 20, choices) is None


def test_the_collector_comes_back() -> None:
    assert gc.isenabled()
    with collector_paused():
        assert not gc.isenabled()
        with collector_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_was_set_aside_is_not_walked_and_comes_back() -> None:
    with heap_set_aside():
        assert gc.get_freeze_count() > 1000
    assert gc.get_freeze_count() == 0
