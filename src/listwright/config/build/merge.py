"""One top-level mapping of all files of a project, in the order they contribute."""

from listwright.config.build.wordings import ID_CASE, ID_TWICE, KEY_IN_TWO_FILES, NAME_TWICE
from listwright.config.findings import Findings
from listwright.config.yaml import Entry, Mapping, Node, Sequence, excerpt

_MAPS = frozenset({"packages", "vendors", "properties"})
_LISTS = frozenset({"rules", "billing", "inventory", "freeze"})


def merge_files(mappings: tuple[Mapping, ...], found: Findings) -> Mapping:
    """The merged mapping, at the place of the last one, which is the main file's."""
    main = mappings[-1]
    if len(mappings) == 1:
        return main
    parts: dict[str, list[Entry]] = {}
    for mapping in mappings:
        for entry in mapping:
            # Only the main file's list of includes counts; others were refused when it was read.
            if entry.key.text != "include" or mapping is main:
                parts.setdefault(entry.key.text, []).append(entry)
    entries = tuple(_merge_key(name, given, found) for name, given in parts.items())
    return Mapping(entries, main.file, line=main.line, column=main.column)


def _merge_key(name: str, given: list[Entry], found: Findings) -> Entry:
    last = given[-1]
    if len(given) == 1:
        return last
    values = [entry.value for entry in given]
    merged: Node | None = None
    if name in _MAPS and all(isinstance(value, Mapping) for value in values):
        entries = [entry for value in values if isinstance(value, Mapping) for entry in value]
        merged = _collection(last, tuple(_once(name, entries, found)))
    elif name in _LISTS and all(isinstance(value, Sequence) for value in values):
        items = tuple(item for value in values if isinstance(value, Sequence) for item in value)
        merged = Sequence(items, last.value.file, line=last.value.line, column=last.value.column)
    if merged is None:
        first = given[0].key.span
        detail = f"`{excerpt(name)}` is also written at {first}."
        found.add(KEY_IN_TWO_FILES, detail, last.key.span)
        return last
    return Entry(last.key, merged)


def _collection(last: Entry, entries: tuple[Entry, ...]) -> Mapping:
    return Mapping(entries, last.value.file, line=last.value.line, column=last.value.column)


def _once(name: str, entries: list[Entry], found: Findings) -> list[Entry]:
    """The entries whose key was not written before."""
    seen: dict[str, Entry] = {}
    for entry in entries:
        key = entry.key
        first = seen.setdefault(key.text.casefold(), entry)
        if first is entry:
            continue
        wording = NAME_TWICE
        if name == "properties":
            wording = ID_TWICE if first.key.text == key.text else ID_CASE
        detail = f"{excerpt(key.text)!r} is also written at {first.key.span}."
        found.add(wording, detail, key.span)
    return list(seen.values())
