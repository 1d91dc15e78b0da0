"""JSON Schemas of the documents, for editors and for readers that check what they read."""

from listwright.planfile.shapes import DOCUMENTS

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schemas() -> dict[str, dict[str, object]]:
    """File name -> schema, one per document, such as `plan.schema.json`.

    They describe what is written: every key is required. Unknown keys are allowed, because minor
    versions add some.
    """
    return {
        f"{kind}.schema.json": {
            "$schema": DIALECT,
            "$id": f"listwright:{kind}.schema.json",
            **shape.model_json_schema(mode="serialization", by_alias=True),
        }
        for kind, shape in DOCUMENTS.items()
    }
