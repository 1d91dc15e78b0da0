"""Who wrote what about one need: the rules replayed, keeping every value that was replaced.

The sum itself is made in `needs`, once for all homes that match the same rules; here one need of
one home is followed through the same layers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from listwright.engine.pictures.wanting import PictureSellers, sellers_of
from listwright.errors import Span
from listwright.model.names import NeedKey
from listwright.model.need import Because
from listwright.model.portfolio import Home, Portfolio
from listwright.model.rules import Entry, Have, Import, Waive, Written

FIELDS = tuple(one.name for one in fields(Entry) if one.name not in {"key", "span", "none"})
"""Everything that may be written about a need, in the order of the language."""

DEFAULTS = "defaults"
"""The name of the layer below all rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrote:
    """One value that stands somewhere in the files, and the rule or place it stands in."""

    value: Any
    span: Span
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedTrail:
    """What was written about one need of one home.

    `fields` holds, by field, every value, the one that holds first; it is empty for a need that no
    rule adds. `dropped` is who had the last word with `none`. `passed_over` are those who would
    have changed it, had an earlier rule added it. `claims` are what `have`, `waive` and `import`
    say, by that word, the one that holds first.
    """

    fields: Mapping[str, tuple[Wrote, ...]]
    dropped: Because | None
    passed_over: tuple[Because, ...]
    claims: Mapping[str, tuple[Wrote, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """What one place of the files says about needs: the defaults, a rule, or the home's entry."""

    because: Because
    entries: tuple[Entry, ...] = ()
    have: tuple[Have, ...] = ()
    waive: tuple[Waive, ...] = ()
    imports: tuple[Import, ...] = ()

    def writes(self, key: NeedKey) -> tuple[str, ...]:
        """What it says about the need: fields, `none`, `have`, `waive`, `import`."""
        found: dict[str, None] = {}
        for entry in self.entries:
            if entry.key == key:
                named = ["none"] if entry.none else [name for name, _ in _written(entry)]
                found.update(dict.fromkeys(named))
        found.update(dict.fromkeys(word for word, _, _ in self.claims(key)))
        return tuple(found)

    def claims(self, key: NeedKey) -> Iterable[tuple[str, Have | Waive | Import, Span]]:
        """What it says beside wanting the need: the word, the claim, and its place."""
        named = (("have", self.have), ("waive", self.waive), ("import", self.imports))
        for word, claims in named:
            for claim in claims:
                if claim.key == key:
                    yield word, claim, claim.span


def replay_trail(layers: Iterable[Layer], portfolio: Portfolio, key: NeedKey) -> NeedTrail:
    """What `layers`, from the first rule to the home's own entry, make of the need."""
    layers = tuple(layers)
    replay = _Replay(key, sellers_of(portfolio))
    for layer in layers:
        for entry in layer.entries:
            if entry.key == key:
                replay.let_write(entry, layer.because)
    return NeedTrail(
        fields=replay.finish(portfolio) if replay.exists else {},
        dropped=replay.dropped,
        passed_over=tuple(dict.fromkeys(replay.passed_over)),
        claims=_nearest_first((*reversed(layers), defaults_layer(portfolio)), key),
    )


def layers_of(portfolio: Portfolio, matched: Iterable[int], home: Home) -> tuple[Layer, ...]:
    """The rules at these indices and the home's own entry, in the order in which they write."""
    rules = (rule_layer(portfolio, index) for index in matched)
    own = own_layer(home)
    return (*rules, *([own] if own is not None else []))


def rule_layer(portfolio: Portfolio, index: int) -> Layer:
    """What one rule says."""
    rule = portfolio.rules[index]
    return Layer(
        because=Because(rule=rule.name, at=rule.span.at),
        entries=rule.entries,
        have=rule.have,
        waive=rule.waive,
        imports=rule.imports,
    )


def own_layer(home: Home) -> Layer | None:
    """What the home's own entry says, if it has one."""
    override = home.override
    if override is None:
        return None
    return Layer(
        because=Because(rule=f"properties.{home.id}", at=override.span.at),
        entries=override.entries,
        have=override.have,
        waive=override.waive,
        imports=override.imports,
    )


def defaults_layer(portfolio: Portfolio) -> Layer:
    """What the defaults claim; they have no place of their own."""
    defaults = portfolio.defaults
    return Layer(
        because=Because(rule=DEFAULTS, at=""),
        have=defaults.have,
        waive=defaults.waive,
        imports=defaults.imports,
    )


def _written(entry: Entry) -> Iterable[tuple[str, Written[Any]]]:
    for name in FIELDS:
        written = getattr(entry, name)
        if written is not None:
            yield name, written


@dataclass(slots=True)
class _Replay:
    """One need while the layers are still writing to it.

    `history` keeps every value, the latest first, those of before a `none` too; `holding` are the
    fields written since.
    """

    key: NeedKey
    sellers: PictureSellers
    exists: bool = False
    dropped: Because | None = None
    passed_over: list[Because] = field(default_factory=list)
    history: dict[str, list[Wrote]] = field(default_factory=dict)
    holding: set[str] = field(default_factory=set)

    def let_write(self, entry: Entry, because: Because) -> None:
        """Let one entry write."""
        if entry.none:
            self.exists, self.dropped = False, because
            self.holding.clear()
        elif self.exists or self.sellers.added_by(entry):
            self.exists, self.dropped = True, None
            for name, written in _written(entry):
                wrote = Wrote(value=written.value, span=written.span, rule=because.rule)
                self.history.setdefault(name, []).insert(0, wrote)
                self.holding.add(name)
        else:
            self.passed_over.append(because)

    def finish(self, portfolio: Portfolio) -> dict[str, tuple[Wrote, ...]]:
        """Every field that has a value, with the defaults below what was written."""
        found: dict[str, tuple[Wrote, ...]] = {}
        for name in FIELDS:
            past = tuple(self.history.get(name, ()))
            default = _default(portfolio, name)
            if name in self.holding:
                found[name] = (*past, *default)
            elif default:
                found[name] = (*default, *past)
        return found


def _default(portfolio: Portfolio, name: str) -> tuple[Wrote, ...]:
    """What the defaults say of a field; of most they cannot say anything."""
    defaults = portfolio.defaults
    known: Mapping[str, Written[Any] | None] = {
        "vendor": defaults.vendor,
        "fresh_for": defaults.fresh_for,
        "ready_when": defaults.ready_when,
    }
    written = known.get(name)
    if written is None:
        return ()
    return (Wrote(value=written.value, span=written.span, rule=DEFAULTS),)


def _nearest_first(layers: Iterable[Layer], key: NeedKey) -> dict[str, tuple[Wrote, ...]]:
    """The claims about the need by their word; the layers nearest to the home come first."""
    found: dict[str, list[Wrote]] = {}
    for layer in layers:
        for word, claim, span in layer.claims(key):
            found.setdefault(word, []).append(
                Wrote(value=claim, span=span, rule=layer.because.rule)
            )
    return {word: tuple(wrote) for word, wrote in found.items()}
