"""Which labels hold, and whose are never touched."""

from hypothesis import given
from hypothesis import strategies as st
from tests.golden.plans import empty, realistic, refused, small

from listwright.forge.labels import WORDS, labels_for, surplus_labels, words_of


def test_words_of_plans() -> None:
    assert words_of(empty()) == frozenset()
    assert words_of(small()) == {"changes"}
    assert words_of(realistic()) == {"changes", "cancels", "blocked"}
    assert words_of(refused()) >= {"changes", "refused"}


def test_no_changes_is_said_unless_there_are_some() -> None:
    assert labels_for(frozenset()) == ("listwright: no changes",)
    assert labels_for(frozenset({"blocked"})) == ("listwright: no changes", "listwright: blocked")
    assert labels_for(frozenset({"changes", "of another version"})) == ("listwright: changes",)


@given(st.frozensets(st.sampled_from(WORDS)), st.lists(st.text()))
def test_foreign_labels_stay(words: frozenset[str], foreign: list[str]) -> None:
    ours = {f"listwright: {word}" for word in WORDS}
    assert set(surplus_labels([*foreign, *ours], labels_for(words))) <= ours


def test_every_label_is_short_enough_for_github() -> None:
    assert max(len(f"listwright: {word}") for word in WORDS) <= 50
