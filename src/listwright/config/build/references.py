"""Whether what entries say can take effect: keys, services and vendors across the project."""

from collections.abc import Iterable, Iterator, Mapping

from listwright.config.build.claims import Claims
from listwright.config.build.entries import Package
from listwright.config.build.scope import Scope
from listwright.config.build.wordings import NO_EFFECT, NO_VENDOR, NO_VENDORS, UNKNOWN_NEED
from listwright.config.yaml import excerpt
from listwright.errors import Span
from listwright.model.names import NeedKey
from listwright.model.portfolio import Home, Override
from listwright.model.rules import Defaults, Entry, Rule

_Named = tuple[NeedKey, Span]
"""A need that somebody speaks of, and where."""


def check_references(
    packages: Mapping[str, Package],
    rules: tuple[Rule, ...],
    homes: tuple[Home, ...],
    *,
    defaults: Defaults,
    scope: Scope,
) -> None:
    """Everything that names a need or leaves its vendor to others."""
    shared = [entry for package in packages.values() for entry in package.entries]
    shared += [entry for rule in rules for entry in rule.entries]
    own = [home.override.entries for home in homes if home.override and home.override.entries]
    everything = [*shared, *(entry for entries in own for entry in entries)]
    _check_vendors(everything, defaults, scope)
    _check_effects(shared, own, scope)
    keys = {entry.key for entry in everything if not entry.none}
    for key, span in (*_sources(everything), *_shared(packages, rules, defaults), *_own(homes)):
        if key not in keys:
            detail = f"{excerpt(key)!r} is the key of no need."
            near = scope.found.nearest(key, keys)
            scope.found.add(UNKNOWN_NEED, detail, span, suggestion=near)


def _check_vendors(entries: list[Entry], defaults: Defaults, scope: Scope) -> None:
    if defaults.vendor is not None and scope.vendors:
        return
    named = {entry.key for entry in entries if entry.vendor is not None}
    for entry in entries:
        if entry.slug is None and entry.tool is None:
            continue
        if not scope.vendors:
            detail = "No order can be placed without an account; this is the first service."
            scope.found.add(NO_VENDORS, detail, entry.span)
            return
        if entry.key not in named:
            detail = f"Neither `{entry.key}` nor `defaults` has a `vendor`."
            scope.found.add(NO_VENDOR, detail, entry.span)


def _check_effects(shared: list[Entry], own: list[tuple[Entry, ...]], scope: Scope) -> None:
    added = {entry.key for entry in shared if scope.sellers.added_by(entry)}
    _warn_idle(shared, added, scope)
    for entries in own:
        own_keys = {one.key for one in entries if scope.sellers.added_by(one)}
        _warn_idle(entries, added | own_keys, scope)


def _warn_idle(entries: Iterable[Entry], added: set[NeedKey], scope: Scope) -> None:
    either = ", or a `vendor` that sells pictures" if scope.sellers.labels else ""
    for entry in entries:
        if entry.key not in added:
            what = "drops" if entry.none else "changes"
            detail = f"`{entry.key}` {what} a need that nothing adds: no entry of that key has a "
            scope.found.warn(NO_EFFECT, f"{detail}`slug`{either}.", entry.span)


def _sources(entries: Iterable[Entry]) -> Iterator[_Named]:
    for entry in entries:
        if entry.source is not None and entry.source.value.key is not None:
            yield entry.source.value.key, entry.source.span


def _shared(
    packages: Mapping[str, Package], rules: tuple[Rule, ...], defaults: Defaults
) -> Iterator[_Named]:
    yield from _named(defaults)
    for package in packages.values():
        yield from _named(package.claims)
    for rule in rules:
        yield from _named(rule)


def _own(homes: tuple[Home, ...]) -> Iterator[_Named]:
    for home in homes:
        if home.override is not None:
            yield from _named(home.override)


def _named(holder: Defaults | Claims | Rule | Override) -> Iterator[_Named]:
    yield from ((have.key, have.span) for have in holder.have)
    yield from ((waive.key, waive.span) for waive in holder.waive)
    yield from ((one.key, one.span) for one in holder.imports)
