"""The rows of a list as text: hostile words made harmless, long lists cut, everything counted."""

from collections.abc import Callable

import pytest

from listwright.model.names import OrderId
from listwright.model.outcome import Failure, Result, RowResult
from listwright.render.text.listed import render_rows
from listwright.render.text.style import Style

ROWS = (
    RowResult(address="DEN-1", order_id=OrderId("654321"), result=Result.DONE),
    RowResult(
        address="DEN-2", order_id=OrderId("654322"), result=Result.DONE, note="already tracked"
    ),
    RowResult(
        address="DEN-3/photos\x1b[2J",
        order_id=None,
        result=Result.FAILED,
        failure=Failure(code="vendor", message="no such order"),
    ),
    RowResult(address="DEN-4", order_id=OrderId("65\u202e43"), result=Result.SKIPPED),
)


@pytest.mark.parametrize("width", [60, 120])
def test_rows(golden: Callable[[str, str], None], width: int) -> None:
    golden(f"listed.{width}.txt", render_rows(ROWS, Style(width=width), done="imported"))


def test_a_long_list_is_cut_and_counted() -> None:
    text = render_rows(ROWS[1:2] * 35, Style(width=80), done="imported")
    assert text.count("already tracked") == 20
    assert "and 15 more; --json lists all" in text
    assert text.endswith("Of 35 rows: 35 imported.\n")


def test_plain_success_is_only_counted() -> None:
    text = render_rows(ROWS[:1] * 3, Style(width=80), done="imported")
    assert text == "Of 3 rows: 3 imported.\n"
