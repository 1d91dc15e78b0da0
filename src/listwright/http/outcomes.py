"""What a status code says about whether something was done (docs/reliability.md)."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import Enum

_LONGEST_PAUSE = 3600.0
"""Seconds: no header keeps an account quiet for longer than an hour."""


class StatusClass(Enum):
    """Classes of answers by their status alone."""

    SUCCESS = "success"
    REDIRECT = "redirect"
    """Never followed: the body holds the API key."""

    REJECTED = "rejected"
    """Read, understood, not carried out; the body says why."""

    CONFLICT = "conflict"
    """Like REJECTED only when the body says so."""

    AUTH = "auth"
    ADDRESS = "address"
    """No such call at this address: nothing can have been carried out."""

    RATE = "rate"
    UNCERTAIN = "uncertain"
    """It may or may not have been carried out."""


_CLASSES = {
    400: StatusClass.REJECTED,
    401: StatusClass.AUTH,
    403: StatusClass.AUTH,
    404: StatusClass.ADDRESS,
    405: StatusClass.ADDRESS,
    409: StatusClass.CONFLICT,
    429: StatusClass.RATE,
}


def status_class(status: int) -> StatusClass:
    """The class of `status`; whatever is not listed is uncertain."""
    if 200 <= status < 300:
        return StatusClass.SUCCESS
    if 300 <= status < 400:
        return StatusClass.REDIRECT
    return _CLASSES.get(status, StatusClass.UNCERTAIN)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the answer asks us to wait, at most an hour; None when it does not say.

    A date is measured against the answer's own `Date`, so that our clock does not matter.
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:6]), _LONGEST_PAUSE)
    until, sent = _moment(text), _moment(headers.get("date", ""))
    if until is None or sent is None:
        return None
    return min(max((until - sent).total_seconds(), 0.0), _LONGEST_PAUSE)


def _moment(text: str) -> datetime | None:
    """An HTTP date; only those that name their zone, as the standard asks."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else None
