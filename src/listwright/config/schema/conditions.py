"""The kind of conditions, `when` and `ready_when`, as far as their form goes."""

from listwright.config.findings import Findings
from listwright.config.schema.document import Definitions, Schema, expect_mapping
from listwright.config.schema.values import TEXT_TYPES
from listwright.config.schema.wordings import NOTHING_WRITTEN
from listwright.config.yaml import Mapping, Node


class Condition:
    """`when` and `ready_when`: read once all columns are known; here only its outer form."""

    def read(self, node: Node, found: Findings) -> Mapping | None:
        """The mapping as it stands."""
        mapping = expect_mapping(node, found, "A condition")
        if mapping is not None and not mapping.entries:
            found.add(NOTHING_WRITTEN, "The condition is an empty mapping.", mapping.span)
            return None
        return mapping

    def schema(self, definitions: Definitions) -> Schema:
        """A reference to the definition of conditions."""
        definitions.setdefault("condition", _CONDITION)
        definitions.setdefault("test", _TEST)
        return {"$ref": "#/$defs/condition"}


_VALUE: Schema = {"type": TEXT_TYPES}
_VALUES: Schema = {"anyOf": [_VALUE, {"type": "array", "items": _VALUE, "minItems": 1}]}
_PARTS: Schema = {"type": "array", "items": {"$ref": "#/$defs/condition"}, "minItems": 1}
_CONDITION: Schema = {
    "type": "object",
    "description": "Columns and what they are held against; all of them have to hold.",
    "properties": {"all": _PARTS, "any": _PARTS, "not": _PARTS},
    "additionalProperties": {"$ref": "#/$defs/test"},
    "minProperties": 1,
}
_TEST: Schema = {
    "description": "A value (equal), a list (one of), or comparisons that all have to hold.",
    "anyOf": [
        _VALUES,
        {
            "type": "object",
            "properties": {
                **dict.fromkeys(("gt", "gte", "lt", "lte", "before", "after", "glob"), _VALUE),
                "at_least_ago": {"type": "string"},
                "not": _VALUES,
            },
            "additionalProperties": False,
            "minProperties": 1,
        },
    ],
}
