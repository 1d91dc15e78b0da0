"""How fields read scalars: B17 and B21-B36."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from listwright.config.yaml import (
    Node,
    Problem,
    parse_yaml,
    read_boolean,
    read_date,
    read_decimal,
    read_duration,
    read_money,
    read_text,
    read_whole,
)
from listwright.errors.codes import CODES
from listwright.model.duration import Duration

Reader = Callable[[Node], object]


def value(written: str) -> Node:
    mapping = parse_yaml(f"a: {written}\n".encode(), "f.yaml").mapping
    assert mapping is not None
    node = mapping.get("a")
    assert node is not None
    return node


@pytest.mark.parametrize(
    "written",
    ["02134", "08034", "0042", "12:30", "12:30:45", "NO", "on", "Yes", "ON", "OR", "NE", "1.10",
     "=", "2026-11-22", "1_000", "0x1F", ".inf", "true", "a b", "#1"[1:], "-1", "é"],
)  # fmt: skip
def test_text_keeps_the_source_characters(written: str) -> None:
    assert read_text(value(written)) == written
    assert read_text(value(f"'{written}'")) == written


ACCEPTED: list[tuple[Reader, str, object]] = [
    (read_whole, "0", 0),
    (read_whole, "15", 15),
    (read_decimal, "2.50", Decimal("2.50")),
    (read_decimal, "-104.99", Decimal("-104.99")),
    (read_boolean, "true", True),
    (read_boolean, "false", False),
    (read_date, "2026-06-01", date(2026, 6, 1)),
    (read_date, "'2024-02-29'", date(2024, 2, 29)),
    (read_duration, "10m", Duration(months=0, delta=timedelta(minutes=10), text="10m")),
    (read_duration, "72h", Duration(months=0, delta=timedelta(hours=72), text="72h")),
    (read_duration, "30d", Duration(months=0, delta=timedelta(days=30), text="30d")),
    (read_duration, "24mo", Duration(months=24, delta=timedelta(), text="24mo")),
    (read_duration, "0h", Duration(months=0, delta=timedelta(), text="0h")),
    (read_money, '"125.00"', 12_500),
    (read_money, "'125.00'", 12_500),
    (read_money, '"0.00"', 0),
    (read_money, '"0.05"', 5),
]


@pytest.mark.parametrize(("reader", "written", "expected"), ACCEPTED)
def test_accepted(reader: Reader, written: str, expected: object) -> None:
    assert reader(value(written)) == expected


REFUSED: list[tuple[Reader, str, str, str, str | None]] = [
    (read_text, "", "LW1050", "empty", None),
    (read_text, "~", "LW1050", "~", None),
    (read_text, "null", "LW1050", "null", None),
    (read_text, "[a]", "LW1051", "a list", None),
    (read_text, "{a: 1}", "LW1051", "a mapping", None),
    (read_whole, "1_000", "LW1052", "separators", "1000"),
    (read_whole, "2,680", "LW1052", "separators", "2680"),
    (read_whole, "0x1F", "LW1052", "decimal digits", "31"),
    (read_whole, "0b101", "LW1052", "decimal digits", "5"),
    (read_whole, "0o17", "LW1052", "decimal digits", "15"),
    (read_whole, "0b1F", "LW1052", "decimal digits", None),
    (read_whole, "+15", "LW1052", "plus sign", "15"),
    (read_whole, "1e3", "LW1052", "exponent", "1000"),
    (read_whole, "1e999", "LW1052", "not a number", None),
    (read_whole, "15.0", "LW1052", "decimal point", "15"),
    (read_whole, "15.5", "LW1052", "decimal point", None),
    (read_whole, '"15"', "LW1052", "quoted", "15"),
    (read_whole, '" 15 "', "LW1052", "quoted", "15"),
    (read_whole, "true", "LW1052", "truth value", None),
    (read_whole, "-5", "LW1052", "negative", None),
    (read_whole, "015", "LW1052", "begins with a zero", "15"),
    (read_whole, "9" * 5_000, "LW1052", "digits", None),
    (read_whole, "٣", "LW1052", "not a number", None),
    (read_whole, "fifteen", "LW1052", "not a number", None),
    (read_whole, "~", "LW1050", "a whole number", None),
    (read_decimal, ".inf", "LW1053", "finite", None),
    (read_decimal, "-.inf", "LW1053", "finite", None),
    (read_decimal, ".NaN", "LW1053", "finite", None),
    (read_decimal, "1e999", "LW1053", "not a number", None),
    (read_decimal, "1.5e2", "LW1053", "exponent", "150"),
    (read_decimal, "'2.5'", "LW1053", "quoted", "2.5"),
    (read_decimal, "0." + "1" * 40, "LW1053", "digits", None),
    (read_decimal, "[1]", "LW1051", "a list", None),
    (read_boolean, "yes", "LW1054", "truth value", "true"),
    (read_boolean, "off", "LW1054", "truth value", "false"),
    (read_boolean, "True", "LW1054", "truth value", "true"),
    (read_boolean, "'true'", "LW1054", "without quotes", "true"),
    (read_boolean, "maybe", "LW1054", "truth value", None),
    (read_boolean, "~", "LW1050", "nothing was written", None),
    (read_date, "2026-11-22T10:00:00Z", "LW1055", "time of day", "2026-11-22"),
    (read_date, "2026-11-22 10:00", "LW1055", "time of day", "2026-11-22"),
    (read_date, "2026-13-45", "LW1055", "calendar", None),
    (read_date, "2026-02-30", "LW1055", "calendar", None),
    (read_date, "0001-01-01", "LW1055", "before the year 1900", None),
    (read_date, "11/22/2026", "LW1055", "more than one order", None),
    (read_date, "tomorrow", "LW1055", "YYYY-MM-DD", None),
    (read_date, "٢٠٢٦-11-22", "LW1055", "YYYY-MM-DD", None),
    (read_date, "~", "LW1050", "a date", None),
    (read_duration, "2w", "LW1056", "number followed", "14d"),
    (read_duration, "2 years", "LW1056", "number followed", "24mo"),
    (read_duration, "72 hours", "LW1056", "number followed", "72h"),
    (read_duration, "30D", "LW1056", "number followed", "30d"),
    (read_duration, "-1d", "LW1056", "number followed", None),
    (read_duration, "72", "LW1056", "number followed", None),
    (read_duration, "2000mo", "LW1056", "century", None),
    (read_duration, "9999999d", "LW1056", "century", None),
    (read_duration, "[1d]", "LW1051", "a list", None),
    (read_money, "125.00", "LW1057", "no quotes", '"125.00"'),
    (read_money, "125", "LW1057", "no quotes", '"125.00"'),
    (read_money, '"125"', "LW1057", "two digits", '"125.00"'),
    (read_money, '"125.5"', "LW1057", "two digits", '"125.50"'),
    (read_money, '"125.505"', "LW1057", "two digits", None),
    (read_money, '"1,250.00"', "LW1057", "separators", '"1250.00"'),
    (read_money, '"1_250.00"', "LW1057", "separators", '"1250.00"'),
    (read_money, '"125,00"', "LW1057", "a comma where the point belongs", '"125.00"'),
    (read_money, '"25000,5"', "LW1057", "a comma where the point belongs", '"25000.50"'),
    (read_money, '"€1250,00"', "LW1057", "currency", '"1250.00"'),
    (read_money, '"1.250,00"', "LW1057", "separators", None),
    (read_money, '"12,34,567"', "LW1057", "separators", None),
    (read_money, '"1234567890123.00"', "LW1057", "more than 12 digits", None),
    (read_money, '"$1250.00"', "LW1057", "currency", '"1250.00"'),
    (read_money, '"$1,250.00"', "LW1057", "currency", '"1250.00"'),
    (read_money, '"125.00 USD"', "LW1057", "not an amount", None),
    (read_money, '"(5.00)"', "LW1057", "not an amount", None),
    (read_money, '"-5.00"', "LW1057", "negative", None),
    (read_money, '"1.005"', "LW1057", "two digits", None),
    (read_money, '"much"', "LW1057", "not an amount", None),
    (read_money, "~", "LW1050", "money", None),
]


@pytest.mark.parametrize(("reader", "written", "code", "detail", "suggestion"), REFUSED)
def test_refused(
    reader: Reader,
    written: str,
    code: str,
    detail: str,
    suggestion: str | None,
) -> None:
    node = value(written)
    problem = reader(node)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.suggestion) == (code, suggestion)
    assert detail in problem.detail
    assert problem.fix
    assert code in CODES
    finding = problem.at(node.span)
    assert (finding.code, finding.detail, finding.suggestion) == (code, problem.detail, suggestion)
    assert str(finding.span) == "f.yaml:1:4" if written else "f.yaml:1:3"


@pytest.mark.parametrize(
    ("start", "text", "end"),
    [
        (datetime(2026, 1, 31, 8, tzinfo=UTC), "1mo", datetime(2026, 2, 28, 8, tzinfo=UTC)),
        (datetime(2024, 2, 29, tzinfo=UTC), "12mo", datetime(2025, 2, 28, tzinfo=UTC)),
        (datetime(2026, 12, 31, tzinfo=UTC), "24mo", datetime(2028, 12, 31, tzinfo=UTC)),
        (datetime(2026, 11, 22, tzinfo=UTC), "36h", datetime(2026, 11, 23, 12, tzinfo=UTC)),
    ],
)
def test_durations_are_added_by_the_calendar(start: datetime, text: str, end: datetime) -> None:
    duration = read_duration(value(text))
    assert isinstance(duration, Duration)
    assert duration.add_to(start) == end
    assert str(duration) == text
