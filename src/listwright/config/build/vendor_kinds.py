"""What an account may say depends on the kind of its vendor; so does what it need not say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from listwright.config.build.wordings import NOT_FOR_KIND
from listwright.config.findings import Findings
from listwright.config.schema.collections import Item
from listwright.config.schema.vendors import VendorDocument, VendorKind
from listwright.config.schema.wordings import MISSING_KEY
from listwright.errors import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRules:
    """What holds for all accounts at one vendor.

    `production` is the endpoint and `rate` the requests a minute of an account that names none.
    `useless` are keys that such an account cannot have, with the reason.
    """

    production: str
    rate: int
    useless: Mapping[str, str]
    sells_pictures: bool = False
    has_dialects: bool = False


_ONE_WINDOW = "it takes any number of orders for one home, so that no window has to be waited for"

_PLANOMATIC = KindRules(
    production="https://api.planomatic.com",
    rate=30,
    useless={
        "api": "its interface has one version",
        "rate.submits_per_10_minutes": "its limit counts requests, which is `per_minute`",
    },
)
_AIHOMEDESIGN = KindRules(
    production="https://api.aihomedesign.com",
    rate=60,
    useless={
        "duplicate_window": _ONE_WINDOW,
        "window_margin": _ONE_WINDOW,
        "window_counts_canceled": _ONE_WINDOW,
        "window_exempts_staging": _ONE_WINDOW,
        "resend_unknown": "a paid step in doubt is looked up first, and sent again for the same "
        "upload only, which is not paid twice",
        "catalog.add": "what it offers are rooms and styles, not services with quantities",
    },
    sells_pictures=True,
    has_dialects=True,
)


def rules_of(kind: VendorKind) -> KindRules:
    """What holds for accounts of that kind."""
    match kind:
        case VendorKind.PLANOMATIC:
            return _PLANOMATIC
        case VendorKind.AIHOMEDESIGN:
            return _AIHOMEDESIGN
        case _:
            assert_never(kind)


def check_kind(item: Item[VendorDocument], kind: VendorKind, found: Findings) -> None:
    """Refuse keys that mean nothing at this vendor, and miss those that it needs."""
    rules, document = rules_of(kind), item.value
    for key, span in _special_keys(document):
        why = rules.useless.get(key)
        if why is not None:
            detail = f"`{key}` says nothing of an account of kind `{kind.value}`: {why}."
            found.add(NOT_FOR_KIND, detail, span)
    if rules.has_dialects and "api" not in document.written:
        detail = f"An account of kind `{kind.value}` needs `api`: `v3` for new accounts; `v1` is "
        found.add(MISSING_KEY, detail + "the older interface of spaces and widgets.", item.span)


def _special_keys(document: VendorDocument) -> Iterator[tuple[str, Span]]:
    """The keys written that some kind of vendor has no use for, with their places."""
    rate, catalog = document.rate, document.catalog
    written = {
        "api": document.api,
        "duplicate_window": document.duplicate_window,
        "window_margin": document.window_margin,
        "window_counts_canceled": document.window_counts_canceled,
        "window_exempts_staging": document.window_exempts_staging,
        "resend_unknown": document.resend_unknown,
        "rate.submits_per_10_minutes": rate.submits_per_10_minutes if rate else None,
    }
    yield from ((key, value.span) for key, value in written.items() if value is not None)
    if catalog is not None and catalog.add:
        yield "catalog.add", catalog.add[0].span
