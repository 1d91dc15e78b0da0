"""The page from top to bottom, in as many bytes as it may have."""

from functools import partial

from listwright.model.review import Review
from listwright.render.markdown.footer import footer_text
from listwright.render.markdown.groups import cause_blocks, reason_block, rule_table
from listwright.render.markdown.kinds import due_blocks, finding_blocks
from listwright.render.markdown.layout import Block, fitted
from listwright.render.markdown.tables import detail_blocks
from listwright.render.markdown.top import counts_block, person_block, spend_block, title_block
from listwright.render.markdown.words import Flavour

COMMENT_LIMIT = 60_000
"""Bytes: a comment may have 65,536 characters on GitHub, and a margin for the one who posts it."""

SUMMARY_LIMIT = 1_000_000
"""Bytes: GitHub drops the whole summary of a step that is larger than 1 MiB."""


def render_markdown(
    review: Review,
    *,
    flavour: Flavour = Flavour.GITHUB,
    limit: int = COMMENT_LIMIT,
    marker: str | None = None,
    run_url: str | None = None,
) -> str:
    """A plan, a forecast or an audit as a page of at most `limit` bytes of UTF-8.

    Rows are left out until it fits, and counted: first of what matters least, of cancels last.
    Verdict, numbers and footer always stay; they need some thousand bytes. `marker` is a line of
    our own that is written first as it is, such as a hidden tag; `run_url` is where everything is.
    """
    blocks: list[Block] = [
        marker or "",
        title_block(review),
        *_blocks(review, flavour),
    ]
    return fitted(blocks, partial(footer_text, review, run_url=run_url), limit)


def _blocks(review: Review, flavour: Flavour) -> list[Block]:
    plan = review.plan
    if review.findings is not None:
        return finding_blocks(review, flavour)
    return [
        person_block(plan, flavour),
        *due_blocks(plan),
        counts_block(plan),
        spend_block(plan),
        *cause_blocks(review),
        rule_table(review),
        reason_block(plan),
        *detail_blocks(review),
    ]
