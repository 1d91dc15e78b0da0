"""Every JSON Schema listwright publishes, by name: what it reads, and the documents it prints."""


def all_schemas() -> dict[str, dict[str, object]]:
    """By name: `listwright` is the project's YAML, `catalog-file` what `catalog update` takes.

    The others are those of the `--json` documents.
    """
    from listwright.config.catalog_file import catalog_file_schema
    from listwright.config.json_schema import project_schema
    from listwright.planfile import json_schemas

    documents = {
        name.removesuffix(".schema.json"): schema for name, schema in json_schemas().items()
    }
    return {
        "listwright": project_schema(),
        "catalog-file": catalog_file_schema(),
        **documents,
    }
