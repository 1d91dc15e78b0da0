"""Rules, billing rules and defaults."""

from collections.abc import Iterable, Mapping

from listwright.config.build.claims import build_claims
from listwright.config.build.entries import Package, build_access, check_services, expand_rule
from listwright.config.build.freshness import build_freshness
from listwright.config.build.scope import Scope
from listwright.config.build.wordings import IDLE_RULE, NAME_TWICE
from listwright.config.schema.rules import BillingDocument, DefaultsDocument, RuleDocument
from listwright.config.yaml import excerpt
from listwright.model.predicate import AllOf, AnyOf, Comparison, DateTerm, NoneOf, Predicate
from listwright.model.rules import BillingRule, Defaults, Rule, Written

_SAYING = ("require", "have", "waive", "import")


def build_defaults(document: DefaultsDocument | None, scope: Scope) -> Defaults:
    """The defaults, apart from everything else: the engine puts them under what is nearer."""
    if document is None:
        return Defaults()
    claims = build_claims(document, scope)
    return Defaults(
        vendor=scope.vendor(document.vendor),
        billing_entity=document.billing_entity,
        access=build_access(document.access, scope),
        fresh_for=build_freshness(document.fresh_for, scope),
        ready_when=scope.condition(document.ready_when),
        have=claims.have,
        waive=claims.waive,
        imports=claims.imports,
    )


def build_rules(
    documents: tuple[RuleDocument, ...],
    packages: Mapping[str, Package],
    scope: Scope,
    *,
    vendor: str | None,
) -> tuple[Rule, ...]:
    """The rules in the order they apply; `vendor` is the default one."""
    rules = []
    for document in documents:
        rule = _build_rule(document, packages, scope)
        check_services(rule.entries, scope, vendor=vendor)
        rules.append(rule)
    _check_names(documents, scope)
    return tuple(rules)


def _check_names(documents: Iterable[RuleDocument], scope: Scope) -> None:
    """Plans and limits name rules, so a name means one rule."""
    seen: dict[str, Written[str]] = {}
    for document in documents:
        name = document.name
        if name is not None and (first := seen.setdefault(name.value, name)) is not name:
            detail = f"{excerpt(name.value)!r} is also the name of the rule at {first.span}."
            scope.found.add(NAME_TWICE, detail, name.span)


def _build_rule(document: RuleDocument, packages: Mapping[str, Package], scope: Scope) -> Rule:
    when = scope.condition(document.when)
    required = expand_rule(
        document.require or (),
        packages,
        scope,
        ready_when=scope.condition(document.ready_when),
        fresh_for=build_freshness(document.fresh_for, scope),
    )
    claims = build_claims(document, scope).over(required.claims)
    if document.written.isdisjoint(_SAYING):
        detail = f"It has none of {', '.join(f'`{key}`' for key in _SAYING)}."
        scope.found.add(IDLE_RULE, detail, document.span)
    return Rule(
        name=document.name.value if document.name else "",
        span=document.span,
        when=when.value if when else None,
        entries=required.entries,
        have=claims.have,
        waive=claims.waive,
        imports=claims.imports,
        columns=frozenset(_columns_of(when.value)) if when else frozenset(),
    )


def build_billing(documents: Iterable[BillingDocument], scope: Scope) -> tuple[BillingRule, ...]:
    """The billing rules in the order of the files."""
    rules = []
    for document in documents:
        when = scope.condition(document.when)
        if document.entity is not None:
            rules.append(
                BillingRule(
                    when=when.value if when else None,
                    entity=document.entity.value,
                    span=document.span,
                )
            )
    return tuple(rules)


def _columns_of(predicate: Predicate) -> Iterable[str]:
    match predicate:
        case Comparison(column=column, operand=operand):
            yield column
            if isinstance(operand, DateTerm) and operand.column:
                yield operand.column
        case AllOf(parts=parts) | AnyOf(parts=parts) | NoneOf(parts=parts):
            for part in parts:
                yield from _columns_of(part)
