"""What is to be done next about the comments of a request; pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from listwright.forge.tag import Moment, Tag, read_tag, same_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment as the forge has it; `mine`: its author is who we are there."""

    id: str
    body: str
    url: str | None = None
    mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The comment as it is to be; `body` begins with the line of `tag`."""

    body: str
    tag: Tag


@dataclass(frozen=True, slots=True)
class Create:
    """There is none."""


@dataclass(frozen=True, slots=True)
class Update:
    """It tells of an older plan, or tells of this one otherwise."""

    comment: Comment


@dataclass(frozen=True, slots=True)
class Delete:
    """Two runs made one each: this is the one that goes."""

    comment: Comment


@dataclass(frozen=True, slots=True)
class Settled:
    """There is one and it stays; `newer`: it tells of a newer plan than ours."""

    comment: Comment
    newer: bool


Step = Create | Update | Delete | Settled


def next_step(found: Iterable[Comment], draft: Draft, *, sure: bool) -> Step:
    """The next thing to do, of which there is one at a time: what others do meanwhile is seen.

    `sure` is False where it cannot be told who we are: then nothing is deleted.
    """
    kept, doubles = _newest_first(found, draft.tag.project)
    if kept is None:
        return Create()
    moment = _moment(kept)
    if moment <= draft.tag.moment and not same_text(kept.body, draft.body):
        return Update(kept)
    if doubles and sure:
        return Delete(doubles[0])
    return Settled(kept, newer=moment > draft.tag.moment)


def tags_in(found: Iterable[Comment]) -> tuple[Tag, ...]:
    """The tags of the newest comment of every project."""
    comments = [one for one in found if one.mine]
    read = (read_tag(one.body) for one in comments)
    projects = sorted({tag.project for tag in read if tag is not None})
    newest = (_newest_first(comments, project)[0] for project in projects)
    tags = (read_tag(one.body) for one in newest if one is not None)
    return tuple(tag for tag in tags if tag is not None)


def _newest_first(
    found: Iterable[Comment], project: str
) -> tuple[Comment | None, tuple[Comment, ...]]:
    """Our comment of `project`, and its doubles.

    Of equally new ones the first made stays, so that two runs that meet keep the same one.
    """
    ours = [one for one in found if one.mine and _is_of(one, project)]
    ours.sort(key=lambda one: (len(one.id), one.id))
    ours.sort(key=_moment, reverse=True)
    return (ours[0], tuple(ours[1:])) if ours else (None, ())


def _is_of(comment: Comment, project: str) -> bool:
    tag = read_tag(comment.body)
    return tag is not None and tag.project == project


def _moment(comment: Comment) -> Moment:
    tag = read_tag(comment.body)
    assert tag is not None, "only comments with a tag are compared"
    return tag.moment
