"""The time zones that the files name."""

from zoneinfo import ZoneInfo

from listwright.config.build.wordings import UNKNOWN_TIMEZONE
from listwright.config.findings import Findings
from listwright.config.yaml import excerpt
from listwright.config.zones import find_zone, zone_names
from listwright.errors import Span


def check_zone(name: str, span: Span, found: Findings) -> ZoneInfo | None:
    """The zone of that name, or None after a finding."""
    zone = find_zone(name)
    if zone is None:
        detail = f"{excerpt(name)!r} is not in the time zone database."
        near = found.nearest(name, zone_names())
        found.add(UNKNOWN_TIMEZONE, detail, span, suggestion=near)
    return zone
