"""Placement rules that neither import-linter nor ruff can state."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "listwright"


def importers_of(library: str) -> list[str]:
    """The modules of the package that import `library`, as paths below the package."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            if any(name.split(".")[0] == library for name in names):
                found.append(path.relative_to(PACKAGE).as_posix())
                break
    return found


def test_field_differences_are_computed_in_one_place() -> None:
    """deepdiff describes drift; decisions compare typed values and must not reach for it."""
    assert len(importers_of("deepdiff")) <= 1, importers_of("deepdiff")
