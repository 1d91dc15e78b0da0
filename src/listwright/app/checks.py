"""What the vendors will not take, found before anything is sent and pointed at in the files."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from listwright.engine.access import MissingFactError
from listwright.engine.calendar import Calendar
from listwright.engine.needs import Wants, unmatched_rules
from listwright.engine.offers import source_findings
from listwright.engine.pictures.wanting import imported_pictures
from listwright.engine.specs import Placing, build_spec
from listwright.errors import Diagnostic, Severity
from listwright.model.names import OrderId
from listwright.model.need import NeedSpec, Wanted
from listwright.model.plan import Change
from listwright.model.portfolio import INLINE, Portfolio
from listwright.ports import Vendor


def check_wants(
    portfolio: Portfolio,
    wants: Iterable[Wanted],
    vendors: Mapping[str, Vendor],
    *,
    calendar: Calendar,
) -> tuple[Diagnostic, ...]:
    """Every rule of the vendors that ordering everything `wants` says would break, each once."""
    found: dict[Diagnostic, None] = {}
    asked: dict[int, NeedSpec] = {}
    for wanted in wants:
        for label, vendor in vendors.items():
            specs = [spec for spec in wanted.needs.specs if spec.vendor == label]
            for spec in specs:
                # Homes that match the same rules share one object.
                if id(spec) not in asked:
                    asked[id(spec)] = spec
                    found.update(dict.fromkeys(vendor.check_need(spec)))
            if specs:
                checked = _check_order(portfolio, wanted, specs, vendor=vendor, calendar=calendar)
                found.update(dict.fromkeys(checked))
    return tuple(found)


_SOME_ORDER = OrderId("1")
"""Stands for the delivered order that staging alone will name; no rule looks at the number."""


def _check_order(
    portfolio: Portfolio,
    wanted: Wanted,
    specs: list[NeedSpec],
    *,
    vendor: Vendor,
    calendar: Calendar,
) -> Iterator[Diagnostic]:
    """What is wrong with one order for all of `specs`; staging alone works on some order.

    Pictures are ordered one by one, of photos that nobody has seen yet.
    """
    if portfolio.vendors[vendor.account.label].sells_pictures:
        yield from source_findings(specs, {spec.slug for spec in specs})
        yield from imported_pictures(wanted.needs)
        return
    staging = vendor.traits.staging_slugs
    yield from source_findings(specs, staging)
    alone = all(spec.slug in staging for spec in specs)
    placing = Placing(
        account=vendor.account, calendar=calendar, previous=_SOME_ORDER if alone else None
    )
    try:
        built = build_spec(portfolio, wanted.home, specs, placing=placing)
    except MissingFactError:
        return
    yield from built.findings
    if not any(item.severity is Severity.ERROR for item in built.findings):
        yield from vendor.check(built.spec)


def sample(wants: Wants) -> list[Wanted]:
    """The homes whose check costs a plan little: the inline ones, and one per set of needs."""
    seen: set[int] = set()
    chosen: list[Wanted] = []
    for wanted in wants.homes:
        if wanted.home.origin == INLINE or id(wanted.needs) not in seen:
            seen.add(id(wanted.needs))
            chosen.append(wanted)
    return chosen


def check_changes(
    changes: Iterable[Change], vendors: Mapping[str, Vendor]
) -> tuple[Diagnostic, ...]:
    """Every rule of the vendors that the orders of a plan would break."""
    found: dict[Diagnostic, None] = {}
    for change in changes:
        if change.spec is not None:
            found.update(dict.fromkeys(vendors[change.account.label].check(change.spec)))
    return tuple(found)


def split(findings: Iterable[Diagnostic]) -> tuple[tuple[Diagnostic, ...], tuple[Diagnostic, ...]]:
    """Errors and warnings, each in the order of the files; a flood of one kind is cut short."""
    ordered = _without_floods(sorted(dict.fromkeys(findings), key=_place))
    errors = tuple(item for item in ordered if item.severity is Severity.ERROR)
    warnings = tuple(item for item in ordered if item.severity is Severity.WARNING)
    return errors, warnings


SHOWN_OF_A_KIND = 20
"""One wrong default can be wrong for every home: after these the rest is only counted."""


def _without_floods(ordered: list[Diagnostic]) -> list[Diagnostic]:
    counts: Counter[str] = Counter()
    kept: list[Diagnostic] = []
    last: dict[str, Diagnostic] = {}
    for item in ordered:
        counts[item.code] += 1
        last[item.code] = item
        if counts[item.code] <= SHOWN_OF_A_KIND:
            kept.append(item)
    for code, count in counts.items():
        if count > SHOWN_OF_A_KIND:
            rest = count - SHOWN_OF_A_KIND
            places = "place" if rest == 1 else "places"
            kept.append(replace(last[code], detail=f"The same at {rest} more {places}; the last."))
    return kept


def _place(item: Diagnostic) -> tuple[str, int, int, str]:
    span = item.span
    if span is None:
        return ("", 0, 0, item.code)
    return (span.file, span.line, span.column, item.code)


def check_rules(portfolio: Portfolio, wants: Wants) -> tuple[Diagnostic, ...]:
    """Rules that match no home."""
    return unmatched_rules(portfolio.rules, wants.matches) if wants.homes else ()
