"""The server goes away, restarts, or takes no writes: nothing is ordered twice, no id is lost."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.cli.project import ENVIRONMENT, Project, finish, homes
from tests.crash.promise import APPLY, known_ids, told_ids
from tests.runners.team import ADDRESS
from tests.servers.planomatic_like import PlanomaticLike
from tests.support.postgres import Server, needed_server

_NAMES = ["P-1", "P-2", "P-3"]


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    """A server of these tests' own: one with many databases takes its time to start again."""
    with needed_server() as server:
        yield server


@pytest.fixture
def server(postgres: Server) -> Iterator[Server]:
    """The server, which stands again afterwards whatever a test did to it."""
    yield postgres
    if not postgres.is_up:
        postgres.start()


@pytest.fixture
def database(server: Server) -> str:
    return server.new_database()


@pytest.fixture
def project(
    server: Server, database: str, vendor: PlanomaticLike, tmp_path: Path
) -> Iterator[Project]:
    environment = ENVIRONMENT | {ADDRESS: server.url(database)}
    made = Project(root=tmp_path, vendor=vendor, environment=environment)
    made.write(homes(*_NAMES), more=f"ledger: {{url: {{env: {ADDRESS}}}}}\n")
    yield made
    made.clean_up()


@pytest.mark.parametrize(
    "command", [APPLY, ("plan", "--json"), ("plan", "--read-only", "--json"), ("status", "--json")]
)
def test_a_server_that_is_away(
    project: Project, server: Server, vendor: PlanomaticLike, command: tuple[str, ...]
) -> None:
    server.stop()
    (error,) = project.run(*command).ends(1, "ledger")["errors"]
    assert error["code"] == "LW2030"
    assert f"127.0.0.1:{server.port}" in error["summary"]
    assert vendor.calls == []


def test_a_server_that_takes_no_writes(
    project: Project, server: Server, database: str, vendor: PlanomaticLike
) -> None:
    project.bootstrap()
    server.make_read_only(database)
    project.write(homes(*_NAMES, "P-4"), more=f"ledger: {{url: {{env: {ADDRESS}}}}}\n")
    (error,) = project.run(*APPLY).ends(1, "ledger")["errors"]
    assert error["code"] == "LW2032"
    assert vendor.count("create") == len(_NAMES)
    planned = project.json("plan", "--read-only").ends(0, "ok")
    assert [change["property"] for change in planned["order_changes"]] == ["P-4"]


def _restart(server: Server) -> None:
    server.stop(gently=False)
    server.start()


@pytest.mark.slow
@pytest.mark.parametrize("disturb", [Server.stop, _restart], ids=["gently", "power cut"])
@pytest.mark.parametrize("kind", ["hold_before", "hold_after"])
def test_a_server_that_restarts_while_an_order_is_on_its_way(
    project: Project,
    server: Server,
    vendor: PlanomaticLike,
    disturb: Callable[[Server], None],
    kind: str,
) -> None:
    """What was committed is there again, and the run goes on by itself."""
    hold = vendor.fault(kind, property="P-2")
    process = project.spawn(*APPLY)
    assert hold.entered.wait(20)
    disturb(server)
    hold.release.set()
    if not server.is_up:
        server.start()
    assert finish(process).ends(0, "ok")["summary"]["done"] == len(_NAMES)
    assert dict(vendor.live()) == dict.fromkeys(_NAMES, 1)
    assert known_ids(project) == {str(order.order_id) for order in vendor.orders.values()}


@pytest.mark.slow
def test_an_answer_that_cannot_be_written_is_kept_aside(
    project: Project, server: Server, database: str, vendor: PlanomaticLike
) -> None:
    """The id is told, and the ledger takes it in as soon as it takes anything."""
    hold = vendor.fault("hold_after", property="P-2")
    process = project.spawn(*APPLY)
    assert hold.entered.wait(20)
    server.make_read_only(database)
    hold.release.set()
    ran = finish(process)
    ran.ends(3, "incomplete")
    number = str(vendor.only("P-2").order_id)
    assert number in set().union(*told_ids(ran)), ran.err
    assert vendor.count("create") == 2
    server.make_read_only(database, read_only=False)
    project.json("refresh").ends(0, "ok")
    assert number in known_ids(project)
