"""What a debug line may show of a JSON body: fields on a list, and nothing else.

Keys and door codes stand in bodies, where no proxy or log filter looks for them, and a vendor can
add a field any day. A list of what to hide would always be one field behind (design 5, 7.1).
"""

import json
from collections.abc import Set as AbstractSet

_LONGEST = 2000


def visible_part(document: object, visible: AbstractSet[str]) -> object:
    """`document` reduced to fields named in `visible`, at every level; lists keep their places."""
    if isinstance(document, dict):
        return {
            name: visible_part(value, visible)
            for name, value in document.items()
            if name in visible
        }
    if isinstance(document, list):
        return [visible_part(value, visible) for value in document if _is_container(value)]
    return document


def _is_container(value: object) -> bool:
    """Bare values in a list have no name that could be on the list."""
    return isinstance(value, dict | list)


def redacted_text(document: object, visible: AbstractSet[str]) -> str:
    """The visible part as one line of JSON, cut; empty for a body that is no object or list."""
    if not _is_container(document):
        return ""
    return json.dumps(visible_part(document, visible))[:_LONGEST]
