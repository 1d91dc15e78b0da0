"""What a debug line may show of a JSON body: fields on a list, and nothing else.

Keys and door codes stand in bodies, where no proxy or log filter looks for them, and a vendor can
add a field any day. A list of what to hide would always be one field behind. Even a
listed field is masked where it quotes what was sent in confidence.
"""

import json
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from listwright.model.private import MASK

_LONGEST = 2000
_SHORTEST_SECRET = 4
"""Masking shorter texts would mask digits and words that merely look like them."""


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """`text` with each of `secrets` masked, longest first; servers quote what they were sent."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, MASK)
    return text


def redacted_text(document: object, visible: AbstractSet[str], secrets: Iterable[str] = ()) -> str:
    """The fields named in `visible` as one line of JSON, cut.

    Empty for a body that is no object or list: a bare value has no name that could be listed.
    """
    if not isinstance(document, dict | list):
        return ""
    return json.dumps(_visible_part(document, visible, tuple(secrets)))[:_LONGEST]


def _visible_part(value: object, visible: AbstractSet[str], secrets: tuple[str, ...]) -> object:
    if isinstance(value, dict):
        return {
            name: _visible_part(inner, visible, secrets)
            for name, inner in value.items()
            if name in visible
        }
    if isinstance(value, list):
        containers = (inner for inner in value if isinstance(inner, dict | list))
        return [_visible_part(inner, visible, secrets) for inner in containers]
    return without_secrets(value, secrets) if isinstance(value, str) else value
