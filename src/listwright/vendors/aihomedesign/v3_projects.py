"""The project of a home: v3 keeps orders in projects, which are found by their address text.

A project costs nothing, and no page speaks of external ids or of a way to delete one (sheet 4.1),
so the text names the home: its id first, then street and city for people.
"""

from listwright.http.answers import Answered, Exchange, NotSent
from listwright.model.intent import Answer, RefusalKind
from listwright.model.names import CanonicalId
from listwright.model.need import OrderSpec
from listwright.vendors.aihomedesign.answers import refused, settled
from listwright.vendors.aihomedesign.client import Client
from listwright.vendors.aihomedesign.records import Record, record_of, records_of

_PROJECT = "v3/project"
_LONGEST_LIST = "30"


def address_text(spec: OrderSpec) -> str:
    """`DEN-001 - 123 Fake St, Denver`: what the project of a home is called."""
    where = spec.dwelling.location
    place = ", ".join(part.strip() for part in (where.street, where.city) if part.strip())
    return f"{spec.property} - {place}" if place else str(spec.property)


class Projects:
    """Finds or makes the project of a home, once in a run.

    At most by three requests: a search, a create, and the search again when nobody knows what the
    create did.
    """

    def __init__(self, client: Client) -> None:
        """`client` belongs to the adapter."""
        self._client = client
        self._known: dict[CanonicalId, str] = {}

    def of(self, spec: OrderSpec) -> str | Answer:
        """Its id, or why there is none: then nothing was uploaded."""
        known = self._known.get(spec.canonical)
        if known is not None:
            return known
        found = self._search(spec) or self._create(spec)
        if isinstance(found, str):
            self._known[spec.canonical] = found
        return found

    def _search(self, spec: OrderSpec) -> str | Answer | None:
        text = address_text(spec)
        query = {"page": "1", "limit": _LONGEST_LIST, "s": text}
        answered = self._settle(self._client.get(_PROJECT, query))
        if isinstance(answered, Answer):
            return answered
        projects = _listed(answered.document)
        if projects is None:
            return _unusable(answered, "it is no list of projects")
        for project in projects:
            shown, project_id = project.text("address"), project.id("id", "project_id")
            if project_id is not None and shown is not None and _same(shown, text):
                return project_id
        return None

    def _create(self, spec: OrderSpec) -> str | Answer:
        exchange = self._client.post(_PROJECT, {"address": address_text(spec)})
        answered = self._settle(exchange)
        if isinstance(answered, Answered):
            record = record_of(answered.document)
            project_id = record.id("id", "project_id") if record is not None else None
            if project_id is not None:
                return project_id
            doubt = _unusable(answered, "there is no project id in it")
        elif answered.refusal is RefusalKind.UNREACHABLE and _may_exist(exchange):
            doubt = answered
        else:
            return answered
        return self._search(spec) or doubt

    def _settle(self, exchange: Exchange) -> Answer | Answered:
        """Nothing that is done here buys or uploads, so doubt is no more than a failed try."""
        answered = settled(exchange, self._client.secrets, names_ids=False)
        if isinstance(answered, Answer) and answered.refusal is None:
            why = f"the project of the home could not be looked up or made: {answered.evidence}"
            return refused(RefusalKind.UNREACHABLE, why, status=answered.status)
        return answered


_LISTS = ("projects", "items", "results")
"""Where a list may stand in an object; the sample of the page was not to be seen (sheet 0)."""


def _listed(document: object) -> tuple[Record, ...] | None:
    found = records_of(document)
    record = record_of(document) if found is None else None
    if record is None:
        return found
    lists = (record.records(name) for name in _LISTS)
    return next((one for one in lists if one is not None), None)


def _may_exist(exchange: Exchange) -> bool:
    """Whether a create may have arrived although nothing says so."""
    return not isinstance(exchange, NotSent)


def _unusable(answered: Answered, why: str) -> Answer:
    detail = answered.unreadable or why
    return refused(
        RefusalKind.UNREACHABLE,
        f"the vendor's answer about the project of the home cannot be used: {detail}",
        status=answered.status,
    )


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
