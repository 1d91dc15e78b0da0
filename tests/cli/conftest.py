"""A vendor and a project for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.project import Project
from tests.servers.planomatic_like import PlanomaticLike, serving
from tests.support.studio import Served, Studio
from tests.support.studio import serving as playing


@pytest.fixture
def vendor() -> Iterator[PlanomaticLike]:
    with serving() as running:
        yield running


@pytest.fixture
def project(vendor: PlanomaticLike, tmp_path: Path) -> Iterator[Project]:
    made = Project(root=tmp_path, vendor=vendor)
    made.write()
    yield made
    made.clean_up()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One sandbox for all tests of pictures: stopping it takes longer than most of them."""
    with playing(tmp_path_factory.mktemp("sandbox") / "store.sqlite3") as running:
        yield running


@pytest.fixture(params=["v1", "v3"])
def studio(served: Served, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Studio]:
    """A project with pictures through either interface of their vendor, where nothing is known."""
    served.fresh()
    made = Studio(root=tmp_path, served=served, api=str(request.param))
    yield made
    made.clean_up()
