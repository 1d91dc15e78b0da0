"""Who is who: ids of homes across the files and inventories of a project."""

import re
from collections.abc import Iterable, Iterator, Mapping

from listwright.config.build.wordings import (
    FORMER_HOME,
    FORMER_ITSELF,
    FORMER_TWICE,
    ID_CASE,
    ID_FORM,
    ID_LENGTH,
    ID_TWICE,
    SAME_ADDRESS,
)
from listwright.config.findings import Findings
from listwright.config.schema.collections import Item
from listwright.config.schema.home import HomeDocument
from listwright.config.yaml import excerpt, odd_characters
from listwright.errors import Span
from listwright.model.columns import Facts
from listwright.model.names import PROPERTY_ID, CanonicalId, PropertyId, canonical_id
from listwright.model.portfolio import INLINE, Home
from listwright.model.rules import Written

_LONGEST = 255
_OURS = "lw1-"
_ADDRESS = ("street", "street2", "city", "postal_code")
_ID_CHARACTER = re.compile(PROPERTY_ID.pattern.replace("{1,255}", ""))


class Identities:
    """Checks the ids of one project."""

    def __init__(self, found: Findings) -> None:
        """What is wrong goes to `found`."""
        self._found = found

    def sound(self, items: Iterable[Item[HomeDocument]]) -> Iterator[Item[HomeDocument]]:
        """The items whose ids may be used."""
        for item in items:
            if _is_sound(item.name):
                yield item
            else:
                self._refuse_form(item.name, item.span)

    def refuse_pair(self, first: Home, second: Home) -> None:
        """Two sources have the same home."""
        wording = ID_TWICE if first.id == second.id else ID_CASE
        detail = (
            f"{excerpt(second.id)!r} stands in {second.origin} and as {excerpt(first.id)!r} at "
        )
        self._found.add(wording, f"{detail}{id_span(first)}.", id_span(second))

    def check_spelling(self, home: Home, item: Item[HomeDocument]) -> None:
        """An override has to spell the id as the inventory does."""
        if home.id != item.name:
            detail = f"{excerpt(item.name)!r} is {excerpt(home.id)!r} at {id_span(home)}."
            self._found.add(ID_CASE, detail, item.span, suggestion=home.id)

    def sound_former(
        self, written: Written[tuple[Written[str], ...]] | None
    ) -> Iterator[Written[PropertyId]]:
        """The former ids that may be used."""
        for former in written.value if written else ():
            if _is_sound(former.value):
                yield Written(PropertyId(former.value), former.span)
            else:
                self._refuse_form(former.value, former.span)

    def check_former(
        self, renamed: Iterable[CanonicalId], homes: Mapping[CanonicalId, Home]
    ) -> None:
        """A former id is that of no home, and of one former home; `renamed` are looked at."""
        claimed: dict[CanonicalId, tuple[Home, Span]] = {}
        for home in (homes[canonical] for canonical in renamed if canonical in homes):
            for former in home.override.renamed_from if home.override else ():
                self._check_former(former, home, homes)
                first, where = claimed.setdefault(canonical_id(former.value), (home, former.span))
                if where is not former.span:
                    detail = f"{excerpt(former.value)!r} is also a former id of "
                    detail += f"{excerpt(first.id)!r} at {where}."
                    self._found.add(FORMER_TWICE, detail, former.span)

    def _check_former(
        self, former: Written[PropertyId], home: Home, homes: Mapping[CanonicalId, Home]
    ) -> None:
        other = homes.get(canonical_id(former.value))
        if other is home:
            detail = f"{excerpt(former.value)!r} is the id of the home itself."
            if former.value != home.id:
                detail += " Ids are compared without regard to upper and lower case."
            self._found.add(FORMER_ITSELF, detail, former.span)
        elif other is not None:
            detail = f"{excerpt(former.value)!r} is a home at {id_span(other)}."
            self._found.add(FORMER_HOME, detail, former.span)

    def _refuse_form(self, name: str, span: Span) -> None:
        if not name or len(name) > _LONGEST:
            self._found.add(ID_LENGTH, f"The id has {len(name):,} characters.", span)
        elif name.casefold().startswith(_OURS):
            detail = f"The id begins with {_OURS!r}, as the names of orders do."
            self._found.add(ID_LENGTH, detail, span)
        else:
            self._found.add(ID_FORM, _form_fault(name), span, suggestion=_sound_form(name))


def _is_sound(name: str) -> bool:
    return bool(PROPERTY_ID.fullmatch(name)) and not name.casefold().startswith(_OURS)


def _form_fault(name: str) -> str:
    if odd := odd_characters(name):
        return f"The id holds {', '.join(odd[:5])}."
    if name != name.strip():
        return f"{excerpt(name)!r} begins or ends with a space."
    wrong = dict.fromkeys(char for char in name if not _ID_CHARACTER.fullmatch(char))
    shown = ", ".join(f"{char!r} (U+{ord(char):04X})" for char in list(wrong)[:5])
    return f"{excerpt(name)!r} holds {shown}. Letters of other scripts can look like ASCII ones."


def _sound_form(name: str) -> str | None:
    return name.strip() if PROPERTY_ID.fullmatch(name.strip()) else None


def id_span(home: Home) -> Span:
    """Where the id of a home stands."""
    facts = home.facts
    if home.origin == INLINE and facts.spans:
        return facts.spans[0]
    return Span(file=facts.table.file, line=facts.line, row=facts.row, source=home.origin)


def warn_same_address(homes: Iterable[Home], found: Findings) -> None:
    """Warn about two present homes with the same street, unit, city and postal code."""
    first: dict[str, Home] = {}
    places: dict[int, tuple[int, ...]] = {}
    for home in homes:
        if home.override is not None and home.override.absent:
            continue
        facts = home.facts
        where = places.get(id(facts.table))
        if where is None:
            # A table lives as long as its homes do, and so as long as this walk.
            where = places[id(facts.table)] = _address_columns(facts)
        cells = [facts.values[index] for index in where]
        if len(cells) < 2 or not cells[0]:
            continue
        address = " ".join("\n".join(cells).casefold().split())
        other = first.setdefault(address, home)
        if other is not home:
            detail = f"{excerpt(home.id)!r} has the address of {excerpt(other.id)!r} at "
            found.warn(SAME_ADDRESS, f"{detail}{id_span(other)}.", id_span(home))


def _address_columns(facts: Facts) -> tuple[int, ...]:
    columns = facts.table.columns
    if "street" not in columns:
        return ()
    return tuple(columns[name] for name in _ADDRESS if name in columns)
