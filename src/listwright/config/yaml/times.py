"""How a field reads a date or a length of time."""

import re
from datetime import date, timedelta

from listwright.config.yaml.characters import excerpt
from listwright.config.yaml.nodes import Node
from listwright.config.yaml.problems import Problem
from listwright.config.yaml.scalars import expect_scalar
from listwright.model.duration import Duration

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ].*", re.DOTALL)
_OTHER_ORDER = re.compile(r"[0-9]{1,4}[/.][0-9]{1,2}[/.][0-9]{1,4}")
_FIRST_YEAR = 1900
_DURATION = re.compile(r"(0|[1-9][0-9]{0,6})(mo|m|h|d)")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_LONGEST = timedelta(days=36_525)
_MOST_MONTHS = 1_200
"""A century, like `_LONGEST`: adding it to any date of use stays inside the calendar."""
_WEEKS = re.compile(r"([0-9]{1,4})\s*w(?:eeks?)?")
_YEARS = re.compile(r"([0-9]{1,3})\s*y(?:ears?)?")
_LONG_UNITS = re.compile(r"([0-9]{1,6})\s*(mo|m|h|d)[a-z]*")


def read_date(node: Node) -> date | Problem:
    """A calendar date as `2026-11-22`, quoted or not, from the year 1900 on."""
    scalar = expect_scalar(node, "a date")
    if isinstance(scalar, Problem):
        return scalar
    match = _DATE.fullmatch(scalar.text)
    if match is None:
        return _bad_date(scalar.text, _date_fault(scalar.text), _date_form(scalar.text))
    year, month, day = (int(part) for part in match.groups())
    if year < _FIRST_YEAR:
        return _bad_date(scalar.text, f"is before the year {_FIRST_YEAR}.", None)
    try:
        return date(year, month, day)
    except ValueError:
        return _bad_date(scalar.text, "is not a day of the calendar.", None)


def read_duration(node: Node) -> Duration | Problem:
    """A length of time: digits and one of `m`, `h`, `d`, `mo` (minutes, hours, days, months)."""
    scalar = expect_scalar(node, "a length of time")
    if isinstance(scalar, Problem):
        return scalar
    match = _DURATION.fullmatch(scalar.text)
    if match is None:
        reason = "is not a number followed by `m`, `h`, `d` or `mo`."
        return _bad_duration(scalar.text, reason, _duration_form(scalar.text))
    count, unit = int(match[1]), match[2]
    months, delta = (count, timedelta()) if unit == "mo" else (0, count * _UNITS[unit])
    if months > _MOST_MONTHS or delta > _LONGEST:
        return _bad_duration(scalar.text, "is longer than a century.", None)
    return Duration(months=months, delta=delta, text=scalar.text)


def _bad_date(text: str, reason: str, suggestion: str | None) -> Problem:
    return Problem(
        code="LW1055",
        summary="This is not a date",
        detail=f"{excerpt(text)!r} {reason}",
        fix="Write the date as year, month and day, such as `2026-11-22`.",
        suggestion=suggestion,
    )


def _date_fault(text: str) -> str:
    if _MOMENT.fullmatch(text):
        return "has a time of day; the field takes a date."
    if _OTHER_ORDER.fullmatch(text):
        return "could be read in more than one order."
    return "is not written as YYYY-MM-DD."


def _date_form(text: str) -> str | None:
    match = _MOMENT.fullmatch(text)
    return match[1] if match else None


def _bad_duration(text: str, reason: str, suggestion: str | None) -> Problem:
    return Problem(
        code="LW1056",
        summary="This is not a length of time",
        detail=f"{excerpt(text)!r} {reason}",
        fix="Write a whole number and a unit without a space: `10m` minutes, `72h` hours, `30d` "
        "days, `24mo` months.",
        suggestion=suggestion,
    )


def _duration_form(text: str) -> str | None:
    text = text.strip().casefold()
    if match := _WEEKS.fullmatch(text):
        return f"{int(match[1]) * 7}d"
    if match := _YEARS.fullmatch(text):
        return f"{int(match[1]) * 12}mo"
    match = _LONG_UNITS.fullmatch(text)
    return f"{int(match[1])}{match[2]}" if match else None
