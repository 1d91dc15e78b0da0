"""What one request came to: an answer, surely nothing sent, or nobody knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A status line and headers arrived.

    `document` is the parsed JSON body, never shown in a repr because answers echo door codes.
    `unreadable` says in one phrase why there is none; empty when it was read. `oversized`: that it
    is larger than it may be is why. `text` is then how a body begins that is text all the same:
    some servers spoil the JSON of their errors. `headers` holds the few that mean something to us,
    by lower-case name.
    """

    status: int
    headers: Mapping[str, str]
    document: object = field(default=None, repr=False)
    unreadable: str = ""
    oversized: bool = False
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class NotSent:
    """No byte of the request left: sending it again cannot do a thing twice."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The request may have arrived and may have been carried out; nobody told us."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file, or what a server gave instead of it; `body` is decompressed.

    `unreadable` says in one phrase why there is no body; empty when it was read. `oversized`: that
    it is larger than it may be is why.
    """

    status: int
    body: bytes = field(default=b"", repr=False)
    unreadable: str = ""
    oversized: bool = False


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """A link that is not followed: nothing was asked of anybody. Never holds the link itself."""

    reason: str


Exchange = Answered | NotSent | Unanswered
