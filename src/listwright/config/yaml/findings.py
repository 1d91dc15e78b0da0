"""The findings of one file, and the decision to stop reading it."""

from dataclasses import dataclass

from listwright.config.yaml.limits import MAX_FINDINGS
from listwright.errors import Diagnostic, Span


class StoppedError(Exception):
    """Nothing after this place of the file can be read; the finding was reported before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The part of a finding that does not depend on the place."""

    code: str
    summary: str
    fix: str


_TOO_MANY = Wording(
    code="LW1037",
    summary="The file has too many problems",
    fix="Correct the problems above and run again.",
)


class Findings:
    """Collects what is wrong with one file."""

    def __init__(self, file: str) -> None:
        """`file` is the name shown in messages."""
        self._file = file
        self._found: list[Diagnostic] = []

    def add(self, wording: Wording, detail: str, at: tuple[int, int]) -> None:
        """Keep a finding at line and column; stops the file when there are too many."""
        self.keep(
            Diagnostic(
                code=wording.code,
                summary=wording.summary,
                detail=detail,
                fix=wording.fix,
                span=Span(file=self._file, line=at[0], column=at[1]),
            )
        )
        if len(self._found) == MAX_FINDINGS:
            self.stop(_TOO_MANY, f"The rest of the file after {MAX_FINDINGS} was not read.", at)

    def stop(self, wording: Wording, detail: str, at: tuple[int, int]) -> None:
        """Keep a finding and end the reading of this file by raising `StoppedError`."""
        self.add(wording, detail, at)
        raise StoppedError

    def keep(self, finding: Diagnostic) -> None:
        """Keep a finding that was made elsewhere."""
        self._found.append(finding)

    def in_order(self) -> tuple[Diagnostic, ...]:
        """The findings in the order of the file; keys are checked when their mapping ends."""
        return tuple(sorted(self._found, key=_place))


def _place(finding: Diagnostic) -> tuple[int, int]:
    return (finding.span.line, finding.span.column) if finding.span else (0, 0)
