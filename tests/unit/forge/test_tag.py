"""The hidden line: what is written can be read, and nothing in a name gets out of it."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listwright.forge.tag import Moment, Tag, read_tag, same_text, tag_line

NAMES = st.text(min_size=1, max_size=60).filter(lambda text: text.strip() == text)
MOMENTS = st.datetimes(timezones=st.just(UTC))
WORDS = st.frozensets(st.sampled_from(["changes", "cancels", "blocked", "refused"]))
TAGS = st.builds(
    Tag, project=NAMES, moment=st.builds(Moment, MOMENTS, st.text(max_size=40)), words=WORDS
)
HOSTILE = "a --> <script>alert(1)</script> <!-- made=2099-01-01T00:00:00Z\n\u202e\u200b|`@team"


@given(TAGS)
def test_written_and_read(tag: Tag) -> None:
    line = tag_line(tag)
    assert read_tag(f"{line}\n\n## Title") == tag
    assert read_tag(f"\r\n {line}") == tag


@given(TAGS)
def test_line_is_one_comment_and_nothing_else(tag: Tag) -> None:
    line = tag_line(tag)
    assert re.fullmatch(r"<!-- [A-Za-z0-9.,:%_~= -]+ -->", line)
    assert "--" not in line[4:-3]


def test_hostile_name() -> None:
    moment = Moment(datetime(2026, 11, 22, 3, tzinfo=UTC), HOSTILE)
    tag = Tag(project=HOSTILE, moment=moment)
    assert read_tag(tag_line(tag)) == tag


@pytest.mark.parametrize(
    "body",
    [
        "",
        "## Title",
        "> <!-- listwright:t plan=1 made=2026-11-22T03:00:00Z -->",
        "text <!-- listwright:t plan=1 -->",
        "<!-- listwright: plan=1 -->",
        "<!-- other:t plan=1 -->",
        "<!-- listwright:t plan=1",
        "`<!-- listwright:t plan=1 -->`",
    ],
)
def test_no_tag(body: str) -> None:
    assert read_tag(body) is None


@given(st.text())
def test_anything_may_be_read(body: str) -> None:
    read_tag(body)
    read_tag(f"<!-- listwright:{body} -->")


@pytest.mark.parametrize("made", ["", "soon", "2026-11-22T03:00:00", "2026-13-01T00:00:00Z"])
def test_moment_that_cannot_be_read_is_older_than_any(made: str) -> None:
    tag = read_tag(f"<!-- listwright:t plan=1 made={made} is= -->")
    assert tag is not None
    assert tag.moment < Moment(datetime(2026, 1, 1, tzinfo=UTC), "")


def test_same_text() -> None:
    assert same_text("a\r\nb\r\n", "a\nb")
    assert not same_text("a\nb", "a\nc")
