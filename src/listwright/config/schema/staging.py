"""The kind of `source`: which photos staging works on."""

from dataclasses import dataclass
from typing import ClassVar

from listwright.config.findings import Findings
from listwright.config.schema.claims import ORDER_ID
from listwright.config.schema.collections import NEED_NAME
from listwright.config.schema.document import Definitions, Document, Schema, required
from listwright.config.schema.wordings import NOT_IN_THIS_VERSION
from listwright.config.yaml import Mapping, Node
from listwright.model.names import NeedKey, OrderId
from listwright.model.rules import Source, Written


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDocument(Document):
    """One order whose photos are used, in or outside the ledger."""

    place: ClassVar[str] = "`source`"
    hint: ClassVar[str] = "To use the photos of a need of the same home, write its key: `photos`."
    later: ClassVar[frozenset[str]] = frozenset({"files"})
    order_id: Written[str] | None = required(ORDER_ID, "The vendor's id of the delivered order.")


class PhotoSource:
    """The key of a need, or `{order_id: "654321"}`."""

    def read(self, node: Node, found: Findings) -> Written[Source] | None:
        """The source with its place."""
        if not isinstance(node, Mapping):
            key = NEED_NAME.read(node, found)
            return None if key is None else Written(Source(key=NeedKey(key.value)), node.span)
        if node.keys() == ("files",):
            detail = "`files` belongs to the language, but this release does not have it yet."
            found.add(NOT_IN_THIS_VERSION, detail, node.entries[0].key.span)
            return None
        document = SourceDocument.read(node, found)
        if document is None or document.order_id is None:
            return None
        return Written(Source(order_id=OrderId(document.order_id.value)), node.span)

    def schema(self, definitions: Definitions) -> Schema:
        """Either form."""
        return {"anyOf": [NEED_NAME.schema(definitions), SourceDocument.schema(definitions)]}
