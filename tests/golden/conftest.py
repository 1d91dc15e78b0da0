"""Golden files: what is printed, letter by letter; `--update-golden` writes them anew."""

from collections.abc import Callable
from pathlib import Path

import pytest

EXPECTED = Path(__file__).parent / "expected"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write golden files anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with the golden file of that name; read the diff before you commit it."""
    # Without a default this would fail when a run of all tests meets this file too late to add it.
    update = request.config.getoption("--update-golden", default=False)

    def compare(name: str, text: str) -> None:
        path = EXPECTED / name
        if update:
            path.parent.mkdir(exist_ok=True, parents=True)
            path.write_bytes(text.encode())
        assert path.is_file(), f"no {path}; run pytest tests/golden --update-golden"
        assert text == path.read_bytes().decode()

    return compare
