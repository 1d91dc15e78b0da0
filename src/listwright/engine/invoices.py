"""An invoice against the ledger: every order that one of the two has, and what they say of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from listwright.engine.naming import lineage_mark
from listwright.engine.wording import amount_of
from listwright.model.report import InvoiceLine, InvoiceRow, Match, Placed

_SHOWN = 60
"""So much of a name that somebody else gave is told."""

Name = tuple[str, str]
"""What rows of one order share: by what they name it, and the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The months that an invoice is for; None: from the first to the last order it names.

    A month that is asked for is one of them, whatever the invoice names.
    """

    since: str | None = None
    until: str | None = None


def match_invoice(
    rows: Iterable[InvoiceRow], placed: Iterable[Placed], *, lineage: str, span: Period
) -> tuple[tuple[InvoiceLine, ...], tuple[str, ...]]:
    """Every line, the loudest first, and the months whose orders the invoice should hold."""
    matching = _Matching(tuple(placed), lineage)
    groups: dict[Name, list[InvoiceRow]] = defaultdict(list)
    for row in rows:
        groups[matching.name_of(row)].append(row)
    lines = [matching.line(group) for group in groups.values()]
    months = matching.months(groups, span)
    entities = {row.entity for group in groups.values() for row in group if row.entity}
    lines += matching.missing(groups.keys(), months, entities)
    order = tuple(Match)
    return (
        tuple(sorted(lines, key=lambda one: (order.index(one.match), *_sort_key(one)))),
        months,
    )


def count_matches(lines: Iterable[InvoiceLine]) -> Mapping[Match, int]:
    """How many orders came out how; every word has its count."""
    counts = Counter(one.match for one in lines)
    return {match: counts[match] for match in Match}


def _sort_key(line: InvoiceLine) -> tuple[str, str, str]:
    return (line.property or "", line.order_id or "", line.order_key or "")


class _Matching:
    """The orders of the ledger by every name an invoice may use."""

    def __init__(self, placed: tuple[Placed, ...], lineage: str) -> None:
        self._mark = lineage_mark(lineage)
        self._by_id = {name: one for one in placed for name in one.aliases}
        self._by_id |= {one.order_id: one for one in placed if one.order_id is not None}
        self._by_key = {one.order_key: one for one in placed if one.order_key is not None}
        self._placed = placed

    def name_of(self, row: InvoiceRow) -> Name:
        """What the row is about; rows of one order that name it differently come together."""
        found = self._find(row)
        if found is not None:
            return _name(found)
        if row.order_id is not None:
            return ("id", row.order_id)
        if row.order_key is not None:
            return ("key", row.order_key)
        return ("reference", row.reference or "")

    def _find(self, row: InvoiceRow) -> Placed | None:
        if row.order_id is not None and row.order_id in self._by_id:
            return self._by_id[row.order_id]
        foreign = row.lineage is not None and row.lineage != self._mark
        if row.order_key is None or foreign:
            return None
        named = self._by_key.get(row.order_key)
        # Another id under the name of an order that is known is a second order.
        second = row.order_id is not None and named is not None and named.order_id is not None
        return None if second else named

    def line(self, rows: list[InvoiceRow]) -> InvoiceLine:
        """What both say of one order."""
        found = next((one for one in map(self._find, rows) if one is not None), None)
        amount = sum(row.amount for row in rows)
        if found is None:
            return self._strange(rows, amount)
        match, why = _compare(found, rows, amount)
        return InvoiceLine(
            match=match,
            why=why,
            order_id=found.order_id or next((row.order_id for row in rows if row.order_id), None),
            order_key=found.order_key,
            property=found.property,
            entity=found.entity,
            month=found.month,
            invoiced=amount,
            expected=found.cents,
            rows=_numbers(rows),
        )

    def _strange(self, rows: list[InvoiceRow], amount: int) -> InvoiceLine:
        """An order that the ledger does not know."""
        first = rows[0]
        keys = [row.order_key for row in rows if row.order_key is not None]
        marks = {row.lineage for row in rows if row.lineage is not None}
        if marks and self._mark not in marks:
            match, why = Match.UNKNOWN, "it carries the mark of another project"
        elif keys:
            twin = self._by_key.get(keys[0])
            match, why = Match.LOST, "it carries a name such as ours, and the ledger has none of it"
            if twin is not None:
                why = f"it carries our name of order {twin.order_id}: a second order was made"
        else:
            match, why = Match.UNKNOWN, "the ledger does not know it: somebody else ordered"
            if first.order_id is None and first.reference is not None:
                why += f", and calls it {first.reference[:_SHOWN]}"
        return InvoiceLine(
            match=match,
            why=why,
            order_id=first.order_id,
            order_key=keys[0] if keys else None,
            property=None,
            entity=next((row.entity for row in rows if row.entity), None),
            month=None,
            invoiced=amount,
            expected=None,
            rows=_numbers(rows),
        )

    def months(self, names: Iterable[Name], span: Period) -> tuple[str, ...]:
        """The months whose orders should be there."""
        wanted = set(names)
        named = {one.month for one in self._placed if _name(one) in wanted}
        named |= {month for month in (span.since, span.until) if month is not None}
        if not named:
            return ()
        since, until = span.since or min(named), span.until or max(named)
        return tuple(sorted({one.month for one in self._placed if since <= one.month <= until}))

    def missing(
        self, names: Iterable[Name], months: tuple[str, ...], entities: set[str]
    ) -> Iterator[InvoiceLine]:
        """Orders of those months that the invoice leaves out.

        An invoice that names entities is for those only. Pictures are paid in another way.
        """
        there = set(names)
        for one in self._placed:
            if one.canceled or one.picture or not one.managed or one.order_id is None:
                continue
            if one.month not in months or _name(one) in there:
                continue
            if entities and one.entity not in entities:
                continue
            yield InvoiceLine(
                match=Match.NOT_INVOICED,
                why=f"it was ordered in {one.month}",
                order_id=one.order_id,
                order_key=one.order_key,
                property=one.property,
                entity=one.entity,
                month=one.month,
                invoiced=None,
                expected=one.cents,
            )


def _name(placed: Placed) -> Name:
    return ("id", placed.order_id) if placed.order_id else ("key", placed.order_key or "")


def _numbers(rows: Iterable[InvoiceRow]) -> tuple[int, ...]:
    return tuple(row.span.row for row in rows if row.span.row is not None)


def _exist(rows: Iterable[InvoiceRow]) -> str:
    """What an invoice proves of a request in doubt; it may have been sent more than once."""
    ids = list(dict.fromkeys(row.order_id for row in rows if row.order_id is not None))
    if len(ids) < 2:
        return "the invoice says that the order exists"
    return f"the invoice says that {len(ids)} orders exist: {', '.join(ids)}"


def _compare(placed: Placed, rows: list[InvoiceRow], amount: int) -> tuple[Match, str]:
    """What is wrong with an order that both know; the loudest word counts."""
    if placed.order_id is None:
        return Match.LOST, f"nobody knew what became of its request; {_exist(rows)}"
    if placed.canceled and amount:
        return Match.CANCELED, "the order was canceled"
    expected = 0 if placed.canceled else placed.cents
    if expected is not None and expected != amount:
        more = "more" if amount > expected else "less"
        return Match.AMOUNT_DIFFERS, f"{amount_of(abs(amount - expected))} {more} than expected"
    strange = {row.entity for row in rows if row.entity} - {placed.entity}
    if strange and placed.entity is not None:
        other = ", ".join(sorted(one for one in strange if one))
        return Match.ENTITY_DIFFERS, f"it is billed to {other}, and was ordered for {placed.entity}"
    if expected is None:
        return Match.UNPRICED, "neither the vendor nor the price book says what it costs"
    return Match.MATCHED, ""
