"""From the rows of a list to what is to be done, with everything that is wrong told at once.

Nothing here writes or asks anybody: one bad row, and no row is begun.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from listwright.app.adopt import import_listed
from listwright.app.attest import attest_need, read_claim
from listwright.app.bulk import Task
from listwright.app.resolving import absent_listed, created_listed
from listwright.app.settle import Desk, Settled
from listwright.app.target import Directory, Target
from listwright.engine.addresses import Named, parse_address
from listwright.engine.calendar import Calendar
from listwright.errors import Diagnostic, Span, UsageError
from listwright.model.listed import ListedRow, Listing
from listwright.model.names import NEED_KEY, NeedKey, OrderId, PropertyId, canonical_id

ADDRESS = ("address", "external_property_id", "need")
IMPORTING = (*ADDRESS, "order_id")
ATTESTING = (*ADDRESS, "delivered_at", "quantity", "evidence")
RESOLVING = (*ADDRESS, "created", "not_created", "reason")
"""The columns that each command reads."""

_ORDER_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}")
_COMPUTED = re.compile(r"[0-9]+\.[0-9]+|[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]+")
"""What a spreadsheet makes of a long number."""

_YES = {"true", "yes", "x"}
_NO = {"", "false", "no"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A row with what its address names."""

    row: ListedRow
    address: str
    named: Named
    target: Target


Found = Task | Diagnostic
Read = Callable[[Placed], Iterator[Found]]


@dataclass(slots=True, kw_only=True)
class _Seen:
    """The rows so far by what they are about, to find two that are about the same."""

    lines: dict[tuple[str, ...], int] = field(default_factory=dict)

    def again(self, about: tuple[str, ...], row: ListedRow) -> Diagnostic | None:
        first = self.lines.setdefault(about, row.line)
        if first == row.line:
            return None
        return Diagnostic(
            code="LW5015",
            summary="Two rows of the list are about the same",
            detail=f"Line {first} names it already.",
            fix="Keep one of the two rows.",
            span=row.span(),
        )


def import_tasks(
    listing: Listing, directory: Directory, _calendar: Calendar
) -> tuple[tuple[Task, ...], tuple[Diagnostic, ...]]:
    """What `import --csv` is to do, and what is wrong with the list."""
    seen = _Seen()

    def read(placed: Placed) -> Iterator[Found]:
        order_id = _order_id(placed.row, "order_id")
        if isinstance(order_id, Diagnostic):
            yield order_id
            return
        about = (canonical_id(placed.target.property), order_id)
        act = partial(import_listed, order_id=order_id)
        yield seen.again(about, placed.row) or _task(placed, act, order_id=order_id)

    return _tasks(listing, directory, read, needed=("order_id",))


def attest_tasks(
    listing: Listing, directory: Directory, calendar: Calendar
) -> tuple[tuple[Task, ...], tuple[Diagnostic, ...]]:
    """What `attest --csv` is to do, and what is wrong with the list."""
    seen = _Seen()

    def read(placed: Placed) -> Iterator[Found]:
        row = placed.row
        told = {name: row.text(name) for name in ("delivered_at", "quantity", "evidence")}
        claim = read_claim(placed.target, told, calendar)
        if isinstance(claim, tuple):
            for one in claim:
                place = one.field if one.field in told else _address_column(row)
                yield _bad_cell(row, place, detail=one.message, fix=one.advice)
            return
        about = (canonical_id(claim.property), claim.key)
        act = partial(attest_need, claim=claim)
        yield seen.again(about, row) or _task(placed, act)

    return _tasks(listing, directory, read, needed=("delivered_at", "evidence"))


def resolve_tasks(
    listing: Listing, directory: Directory, _calendar: Calendar
) -> tuple[tuple[Task, ...], tuple[Diagnostic, ...]]:
    """What `resolve --csv` is to do, and what is wrong with the list."""
    seen = _Seen()
    mark = f"(list {listing.digest[:19]})"

    def read(placed: Placed) -> Iterator[Found]:
        found = _resolution(placed, mark)
        about = (canonical_id(placed.target.property), placed.target.key or "")
        if isinstance(found, Diagnostic):
            yield found
        else:
            yield seen.again(about, placed.row) or found

    return _tasks(listing, directory, read, needed=())


def says_not_created(row: ListedRow) -> bool:
    """Whether a row of `resolve` says that no order exists."""
    return row.text("not_created").casefold() in _YES


def _resolution(placed: Placed, mark: str) -> Found:
    row = placed.row
    absent = row.text("not_created").casefold()
    if absent not in _YES | _NO:
        return _bad_cell(
            row,
            "not_created",
            detail="The cell is neither true nor empty.",
            fix="Write true when you looked and there is no order; else leave it empty.",
        )
    if (absent in _YES) == bool(row.text("created")):
        return _bad_cell(
            row,
            "created",
            detail="A row says one of two: `created` is the id of the order that exists, or "
            "`not_created` is true.",
            fix="Look the home up in the vendor's dashboard: is there an order?",
        )
    if absent in _YES:
        if not row.text("reason"):
            return _bad_cell(
                row, "reason", detail="The reason is missing.", fix="Say where you looked."
            )
        return _task(placed, partial(absent_listed, reason=row.text("reason"), mark=mark))
    order_id = _order_id(row, "created")
    if isinstance(order_id, Diagnostic):
        return order_id
    return _task(placed, partial(created_listed, order_id=order_id), order_id=order_id)


def _tasks(
    listing: Listing, directory: Directory, read: Read, *, needed: Iterable[str]
) -> tuple[tuple[Task, ...], tuple[Diagnostic, ...]]:
    missing = tuple(_missing_columns(listing, needed))
    if missing:
        return (), missing
    tasks: list[Task] = []
    wrong: list[Diagnostic] = []
    for row in listing.rows:
        placed = _place(row, directory)
        for found in [placed] if isinstance(placed, Diagnostic) else read(placed):
            if isinstance(found, Task):
                tasks.append(found)
            else:
                wrong.append(found)
    return tuple(tasks), tuple(wrong)


def _missing_columns(listing: Listing, needed: Iterable[str]) -> Iterator[Diagnostic]:
    wanted = list(needed)
    if "address" not in listing.columns:
        wanted.insert(0, "external_property_id")
    for name in wanted:
        if name not in listing.columns:
            yield Diagnostic(
                code="LW5011",
                summary="The list lacks a column",
                detail=f"No column is called {name}.",
                fix=f"Add {name} to the first row, and its cells below."
                + (" `address` does as well." if name == "external_property_id" else ""),
                span=Span(file=listing.file, line=1),
            )


def _place(row: ListedRow, directory: Directory) -> Placed | Diagnostic:
    column, home, need = _address_column(row), row.text("external_property_id"), row.text("need")
    if not row.text(column):
        detail = "The row names no home."
        return _bad_cell(row, column, detail=detail, fix="Write the id of the home.")
    if column == "address":
        text = row.text(column)
        named = parse_address(text, directory.known)
        if named.order_id is not None:
            detail = "A row names a home or a need of it, not an order."
            return _bad_cell(row, column, detail=detail, fix="Write PROPERTY or PROPERTY/KEY.")
    else:
        if need and not NEED_KEY.fullmatch(need):
            detail = "No need can have that key."
            return _bad_cell(row, "need", detail=detail, fix="Write the key that the files use.")
        text = f"{home}/{need}" if need else home
        named = Named(property=PropertyId(home), key=NeedKey(need) if need else None)
    try:
        target = directory.locate(named, text)
    except UsageError as error:
        return Diagnostic(
            code="LW5013",
            summary="A row of the list names what is not known",
            detail=error.message,
            fix=error.advice,
            span=row.span(column),
        )
    return Placed(row=row, address=text, named=named, target=target)


def _address_column(row: ListedRow) -> str:
    return "address" if row.text("address") else "external_property_id"


def _order_id(row: ListedRow, column: str) -> OrderId | Diagnostic:
    text = row.text(column)
    if not text:
        detail = "The order id is missing."
        return _bad_cell(row, column, detail=detail, fix="The vendor's dashboard shows it.")
    if _COMPUTED.fullmatch(text) or not _ORDER_ID.fullmatch(text):
        return _bad_cell(
            row,
            column,
            detail="This is no order id, or a spreadsheet made a number of it.",
            fix="Format the column as text, type the id again, and export the list anew.",
        )
    return OrderId(text)


def _bad_cell(row: ListedRow, column: str, *, detail: str, fix: str) -> Diagnostic:
    return Diagnostic(
        code="LW5014",
        summary="A cell of the list cannot be used",
        detail=detail,
        fix=fix,
        span=row.span(column),
    )


def _task(
    placed: Placed, act: Callable[[Desk, Target], Settled], *, order_id: OrderId | None = None
) -> Task:
    return Task(
        row=placed.row, address=placed.address, named=placed.named, act=act, order_id=order_id
    )
