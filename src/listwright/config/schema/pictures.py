"""The kinds of values that only needs for pictures have: words of no vendor, and options."""

import re

from listwright.config.findings import Findings
from listwright.config.schema.collections import DistinctList, NamedMap
from listwright.config.schema.document import Definitions, Kind, Schema
from listwright.config.schema.values import Name
from listwright.config.schema.wordings import BAD_NAME
from listwright.config.yaml import Node, Scalar, Sequence, excerpt
from listwright.model.rules import Written

MOST_IMAGES = 500
"""Pictures of one need of one home; a home has fewer photos than that."""

_WORD = "[a-z][a-z0-9_]{0,39}"
_FORM = (
    "a word as listwright writes them: a small letter, then small letters, digits and `_`, at most "
    "40 characters"
)
_OTHER_SIGNS = re.compile(r"[^a-z0-9]+")


class Word:
    """A word that belongs to no vendor: `living_room`, `mid_century`."""

    def read(self, node: Node, found: Findings) -> Written[str] | None:
        """The word with its place; a text that could have been meant as one is corrected."""
        if not isinstance(node, Scalar) or re.fullmatch(_WORD, node.text):
            return _NAME.read(node, found)
        near = _OTHER_SIGNS.sub("_", node.text.lower()).strip("_")
        detail = f"{excerpt(node.text)!r} is not {_FORM}."
        suggestion = near if re.fullmatch(_WORD, near) else None
        found.add(BAD_NAME, detail, node.span, suggestion=suggestion)
        return None

    def schema(self, definitions: Definitions) -> Schema:
        """The pattern."""
        return _NAME.schema(definitions)


_NAME = Name(pattern=_WORD, form=_FORM)
WORD = Word()


class WordList:
    """A list of words, none of them twice; the order stays."""

    def __init__(self, place: str) -> None:
        """`place` is how messages name the list."""
        self._list = DistinctList(kind=WORD, place=place)

    def read(self, node: Node, found: Findings) -> Written[tuple[str, ...]] | None:
        """The words with the place of the list."""
        listed = self._list.read(node, found)
        if listed is None:
            return None
        return Written(tuple(word.value for word in listed.value), listed.span)

    def schema(self, definitions: Definitions) -> Schema:
        """The form of the words."""
        return self._list.schema(definitions)


class OptionValue:
    """What an option is set to: a word, `true`, `false`, or a list of words."""

    def read(self, node: Node, found: Findings) -> str | None:
        """The value as one text; the order of a list does not count."""
        if isinstance(node, Sequence):
            listed = _SEVERAL.read(node, found)
            return None if listed is None else "+".join(sorted(listed.value))
        word = WORD.read(node, found)
        return None if word is None else word.value

    def schema(self, definitions: Definitions) -> Schema:
        """Either form."""
        return {"anyOf": [WORD.schema(definitions), _SEVERAL.schema(definitions)]}


_SEVERAL = WordList("The list of an option")
_OPTIONS: NamedMap[str] = NamedMap(names=_NAME, kind=OptionValue(), place="`options`")


class Options:
    """`options`: what else is said about a picture, by name."""

    def read(self, node: Node, found: Findings) -> Written[tuple[tuple[str, str], ...]] | None:
        """Pairs sorted by name, with the place of the mapping."""
        items = _OPTIONS.read(node, found)
        if items is None:
            return None
        return Written(tuple(sorted((item.name, item.value) for item in items)), node.span)

    def schema(self, definitions: Definitions) -> Schema:
        """The form of names and values."""
        return _OPTIONS.schema(definitions)


ROOMS: Kind[Written[tuple[str, ...]]] = WordList("`rooms`")
