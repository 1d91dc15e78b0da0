"""The JSON Schema of project files, made of the declarations the loader reads with."""

from typing import Any

from listwright.config.schema.project import ProjectDocument


def project_schema() -> dict[str, Any]:
    """The content of `schemas/listwright.schema.json`, draft 2020-12."""
    definitions: dict[str, dict[str, Any]] = {}
    reference = ProjectDocument.schema(definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "listwright project",
        **reference,
        "$defs": dict(sorted(definitions.items())),
    }
