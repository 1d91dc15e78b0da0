"""What became of the rows of a list, as text: what is not plain success, and the sum."""

from collections.abc import Sequence

from listwright.model.outcome import Result, RowResult
from listwright.render.escape import for_terminal
from listwright.render.text.layout import joined, tabulated, wrapped
from listwright.render.text.style import Style
from listwright.render.text.words import count, number

_MOST = 20


def render_rows(rows: Sequence[RowResult], style: Style, *, done: str) -> str:
    """The rows that need a word, then how many ended how; `done` is the word for success.

    Why a row failed is told among the errors.
    """
    told = [row for row in rows if row.note or row.result is not Result.DONE]
    lines: list[str] = []
    cells = [_cells(row, done) for row in told[:_MOST]]
    for block in tabulated(cells, width=style.columns, indent=2, hanging=6):
        lines += block
    if len(told) > _MOST:
        lines.append(f"  and {number(len(told) - _MOST)} more; --json lists all")
    sums = wrapped(_sum(rows, done), width=style.columns, indent=0)
    return joined([lines, sums])


def _cells(row: RowResult, done: str) -> list[str]:
    order = "" if row.order_id is None else f"order {for_terminal(row.order_id)}"
    return [_word(row, done), for_terminal(row.address), order, for_terminal(row.note)]


def _word(row: RowResult, done: str) -> str:
    return done if row.result is Result.DONE else row.result.value


def _sum(rows: Sequence[RowResult], done: str) -> str:
    counts = [
        (sum(row.result is result for row in rows), word)
        for result, word in (
            (Result.DONE, done),
            (Result.FAILED, "failed"),
            (Result.SKIPPED, "skipped"),
        )
    ]
    parts = ", ".join(f"{number(value)} {word}" for value, word in counts if value)
    return f"Of {count(len(rows), 'row')}: {parts}."
