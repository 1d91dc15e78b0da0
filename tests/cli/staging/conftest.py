"""A home at a server written from the vendor's pages, or at the sandbox inside the product."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.cli.project import Project
from tests.cli.staging.story import Inside, Story
from tests.servers.planomatic_like import PlanomaticLike, Switches, serving


@pytest.fixture
def vendor(request: pytest.FixtureRequest) -> Iterator[PlanomaticLike]:
    """A server that protects homes for 72 hours, as the projects here declare."""
    switches: Switches = getattr(request, "param", Switches())
    with serving(replace(switches, window=timedelta(hours=72))) as running:
        yield running


@pytest.fixture
def story(project: Project, vendor: PlanomaticLike) -> Story:
    told = Story(project=project, vendor=vendor)
    vendor.now = lambda: told.now
    return told


@pytest.fixture
def inside(project: Project) -> Inside:
    return Inside(project=project)
