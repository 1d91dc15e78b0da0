"""Foreign text: whatever is in it, no terminal and no CI system obeys it."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.golden.plans import HOSTILE

from listwright.render.escape import (
    for_github_command,
    for_github_property,
    for_log_line,
    for_terminal,
)

NASTY = (
    st.text(st.sampled_from(list(":#[]vso%,\r\n\x1b\x9b\u202e\u200b\u2028\ud800 aé"))) | st.text()
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, écrit à la main, 写真", "plain text, écrit à la main, 写真"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\x9b31m", r"\x9b31m"),
        ("a\tb\r\nc\x00", r"a\x09b\x0d\x0ac\x00"),
        ("\u202egnp", r"\u202egnp"),
        ("a\u200bb\ufeff", r"a\u200bb\ufeff"),
        ("\U000e0041", r"\U000e0041"),
        ("\ud800", r"\ud800"),
        ("##[error]x ##VSO[task] ## a", r"#\x23[error]x #\x23VSO[task] ## a"),
    ],
)
def test_terminal(text: str, shown: str) -> None:
    assert for_terminal(text) == shown


@given(NASTY)
@example(HOSTILE)
def test_nothing_is_left_that_a_terminal_obeys(text: str) -> None:
    shown = for_terminal(text)
    assert not re.search(
        r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]", shown
    )
    assert for_terminal(shown) == shown
    shown.encode()


@given(NASTY, st.sampled_from(["", "  ", "\x1b[31m", " \x1b[0m "]))
@example("::error::x", "")
@example("###[[", "")
def test_no_line_is_a_command(text: str, start: str) -> None:
    line = for_log_line(start + for_terminal(text))
    assert not re.match(r"(\s|\x1b\[[0-9;]*m)*::", line)
    assert "##[" not in line
    assert "##vso[" not in line.lower()


def test_lines_without_commands_stay_as_they_are() -> None:
    for line in ("a::b", "  + create  DEN-1", "# heading", ":-)", ""):
        assert for_log_line(line) == line


@given(NASTY)
@example(HOSTILE)
def test_a_workflow_command_stays_one_line(text: str) -> None:
    message = for_github_command(text)
    assert message.isprintable() or not any(letter < " " for letter in message)
    assert "\n" not in message
    assert "\r" not in message
    assert not re.search("%(?!25|0D|0A)", message)
    value = for_github_property(text)
    assert ":" not in value
    assert "," not in value


def test_workflow_commands_as_github_writes_them() -> None:
    assert for_github_command("100%\r\na\nb\rc: d, e") == "100%25%0D%0Aa%0Ab%0Dc: d, e"
    assert for_github_property("C:\\a, b%") == "C%3A\\a%2C b%25"
    assert for_github_command("\x1b[0m") == r"\x1b[0m"
