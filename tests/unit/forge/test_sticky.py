"""What is done next, whatever comments there are: in any world it ends with one of ours."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from listwright.forge.sticky import Comment, Create, Delete, Draft, Settled, Update, next_step
from listwright.forge.tag import Moment, Tag, read_tag, tag_line

START = datetime(2026, 11, 22, 3, tzinfo=UTC)


def tag(minute: int, project: str = "t") -> Tag:
    return Tag(project=project, moment=Moment(START + timedelta(minutes=minute), f"P{minute:02d}"))


def body(minute: int, project: str = "t", text: str = "## Plan") -> str:
    return f"{tag_line(tag(minute, project))}\n\n{text}"


def draft(minute: int, text: str = "## Plan") -> Draft:
    return Draft(body=body(minute, text=text), tag=tag(minute))


COMMENTS = st.lists(
    st.builds(
        lambda number, minute, project, text, mine: Comment(
            id=str(number), body=body(minute, project, text), mine=mine
        ),
        st.integers(1, 10**6),
        st.integers(0, 9),
        st.sampled_from(["t", "tt", "u"]),
        st.sampled_from(["## Plan", "## Other"]),
        st.booleans(),
    ),
    unique_by=lambda one: one.id,
    max_size=8,
)


def settle(found: list[Comment], wanted: Draft, *, sure: bool) -> tuple[list[Comment], Settled]:
    """Do as told until there is nothing to do."""
    world = list(found)
    for _ in range(30):
        match next_step(world, wanted, sure=sure):
            case Settled() as settled:
                return world, settled
            case Create():
                world.append(Comment(id="9999999", body=wanted.body, mine=True))
            case Update(comment):
                assert comment.mine
                place = world.index(comment)
                world[place] = Comment(id=comment.id, body=wanted.body, mine=True)
            case Delete(comment):
                assert comment.mine
                world.remove(comment)
    raise AssertionError("it never ends")


@given(COMMENTS, st.integers(0, 9))
def test_ends_with_the_newest_alone(found: list[Comment], minute: int) -> None:
    world, settled = settle(found, draft(minute), sure=True)
    ours = [one for one in world if one.mine and (read_tag(one.body) or tag(0, "?")).project == "t"]
    assert ours == [settled.comment]
    kept = read_tag(settled.comment.body)
    assert kept is not None
    before = [read_tag(one.body) for one in found if one.mine]
    moments = [one.moment for one in before if one is not None and one.project == "t"]
    assert kept.moment == max([*moments, tag(minute).moment])
    assert settled.newer == (kept.moment > tag(minute).moment)


@given(COMMENTS, st.integers(0, 9), st.booleans())
def test_others_are_never_touched(found: list[Comment], minute: int, sure: bool) -> None:
    world, _ = settle(found, draft(minute), sure=sure)
    for one in found:
        kept = read_tag(one.body)
        assert kept is not None
        if not one.mine or kept.project != "t":
            assert one in world


@given(COMMENTS, st.integers(0, 9))
def test_nothing_is_deleted_on_a_guess(found: list[Comment], minute: int) -> None:
    world, _ = settle(found, draft(minute), sure=False)
    assert {one.id for one in found} <= {one.id for one in world}


@given(COMMENTS, st.integers(0, 9), st.integers(0, 9))
def test_order_of_runs_does_not_matter(found: list[Comment], one: int, other: int) -> None:
    """Two runs, either first: the same comment stays, but for which id it has."""
    first, _ = settle(found, draft(one), sure=True)
    _, there = settle(first, draft(other), sure=True)
    second, _ = settle(found, draft(other), sure=True)
    _, here = settle(second, draft(one), sure=True)
    kept, other_kept = read_tag(there.comment.body), read_tag(here.comment.body)
    assert kept == other_kept
