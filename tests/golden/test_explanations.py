"""Explanations, against files that a person has read."""

from collections.abc import Callable

import pytest
from tests.golden.explanations import alone, hostile, several, stuck, waiting
from tests.golden.plans import NOW

from listwright.model.explanation import ExplainReport, Explanation
from listwright.planfile import Run, dump, explain_document
from listwright.render.text import Style
from listwright.render.text.explain import render_explanations
from listwright.render.text.layout import display_width

Golden = Callable[[str, str], None]
RUN = Run(project="sunbelt-sfr", timestamp=NOW)


@pytest.mark.parametrize("width", [60, 120])
def test_texts(width: int, golden: Golden) -> None:
    style = Style(width)
    told = [alone(waiting()), alone(stuck()), several()]
    texts = [render_explanations(one, style, now=NOW) for one in told]
    golden(f"explain.{width}.txt", "\n".join(texts))


def test_documents(golden: Golden) -> None:
    golden("explain.json", dump(explain_document(alone(waiting()), RUN)))
    golden("explain-property.json", dump(explain_document(several(), RUN)))


@pytest.mark.parametrize("width", [10, 60, 80, 133, 200, 400])
@pytest.mark.parametrize(
    "one", [waiting(), stuck(), hostile()], ids=["waiting", "stuck", "hostile"]
)
def test_every_line_fits(one: Explanation, width: int) -> None:
    style = Style(width)
    for line in render_explanations(alone(one), style, now=NOW).splitlines():
        # What keeps a line from being a command is put in at the very end, and may stand out.
        assert display_width(line.replace(r"\x3a:", "::")) <= style.columns, line


@pytest.mark.parametrize("color", [False, True])
def test_foreign_text_is_harmless(color: bool) -> None:
    text = render_explanations(alone(hostile()), Style(100, color=color), now=NOW)
    for line in text.splitlines():
        assert not line.lstrip().startswith("::")
        assert "##[" not in line
    shown = text.replace("\x1b[1;31m", "").replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert not any(letter in shown for letter in "\x1b\x9b\u202e\u200b\u2028\r\U000e0041")


def test_the_first_line_is_the_answer() -> None:
    def first(report: ExplainReport) -> str:
        return render_explanations(report, Style(120), now=NOW).splitlines()[0]

    assert first(alone(waiting())) == (
        "DEN-00412/photos is not ordered yet: the home is not ready yet."
    )
    assert first(alone(stuck())) == (
        "The order for MIA-00200/photos is not canceled: the vendor no longer cancels the order. "
        "A person has to act."
    )


def test_a_home_of_which_nothing_is_known_says_so() -> None:
    nothing = ExplainReport(address="DEN-9", one_need=False, explanations=())
    assert render_explanations(nothing, Style(80), now=NOW) == (
        "Nothing is known to be wanted at DEN-9.\n"
    )


def test_a_home_in_full_shows_every_need() -> None:
    both = ExplainReport(address="DEN-1", one_need=False, explanations=(waiting(), stuck()))
    text = render_explanations(both, Style(80, show=("all",)), now=NOW)
    assert "In full:" not in text
    assert text.count("What would change it\n") == 2
