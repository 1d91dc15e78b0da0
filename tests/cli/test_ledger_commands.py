"""`ledger list`, `show` and `history`: what is remembered, told without asking anybody."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from tests.cli.project import Project, home, homes
from tests.servers.planomatic_like import PlanomaticLike

from listwright.compose.clock import SystemClock
from listwright.ledger.opening import open_ledger

APPLY = ("apply", "--bootstrap", "--auto-approve")
NO_KEY = {"PLANOMATIC_API_KEY": None}


def ids(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(order["property"], order["phase"]) for order in document["orders"]]


def order_id(project: Project, name: str) -> str:
    return str(project.vendor.only(name).order_id)


@pytest.fixture
def small(project: Project, vendor: PlanomaticLike) -> Project:
    """P-1 with an open order, P-2 with a delivered one."""
    project.write(homes("P-1", "P-2"))
    project.bootstrap()
    vendor.deliver("P-2")
    project.json("plan").ends(0, "ok")
    vendor.calls.clear()
    return project


# ---- list ----------------------------------------------------------------------------------------


def test_list(small: Project, vendor: PlanomaticLike) -> None:
    before = small.ledger.read_bytes()
    document = small.run("ledger", "list", "--json", **NO_KEY).ends(0, "ok")
    assert ids(document) == [("P-1", "open"), ("P-2", "delivered")]
    first, second = document["orders"]
    assert (first["needs"], second["needs"]) == (["P-1/photos"], ["P-2/photos"])
    assert (first["cancelable"], second["cancelable"]) == (True, False)
    assert second["appointments"]
    assert second["photos"] == []
    assert document["unknowns"] == document["holds"] == document["events"] == []
    assert vendor.calls == []
    assert small.ledger.read_bytes() == before


def test_list_in_words(small: Project) -> None:
    ran = small.run("ledger", "list", **NO_KEY)
    assert ran.code == 0
    assert "2 orders: 1 open, 1 delivered" in ran.out
    assert f"P-2  order {order_id(small, 'P-2')}  delivered (completed)  photos 15" in ran.out
    assert ran.err == ""


@pytest.mark.parametrize(
    ("patterns", "found"),
    [
        (["P-2"], ["P-2"]),
        (["p-2"], ["P-2"]),
        (["p-*"], ["P-1", "P-2"]),
        (["P-1/photos"], ["P-1"]),
        (["*/photos"], ["P-1", "P-2"]),
        (["P-2", "P-1"], ["P-1", "P-2"]),
        (["order:70000*"], ["P-1", "P-2"]),
        (["P-3"], []),
    ],
)
def test_list_some(small: Project, patterns: list[str], found: list[str]) -> None:
    small.write(homes("P-1", "P-2", "P-3"))
    document = small.json("ledger", "list", *patterns).ends(0, "ok")
    assert [order["property"] for order in document["orders"]] == found


def test_list_one_order(small: Project) -> None:
    document = small.json("ledger", "list", f"order:{order_id(small, 'P-2')}").ends(0, "ok")
    assert ids(document) == [("P-2", "delivered")]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("P-11", "Did you mean P-1"),
        ("P-1/photo", "Did you mean P-1/photos?"),
        ("order:700009", "Did you mean order:70000"),
        ("nowhere", "listwright status lists every address."),
        ("X-*", "is not an address"),
    ],
)
@pytest.mark.parametrize("verb", ["list", "show", "history"])
def test_an_address_that_is_none(small: Project, verb: str, typed: str, words: str) -> None:
    document = small.json("ledger", verb, typed).ends(1, "usage")
    (error,) = document["errors"]
    assert typed in error["summary"]
    assert words in f"{error['summary']} {error['fix']}"
    assert document["kind"] == "ledger"


@pytest.mark.parametrize(
    ("fault", "outcome", "words"),
    [("drop_after", "unknown", "unknown"), ("noid", "noid", "noid")],
)
def test_doubts_come_first(
    project: Project, vendor: PlanomaticLike, fault: str, outcome: str, words: str
) -> None:
    project.write(homes("P-1", "P-2"))
    vendor.fault(fault, property="P-2")
    project.json(*APPLY).ends(3, "incomplete")
    document = project.json("ledger", "list").ends(0, "ok")
    (unknown,) = document["unknowns"]
    assert (unknown["address"], unknown["outcome"]) == ("P-2/photos", outcome)
    assert unknown["order_key"] == vendor.only("P-2").name
    assert unknown["remedy"].startswith("listwright resolve P-2/photos --created N")
    assert ids(document) == [("P-1", "open")]
    assert project.json("ledger", "list", "P-1").doc["unknowns"] == []
    assert project.json("ledger", "show", "P-2/photos").doc["unknowns"] == [unknown]
    text = project.run("ledger", "list").out
    assert text.index("Look here first") < text.index("1 order")
    assert f"P-2/photos  {words}" in text
    shown = project.run("ledger", "show", "P-2").out
    assert "1 request that no order speaks for" in shown
    assert "listwright resolve P-2/photos --created N" in shown


def test_holds(project: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("reject", property="P-1", attr="external_property_id", message="duplicate")
    project.json(*APPLY).ends(3, "incomplete")
    for words in (("list",), ("show", "P-1"), ("show", "P-1/photos")):
        (hold,) = project.json("ledger", *words).ends(0, "ok")["holds"]
        assert (hold["property"], hold["needs"]) == ("P-1", ["P-1/photos"])
        assert "listwright import P-1/photos --order-id N" in hold["remedy"]
    assert "1 home held" in project.run("ledger", "list").out
    foreign = vendor.add_order("P-1")
    project.json("import", "P-1/photos", "--order-id", str(foreign.order_id)).ends(0, "ok")
    assert project.json("ledger", "list").ends(0, "ok")["holds"] == []


def test_an_account_that_the_files_no_longer_name(small: Project) -> None:
    small.edit("  planomatic: {kind", "  elsewhere: {kind")
    small.edit("vendor: planomatic", "vendor: elsewhere")
    document = small.json("ledger", "list").ends(0, "ok")
    assert ids(document) == [("P-1", "open"), ("P-2", "delivered")]
    assert [order["cancelable"] for order in document["orders"]] == [False, False]


# ---- show ----------------------------------------------------------------------------------------


def test_show(small: Project, vendor: PlanomaticLike) -> None:
    document = small.run("ledger", "show", "P-2", "--json", **NO_KEY).ends(0, "ok")
    (order,) = document["orders"]
    assert document["address"] == "P-2"
    assert len(order["photos"]) == 1
    text = small.run("ledger", "show", f"order:{order['order_id']}").out
    assert f"P-2, order {order['order_id']}" in text
    assert order["photos"][0]["url"] in text
    assert "origin     placed by listwright" in text
    assert f"our name   {vendor.only('P-2').name}" in text
    assert vendor.calls == []


def test_show_one_need(project: Project, vendor: PlanomaticLike) -> None:
    """A need names the orders that carry its service, placed for it or not."""
    project.write(home("P-1"))
    project.bootstrap()
    more = "\n    require: {photos: {slug: photos, quantity: 15}, tour: "
    more += "{slug: zillow_3d_and_floor_plans, quantity: 1}}\n"
    project.edit("\n    require: {photos: {slug: photos, quantity: 15}}\n", more)
    ordered = project.json("ledger", "show", "P-1/photos").ends(0, "ok")
    assert ids(ordered) == [("P-1", "open")]
    assert project.json("ledger", "show", "P-1/tour").ends(0, "ok")["orders"] == []
    assert project.run("ledger", "show", "P-1/tour").out == "The ledger holds nothing of it.\n"


def test_show_an_order_of_a_home_that_is_gone(small: Project) -> None:
    small.write(home("P-1"))
    assert ids(small.json("ledger", "show", "P-2").ends(0, "ok")) == [("P-2", "delivered")]
    assert ids(small.json("ledger", "show", "P-2/photos").ends(0, "ok")) == [("P-2", "delivered")]


def test_a_renamed_home_has_its_orders(small: Project) -> None:
    small.write(homes("P-1", "P-9"))
    old = small.file.read_text(encoding="utf-8")
    small.file.write_text(old.replace("  P-9:\n", "  P-9:\n    renamed_from: [P-2]\n"))
    for typed in ("P-9", "P-2", "P-9/photos", "p-9*"):
        assert ids(small.json("ledger", "list", typed).ends(0, "ok")) == [("P-2", "delivered")]
        if "*" not in typed:
            events = small.json("ledger", "history", typed).ends(0, "ok")["events"]
            assert [event["kind"] for event in events] == ["intent", "created", "delivered"]


# ---- history -------------------------------------------------------------------------------------


def test_history(small: Project, vendor: PlanomaticLike) -> None:
    number = order_id(small, "P-2")
    document = small.run("ledger", "history", "p-2", "--json", **NO_KEY).ends(0, "ok")
    events = document["events"]
    assert [event["kind"] for event in events] == ["intent", "created", "delivered"]
    assert [event["order_id"] for event in events] == ["", number, number]
    assert events == sorted(events, key=lambda event: str(event["at"]))
    assert events[0]["run"]
    narrowed = small.json("ledger", "history", f"order:{number}").ends(0, "ok")["events"]
    assert narrowed == events[1:]
    text = small.run("ledger", "history", "P-2").out
    assert text.startswith("3 events of P-2\n")
    assert "new_request -> completed" in text
    assert vendor.calls == []


def test_history_of_nothing(small: Project) -> None:
    small.write(homes("P-1", "P-2", "P-3"))
    assert small.json("ledger", "history", "P-3").ends(0, "ok")["events"] == []
    assert small.run("ledger", "history", "P-3").out == "Nothing is recorded of P-3.\n"


def test_history_is_of_one_home(small: Project) -> None:
    document = small.json("ledger", "history", "P-*").ends(1, "usage")
    assert "is not one home" in document["errors"][0]["summary"]


# ---- the ledger itself ---------------------------------------------------------------------------


@pytest.mark.parametrize("words", [("list",), ("show", "P-1"), ("history", "P-1")])
def test_no_ledger_yet(project: Project, words: tuple[str, ...]) -> None:
    document = project.json("ledger", *words).ends(0, "ok")
    assert document["orders"] == document["unknowns"] == document["events"] == []
    ran = project.run("ledger", *words)
    assert ran.code == 0
    assert "There is no ledger at .listwright/ledger.db yet" in ran.err
    assert project.run("ledger", *words, "-q").err == ""
    assert not (project.root / ".listwright").exists()


def test_while_another_run_holds_the_lock(small: Project) -> None:
    with (
        open_ledger(
            small.ledger, lineage="t/default", run="r", actor="ana", clock=SystemClock()
        ) as other,
        other.lock(0),
    ):
        assert len(small.json("ledger", "list").ends(0, "ok")["orders"]) == 2
        small.json("ledger", "show", "P-1").ends(0, "ok")
        small.json("ledger", "history", "P-1").ends(0, "ok")


def test_a_ledger_of_an_earlier_version(small: Project) -> None:
    """A reader leaves it alone and says what brings it up to date."""
    _first_schema(small.ledger)
    document = small.json("ledger", "list").ends(1, "ledger")
    assert document["errors"][0]["code"] == "LW2003"
    assert "listwright plan" in document["errors"][0]["fix"]
    small.json("plan").ends(0, "ok")
    assert len(small.json("ledger", "list").ends(0, "ok")["orders"]) == 2


def _first_schema(path: Path) -> None:
    with sqlite3.connect(path) as sql:
        for trigger in ("intent_upload_kept", "intent_paid_needs_upload", "intent_beside"):
            sql.execute(f"DROP TRIGGER {trigger}")
        for table in ("photo_print", "stored_picture", "submit"):
            sql.execute(f"DROP TABLE {table}")
        for column in ("intent DROP COLUMN task", "intent DROP COLUMN commit_at"):
            sql.execute(f"ALTER TABLE {column}")
        for column in ("orders DROP COLUMN task", "orders DROP COLUMN eta_s"):
            sql.execute(f"ALTER TABLE {column}")
        sql.execute("ALTER TABLE orders DROP COLUMN photos_changed_at")
        sql.execute("DROP TABLE attestation")
        sql.execute("DROP TABLE heads")
        for column in ("head_place", "frozen_at", "frozen_by", "frozen_reason", "server"):
            sql.execute(f"ALTER TABLE meta DROP COLUMN {column}")
        sql.execute("ALTER TABLE hold DROP COLUMN cause")
        sql.execute("DROP TABLE plan_change")
        for column in ("made_at", "scope"):
            sql.execute(f"ALTER TABLE plan_used DROP COLUMN {column}")
        sql.execute("UPDATE meta SET schema_version = 1")
    sql.close()


@pytest.mark.parametrize(
    "words",
    [("--json", "ledger", "list"), ("ledger", "--json", "list"), ("ledger", "list", "--json")],
)
def test_options_stand_anywhere(small: Project, words: tuple[str, ...]) -> None:
    assert len(small.run(*words).ends(0, "ok")["orders"]) == 2


def test_a_second_verb_is_needed(project: Project) -> None:
    assert "list, show, history" in project.json("ledger").ends(1, "usage")["errors"][0]["summary"]
    unknown = project.json("ledger", "lost").ends(1, "usage")
    assert "'lost'" in unknown["errors"][0]["summary"]


def test_help_lists_the_second_verbs(project: Project) -> None:
    ran = project.run("ledger", "--help")
    assert ran.code == 0
    places = [ran.out.index(f"  {verb} ") for verb in ("list", "show", "history")]
    assert places == sorted(places)
    assert "  ingest   Take events from a file, as the receiver would have." in ran.out
