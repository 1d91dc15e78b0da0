"""What the sandbox keeps of a request: known fields only, never the key, secrets as stars."""

from collections.abc import Mapping
from typing import Any

from listwright.sandbox.planomatic.fields import JsonObject, value_at
from listwright.sandbox.planomatic.literals import Field, literals


def masked_request(document: JsonObject) -> dict[str, Any]:
    """The part of a valid create request that is stored.

    The vendor keeps and echoes access codes, contacts and notes in clear. The sandbox stores only
    that they were sent: nothing under `.listwright/` may hold a secret.
    """
    kept: dict[str, Any] = {}
    for field in literals().fields["create"]:
        value = value_at(document, field.path)
        if value is None or field.type == "list":
            continue
        target = kept
        for key in field.path[:-1]:
            target = target[key]
        target[field.path[-1]] = _kept_value(field, value)
    names = [field.path[-1] for field in literals().fields["service"]]
    kept["services"] = [_service(row, names) for row in document["services"]]
    return kept


def _kept_value(field: Field, value: object) -> object:
    if field.masked:
        return literals().only("mask")["text"] if value else value
    # An object is filled by its own fields, so that unknown ones are left out.
    return {} if field.type == "object" else value


def _service(row: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    return {name: row[name] for name in names if row.get(name) is not None}
