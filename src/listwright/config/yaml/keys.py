"""The keys of a mapping: plain text, each once."""

from sys import intern

from listwright.config.yaml.characters import excerpt
from listwright.config.yaml.findings import Findings, Wording
from listwright.config.yaml.nodes import Entry, Node, Scalar

MERGE_KEY = "<<"
_MERGE = Wording(
    code="LW1026",
    summary="Merge keys are not supported",
    fix="Put shared values under `defaults:` or in a package, or repeat the value with an alias "
    "(`access: *door`).",
)
_COMPLEX = Wording(
    code="LW1028",
    summary="A key is not plain text",
    fix="Write a word as the key; put text that begins with `{` or `[` in quotes.",
)
_EMPTY = Wording(
    code="LW1029", summary="A key is empty", fix="Write the name of the key before the colon."
)
_DUPLICATE = Wording(
    code="LW1024",
    summary="A key is written twice",
    fix="Keep one of the two, or merge their values.",
)
_CASE = Wording(
    code="LW1025",
    summary="Two keys differ only by case",
    fix="Keep one of the two, or give one a different name.",
)


def pair_entries(children: list[Node], findings: Findings) -> tuple[Entry, ...]:
    """The entries of a mapping from its keys and values in turn; refused keys are left out."""
    seen: dict[str, Scalar] = {}
    entries = []
    walk = iter(children)
    for key, value in zip(walk, walk, strict=True):
        if type(key) is Scalar and (text := key.text) and text != MERGE_KEY:
            folded = text.casefold()
            if folded not in seen:
                key.text = intern(text)
                seen[folded] = key
                entries.append(Entry(key, value))
                continue
        _refuse_key(key, seen, findings)
    return tuple(entries)


def _refuse_key(key: Node, seen: dict[str, Scalar], findings: Findings) -> None:
    at = (key.line, key.column)
    if not isinstance(key, Scalar):
        findings.add(_COMPLEX, f"The key is {key.kind}; a key is a word.", at)
    elif key.text == MERGE_KEY:
        detail = "`<<` copies the keys of another mapping, which makes a short file expensive to "
        findings.add(_MERGE, detail + "read and hides what a reviewer has to see.", at)
    elif not key.text:
        findings.add(_EMPTY, "There is nothing before the colon.", at)
    else:
        first = seen[key.text.casefold()]
        wording = _DUPLICATE if first.text == key.text else _CASE
        detail = (
            f"{excerpt(key.text)!r} at line {key.line}, column {key.column} was already written "
            f"as {excerpt(first.text)!r} at line {first.line}, column {first.column}; "
            "one of the two would be lost without a word."
        )
        findings.add(wording, detail, at)
