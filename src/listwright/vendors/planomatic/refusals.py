"""What a request was rejected for: sheet 3, read loosely because its literals are uncertain."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from listwright.http.redaction import without_secrets
from listwright.model.catalog import Catalog
from listwright.model.intent import Problem, RefusalKind
from listwright.model.need import OrderLine, OrderSpec
from listwright.vendors.planomatic.attrs import names_source, plain_attr, service_index
from listwright.vendors.planomatic.texts import one_line
from listwright.vendors.planomatic.wire import WireOrder

_ABSENT = frozenset({"missing", "empty"})
_FOREIGN_ENTITY = frozenset({"unauthorized", "unrecognized"})
"""The table of the page says the one, its sample the other (sheet 3.1)."""

_CATALOG_ATTRS = frozenset({"services.slug", "services.quantity"})
_DUPLICATE_WORD = "duplicate"
_LONGEST_ATTR = 100
_LONGEST_MESSAGE = 300
_MOST_PROBLEMS = 50


def problems_in(document: object, secrets: Iterable[str]) -> tuple[Problem, ...]:
    """Every complaint in the body, made printable and without what we sent in confidence."""
    hidden = tuple(secrets)
    return tuple(
        Problem(
            attr=one_line(without_secrets(attr, hidden), _LONGEST_ATTR),
            message=one_line(without_secrets(message, hidden), _LONGEST_MESSAGE),
        )
        for attr, message in list(_complaints(document))[:_MOST_PROBLEMS]
    )


def _complaints(document: object) -> Iterator[tuple[str, str]]:
    """The documented list of {attr, message}; else V2's mapping; else a lone `message`."""
    if not isinstance(document, dict):
        return
    errors = document.get("errors")
    if isinstance(errors, dict):
        yield from ((str(name), _words(message)) for name, message in errors.items())
    elif isinstance(errors, list):
        for item in errors:
            if isinstance(item, dict):
                yield _words(item.get("attr")), _words(item.get("message"))
            else:
                yield "", _words(item)
    elif "message" in document:
        yield "", _words(document["message"])


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_words(item) for item in value)
    return value if isinstance(value, str) else ""


def status_word(document: object) -> str:
    """The body's `status`: `validation-error`, `rate-limit-exceeded`, `application-crash`."""
    word = document.get("status") if isinstance(document, dict) else None
    return word.strip().lower() if isinstance(word, str) else ""


def is_refusal(document: object) -> bool:
    """Whether the body is the vendor's own envelope, and not some gateway's error page."""
    if not isinstance(document, dict):
        return False
    return "errors" in document or "code" in document or bool(status_word(document))


def key_is_refused(problems: Iterable[Problem]) -> bool:
    """Whether the vendor does not accept the API key."""
    return any(plain_attr(problem.attr) == "api_key" for problem in problems)


def is_duplicate(problems: Iterable[Problem], status: str) -> bool:
    """Duplicate protection: its literals are undocumented, so this is the rule of sheet 3.3.

    It protects homes: what is said of the order that staging works on is never it.
    """
    return _DUPLICATE_WORD in status or any(
        _DUPLICATE_WORD in problem.message.lower()
        or (
            plain_attr(problem.attr) == "external_property_id"
            and problem.message.strip().lower() not in _ABSENT
        )
        for problem in problems
        if not names_source(problem.attr)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A create that was read and not carried out."""

    kind: RefusalKind
    problems: tuple[Problem, ...]
    handles: Mapping[str, str]
    """Ids of the order a duplicate refusal speaks of; never of ours."""


def read_refusal(
    document: object, spec: OrderSpec, catalog: Catalog, *, secrets: Iterable[str]
) -> Refused:
    """Why a create was refused; with several complaints the widest decides."""
    problems = problems_in(document, secrets)
    kind = _kind_of(problems, spec, catalog, status=status_word(document))
    handles = _named_orders(document) if kind is RefusalKind.DUPLICATE else {}
    return Refused(kind=kind, problems=problems, handles=handles)


def _kind_of(
    problems: tuple[Problem, ...], spec: OrderSpec, catalog: Catalog, *, status: str
) -> RefusalKind:
    if key_is_refused(problems):
        return RefusalKind.AUTH
    if is_duplicate(problems, status):
        return RefusalKind.DUPLICATE
    if any(_is_foreign_entity(problem) for problem in problems):
        return RefusalKind.ENTITY
    if problems and all(_contradicts(problem, spec, catalog) for problem in problems):
        return RefusalKind.CATALOG
    return RefusalKind.VALIDATION


def _is_foreign_entity(problem: Problem) -> bool:
    return (
        plain_attr(problem.attr) == "billing_entity_slug"
        and problem.message.strip().lower() in _FOREIGN_ENTITY
    )


def _contradicts(problem: Problem, spec: OrderSpec, catalog: Catalog) -> bool:
    """Whether the vendor refuses a slug or quantity that our catalog allows."""
    if plain_attr(problem.attr) not in _CATALOG_ATTRS:
        return False
    if problem.message.strip().lower() in _ABSENT:
        return False
    index = service_index(problem.attr)
    lines = spec.lines if index is None else spec.lines[index : index + 1]
    return all(_is_offered(line, catalog) for line in lines)


def _is_offered(line: OrderLine, catalog: Catalog) -> bool:
    offer = catalog.offer(line.slug)
    return offer is not None and (offer.quantities is None or line.quantity in offer.quantities)


def _named_orders(document: object) -> dict[str, str]:
    """Ids beside a duplicate complaint. Whether there ever are any is undocumented (sheet 3.3)."""
    assert isinstance(document, dict), "a duplicate was recognised by a field of it"
    places: list[object] = [document, document.get("data"), document.get("order")]
    errors = document.get("errors")
    places += errors if isinstance(errors, list) else []
    found: dict[str, str] = {}
    for place in places:
        if isinstance(place, dict):
            existing = place.get("existing_order_id", place.get("order_id"))
            found = WireOrder.model_validate({**place, "order_id": existing}).ids | found
    return found
