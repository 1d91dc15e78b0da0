"""`report invoices`: the rows of a vendor's invoice, read for what they say of our orders.

Vendors and book-keepers name columns as they like, so several names are taken for each; what stands
in a cell is taken in few forms, and everything else is refused with its place.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from listwright.errors import Diagnostic
from listwright.model.listed import ListedRow, Listing
from listwright.model.names import OrderId, OrderKey
from listwright.model.report import InvoiceRow

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "order_id": ("order_id", "order", "order number", "order no", "vendor order id"),
    "external_order_id": ("external_order_id", "external id", "reference", "our reference"),
    "metadata": ("metadata", "listwright"),
    "entity": ("billing_entity", "billing entity slug", "entity", "bill to"),
    "amount": ("amount", "total", "price", "invoice amount", "amount usd"),
    "currency": ("currency", "currency code"),
}
"""What is read, and the names of columns that mean it; case, blanks, `_` and `-` do not count."""

_NAMES = ("order_id", "external_order_id", "metadata")
_BETWEEN = re.compile(r"[\s_#.:-]+")
_CURRENCY = re.compile(r"^(?:[$€£]\s*|[A-Z]{3}\s+)|\s+[A-Z]{3}$")
_NAMED = re.compile(r"\b[A-Z]{3}\b|[€£]")
_SIGNS = {"€": "EUR", "£": "GBP"}
_AMOUNT = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?:\.([0-9]{2}))?")
_MARK = re.compile(r"(?:listwright\s*[=:]\s*)?v1\.([0-9a-z]{8})\.([0-9a-z]{20})\.g([0-9]{1,6})")
_ORDER_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_OUR_NAME = re.compile(r"lw1-[0-9a-z]{20}-g[0-9]{1,6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """The rows of an invoice that can be read, and everything wrong with the others."""

    rows: tuple[InvoiceRow, ...]
    wrong: tuple[Diagnostic, ...]


def read_invoice(listing: Listing, *, currency: str | None) -> Invoice:
    """What `listing` says of orders; `currency` is that of the price book, None: it has none."""
    columns, wrong = _find_columns(listing)
    if wrong:
        return Invoice(rows=(), wrong=wrong)
    rows: list[InvoiceRow] = []
    faults: list[Diagnostic] = []
    for listed in listing.rows:
        row = _read_row(listed, columns, currency)
        if isinstance(row, InvoiceRow):
            rows.append(row)
        else:
            faults.append(row)
    return Invoice(rows=tuple(rows), wrong=tuple(faults))


def known_columns() -> str:
    """The columns in words, for messages."""
    return "; ".join(f"{name}: {', '.join(others)}" for name, others in COLUMNS.items())


def _find_columns(listing: Listing) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    """Which column of the file holds what."""
    meanings = {_plain(one): name for name, others in COLUMNS.items() for one in others}
    found: dict[str, str] = {}
    wrong = []
    for column in listing.columns:
        meaning = meanings.get(_plain(column))
        if meaning is None:
            continue
        if meaning in found:
            detail = f"{column!r} and {found[meaning]!r} both mean {meaning}."
            wrong.append(_header_fault(listing, detail))
        found[meaning] = column
    if "amount" not in found:
        wrong.append(_header_fault(listing, "No column holds the amount."))
    if not any(name in found for name in _NAMES):
        wrong.append(_header_fault(listing, "No column tells which order a row is for."))
    return found, tuple(wrong)


def _plain(column: str) -> str:
    return _BETWEEN.sub("", column.casefold())


def _header_fault(listing: Listing, detail: str) -> Diagnostic:
    return Diagnostic(
        code="LW5017",
        summary="The columns of the invoice cannot be told",
        detail=f"{listing.file}: {detail}",
        fix=f"Name each column once, by one of these. {known_columns()}.",
    )


def _read_row(
    listed: ListedRow, columns: Mapping[str, str], currency: str | None
) -> InvoiceRow | Diagnostic:
    """The row, or the first thing that is wrong with it."""
    cells = {name: listed.text(column) for name, column in columns.items()}
    fault = _fault(cells) or _foreign(cells, currency)
    if fault is not None:
        name, detail, fix = fault
        return Diagnostic(
            code="LW5014",
            summary="A cell of the invoice cannot be read",
            detail=detail,
            fix=fix,
            span=listed.span(columns.get(name)),
        )
    mark = _MARK.fullmatch(cells.get("metadata", ""))
    named = cells.get("external_order_id", "")
    key = f"lw1-{mark[2]}-g{mark[3]}" if mark is not None else named
    order_id = cells.get("order_id", "")
    ours = _OUR_NAME.fullmatch(key)
    return InvoiceRow(
        amount=read_amount(cells["amount"]) or 0,
        span=listed.span(),
        order_id=OrderId(order_id) if order_id else None,
        order_key=OrderKey(key) if ours else None,
        lineage=mark[1] if mark is not None else None,
        reference=key if key and not ours else None,
        entity=cells.get("entity") or None,
    )


_Fault = tuple[str, str, str]
"""A column, what is wrong there, and what to write."""


def _fault(cells: Mapping[str, str]) -> _Fault | None:
    amount, order_id = cells["amount"], cells.get("order_id", "")
    if not any(cells.get(name) for name in _NAMES):
        detail = "No cell of the row names an order."
        return "", detail, "Fill in the order, or delete the row if it is a sum."
    if read_amount(amount) is None:
        detail = f"{_shown(amount)} is not an amount." if amount else "The amount is empty."
        return "amount", detail, 'Write it such as 1250.00, "1,250.00", or (25.00) for a credit.'
    if order_id and not _ORDER_ID.fullmatch(order_id):
        detail = f"{_shown(order_id)} is not the id of an order."
        return "order_id", detail, "Export ids as text: spreadsheets make numbers of them."
    metadata = cells.get("metadata", "")
    others = cells.get("external_order_id") or order_id
    if metadata and not others and not _MARK.fullmatch(metadata):
        detail = f"{_shown(metadata)} is not what listwright writes into an order."
        return "metadata", detail, "It begins with v1. and has four parts."
    return None


def _foreign(cells: Mapping[str, str], currency: str | None) -> _Fault | None:
    """Whether a cell names another currency; of a `$` nobody knows whose dollar it is."""
    for name in ("amount", "currency"):
        text = cells.get(name, "")
        named = {_SIGNS.get(sign, sign) for sign in _NAMED.findall(text.upper())}
        if currency is not None and named - {currency}:
            detail = f"{_shown(text)} is not in {currency}, as the prices of this project are."
            fix = f"Convert it, or hold only the rows in {currency} against the ledger."
            return name, detail, fix
    return None


def _shown(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")


_SHOWN = 60


def read_amount(text: str) -> int | None:
    """The cents of an amount as book-keepers write it; None when it is none.

    `1250`, `1250.00`, `1,250.00`, `$1,250.00`, `USD 1250.00`; credits as `-25.00` or `(25.00)`.
    """
    bare = text.strip()
    credit = bare.startswith("(") and bare.endswith(")")
    bare = bare[1:-1].strip() if credit else bare
    minus = bare.startswith("-")
    bare = _CURRENCY.sub("", bare[1:].strip() if minus else bare)
    if credit and minus:
        return None
    minus = minus or bare.startswith("-")
    found = _AMOUNT.fullmatch(bare.removeprefix("-"))
    if found is None:
        return None
    cents = int(found[1].replace(",", "")) * 100 + int(found[2] or "0")
    return -cents if credit or minus else cents
