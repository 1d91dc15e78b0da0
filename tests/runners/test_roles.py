"""The roles of docs/postgres.md, made by the statements of that page, on a real server."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import psycopg
import pytest
from tests.cli.project import ENVIRONMENT, Project, homes
from tests.docs.pages import DOCS, blocks_of
from tests.runners.team import ADDRESS
from tests.servers.planomatic_like import PlanomaticLike
from tests.support.postgres import ADMIN, Server

from listwright.compose.clock import SystemClock
from listwright.errors import LedgerError
from listwright.ledger.postgres.address import ServerAddress
from listwright.ledger.postgres.opening import open_server_inbox
from listwright.model.event import VendorEvent
from listwright.model.names import AccountId, OrderId

DATABASE = "listwright"
HISTORY = ("intent", "need", "attempt", "order_handle", "orders", "event")


def _blocks() -> list[list[str]]:
    """The statements of the page, block by block."""
    found = [block.body for block in blocks_of(DOCS / "postgres.md") if block.language == "sql"]
    return [[line for line in body.split(";\n") if line.strip()] for body in found]


def _run_all(address: str, statements: list[str]) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@pytest.fixture
def server(postgres: Server) -> Iterator[Server]:
    """A server with the database and the roles of the page's first block."""
    roles, _ = _blocks()
    _run_all(postgres.url(ADMIN), roles)
    yield postgres
    _run_all(
        postgres.url(ADMIN),
        [
            f"DROP DATABASE {DATABASE} WITH (FORCE)",
            "DROP ROLE lw_plan, lw_apply, lw_webhook, lw_admin",
        ],
    )


@pytest.fixture
def project(server: Server, vendor: PlanomaticLike, tmp_path: Path) -> Project:
    """A project whose ledger was made as the page says; it runs as the role that applies."""
    environment = ENVIRONMENT | {ADDRESS: server.url(DATABASE, "lw_apply")}
    made = Project(root=tmp_path, vendor=vendor, environment=environment)
    made.write(homes("P-1", "P-2"), more=f"ledger: {{url: {{env: {ADDRESS}}}}}\n")
    admin = server.url(DATABASE, "lw_admin")
    made.json("refresh", **{ADDRESS: admin}).ends(0, "ok")
    _, grants = _blocks()
    _run_all(admin, grants)
    return made


def _tables(server: Server) -> list[str]:
    query = "SELECT relname FROM pg_class WHERE relnamespace = 'listwright'::regnamespace"
    with psycopg.connect(server.url(DATABASE)) as connection:
        rows = connection.execute(f"{query} AND relkind = 'r' ORDER BY 1".encode()).fetchall()
    return [name for (name,) in rows]


def _rights(server: Server, role: str) -> dict[str, set[str]]:
    """Right -> the tables of which a role has it on the whole."""
    names = _tables(server)
    found: dict[str, set[str]] = {}
    with psycopg.connect(server.url(DATABASE)) as connection:
        for table, right in product(names, ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")):
            asked = "SELECT has_table_privilege(%s, %s, %s)"
            row = connection.execute(asked, (role, f"listwright.{table}", right)).fetchone()
            if row == (True,):
                found.setdefault(right, set()).add(table)
    return found


def _denied(server: Server, role: str, statement: str) -> None:
    with (
        psycopg.connect(server.url(DATABASE, role), autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


def test_what_each_role_may(project: Project, server: Server) -> None:
    tables = set(_tables(server))
    assert _rights(server, "lw_plan") == {"SELECT": tables}
    assert _rights(server, "lw_webhook") == {}
    mine = _rights(server, "lw_apply")
    assert mine["SELECT"] == tables
    assert mine["INSERT"] == tables - {"meta", "inbox"}
    assert mine["DELETE"] == {"inbox", "lease", "submit"}
    fixed = {"account", "attestation", "event", "heads", "order_handle", "plan_change", "plan_used"}
    assert mine["UPDATE"].isdisjoint(fixed | {"meta", "inbox"})
    assert "TRUNCATE" not in mine


def test_who_applies(project: Project, vendor: PlanomaticLike) -> None:
    """A year of commands, with nothing but the rights of the role."""
    vendor.fault("drop_after", property="P-2")
    project.json("apply", "--bootstrap", "--auto-approve").ends(3, "incomplete")
    number = str(vendor.only("P-2").order_id)
    project.json("resolve", "P-2/photos", "--created", number).ends(0, "ok")
    vendor.deliver("P-1")
    project.json("refresh").ends(0, "ok")
    project.json("ledger", "freeze", "--reason", "a look").ends(0, "ok")
    project.json("ledger", "thaw").ends(0, "ok")
    said = ("--delivered-at", "2026-01-02", "--evidence", "folder 2")
    project.json("attest", "P-1/photos", *said).ends(0, "ok")
    project.write(homes("P-1"), more=f"ledger: {{url: {{env: {ADDRESS}}}}}\n")
    project.json("apply", "--auto-approve").ends(0, "ok")
    assert dict(vendor.live()) == {"P-1": 1}
    project.json("forget", "P-1", "--reason", "sold").ends(0, "ok")
    project.json("ledger", "check").ends(0, "ok")
    project.json("ledger", "history", "P-1").ends(0, "ok")


@pytest.mark.parametrize("table", HISTORY)
def test_who_applies_deletes_no_history(project: Project, server: Server, table: str) -> None:
    project.bootstrap()
    _denied(server, "lw_apply", f"DELETE FROM listwright.{table}")
    _denied(server, "lw_apply", f"TRUNCATE listwright.{table} CASCADE")
    _denied(server, "lw_apply", f"ALTER TABLE listwright.{table} DISABLE TRIGGER ALL")
    with (
        psycopg.connect(server.url(DATABASE, "lw_admin"), autocommit=True) as connection,
        pytest.raises(psycopg.errors.CheckViolation, match="never deleted"),
    ):
        connection.execute(f"DELETE FROM listwright.{table}".encode())


def test_who_plans_reads(project: Project, server: Server, vendor: PlanomaticLike) -> None:
    project.bootstrap()
    reading = {ADDRESS: server.url(DATABASE, "lw_plan")}
    planned = project.json("plan", "--read-only", "--detailed-exitcode", **reading).ends(0, "ok")
    assert planned["summary"]["needs"]["in_progress"] == 2
    assert len(project.json("status", **reading).ends(0, "ok")["orders"]) == 2
    for command in (
        ("audit", "--read-only"),
        ("explain", "P-1/photos"),
        ("ledger", "list"),
        ("ledger", "history", "P-1"),
        ("ledger", "check"),
        ("report", "spend"),
    ):
        project.json(*command, **reading).ends(0, "ok")


def test_who_plans_writes_nothing(project: Project, server: Server, vendor: PlanomaticLike) -> None:
    reading = {ADDRESS: server.url(DATABASE, "lw_plan")}
    failed = project.json("apply", "--bootstrap", "--auto-approve", **reading).ends(1, "ledger")
    assert failed["errors"][0]["code"] == "LW2032"
    assert "--read-only" in failed["errors"][0]["fix"]
    assert vendor.count("create") == 0
    for table in _tables(server):
        _denied(server, "lw_plan", f"DELETE FROM listwright.{table}")
        _denied(server, "lw_plan", f"INSERT INTO listwright.{table} DEFAULT VALUES")
        _denied(server, "lw_plan", f"SELECT 1 FROM listwright.{table} FOR UPDATE")


def _event() -> VendorEvent:
    return VendorEvent(
        account=AccountId("planomatic/sandbox/planomatic"),
        digest="d" * 64,
        received_at=datetime.now(UTC),
        event="order.processed",
        order_id=OrderId("700001"),
    )


def test_who_listens_puts_down_events(project: Project, server: Server) -> None:
    address = ServerAddress.parse(server.url(DATABASE, "lw_webhook"))
    inbox = open_server_inbox(address, lineage="t/default", clock=SystemClock())
    inbox.receive([_event(), _event()])
    inbox.close()
    with psycopg.connect(server.url(DATABASE, "lw_apply")) as connection:
        rows = connection.execute("SELECT order_id, confirmed_at FROM listwright.inbox").fetchall()
    assert rows == [("700001", None)]


def test_who_listens_does_nothing_else(project: Project, server: Server) -> None:
    project.bootstrap()
    for table in _tables(server):
        _denied(server, "lw_webhook", f"SELECT 1 FROM listwright.{table} FOR UPDATE")
        _denied(server, "lw_webhook", f"SELECT * FROM listwright.{table}")
        _denied(server, "lw_webhook", f"DELETE FROM listwright.{table}")
        if table != "inbox":
            _denied(server, "lw_webhook", f"INSERT INTO listwright.{table} DEFAULT VALUES")
    _denied(server, "lw_webhook", "UPDATE listwright.inbox SET confirmed_at = 'x'")
    settled = "INSERT INTO listwright.inbox (digest, confirmed_at) VALUES ('d', 'x')"
    _denied(server, "lw_webhook", settled)
    listening = {ADDRESS: server.url(DATABASE, "lw_webhook")}
    assert project.json("plan", "--read-only", **listening).code == 1


def test_a_role_that_may_not_make_tables_is_told(
    server: Server, vendor: PlanomaticLike, tmp_path: Path
) -> None:
    environment = ENVIRONMENT | {ADDRESS: server.url(DATABASE, "lw_apply")}
    project = Project(root=tmp_path, vendor=vendor, environment=environment)
    project.write(more=f"ledger: {{url: {{env: {ADDRESS}}}}}\n")
    failed = project.json("refresh").ends(1, "ledger")
    assert failed["errors"][0]["code"] == "LW2032"
    address = ServerAddress.parse(server.url(DATABASE, "lw_webhook"))
    with pytest.raises(LedgerError, match="no ledger"):
        open_server_inbox(address, lineage="t/default", clock=SystemClock())
