"""`listwright comment`: a saved plan as one comment on a pull or merge request."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from listwright.cli.apply import read_plan_text
from listwright.cli.command import define
from listwright.cli.overwriting import refuse_named
from listwright.cli.session import Ending, Session
from listwright.errors import UsageError
from listwright.model.comment import Posted, Posting

if TYPE_CHECKING:
    from listwright.forge.sticky import Draft
    from listwright.model.review import Review
    from listwright.planfile import Document, Run

_STDOUT = "-"
_SAYINGS = {
    Posting.CREATED: "Commented on {place}.",
    Posting.UPDATED: "Updated the comment on {place}.",
    Posting.UNCHANGED: "The comment on {place} says this already.",
    Posting.OUTDATED: "The comment on {place} tells of a newer plan, so it stays.",
}


@define(
    "comment",
    "comment_to",
    "pr",
    "repo",
    "labels",
    "export_file",
    "flavour",
    text="Put a saved plan on a pull or merge request, as one comment that later runs keep up to "
    "date. Needs no project; asks no vendor.",
    arguments=[click.Argument(["planfile"])],
)
def command(session: Session) -> Ending:
    """Read the plan, write its comment, post it or write it to a file."""
    from listwright.planfile import restore_plan

    _check_options(session)
    review = restore_plan(read_plan_text(session.root / session["planfile"]))
    session.project = review.plan.project
    if session["comment_to"] == "file":
        return _written(session, draft_of(session, review, session["flavour"] or "github"))
    return _posted(session, review)


def draft_of(session: Session, review: "Review", flavour: str) -> "Draft":
    """The comment of a plan, its hidden tag first; as long as a comment may be."""
    from listwright.compose.run_page import run_page
    from listwright.forge.labels import words_of
    from listwright.forge.sticky import Draft
    from listwright.forge.tag import Moment, Tag, tag_line
    from listwright.render.markdown import COMMENT_LIMIT, Flavour, render_markdown

    plan = review.plan
    moment = Moment(plan.made_at, plan.plan_id)
    tag = Tag(project=plan.project, moment=moment, words=words_of(plan))
    body = render_markdown(
        review,
        flavour=Flavour(flavour),
        limit=COMMENT_LIMIT,
        marker=tag_line(tag),
        run_url=run_page(session.environment.variables),
    )
    assert len(body.encode()) <= COMMENT_LIMIT, "the renderer keeps its limit"
    return Draft(body=body, tag=tag)


def _posted(session: Session, review: "Review") -> Ending:
    from listwright.compose.clock import SystemClock
    from listwright.compose.forges import Wanted, open_forge
    from listwright.forge.posting import post_comment

    to = session["comment_to"]
    wanted = Wanted(number=session["pr"], repository=session["repo"])
    forge = open_forge(to, session.environment.variables, wanted)
    draft = draft_of(session, review, to)
    posted = post_comment(forge, draft, clock=SystemClock(), labels=session["labels"])
    return Ending(document=_document(posted, to=to), text=_told(posted))


def _written(session: Session, draft: "Draft") -> Ending:
    """To stdout, or to the file of -o."""
    from listwright.compose.files import write_lines

    posted = Posted(posting=Posting.WRITTEN)
    file = session["export_file"]
    if file is None or file == _STDOUT:
        return Ending(document=_document(posted, to="file"), text=draft.body)
    write_lines(Path(session.root / file), [draft.body], overwrite=True, keep_mode=True)
    size = len(draft.body.encode())
    text = f"Wrote {size:,} bytes to {file}.\n"
    return Ending(document=_document(posted, to="file", file=file), text=text)


def _document(posted: Posted, *, to: str, file: str | None = None) -> "Callable[[Run], Document]":
    def document(run: "Run") -> "Document":
        from listwright.planfile import comment_document

        return comment_document(posted, run, to=to, file=file)

    return document


def _told(posted: Posted) -> str:
    lines = [_SAYINGS[posted.posting].format(place=posted.place)]
    if posted.url:
        lines.append(posted.url)
    if posted.removed:
        doubles = "a double" if posted.removed == 1 else f"{posted.removed} doubles"
        lines.append(f"Deleted {doubles} of it.")
    if posted.labels is not None:
        lines.append(f"Labels: {', '.join(posted.labels)}")
    return "\n".join(lines) + "\n"


def _check_options(session: Session) -> None:
    """Options of the one way beside the other would silently do nothing."""
    if session["comment_to"] is None:
        raise UsageError(
            "Where to comment is not said.", advice="Write --to github, --to gitlab or --to file."
        )
    to_file = session["comment_to"] == "file"
    others = ("pr", "repo", "labels") if to_file else ("export_file", "flavour")
    spellings = {"export_file": "-o/--out"}
    if to_file:
        refuse_named(session)
    named = [spellings.get(name, f"--{name}") for name in others if session[name]]
    if named:
        to = session["comment_to"]
        raise UsageError(
            f"{named[0]} does not go with --to {to}.", advice=f"Leave {', '.join(named)} out."
        )
