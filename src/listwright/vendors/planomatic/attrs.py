"""From the attribute a refusal names to the line of the user's files that supplied the value."""

import re
from collections.abc import Iterator

from listwright.errors import Span
from listwright.model.need import OrderSpec

PROPERTY_FIELD = "external_property_id"
"""Every spec has an origin for it: where the home itself stands."""

_INDEX = re.compile(r"\[(\d+)\]|(?<=\.)(\d+)(?=\.|$)")
_BRACKETS = re.compile(r"\[\d*\]|\{\}")
_NUMBER_PART = re.compile(r"\.\d+(?=\.|$)")
_SERVICE_LIST = "services"
_SOURCE_FIELD = "previous_order_id"


def plain_attr(attr: str) -> str:
    """`attr` without what marks objects, lists and places: `services[0].slug` is `services.slug`.

    The documents write `property{}`; whether the wire does is unknown (sheet 3.1).
    """
    return _NUMBER_PART.sub("", _BRACKETS.sub("", attr.strip())).strip(".")


def service_index(attr: str) -> int | None:
    """Which service `attr` speaks of, None when it does not say."""
    match = _INDEX.search(attr.strip())
    if match is None or not plain_attr(attr).startswith(_SERVICE_LIST):
        return None
    # Longer than any list of services: not a place in one.
    digits = match.group(1) or match.group(2)
    return int(digits) if len(digits) < 6 else None


def names_source(attr: str) -> bool:
    """Whether `attr` is the delivered order that staging works on, however it is spelled.

    The page shows the messages of these refusals and not their `attr` (sheet 3.2).
    """
    return plain_attr(attr).rpartition(".")[2] == _SOURCE_FIELD


def origin_of(spec: OrderSpec, attr: str) -> Span:
    """Where the value of `attr` was written, or should have been.

    `attr` as the vendor wrote it, or one of the spec's own paths. Falls back to a part of the named
    object, then to what contains it, then to the home.
    """
    for path in _candidates(spec, attr):
        if path in spec.origins:
            return spec.origins[path]
    return spec.origins[PROPERTY_FIELD]


def _candidates(spec: OrderSpec, attr: str) -> Iterator[str]:
    plain = plain_attr(attr)
    yield attr
    if plain.split(".")[0] == _SERVICE_LIST or names_source(attr):
        yield from _service_paths(spec, attr)
    yield plain
    yield from (path for path in spec.origins if path.startswith(f"{plain}."))
    while "." in plain:
        plain = plain.rpartition(".")[0]
        yield plain


def _service_paths(spec: OrderSpec, attr: str) -> Iterator[str]:
    """The paths of the service meant. Several lines and no index: only when they agree.

    Pointing at the wrong line is worse than pointing at the home.
    """
    field = _SOURCE_FIELD if names_source(attr) else plain_attr(attr).partition(".")[2] or "slug"
    index = service_index(attr)
    places = range(len(spec.lines)) if index is None else (index,)
    for name in (field, "slug"):
        paths = [f"{_SERVICE_LIST}[{place}].{name}" for place in places]
        if len({spec.origins.get(path) for path in paths}) == 1:
            yield paths[0]
