"""Attempts: committed before the first byte leaves, closed with whatever came back."""

from dataclasses import replace

from listwright.engine.fold import Sent, advance_cancel, advance_create, fold_attempts
from listwright.errors import InternalError
from listwright.ledger.database import Row
from listwright.ledger.intents import (
    begin_attempt,
    begin_intent,
    follow_orders,
    intent_row,
    move_intent,
    supersede_delivered,
)
from listwright.ledger.orders import (
    find_intent,
    keep_handles,
    keep_order,
    note_reading,
    order_handles,
    order_row,
    sent_lines,
)
from listwright.ledger.pictures import inherit_upload
from listwright.ledger.rows import json_text, problems_text, read_account
from listwright.ledger.writing import Writing
from listwright.model.account import Account
from listwright.model.intent import (
    Answer,
    AttemptKind,
    AttemptOutcome,
    AttemptRef,
    Draft,
    IntentService,
    IntentState,
    RefusalKind,
)
from listwright.model.names import OrderId, PropertyId
from listwright.model.order import Order, Origin, Phase
from listwright.ports import StaleDecisionError

_NOTES = {
    AttemptOutcome.CREATED: "created",
    AttemptOutcome.ACCEPTED: "cancel_accepted",
    AttemptOutcome.REFUSED: "refused",
    AttemptOutcome.DUP: "dup",
    AttemptOutcome.NOID: "noid",
    AttemptOutcome.UNKNOWN: "unknown",
}


def open_create(writing: Writing, draft: Draft, *, revision: int, epoch: int) -> AttemptRef:
    """Commit an intent and its first attempt, or raise StaleDecisionError."""
    writing.require_epoch(epoch)
    writing.require_fresh(draft.account.id, draft.canonical, revision)
    supersede_delivered(writing, draft)
    intent_id = begin_intent(writing, draft, origin=Origin.CREATED, epoch=epoch)
    inherit_upload(writing, intent_id)
    number = begin_attempt(writing, intent_id, AttemptKind.CREATE, epoch=epoch)
    writing.sql.execute(
        "UPDATE meta SET first_applied_at = coalesce(first_applied_at, ?)", (writing.now,)
    )
    services = ", ".join(f"{one.address.key} {_words(draft, one)}" for one in draft.services)
    row = intent_row(writing.sql, intent_id)
    writing.note("intent", row, detail=f"{draft.order_key}: {services}", intent=intent_id)
    return AttemptRef(intent_id, number)


def _words(draft: Draft, line: IntentService) -> str:
    """What is bought, as the history tells it."""
    if draft.task is None:
        return f"{line.slug} x{line.quantity}"
    return draft.task.words


def open_cancel(
    writing: Writing, account: Account, order_id: OrderId, *, revision: int, epoch: int
) -> AttemptRef:
    """Commit that a cancel is about to be sent, or raise StaleDecisionError."""
    writing.require_epoch(epoch)
    row = order_row(writing.sql, account.id, order_id)
    if row is None or not row["managed"] or row["intent"] is None:
        raise StaleDecisionError(f"order {order_id} is not under management")
    writing.require_fresh(account.id, row["property"], revision)
    intent_id = int(row["intent"])
    intent = intent_row(writing.sql, intent_id)
    if intent["state"] != IntentState.LIVE.value or row["phase"] in {"delivered", "canceled"}:
        raise StaleDecisionError(
            f"order {order_id} is {row['phase']}, its intent {intent['state']}"
        )
    move_intent(writing, intent_id, IntentState.CANCELLING)
    number = begin_attempt(writing, intent_id, AttemptKind.CANCEL, epoch=epoch, order_id=order_id)
    writing.note("cancel_sent", intent, order_id=order_id, intent=intent_id)
    return AttemptRef(intent_id, number)


def close_attempt(writing: Writing, ref: AttemptRef, answer: Answer) -> None:
    """Record an answer. A late one changes no closed attempt, but its ids are kept all the same."""
    if answer.outcome is AttemptOutcome.OPEN:
        raise InternalError("An attempt cannot end as open.")
    attempt = writing.sql.execute(
        "SELECT * FROM attempt WHERE intent = ? AND number = ?", (ref.intent_id, ref.number)
    ).fetchone()
    if attempt is None:
        raise InternalError(f"The ledger has no attempt {ref.intent_id}/{ref.number}.")
    intent = intent_row(writing.sql, ref.intent_id)
    kind = AttemptKind(attempt["kind"])
    if kind is not AttemptKind.CANCEL:
        answer = _without_taken_id(writing, intent, answer)
    late = not _close_row(writing, ref, answer)
    detail = f"late: {answer.evidence}" if late else answer.evidence
    if kind is AttemptKind.CANCEL:
        _after_cancel(writing, intent, answer, late=late)
        order_id = attempt["order_id"] or ""
    else:
        _after_create(writing, intent, answer, kind=kind, late=late)
        order_id = _handles_of(answer).get("order_id", "")
    writing.note(
        _NOTES[answer.outcome], intent, order_id=order_id, detail=detail, intent=ref.intent_id
    )
    writing.stamp_intent(intent)


def _without_taken_id(writing: Writing, intent: Row, answer: Answer) -> Answer:
    """An answer to a create that names an order of another intent or home: which is ours is open.

    The vendor gives out ids again, or mixes orders up. The id is kept as evidence, never as ours.
    """
    handles = _handles_of(answer)
    row = order_row(writing.sql, intent["account"], handles.get("order_id", ""))
    if row is None:
        return answer
    at_home = row["property"] == intent["property"]
    if at_home and row["intent"] in {None, intent["id"]}:
        return answer
    evidence = (
        f"{answer.evidence}; the vendor names order {row['order_id']}, which this ledger knows as "
        f"an earlier order of {row['written']}"
    )
    kind = "duplicate_alarm" if at_home else "id_conflict"
    writing.note(kind, intent, order_id=row["order_id"], detail=evidence, intent=intent["id"])
    taken = {f"taken_{kind}": value for kind, value in handles.items()}
    return replace(
        answer, outcome=AttemptOutcome.NOID, evidence=evidence, order=None, handles=taken
    )


def _close_row(writing: Writing, ref: AttemptRef, answer: Answer) -> bool:
    """Compare-and-set; False when somebody closed the attempt before."""
    changed = writing.sql.execute(
        "UPDATE attempt SET outcome = ?, closed_at = ?, status = ?, refusal = ?, evidence = ?"
        " WHERE intent = ? AND number = ? AND outcome = 'open'",
        (
            answer.outcome.value,
            writing.now,
            answer.status,
            answer.refusal.value if answer.refusal else None,
            answer.evidence,
            ref.intent_id,
            ref.number,
        ),
    ).rowcount
    return changed == 1


def _after_cancel(writing: Writing, intent: Row, answer: Answer, *, late: bool) -> None:
    if not late:
        current = IntentState(intent["state"])
        move_intent(writing, intent["id"], advance_cancel(current, answer.outcome))
    if answer.order is not None:
        owner = find_intent(writing.sql, answer.order)
        note_reading(writing, keep_order(writing, answer.order, owner), owner)
        follow_orders(writing, intent["id"])


def _after_create(
    writing: Writing, intent: Row, answer: Answer, *, kind: AttemptKind, late: bool
) -> None:
    handles = _handles_of(answer)
    keep_handles(writing, intent, handles)
    if "order_id" in handles:
        keep_order(writing, _answered_order(writing, intent, answer), intent)
    if kind is AttemptKind.PROBE:
        _keep_second_word(writing, intent, answer)
    else:
        _keep_refusal(writing, intent, answer)
    if kind is AttemptKind.CREATE and not late and answer.outcome is AttemptOutcome.DUP:
        _hold_property(writing, intent, answer)
    current = IntentState(intent["state"])
    move_intent(writing, intent["id"], advance_create(current, _folded(writing, intent)))
    follow_orders(writing, intent["id"])


def _folded(writing: Writing, intent: Row) -> IntentState:
    attempts = writing.sql.execute(
        "SELECT kind, outcome FROM attempt WHERE intent = ?", (intent["id"],)
    )
    sent = [Sent(AttemptKind(row["kind"]), AttemptOutcome(row["outcome"])) for row in attempts]
    kinds = {
        row["kind"]
        for row in writing.sql.execute(
            "SELECT kind FROM order_handle WHERE intent = ?", (intent["id"],)
        )
    }
    return fold_attempts(
        sent,
        has_order_id="order_id" in kinds,
        has_handle=bool(kinds),
        alive=intent["state"] == IntentState.SENDING.value,
    )


def _handles_of(answer: Answer) -> dict[str, str]:
    """Every id in the answer; what the order itself says comes first.

    A duplicate's id names the order that stands in our way, so it is never ours to keep.
    """
    if answer.outcome is AttemptOutcome.DUP:
        return {}
    carried = order_handles(answer.order) if answer.order else {}
    listed = {kind: value for kind, value in (answer.handles or {}).items() if value}
    return {**listed, **carried}


def _answered_order(writing: Writing, intent: Row, answer: Answer) -> Order:
    """The order as the answer told it, or what our own request says about it.

    Its creation is now unless the vendor said when: the duplicate window must not lose its start.
    """
    if answer.order is not None:
        return replace(
            answer.order,
            created=answer.order.created or writing.at,
            read_at=answer.order.read_at or writing.at,
        )
    handles = _handles_of(answer)
    return Order(
        account=read_account(intent["account"]),
        order_id=OrderId(handles["order_id"]),
        property=PropertyId(intent["written"]),
        services=sent_lines(writing.sql, intent["id"]),
        status="",
        phase=Phase.OPEN,
        request_id=handles.get("request_id"),
        legacy_order_id=handles.get("legacy_order_id"),
        created=writing.at,
    )


def _keep_refusal(writing: Writing, intent: Row, answer: Answer) -> None:
    """Keep the vendor's words; a refusal of unknown kind marks the need, which is the safe side."""
    if answer.outcome not in {AttemptOutcome.REFUSED, AttemptOutcome.DUP}:
        writing.sql.execute(
            "UPDATE intent SET evidence = ? WHERE id = ?", (answer.evidence, intent["id"])
        )
        return
    duplicate = answer.outcome is AttemptOutcome.DUP
    assumed = RefusalKind.DUPLICATE if duplicate else RefusalKind.VALIDATION
    writing.sql.execute(
        "UPDATE intent SET refusal = ?, refused_at = ?, problems = ?, evidence = ? WHERE id = ?",
        (
            (answer.refusal or assumed).value,
            writing.now,
            problems_text(answer.problems),
            answer.evidence,
            intent["id"],
        ),
    )


def _keep_second_word(writing: Writing, intent: Row, answer: Answer) -> None:
    """Put the answer to a second request beside that to the first, which it does not speak for."""
    known = f"{intent['evidence']}; " if intent["evidence"] else ""
    writing.sql.execute(
        "UPDATE intent SET evidence = ? WHERE id = ?",
        (f"{known}sent once more: {answer.evidence}", intent["id"]),
    )


def _hold_property(writing: Writing, intent: Row, answer: Answer) -> None:
    """The vendor knows an order that we do not: nothing more for this home until it is settled."""
    keys = writing.sql.execute(
        "SELECT need_key FROM need WHERE intent = ? ORDER BY position", (intent["id"],)
    )
    named = (answer.handles or {}).get("order_id")
    evidence = f"{answer.evidence}; the vendor names order {named}" if named else answer.evidence
    writing.insert(
        "hold",
        {
            "account": intent["account"],
            "property": intent["property"],
            "since": writing.now,
            "evidence": evidence,
            "keys": json_text([row["need_key"] for row in keys]),
            "revision": writing.revision,
        },
    )
    writing.note("hold", intent, detail=evidence, intent=intent["id"])
