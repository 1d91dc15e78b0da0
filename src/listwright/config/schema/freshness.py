"""`fresh_for`: how long what was delivered stays good."""

from dataclasses import dataclass
from typing import ClassVar

from listwright.config.findings import Findings
from listwright.config.schema.collections import COLUMN_NAME, DistinctList
from listwright.config.schema.document import Definitions, Document, Schema, optional
from listwright.config.schema.values import DURATION, DURATION_PATTERN, FLAG, Choice
from listwright.config.schema.wordings import NO_LENGTH
from listwright.config.yaml import Node
from listwright.model.duration import Duration
from listwright.model.rules import CountedFrom, Written


class Age:
    """A length of time that is longer than nothing."""

    def read(self, node: Node, found: Findings) -> Written[Duration] | None:
        """The length with its place."""
        written = DURATION.read(node, found)
        if written is None or written.value.months or written.value.delta:
            return written
        found.add(NO_LENGTH, "What was delivered would never be good.", node.span)
        return None

    def schema(self, definitions: Definitions) -> Schema:  # noqa: ARG002 - a kind like the others
        """The form, without nothing."""
        return {"type": "string", "pattern": DURATION_PATTERN.replace("0|", "", 1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshForDocument(Document):
    """How long a delivered need stays good."""

    place: ClassVar[str] = "`fresh_for`"
    never_empty: ClassVar[bool] = True
    max_age: Written[Duration] | None = optional(
        Age(), "The age at which the need is ordered again, such as `24mo`; without it, never."
    )
    renew_before: Written[Duration] | None = optional(
        DURATION, "How long before `max_age` is reached it is ordered again."
    )
    warn_after: Written[Duration] | None = optional(
        DURATION, "The age from which an audit speaks of it."
    )
    counted_from: Written[CountedFrom] | None = optional(
        Choice(CountedFrom),
        "Whether the age counts from the day it was `captured`, as far as that is known, or from "
        "the day it was `delivered` (captured).",
    )
    invalidated_by: Written[tuple[Written[str], ...]] | None = optional(
        DistinctList(kind=COLUMN_NAME, place="`invalidated_by`"),
        "Columns with dates; what is older than such a day, once it has come, no longer counts.",
    )
    per_turn: Written[bool] | None = optional(
        FLAG, "Whether only what was made in the present turn counts (false)."
    )


FRESH_FOR = "How long a delivered need stays good."
