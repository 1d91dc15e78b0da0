"""The end of the page: on what ground it was made, and how to make it again."""

from shlex import quote

from listwright.model.plan import Plan, Scope
from listwright.model.review import Review
from listwright.render.escape import for_markdown_code
from listwright.render.markdown.words import code, words
from listwright.render.text.closing import requests_words
from listwright.render.text.reads import reads_parts
from listwright.render.text.words import count, minute, number

_SELECTORS = ("select", "target", "exclude", "replace")
_MOST_LISTED = 6
"""Of selectors, and of inventories; the others are only hinted at."""


def footer_text(review: Review, hidden: int, every: int, *, run_url: str | None) -> str:
    """Rows that found no room, provenance, fingerprint and command."""
    parts = [_left_out(review, hidden, every, run_url=run_url)] if hidden else []
    parts.append("\n".join(f"- {line}" for line in _provenance(review)))
    if run_url and not hidden:
        parts.append(_link(run_url))
    return "---\n\n" + "\n\n".join(parts)


def _left_out(review: Review, hidden: int, every: int, *, run_url: str | None) -> str:
    told = f"**{number(hidden)} of {count(every, 'row')} found no room on this page.**"
    if run_url:
        return f"{told} {_link(run_url)}"
    if review.findings is not None:
        return f"{told} All of them: `listwright audit --show all`, or its other reports."
    return f"{told} All of them: `listwright show PLANFILE --show all`, or the other reports."


def _link(run_url: str) -> str:
    """A link that nothing in the address can turn into something else."""
    safe = "".join(letter if letter.isalnum() or letter in _IN_URL else "" for letter in run_url)
    return f"Everything is in [the run that made this page](<{safe}>)."


_IN_URL = frozenset(":/?&=%.,-_~+;@#")


def _provenance(review: Review) -> list[str]:
    plan = review.plan
    made = f"made {minute(plan.made_at)}"
    if review.findings is None and plan.as_of is None:
        made += f", good until {minute(plan.expires_at)}"
    if plan.scope.commit:
        made = f"commit {code(plan.scope.commit[:12])}, {made}"
    lines = [made[:1].upper() + made[1:], *_ground(plan)]
    if review.findings is None and plan.as_of is None:
        effort = requests_words(plan, per_minute=review.per_minute)
        lines += [effort] if effort else []
        lines.append(f"Fingerprint {code(plan.digests.plan)}")
    return [*lines, f"To make it again: {for_markdown_code(_command(review))}"]


def _ground(plan: Plan) -> list[str]:
    rows = [
        f"{words(name, 60)}: {count(rows, 'row')}"
        for name, rows in sorted((plan.inventory_rows or {}).items())
    ]
    if len(rows) > _MOST_LISTED:
        rest = len(rows) - _MOST_LISTED
        rows[_MOST_LISTED:] = [f"and {number(rest)} more"]
    inventory = f"Inventory {', '.join(rows)}" if rows else "No inventory"
    reads = plan.reads
    parts = [f"{number(reads.used)} of {count(reads.budget, 'read')} made at the vendors"]
    parts += [words(part, 200) for part in reads_parts(plan)]
    return [f"{inventory} ({code(plan.digests.inventory[:19])})", "; ".join(parts)]


def _command(review: Review) -> str:
    plan = review.plan
    parts = ["listwright", "audit" if review.findings is not None else "plan"]
    if plan.as_of is not None:
        parts += ["--as-of", plan.as_of.isoformat()]
    if review.against is not None:
        parts += ["--against", quote(review.against.ref)]
    return " ".join([*parts, *_selectors(plan.scope)])


def _selectors(scope: Scope) -> list[str]:
    """The selectors as they have to be typed; of very many only the first."""
    typed = [f"--{name} {quote(value)}" for name in _SELECTORS for value in getattr(scope, name)]
    typed += [f"--only {scope.only}"] if scope.only else []
    return typed if len(typed) <= _MOST_LISTED else [*typed[:_MOST_LISTED], "..."]
