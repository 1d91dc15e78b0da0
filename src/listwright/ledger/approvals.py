"""What was approved with a plan, kept when it is used, and what became of each change since."""

import json
from dataclasses import replace
from datetime import datetime

from listwright.engine.naming import generation_of
from listwright.ledger.database import Cell, Row, Sql
from listwright.ledger.rows import base_key, read_services, services_text, time_text
from listwright.ledger.writing import Writing
from listwright.model.intent import IntentState, RefusalKind
from listwright.model.names import OrderId, OrderKey, PropertyId
from listwright.model.order import Phase
from listwright.model.plan import Action, Scope
from listwright.model.saved import Approval, BegunPlan, SavedChange, Trace

_INTENTS = (
    "SELECT one.position, intent.state, intent.refusal, intent.evidence,"
    " intent.problems FROM plan_change AS one"
    " JOIN intent ON intent.base_key = one.base_key AND intent.generation >= one.generation"
    " AND intent.account = one.account"
    " WHERE one.plan_id = ? ORDER BY one.position, intent.generation"
)
_ORDERS = (
    "SELECT one.position, orders.phase, orders.managed FROM plan_change AS one"
    " JOIN orders ON orders.account = one.account AND orders.order_id = one.order_id"
    " WHERE one.plan_id = ?"
)


def keep_approval(writing: Writing, approval: Approval, *, note: str) -> bool:
    """Write the plan down as used, with all that was approved; False when it was used before."""
    added = writing.sql.execute(
        "INSERT INTO plan_used (plan_id, digest, at, run, actor, note, made_at, scope)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (
            approval.plan_id,
            approval.digest,
            writing.now,
            writing.run,
            writing.actor,
            note,
            time_text(approval.made_at),
            _scope_text(approval.scope),
        ),
    )
    if added.rowcount != 1:
        return False
    for position, change in enumerate(approval.changes):
        writing.insert("plan_change", _cells(approval.plan_id, position, change))
    return True


def begun_plan(sql: Sql, plan_id: str) -> BegunPlan | None:
    """A used plan as it was approved, and how far it has come; None where nothing was kept."""
    row = sql.execute("SELECT * FROM plan_used WHERE plan_id = ?", (plan_id,)).fetchone()
    if row is None or row["scope"] is None:
        return None
    changes = sql.execute(
        "SELECT * FROM plan_change WHERE plan_id = ? ORDER BY position", (plan_id,)
    )
    approval = Approval(
        plan_id=plan_id,
        digest=row["digest"],
        made_at=datetime.fromisoformat(row["made_at"]),
        scope=_read_scope(row["scope"]),
        changes=tuple(_read_change(change) for change in changes),
    )
    return BegunPlan(approval=approval, traces=_traces(sql, plan_id))


def _traces(sql: Sql, plan_id: str) -> dict[int, Trace]:
    found: dict[int, Trace] = {}
    for position, state, refusal, evidence, problems in sql.execute(_INTENTS, (plan_id,)):
        before = found.get(position, Trace())
        complaints = "; ".join(f"{attr} {text}" for attr, text, _ in json.loads(problems))
        found[position] = Trace(
            states=(*before.states, IntentState(state)),
            refusal=RefusalKind(refusal) if refusal else None,
            evidence=complaints or evidence,
        )
    for position, phase, managed in sql.execute(_ORDERS, (plan_id,)):
        before = found.get(position, Trace())
        found[position] = replace(before, phase=Phase(phase), managed=managed == 1)
    return found


def _cells(plan_id: str, position: int, change: SavedChange) -> dict[str, Cell]:
    name = change.order_key if change.action.creates else None
    return {
        "plan_id": plan_id,
        "position": position,
        "digest": change.digest,
        "action": "+".join(change.action.value),
        "reason": change.reason,
        "account": change.account,
        "property": change.property,
        "needs": json.dumps(change.needs),
        "services": services_text(change.services),
        "billing_entity": change.billing_entity,
        "order_id": change.order_id,
        "order_key": change.order_key,
        "base_key": None if name is None else base_key(name),
        "generation": None if name is None else generation_of(name),
        "request_digest": change.request_digest,
    }


def _read_change(row: Row) -> SavedChange:
    return SavedChange(
        action=Action(tuple(row["action"].split("+"))),
        reason=row["reason"],
        account=row["account"],
        property=PropertyId(row["property"]),
        needs=tuple(json.loads(row["needs"])),
        services=read_services(row["services"]),
        billing_entity=row["billing_entity"],
        order_id=None if row["order_id"] is None else OrderId(row["order_id"]),
        order_key=None if row["order_key"] is None else OrderKey(row["order_key"]),
        request_digest=row["request_digest"],
        digest=row["digest"],
    )


def _scope_text(scope: Scope) -> str:
    return json.dumps(
        {
            "partial": scope.partial,
            "select": scope.select,
            "target": scope.target,
            "exclude": scope.exclude,
            "replace": scope.replace,
            "only": scope.only,
            "commit": scope.commit,
        }
    )


def _read_scope(text: str) -> Scope:
    raw = json.loads(text)
    return Scope(
        partial=raw["partial"],
        select=tuple(raw["select"]),
        target=tuple(raw["target"]),
        exclude=tuple(raw["exclude"]),
        replace=tuple(raw["replace"]),
        only=raw["only"],
        commit=raw["commit"],
    )
