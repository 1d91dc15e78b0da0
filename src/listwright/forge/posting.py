"""Posts one comment: look, do one thing, look again, until there is nothing left to do.

Nothing is sent twice on trust: after a lost answer the comments are read anew, so that a comment
that was made all the same is found by its tag. What runs beside this one is seen in the same way.
"""

from dataclasses import dataclass, field, replace

from listwright.errors import Diagnostic, ForgeAuthError, ForgeError, ListwrightError
from listwright.forge.api import Forge, UnsettledError
from listwright.forge.labels import labels_for, surplus_labels
from listwright.forge.sticky import (
    Comment,
    Create,
    Delete,
    Draft,
    Settled,
    Update,
    next_step,
    tags_in,
)
from listwright.forge.tag import joined_words
from listwright.model.comment import Posted, Posting
from listwright.ports import Clock

LONGEST_WAIT = 300.0
"""Seconds that a command waits in all, for limits of requests and lost answers together."""

MOST_FAILURES = 4
"""How many requests may fail that can be tried again."""

_ROUNDS = 20
"""Far more than any two runs need to settle who is newer."""


@dataclass(slots=True, kw_only=True)
class _Patience:
    """How long is waited in all, and how often."""

    clock: Clock
    left: float = LONGEST_WAIT
    failures: int = 0

    def wait(self, unsettled: UnsettledError) -> None:
        """Wait as it asks, and longer each time; raises its problem when that is too long."""
        self.failures += 1
        pause = max(unsettled.pause, 2.0 ** (self.failures - 1))
        if self.failures > MOST_FAILURES or pause > self.left:
            raise unsettled.problem from None
        self.left -= pause
        self.clock.sleep(pause)


@dataclass(slots=True, kw_only=True)
class _Course:
    """One draft on its way, and what was done for it so far.

    `creating`: a comment may have been made although nobody said so. `written` are our comments as
    they were answered, each with the body that stood there before: a forge may show an old page for
    a moment, which is no reason to write again.
    """

    forge: Forge
    draft: Draft
    creating: bool = False
    created: bool = False
    updated: bool = False
    removed: list[str] = field(default_factory=list)
    written: dict[str, tuple[Comment, str | None]] = field(default_factory=dict)

    def look(self) -> tuple[Comment, ...]:
        """The comments as they are, with what was written since such a page was made."""
        found = self.forge.comments()
        known = [self._current(one) for one in found if one.id not in self.removed]
        ids = {one.id for one in known}
        missing = (
            comment
            for comment, before in self.written.values()
            if before is None and comment.id not in ids
        )
        return (*known, *missing)

    def perform(self, step: Create | Update | Delete) -> None:
        """Do it, once."""
        match step:
            case Create():
                self._create()
            case Update(comment):
                self._update(comment)
            case Delete(comment):
                self.forge.delete(comment)
                self.written.pop(comment.id, None)
                self.removed.append(comment.id)

    def posted(self, settled: Settled) -> Posted:
        """How it ended."""
        return Posted(
            posting=Posting.OUTDATED if settled.newer else self._posting(),
            place=self.forge.place,
            comment_id=settled.comment.id,
            url=settled.comment.url,
            removed=len(self.removed),
        )

    def _create(self) -> None:
        try:
            made = self.forge.create(self.draft.body)
        except UnsettledError as unsettled:
            self.creating |= unsettled.lost
            raise
        self.created = True
        self._remember(made, before=None)

    def _update(self, comment: Comment) -> None:
        # The page that showed it may be seconds old, and a newer run quicker than that.
        now = self.forge.comment(comment)
        if now is None or now.body != comment.body:
            return
        made = self.forge.update(comment, self.draft.body)
        self.updated = True
        self._remember(made, before=comment.body)

    def _remember(self, made: Comment, *, before: str | None) -> None:
        self.written[made.id] = (replace(made, body=self.draft.body, mine=True), before)

    def _current(self, comment: Comment) -> Comment:
        written, before = self.written.get(comment.id, (comment, None))
        return written if before is not None and comment.body == before else comment

    def _posting(self) -> Posting:
        if self.created or self.creating:
            return Posting.CREATED
        return Posting.UPDATED if self.updated else Posting.UNCHANGED


def post_comment(forge: Forge, draft: Draft, *, clock: Clock, labels: bool) -> Posted:
    """The comment of `draft` at `forge`, with its labels if they are asked for.

    Raises ForgeError and ForgeAuthError.
    """
    if len(draft.body) > forge.most:
        raise _too_long(len(draft.body), forge.most)
    course, patience = _Course(forge=forge, draft=draft), _Patience(clock=clock)
    for _ in range(_ROUNDS):
        try:
            found = course.look()
            step = next_step(found, draft, sure=forge.is_sure())
            if isinstance(step, Settled):
                posted = course.posted(step)
                return _labelled(forge, found, posted) if labels else posted
            course.perform(step)
        except UnsettledError as unsettled:
            patience.wait(unsettled)
    raise _restless()


def _labelled(forge: Forge, found: tuple[Comment, ...], posted: Posted) -> Posted:
    """The labels of all plans that the request has comments of: they are not one project's."""
    try:
        return _relabelled(forge, found, posted)
    except (ForgeError, ForgeAuthError) as error:
        findings = (
            replace(one, detail=f"{one.detail} The comment is posted; its labels are not.")
            for one in error.diagnostics
        )
        raise type(error)("The labels are not set.", diagnostics=tuple(findings)) from None


def _relabelled(forge: Forge, found: tuple[Comment, ...], posted: Posted) -> Posted:
    wanted = labels_for(joined_words(tags_in(found)))
    present = forge.labels()
    have = {label.casefold() for label in present}
    add = tuple(label for label in wanted if label.casefold() not in have)
    remove = surplus_labels(present, wanted)
    if add or remove:
        forge.relabel(add=add, remove=remove)
    return replace(posted, labels=wanted)


def _too_long(length: int, most: int) -> ListwrightError:
    finding = Diagnostic(
        code="LW6005",
        summary="The comment is longer than it may be there.",
        detail=f"It has {length:,} characters of {most:,}.",
        fix="Please report it: a comment is cut to fit before it is posted.",
    )
    return ForgeError("The comment cannot be posted.", diagnostics=(finding,))


def _restless() -> ListwrightError:
    finding = Diagnostic(
        code="LW6009",
        summary="The comment did not stay as it was written.",
        detail=f"It was looked at {_ROUNDS} times, and was another one each time.",
        fix="Let one job at a time comment on a request, then run this again.",
    )
    return ForgeError("The comment did not stay as it was written.", diagnostics=(finding,))
