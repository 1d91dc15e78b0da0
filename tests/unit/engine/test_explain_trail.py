"""The trail of a need: what holds is what the sum of the rules holds, and nothing else is lost."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.engine.facts import CALENDAR, facts, is_

from listwright.engine.explain.written import condition_text, plain_value
from listwright.engine.needs import NeedResolver
from listwright.engine.trail import FIELDS, Wrote, layers_of, replay_trail
from listwright.errors import Span
from listwright.model.columns import ColumnType
from listwright.model.duration import Duration
from listwright.model.names import NeedKey, OrderId, PropertyId, canonical_id
from listwright.model.need import NeedSpec
from listwright.model.portfolio import Home, Override, Portfolio
from listwright.model.predicate import AllOf, AnyOf, Comparison, DateTerm, NoneOf, Operator
from listwright.model.rules import (
    CountedFrom,
    Defaults,
    Entry,
    FreshFor,
    FromColumn,
    Have,
    Import,
    OnMissing,
    Rule,
    Source,
    Template,
    Waive,
    Written,
)

KEYS = tuple(NeedKey(key) for key in ("photos", "tour", "staging"))
MONTHS = Duration(months=24, delta=CALENDAR.now - CALENDAR.now, text="24mo")


def values() -> dict[str, st.SearchStrategy[Any]]:
    """Something to write for each field."""
    return {
        "vendor": st.sampled_from(["planomatic", "west"]),
        "slug": st.sampled_from(["photos", "tour_3d", "ai_virtual_staging"]),
        "quantity": st.integers(1, 40),
        "fresh_for": st.sampled_from([FreshFor(), FreshFor(max_age=MONTHS, per_turn=True)]),
        "ready_when": st.sampled_from([is_("status", "listed"), is_("city", "Denver", "Golden")]),
        "metadata": st.just((("crew", Template(("blue",))),)),
        "order_notes": st.just(Template(("the gate closes at 18:00",))),
        "preferred_date": st.just(date(2026, 12, 1)),
        "source": st.sampled_from([Source(key=KEYS[0]), Source(order_id=OrderId("654321"))]),
        "follow_source": st.booleans(),
        "met_by": st.just(("exterior_photos",)),
        "protect": st.booleans(),
        "tool": st.just("virtual_staging"),
        "options": st.just((("remove_shadow", "true"),)),
        "rooms": st.just(("living_room", "bedroom")),
        "style": st.sampled_from(["scandinavian", "modern"]),
        "max_images": st.integers(1, 9),
        "on_missing": st.sampled_from(OnMissing),
    }


class Lines:
    """Every value that is written gets a line of its own."""

    def __init__(self) -> None:
        self._next = count(1)

    def span(self) -> Span:
        return Span(file="listwright.yaml", line=next(self._next))

    def written(self, value: Any) -> Written[Any]:
        return Written(value, self.span())


@st.composite
def entries(draw: st.DrawFn, lines: Lines) -> tuple[Entry, ...]:
    found = []
    for key in draw(st.lists(st.sampled_from(KEYS), max_size=4)):
        if draw(st.integers(0, 4)) == 0:
            found.append(Entry(key=key, span=lines.span(), none=True))
            continue
        names = draw(st.sets(st.sampled_from(FIELDS), min_size=1, max_size=5))
        names |= {"slug", "quantity"} if draw(st.booleans()) else set()
        fields: dict[str, Any] = {
            name: lines.written(draw(values()[name])) for name in sorted(names)
        }
        found.append(Entry(key=key, span=lines.span(), **fields))
    return tuple(found)


@st.composite
def portfolios(draw: st.DrawFn) -> Portfolio:
    lines = Lines()
    rules = tuple(
        Rule(
            name=f"rule {number}",
            span=lines.span(),
            when=draw(st.sampled_from([None, is_("status", "listed"), is_("status", "sold")])),
            entries=draw(entries(lines)),
        )
        for number in range(draw(st.integers(0, 4)))
    )
    override = Override(span=lines.span(), entries=draw(entries(lines)))
    home = Home(
        id=PropertyId("DEN-1"),
        canonical=canonical_id("DEN-1"),
        origin="units",
        facts=facts(status="listed", city="Denver"),
        override=draw(st.sampled_from([None, override])),
    )
    optional = st.booleans()
    return Portfolio(
        project="t",
        namespace="default",
        timezone=CALENDAR.zone,
        vendors={},
        defaults=Defaults(
            vendor=lines.written("planomatic"),
            fresh_for=lines.written(FreshFor(max_age=MONTHS)) if draw(optional) else None,
            ready_when=lines.written(is_("status", "listed")) if draw(optional) else None,
        ),
        rules=rules,
        billing=(),
        homes=(home,),
    )


@given(portfolios())
def test_what_holds_is_what_the_rules_add_up_to(portfolio: Portfolio) -> None:
    (home,) = portfolio.homes
    resolver = NeedResolver(portfolio, CALENDAR)
    matched = resolver.matching(home.facts)
    needs = resolver.sum_of(matched, home)
    specs = {spec.key: spec for spec in needs.specs}
    layers = layers_of(portfolio, matched, home)
    for key in KEYS:
        trail = replay_trail(layers, portfolio, key)
        assert bool(trail.fields) == (key in specs or _lacks_more(trail.fields))
        assert (trail.dropped is not None) == (key in {drop.key for drop in needs.dropped})
        if key in specs:
            _same(specs[key], trail.fields)


def _lacks_more(fields: Any) -> bool:
    """A need without slug or quantity is an error of the files, and no need."""
    return bool(fields) and not {"slug", "quantity"} <= fields.keys()


def _same(spec: NeedSpec, fields: Mapping[str, tuple[Wrote, ...]]) -> None:
    assert fields.keys() == spec.spans.keys()
    for name, wrote in fields.items():
        assert wrote[0].span == spec.spans[name]
        assert wrote[0].value == getattr(spec, name)


@given(portfolios())
def test_every_value_of_a_layer_that_writes_is_in_the_trail(portfolio: Portfolio) -> None:
    (home,) = portfolio.homes
    matched = NeedResolver(portfolio, CALENDAR).matching(home.facts)
    layers = layers_of(portfolio, matched, home)
    for key in KEYS:
        trail = replay_trail(layers, portfolio, key)
        shown = {one.span for wrote in trail.fields.values() for one in wrote}
        passed = {one.at for one in trail.passed_over}
        for layer in layers:
            for entry in layer.entries if trail.fields else ():
                spans = {
                    getattr(entry, name).span
                    for name in trail.fields
                    if entry.key == key and getattr(entry, name) is not None
                }
                assert spans <= shown or layer.because.at in passed


@given(portfolios())
def test_replaced_values_are_listed_the_latest_first(portfolio: Portfolio) -> None:
    (home,) = portfolio.homes
    matched = NeedResolver(portfolio, CALENDAR).matching(home.facts)
    trail = replay_trail(layers_of(portfolio, matched, home), portfolio, KEYS[0])
    # Lines are numbered as they are written: rules first, then the home, then the defaults below.
    for wrote in trail.fields.values():
        lines = [one.span.line for one in wrote[1:] if one.rule != "defaults"]
        assert lines == sorted(lines, reverse=True)


def test_a_need_dropped_and_added_again_keeps_what_was_said_before() -> None:
    lines = Lines()
    adds = _rule("adds", lines, slug="photos", quantity=15, protect=True)
    drops = Rule(
        name="drops",
        span=lines.span(),
        when=None,
        entries=(Entry(key=KEYS[0], span=lines.span(), none=True),),
    )
    again = _rule("adds again", lines, slug="photos", quantity=20)
    trail = replay_trail(_layers(adds, drops, again), _portfolio(adds, drops, again), KEYS[0])
    assert [(one.rule, one.value) for one in trail.fields["quantity"]] == [
        ("adds again", 20),
        ("adds", 15),
    ]
    assert "protect" not in trail.fields
    assert trail.dropped is None


def test_an_entry_that_would_only_change_an_absent_need_is_passed_over() -> None:
    lines = Lines()
    changes = _rule("large homes", lines, quantity=25)
    trail = replay_trail(_layers(changes), _portfolio(changes), KEYS[0])
    assert trail.fields == {}
    assert [one.rule for one in trail.passed_over] == ["large homes"]


def test_claims_nearest_to_the_home_come_first() -> None:
    lines = Lines()
    near = Waive(key=KEYS[0], reason="HOA", until=None, by="jsmith", span=lines.span())
    far = replace(near, reason="empty market", span=lines.span())
    rule = replace(_rule("adds", lines, slug="photos", quantity=15), waive=(near,))
    portfolio = replace(_portfolio(rule), defaults=Defaults(waive=(far,)))
    trail = replay_trail(_layers(rule), portfolio, KEYS[0])
    assert [(one.rule, one.value.reason) for one in trail.claims["waive"]] == [
        ("adds", "HOA"),
        ("defaults", "empty market"),
    ]


def _rule(name: str, lines: Lines, **fields: Any) -> Rule:
    written: dict[str, Any] = {field: lines.written(value) for field, value in fields.items()}
    entry = Entry(key=KEYS[0], span=lines.span(), **written)
    return Rule(name=name, span=lines.span(), when=None, entries=(entry,))


def _portfolio(*rules: Rule) -> Portfolio:
    home = Home(
        id=PropertyId("DEN-1"),
        canonical=canonical_id("DEN-1"),
        origin="units",
        facts=facts(status="listed"),
    )
    return Portfolio(
        project="t",
        namespace="default",
        timezone=CALENDAR.zone,
        vendors={},
        defaults=Defaults(vendor=Written("planomatic", Span(file="listwright.yaml", line=99))),
        rules=rules,
        billing=(),
        homes=(home,),
    )


def _layers(*rules: Rule) -> Any:
    portfolio = _portfolio(*rules)
    return layers_of(portfolio, range(len(rules)), portfolio.homes[0])


def test_values_stand_as_people_write_them() -> None:
    span = Span(file="listwright.yaml", line=1)
    shown = {
        "quantity": (15, 15),
        "protect": (True, True),
        "fresh_for": (
            FreshFor(
                max_age=MONTHS,
                counted_from=CountedFrom.DELIVERED,
                invalidated_by=("built_on",),
                per_turn=True,
            ),
            "max_age: 24mo, counted_from: delivered, invalidated_by: [built_on], per_turn: true",
        ),
        "source": (Source(order_id=OrderId("654321")), "{order_id: 654321}"),
        "met_by": (("exterior_photos", "twilight"), "[exterior_photos, twilight]"),
        "metadata": ((("crew", Template(("blue",))), ("key", Template(("9",)))), "[crew, key]"),
        "order_notes": (Template(("the code is 1234",)), "written"),
        "preferred_date": (date(2026, 12, 1), "2026-12-01"),
        "have": (
            Have(
                key=KEYS[0],
                delivered_at=FromColumn("tour_on"),
                quantity=5,
                evidence="agent",
                span=span,
            ),
            "delivered as column tour_on says, 5 pieces: agent",
        ),
        "waive": (
            Waive(key=KEYS[0], reason="HOA", until=date(2027, 3, 31), by="jsmith", span=span),
            "waived until 2027-03-31 by jsmith: HOA",
        ),
        "import": (
            Import(key=KEYS[0], order_id=OrderId("640011"), span=span),
            "order 640011",
        ),
    }
    for field, (value, text) in shown.items():
        assert plain_value(field, value) == text


def test_conditions_stand_as_people_write_them() -> None:
    listed = is_("status", "listed")
    cities = is_("city", "Denver", "Golden")
    made = Comparison(
        column="make_ready_done",
        type=ColumnType.DATE,
        operator=Operator.AT_LEAST_AGO,
        operand=Duration(months=0, delta=CALENDAR.now - CALENDAR.now, text="1d"),
        span=listed.span,
    )
    ready = replace(made, operator=Operator.BEFORE, operand=DateTerm(column="moved_on", days=-2))
    today = replace(made, operator=Operator.AFTER, operand=DateTerm(column=None, days=2))
    vacant = Comparison(
        column="vacant",
        type=ColumnType.FLAG,
        operator=Operator.NOT_IN,
        operand=(True,),
        span=listed.span,
    )
    assert condition_text(AllOf(parts=(listed, cities))) == "status: listed, city: [Denver, Golden]"
    assert condition_text(AnyOf(parts=(made, ready))) == (
        "any: [{make_ready_done: {at_least_ago: 1d}}, {make_ready_done: {before: moved_on - 2d}}]"
    )
    assert condition_text(NoneOf(parts=(today, vacant))) == (
        "not: [{make_ready_done: {after: today + 2d}}, {vacant: {not: true}}]"
    )
