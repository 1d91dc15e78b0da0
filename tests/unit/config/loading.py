"""Loading a project from texts, with the expected place of a finding marked in the text."""

from pathlib import Path

from listwright.config.load import Loaded, load_project
from listwright.errors import Diagnostic, Severity
from listwright.errors.codes import CODES
from listwright.model.portfolio import Portfolio

MARK = "§"
MAIN = "listwright.yaml"

HEAD = """\
version: 1
project: t
vendors:
  planomatic: {kind: planomatic, endpoint: sandbox}
defaults: {vendor: planomatic}
packages:
  listing:
    photos: {slug: photos, quantity: 15}
"""
HOME = """\
properties:
  P-1: {street: 1 A St, city: Denver, state: CO, postal_code: "80205", facts: {fund: f1}}
"""

Place = tuple[str, int, int]


def load_texts(root: Path, **texts: str) -> Loaded:
    """Write the texts as files (`main` is the main file, `rules_x` becomes rules/x.yaml); load."""
    for name, text in texts.items():
        folder, _, stem = name.rpartition("_")
        path = root / (MAIN if name == "main" else f"{folder}/{stem}.yaml")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load_project(root, MAIN)


def loaded(root: Path, text: str, **others: str) -> Portfolio:
    """The portfolio of a project without any finding."""
    result = load_texts(root, main=text, **others)
    assert result.diagnostics == ()
    assert result.portfolio is not None
    return result.portfolio


def marked(text: str) -> tuple[str, tuple[int, int]]:
    """The text without its mark, and the line and column where the mark stood."""
    before, found, after = text.partition(MARK)
    assert found, "the text has no mark"
    assert MARK not in after, "the text has two marks"
    return before + after, (before.count("\n") + 1, len(before) - before.rfind("\n"))


def refusal(root: Path, text: str, **others: str) -> Diagnostic:
    """The only finding about the text; it stands at the mark and says what to do."""
    plain, (line, column) = marked(text)
    result = load_texts(root, main=plain, **others)
    (finding,) = result.diagnostics
    assert finding.span is not None
    assert (finding.span.file, finding.span.line, finding.span.column) == (MAIN, line, column)
    assert finding.code in CODES
    assert finding.detail
    assert finding.fix
    assert (result.portfolio is None) is (finding.severity is Severity.ERROR)
    return finding


def places(diagnostics: tuple[Diagnostic, ...]) -> list[Place]:
    """Code, line and column of each finding."""
    return [
        (one.code, one.span.line, one.span.column) for one in diagnostics if one.span is not None
    ]
