"""What can be checked later: who applied what, on which ground a plan stands, how to make it again.

What is shown here is safe to pass on: fingerprints and counts, never a key and never a person's
address or number.
"""

import shlex
from dataclasses import dataclass

from listwright.errors import Diagnostic
from listwright.model.plan import Plan, Scope
from listwright.model.review import Against, Review
from listwright.render.html.report.words import KIND_OF, amount, bought, minute
from listwright.render.text.reads import reads_parts
from listwright.render.text.words import count, number

SHOWN = 200
"""Rows of a table of the trail; what is beyond is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table: heads, how each column is set, rows of cells, and how many more there are."""

    heads: tuple[str, ...]
    shapes: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: str = ""


_SHAPES = {
    **dict.fromkeys(("Changes", "Quantity", "Asked last", "In the files"), "figure"),
    **dict.fromkeys(("Applied", "When", "Since"), "moment"),
    **dict.fromkeys(("Plan", "Fingerprint"), "code"),
}


def _sheet(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> Sheet | None:
    if not rows:
        return None
    hidden = len(rows) - SHOWN
    return Sheet(
        heads=heads,
        shapes=tuple(_SHAPES.get(head, "") for head in heads),
        rows=tuple(rows[:SHOWN]),
        more=f"{number(hidden)} more are in the document as JSON." if hidden > 0 else "",
    )


def applied_sheet(review: Review) -> Sheet | None:
    """The applies before this plan, the newest first."""
    return _sheet(
        ("Applied", "By", "Run", "Changes", "Plan", "Fingerprint", "Note"),
        [
            (
                minute(one.at),
                one.actor,
                one.run,
                number(one.changes),
                one.plan_id,
                one.digest,
                one.note,
            )
            for one in review.applied
        ],
    )


def finding_sheet(review: Review) -> Sheet | None:
    """What an audit found; all of it is among the lines, too."""
    return _sheet(
        ("Finding", "Where", "Order", "Since", "Why", "To do"),
        [
            (
                one.code.value,
                str(one.address or "the files"),
                one.order_id or "",
                minute(one.since),
                one.why,
                one.remedy,
            )
            for one in review.findings or ()
        ],
    )


def warning_sheet(plan: Plan) -> Sheet | None:
    """What was odd in the files."""
    return _sheet(("Code", "Where", "Warning"), [_warning(one) for one in plan.warnings])


def _warning(one: Diagnostic) -> tuple[str, ...]:
    words = " ".join(part for part in (one.summary, one.detail) if part)
    return one.code, "" if one.span is None else str(one.span), words


def price_sheet(plan: Plan) -> Sheet | None:
    """Prices that vendors asked and the files do not say: suggestions."""
    return _sheet(
        ("Vendor", "Service", "Quantity", "Asked last", "In the files", "Order", "When"),
        [
            (
                one.label,
                one.slug,
                number(one.quantity),
                amount(one.seen),
                "no price" if one.book is None else amount(one.book),
                one.order_id,
                minute(one.at),
            )
            for one in plan.learned
        ],
    )


def gone_sheet(against: Against | None) -> Sheet | None:
    """Changes that the base would make and this plan does not."""
    if against is None:
        return None
    return _sheet(
        ("Would have", "Home", "Services", "Order", "Why it is gone"),
        [
            (
                f"{KIND_OF[one.action].symbol} {KIND_OF[one.action].word}",
                one.property,
                bought(one.services),
                one.order_id or "",
                one.why,
            )
            for one in against.gone
        ],
    )


def against_words(against: Against | None) -> str:
    """What the plan was held against, as a sentence."""
    if against is None:
        return ""
    facts = (
        "its inventories were to be had, so facts and the past are told apart"
        if against.knows_facts
        else "its inventories were not to be had, so facts and the past are not told apart"
    )
    return (
        f"Held against {against.ref}: commit {against.commit[:12]} of"
        f" {minute(against.committed_at)}; {facts}."
    )


def ground_facts(plan: Plan) -> list[tuple[str, str]]:
    """What the plan stands on: reads, digests, its names."""
    reads = plan.reads
    told = [f"{number(reads.used)} of {number(reads.budget)}"]
    told += reads_parts(plan)
    if plan.as_of is not None:
        told = ["none, a forecast asks nobody"]
    return [
        ("Reads at vendors", "; ".join(told)),
        ("Digest of the files", plan.digests.config),
        ("Digest of the inventories", plan.digests.inventory),
        ("Digest of the catalogs", plan.digests.catalog),
        ("Plan", plan.plan_id),
        ("Ledger", plan.lineage),
    ]


def provenance(review: Review) -> list[tuple[str, str]]:
    """Where the page comes from; the last words of it, on every tab."""
    plan = review.plan
    rows = "; ".join(
        f"{name} {count(rows, 'row')}" for name, rows in sorted((plan.inventory_rows or {}).items())
    )
    applied = review.findings is None and plan.as_of is None
    ends = minute(plan.expires_at) if applied else "never applied"
    return [
        ("Project", plan.project),
        ("Commit", plan.scope.commit or "not known"),
        (
            "As of",
            f"{plan.as_of}, made {minute(plan.made_at)}" if plan.as_of else minute(plan.made_at),
        ),
        ("Good until", ends),
        ("Inventory", rows or "none"),
        ("Fingerprint", plan.digests.plan),
        ("To make it again", command_of(review)),
    ]


def command_of(review: Review) -> str:
    """The command that makes this page again, with its selectors as typed."""
    plan = review.plan
    words = ["listwright", "plan" if review.findings is None else "audit", *_selectors(plan.scope)]
    if plan.as_of is not None:
        words += ["--as-of", plan.as_of.isoformat()]
    if review.against is not None:
        words += ["--against", review.against.ref]
    return shlex.join([*words, "--report", "html=report.html"])


def _selectors(scope: Scope) -> list[str]:
    options = {
        "--select": scope.select,
        "--target": scope.target,
        "--exclude": scope.exclude,
        "--replace": scope.replace,
        "--only": (scope.only,) if scope.only else (),
    }
    return [word for option, values in options.items() for one in values for word in (option, one)]
