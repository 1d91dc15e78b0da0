"""One request to a forge: an answer that can be used, or an error that says what to do."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from listwright.errors import ForgeError
from listwright.forge.api import UnsettledError
from listwright.forge.fields import row_of
from listwright.forge.problems import (
    MISSING,
    Words,
    has_code,
    oversized,
    refusal,
    unreachable,
    unusable,
)
from listwright.http.answers import Answered, Exchange, Unanswered
from listwright.http.session import HttpSession
from listwright.model.private import Private

LARGEST = 32 * 1024 * 1024
"""Bytes of an answer: a hundred comments of GitHub's longest, none of them in ASCII."""

TOTAL_SECONDS = 30.0
"""For one request; one without an answer is made again, a few times."""

PAGE_SIZES = (100, 20, 5)
"""Comments asked for at once; fewer when that many do not fit into an answer."""

MOST_PAGES = 1000
_EMPTY_PAGES = 3
"""In a row, after which a list is taken for ended."""

_LINK = re.compile(r"<([^<>]*)>([^<>]*)")
_LOST_PAUSE = 2.0
"""Seconds until something that was made without an answer is surely shown."""

_DOUBTFUL = frozenset({408, 500, 502, 503, 504})
"""An answer that does not say whether anything was done."""

Method = Literal["GET", "POST", "PATCH", "PUT", "DELETE"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """Requests with the headers and the token of one forge.

    `pause_of` gives the seconds that a refusal asks us to wait, None for one that is final.
    """

    session: HttpSession
    words: Words
    token: Private = field(repr=False)
    headers: Callable[[Private], Mapping[str, str]]
    pause_of: Callable[[Answered], float | None]

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Answered:
        """What stands at `path`."""
        exchange = self.session.get(
            path, query=query, headers=self.headers(self.token), secrets=(self.token.reveal(),)
        )
        return self._readable(self._usable(exchange))

    def write(
        self, method: Method, path: str, document: Mapping[str, object] | None = None
    ) -> Answered:
        """Change something, asking once; the answer may be unreadable or empty."""
        headers, secrets = self.headers(self.token), (self.token.reveal(),)
        if method in {"PATCH", "PUT", "DELETE"}:
            exchange = self.session.change(method, path, document, headers=headers, secrets=secrets)
        else:
            exchange = self.session.post(path, document or {}, headers=headers, secrets=secrets)
        return self._usable(exchange)

    def made(
        self, method: Method, path: str, document: Mapping[str, object]
    ) -> Mapping[str, object]:
        """Write something; gives it as it is answered, without which nobody knows its id."""
        answered = self.write(method, path, document)
        if isinstance(answered.document, dict):
            return answered.document
        problem = unusable(self.words, answered.unreadable or "it has no fields")
        raise UnsettledError(problem, pause=_LOST_PAUSE, lost=True)

    def row(self, path: str) -> Mapping[str, object] | None:
        """One thing with its fields; None where there is nothing."""
        try:
            return row_of(self.get(path).document, self.words)
        except ForgeError as error:
            if has_code(error, MISSING):
                return None
            raise

    def remove(self, path: str) -> None:
        """Remove what may be gone already."""
        try:
            self.write("DELETE", path)
        except ForgeError as error:
            if not has_code(error, MISSING):
                raise

    def pages(self, path: str, query: Mapping[str, str]) -> Iterator[object]:
        """Every row of a list, with fewer on a page where they are too large."""
        for size in PAGE_SIZES:
            try:
                yield from tuple(self._rows(path, {**query, "per_page": str(size)}))
            except _OversizedPageError:
                continue
            return
        raise oversized(self.words)

    def _rows(self, path: str, query: Mapping[str, str]) -> Iterator[object]:
        asked, empty = dict(query), 0
        for _ in range(MOST_PAGES):
            answered = self.get(path, asked)
            if not isinstance(answered.document, list):
                raise unusable(self.words, "it is no list")
            yield from answered.document
            # Hidden comments can leave a page empty; a server that always names a next one, too.
            empty = 0 if answered.document else empty + 1
            following = next_query(answered.headers, asked)
            if following is None or empty == _EMPTY_PAGES:
                return
            asked = following
        raise unusable(self.words, f"it goes on after {MOST_PAGES} pages")

    def _usable(self, exchange: Exchange) -> Answered:
        """The answer, if it says yes."""
        if not isinstance(exchange, Answered):
            lost = isinstance(exchange, Unanswered)
            raise UnsettledError(
                unreachable(self.words, exchange.reason),
                pause=_LOST_PAUSE if lost else 0.0,
                lost=lost,
            )
        if 200 <= exchange.status < 300:
            return exchange
        problem = refusal(self.words, exchange, self.token.reveal())
        pause = self.pause_of(exchange)
        if pause is not None:
            raise UnsettledError(problem, pause=pause)
        if exchange.status in _DOUBTFUL:
            raise UnsettledError(problem, pause=_LOST_PAUSE, lost=True)
        raise problem

    def _readable(self, answered: Answered) -> Answered:
        if answered.oversized:
            raise _OversizedPageError
        if answered.unreadable.startswith("the body is cut short"):
            problem = unreachable(self.words, answered.unreadable)
            raise UnsettledError(problem, pause=0.0)
        if answered.unreadable:
            raise unusable(self.words, answered.unreadable)
        return answered


class _OversizedPageError(ForgeError):
    """The page is larger than an answer may be."""

    def __init__(self) -> None:
        """For whoever asks for one thing only, it is an error as it stands."""
        super().__init__("An answer is larger than it may be.", advice="Run this again later.")


def next_query(headers: Mapping[str, str], asked: Mapping[str, str]) -> dict[str, str] | None:
    """What to ask for next; None after the last page.

    Only the query of the link is taken: where requests with the token go is ours to say. A page
    that names itself as the next one is the last.
    """
    following = dict(asked)
    link = _next_link(headers.get("link", ""))
    number = headers.get("x-next-page", "").strip()
    if link is not None:
        following |= dict(parse_qsl(urlsplit(link).query))
    elif number.isascii() and number.isdigit():
        following["page"] = number
    return following if following != asked else None


def _next_link(header: str) -> str | None:
    """The address of `rel="next"` in a Link header (RFC 8288)."""
    for address, parameters in _LINK.findall(header):
        words = {word.strip(' ,"').replace('"', "").lower() for word in parameters.split(";")}
        if "rel=next" in words:
            return str(address)
    return None
