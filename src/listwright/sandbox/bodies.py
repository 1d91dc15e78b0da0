"""Reading request bodies: a JSON object that can be stored and echoed, or nothing."""

import json
from typing import Any


def read_object(raw: bytes) -> dict[str, Any] | None:
    """The JSON object in `raw`, or None for anything else.

    It is written out once more because Python's reader lets pass what no answer could echo: NaN,
    infinities, half of a surrogate pair.
    """
    try:
        document = json.loads(raw)
        json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None
