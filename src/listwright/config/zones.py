"""Names of time zones: which exist on every machine, and which one was probably meant."""

import re
from collections.abc import Collection
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

ZONE_COLUMN = "timezone"
"""The native column that names the time zone of a home."""

_OF_THE_MACHINE = re.compile(r"localtime|posixrules|(?:posix|right)/.*", re.DOTALL)
"""What some machines have beside the IANA names; a plan must not depend on where it is made."""
_FEW = 50
"""Up to so many names it is cheaper to look each one up than to list the whole database."""


def find_zone(name: str) -> ZoneInfo | None:
    """The zone of that IANA name, or None."""
    if _OF_THE_MACHINE.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def unknown_zones(names: Collection[str]) -> frozenset[str]:
    """Those of `names` that are no IANA names."""
    if len(names) > _FEW:
        return frozenset(names).difference(zone_names())
    return frozenset(name for name in names if find_zone(name) is None)


@cache
def zone_names() -> tuple[str, ...]:
    """Every IANA name, sorted."""
    names = available_timezones()
    return tuple(sorted(name for name in names if not _OF_THE_MACHINE.fullmatch(name)))
