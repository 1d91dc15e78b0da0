"""What vendors may tell of their own accord: the tokens by which they are let in."""

from dataclasses import dataclass
from typing import ClassVar

from listwright.config.findings import Findings
from listwright.config.schema.collections import expect_list
from listwright.config.schema.document import Definitions, Document, Schema, required
from listwright.config.schema.references import Secret
from listwright.config.schema.wordings import ITEM_TWICE
from listwright.config.yaml import Node, Sequence
from listwright.config.yaml.findings import Wording
from listwright.model.private import SecretRef
from listwright.model.rules import Written

MOST_TOKENS = 2
"""The one that vendors use, and the one that takes its place."""

TOO_MANY_TOKENS = Wording(
    code="LW1380",
    summary="More tokens than a rotation needs",
    fix="Write one reference, or the old and the new one: `[{env: OLD}, {env: NEW}]`.",
)


class Tokens:
    """A reference to a token, or a list of two while one replaces the other."""

    def read(self, node: Node, found: Findings) -> tuple[SecretRef, ...] | None:
        """The references in the order of the file; those with findings are left out."""
        if not isinstance(node, Sequence):
            one = Secret().read(node, found)
            return None if one is None else (one.value,)
        listed = expect_list(node, found, "`token`")
        if listed is None:
            return None
        if len(listed.items) > MOST_TOKENS:
            detail = f"Two tokens may be valid at a time; these are {len(listed.items)}."
            found.add(TOO_MANY_TOKENS, detail, node.span)
            return None
        return _distinct([Secret().read(item, found) for item in listed], found)

    def schema(self, definitions: Definitions) -> Schema:
        """Either form."""
        one = Secret().schema(definitions)
        several = {
            "type": "array",
            "items": one,
            "minItems": 1,
            "maxItems": MOST_TOKENS,
            "uniqueItems": True,
        }
        return {"anyOf": [*one["anyOf"], several]}


def _distinct(read: list[Written[SecretRef] | None], found: Findings) -> tuple[SecretRef, ...]:
    first: dict[tuple[object, ...], SecretRef] = {}
    for one in read:
        if one is None:
            continue
        ref = one.value
        kept = first.setdefault((ref.source, ref.name, ref.argv, ref.key), ref)
        if kept is not ref:
            found.add(ITEM_TWICE, f"`token` has the same item at {kept.span}.", ref.span)
    return tuple(first.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhooksDocument(Document):
    """What vendors may tell of their own accord, through `listwright listen`."""

    place: ClassVar[str] = "`webhooks`"
    token: tuple[SecretRef, ...] | None = required(
        Tokens(),
        "Where the secret part of the receiver's addresses is found; a list of two while one "
        "replaces the other.",
    )
