"""A portfolio from a few lines of YAML."""

from pathlib import Path

from listwright.config.load import load_project
from listwright.errors import Severity
from listwright.model.portfolio import Portfolio

HEAD = """version: 1
project: t
timezone: America/Denver
vendors:
  planomatic: {kind: planomatic, endpoint: sandbox, duplicate_window: 72h}
"""


def portfolio_from(folder: Path, text: str, **files: str) -> Portfolio:
    """The portfolio of `HEAD` and `text`; `files` are written beside it (`units__csv`)."""
    (folder / "listwright.yaml").write_text(HEAD + text)
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(content)
    loaded = load_project(folder, "listwright.yaml")
    errors = [item for item in loaded.diagnostics if item.severity is Severity.ERROR]
    assert loaded.portfolio is not None, errors
    return loaded.portfolio
