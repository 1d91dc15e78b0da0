"""The document of `ledger`: orders and doubts, or the history of one home."""

from typing import Literal

from listwright.planfile.shapes.envelope import Closing, DigestText, Instant, Opening, Shape
from listwright.planfile.shapes.orders import OrderShape

FlawWord = Literal[
    "duplicate",
    "state",
    "need",
    "order_missing",
    "id_missing",
    "intent_missing",
    "home_missing",
    "revision",
    "unreadable",
    "damage",
    "reference",
    "schema",
    "mode",
    "open_attempt",
]
"""What a check can find, in one word."""


class UnknownShape(Shape):
    """A need for which an order may exist: its create was sent and nobody knows the outcome.

    `outcome` is `noid` when the vendor confirmed an order and gave no id, else `unknown`.
    """

    address: str
    order_key: str
    sent_at: Instant
    outcome: Literal["unknown", "noid"]
    remedy: str


class HoldShape(Shape):
    """A home for which nothing is ordered: the vendor refused an order of it as a duplicate."""

    property: str
    vendor: str
    needs: tuple[str, ...] = ()
    since: Instant
    evidence: str
    remedy: str


class EventShape(Shape):
    """One thing that happened at a home; `order_id` is empty where no order is meant."""

    at: Instant
    kind: str
    order_id: str
    actor: str
    run: str
    detail: str


class CopyShape(Shape):
    """A copy of the ledger that was written or restored.

    `head` changes with every write to a ledger; `head_at` is the time of the last one in the copy.
    `digest` is the one in the copy's last line.
    """

    file: str
    project: str
    schema_version: int
    head: str
    head_at: Instant
    revision: int
    exported_at: Instant
    rows: int
    orders: int
    intents: int
    digest: DigestText


class FlawShape(Shape):
    """One finding of a check. A `note` belongs to a sound ledger all the same."""

    code: FlawWord
    severity: Literal["error", "note"]
    address: str | None = None
    order_id: str | None = None
    why: str
    remedy: str


class CheckedShape(Shape):
    """How much was checked; null where damage kept the content from being read."""

    orders: int | None
    intents: int | None


class UnreadShape(Shape):
    """Something in a file of events that is none; `line` is where it begins."""

    line: int
    why: str


class IngestedShape(Shape):
    """What became of a file of events: `new` ones wait to be confirmed by a read.

    `known` ones had come in before, or stand twice in the file.
    """

    file: str
    new: int
    known: int
    unread: tuple[UnreadShape, ...] = ()


class LedgerBody(Opening):
    """The keys of a look into the ledger up to the closing ones."""

    kind: str = "ledger"
    address: str | None = None
    orders: tuple[OrderShape, ...] = ()
    unknowns: tuple[UnknownShape, ...] = ()
    holds: tuple[HoldShape, ...] = ()
    waiting: int = 0
    events: tuple[EventShape, ...] = ()
    copied: CopyShape | None = None
    checked: CheckedShape | None = None
    findings: tuple[FlawShape, ...] = ()
    ingested: IngestedShape | None = None


class LedgerDocument(Closing, LedgerBody):
    """What the ledger holds: `list` and `show` fill orders, unknowns and holds, `history` events.

    `list` leaves out photos and links; its `waiting` counts events that no read has confirmed.
    `export` and `restore` fill `copied`, `check` fills `checked` and `findings`, `ingest` fills
    `ingested`.
    """
