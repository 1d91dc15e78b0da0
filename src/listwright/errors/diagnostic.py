"""Positions in the user's files and the findings that point at them."""

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """Whether a finding stops the command (`error`) or only speaks (`warning`)."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of one of the user's files.

    `line` and `column` are physical and count from 1, `end_column` points one past the last
    character. For a table `row` is the number of the data row (from 1, the header not counted) and
    `field` the column name; `source` is the inventory's name. `file` is relative to the project.
    """

    file: str
    line: int
    column: int = 1
    end_line: int | None = None
    end_column: int | None = None
    row: int | None = None
    field: str | None = None
    source: str | None = None

    def __str__(self) -> str:
        """`file:line:column`, or `file:line (row 12, field state)` for a table."""
        if self.row is None:
            return f"{self.file}:{self.line}:{self.column}"
        field = f", field {self.field}" if self.field else ""
        return f"{self.file}:{self.line} (row {self.row}{field})"

    @property
    def at(self) -> str:
        """The short form of plans and trails: `file:line`."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding about the user's input.

    `summary` names the problem without repeating the user's values; `detail` says what was seen and
    why it is refused; `fix` says what to write instead; `suggestion` is the nearest valid word.
    Values from the input that appear in `detail` are escaped by whoever renders them.
    """

    code: str
    summary: str
    detail: str = ""
    fix: str = ""
    span: Span | None = None
    suggestion: str | None = None
    severity: Severity = Severity.ERROR
