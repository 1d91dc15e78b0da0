"""The price book and the limits of money: what they load to, and what is refused."""

from pathlib import Path

import pytest
from tests.unit.config.loading import HEAD, HOME, load_texts, loaded, refusal

from listwright.app.validate import validate_portfolio
from listwright.compose.environment import Environment
from listwright.compose.project import Workshop
from listwright.errors import Diagnostic, Severity
from listwright.model.portfolio import Limits

BOOK = """\
prices:
  planomatic:
    currency: USD
    items: {photos: {15: "125.00", 20: "1250.05"}, zillow_3d_and_floor_plans: {1: "0.00"}}
"""


def book(inner: str) -> str:
    return HEAD + "prices: " + inner + "\n"


def test_prices_are_cents_by_account_slug_and_quantity(tmp_path: Path) -> None:
    prices = loaded(tmp_path, HEAD + BOOK).prices
    assert prices.currency == "USD"
    assert prices.prices == {
        ("planomatic", "photos", 15): 12_500,
        ("planomatic", "photos", 20): 125_005,
        ("planomatic", "zillow_3d_and_floor_plans", 1): 0,
    }
    assert str(prices.spans["planomatic", "photos", 20]) == "listwright.yaml:12:40"


def test_a_quantity_between_two_prices_has_none(tmp_path: Path) -> None:
    prices = loaded(tmp_path, HEAD + BOOK).prices
    assert prices.price("planomatic", "photos", 15) == 12_500
    assert prices.price("planomatic", "photos", 16) is None
    assert prices.price("other", "photos", 15) is None


def test_limits_of_money_are_cents(tmp_path: Path) -> None:
    text = HEAD + HOME.replace("facts:", "billing_entity_slug: fund a, facts:")
    text += 'limits: {max_spend: "25000.00", monthly_budget: {fund a: "40000.00"}}\n'
    assert loaded(tmp_path, text).limits == Limits(
        max_spend=2_500_000, monthly_budget={"fund a": 4_000_000}
    )


@pytest.mark.parametrize(
    ("limits", "with_budget", "without"),
    [
        (Limits(), False, False),
        (Limits(require_prices=True), True, True),
        (Limits(max_spend=0), True, True),
        (Limits(monthly_budget={"fund": 5}), True, False),
    ],
)
def test_a_limit_of_money_needs_prices(limits: Limits, with_budget: bool, without: bool) -> None:
    assert limits.needs_price("fund") is with_budget
    assert limits.needs_price("other") is limits.needs_price(None) is without


REFUSED = {
    "no quotes": ("{planomatic: {currency: USD, items: {photos: {15: §125.00}}}}", "LW1057"),
    "three digits": ('{planomatic: {currency: USD, items: {photos: {15: §"1.005"}}}}', "LW1057"),
    "negative": ('{planomatic: {currency: USD, items: {photos: {15: §"-1.00"}}}}', "LW1057"),
    "a sign": ('{planomatic: {currency: USD, items: {photos: {15: §"$1.00"}}}}', "LW1057"),
    "separators": ('{planomatic: {currency: USD, items: {photos: {15: §"1,250.00"}}}}', "LW1057"),
    "quantity 0": ('{planomatic: {currency: USD, items: {photos: {§0: "1.00"}}}}', "LW1110"),
    "a word": ('{planomatic: {currency: USD, items: {photos: {§any: "1.00"}}}}', "LW1110"),
    "small letters": ('{planomatic: {currency: §usd, items: {photos: {1: "1.00"}}}}', "LW1110"),
    "no currency": ('{planomatic: §{items: {photos: {15: "1.00"}}}}', "LW1104"),
    "no items": ("{planomatic: §{currency: USD}}", "LW1104"),
    "nothing": ("{planomatic: {currency: USD, items: §{}}}", "LW1113"),
    "a slug beside items": (
        '{planomatic: {§photos: {15: "1.00"}, currency: USD, items: {a: {1: "1.00"}}}}',
        "LW1101",
    ),
    "account": ('{§planomatik: {currency: USD, items: {photos: {15: "1.00"}}}}', "LW1321"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, tmp_path: Path) -> None:
    inner, code = REFUSED[name]
    finding = refusal(tmp_path, book(inner))
    assert finding.code == code
    if name == "account":
        assert finding.suggestion == "planomatic"


def test_two_currencies_are_refused(tmp_path: Path) -> None:
    text = HEAD.replace("vendors:\n", "vendors:\n  other: {kind: planomatic, endpoint: sandbox}\n")
    one = '{currency: USD, items: {photos: {15: "1.00"}}}'
    other = '{currency: §CAD, items: {photos: {15: "1.00"}}}'
    finding = refusal(tmp_path, f"{text}prices: {{planomatic: {one}, other: {other}}}\n")
    assert finding.code == "LW1371"
    assert "CAD here, and USD at listwright.yaml" in finding.detail


@pytest.mark.parametrize(
    "limit",
    [
        "max_spend: §25000",
        'max_spend: §"25,000.00"',
        'max_spend: §"-1.00"',
        "monthly_budget: {default_fund: §40000.00}",
    ],
)
def test_a_limit_that_is_no_amount_is_refused(limit: str, tmp_path: Path) -> None:
    text = HEAD.replace("planomatic}\npack", "planomatic, billing_entity: default_fund}\npack")
    assert refusal(tmp_path, f"{text}limits: {{{limit}}}\n").code == "LW1057"


def test_a_budget_of_nobody_is_a_warning_with_a_suggestion(tmp_path: Path) -> None:
    text = HEAD.replace("planomatic}\npack", "planomatic, billing_entity: default_fund}\npack")
    text += HOME.replace("facts:", "billing_entity_slug: own_fund, facts:")
    text += "billing: [{when: {fund: f2}, entity: fund_two}]\n"
    for good in ("default_fund", "own_fund", "fund_two"):
        loaded(tmp_path, f'{text}limits: {{monthly_budget: {{{good}: "1.00"}}}}\n')
    finding = refusal(tmp_path, f'{text}limits: {{monthly_budget: {{§fund_too: "1.00"}}}}\n')
    assert finding.code == "LW1372"
    assert finding.severity is Severity.WARNING
    assert finding.suggestion == "fund_two"
    assert "default_fund, fund_two, own_fund" in finding.detail


def warnings_of(root: Path, text: str) -> tuple[Diagnostic, ...]:
    portfolio = load_texts(root, main=text).portfolio
    assert portfolio is not None
    with Workshop(portfolio, root, Environment(variables={})) as workshop:
        found = validate_portfolio(portfolio, workshop.vendors, (), now=workshop.clock.now())
    return found.warnings


def test_a_price_of_what_is_not_offered_is_a_warning(tmp_path: Path) -> None:
    text = book('{planomatic: {currency: USD, items: {photo: {15: "1.00"}, photos: {16: "1.00"}}}}')
    slug, quantity = warnings_of(tmp_path, text)
    assert {slug.code, quantity.code} == {"LW1373"}
    assert slug.suggestion == "photos"
    assert str(slug.span) == "listwright.yaml:9:58"
    assert "16 of photos" in quantity.detail
    assert warnings_of(tmp_path, HEAD + BOOK) == ()


def test_a_picture_is_priced_by_its_tool(tmp_path: Path) -> None:
    text = HEAD.replace(
        "vendors:\n", "vendors:\n  ahd: {kind: aihomedesign, api: v3, endpoint: sandbox}\n"
    )
    items = (
        '{ahd: {currency: USD, items: {virtual_staging: {1: "0.24"}, virtual_stagin: {1: "1.00"}}}}'
    )
    (finding,) = warnings_of(tmp_path, f"{text}prices: {items}\n")
    assert finding.suggestion == "virtual_staging"
