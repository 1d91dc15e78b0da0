"""What a command has at hand: its options, the environment, and where to print what."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from listwright.cli.printing import put
from listwright.compose.clock import SystemClock
from listwright.compose.environment import Environment
from listwright.errors import Diagnostic, ListwrightError, Severity, UsageError
from listwright.render.escape import for_log_line, for_terminal

if TYPE_CHECKING:
    from listwright.planfile.document import Document, Run
    from listwright.ports import Progress
    from listwright.render.text.style import Style

_CI_WIDTH = 120
_OVER_BAR = "\r\x1b[2K"
"""Empties the line a bar stands on; the bar draws itself again, below what is written there."""

WHOLE_DOCUMENTS = frozenset({"gitlab", "sarif"})
"""Formats of which stdout holds one document, and no text beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a command ended: exit code and reason, its document, its text for people.

    `document` makes the document of `--json`; None prints that of a failure. `error` is what
    stopped the command, `findings` what was wrong without stopping it (validate, apply).
    `incomplete_if_unreported`: a request left, so that a report which cannot be printed is a 3.
    """

    exit_code: int = 0
    exit_reason: str = "ok"
    document: "Callable[[Run], Document] | None" = None
    text: str = ""
    error: ListwrightError | None = None
    findings: tuple[Diagnostic, ...] = ()
    incomplete_if_unreported: bool = False


@dataclass(slots=True, kw_only=True)
class Session:
    """One command on its way. `kind` names its document; `values` are its options.

    `began` is when it started, on the monotonic clock; `place` is the project's folder where that
    is not the one the command works in. `bar` is the progress bar that stands on the last line of
    the terminal, while there is one.
    """

    kind: str
    values: Mapping[str, Any]
    environment: Environment
    began: float = field(default_factory=SystemClock().monotonic)
    project: str | None = None
    place: Path | None = None
    warnings: list[Diagnostic] = field(default_factory=list)
    bar: "Progress | None" = None

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - options have many types
        """The value of an option or argument."""
        return self.values.get(name)

    @property
    def root(self) -> Path:
        """The folder the command works in; raises UsageError when it is none."""
        root = Path(self["chdir"] or ".")
        if not os.path.isdir(root):  # noqa: PTH112 - Path.is_dir raises for long names
            raise UsageError("The folder of -C/--chdir does not exist.", advice="Check the path.")
        return root

    @property
    def is_json(self) -> bool:
        """Whether stdout is to be one JSON document."""
        return bool(self["as_json"]) or self["output_format"] == "json"

    @property
    def may_ask(self) -> bool:
        """Whether a person can answer a question: a terminal, and no CI."""
        return sys.stdin.isatty() and sys.stderr.isatty() and not self.environment.is_ci

    @property
    def draws_bars(self) -> bool:
        """Whether stderr is a terminal where a bar may come and go, and somebody looks at it."""
        plain = self["no_color"] or self.environment.wants_plain or self.environment.is_ci
        silent = self["quiet"] or self["log_format"] == "json"
        return sys.stderr.isatty() and not plain and not silent

    @property
    def style(self) -> "Style":
        """How text on stdout is to look."""
        return self._style(sys.stdout.isatty())

    def _style(self, terminal: bool) -> "Style":  # noqa: FBT001
        from shutil import get_terminal_size

        from listwright.render.text.style import Style

        width = get_terminal_size((_CI_WIDTH, 24)).columns if terminal else _CI_WIDTH
        plain = self["no_color"] or self.environment.wants_plain
        color = self.environment.wants_color or (terminal and not plain)
        return Style(
            width=width,
            color=color and not self["no_color"],
            show=tuple(self["show"] or ()),
        )

    def say(self, line: str, *, level: str = "info") -> None:
        """One line on stderr, flushed, as text or as JSON."""
        start = _OVER_BAR if self.bar is not None else ""
        put(start + self.format_line(line, level=level), err=True)

    def format_interruption(self, line: str) -> str:
        """A line that is written at any moment, whatever stands on the last line by then."""
        return (_OVER_BAR if self.draws_bars else "") + self.format_line(line)

    def format_line(self, line: str, *, level: str = "info") -> str:
        """A line as it stands on stderr."""
        if self["log_format"] == "json":
            return json.dumps({"level": level, "message": line})
        return for_log_line(line)

    def note(self, line: str) -> None:
        """A line that `-q` silences."""
        if not self["quiet"]:
            self.say(line)

    def warn(self, findings: tuple[Diagnostic, ...]) -> None:
        """Keep warnings for the end."""
        self.warnings += [item for item in findings if item not in self.warnings]

    def report(self, ending: Ending) -> None:
        """Print how the command ended: the document or the text, and every finding.

        Raises OutputError where stdout does not take it.
        """
        self._end_bar()
        errors = ending.error.diagnostics if ending.error is not None else ending.findings
        if self.is_json:
            self._print_document(ending, errors)
            return
        if ending.text:
            put(ending.text, nl=not ending.text.endswith("\n"))
        elif self["output_format"] in WHOLE_DOCUMENTS:
            self._print_report(errors)
            return
        self._print_findings(errors, ending.error)

    def complain(self, ending: Ending, error: ListwrightError) -> None:
        """Tell on stderr what stdout did not take: why, and what was wrong besides."""
        known = ending.error.diagnostics if ending.error is not None else ending.findings
        self._print_on_stderr((*known, *error.diagnostics))

    def _end_bar(self) -> None:
        """Take away the bar of a step that was cut short, and give the cursor back."""
        if self.bar is not None:
            with suppress(Exception):
                self.bar.finish()
            self.bar = None

    def run_of(self, code: int, reason: str, errors: tuple[Diagnostic, ...]) -> "Run":
        """What a document says of this command, when it ends so."""
        from listwright.planfile.document import Run

        failed = tuple(item for item in errors if item.severity is Severity.ERROR)
        mild = tuple(item for item in errors if item.severity is Severity.WARNING)
        return Run(
            project=self.project,
            timestamp=SystemClock().now(),
            exit_code=code,
            exit_reason=reason,
            errors=failed,
            warnings=(*self.warnings, *(item for item in mild if item not in self.warnings)),
        )

    def _print_document(self, ending: Ending, errors: tuple[Diagnostic, ...]) -> None:
        from listwright.planfile.document import dump, failure_document

        run = self.run_of(ending.exit_code, ending.exit_reason, errors)
        make = ending.document
        document = failure_document(self.kind, run) if make is None else make(run)
        put(dump(document), nl=False)

    def _print_report(self, errors: tuple[Diagnostic, ...]) -> None:
        """Every finding in one document of the format that was asked for."""
        from listwright.cli.reports import report_context
        from listwright.render.reports import render_findings

        findings = (*errors, *(item for item in self.warnings if item not in errors))
        name = self["output_format"]
        put(render_findings(name, findings, report_context(self)).decode(), nl=False)

    def _print_findings(
        self, errors: tuple[Diagnostic, ...], error: ListwrightError | None
    ) -> None:
        warnings = [item for item in self.warnings if item not in errors]
        findings = (*errors, *(() if self["quiet"] else warnings))
        if not findings:
            return
        if self["output_format"] == "github":
            from listwright.cli.reports import report_context
            from listwright.render.github import render_annotations

            put(render_annotations(findings, report_context(self).folder), nl=False)
            return
        self._print_on_stderr(findings)
        if error is not None and len(errors) > 1 and self["log_format"] != "json":
            put(for_terminal(f"{error.message}"), err=True)

    def _print_on_stderr(self, findings: tuple[Diagnostic, ...]) -> None:
        if self["log_format"] == "json":
            for item in findings:
                place = f"{item.span}: " if item.span is not None else ""
                words = filter(None, (item.code, item.summary, item.detail, item.fix))
                self.say(place + " ".join(words), level=item.severity.value)
            return
        from listwright.render.text.diagnostics import render_diagnostics

        put(
            render_diagnostics(findings, self._style(sys.stderr.isatty()), read_line=None),
            nl=False,
            err=True,
        )
