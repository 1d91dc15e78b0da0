"""SARIF 2.1.0, which code hosts read as alerts: findings of files, plans and audits."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from urllib.parse import quote

from listwright import __version__
from listwright.errors import Span
from listwright.planfile.document import dump
from listwright.render.escape import for_sarif, for_terminal
from listwright.render.spots import Level, Spot
from listwright.render.text.words import number

MOST_RESULTS = 5_000
"""GitHub takes 25,000 results of a run and shows 5,000."""

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTICE: "note"}


def render_sarif(spots: Iterable[Spot], *, file: str) -> bytes:
    """One run, the worst results first; those beyond what is shown are counted in a note.

    `file` is where a result stands that no line is to blame for: hosts show none without a place.
    """
    found = sorted(spots, key=lambda one: list(Level).index(one.level))
    listed = found[:MOST_RESULTS]
    rules = {one.rule: one.about for one in listed}
    driver = {
        "name": "listwright",
        "version": __version__,
        "rules": [
            {"id": for_terminal(rule), "shortDescription": {"text": for_sarif(about)}}
            for rule, about in rules.items()
        ],
    }
    places = {rule: place for place, rule in enumerate(rules)}
    whole = Span(file=file, line=1)
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(len(found) - len(listed))],
        "results": [_result(one, places[one.rule], one.span or whole) for one in listed],
    }
    return dump({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}).encode()


def _invocation(hidden: int) -> dict[str, object]:
    told = f"{number(hidden)} further results are not listed: hosts show {number(MOST_RESULTS)}."
    notes = [{"level": "warning", "message": {"text": told}}] if hidden else []
    return {"executionSuccessful": True, "toolExecutionNotifications": notes}


def _result(spot: Spot, place: int, span: Span) -> dict[str, object]:
    return {
        "ruleId": for_terminal(spot.rule),
        "ruleIndex": place,
        "level": _LEVELS[spot.level],
        "message": {"text": for_sarif(spot.message)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(span.file)},
                    "region": _region(span),
                }
            }
        ],
        "partialFingerprints": {"listwright/v1": fingerprint(spot)},
    }


def _region(span: Span) -> dict[str, int]:
    region = {"startLine": span.line, "startColumn": span.column}
    if span.end_line is not None:
        region["endLine"] = span.end_line
    if span.end_column is not None:
        region["endColumn"] = span.end_column
    return region


def fingerprint(spot: Spot, parts: Sequence[str] = ()) -> str:
    """What stays the same of it when lines move."""
    file = spot.span.file if spot.span else ""
    text = "\0".join([spot.rule, spot.title, spot.message, file, *parts])
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
