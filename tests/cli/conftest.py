"""A vendor and a project for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.project import Project
from tests.servers.planomatic_like import PlanomaticLike, serving


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
