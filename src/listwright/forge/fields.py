"""Fields of answers that others wrote: taken when they are what they should be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeGuard

from listwright.forge.problems import Words, unusable


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityFields:
    """Who a token belongs to; nothing is set where nobody says."""

    id: int | None = None
    login: str | None = None

    @property
    def known(self) -> bool:
        """Whether authors can be compared with it."""
        return self.id is not None or self.login is not None

    @classmethod
    def read(cls, document: object) -> "IdentityFields | None":
        """What `document` says of a user; None when it says nothing."""
        if not isinstance(document, dict):
            return None
        number = document.get("id", document.get("databaseId"))
        login = document.get("login", document.get("username"))
        read = cls(
            id=number if _is_number(number) else None,
            login=login if isinstance(login, str) and login else None,
        )
        return read if read.known else None


def row_of(row: object, words: Words) -> Mapping[str, object]:
    """A row of a list, or an answer about one thing; raises ForgeError."""
    if not isinstance(row, dict):
        raise unusable(words, "an entry of it has no fields")
    return row


def text_of(row: Mapping[str, object], name: str) -> str:
    """A text, empty where there is none."""
    value = row.get(name)
    return value if isinstance(value, str) else ""


def number_of(row: Mapping[str, object], name: str, words: Words) -> str:
    """A whole number as the text that goes into a path; raises ForgeError."""
    value = row.get(name)
    if not _is_number(value):
        raise unusable(words, f"an entry of it has no {name}")
    return str(value)


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
