"""`listwright schema`."""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from listwright.cli.command import define
from listwright.cli.session import Ending, Session
from listwright.compose.schemas import all_schemas
from listwright.errors import UsageError
from listwright.errors.nearest import nearest


@define(
    "schema",
    text="Print the JSON Schema of the project's files (or NAME), or write them all to a folder.",
    kind="version",
    arguments=[
        click.Argument(["name"], required=False),
        click.Option(["--write"], metavar="DIR", help="Write every schema into this folder."),
    ],
)
def command(session: Session) -> Ending:
    """Print one schema or write all."""
    schemas = all_schemas()
    if session["write"]:
        return _write(Path(session["write"]), schemas)
    name = session["name"] or "listwright"
    if name not in schemas:
        close = nearest(name, schemas)
        raise UsageError(
            f"There is no schema {name!r}.",
            advice=f"Did you mean {close}?" if close else f"There are: {', '.join(schemas)}.",
        )
    return Ending(text=_text(schemas[name]))


def _write(folder: Path, schemas: Mapping[str, dict[str, object]]) -> Ending:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, schema in schemas.items():
            (folder / f"{name}.schema.json").write_text(_text(schema), encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"The folder of --write cannot be written: {error.strerror}.", advice="Check the path."
        ) from error
    return Ending(text=f"Wrote {len(schemas)} schemas to {folder}.\n")


def _text(schema: dict[str, object]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
