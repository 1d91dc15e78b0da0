"""Which rules speak about a need, which of them match the home, and why the others do not."""

from collections.abc import Iterator
from dataclasses import dataclass

from listwright.engine.explain.case import HomeCase, NeedCase
from listwright.engine.pictures.wanting import sellers_of
from listwright.engine.readiness import describe, judge_readiness
from listwright.engine.sources import source_slug
from listwright.engine.trail import Layer, own_layer, rule_layer
from listwright.model.columns import Facts
from listwright.model.explanation import RuleSeen
from listwright.model.names import NeedKey
from listwright.model.predicate import AllOf, Comparison, Predicate


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaking:
    """One rule that says something about the need, with its place among all of them."""

    index: int
    layer: Layer
    key: NeedKey

    def condition(self, at: HomeCase) -> Predicate | None:
        """What it asks of a home."""
        return at.run.portfolio.rules[self.index].when


def speaking_rules(case: NeedCase) -> tuple[Speaking, ...]:
    """The rules that say something about the need, and of staging without photos about those."""
    keys = [case.key]
    source = _source_key(case)
    if source is not None:
        keys.append(source)
    rules = range(len(case.at.run.portfolio.rules))
    layers = [(index, rule_layer(case.at.run.portfolio, index)) for index in rules]
    return tuple(
        Speaking(index=index, layer=layer, key=key)
        for key in keys
        for index, layer in layers
        if layer.writes(key)
    )


def rules_that_add(case: NeedCase) -> frozenset[tuple[str, str]]:
    """The rules that would make the need wanted if they matched, by name and place."""
    portfolio = case.at.run.portfolio
    sellers = sellers_of(portfolio)
    adding = {
        index
        for index, rule in enumerate(portfolio.rules)
        if any(entry.key == case.key and sellers.added_by(entry) for entry in rule.entries)
    }
    layers = (rule_layer(portfolio, index) for index in adding)
    return frozenset((layer.because.rule, layer.because.at) for layer in layers)


def _source_key(case: NeedCase) -> NeedKey | None:
    """The need whose photos orphaned staging would work on."""
    if case.orphan is None or case.work is None:
        return None
    source = case.orphan.source
    if source is not None:
        return source.key
    slug = source_slug(case.work.view, case.orphan)
    return NeedKey(slug) if slug is not None else None


def rules_seen(case: NeedCase) -> tuple[RuleSeen, ...]:
    """Every rule that speaks about the need, in the order in which they write, the home's last."""
    home = case.at.home
    if home is None:
        return ()
    seen = [_seen(case, one, home.facts) for one in speaking_rules(case)]
    own = own_layer(home)
    if own is not None and own.writes(case.key):
        absent = case.at.is_absent
        seen.append(
            RuleSeen(
                rule=own.because.rule,
                at=own.because.at,
                matched=not absent,
                writes=own.writes(case.key),
                because=_ABSENT if absent else "it is the home's own entry",
            )
        )
    return tuple(seen)


_ABSENT = "the home is absent, so nothing of it is asked for"


def _seen(case: NeedCase, one: Speaking, facts: Facts) -> RuleSeen:
    when = one.condition(case.at)
    matched = one.index in case.at.matched
    writes = one.layer.writes(one.key)
    return RuleSeen(
        rule=one.layer.because.rule,
        at=one.layer.because.at,
        matched=matched,
        writes=writes if one.key == case.key else tuple(f"{one.key}.{name}" for name in writes),
        because=_why_not(case, when, facts) if not matched else _why(when, facts),
    )


def _why(when: Predicate | None, facts: Facts) -> str:
    if when is None:
        return "it has no condition"
    return " and ".join(_holding(when, facts)) or "its condition holds"


def _holding(predicate: Predicate, facts: Facts) -> Iterator[str]:
    """The parts that must all hold, in words; nested choices are left to the file."""
    if isinstance(predicate, Comparison):
        yield describe(predicate, facts)
    elif isinstance(predicate, AllOf):
        for part in predicate.parts:
            yield from _holding(part, facts)


def _why_not(case: NeedCase, when: Predicate | None, facts: Facts) -> str:
    """The first part of the condition that does not hold."""
    if case.at.is_absent or when is None:
        return _ABSENT
    run = case.at.run
    judged = judge_readiness(when, facts, run.calendar.today(facts))
    clause = next(iter(judged.open_conditions), None)
    return f"it asks that {clause}" if clause is not None else "its condition does not hold"
