"""Scenarios: `--update-scenarios` writes the expected plans anew; read the diff."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-scenarios", action="store_true", help="write scenario plans anew")


@pytest.fixture
def update_scenarios(request: pytest.FixtureRequest) -> bool:
    # Without a default this would fail when a run of all tests meets this file too late to add it.
    return bool(request.config.getoption("--update-scenarios", default=False))
