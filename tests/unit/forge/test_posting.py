"""Patience, deadlines and sizes: with a clock that only moves when somebody sleeps."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.servers.forge_http import Answer, Asked, Fault
from tests.servers.github_like import ACTIONS, NUMBER, REPOSITORY, GitHubLike, serving
from tests.support.ports import StillClock

from listwright.errors import ForgeAuthError, ForgeError
from listwright.forge.calls import next_query
from listwright.forge.github import GitHub, GitHubPlace
from listwright.forge.posting import LONGEST_WAIT, MOST_FAILURES, post_comment
from listwright.forge.sticky import Draft
from listwright.forge.tag import Moment, Tag, tag_line
from listwright.model.comment import Posting
from listwright.model.private import Private

START = datetime(2026, 11, 22, 3, tzinfo=UTC)
TAG = Tag(project="t", moment=Moment(START, "01J"))
DRAFT = Draft(body=f"{tag_line(TAG)}\n\n## Plan", tag=TAG)
LIST, CREATE, UPDATE = r"GET .*/7/comments", r"POST .*/7/comments", r"PATCH "


@pytest.fixture
def server() -> Iterator[GitHubLike]:
    with serving() as running:
        yield running


@pytest.fixture
def clock() -> StillClock:
    return StillClock(start=START)


def github(server: GitHubLike, *, total: float = 5.0, token: str = "ghs_actions") -> GitHub:
    place = GitHubPlace(api=server.url, repository=REPOSITORY, number=NUMBER, token=Private(token))
    return GitHub(place, total=total)


def codes(error: ForgeError | ForgeAuthError) -> list[str]:
    return [finding.code for finding in error.diagnostics]


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
@pytest.mark.parametrize("where", [LIST, CREATE])
def test_server_in_trouble_is_asked_again(
    server: GitHubLike, clock: StillClock, status: int, where: str
) -> None:
    server.faults.append(Fault(where=where, answer=Answer(status=status, body=b"<html>"), times=3))
    posted = post_comment(github(server), DRAFT, clock=clock, labels=False)
    assert posted.posting is Posting.CREATED
    assert len(server.comments) == 1
    assert 0 < clock.slept < 30


def test_server_that_stays_in_trouble(server: GitHubLike, clock: StillClock) -> None:
    trouble = Answer(status=502, body=b"<html>")
    server.faults.append(Fault(where=LIST, answer=trouble, times=99))
    with pytest.raises(ForgeError) as caught:
        post_comment(github(server), DRAFT, clock=clock, labels=False)
    assert codes(caught.value) == ["LW6001"]
    assert len(server.lines("GET")) == MOST_FAILURES + 1


def test_create_whose_answers_are_always_lost(server: GitHubLike, clock: StillClock) -> None:
    """It never shows up, so it is made again, each time after a look."""
    server.faults.append(Fault(where=CREATE, times=99))
    with pytest.raises(ForgeError):
        post_comment(github(server), DRAFT, clock=clock, labels=False)
    tries = [line for line in server.lines("GET", "POST") if line.endswith("/7/comments")]
    assert [line.partition(" ")[0] for line in tries] == ["GET", "POST"] * (MOST_FAILURES + 1)
    assert server.comments == []


def test_answer_that_never_comes(server: GitHubLike, clock: StillClock) -> None:
    server.once(CREATE, _hang)
    posted = post_comment(github(server, total=0.3), DRAFT, clock=clock, labels=False)
    assert posted.posting is Posting.CREATED
    assert len(server.comments) == 1


@pytest.mark.parametrize(
    ("headers", "status", "slept"),
    [
        ({"Retry-After": "7"}, 403, 7),
        ({"Retry-After": "7"}, 429, 7),
        ({}, 429, 60),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1795316430"}, 403, 31),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "soon"}, 403, 60),
        ({"X-RateLimit-Remaining": "0"}, 429, 60),
        ({"Retry-After": "Sun, 22 Nov 2026 03:00:09 GMT"}, 429, 9),
    ],
)
def test_waits_as_long_as_it_is_told(
    server: GitHubLike, clock: StillClock, headers: dict[str, str], status: int, slept: float
) -> None:
    limit = Answer(status=status, body={"message": "limit"}, headers=headers)
    server.faults.append(Fault(where=CREATE, answer=limit))
    post_comment(github(server), DRAFT, clock=clock, labels=False)
    assert clock.slept == slept
    assert len(server.comments) == 1


def test_secondary_limit_without_a_time(server: GitHubLike, clock: StillClock) -> None:
    body = {"message": "You have exceeded a secondary rate limit."}
    server.faults.append(Fault(where=CREATE, answer=Answer(status=403, body=body), times=2))
    post_comment(github(server), DRAFT, clock=clock, labels=False)
    assert clock.slept == 120


def test_waits_are_bounded_together(server: GitHubLike, clock: StillClock) -> None:
    limit = Answer(status=429, body={"message": "limit"}, headers={"Retry-After": "200"})
    server.faults.append(Fault(where=LIST, answer=limit, times=99))
    with pytest.raises(ForgeError) as caught:
        post_comment(github(server), DRAFT, clock=clock, labels=False)
    assert codes(caught.value) == ["LW6006"]
    assert clock.slept <= LONGEST_WAIT


def test_comment_that_never_stays(server: GitHubLike, clock: StillClock) -> None:
    """Somebody with our token overwrites it, every time with another text of an older plan."""
    count = iter(range(1000))

    def spoil(_: Asked) -> None:
        server.comments[0]["body"] = DRAFT.body.replace("03:00:00Z", "02:00:00Z") + str(next(count))
        server.once(UPDATE, spoil)

    server.say(ACTIONS, DRAFT.body.replace("03:00:00Z", "01:00:00Z"))
    server.once(UPDATE, spoil)
    with pytest.raises(ForgeError) as caught:
        post_comment(github(server), DRAFT, clock=clock, labels=False)
    assert codes(caught.value) == ["LW6009"]
    assert len(server.comments) == 1


def test_comment_deleted_before_it_is_updated(server: GitHubLike, clock: StillClock) -> None:
    server.say(ACTIONS, DRAFT.body.replace("03:00:00Z", "01:00:00Z"))
    server.once(LIST, lambda _: server.comments.clear())
    posted = post_comment(github(server), DRAFT, clock=clock, labels=False)
    assert posted.posting is Posting.CREATED
    assert len(server.comments) == 1


def test_double_deleted_by_somebody_else(server: GitHubLike, clock: StillClock) -> None:
    server.say(ACTIONS, DRAFT.body)
    server.say(ACTIONS, DRAFT.body)
    server.once(LIST, lambda _: server.comments.remove(server.comments[-1]))
    posted = post_comment(github(server), DRAFT, clock=clock, labels=False)
    assert posted.posting is Posting.UNCHANGED
    assert len(server.comments) == 1


@pytest.mark.parametrize("extra", [0, 1])
def test_longest_comment(server: GitHubLike, clock: StillClock, extra: int) -> None:
    room = 65_536 - len(DRAFT.body) + extra
    draft = Draft(body=DRAFT.body + "\N{CAMERA WITH FLASH}" * room, tag=TAG)
    if extra:
        with pytest.raises(ForgeError) as caught:
            post_comment(github(server), draft, clock=clock, labels=False)
        assert codes(caught.value) == ["LW6005"]
        assert server.asked == []
    else:
        post_comment(github(server), draft, clock=clock, labels=False)
        assert len(server.comments) == 1


def test_hundred_longest_comments_are_one_page(server: GitHubLike, clock: StillClock) -> None:
    for _ in range(99):
        server.say(ACTIONS, "\u5199" * 65_536)
    post_comment(github(server), DRAFT, clock=clock, labels=False)
    assert {one.query.get("per_page") for one in server.asked if one.query} == {"100"}


def test_list_without_an_end(server: GitHubLike, clock: StillClock) -> None:
    link = f'<{server.url}/x?page=2>; rel="next"'
    endless = Answer(body=[], headers={"Link": link})
    server.faults.append(Fault(where=LIST, answer=endless, times=9999))
    # Each page names page 2 as the next one, so the second is the last.
    post_comment(github(server), DRAFT, clock=clock, labels=False)
    assert len(server.comments) == 1


@given(st.text(max_size=200), st.text(max_size=20))
def test_any_link_header_can_be_read(link: str, number: str) -> None:
    asked = {"page": "1", "per_page": "100"}
    following = next_query({"link": link, "x-next-page": number}, asked)
    assert following is None or following != asked


@pytest.mark.parametrize(
    ("headers", "page"),
    [
        ({"link": '<https://x/y?page=2>; rel="next", <https://x/y?page=9>; rel="last"'}, "2"),
        ({"link": '<https://x/y?page=1>; rel="prev", <https://x/y?page=3>; rel="next"'}, "3"),
        ({"link": "<https://x/y?page=4>; rel=next"}, "4"),
        ({"link": '<https://x/y?page=4>; title="a, b"; REL="next"'}, "4"),
        ({"x-next-page": "5"}, "5"),
        ({"x-next-page": ""}, None),
        ({"link": '<https://x/y?page=9>; rel="last"'}, None),
        ({"link": '<https://x/y?page=1&per_page=100>; rel="next"'}, None),
        ({}, None),
    ],
)
def test_next_page(headers: dict[str, str], page: str | None) -> None:
    following = next_query(headers, {"page": "1", "per_page": "100"})
    assert (following or {}).get("page") == page


def _hang(_: Asked) -> None:
    time.sleep(0.8)


@pytest.mark.parametrize("reset", ["nan", "-inf", "soon", ""])
def test_a_moment_that_is_none_is_a_minute(
    server: GitHubLike, clock: StillClock, reset: str
) -> None:
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}
    limit = Answer(status=403, body={"message": "slow down"}, headers=headers)
    server.faults.append(Fault(where=LIST, answer=limit))
    post_comment(github(server), DRAFT, clock=clock, labels=False)
    assert clock.slept == 60
