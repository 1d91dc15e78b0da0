"""How a field reads its scalar: text, true or false, whole and decimal numbers, money.

Every function returns the value or a `Problem`; none guesses. YAML's own idea of types is not
asked, so `02134`, `NO` and `12:30` are text, and only the field decides.
"""

import re
from decimal import Decimal

from listwright.config.yaml.characters import excerpt
from listwright.config.yaml.nodes import Node, Scalar
from listwright.config.yaml.problems import Problem

_MOST_DIGITS = 15
_WHOLE = re.compile(r"0|[1-9][0-9]*")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_MONEY = re.compile(r"(?:0|[1-9][0-9]{0,11})\.[0-9]{2}")
_MONEY_UNITS = 12
_COMMA_FOR_POINT = re.compile(r"[0-9]+,[0-9]{1,2}")
_GROUPS_OF_THREE = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_BASED = re.compile(r"0([xXoObB])[0-9a-fA-F]{1,12}")
_EXPONENT = re.compile(r"[+-]?[0-9]{1,6}(?:\.[0-9]{1,6})?[eE][+-]?[0-9]{1,2}")
_DECORATED = re.compile(r"\+?[0-9][0-9_,]*(?:\.[0-9]+)?")
_BASES = {"x": 16, "o": 8, "b": 2}
_YES_AND_NO = {
    "yes": "true", "on": "true", "y": "true", "1": "true", "true": "true",
    "no": "false", "off": "false", "n": "false", "0": "false", "false": "false",
}  # fmt: skip


def read_text(node: Node) -> str | Problem:
    """The characters as written, quoted or not: `02134`, `NO`, `1.10` and `=` stay themselves."""
    scalar = expect_scalar(node, "text")
    return scalar if isinstance(scalar, Problem) else scalar.text


def read_whole(node: Node) -> int | Problem:
    """A whole number from 0, written as plain digits without quotes."""
    scalar = expect_scalar(node, "a whole number")
    if isinstance(scalar, Problem):
        return scalar
    if scalar.plain and _WHOLE.fullmatch(scalar.text) and len(scalar.text) <= _MOST_DIGITS:
        return int(scalar.text)
    hint = _plain_form(scalar.text)
    return Problem(
        code="LW1052",
        summary="This is not a whole number",
        detail=f"{_shown(scalar)} {_number_fault(scalar, decimal=False)}",
        fix="Write the number with digits only and without quotes, such as `15`.",
        suggestion=hint if hint and _WHOLE.fullmatch(hint) else None,
    )


def read_decimal(node: Node) -> Decimal | Problem:
    """A decimal number without quotes and without exponent; it may be negative."""
    scalar = expect_scalar(node, "a number")
    if isinstance(scalar, Problem):
        return scalar
    if scalar.plain and _DECIMAL.fullmatch(scalar.text) and _digits(scalar.text) <= _MOST_DIGITS:
        return Decimal(scalar.text)
    return Problem(
        code="LW1053",
        summary="This is not a decimal number",
        detail=f"{_shown(scalar)} {_number_fault(scalar, decimal=True)}",
        fix="Write the number with digits and at most one point, without quotes, such as `2.5`.",
        suggestion=_plain_form(scalar.text),
    )


def read_boolean(node: Node) -> bool | Problem:
    """`true` or `false` without quotes; nothing else is a truth value."""
    scalar = expect_scalar(node, "`true` or `false`")
    if isinstance(scalar, Problem):
        return scalar
    if scalar.plain and scalar.text in {"true", "false"}:
        return scalar.text == "true"
    return Problem(
        code="LW1054",
        summary="This is neither true nor false",
        detail=f"{_shown(scalar)} is not a truth value here: only `true` and `false` are, in small "
        "letters and without quotes.",
        fix="Write `true` or `false`.",
        suggestion=_YES_AND_NO.get(scalar.text.strip().casefold()),
    )


def read_money(node: Node) -> int | Problem:
    """An amount in cents, from a quoted decimal such as `"125.00"`; the currency is elsewhere."""
    scalar = expect_scalar(node, "an amount of money")
    if isinstance(scalar, Problem):
        return scalar
    if not scalar.plain and _MONEY.fullmatch(scalar.text):
        return int(scalar.text.replace(".", ""))
    return Problem(
        code="LW1057",
        summary="This is not an amount of money",
        detail=f"{_shown(scalar)} {_money_fault(scalar)}",
        fix='Write the amount in quotes, with a point and two digits, such as "125.00".',
        suggestion=_money_form(scalar.text),
    )


def expect_scalar(node: Node, wanted: str) -> Scalar | Problem:
    """The node as a scalar that is not null; `wanted` says in words what the field takes."""
    if not isinstance(node, Scalar):
        return Problem(
            code="LW1051",
            summary="A single value is expected here",
            detail=f"The field takes {wanted}; this is {node.kind}.",
            fix="Write one value after the colon.",
        )
    if node.is_null:
        return Problem(
            code="LW1050",
            summary="The value is empty",
            detail=f"The field takes {wanted}, and nothing was written ({node.text or 'empty'}). "
            "Empty is not the same as absent.",
            fix='Write a value or delete the key; write "null" in quotes if that word is meant.',
        )
    return node


def _money_fault(scalar: Scalar) -> str:
    text = scalar.text
    faults = (
        (text.startswith("-"), "is negative; amounts are not."),
        (
            text.startswith(("$", "€", "£")),
            "has a currency; it is said once, under `currency`.",
        ),
        (bool(_COMMA_FOR_POINT.fullmatch(text)), "has a comma where the point belongs."),
        ("," in text or "_" in text, "has separators between its digits."),
        (
            bool(_DECIMAL.fullmatch(text)) and len(text.partition(".")[0]) > _MONEY_UNITS,
            f"has more than {_MONEY_UNITS} digits before the point.",
        ),
        (
            scalar.plain and bool(_DECIMAL.fullmatch(text)),
            "has no quotes; amounts are quoted so that no tool rounds them on the way.",
        ),
        (bool(_DECIMAL.fullmatch(text)), "does not have just two digits after a point."),
    )
    plain = "is not an amount: digits, and two of them after the point."
    return next((words for applies, words in faults if applies), plain)


def _number_fault(scalar: Scalar, *, decimal: bool) -> str:
    text = scalar.text
    if not scalar.plain:
        return "is quoted, so it is text and not a number."
    faults = (
        (_digits(text) > _MOST_DIGITS, f"has more than {_MOST_DIGITS} digits."),
        (text in {"true", "false"}, "is a truth value."),
        (bool(_BASED.fullmatch(text)), "is not written in decimal digits."),
        (bool(_EXPONENT.fullmatch(text)), "has an exponent."),
        (text.lower().lstrip("+-.") in {"inf", "nan"}, "is not a finite number."),
        (text.startswith("+"), "has a plus sign."),
        (not decimal and text.startswith("-"), "is negative."),
        (not decimal and bool(_DECIMAL.fullmatch(text)), "has a decimal point."),
        (bool(re.fullmatch(r"-?0[0-9.]+", text)), "begins with a zero, as codes do."),
        (bool(_DECORATED.fullmatch(text)), "has separators between its digits."),
    )
    return next((words for applies, words in faults if applies), "is not a number.")


def _plain_form(text: str) -> str | None:
    """The same number in plain decimal digits, if `text` is one in disguise."""
    text = text.strip()
    if len(text) > _MOST_DIGITS:
        return None
    if _BASED.fullmatch(text):
        try:
            return str(int(text[2:], _BASES[text[1].lower()]))
        except ValueError:
            return None
    if _EXPONENT.fullmatch(text):
        text = f"{Decimal(text):f}"
    if not _DECORATED.fullmatch(text):
        return None
    units, _, fraction = text.lstrip("+").replace("_", "").replace(",", "").partition(".")
    fraction = fraction.rstrip("0")
    return (units.lstrip("0") or "0") + (f".{fraction}" if fraction else "")


def _money_form(text: str) -> str | None:
    bare = text.strip().lstrip("$€£").strip()
    if _COMMA_FOR_POINT.fullmatch(bare):
        bare = bare.replace(",", ".")
    elif "," in bare and not _GROUPS_OF_THREE.fullmatch(bare):
        return None  # a guess could be a hundred times too much
    form = _plain_form(bare)
    if form is None:
        return None
    units, _, cents = form.partition(".")
    amount = f"{units}.{cents:0<2}"
    return f'"{amount}"' if _MONEY.fullmatch(amount) else None


def _digits(text: str) -> int:
    return sum(char.isdigit() for char in text)


def _shown(scalar: Scalar) -> str:
    return f"{excerpt(scalar.text)!r}"
