"""Who pays: property, then column, then the billing rules, then the default."""

from datetime import date

from listwright.engine.predicates import Truth
from listwright.engine.readiness import truth_on
from listwright.errors import Diagnostic, Span
from listwright.model.portfolio import Home, Portfolio
from listwright.model.rules import BillingRule

FIELD = "billing_entity_slug"
"""The column, and the field of the order it fills."""


def find_entity(
    portfolio: Portfolio, home: Home, today: date
) -> tuple[str, Span, tuple[Diagnostic, ...]]:
    """The billing entity of `home`, where it was written, and what is wrong with that.

    With nothing found the entity is the empty text and there is a finding.
    """
    own = home.facts.text(FIELD)
    if own is not None:
        return own, home.facts.span(FIELD), ()
    matching = [rule for rule in portfolio.billing if _matches(rule, home, today)]
    if matching:
        first = matching[0]
        others = [rule for rule in matching if rule.entity != first.entity]
        return first.entity, first.span, tuple(_conflict(first, rule) for rule in others[:1])
    default = portfolio.defaults.billing_entity
    if default is not None:
        return default.value, default.span, ()
    return "", home.facts.origin, (_nobody_pays(home.facts.origin),)


def _matches(rule: BillingRule, home: Home, today: date) -> bool:
    return rule.when is None or truth_on(rule.when, home.facts, today) is Truth.TRUE


def _conflict(first: BillingRule, second: BillingRule) -> Diagnostic:
    return Diagnostic(
        code="LW1350",
        summary="Two billing rules claim the same home",
        detail=(
            f"`{first.entity}` ({first.span.at}) and `{second.entity}` both match; "
            "which of them pays must not depend on their order."
        ),
        fix="Narrow one of the two conditions, or set `billing_entity_slug` on the home.",
        span=second.span,
    )


def _nobody_pays(span: Span) -> Diagnostic:
    return Diagnostic(
        code="LW1351",
        summary="A home has no billing entity",
        detail="Neither the home, nor its row, nor a billing rule, nor the defaults name one.",
        fix="Write `defaults: {billing_entity: SLUG}`, a `billing:` rule, or the column "
        "`billing_entity_slug`.",
        span=span,
    )
