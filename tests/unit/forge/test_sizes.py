"""However long a plan and whatever its words, its comment is one that both forges take."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.golden.plans import HOSTILE, create, plan_of, review_of

from listwright.cli.comment import draft_of
from listwright.cli.session import Session
from listwright.compose.environment import Environment
from listwright.forge.github import MOST_CHARACTERS
from listwright.forge.tag import read_tag

SESSION = Session(kind="comment", values={}, environment=Environment(variables={}))
WHY = (
    st.sampled_from(["", "x" * 400, "写" * 300, "\U0001f600" * 300, "|" * 500, HOSTILE]) | st.text()
)


@pytest.mark.parametrize("flavour", ["github", "gitlab"])
@settings(max_examples=25, deadline=None)
@given(count=st.integers(0, 1500), why=WHY, project=st.text(min_size=1, max_size=300))
def test_comment_fits(flavour: str, count: int, why: str, project: str) -> None:
    changes = (create(f"H-{number:04d}", why=why) for number in range(count))
    plan = replace(plan_of(*changes), project=project)
    draft = draft_of(SESSION, review_of(plan), flavour)
    assert len(draft.body.encode()) <= 60_000
    assert len(draft.body.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    assert read_tag(draft.body) == draft.tag
    assert f"{count:,} order" in draft.body or not count
