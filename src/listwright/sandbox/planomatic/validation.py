"""Everything that can be wrong with a create or cancel request, all at once, as the vendor does."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from listwright.sandbox.options import SandboxKey
from listwright.sandbox.planomatic.fields import (
    JsonObject,
    Problem,
    check_fields,
    problem_of,
    value_at,
)
from listwright.sandbox.planomatic.literals import literals
from listwright.sandbox.planomatic.services import (
    check_services,
    needs_access,
    wants_previous,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookups:
    """What the rules of a create ask the store.

    `delivered`: is this order delivered, None when unknown. `duplicate_of`: the id of the order
    that protects this property from another one now, or None.
    """

    delivered: Callable[[int], bool | None]
    duplicate_of: Callable[[JsonObject], int | None]
    name_duplicate: bool


def check_create(document: JsonObject, key: SandboxKey | None, found: Lookups) -> list[Problem]:
    """The problems of a create request; `key` is None when the API key opens no account."""
    problems = list(check_fields("create", document))
    problems += _access_problems(document)
    problems += _metadata_problems(document.get("metadata"))
    services = document.get("services")
    if isinstance(services, list):
        problems += check_services(services, found.delivered)
    if key is not None:
        problems += _billing_problems(document, key)
        problems += _duplicate_problems(document, found)
    return list(dict.fromkeys(problems))


def check_cancel(document: JsonObject) -> list[Problem]:
    """The problems of a cancel's reason and notes."""
    return list(check_fields("cancel", document))


def _access_problems(document: JsonObject) -> Iterator[Problem]:
    access = document.get("property_access")
    method = value_at(access, ("method_of_access",))
    row = literals().methods.get(method) if isinstance(method, str) else None
    if row is None or not isinstance(access, Mapping):
        return
    for name in row["requires"]:
        value = access.get(name)
        if value is None:
            yield problem_of("create", f"property_access.{name}", "missing")
        elif isinstance(value, str) and not value.strip():
            yield problem_of("create", f"property_access.{name}", "empty")
    services = document.get("services")
    # Staging of delivered photos uses `no_access_needed` even where the catalogue says otherwise.
    if not row["enters"] and needs_access(services) and not wants_previous(services):
        yield problem_of("create", "property_access.method_of_access", "needs_access")


def _metadata_problems(metadata: object) -> Iterator[Problem]:
    if not isinstance(metadata, Mapping):
        return
    limit = literals().only("metadata_limit")
    if len(metadata) > limit["entries"]:
        yield problem_of("create", "metadata", "too_many")
    texts = all(isinstance(value, str) for value in metadata.values())
    if not texts or not all(re.fullmatch(limit["key_pattern"], key) for key in metadata):
        yield problem_of("create", "metadata", "unrecognized")
    longest = max((len(value) for value in metadata.values() if isinstance(value, str)), default=0)
    if longest > limit["value_length"] or len(json.dumps(metadata)) > limit["json_length"]:
        yield problem_of("create", "metadata", "too_long")


def _billing_problems(document: JsonObject, key: SandboxKey) -> Iterator[Problem]:
    slug = document.get("billing_entity_slug")
    known = key.billing_entities
    if isinstance(slug, str) and slug.strip() and known is not None and slug not in known:
        yield problem_of("create", "billing_entity_slug", "unauthorized")


def _duplicate_problems(document: JsonObject, found: Lookups) -> Iterator[Problem]:
    existing = found.duplicate_of(document)
    if existing is None:
        return
    kind = "duplicate_named" if found.name_duplicate else "duplicate"
    yield problem_of("create", "external_property_id", kind, order_id=existing)
