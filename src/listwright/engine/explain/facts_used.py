"""Which cells of the home were looked at for one need, with where each of them stands."""

from collections.abc import Iterable, Iterator

from listwright.engine.calendar import ZONE_COLUMN
from listwright.engine.explain.case import NeedCase
from listwright.engine.explain.rules_seen import speaking_rules
from listwright.engine.freshness import TURN_COLUMNS
from listwright.engine.predicates import columns_of
from listwright.engine.trail import NeedTrail
from listwright.engine.view import PHOTOS_COLUMN, PHOTOS_SLUG
from listwright.model.columns import PRIVATE_COLUMNS, Facts
from listwright.model.explanation import FactUsed
from listwright.model.need import NeedSpec
from listwright.model.rules import FromColumn, Have, Import, Template


def facts_used(case: NeedCase) -> tuple[FactUsed, ...]:
    """Every column that was looked at, in the order in which it was."""
    home = case.at.home
    if home is None:
        return ()
    uses: dict[str, dict[str, None]] = {}
    for column, use in _uses(case, home.facts):
        uses.setdefault(column, {})[use] = None
    return tuple(_fact(home.facts, column, tuple(used)) for column, used in uses.items())


def _uses(case: NeedCase, facts: Facts) -> Iterator[tuple[str, str]]:
    """Column and who looks at it."""
    for one in speaking_rules(case):
        for column in sorted(columns_of(one.condition(case.at))):
            yield column, f"rule {one.layer.because.rule}"
    spec = case.spec or case.orphan
    if spec is not None:
        yield from _uses_of_need(spec)
        if spec.slug == PHOTOS_SLUG and PHOTOS_COLUMN in facts.table.columns:
            yield PHOTOS_COLUMN, "have"
    yield from _uses_of_claims(case.trail)
    if ZONE_COLUMN in facts.table.columns:
        yield ZONE_COLUMN, "what day it is"


def _uses_of_need(spec: NeedSpec) -> Iterator[tuple[str, str]]:
    for column in sorted(columns_of(spec.ready_when)):
        yield column, "ready_when"
    if spec.fresh_for is not None:
        for column in spec.fresh_for.invalidated_by:
            yield column, "fresh_for"
        for column in TURN_COLUMNS if spec.fresh_for.per_turn else ():
            yield column, "fresh_for"
    for column in _inserted(template for _, template in spec.metadata):
        yield column, "metadata"
    if spec.order_notes is not None:
        for column in spec.order_notes.columns:
            yield column, "order_notes"


def _inserted(templates: Iterable[Template]) -> Iterator[str]:
    for template in templates:
        yield from template.columns


def _uses_of_claims(trail: NeedTrail) -> Iterator[tuple[str, str]]:
    """Only the claim that holds is looked at."""
    for word, wrote in trail.claims.items():
        claim = wrote[0].value
        if isinstance(claim, Have) and isinstance(claim.delivered_at, FromColumn):
            yield claim.delivered_at.column, word
        if isinstance(claim, Import) and isinstance(claim.order_id, FromColumn):
            yield claim.order_id.column, word


def _fact(facts: Facts, column: str, uses: tuple[str, ...]) -> FactUsed:
    span = facts.span(column)
    private = column in PRIVATE_COLUMNS
    return FactUsed(
        column=column,
        value=None if private else facts.text(column),
        private=private,
        source=span.file if span.row is None else (span.source or span.file),
        row=span.row,
        at=span.at,
        used_for=uses,
    )
