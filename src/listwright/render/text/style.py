"""How a text is to look: width, colour, and what is shown in full."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from typing import TypeVar

from listwright.render.text.layout import wrapped
from listwright.render.text.words import number

T = TypeVar("T")

NARROWEST = 60
WIDEST = 200
ROWS_SHOWN = 20
"""Rows of one kind before the rest is only counted."""

WAITING_SHOWN = 5
"""The same for what clears by itself: nobody has to act on it."""


class Role(Enum):
    """What a stretch of text means, with its ANSI style."""

    CREATE = "32"
    CANCEL = "31"
    REPLACE = "33"
    QUIET = "36"
    ALERT = "1;31"
    TITLE = "1"
    FAINT = "2"


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is to look.

    `show` holds kinds (`creates`, `cancels`, `deferred`, `blocked`, `all`) and addresses or globs
    of addresses; what they name is listed in full.
    """

    width: int = 80
    color: bool = False
    show: tuple[str, ...] = ()

    @property
    def columns(self) -> int:
        """The width that is laid out for: never narrower or wider than reads well."""
        return min(max(self.width, NARROWEST), WIDEST)

    def opens(self, kind: str) -> bool:
        """Whether every row of that kind is listed."""
        return "all" in self.show or kind in self.show

    def names(self, addresses: Collection[str]) -> bool:
        """Whether one of the addresses, or the property of one, was asked for."""
        return any(
            fnmatchcase(name.casefold(), wanted.casefold())
            for wanted in self.show
            for address in addresses
            for name in (address, address.rpartition("/")[0])
        )


def paint(text: str, role: Role, style: Style) -> str:
    """`text` in the colour of its role, or as it is."""
    return f"\x1b[{role.value}m{text}\x1b[0m" if style.color else text


def titled(text: str, style: Style, *, role: Role = Role.TITLE) -> list[str]:
    """The lines of a title, each in its colour."""
    lines = wrapped(text, width=style.columns, indent=0, hanging=2)
    return [paint(line, role, style) for line in lines]


def chosen(
    rows: Sequence[tuple[T, bool]], *, every: bool, first: int = ROWS_SHOWN
) -> tuple[list[T], int]:
    """The rows to list, and how many are only counted.

    Each row comes with whether it was asked for by name; the `first` rows are listed anyway.
    """
    listed = [row for place, (row, named) in enumerate(rows) if every or named or place < first]
    return listed, len(rows) - len(listed)


def more_line(hidden: int, indent: int, *, show: str = "all") -> list[str]:
    """The line that counts what is not listed, and how to see it."""
    return [f"{' ' * indent}+{number(hidden)} more (--show {show})"] if hidden else []
