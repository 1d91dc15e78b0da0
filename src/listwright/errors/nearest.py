"""The "did you mean" of every diagnostic."""

from collections.abc import Iterable
from difflib import get_close_matches

_CUTOFF = 0.6
_LONGEST_WORD = 80
"""difflib is quadratic in the length of the word, and nobody mistypes a longer key than this."""


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice most like `word`, compared without regard to case; None if none is close."""
    if not word or len(word) > _LONGEST_WORD:
        return None
    folded: dict[str, str] = {}
    for choice in choices:
        folded.setdefault(choice.casefold(), choice)
    matches = get_close_matches(word.casefold(), folded, n=1, cutoff=_CUTOFF)
    return folded[matches[0]] if matches else None
