"""GitHub annotations of a whole report: as many as GitHub shows, and a count of the others."""

from collections.abc import Iterable, Iterator, Sequence

from listwright.errors import Span
from listwright.model.review import Review
from listwright.render.escape import for_github_command, for_github_property
from listwright.render.markdown.top import verdict
from listwright.render.spots import Level, Spot, review_spots
from listwright.render.text.words import number

MOST = 10
"""GitHub shows so many errors, warnings and notices of a step."""


def render_review_annotations(review: Review, folder: str) -> bytes:
    """The verdict as a notice, and what a plan or an audit has for a person."""
    kind = "plan" if review.findings is None else "audit"
    first = Spot(
        level=Level.NOTICE,
        rule=kind,
        about="",
        title=f"listwright {kind} of {review.plan.project}",
        message=verdict(review),
    )
    return render_spots([first, *review_spots(review, folder)])


def render_spots(spots: Iterable[Spot]) -> bytes:
    """A workflow command a line, at most ten of each level; the last one counts what is left."""
    found = list(spots)
    lines = [
        command_of(one)
        for level in Level
        for one in _capped([spot for spot in found if spot.level is level])
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def _capped(spots: Sequence[Spot]) -> Iterator[Spot]:
    if len(spots) <= MOST:
        yield from spots
        return
    yield from spots[: MOST - 1]
    rest = spots[MOST - 1 :]
    yield Spot(
        level=rest[0].level,
        rule="more",
        about="",
        title=f"{number(len(rest))} more",
        message=f"{number(len(rest))} more are not shown here; the report and the log list them.",
    )


def command_of(spot: Spot) -> str:
    """`::error file=...,line=...,title=...::...`."""
    properties = [*_place(spot.span), ("title", spot.title)]
    listed = ",".join(f"{name}={for_github_property(value)}" for name, value in properties)
    return f"::{spot.level.value} {listed}::{for_github_command(spot.message)}"


def _place(span: Span | None) -> list[tuple[str, str]]:
    """Where GitHub puts the annotation; it takes an end column only on one line."""
    if span is None:
        return []
    place = [("file", span.file), ("line", str(span.line)), ("col", str(span.column))]
    if span.end_line is not None:
        place.append(("endLine", str(span.end_line)))
    if span.end_column is not None and span.end_line in {None, span.line}:
        place.append(("endColumn", str(span.end_column)))
    return place
