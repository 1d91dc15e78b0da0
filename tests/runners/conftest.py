"""Ledgers that several machines share, and the machines."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from tests.cli.project import ENVIRONMENT, Project
from tests.runners.team import ADDRESS, Place, Team
from tests.servers.planomatic_like import PlanomaticLike, Switches, serving
from tests.servers.pooler import pooling
from tests.support.postgres import Server

PER_MINUTE = 3_000
"""What the project says that the vendor takes, and what it takes."""


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A ledger: `sqlite` is a file, `postgres` a database, `pooled` the same behind a pooler."""
    if request.param == "sqlite":
        yield Place(address=f"sqlite:///{tmp_path}/shared/ledger.db", runners=4)
        return
    server: Server = request.getfixturevalue("postgres")
    name = server.new_database()
    cut = partial(server.terminate_backends, name)
    if request.param == "postgres":
        yield Place(address=server.url(name), runners=8, cut=cut)
        return
    with pooling(server.port, size=3) as pooler:
        yield Place(address=pooler.url(name), runners=8, cut=cut)


@pytest.fixture
def vendor() -> Iterator[PlanomaticLike]:
    # Two seconds' worth in any two seconds: as strict as the vendor is with a minute.
    with serving(Switches(limit=(PER_MINUTE // 30, 2.0))) as running:
        yield running


@pytest.fixture
def team(place: Place, vendor: PlanomaticLike, tmp_path: Path) -> Iterator[Team]:
    environment = ENVIRONMENT | {ADDRESS: place.address}
    made = Team(
        vendor=vendor,
        per_minute=PER_MINUTE,
        machines=tuple(
            Project(root=tmp_path / f"machine-{number}", vendor=vendor, environment=environment)
            for number in range(place.runners)
        ),
    )
    yield made
    made.clean_up()
