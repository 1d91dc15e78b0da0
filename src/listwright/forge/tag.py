"""The hidden first line of a comment: whose plan it tells of, which one, and how it looks.

HTML comments are not shown by either forge. The names in it are percent-encoded, so that no name
can end the comment or add a field.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, unquote

_MARK = "<!-- listwright:"
_TAG = re.compile(rf"\s*{_MARK}(\S+)((?: [a-z]+=\S*)*) -->")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """When a plan was made, and its id, which tells apart plans of the same moment."""

    made_at: datetime
    plan_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """What a comment says of itself; `words` are those its labels are made of."""

    project: str
    moment: Moment
    words: frozenset[str] = field(default_factory=frozenset)


def tag_line(tag: Tag) -> str:
    """The tag as it stands in a comment."""
    made = tag.moment.made_at.astimezone(UTC).isoformat()
    fields = {
        "plan": tag.moment.plan_id,
        "made": made.replace("+00:00", "Z"),
        "is": ",".join(sorted(tag.words)),
    }
    text = " ".join(f"{name}={_encoded(value)}" for name, value in fields.items())
    return f"{_MARK}{_encoded(tag.project)} {text} -->"


def may_be_tagged(body: str) -> bool:
    """Whether it is worth asking who wrote `body`: without this no tag can be read in it."""
    return _MARK in body


def read_tag(body: str) -> Tag | None:
    """The tag that `body` begins with; None without one.

    A tag whose moment cannot be read is older than all others.
    """
    found = _TAG.match(body)
    if found is None:
        return None
    pairs = (pair.partition("=") for pair in found[2].split())
    fields = {name: unquote(value) for name, _, value in pairs}
    return Tag(
        project=unquote(found[1]),
        moment=Moment(_instant(fields.get("made", "")), fields.get("plan", "")),
        words=frozenset(word for word in fields.get("is", "").split(",") if word),
    )


def same_text(one: str, other: str) -> bool:
    """Whether two bodies are equal but for line ends and outer blanks, which forges normalize."""
    return _normal(one) == _normal(other)


def joined_words(tags: Iterable[Tag]) -> frozenset[str]:
    """The words of all of `tags`."""
    return frozenset[str]().union(*(tag.words for tag in tags))


def _normal(text: str) -> list[str]:
    return text.strip().splitlines()


def _encoded(text: str) -> str:
    # A dash is never the last letter: `-->` would end the comment, and `--` is best not in one.
    return quote(text, safe=":,", errors="replace").replace("--", "%2D%2D")


def _instant(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _EPOCH
    return moment if moment.tzinfo else _EPOCH
