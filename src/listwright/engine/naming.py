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


def order_key(stem: str, generation: int) -> OrderKey:
    """The whole name."""
    return OrderKey(f"{stem}-g{generation}")


def stem_of(name: OrderKey) -> str:
    """The name without its generation."""
    return name.rpartition("-g")[0]


def next_generation(stem: str, ended: int, used: Iterable[OrderKey | None]) -> int:
    """The generation of the next intent: one more than have ended, and above any in use.

    An order that is about to be renewed or replaced ends only in the transaction that opens its
    successor, so its own generation is counted here.
    """
    highest = max((_generation(name) for name in used if name and stem_of(name) == stem), default=0)
    return 1 + max(ended, highest)


def _generation(name: OrderKey) -> int:
    tail = name.rpartition("-g")[2]
    return int(tail) if tail.isdecimal() else 0
