"""What every document begins and ends with."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

FORMAT_VERSION = "1.0"

Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
"""A UTC instant as RFC 3339 text ending in `Z`."""

Money = Annotated[str, Field(pattern=r"^-?\d+\.\d\d$")]
"""An amount as text with two decimals, so that no reader rounds it."""

DigestText = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
"""`sha256:` and 64 hexadecimal digits."""


class Shape(BaseModel):
    """Root of all shapes: no type is coerced; unknown keys are skipped, as minor versions add."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


class DiagnosticShape(Shape):
    """One finding: what is wrong, where, and what to do.

    `line` is physical and counts from 1; for tables `row` and `field` name the cell.
    """

    code: str
    summary: str
    detail: str = ""
    fix: str = ""
    file: str | None = None
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    suggestion: str | None = None
    row: int | None = None
    field: str | None = None


class Opening(Shape):
    """The first keys of a document."""

    format_version: str = FORMAT_VERSION
    kind: str = ""
    project: str | None = None
    timestamp: Instant | None = None


class Closing(Shape):
    """The last keys of a document: what went wrong, and how the command ended."""

    errors: tuple[DiagnosticShape, ...] = ()
    warnings: tuple[DiagnosticShape, ...] = ()
    exit_code: int = 0
    exit_reason: str = "ok"
