"""What old runs printed: the third copy of every order id, in a CI log or a terminal's."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from listwright.model.names import OrderId, OrderKey, PropertyId

_NAME = r"(?P<name>lw1-[0-9a-z]{20}-g[0-9]+)"
_IDS = r"(?P<ids>(?: [a-z_]+=[^\s\"]+)+)"
_CREATED = re.compile(rf"(?P<home>[^\s\"]+): created {_NAME}{_IDS}")
_UNRECORDED = re.compile(rf"NOT IN THE LEDGER: (?P<home>[^\s\"]+) {_NAME}: created, ids:{_IDS}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """A line that says: this order was placed for that home under this name."""

    home: PropertyId
    order_key: OrderKey
    order_id: OrderId


def read_log(lines: Iterable[str]) -> Iterator[Logged]:
    """Every order that the lines tell of, each once; whatever a CI system wrote around it.

    A line is a hint: whoever acts on it reads the order at the vendor first.
    """
    seen = set()
    for line in lines:
        match = _UNRECORDED.search(line) or _CREATED.search(line)
        order_id = _order_id(match["ids"]) if match else None
        if match is None or order_id is None or order_id in seen:
            continue
        seen.add(order_id)
        yield Logged(
            home=PropertyId(match["home"]),
            order_key=OrderKey(match["name"]),
            order_id=order_id,
        )


def _order_id(ids: str) -> OrderId | None:
    for pair in ids.split():
        kind, _, value = pair.partition("=")
        if kind == "order_id":
            return OrderId(value.rstrip(".,"))
    return None
