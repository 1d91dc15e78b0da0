"""A vendor and a project for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.project import Project
from tests.crash.strace import Starter, why_never, why_not
from tests.servers.planomatic_like import PlanomaticLike, serving


@pytest.fixture
def vendor() -> Iterator[PlanomaticLike]:
    with serving() as running:
        yield running


@pytest.fixture
def project(vendor: PlanomaticLike, tmp_path: Path) -> Iterator[Project]:
    made = Project(root=tmp_path, vendor=vendor)
    yield made
    made.clean_up()


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starter]:
    """What starts the processes that are struck; without strace the tests are skipped."""
    if why := why_never():
        pytest.skip(why)
    ready = Starter()
    if why := why_not(ready, tmp_path_factory.mktemp("strace")):
        ready.stop()
        pytest.skip(why)
    yield ready
    ready.stop()
