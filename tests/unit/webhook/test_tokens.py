"""Tokens: long enough, of characters that stay as they are, and compared as a whole."""

import secrets

import pytest

from listwright.webhook.tokens import Door, weakness_of


@pytest.mark.parametrize("token", ["", "a" * 21, "a" * 257, "a b" * 10, "a/b+" * 8, "ä" * 30])
def test_a_weak_token_is_named_without_a_character_of_it(token: str) -> None:
    weakness = weakness_of(token)
    assert weakness is not None
    assert "a" * 21 not in weakness
    assert "ä" not in weakness


def test_what_the_advice_makes_is_good() -> None:
    for _ in range(50):
        assert weakness_of(secrets.token_urlsafe(24)) is None
        assert weakness_of(secrets.token_hex(24)) is None
        assert weakness_of(secrets.token_urlsafe(16)) is None


def test_a_door_opens_for_each_of_its_tokens_and_nothing_else() -> None:
    door = Door(["old-token", "new-token"])
    assert door.opens("old-token")
    assert door.opens("new-token")
    for other in ("", "old-toke", "old-token ", "OLD-TOKEN", "old-tokennew-token", "\ud800"):
        assert not door.opens(other)
    assert not Door([]).opens("")
