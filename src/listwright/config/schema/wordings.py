"""What is said about keys and values, apart from the place and what was seen there."""

from listwright.config.yaml import Node, Scalar
from listwright.config.yaml.findings import Wording

UNKNOWN_KEY = Wording(
    code="LW1101",
    summary="There is no such key",
    fix="Correct the spelling or delete the key.",
)
WRONG_PLACE = Wording(
    code="LW1102", summary="The key stands in the wrong place", fix="Move it where it belongs."
)
NOT_IN_THIS_VERSION = Wording(
    code="LW1103",
    summary="This is not in this version",
    fix="Delete it, or use a release of listwright that has it.",
)
MISSING_KEY = Wording(
    code="LW1104", summary="A required key is missing", fix="Write the key with its value."
)
MAPPING_EXPECTED = Wording(
    code="LW1106",
    summary="A mapping is expected here",
    fix="Write `key: value` lines below the key, or `{key: value}`. Empty is not the same as "
    "absent: delete the key when nothing is meant.",
)
LIST_EXPECTED = Wording(
    code="LW1107",
    summary="A list is expected here",
    fix="Write `[first, second]`, or one item a line after `- `. Empty is not the same as absent: "
    "delete the key when nothing is meant.",
)
NOT_A_CHOICE = Wording(
    code="LW1108",
    summary="The value is not one of the words allowed here",
    fix="Write one of the words named above.",
)
OUT_OF_RANGE = Wording(
    code="LW1109", summary="The number is out of range", fix="Write a number inside the range."
)
BAD_NAME = Wording(
    code="LW1110",
    summary="The name has a form that is not allowed",
    fix="Use a name of the form described above.",
)
BAD_TEXT = Wording(
    code="LW1111",
    summary="The text cannot be used here",
    fix="Write visible text without control or invisible characters.",
)
NOT_EXACT = Wording(
    code="LW1112",
    summary="The length of time cannot be used here",
    fix="Write minutes, hours or days, such as `72h`.",
)
NO_LENGTH = Wording(
    code="LW1112",
    summary="The length of time cannot be used here",
    fix="Write a length longer than nothing, such as `24mo`, or delete the key.",
)
NOTHING_WRITTEN = Wording(
    code="LW1113",
    summary="Nothing is written here",
    fix="Write at least one, or delete the key. Absence never means that orders are to be "
    "canceled: write `KEY: none` for that.",
)
ITEM_TWICE = Wording(
    code="LW1116",
    summary="An item stands twice in a list",
    fix="Delete one of the two.",
)


def seen_instead(node: Node) -> str:
    """What a node is, in words, without its value."""
    return "empty" if isinstance(node, Scalar) and node.is_null else node.kind
