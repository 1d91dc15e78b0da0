"""What people said was delivered: writing it down, and the newest word for each need."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from listwright.ledger.database import Row, Sql
from listwright.ledger.writing import Writing
from listwright.model.intent import Claim, Testimony
from listwright.model.names import CanonicalId, NeedKey, PropertyId, canonical_id

_NEWEST_OF_ALL = (
    "SELECT * FROM attestation"
    " WHERE id IN (SELECT max(id) FROM attestation GROUP BY property, need) ORDER BY id"
)
_NEWEST_OF_ONE = (
    "SELECT * FROM attestation WHERE property = ? AND need = ? ORDER BY id DESC LIMIT 1"
)


def record_claim(writing: Writing, claim: Claim) -> bool:
    """Write a claim down; False when the newest word for that need says the same already."""
    canonical = canonical_id(claim.property)
    newest = writing.sql.execute(_NEWEST_OF_ONE, (canonical, claim.key)).fetchone()
    if newest is not None and _testimony(newest).says(claim):
        return False
    writing.insert(
        "attestation",
        {
            "property": canonical,
            "written": claim.property,
            "need": claim.key,
            "delivered_on": claim.delivered_on.isoformat(),
            "quantity": claim.quantity,
            "evidence": claim.evidence,
            "at": writing.now,
            "actor": writing.actor,
            "run": writing.run,
        },
    )
    return True


def newest_testimonies(
    sql: Sql,
) -> Mapping[CanonicalId, tuple[PropertyId, Sequence[Testimony]]]:
    """Per property as it was written last: the newest word for each of its needs."""
    found: dict[CanonicalId, list[Testimony]] = defaultdict(list)
    names: dict[CanonicalId, PropertyId] = {}
    for row in sql.execute(_NEWEST_OF_ALL):
        found[row["property"]].append(_testimony(row))
        names[row["property"]] = PropertyId(row["written"])
    return {canonical: (names[canonical], said) for canonical, said in found.items()}


def _testimony(row: Row) -> Testimony:
    return Testimony(
        key=NeedKey(row["need"]),
        delivered_on=date.fromisoformat(row["delivered_on"]),
        quantity=row["quantity"],
        evidence=row["evidence"],
        at=datetime.fromisoformat(row["at"]),
        actor=row["actor"],
    )


def attesting_events(sql: Sql, property_id: PropertyId) -> Iterator[Mapping[str, str]]:
    """Everything that was said of a property, in the form of its history."""
    rows = sql.execute(
        "SELECT * FROM attestation WHERE property = ? ORDER BY id", (canonical_id(property_id),)
    )
    for row in rows:
        pieces = "" if row["quantity"] is None else f", {row['quantity']} pieces"
        yield {
            "at": row["at"],
            "kind": "attest",
            "order_id": "",
            "actor": row["actor"],
            "run": row["run"],
            "detail": f"{row['need']}: delivered {row['delivered_on']}{pieces}; {row['evidence']}",
        }
