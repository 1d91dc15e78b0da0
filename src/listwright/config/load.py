"""The entry of the language: the files of a project in, its portfolio out."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from listwright.config.build.merge import merge_files
from listwright.config.build.portfolio import build_portfolio
from listwright.config.findings import Findings, TooManyFindingsError
from listwright.config.schema.project import ProjectDocument
from listwright.config.sources import ProjectFiles, read_project
from listwright.config.yaml import collector_paused
from listwright.errors import Diagnostic
from listwright.model.portfolio import Portfolio, SourceFile

_INCLUDE_CODES = "LW104"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What became of a project: its portfolio, unless there are errors, and every finding.

    `sketch` is as much of the portfolio as could be read in spite of errors. It serves to look for
    further errors, and for nothing else.
    """

    portfolio: Portfolio | None
    diagnostics: tuple[Diagnostic, ...]
    sketch: Portfolio | None = None


def load_project(root: Path, main: str) -> Loaded:
    """Read the project whose main file is `main` in the directory `root`.

    Nothing that stands in the files raises; all that is wrong with them is found in one run.
    """
    found = Findings()
    sketch = None
    with collector_paused(), suppress(TooManyFindingsError):
        sketch = _load(root, main, found)
    return Loaded(
        portfolio=None if found.has_errors else sketch,
        diagnostics=found.in_order(),
        sketch=sketch,
    )


def _load(root: Path, main: str, found: Findings) -> Portfolio | None:
    project = read_project(root, main)
    for finding in project.diagnostics:
        found.keep(finding)
    if not project.files:
        return None
    merged = merge_files(tuple(file.mapping for file in project.files), found)
    document = ProjectDocument.read(merged, found)
    if document is None or not _is_whole(project):
        return None
    files = tuple(SourceFile(file=file.file, digest=file.digest) for file in project.files)
    return build_portfolio(document, root, found, files=files)


def _is_whole(project: ProjectFiles) -> bool:
    """Whether every file could be read.

    Without one of them each name it defines would be called unknown, which helps nobody.
    """
    read = {file.file for file in project.files}
    return all(
        finding.span is not None
        and finding.span.file in read
        and not finding.code.startswith(_INCLUDE_CODES)
        for finding in project.diagnostics
    )
