"""Vendor accounts: where requests go, how fast, and under which protection."""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from ipaddress import ip_address
from typing import Any, TypedDict
from urllib.parse import SplitResult, urlsplit

from listwright.config.build.catalogs import build_additions, catalog_path
from listwright.config.build.vendor_kinds import KindRules, check_kind, rules_of
from listwright.config.build.wordings import (
    BAD_ENDPOINT,
    FASTER_SUBMITS,
    NO_API_KEY,
    ONLY_LOCAL,
    RESEND_UNPROTECTED,
    TWO_CALENDARS,
)
from listwright.config.findings import Findings
from listwright.config.schema.collections import Item
from listwright.config.schema.vendors import VendorDocument
from listwright.engine.resending import has_time_to_resend
from listwright.model.account import Account, ResendPolicy, WindowPolicy
from listwright.model.portfolio import SETTLE, VendorSettings
from listwright.model.rules import Written

SANDBOX = "sandbox"
LOOPBACK = "loopback"

_SANDBOX_RATE = 6_000
_FASTEST_RATE = 100
"""Requests a minute that a vendor's own machines may be sent."""
_DOCUMENTED_SUBMITS = 10
"""Pictures that may be ordered in ten minutes, unless the vendor agreed to more."""
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")


def build_vendors(
    items: Iterable[Item[VendorDocument]], found: Findings
) -> dict[str, VendorSettings]:
    """The accounts by name; those that cannot be used are left out after a finding."""
    built = {}
    for item in items:
        vendor = _build_vendor(item, found)
        if vendor is not None:
            built[item.name] = vendor
    _check_calendar(built, found)
    return built


def _check_calendar(built: Mapping[str, VendorSettings], found: Findings) -> None:
    """The clock of the sandbox can be moved: real orders would go stale, and windows would open."""
    kinds = {vendor.account.environment == SANDBOX for vendor in built.values()}
    if len(kinds) == 1 or not built:
        return
    for label, vendor in built.items():
        if vendor.account.environment == SANDBOX:
            detail = f"`endpoint: sandbox` of {label!r} would move time for the other vendors too."
            found.add(TWO_CALENDARS, detail, vendor.span)


def _build_vendor(item: Item[VendorDocument], found: Findings) -> VendorSettings | None:
    document = item.value
    if document.kind is None:
        return None
    kind = document.kind.value
    rules = rules_of(kind)
    check_kind(item, kind, found)
    endpoint = document.endpoint.value.rstrip("/") if document.endpoint else rules.production
    environment = _environment(endpoint)
    if environment is None:
        _refuse_endpoint(document, found)
        return None
    account = Account(kind=kind.value, environment=environment, label=item.name)
    if document.api_key is None and environment != SANDBOX:
        found.add(NO_API_KEY, f"`api_key` is not written for {item.name!r}.", item.span)
    _check_settle(document.settle, account, found)
    window, times = _window(document), _times(document, account)
    return VendorSettings(
        account=account,
        endpoint=endpoint,
        api_key=document.api_key.value if document.api_key else None,
        span=item.span,
        rate_per_minute=_rate(document, account, rules, found=found),
        window=window,
        # Sellers of pictures look an unknown upload up instead; `check_kind` says so.
        resend=None
        if rules.sells_pictures
        else _resend(document, window, times.get("settle", SETTLE), found=found),
        catalog_additions=build_additions(document.catalog),
        catalog_file=catalog_path(document.catalog, found),
        api=document.api.value.value if document.api else None,
        sells_pictures=rules.sells_pictures,
        submits_per_window=_submits(document, account, found),
        link_hosts=_link_hosts(document),
        **times,
    )


def _refuse_endpoint(document: VendorDocument, found: Findings) -> None:
    if document.endpoint is not None:
        detail = "It is no URL of the form `https://host` or `https://host/path`, without user, "
        detail += "query and fragment; or it is `http://` and leaves this machine."
        found.add(BAD_ENDPOINT, detail, document.endpoint.span)


class _Times(TypedDict, total=False):
    settle: timedelta
    retry_rejected: timedelta


def _times(document: VendorDocument, account: Account) -> _Times:
    """How long doubts last. A local vendor drops what it did not answer, so nothing lingers."""
    times: _Times = {"settle": timedelta(0)} if account.is_local else {}
    if document.settle is not None:
        times["settle"] = document.settle.value
    if document.retry_rejected is not None:
        times["retry_rejected"] = document.retry_rejected.value
    return times


def _environment(endpoint: str) -> str | None:
    """`sandbox`, `loopback` or the host with its port; None when the endpoint cannot be used."""
    if endpoint == SANDBOX:
        return SANDBOX
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    if not _is_base(parts):
        return None
    if _is_loopback(host):
        return LOOPBACK
    if parts.scheme != "https" or not _HOST.fullmatch(host):
        return None
    return host if port in {None, 443} else f"{host}:{port}"


def _is_base(parts: SplitResult) -> bool:
    extras = parts.username or parts.password or parts.query or parts.fragment
    return parts.scheme in {"http", "https"} and not extras and bool(parts.hostname)


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _rate(document: VendorDocument, account: Account, rules: KindRules, *, found: Findings) -> int:
    written = document.rate.per_minute if document.rate else None
    if written is None:
        return _SANDBOX_RATE if account.environment == SANDBOX else rules.rate
    if written.value > _FASTEST_RATE and not account.is_local:
        detail = f"{written.value} requests a minute are more than the {_FASTEST_RATE} that a "
        found.add(ONLY_LOCAL, detail + "vendor's machines may be sent.", written.span)
    return written.value


def _submits(document: VendorDocument, account: Account, found: Findings) -> int | None:
    """The paid steps in ten minutes that somebody wrote down; None: as the vendor documents."""
    written = document.rate.submits_per_10_minutes if document.rate else None
    if written is None:
        return None
    if written.value > _DOCUMENTED_SUBMITS and not account.is_local:
        detail = f"The vendor's documents allow {_DOCUMENTED_SUBMITS} pictures in ten minutes; "
        detail += f"{written.value} are allowed only by arrangement with the vendor."
        found.warn(FASTER_SUBMITS, detail, written.span)
    return written.value


def _link_hosts(document: VendorDocument) -> tuple[str, ...]:
    written = document.link_hosts
    return tuple(host.value for host in written.value) if written else ()


def _check_settle(settle: Written[timedelta] | None, account: Account, found: Findings) -> None:
    if settle is not None and not settle.value and not account.is_local:
        detail = "A settle time of nothing takes an order that is still on its way for lost."
        found.add(ONLY_LOCAL, detail, settle.span)


def _window(document: VendorDocument) -> WindowPolicy:
    written: dict[str, Written[Any] | None] = {
        "window": document.duplicate_window,
        "margin": document.window_margin,
        "counts_canceled": document.window_counts_canceled,
        "exempts_staging": document.window_exempts_staging,
    }
    return WindowPolicy(**{name: one.value for name, one in written.items() if one is not None})


def _resend(
    document: VendorDocument, window: WindowPolicy, settle: timedelta, *, found: Findings
) -> ResendPolicy | None:
    """The protection under which unknown creates are sent once more; None when they are not."""
    wish = document.resend_unknown
    if wish is None or not wish.value:
        return None
    if not window.window:
        declared = "is 0: the vendor protects nothing" if window.window == timedelta(0) else ""
        detail = f"`duplicate_window` {declared or 'is not written'}, so a second request may make "
        found.add(RESEND_UNPROTECTED, detail + "a second order.", wish.span)
        return None
    if not window.counts_canceled:
        detail = "`window_counts_canceled` is false, so an order that was made and canceled "
        found.add(RESEND_UNPROTECTED, detail + "meanwhile would be made again.", wish.span)
        return None
    policy = ResendPolicy(window=window.window, margin=window.margin, settle=settle)
    if not has_time_to_resend(policy):
        detail = "`duplicate_window` is too short: it is over before the first request has surely "
        detail += "settled and a second one could surely arrive (twice `settle`, `window_margin` "
        found.add(RESEND_UNPROTECTED, detail + "and a minute).", wish.span)
        return None
    return policy
