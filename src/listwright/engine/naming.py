"""Names on the wire, made from git plus a generation: a lost ledger can recognise its own.

Scheme (docs/decisions/0004): `lw1-<key>-g<generation>`, key = 20 characters of lower-case Crockford
base32 (100 bits) over SHA-256 of what the order is for.
"""

import json
from collections.abc import Iterable
from hashlib import sha256

from listwright.model.base32 import crockford
from listwright.model.names import AccountId, CanonicalId, OrderId, OrderKey, ServiceKey

SCHEME = "lw1"
_KEY_LENGTH = 20
_LINEAGE_LENGTH = 8

NamedService = tuple[ServiceKey, str, int, OrderId | None]
"""Service key, turn (`-` unless the need is per turn), quantity, previous order."""


def order_stem(
    lineage: str, account: AccountId, canonical: CanonicalId, *, services: Iterable[NamedService]
) -> str:
    """The name without its generation: `lw1-<key>`."""
    content = [
        SCHEME,
        lineage,
        account,
        canonical,
        sorted([key, turn, quantity, previous or ""] for key, turn, quantity, previous in services),
    ]
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=True)
    return f"{SCHEME}-{crockford(sha256(text.encode()).digest(), _KEY_LENGTH)}"


def lineage_mark(lineage: str) -> str:
    """The eight characters by which an invoice line is recognised as this project's."""
    return crockford(sha256(lineage.encode()).digest(), _LINEAGE_LENGTH)


def order_key(stem: str, generation: int) -> OrderKey:
    """The whole name."""
    return OrderKey(f"{stem}-g{generation}")


def stem_of(name: OrderKey) -> str:
    """The name without its generation."""
    return name.rpartition("-g")[0]


def next_generation(stem: str, highest: int, carried: Iterable[OrderKey | None]) -> int:
    """The generation of the next intent: above the highest of any intent, and of any order.

    Both count: an order may carry a name of which this ledger has no intent, and an intent may have
    been settled with an order that carries another name.
    """
    named = (generation_of(name) for name in carried if name and stem_of(name) == stem)
    return 1 + max(highest, *named, 0)


def generation_of(name: OrderKey) -> int:
    """The generation in the name; 0 when it has none."""
    tail = name.rpartition("-g")[2]
    return int(tail) if tail.isdecimal() else 0
