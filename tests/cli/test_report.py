"""`report`: what was spent, what is covered, and an invoice against the ledger."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.cli.project import Project, homes
from tests.servers.planomatic_like import PlanomaticLike

from listwright.engine.naming import lineage_mark

MONTH = f"{datetime.now(UTC):%Y-%m}"
BOOK = 'prices: {planomatic: {currency: USD, items: {photos: {15: "120.00"}}}}\n'
BUDGET = 'monthly_budget: {investment_entity_1: "500.00"}'


@pytest.fixture
def spent(project: Project, vendor: PlanomaticLike) -> Project:
    """P-1 and P-2 are ordered, at 125.00 each by the vendor's word; P-3 is not."""
    project.write(homes("P-1", "P-2", "P-3"))
    project.edit("properties:\n", f"{BOOK}properties:\n")
    project.edit("max_cancels: 1000", f"max_cancels: 1000, {BUDGET}")
    ran = project.json("apply", "--bootstrap", "--auto-approve", "--exclude", "P-3")
    ran.ends(0, "ok")
    return project


def orders(project: Project) -> dict[str, dict[str, Any]]:
    found = project.json("ledger", "list").ends(0, "ok")["orders"]
    return {order["property"]: order for order in found}


def test_spend(spent: Project) -> None:
    document = spent.json("report", "spend").ends(0, "ok")
    (line,) = document["spend"]
    assert line["group"] == {
        "entity": "investment_entity_1",
        "market": None,
        "service": "photos",
        "month": MONTH,
        "need": None,
    }
    assert (line["orders"], line["known"], line["unpriced"]) == (2, "250.00", 0)
    assert document["spend_total"]["known"] == "250.00"
    (budget,) = document["budgets"]
    assert (budget["committed"], budget["planned"], budget["limit"]) == (
        "250.00",
        "120.00",
        "500.00",
    )


def test_spend_in_words(spent: Project) -> None:
    ran = spent.run("report", "spend", "--by", "entity,month")
    assert ran.code == 0
    first, second, *_ = ran.out.splitlines()
    assert first.split() == ["entity", "month", "orders", "unpriced", "in", "doubt", "known", "USD"]
    assert second.split() == ["investment_entity_1", MONTH, "2", "0", "0", "250.00"]
    assert "Ordered: 2 orders, 250.00 known, 0 unpriced." in ran.out
    assert "investment_entity_1: 250.00 this month + 120.00 = 74 % of 500.00." in ran.out


def test_spend_as_a_table(spent: Project) -> None:
    ran = spent.run("report", "spend", "--by", "month", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(ran.out))
    assert row == {
        "month": MONTH,
        "orders": "2",
        "known": "250.00",
        "currency": "USD",
        "unpriced": "0",
        "in_doubt": "0",
    }


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (("--since", MONTH), 2),
        (("--until", MONTH), 2),
        (("--since", "2999-01"), 0),
        (("--until", "2000-12"), 0),
    ],
)
def test_months(spent: Project, options: tuple[str, ...], count: int) -> None:
    document = spent.json("report", "spend", *options).ends(0, "ok")
    assert document["spend_total"]["orders"] == count


@pytest.mark.parametrize(
    "arguments",
    [
        ("spend", "--by", "home"),
        ("spend", "--by", ""),
        ("spend", "--since", "2026"),
        ("spend", "--until", "2026-13"),
        ("coverage", "--by", "service"),
        ("invoices",),
        ("invoices", "gone.csv"),
        ("nonsense",),
        (),
    ],
)
def test_usage(project: Project, arguments: tuple[str, ...]) -> None:
    assert project.run("report", *arguments).code == 1
    project.json("report", *arguments).ends(1, "usage")


@pytest.mark.parametrize("words", [("spend",), ("invoices", "invoice.csv")], ids=lambda it: it[0])
def test_months_the_wrong_way_round(project: Project, words: tuple[str, ...]) -> None:
    invoice(project, "999999,125.00")
    months = ("--since", "2026-12", "--until", "2026-11")
    (error,) = project.json("report", *words, *months).ends(1, "usage")["errors"]
    assert error["summary"] == "No month is from 2026-12 to 2026-11."
    project.json("report", *words, "--since", MONTH, "--until", MONTH).ends(0, "ok")


def test_an_empty_ledger(project: Project, vendor: PlanomaticLike) -> None:
    assert "0 orders, 0.00 known" in project.run("report", "spend").out
    assert project.json("report", "spend").ends(0, "ok")["spend"] == []
    assert not project.ledger.exists()


def test_an_unknown_outcome_counts_by_the_book(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("P-1"))
    project.edit("properties:\n", f"{BOOK}properties:\n")
    vendor.fault("drop_after")
    project.json("apply", "--bootstrap", "--auto-approve").ends(3, "incomplete")
    total = project.json("report", "spend").ends(0, "ok")["spend_total"]
    assert (total["orders"], total["known"], total["in_doubt"]) == (1, "120.00", 1)


def test_coverage(spent: Project) -> None:
    document = spent.json("report", "coverage").ends(0, "ok")
    (line,) = document["coverage"]
    assert line["group"]["entity"] == "investment_entity_1"
    assert line["group"]["need"] == "photos"
    figures = (line["wanted"], line["in_progress"], line["to_order"], line["percent"])
    assert figures == (3, 2, 1, 0)
    text = spent.run("report", "coverage", "--by", "need").out
    assert text.splitlines()[1].split() == [
        "photos",
        *["3", "0", "2", "1", "0", "0", "0", "0", "0", "%"],
    ]
    assert "Of 3 needs: 0 satisfied = 0 %, 2 in progress, 1 to order" in text
    table = spent.run("report", "coverage", "--format", "csv").out
    (row,) = csv.DictReader(io.StringIO(table))
    assert (row["need"], row["wanted"], row["percent"]) == ("photos", "3", "0")


def invoice(project: Project, *rows: str, header: str = "order_id,amount") -> None:
    (project.root / "invoice.csv").write_text("\n".join([header, *rows]) + "\n")


def matches(project: Project, *options: str) -> dict[str, str]:
    document = json.loads(project.run("report", "invoices", "invoice.csv", "--json", *options).out)
    assert document["errors"] == []
    lines = document["invoice"]["lines"]
    return {line["order_id"] or line["order_key"]: line["match"] for line in lines}


def test_an_invoice_that_is_right(spent: Project) -> None:
    first, second = (orders(spent)[home]["order_id"] for home in ("P-1", "P-2"))
    invoice(spent, f"{first},125.00", f'{second},"$1,125.00"', f"{second},(1000.00)")
    assert matches(spent) == {first: "matched", second: "matched"}
    ran = spent.run("report", "invoices", "invoice.csv", "--detailed-exitcode")
    assert ran.code == 0
    assert f"3 rows, 2 orders: 2 matched. Orders of {MONTH} should be on it." in ran.out


def test_an_invoice_that_is_not(spent: Project) -> None:
    known = orders(spent)
    first = known["P-1"]["order_id"]
    invoice(spent, f"{first},130.00", "999999,125.00")
    missing = known["P-2"]["order_id"]
    assert matches(spent) == {
        first: "amount_differs",
        "999999": "unknown",
        missing: "not_invoiced",
    }
    spent.json("report", "invoices", "invoice.csv").ends(0, "ok")
    spent.json("report", "invoices", "invoice.csv", "--detailed-exitcode").ends(2, "findings")
    text = spent.run("report", "invoices", "invoice.csv").out
    assert text.splitlines()[0] == (
        "1 unknown: the ledger does not know these orders: who placed them?"
    )
    assert "5.00 more than expected" in text
    table = spent.run("report", "invoices", "invoice.csv", "--format", "csv").out
    assert [row["match"] for row in csv.DictReader(io.StringIO(table))] == [
        "unknown",
        "amount_differs",
        "not_invoiced",
    ]
    assert missing not in matches(spent, "--until", "2000-01")


@pytest.mark.parametrize("option", ["--since", "--until"])
def test_a_month_that_is_asked_for_should_be_there(spent: Project, option: str) -> None:
    known = orders(spent)
    invoice(spent, "999999,125.00")
    found = matches(spent, option, MONTH)
    assert found == {
        "999999": "unknown",
        known["P-1"]["order_id"]: "not_invoiced",
        known["P-2"]["order_id"]: "not_invoiced",
    }


def test_our_names_are_enough(spent: Project) -> None:
    known = orders(spent)
    key = known["P-1"]["order_key"]
    mark = "v1.{}.{}.{}"
    stem, _, generation = key.removeprefix("lw1-").partition("-")
    ours = mark.format(lineage_mark("t/default"), stem, generation)
    other = mark.format("abcdefgh", stem, generation)
    header = "Our-Reference,Listwright,Invoice Amount,Bill To"
    invoice(spent, f"{key},,125.00,investment_entity_1", header=header)
    assert matches(spent)[known["P-1"]["order_id"]] == "matched"
    invoice(spent, f",listwright = {ours},125.00,", header=header)
    assert matches(spent)[known["P-1"]["order_id"]] == "matched"
    invoice(spent, f",{other},125.00,", header=header)
    assert "unknown" in matches(spent).values()
    invoice(spent, f"{key},,125.00,somebody_else", header=header)
    assert matches(spent)[known["P-1"]["order_id"]] == "entity_differs"


def test_orders_that_others_named_stay_apart(spent: Project) -> None:
    header = "external_order_id,amount"
    invoice(spent, "REF-1,125.00", "REF-2,-125.00", "REF-1,7.00", header=header)
    document = spent.json("report", "invoices", "invoice.csv").ends(0, "ok")
    lines = [one for one in document["invoice"]["lines"] if one["match"] == "unknown"]
    assert [(one["invoiced"], one["rows"]) for one in lines] == [
        ("132.00", [1, 3]),
        ("-125.00", [2]),
    ]
    assert "calls it REF-2" in " ".join(spent.run("report", "invoices", "invoice.csv").out.split())


def test_a_second_order_under_our_name_is_loud(spent: Project) -> None:
    key = orders(spent)["P-1"]["order_key"]
    invoice(spent, f"777777,{key},125.00", header="order_id,external_order_id,amount")
    assert matches(spent)["777777"] == "lost"
    assert "a second order was made" in spent.run("report", "invoices", "invoice.csv").out


def test_an_order_in_doubt_is_proved_by_its_invoice(
    project: Project, vendor: PlanomaticLike
) -> None:
    vendor.fault("drop_after")
    project.json("apply", "--bootstrap", "--auto-approve").ends(3, "incomplete")
    (unknown,) = project.json("ledger", "list").ends(0, "ok")["unknowns"]
    row = f"654999,{unknown['order_key']},125.00"
    invoice(project, row, header="order_id,external_order_id,amount")
    assert matches(project) == {"654999": "lost"}


def test_both_orders_of_one_request_in_doubt_are_named(
    project: Project, vendor: PlanomaticLike
) -> None:
    vendor.fault("drop_after")
    project.json("apply", "--bootstrap", "--auto-approve").ends(3, "incomplete")
    (unknown,) = project.json("ledger", "list").ends(0, "ok")["unknowns"]
    rows = [f"{number},{unknown['order_key']},125.00" for number in (654999, 655000)]
    invoice(project, *rows, header="order_id,external_order_id,amount")
    document = project.json("report", "invoices", "invoice.csv").ends(0, "ok")
    (line,) = document["invoice"]["lines"]
    assert (line["match"], line["invoiced"]) == ("lost", "250.00")
    assert line["why"].endswith("the invoice says that 2 orders exist: 654999, 655000")


def test_a_canceled_order_that_is_invoiced_is_loud(spent: Project, vendor: PlanomaticLike) -> None:
    first = orders(spent)["P-1"]["order_id"]
    spent.edit("  P-1:\n", "  P-1:\n    absent: true\n")
    spent.json("apply", "--auto-approve", "--only", "cancel").ends(0, "ok")
    invoice(spent, f"{first},125.00")
    assert matches(spent)[first] == "canceled"
    invoice(spent, f"{first},125.00", f"{first},-125.00")
    assert matches(spent)[first] == "matched"


BROKEN = {
    "no amount": ("order_id,price", "1,abc", "LW5014", "price"),
    "european": ("order_id,amount", '1,"1.250,00"', "LW5014", "amount"),
    "one digit": ("order_id,amount", "1,125.5", "LW5014", "amount"),
    "empty amount": ("order_id,amount", "1,", "LW5014", "amount"),
    "double credit": ("order_id,amount", "1,(-5.00)", "LW5014", "amount"),
    "sum row": ("order_id,amount", ",500.00", "LW5014", None),
    "excel id": ("order_id,amount", "8.3E+07,5.00", "LW5014", "order_id"),
    "no column": ("order_id,net", "1,5.00", "LW5017", None),
    "no order": ("home,amount", "1,5.00", "LW5017", None),
    "twice": ("order_id,Order Number,amount", "1,1,5.00", "LW5017", None),
    "ragged": ("order_id,amount", "1,5.00,6.00", "LW5012", None),
    "invisible": ("order_id,amount", "1\u200b,5.00", "LW1518", "order_id"),
}


@pytest.mark.parametrize("amount", ["EUR 125.00", "125.00 CAD", "€125.00", "(£125.00)"])
def test_amounts_in_another_currency_match_nothing(spent: Project, amount: str) -> None:
    first = orders(spent)["P-1"]["order_id"]
    invoice(spent, f"{first},USD 125.00", f"{first},{amount}")
    failed = spent.json("report", "invoices", "invoice.csv").ends(1, "usage")
    (error,) = failed["errors"]
    assert (error["code"], error["field"], error["row"]) == ("LW5014", "amount", 2)
    assert "is not in USD" in error["detail"]
    header = "order_id,amount,Currency Code"
    invoice(spent, f"{first},125.00,US Dollar", f"{first},0.00,eur", header=header)
    (error,) = spent.json("report", "invoices", "invoice.csv").ends(1, "usage")["errors"]
    assert (error["field"], error["row"]) == ("Currency Code", 2)
    # Without prices the project has no currency to hold against it.
    spent.edit(BOOK, "")
    spent.edit(f", {BUDGET}", "")
    assert first in matches(spent)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_invoice_is_refused_with_its_place(project: Project, name: str) -> None:
    header, row, code, field = BROKEN[name]
    invoice(project, row, header=header)
    failed = project.json("report", "invoices", "invoice.csv").ends(1, "usage")
    (error, *_) = failed["errors"]
    assert (error["code"], error["field"]) == (code, field)
    if code == "LW5014":
        assert (error["file"], error["line"], error["row"]) == ("invoice.csv", 2, 1)


def test_many_broken_rows_are_cut_short_and_counted(project: Project) -> None:
    invoice(project, *(f"{number},abc" for number in range(80)))
    ran = project.run("report", "invoices", "invoice.csv")
    assert "The invoice has 80 problems, of which 50 are shown, so it was compared" in ran.err
    assert ran.err.count("LW5014") == 50


def test_bytes_of_other_encodings(spent: Project) -> None:
    first = orders(spent)["P-1"]["order_id"]
    path = spent.root / "invoice.csv"
    path.write_bytes(b"\xef\xbb\xbf" + f"order_id,amount\r\n{first},125.00\r\n".encode())
    assert matches(spent)[first] == "matched"
    path.write_bytes("order_id,amount,note\r\n1,5.00,caf\u00e9\r\n".encode("windows-1252"))
    failed = spent.json("report", "invoices", "invoice.csv").ends(1, "usage")
    assert failed["errors"][0]["code"] == "LW5010"
    assert "Windows-1252" in failed["errors"][0]["detail"]


def test_hostile_cells_stay_text(spent: Project) -> None:
    spent.root.joinpath("invoice.csv").write_text(
        "external_order_id,amount,entity\n=cmd(),5.00,::error::owned\n"
    )
    table = spent.run("report", "invoices", "invoice.csv", "--format", "csv").out
    assert "\n=cmd" not in table
    assert ",=cmd" not in table
    text = spent.run("report", "invoices", "invoice.csv").out
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())
