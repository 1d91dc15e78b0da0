"""Which files make a project: the main file and what it includes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from listwright.config.includes import Included, find_includes
from listwright.config.yaml import (
    Mapping,
    ParsedFile,
    Source,
    collector_paused,
    parse_yaml,
    read_source,
    shown_path,
)
from listwright.errors import Diagnostic


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFile:
    """One file of the project, named relative to the project's root."""

    file: str
    digest: str
    mapping: Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFiles:
    """Every file that could be read, in the order they contribute, and all that is wrong.

    Included files come before the main file, in list order, sorted within a pattern.
    """

    files: tuple[ProjectFile, ...]
    diagnostics: tuple[Diagnostic, ...]


def read_project(root: Path, main: str) -> ProjectFiles:
    """Read `main` below the directory `root` and what it includes; never raises for user input.

    No parent directory is searched: a project is where the user says it is.
    """
    with collector_paused():
        path = root / main
        file = path.relative_to(root) if path.is_relative_to(root) else path
        source = read_source(path, shown_path(file))
        if isinstance(source, Diagnostic):
            finding = _explain_main(source, root) if source.code == "LW1002" else source
            return ProjectFiles(files=(), diagnostics=(finding,))
        parsed = parse_yaml(source.content, source.file)
        diagnostics = list(parsed.diagnostics)
        files: list[ProjectFile] = []
        if parsed.mapping is not None:
            included, problems = find_includes(root, path, parsed.mapping)
            diagnostics += problems
            for one in included:
                read, problems = _read_included(one)
                files += read
                diagnostics += problems
            files.append(_project_file(source, parsed.mapping))
    return ProjectFiles(files=tuple(files), diagnostics=tuple(diagnostics))


def _explain_main(missing: Diagnostic, root: Path) -> Diagnostic:
    """A missing main file most often means that the command runs in the wrong directory."""
    file = missing.span.file if missing.span else ""
    place = (
        "this directory" if root == Path() else shown_path(root)
    )  # `.` would read as a full stop
    return replace(
        missing,
        summary="The project's main file does not exist",
        detail=f"There is no {file} in {place}. Parent directories are not searched.",
        fix="Name the project's directory with -C/--chdir, or its main file with -f/--file.",
    )


def _read_included(one: Included) -> tuple[tuple[ProjectFile, ...], tuple[Diagnostic, ...]]:
    source = read_source(one.path, one.file)
    if isinstance(source, Diagnostic):
        return (), (source,)
    parsed = parse_yaml(source.content, source.file)
    if parsed.mapping is None:
        return (), parsed.diagnostics
    nested = tuple(_refuse_nested(parsed))
    return (_project_file(source, parsed.mapping),), parsed.diagnostics + nested


def _refuse_nested(parsed: ParsedFile) -> Iterator[Diagnostic]:
    span = parsed.mapping.key_span("include") if parsed.mapping else None
    if span is not None:
        yield Diagnostic(
            code="LW1044",
            summary="An included file includes others",
            detail="Only the main file may have `include:`, so that the order in which files "
            "contribute can be read in one place.",
            fix="Move the entries to `include:` of the main file.",
            span=span,
        )


def _project_file(source: Source, mapping: Mapping) -> ProjectFile:
    return ProjectFile(file=source.file, digest=source.digest, mapping=mapping)
