"""Options before the verb: moved behind it, where click looks for them."""

from collections.abc import Container, Sequence

from listwright.cli.options import takes_value

GROUPS = {"sandbox"}
"""Verbs that are followed by a second one."""


def verb_first(arguments: Sequence[str], verbs: Container[str]) -> list[str]:
    """`--json plan -v` as `plan --json -v`; what it cannot read stays as it is."""
    index = _verb_index(arguments)
    if index is None or arguments[index] not in verbs:
        return list(arguments)
    before, verb, after = arguments[:index], arguments[index], list(arguments[index + 1 :])
    second = after[:1] if verb in GROUPS and after and not after[0].startswith("-") else []
    return [verb, *second, *before, *after[len(second) :]]


def _verb_index(arguments: Sequence[str]) -> int | None:
    index = 0
    while index < len(arguments):
        word = arguments[index]
        if not word.startswith("-"):
            return index
        takes = takes_value(word.partition("=")[0])
        index += 2 if takes and "=" not in word else 1
    return None
