"""The nodes of a YAML file.

They are plain slotted classes, not frozen dataclasses: a fleet has a million of them, and setting
frozen fields costs three times as much. Nothing changes them once the file is read. Positions are
kept as numbers; a `Span` is made only when somebody asks for one.
"""

from collections.abc import Iterator

from listwright.errors import Span

_NULL_WORDS = frozenset({"", "~", "null", "Null", "NULL"})
_SCAN_UP_TO = 16
"""Below this many entries a walk is cheaper than keeping an index in memory."""


class Scalar:
    """One value: the source characters if plain, the unescaped text if quoted or a block."""

    __slots__ = ("column", "end_column", "end_line", "file", "line", "plain", "text")

    kind = "a single value"

    def __init__(self, text: str, file: str, *, plain: bool, at: tuple[int, int, int, int]) -> None:
        """`at` is line, column, end line and end column, counted from 1."""
        self.text = text
        self.file = file
        self.plain = plain
        self.line, self.column, self.end_line, self.end_column = at

    @property
    def is_null(self) -> bool:
        """Whether nothing was written: an empty plain value, `~` or `null`."""
        return self.plain and self.text in _NULL_WORDS

    @property
    def span(self) -> Span:
        """Where the value stands, quotes included."""
        return Span(
            file=self.file,
            line=self.line,
            column=self.column,
            end_line=self.end_line,
            end_column=self.end_column,
        )


class _Collection:
    """What lists and mappings share: the position of their first character."""

    __slots__ = ("column", "file", "line")

    def __init__(self, file: str, line: int, column: int) -> None:
        """`line` and `column` count from 1."""
        self.file = file
        self.line = line
        self.column = column

    @property
    def span(self) -> Span:
        """Where the first item or the opening bracket stands."""
        return Span(file=self.file, line=self.line, column=self.column)


class Sequence(_Collection):
    """A list of nodes."""

    __slots__ = ("items",)

    kind = "a list"

    def __init__(self, items: tuple["Node", ...], file: str, *, line: int, column: int) -> None:
        """`line` and `column` count from 1."""
        super().__init__(file, line, column)
        self.items = items

    def __iter__(self) -> Iterator["Node"]:
        """The items in the order of the file."""
        return iter(self.items)

    def __len__(self) -> int:
        """The number of items."""
        return len(self.items)


class Entry:
    """One `key: value` of a mapping; a key is always text."""

    __slots__ = ("key", "value")

    def __init__(self, key: Scalar, value: "Node") -> None:
        """Both nodes carry their own position."""
        self.key = key
        self.value = value


class Mapping(_Collection):
    """Keys and values in the order of the file; no key occurs twice."""

    __slots__ = ("_index", "entries")

    kind = "a mapping"

    def __init__(self, entries: tuple[Entry, ...], file: str, *, line: int, column: int) -> None:
        """`line` and `column` count from 1."""
        super().__init__(file, line, column)
        self.entries = entries
        self._index: dict[str, Entry] | None = None

    def entry(self, key: str) -> Entry | None:
        """The entry named `key`, or None."""
        if len(self.entries) <= _SCAN_UP_TO:
            return next((entry for entry in self.entries if entry.key.text == key), None)
        if self._index is None:
            self._index = {entry.key.text: entry for entry in self.entries}
        return self._index.get(key)

    def get(self, key: str) -> "Node | None":
        """The value under `key`, or None if the key is absent; a null value is a node."""
        entry = self.entry(key)
        return None if entry is None else entry.value

    def key_span(self, key: str) -> Span | None:
        """Where `key` itself stands, or None if it is absent."""
        entry = self.entry(key)
        return None if entry is None else entry.key.span

    def keys(self) -> tuple[str, ...]:
        """The keys as text, in the order of the file."""
        return tuple(entry.key.text for entry in self.entries)

    def __contains__(self, key: str) -> bool:
        """Whether `key` was written, be its value null or not."""
        return self.entry(key) is not None

    def __iter__(self) -> Iterator[Entry]:
        """The entries in the order of the file."""
        return iter(self.entries)

    def __len__(self) -> int:
        """The number of entries."""
        return len(self.entries)


Node = Scalar | Sequence | Mapping
