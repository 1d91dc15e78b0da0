"""A project whose ledger is on a PostgreSQL server, and the ledger on its way there and back."""

import psycopg
import pytest
from tests.cli.project import Project, homes
from tests.servers.planomatic_like import PlanomaticLike
from tests.support.postgres import Server

URL = "LISTWRIGHT_LEDGER"
AT_SERVER = "ledger: {url: {env: LISTWRIGHT_LEDGER}}\n"
APPLY = ("apply", "--bootstrap", "--auto-approve")


@pytest.fixture
def database(postgres: Server) -> str:
    return postgres.new_database()


@pytest.fixture
def served(project: Project, postgres: Server, database: str) -> Project:
    """A project that knows where a server is and keeps its ledger in a file still."""
    project.environment[URL] = postgres.url(database)
    return project


@pytest.fixture
def moved(served: Project) -> Project:
    """A project whose ledger was in a file and is on the server now, with one order."""
    served.bootstrap()
    served.json("ledger", "migrate", f"env:{URL}").ends(0, "ok")
    served.write(homes("P-1"), more=AT_SERVER)
    return served


def test_orders_are_remembered_on_the_server(served: Project, vendor: PlanomaticLike) -> None:
    served.write(homes("P-1", "P-2"), more=AT_SERVER)
    served.json(*APPLY).ends(0, "ok")
    assert served.json("plan", "--detailed-exitcode").ends(0, "ok")["order_changes"] == []
    assert not served.ledger.exists()
    assert len(vendor.orders) == 2
    assert served.run("ledger", "check").code == 0


def test_a_ledger_moves_to_a_server_with_all_it_knows(
    moved: Project, vendor: PlanomaticLike
) -> None:
    vendor.calls.clear()
    moved.write(homes("P-1", "P-2"), more=AT_SERVER)
    document = moved.json("plan").ends(0, "ok")
    assert [change["property"] for change in document["order_changes"]] == ["P-2"]
    moved.json("apply", "--auto-approve").ends(0, "ok")
    assert [order["property"] for order in moved.json("ledger", "list").doc["orders"]] == [
        "P-1",
        "P-2",
    ]


def test_the_old_place_orders_nothing_any_more(moved: Project, vendor: PlanomaticLike) -> None:
    moved.write(homes("P-1", "P-2"))
    vendor.calls.clear()
    document = moved.json("apply", "--auto-approve").ends(4, "lock_busy")
    assert "moved to postgresql://" in document["errors"][0]["fix"]
    assert [call.operation for call in vendor.calls if call.operation == "create"] == []


def test_a_second_move_neither_overwrites_nor_wakes_the_old_place(
    moved: Project, vendor: PlanomaticLike
) -> None:
    moved.write(homes("P-1", "P-2"))
    document = moved.json("ledger", "migrate", f"env:{URL}").ends(4, "ledger")
    assert "is not empty: 1 orders" in document["errors"][0]["summary"]
    document = moved.json("ledger", "migrate", "third.db").ends(4, "ledger")
    assert "All sending was stopped" in document["errors"][0]["summary"]
    assert not (moved.root / "third.db").exists()
    moved.json("apply", "--auto-approve").ends(4, "lock_busy")
    assert len(vendor.orders) == 1


def test_back_into_a_file(moved: Project, vendor: PlanomaticLike) -> None:
    ran = moved.run("ledger", "migrate", "back.db")
    assert ran.code == 0
    assert "ledger: {url: back.db}" in ran.out
    moved.write(homes("P-1", "P-2"), more="ledger: {url: back.db}\n")
    moved.json("apply", "--auto-approve").ends(0, "ok")
    assert moved.run("ledger", "check").code == 0
    assert len(vendor.orders) == 2


def test_a_refused_move_leaves_everything_as_it_was(
    served: Project, vendor: PlanomaticLike
) -> None:
    served.bootstrap()
    (served.root / "full.db").write_bytes(served.ledger.read_bytes())
    (served.root / "full.db").chmod(0o600)
    served.json("ledger", "migrate", "full.db").ends(4, "ledger")
    served.write(homes("P-1", "P-2"))
    served.json("apply", "--auto-approve").ends(0, "ok")
    assert len(vendor.orders) == 2


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("postgresql://ana:secret@db/homes", "does not belong on a command line"),
        ("s3:bucket", "is no place for a ledger"),
        ("env:NOT_SET", "is not set"),
        (".listwright/ledger.db", "is there already"),
    ],
)
def test_words_that_name_no_place(served: Project, target: str, said: str) -> None:
    served.bootstrap()
    ran = served.run("ledger", "migrate", target)
    assert ran.code == 1
    assert said in ran.err
    assert "secret@" not in ran.err


def test_nothing_to_move(served: Project) -> None:
    assert "There is no ledger at" in served.run("ledger", "migrate", f"env:{URL}").err


def test_a_server_that_is_away(served: Project, vendor: PlanomaticLike) -> None:
    served.write(homes("P-1"), more=AT_SERVER)
    served.environment[URL] = "postgresql://ana:s3cret@127.0.0.1:1/db"
    for command in ("plan", "status", "apply"):
        document = served.json(command).ends(1, "ledger")
        assert document["errors"][0]["code"] == "LW2030"
        assert "s3cret" not in str(document)
    assert vendor.calls == []


def test_a_server_that_only_reads(
    moved: Project, vendor: PlanomaticLike, postgres: Server, database: str
) -> None:
    postgres.make_read_only(database)
    vendor.calls.clear()
    moved.write(homes("P-1", "P-2"), more=AT_SERVER)
    document = moved.json("apply", "--auto-approve").ends(1, "ledger")
    assert document["errors"][0]["code"] == "LW2032"
    assert [call.operation for call in vendor.calls if call.operation == "create"] == []
    assert moved.json("plan", "--read-only").ends(0, "ok")["order_changes"]


def test_copies_go_both_ways(moved: Project, postgres: Server, database: str) -> None:
    moved.json("ledger", "export", "-o", "copy.jsonl").ends(0, "ok")
    with psycopg.connect(postgres.url(database), autocommit=True) as sql:
        sql.execute("ALTER SCHEMA listwright RENAME TO listwright_aside")
    moved.json("ledger", "restore", "copy.jsonl").ends(0, "ok")
    assert len(moved.json("ledger", "list").doc["orders"]) == 1
