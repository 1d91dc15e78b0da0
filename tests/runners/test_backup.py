"""A dump of the ledger is whole, and put back put back it is known for a copy."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.project import ENVIRONMENT, Project, homes
from tests.crash.promise import APPLY, known_ids
from tests.runners.team import ADDRESS
from tests.servers.planomatic_like import PlanomaticLike
from tests.support.postgres import Server, running_server

pytestmark = pytest.mark.slow


def _machine(root: Path, vendor: PlanomaticLike, address: str) -> Project:
    """A machine that remembers nothing of its own."""
    root.mkdir()
    made = Project(root=root, vendor=vendor, environment=ENVIRONMENT | {ADDRESS: address})
    made.write(homes("P-1", "P-2"), more=f"ledger: {{url: {{env: {ADDRESS}}}}}\n")
    return made


def _tool(server: Server, name: str, *words: str) -> None:
    done = subprocess.run(
        [server.binaries / name, *words], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(params=["another server", "the same server"])
def other(request: pytest.FixtureRequest, postgres: Server) -> Iterator[Server]:
    if request.param == "the same server":
        yield postgres
        return
    with running_server() as made:
        yield made


def test_a_dump_that_is_put_back(
    postgres: Server, other: Server, vendor: PlanomaticLike, tmp_path: Path
) -> None:
    name, dump = postgres.new_database(), str(tmp_path / "ledger.dump")
    first = _machine(tmp_path / "first", vendor, postgres.url(name))
    first.bootstrap()
    words = ("--format=custom", "--schema=listwright", f"--file={dump}")
    _tool(postgres, "pg_dump", *words, postgres.url(name))
    address = other.url(other.new_database())
    _tool(other, "pg_restore", f"--dbname={address}", dump)
    second = _machine(tmp_path / "second", vendor, address)
    assert known_ids(second) == known_ids(first)
    second.json("ledger", "check").ends(0, "ok")
    second.write(homes("P-1", "P-2", "P-3"), more=f"ledger: {{url: {{env: {ADDRESS}}}}}\n")
    planned = second.json("plan").ends(0, "ok")
    assert [refusal["code"] for refusal in planned["refusals"]] == ["ledger_lost"]
    second.run(*APPLY).ends(4, "ledger_lost")
    assert vendor.count("create") == 2
    second.json("ledger", "recover", "--confirm", "t/default").ends(0, "ok")
    second.run(*APPLY).ends(0, "ok")
    (blocked,) = second.json("plan").ends(0, "ok")["blocked_changes"]
    assert blocked["need"] == "P-3/photos"
    assert vendor.count("create") == 2
