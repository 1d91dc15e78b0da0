"""Plan -> text and document, against files that a person has read."""

import json
import re
from collections.abc import Callable

import pytest
from tests.golden.plans import NOW, PLANS, review_of

from listwright.planfile import Run, dump, plan_document, restore_plan
from listwright.render.text import Style, render_plan
from listwright.render.text.layout import display_width

Golden = Callable[[str, str], None]
RUN = Run(project="sunbelt-sfr", timestamp=NOW)
WIDTHS = {
    "realistic": (60, 80, 120, 200),
    "priced": (60, 80, 120, 200),
    "over_budget": (60, 80, 120),
    "hostile": (60, 120),
    "refused": (60, 120),
    "forecast": (60, 80, 120, 200),
}
STAGING = frozenset({"staging"})
SGR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize(
    ("name", "width"), [(name, width) for name in PLANS for width in WIDTHS.get(name, (80,))]
)
def test_text(name: str, width: int, golden: Golden) -> None:
    plan = PLANS[name]()
    golden(
        f"{name}.{width}.txt",
        render_plan(review_of(plan, staging=STAGING, per_minute=30), Style(width)),
    )


@pytest.mark.parametrize("name", [name for name in PLANS if name != "large"])
def test_document(name: str, golden: Golden) -> None:
    plan = PLANS[name]()
    golden(f"{name}.json", dump(plan_document(review_of(plan, staging=STAGING), RUN)))


def test_everything_shown(golden: Golden) -> None:
    plan = PLANS["realistic"]()
    golden(
        "realistic.all.120.txt",
        render_plan(review_of(plan, per_minute=60), Style(120, show=("all",))),
    )


@pytest.mark.parametrize("name", PLANS)
def test_colour_changes_nothing_but_colour(name: str) -> None:
    plan = PLANS[name]()
    painted = render_plan(review_of(plan), Style(100, color=True))
    assert SGR.sub("", painted) == render_plan(review_of(plan), Style(100))
    assert SGR.search(painted)


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("name", PLANS)
def test_only_whole_names_are_wider_than_the_terminal(name: str, width: int) -> None:
    lines = render_plan(
        review_of(PLANS[name](), per_minute=30), Style(width, show=("all",))
    ).splitlines()
    wide = [line for line in lines if display_width(line) > width]
    # Ids and fingerprints are never broken; a defused command is three columns wider than it was.
    whole = ("A/very:long.id-", "sha256:")
    rest = [
        line.replace("\\x3a:", "::") for line in wide if not any(name in line for name in whole)
    ]
    assert not [line for line in rest if display_width(line) > width]


@pytest.mark.parametrize("color", [False, True])
def test_hostile_text_stays_text(color: bool) -> None:
    text = render_plan(review_of(PLANS["hostile"]()), Style(80, color=color, show=("all",)))
    for line in SGR.sub("", text).split("\n"):
        assert line.isprintable(), repr(line)
        assert not line.lstrip().startswith("::")
        assert "##[" not in line
        assert "##vso[" not in line
    assert "写真を撮る" in text


@pytest.mark.parametrize("name", PLANS)
def test_a_saved_plan_shows_the_same_again(name: str) -> None:
    plan = PLANS[name]()
    review = review_of(plan, staging=STAGING, per_minute=30)
    document = dump(plan_document(review, RUN, show_all=True))
    again = restore_plan(document)
    assert again.shares == review.shares
    assert dump(plan_document(again, RUN, show_all=True)) == document
    for style in (Style(80), Style(120, show=("all",))):
        assert render_plan(again, style) == render_plan(review, style)


@pytest.mark.parametrize("name", PLANS)
def test_documents_hold_no_hidden_characters(name: str) -> None:
    text = dump(plan_document(review_of(PLANS[name]()), RUN))
    assert all(letter == "\n" or letter.isprintable() for letter in text)
    assert json.loads(text)["summary"]["orders"]["create"] >= 0
