"""Values of the files as one line, in the form in which people write them there."""

from collections.abc import Iterable
from datetime import date
from typing import Any, assert_never

from listwright.model.duration import Duration
from listwright.model.explanation import Plain
from listwright.model.predicate import (
    AllOf,
    AnyOf,
    Comparison,
    DateTerm,
    NoneOf,
    Operator,
    Predicate,
)
from listwright.model.rules import (
    CountedFrom,
    FreshFor,
    FromColumn,
    Have,
    Import,
    OnMissing,
    Source,
    Template,
    Waive,
)

PRIVATE_FIELD = "written"
"""What stands for a private text: that there is one."""


_Written = FreshFor | Source | Have | Waive | Import | date | Predicate


def plain_value(field: str, value: Any) -> Plain:  # noqa: ANN401 - the fields of a need
    """A field's value; private texts are only said to be there, and metadata only named."""
    if field == "order_notes":
        return PRIVATE_FIELD
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, OnMissing):
        return value.value
    if isinstance(value, tuple):
        return _listed(_item(field, one) for one in value)
    return _text(value)


def _item(field: str, one: Any) -> object:  # noqa: ANN401 - one of a list of a field
    if field == "metadata":
        return one[0]
    return f"{one[0]}: {one[1]}" if field == "options" else one


def _text(value: _Written) -> str:
    match value:
        case FreshFor():
            return _fresh_for(value)
        case Source():
            return _source(value)
        case Have():
            return _have(value)
        case Waive():
            return _waive(value)
        case Import():
            return f"order {_or_column(value.order_id)}"
        case date():
            return value.isoformat()
        case Comparison() | AllOf() | AnyOf() | NoneOf():
            return condition_text(value)
        case _:
            assert_never(value)


def _source(source: Source) -> str:
    chosen = {"captions": source.captions, "sequences": source.sequences}
    narrowed = [f"{name}: {_listed(items)}" for name, items in chosen.items() if items]
    if source.key is not None and not narrowed:
        return str(source.key)
    if source.key is not None:
        place = f"need: {source.key}"
    elif source.order_id is not None:
        place = f"order_id: {source.order_id}"
    else:
        place = f"files: {_listed(_template(one) for one in source.files)}"
    return f"{{{', '.join([place, *narrowed])}}}"


def _template(template: Template) -> str:
    """The text as it was written, with its insertions."""
    parts = enumerate(template.parts)
    return "".join(f"${{{part}}}" if index % 2 else part for index, part in parts)


def _fresh_for(fresh: FreshFor) -> str:
    parts = {
        "max_age": fresh.max_age,
        "renew_before": fresh.renew_before,
        "warn_after": fresh.warn_after,
        "counted_from": None
        if fresh.counted_from is CountedFrom.CAPTURED
        else fresh.counted_from.value,
        "invalidated_by": _listed(fresh.invalidated_by) if fresh.invalidated_by else None,
        "per_turn": "true" if fresh.per_turn else None,
    }
    return ", ".join(f"{name}: {part}" for name, part in parts.items() if part is not None)


def _have(have: Have) -> str:
    pieces = f", {have.quantity} pieces" if have.quantity is not None else ""
    evidence = f": {have.evidence}" if have.evidence else ""
    return f"delivered {_or_column(have.delivered_at)}{pieces}{evidence}"


def _waive(waive: Waive) -> str:
    until = f" until {waive.until.isoformat()}" if waive.until is not None else " for good"
    by = f" by {waive.by}" if waive.by else ""
    return f"waived{until}{by}: {waive.reason}"


def _or_column(value: date | str | FromColumn) -> str:
    return f"as column {value.column} says" if isinstance(value, FromColumn) else str(value)


def condition_text(predicate: Predicate) -> str:
    """A condition as YAML on one line: `status: [listed, sold], ready_on: {before: today}`."""
    match predicate:
        case Comparison():
            return f"{predicate.column}: {_comparison_text(predicate)}"
        case AllOf(parts=parts):
            return ", ".join(condition_text(part) for part in parts)
        case AnyOf(parts=parts):
            return f"any: {_branches(parts)}"
        case NoneOf(parts=parts):
            return f"not: {_branches(parts)}"
        case _:
            assert_never(predicate)


def _branches(parts: Iterable[Predicate]) -> str:
    return f"[{', '.join(f'{{{condition_text(part)}}}' for part in parts)}]"


def _comparison_text(comparison: Comparison) -> str:
    operator = comparison.operator
    operand = _operand_text(comparison)
    if operator in {Operator.EQUALS, Operator.IN}:
        return operand
    return f"{{{operator.value}: {operand}}}"


def _operand_text(comparison: Comparison) -> str:
    operand = comparison.operand
    match operand:
        case Duration():
            return operand.text
        case DateTerm():
            base = operand.column or "today"
            sign = "+" if operand.days > 0 else "-"
            return f"{base} {sign} {abs(operand.days)}d" if operand.days else base
        case _:
            texts = [_literal(value) for value in operand]
            alone = len(texts) == 1 and comparison.operator is not Operator.IN
            return texts[0] if alone else _listed(texts)


def _literal(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _listed(texts: Iterable[object]) -> str:
    return f"[{', '.join(str(text) for text in texts)}]"
