"""Words, widths and what is shown: the small pieces every text is made of."""

import subprocess
import sys
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.golden.plans import NOW, PLANS, review_of

from listwright.model.need import Because
from listwright.model.plan import Reason
from listwright.render.text import Style, render_plan
from listwright.render.text.layout import (
    cut,
    cut_start,
    display_width,
    flowed,
    joined,
    padded,
    tabulated,
    wrapped,
)
from listwright.render.text.style import Role, chosen, paint
from listwright.render.text.waiting import letter, to_do
from listwright.render.text.words import age, brief, count, length, minute, reason_words, sentence

WORDS = st.text(st.sampled_from("ab 写e\u0301-"), max_size=80)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (-5, "0 s"),
        (59, "59 s"),
        (80, "1 min 20 s"),
        (3_600, "1 h"),
        (19_800, "5 h 30 min"),
        (86_400, "1 day"),
        (2 * 86_400 + 3_700, "2 days 1 h"),
        (86_405, "1 day"),
    ],
)
def test_lengths(seconds: int, words: str) -> None:
    assert length(seconds) == words


def test_counts_and_times() -> None:
    assert [count(n, "order") for n in (0, 1, 2, 5_610)] == [
        "0 orders",
        "1 order",
        "2 orders",
        "5,610 orders",
    ]
    assert count(2, "property", "properties") == "2 properties"
    assert minute(NOW) == "2026-11-22 03:00 UTC"
    assert age(NOW, NOW + timedelta(seconds=59)) == "just now"
    assert age(NOW, NOW + timedelta(hours=26)) == "1 day 2 h ago"


def test_every_reason_reads_as_words() -> None:
    phrases = [reason_words(reason) for reason in Reason]
    assert len(set(phrases)) == len(phrases)
    assert not [phrase for phrase in phrases if "_" in phrase]


def test_sentences_say_where_from() -> None:
    rules = [Because(rule=f"r{place}", at=f"a.yaml:{place}") for place in range(7)]
    assert sentence("why", ()) == "why"
    assert sentence("why", [rules[0], rules[0]]) == "why (a.yaml:0)"
    assert sentence("why", rules).endswith("a.yaml:4, and 2 more)")
    assert len(brief("x" * 1_000)) == 60


@given(WORDS, st.integers(20, 60))
def test_wrapping_loses_no_letter_and_keeps_the_width(text: str, width: int) -> None:
    lines = wrapped(text, width=width, indent=2, hanging=4)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(display_width(line) <= width for line in lines)


@given(WORDS, st.integers(2, 40))
def test_cutting_keeps_the_width(text: str, width: int) -> None:
    for shown in (cut(text, width), cut_start(text, width)):
        assert display_width(shown) <= width
        assert shown == text or "…" in shown
    assert display_width(padded(cut(text, width), width)) == width


def test_rows_stand_in_columns_when_they_fit() -> None:
    rows = [["a", "", "long cell", "x"], ["bcd", "", "c"]]
    assert tabulated(rows, width=40, indent=2, hanging=4) == [
        ["  a    long cell  x"],
        ["  bcd  c"],
    ]
    assert tabulated(rows, width=14, indent=2, hanging=4) == [
        ["  a  long cell", "    x"],
        ["  bcd  c"],
    ]
    assert tabulated([], width=40, indent=2, hanging=4) == []


def test_the_first_cell_is_never_broken() -> None:
    assert flowed(["x" * 30, "b", ""], width=20, indent=0, hanging=2) == ["x" * 30, "  b"]


def test_sections_without_lines_leave_no_gap() -> None:
    assert joined([]) == ""
    assert joined([["a"], [], ["::b", "c"]]) == "a\n\n\\x3a:b\nc\n"


def test_colour() -> None:
    assert paint("a", Role.ALERT, Style()) == "a"
    assert paint("a", Role.ALERT, Style(80, color=True)) == "\x1b[1;31ma\x1b[0m"


def test_width_has_bounds() -> None:
    assert [Style(width).columns for width in (0, 60, 133, 999)] == [60, 60, 133, 200]


def test_what_is_shown() -> None:
    rows = [(place, place == 40) for place in range(50)]
    assert chosen(rows, every=False) == ([*range(20), 40], 29)
    assert chosen(rows, every=True) == (list(range(50)), 0)
    style = Style(80, show=("den-*", "P-1/photos", "creates"))
    assert style.names(["DEN-00001/photos"])
    assert style.names(["P-1/photos"])
    assert not style.names(["P-1/tour"])
    assert style.opens("creates")
    assert not style.opens("cancels")
    assert Style(80, show=("all",)).opens("cancels")


def test_a_named_home_is_always_listed() -> None:
    plan = PLANS["large"]()
    assert "DEN-00449" not in render_plan(review_of(plan), Style(80))
    shown = render_plan(review_of(plan), Style(80, show=("DEN-00449",)))
    assert "+ create  DEN-00449" in shown
    assert "+429 more (--show all)" in shown
    assert "more (--show all)" in render_plan(review_of(plan), Style(80, show=("creates",)))
    satisfied = render_plan(review_of(PLANS["settled"]()), Style(80, show=("DEN-00001",)))
    assert "= DEN-00001/photos  satisfied  order 650001" in satisfied
    assert "= DEN-00001" not in render_plan(review_of(PLANS["settled"]()), Style(80, show=("all",)))


def test_nothing_to_do_is_one_line() -> None:
    for name in ("empty", "settled", "partial", "unknowns"):
        assert "No changes." in render_plan(review_of(PLANS[name]()), Style(80)).splitlines()
    assert "No changes." not in render_plan(review_of(PLANS["small"]()), Style(80))


def test_no_pace_no_promise() -> None:
    assert "Apply:" not in render_plan(review_of(PLANS["small"]()), Style(80))
    assert "Apply:" not in render_plan(review_of(PLANS["empty"](), per_minute=30), Style(80))
    assert "Apply: 450 requests, about 15 min at 30 a minute." in render_plan(
        review_of(PLANS["large"](), per_minute=30), Style(80)
    )


def test_nothing_to_send_and_nothing_to_do() -> None:
    assert letter(" \n", Style(), indent=2) == []
    assert to_do("", Style(), indent=2) == []


def test_text_costs_no_import_of_pydantic() -> None:
    program = """
import sys
import listwright.render.github, listwright.render.text
sys.exit(any(name in sys.modules for name in ("pydantic", "rich", "click", "jinja2")))
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
