"""What is wrong with a table that a person gave, told so that it can be read."""

from collections.abc import Sequence

from listwright.errors import Diagnostic

_MOST_FINDINGS = 50
"""More than these would not be read; they mostly have one cause."""


def told_problems(wrong: Sequence[Diagnostic]) -> tuple[str, tuple[Diagnostic, ...]]:
    """`80 problems, of which 50 are shown`, and these, by their lines."""
    from listwright.render.text.words import count, number

    ordered = sorted(wrong, key=lambda one: one.span.line if one.span is not None else 0)
    shown = tuple(ordered[:_MOST_FINDINGS])
    cut = "" if len(shown) == len(wrong) else f", of which {number(len(shown))} are shown"
    return f"{count(len(wrong), 'problem')}{cut}", shown
