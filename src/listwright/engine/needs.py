"""From rules to needs: which rules match a home, and what they add up to.

A home's needs depend only on which rules match it (and on what its own entry says), so the sum is
made once per combination and shared by all homes with the same one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, TypeVar

from listwright.engine.calendar import Calendar
from listwright.engine.pictures.wanting import (
    PictureSellers,
    counted_by_hand,
    made_twice,
    picture_fields,
    sellers_of,
    treatment,
)
from listwright.engine.predicates import Test, Truth, bind_predicate
from listwright.errors import Diagnostic, Severity, Span
from listwright.model.columns import Facts, Table
from listwright.model.names import NeedKey
from listwright.model.need import Because, Dropped, NeedSet, NeedSpec, Wanted
from listwright.model.portfolio import Home, Override, Portfolio
from listwright.model.rules import DEFAULT_SOURCE, Defaults, Entry, Rule, Written

_FIELDS = (
    "vendor",
    "slug",
    "quantity",
    "fresh_for",
    "ready_when",
    "metadata",
    "order_notes",
    "preferred_date",
    "source",
    "follow_source",
    "met_by",
    "protect",
    "tool",
    "options",
    "rooms",
    "style",
    "max_images",
    "on_missing",
)


_Tests = tuple[tuple[int, Test | None], ...]


@dataclass(frozen=True, slots=True)
class Wants:
    """All homes with what they want, and what is wrong with the rules.

    `matches` counts the homes of each rule, in the order of the rules.
    """

    homes: tuple[Wanted, ...]
    diagnostics: tuple[Diagnostic, ...]
    matches: tuple[int, ...]


class NeedResolver:
    """Turns the facts of a home into its NeedSet on one day. Remembers; changes nothing else."""

    def __init__(self, portfolio: Portfolio, calendar: Calendar) -> None:
        """`calendar` says what day it is at each home."""
        self._portfolio = portfolio
        self._sellers = sellers_of(portfolio)
        self._calendar = calendar
        self._tests: dict[tuple[int, date], tuple[Table, _Tests]] = {}
        self._sets: dict[tuple[int, ...], NeedSet] = {}
        self._findings: dict[Diagnostic, None] = {}

    def at(self, calendar: Calendar) -> "NeedResolver":
        """A resolver for another moment, which shares what does not depend on the day.

        It has findings of its own: what is wrong with another day is not wrong with this one.
        """
        other = NeedResolver(self._portfolio, calendar)
        other._tests, other._sets = self._tests, self._sets
        return other

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was found wrong with the combinations seen so far, each once."""
        return tuple(self._findings)

    def matching(self, facts: Facts, day: date | None = None) -> tuple[int, ...]:
        """The indices of the rules that match on `day`, or on the home's today."""
        cells = facts.values
        day = day or self._calendar.today(facts)
        return tuple(
            [
                index
                for index, test in self._tests_for(facts.table, day)
                if test is None or test(cells) is Truth.TRUE
            ]
        )

    def needs_of(self, home: Home, facts: Facts, day: date | None = None) -> NeedSet:
        """What `home` wants by `facts`: its own today, or those an order was decided on."""
        return self.sum_of(self.matching(facts, day), home)

    def sum_of(self, matched: tuple[int, ...], home: Home) -> NeedSet:
        """What the rules at those indices and the home's own entry add up to."""
        override = home.override
        if override is not None and _adds(override):
            return self._sum(matched, home)
        known = self._sets.get(matched)
        if known is None:
            known = self._sets[matched] = self._sum(matched, None)
        return known

    def _tests_for(self, table: Table, day: date) -> _Tests:
        """The test of every rule with its index; None for a rule without a condition."""
        known = self._tests.get((id(table), day))
        if known is None or known[0] is not table:
            tests = tuple(
                (index, None if rule.when is None else bind_predicate(rule.when, table, day))
                for index, rule in enumerate(self._portfolio.rules)
            )
            # The table is kept beside its tests, so that its id cannot be given to another one.
            known = self._tests[id(table), day] = (table, tests)
        return known[1]

    def _sum(self, matched: tuple[int, ...], home: Home | None) -> NeedSet:
        rules = [self._portfolio.rules[index] for index in matched]
        defaults = self._portfolio.defaults
        total = _Sum(defaults, self._sellers)
        for rule in rules:
            total.add_entries(rule.entries, Because(rule=rule.name, at=rule.span.at))
        override = home.override if home is not None else None
        if home is not None and override is not None:
            whence = Because(rule=f"properties.{home.id}", at=override.span.at)
            total.add_entries(override.entries, whence)
        needs, findings = total.finish()
        self._findings.update(dict.fromkeys(findings))
        layers: list[Override | Rule | Defaults] = [
            *([override] if override is not None else []),
            *reversed(rules),
            defaults,
        ]
        return NeedSet(
            specs=needs,
            dropped=tuple(total.dropped.values()),
            have=_nearest([layer.have for layer in layers]),
            waive=_nearest([layer.waive for layer in layers]),
            imports=_nearest([layer.imports for layer in layers]),
            rules=tuple(Because(rule=rule.name, at=rule.span.at) for rule in rules),
        )


def _adds(override: Override) -> bool:
    """Whether a home's own entry says anything about needs."""
    return bool(override.entries or override.have or override.waive or override.imports)


class _Keyed(Protocol):
    """What is said about one need key."""

    @property
    def key(self) -> NeedKey: ...


K = TypeVar("K", bound=_Keyed)


def _nearest(layers: Iterable[tuple[K, ...]]) -> tuple[K, ...]:
    """One per key; the layers nearest to the home come first."""
    nearest: dict[NeedKey, K] = {}
    for layer in layers:
        for item in layer:
            nearest.setdefault(item.key, item)
    return tuple(nearest.values())


@dataclass(slots=True)
class _Building:
    """One need while rules are still writing to it; `span` is the entry that added it."""

    span: Span
    because: list[Because]
    fields: dict[str, Written[Any]] = field(default_factory=dict)


class _Sum:
    """The running sum of entries, in the order of the rules."""

    def __init__(self, defaults: Defaults, sellers: PictureSellers) -> None:
        self._defaults = defaults
        self._sellers = sellers
        self._needs: dict[NeedKey, _Building] = {}
        self.dropped: dict[NeedKey, Dropped] = {}

    def add_entries(self, entries: Iterable[Entry], because: Because) -> None:
        """Let the entries of one rule write."""
        for entry in entries:
            if entry.none:
                self._drop(entry.key, because)
            elif entry.key in self._needs or self._sellers.added_by(entry):
                self._write(entry, because)

    def _drop(self, key: NeedKey, because: Because) -> None:
        gone = self._needs.pop(key, None)
        self.dropped[key] = Dropped(key=key, slug=self._slug_of(gone), because=because)

    def _slug_of(self, building: _Building | None) -> str | None:
        if building is None:
            return None
        fields = building.fields
        if self._sellers.sells(fields.get("vendor")):
            fields = picture_fields(fields, building.span)
        written = fields.get("slug")
        return written.value if written is not None else None

    def _write(self, entry: Entry, because: Because) -> None:
        building = self._needs.setdefault(entry.key, _Building(span=entry.span, because=[]))
        building.because.append(because)
        self.dropped.pop(entry.key, None)
        for name in _FIELDS:
            written = getattr(entry, name)
            if written is not None:
                building.fields[name] = written

    def finish(self) -> tuple[tuple[NeedSpec, ...], list[Diagnostic]]:
        """The needs, sorted by key, and what is wrong with them."""
        findings: list[Diagnostic] = []
        specs: list[NeedSpec] = []
        for key, building in sorted(self._needs.items()):
            spec = self._spec(key, building, findings)
            if spec is not None:
                specs.append(spec)
        return tuple(specs), findings + self._bought_twice(specs)

    def _bought_twice(self, specs: list[NeedSpec]) -> list[Diagnostic]:
        findings: list[Diagnostic] = []
        bought: dict[tuple[object, ...], NeedSpec] = {}
        photos = next((spec.key for spec in specs if spec.slug == DEFAULT_SOURCE), None)
        for spec in specs:
            pictures = spec.vendor in self._sellers.labels
            bought_as = treatment(spec, photos) if pictures else (spec.vendor, spec.slug)
            other = bought.setdefault(bought_as, spec)
            if other is not spec:
                findings.append((made_twice if pictures else _bought_twice)(other, spec))
        return findings

    def _spec(
        self, key: NeedKey, building: _Building, findings: list[Diagnostic]
    ) -> NeedSpec | None:
        fields = {
            "vendor": self._defaults.vendor,
            "fresh_for": self._defaults.fresh_for,
            "ready_when": self._defaults.ready_when,
            **building.fields,
        }
        written = {name: value for name, value in fields.items() if value is not None}
        wrong = self._whole(key, building, written)
        findings += wrong
        if wrong:
            return None
        if written["vendor"].value in self._sellers.labels:
            written = picture_fields(written, building.span)
        values: Mapping[str, Any] = {name: entry.value for name, entry in written.items()}
        return NeedSpec(
            key=key,
            because=tuple(building.because),
            spans={name: entry.span for name, entry in written.items()},
            **values,
        )

    def _whole(
        self, key: NeedKey, building: _Building, written: Mapping[str, Written[Any]]
    ) -> list[Diagnostic]:
        """What the need lacks, or has too much."""
        vendor, slug = written.get("vendor"), written.get("slug")
        if vendor is not None and self._sellers.sells(vendor):
            return counted_by_hand(key, vendor.value, written)
        if slug is None:
            tool = written.get("tool")
            return [_no_service(key, vendor, tool.span if tool is not None else building.span)]
        lacking = [name for name in ("vendor", "quantity") if name not in written]
        return [_lacking(key, name, slug.span) for name in lacking]


def _no_service(key: NeedKey, vendor: Written[str] | None, span: Span) -> Diagnostic:
    whom = f"{vendor.value} sells services by their slug" if vendor else "no vendor is named"
    return Diagnostic(
        code="LW1310",
        summary="A need has no slug",
        detail=f"The need `{key}` says what is made of photos, but {whom}.",
        fix="Write `vendor:` with an account that sells pictures, or `slug:` and `quantity:`.",
        span=span,
    )


def _lacking(key: NeedKey, name: str, span: Span) -> Diagnostic:
    fix = (
        f"Write `{name}:` beside the slug, or `defaults: {{vendor: NAME}}`."
        if name == "vendor"
        else "Write `quantity:` beside the slug."
    )
    return Diagnostic(
        code="LW1310",
        summary=f"A need has no {name}",
        detail=f"The need `{key}` names a service, but nothing says its {name}.",
        fix=fix,
        span=span,
    )


def _bought_twice(first: NeedSpec, second: NeedSpec) -> Diagnostic:
    return Diagnostic(
        code="LW1311",
        summary="Two needs of one home buy the same service",
        detail=(
            f"`{first.key}` ({first.spans['slug'].at}) and `{second.key}` both ask "
            f"{second.vendor} for `{second.slug}`; it would be ordered twice."
        ),
        fix="Give both the same key, or drop one with `KEY: none`.",
        span=second.spans["slug"],
    )


def resolve_wants(portfolio: Portfolio, resolver: NeedResolver) -> Wants:
    """What every home of `portfolio` wants; homes marked `absent` want nothing and stay listed."""
    counts = [0] * len(portfolio.rules)
    wanted: list[Wanted] = []
    nothing = NeedSet(specs=())
    for home in portfolio.homes:
        if home.override is not None and home.override.absent:
            wanted.append(Wanted(home=home, needs=nothing))
            continue
        matched = resolver.matching(home.facts)
        for index in matched:
            counts[index] += 1
        wanted.append(Wanted(home=home, needs=resolver.sum_of(matched, home)))
    return Wants(homes=tuple(wanted), diagnostics=resolver.diagnostics, matches=tuple(counts))


def unmatched_rules(rules: tuple[Rule, ...], matches: tuple[int, ...]) -> tuple[Diagnostic, ...]:
    """A warning for every rule that matches no home at all."""
    return tuple(
        Diagnostic(
            code="LW1312",
            summary="A rule matches no home",
            detail=f"The rule `{rule.name}` asks for something, but no home meets its `when`.",
            fix="Check the column and the values of its `when`, or delete the rule.",
            span=rule.span,
            severity=Severity.WARNING,
        )
        for rule, count in zip(rules, matches, strict=True)
        if count == 0
    )
