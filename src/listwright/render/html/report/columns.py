"""The lines of a page as columns, small enough for 100,000 of them, and safe inside a script.

A text column is a sorted table of the texts that occur, and an index into it for every line; so
sorting by it is sorting numbers, and searching looks at every text once. A column that says the
same everywhere has one number for all lines.
"""

import gzip
import json
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime

from listwright.render.html.page import shown
from listwright.render.html.report.lines import Line

Json = dict[str, object]

PACKED_ABOVE = 5_000
"""Lines above which the columns are compressed: below it anybody can read them in the file."""

_TEXTS = (
    "home", "needs", "buys", "services", "reason", "why", "market", "status", "city", "state",
    "entity", "order", "order_state", "vendor", "rules", "waits_for", "clears", "wanted", "remedy",
    "letter", "stage", "cause",
)  # fmt: skip
_NO_PRICE, _NOTHING_BOUGHT = -1, -2


def line_columns(lines: Sequence[Line]) -> Json:
    """Every line, column by column."""
    return {
        "n": len(lines),
        "texts": {name: text_column([getattr(one, name) for one in lines]) for name in _TEXTS},
        "numbers": {
            "kind": number_column([one.kind.place for one in lines]),
            "cost": number_column([_cost(one) for one in lines]),
            "when": number_column([minutes(one.when) for one in lines]),
            "requests": number_column([one.requests for one in lines]),
        },
    }


def _cost(line: Line) -> int:
    if line.cost is not None:
        return line.cost
    return _NO_PRICE if line.ordering else _NOTHING_BOUGHT


def minutes(moment: datetime | None) -> int:
    """Minutes since 1970; 0 for no moment."""
    return 0 if moment is None else int(moment.timestamp()) // 60


def text_column(values: Sequence[str]) -> Json:
    """`{"table": [...], "at": [...]}`; what would hide or reorder letters is made visible."""
    clean = {value: shown(value) for value in set(values)}
    table = sorted(set(clean.values()), key=_folded)
    place = {text: at for at, text in enumerate(table)}
    index = {value: place[text] for value, text in clean.items()}
    return {"table": table, "at": number_column([index[value] for value in values])}


def _folded(text: str) -> tuple[str, str]:
    return text.casefold(), text


def number_column(values: list[int]) -> list[int] | int:
    """The numbers, or the one that all lines have."""
    return values[0] if len(set(values)) == 1 else values


def for_script(document: Json, rows: int) -> str:
    """The document as text that no parser of HTML takes for markup, packed when it is large."""
    text = json.dumps(document, separators=(",", ":"))
    if rows > PACKED_ABOVE:
        packed = gzip.compress(text.encode(), compresslevel=6, mtime=0)
        text = json.dumps({"gzip": b64encode(packed).decode()})
    return _escaped(text)


def _escaped(text: str) -> str:
    r"""JSON with `<`, `>` and `&` written as `\u003c`: `</script>` and `<!--` cannot occur."""
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
