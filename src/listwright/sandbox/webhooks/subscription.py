"""Where a vendor posts its webhooks: one address for each vendor, as its dashboard has."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self, get_args
from urllib.parse import SplitResult, urlsplit

from listwright.errors import UsageError

Vendor = Literal["planomatic", "aihomedesign"]
VENDORS: tuple[str, ...] = get_args(Vendor)
ALL = "all"
RECOMMENDED = "recommended"
_LONGEST = 2000
_MOST_TRIES = 1000
_MOST_SECONDS = 10**7
_SUCCESS = range(200, 300)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One vendor's webhooks, all to one address.

    `url` may hold a secret, so it is stored but never shown; `shown` is for people. `events` is
    `all`, `recommended`, or names; only PlanOmatic knows such a filter. Any 2xx answer is a success
    unless `success_code` asks for one. `retry_seconds` (of the sandbox clock), `tries` and
    `timeout_seconds` (of real time) are the vendor's own where they are None. An address of another
    machine needs `anywhere`: the orders told there are made up.
    """

    vendor: Vendor
    url: str
    events: str | tuple[str, ...] = ALL
    success_code: int | None = None
    retry_seconds: float | None = None
    tries: int | None = None
    timeout_seconds: float | None = None
    anywhere: bool = False

    def __post_init__(self) -> None:
        """Refuse what nobody could post to, and what nobody asked to be told."""
        _require(self.vendor in VENDORS, f"Webhooks come from: {', '.join(VENDORS)}.")
        parts = _parts(self.url)
        if not self.anywhere and not _is_loopback(parts.hostname or ""):
            raise UsageError(
                "The sandbox posts webhooks to this machine only.",
                advice="Its orders are made up. Use an address on 127.0.0.1, or say that another "
                "machine wants them: --webhook-anywhere.",
            )
        code, tries = self.success_code, self.tries
        _require(code is None or code in _SUCCESS, "A success code is one of 200 to 299.")
        _require(tries is None or 1 <= tries <= _MOST_TRIES, "Tries count from 1 to 1000.")
        for seconds in (self.retry_seconds, self.timeout_seconds):
            _require(seconds is None or 0 < seconds <= _MOST_SECONDS, "Seconds are above 0.")

    @property
    def shown(self) -> str:
        """The address without what may be a secret in it: its last part and its query."""
        parts = _parts(self.url)
        first, _, rest = parts.path.lstrip("/").partition("/")
        known = f"/{first}" if first and (rest or parts.query) else ""
        hidden = "/…" if rest or (first and not known) else "?…" if parts.query else ""
        return f"{parts.scheme}://{parts.netloc}{known}{hidden}"

    def accepts(self, event: str, *, recommended: frozenset[str]) -> bool:
        """Whether this event is told; `recommended` are the names the vendor advises."""
        if self.events == ALL:
            return True
        return event in (recommended if self.events == RECOMMENDED else self.events)

    def succeeds(self, code: int) -> bool:
        """Whether an answer of the receiver ends a job."""
        return code in _SUCCESS if self.success_code is None else code == self.success_code

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """A subscription from JSON values; raises `UsageError` when they make none."""
        values = dict(document)
        _require(set(values) <= set(_TYPES), f"Fields: {', '.join(_TYPES)}.")
        _require({"vendor", "url"} <= set(values), "It needs a vendor and a url.")
        for name, value in values.items():
            _require(_fits(name, value), f"`{name}` has the wrong type.")
        if not isinstance(values.get("events", ALL), str):
            values["events"] = tuple(values["events"])
        return cls(**values)


_TYPES: Mapping[str, tuple[type, ...]] = {
    "vendor": (str,),
    "url": (str,),
    "events": (str, list, tuple),
    "success_code": (int, type(None)),
    "retry_seconds": (int, float, type(None)),
    "tries": (int, type(None)),
    "timeout_seconds": (int, float, type(None)),
    "anywhere": (bool,),
}


def subscriptions_of(value: object) -> tuple[Subscription, ...]:
    """Subscriptions from a JSON list, at most one for each vendor."""
    rows = value if isinstance(value, list | tuple) else [None]
    found = tuple(Subscription.from_document(row) for row in rows if isinstance(row, Mapping))
    _require(len(found) == len(rows), "They are a list of objects.")
    vendors = [one.vendor for one in found]
    _require(len(set(vendors)) == len(vendors), "Each vendor has one address.")
    return found


def parse_target(text: str) -> tuple[str, str]:
    """The vendor and the address of `VENDOR=URL`; raises `UsageError` for anything else."""
    vendor, equals, url = text.partition("=")
    if not equals or vendor not in VENDORS:
        raise UsageError(
            "A webhook address begins with whose webhooks it is for.",
            advice=f"Write {VENDORS[0]}=http://127.0.0.1:8181/..., or {VENDORS[1]}=...",
        )
    return vendor, url


def _fits(name: str, value: object) -> bool:
    if isinstance(value, bool) and name != "anywhere":
        return False
    if isinstance(value, list | tuple) and not all(isinstance(row, str) for row in value):
        return False
    if name == "events" and isinstance(value, str):
        return value in {ALL, RECOMMENDED}
    return isinstance(value, _TYPES[name])


def _parts(url: str) -> SplitResult:
    advice = "Write the address like http://127.0.0.1:8181/planomatic/TOKEN."
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= _LONGEST
    _require(plain, advice)
    try:
        parts = urlsplit(url)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise UsageError("The sandbox cannot post webhooks there.", advice=advice) from error
    _require(fits, advice)
    _require("@" not in parts.netloc and not parts.fragment, "Leave out user names and fragments.")
    return parts


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _require(condition: object, advice: str) -> None:
    if not condition:
        raise UsageError("The sandbox cannot post webhooks there.", advice=advice)
