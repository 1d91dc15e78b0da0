"""Every JSON Schema listwright publishes, by name: the project's files and the documents."""


def all_schemas() -> dict[str, dict[str, object]]:
    """`listwright` is the schema of the YAML; the others are those of the `--json` documents."""
    from listwright.config.json_schema import project_schema
    from listwright.planfile import json_schemas

    documents = {
        name.removesuffix(".schema.json"): schema for name, schema in json_schemas().items()
    }
    return {"listwright": project_schema(), **documents}
