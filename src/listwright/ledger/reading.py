"""Single things out of the ledger, and the intents that need somebody's attention."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter

from listwright.engine.fold import is_unpaid
from listwright.ledger.attesting import attesting_events
from listwright.ledger.database import Row, Sql
from listwright.ledger.intents import doubt_of
from listwright.ledger.rows import read_intent, time_text
from listwright.model.intent import Intent, IntentState
from listwright.model.names import AccountId, CanonicalId, OrderId, PropertyId, canonical_id
from listwright.model.review import Applied

INTENT = (
    "SELECT intent.*,"
    " (SELECT max(epoch) FROM attempt WHERE attempt.intent = intent.id AND outcome = 'open')"
    "   AS open_epoch,"
    " (SELECT max(value) FROM order_handle WHERE order_handle.intent = intent.id"
    "   AND kind = 'request_id') AS request_id,"
    " (SELECT group_concat(kind || ' ' || committed_at, ',') FROM attempt"
    "   WHERE attempt.intent = intent.id AND kind <> 'cancel') AS requests"
    " FROM intent"
)
"""Intents with all that `read_intent` wants."""

MARKING = "('validation', 'catalog', 'duplicate')"
"""`RefusalKind.marks_need` in SQL; a test compares them."""

_REFUSED_NEEDS = (
    "SELECT need.intent, need.position FROM need JOIN intent ON intent.id = need.intent"  # noqa: S608 - own text
    f" WHERE intent.state = 'refused' AND intent.refusal IN {MARKING} AND NOT EXISTS ("
    "   SELECT 1 FROM need AS later JOIN intent AS newer ON newer.id = later.intent"
    "   WHERE later.account = need.account AND later.property = need.property"
    "   AND later.service_key = need.service_key AND later.turn = need.turn"
    "   AND later.intent > need.intent"
    f"  AND NOT (newer.state = 'refused' AND newer.refusal NOT IN {MARKING}))"
    " ORDER BY need.intent, need.position"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Liveness:
    """Who runs now: the ledger's epoch, and whether that epoch's runner still holds the lock."""

    epoch: int
    held: Callable[[], bool]

    def state_of(self, row: Row) -> IntentState:
        """What the row reads as; only the next runner writes that down."""
        state, open_epoch = IntentState(row["state"]), row["open_epoch"]
        doubt = doubt_of(state)
        if doubt is state or open_epoch is None:
            return state
        if open_epoch == self.epoch and self.held():
            return state
        unpaid = is_unpaid(has_task=row["task"] is not None, committed=row["commit_at"] is not None)
        return IntentState.REFUSED if unpaid else doubt


def liveness(sql: Sql, held: Callable[[], bool]) -> Liveness:
    """Who runs now, as this transaction sees it."""
    return Liveness(epoch=sql.execute("SELECT epoch FROM meta").fetchone()["epoch"], held=held)


def one_intent(
    sql: Sql, condition: str, cells: Sequence[str | int], *, alive: Liveness
) -> Intent | None:
    """The intent that `condition` picks, with all its needs."""
    row = sql.execute(f"{INTENT} WHERE {condition}", cells).fetchone()
    if row is None:
        return None
    needs = sql.execute("SELECT * FROM need WHERE intent = ? ORDER BY position", (row["id"],))
    return read_intent(row, needs.fetchall(), alive.state_of(row))


def speaking_intents(sql: Sql, alive: Liveness) -> Mapping[CanonicalId, Sequence[Intent]]:
    """Per property, the intents that no order speaks for.

    Unsettled and half-cancelled ones, and refused ones that still mark a need: those of their needs
    that something newer spoke for are `answered`.
    """
    unsettled = sql.execute(
        f"{INTENT} WHERE state IN"
        " ('sending', 'in_doubt', 'exists_noid', 'cancelling', 'cancel_in_doubt') ORDER BY id"
    ).fetchall()
    found: dict[CanonicalId, list[Intent]] = defaultdict(list)
    for row in unsettled:
        needs = sql.execute("SELECT * FROM need WHERE intent = ? ORDER BY position", (row["id"],))
        intent = read_intent(row, needs.fetchall(), alive.state_of(row))
        if intent.state is not IntentState.REFUSED:
            found[row["property"]].append(intent)
    marked: dict[int, set[int]] = defaultdict(set)
    for need in sql.execute(_REFUSED_NEEDS):
        marked[need["intent"]].add(need["position"])
    for intent_id, left in marked.items():
        row = sql.execute(f"{INTENT} WHERE id = ?", (intent_id,)).fetchone()
        needs = sql.execute("SELECT * FROM need WHERE intent = ? ORDER BY position", (intent_id,))
        intent = read_intent(row, needs.fetchall(), IntentState.REFUSED)
        found[row["property"]].append(_answered_but(intent, left))
    return found


def _answered_but(intent: Intent, left: set[int]) -> Intent:
    """The intent with every need but those at the positions `left` marked as answered.

    The others stay in it: the vendor's complaints count the lines of the order as it was sent.
    """
    services = tuple(
        replace(line, answered=position not in left)
        for position, line in enumerate(intent.services)
    )
    return replace(intent, services=services)


def payers(sql: Sql, since: datetime) -> Mapping[tuple[AccountId, OrderId], str]:
    """Who was to pay for each order created since then that an intent of ours made."""
    rows = sql.execute(
        "SELECT orders.account, orders.order_id, intent.billing_entity"
        " FROM orders JOIN intent ON intent.id = orders.intent"
        " WHERE orders.created >= ? AND intent.billing_entity <> ''",
        (time_text(since),),
    )
    return {(row["account"], row["order_id"]): row["billing_entity"] for row in rows}


def plan_used(sql: Sql, plan_id: str) -> datetime | None:
    """When a plan was applied."""
    row = sql.execute("SELECT at FROM plan_used WHERE plan_id = ?", (plan_id,)).fetchone()
    return None if row is None else datetime.fromisoformat(row["at"])


def applied(sql: Sql, most: int) -> tuple[Applied, ...]:
    """The newest applies; of one by an older listwright nobody knows how many changes it held."""
    rows = sql.execute(
        "SELECT plan_used.*, (SELECT count(*) FROM plan_change AS one"
        " WHERE one.plan_id = plan_used.plan_id) AS changes"
        " FROM plan_used ORDER BY at DESC, plan_id DESC LIMIT ?",
        (most,),
    )
    return tuple(
        Applied(
            at=datetime.fromisoformat(row["at"]),
            plan_id=row["plan_id"],
            digest=row["digest"],
            actor=row["actor"],
            run=row["run"],
            note=row["note"],
            changes=row["changes"],
        )
        for row in rows
    )


def history(sql: Sql, property_id: PropertyId) -> Iterable[Mapping[str, str]]:
    """The events of a property over all accounts, and what people said of it, oldest first."""
    rows = sql.execute(
        "SELECT at, kind, order_id, actor, run, detail FROM event WHERE property = ? ORDER BY id",
        (canonical_id(property_id),),
    )
    said = list(attesting_events(sql, property_id))
    events = (dict(row) for row in rows)
    # Stable, and only where it must be: events of one instant stay as they were written.
    return sorted([*events, *said], key=itemgetter("at")) if said else events
