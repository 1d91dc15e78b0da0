"""Values that must never be shown or stored: private texts, and references to secrets."""

from dataclasses import dataclass
from enum import Enum
from typing import NoReturn

from listwright.errors import Span

MASK = "***"


class Private:
    """A text that may travel to the vendor and nowhere else.

    Every way of turning it into text gives `***`; `reveal` is called only where a request body is
    built.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        """Wrap `text`."""
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the request body."""
        return self._text

    def __str__(self) -> str:
        """The mask."""
        return MASK

    def __repr__(self) -> str:
        """The mask."""
        return MASK

    def __format__(self, spec: str) -> str:
        """The mask, whatever the format asked for."""
        return MASK

    def __eq__(self, other: object) -> bool:
        """Equal when both hide the same text."""
        return isinstance(other, Private) and other._text == self._text

    def __hash__(self) -> int:
        """One hash for all, so that a hash tells nothing about the text."""
        return hash(Private)

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled."""
        message = "private values are never pickled"
        raise TypeError(message)


class SecretSource(Enum):
    """Where a secret is read from."""

    ENV = "env"
    FILE = "file"
    COMMAND = "command"
    JSON_FILE = "json_file"
    INLINE = "inline"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretRef:
    """A reference to a secret, never the secret.

    `name` is the variable, the path, or the command as it is shown; `argv` the command's words;
    `key` the entry of a JSON file. INLINE carries a code that stood in an inventory cell.
    """

    source: SecretSource
    name: str
    span: Span
    argv: tuple[str, ...] = ()
    key: str | None = None
    inline: Private | None = None

    @property
    def label(self) -> str:
        """How plans and digests name it: `env:LOCKBOX`."""
        suffix = f"#{self.key}" if self.key else ""
        return f"{self.source.value}:{self.name}{suffix}"
