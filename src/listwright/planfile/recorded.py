"""What the ledger holds, and what a refresh read -> documents."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from listwright.model.copies import LedgerCopy
from listwright.model.event import Ingested
from listwright.model.names import Address
from listwright.model.recorded import HeldHome, LedgerReport, Moved, RefreshReport, Unknown
from listwright.model.soundness import Flaw, Inspection
from listwright.planfile.document import Document, Run, filled
from listwright.planfile.rows import Row, instant, order_row


def ledger_document(report: LedgerReport, run: Run, *, address: str | None = None) -> Document:
    """The orders, doubts and holds of the ledger, or of one address."""
    orders = [
        order_row(order, cancelable=order.order_id in report.cancelable) for order in report.orders
    ]
    return filled(
        "ledger",
        run,
        {
            "address": address,
            "orders": orders,
            "unknowns": [_unknown_row(one) for one in report.unknowns],
            "holds": [_hold_row(one) for one in report.held],
            "waiting": report.waiting,
        },
    )


def history_document(events: Iterable[Mapping[str, str]], run: Run, *, address: str) -> Document:
    """What happened at one home, oldest first."""
    rows = [{**event, "at": instant(datetime.fromisoformat(event["at"]))} for event in events]
    return filled("ledger", run, {"address": address, "events": rows})


def copy_document(copy: LedgerCopy, run: Run, *, file: str, digest: str) -> Document:
    """A copy that was written to `file` or restored from it."""
    row = {
        "file": file,
        "project": copy.lineage,
        "schema_version": copy.schema_version,
        "head": copy.head,
        "head_at": instant(datetime.fromisoformat(copy.head_at)),
        "revision": copy.revision,
        "exported_at": instant(copy.exported_at),
        "rows": copy.rows,
        "orders": copy.rows_of("orders"),
        "intents": copy.rows_of("intent"),
        "digest": digest,
    }
    return filled("ledger", run, {"copied": row})


def inspection_document(found: Inspection, run: Run) -> Document:
    """What a check of the ledger found."""
    return filled(
        "ledger",
        run,
        {
            "checked": {"orders": found.orders, "intents": found.intents},
            "findings": [_flaw_row(flaw) for flaw in found.flaws],
        },
    )


def ingest_document(done: Ingested, run: Run, *, file: str) -> Document:
    """Events that were taken from `file`."""
    row = {
        "file": file,
        "new": done.new,
        "known": done.known,
        "unread": [{"line": one.line, "why": one.why} for one in done.unread],
    }
    return filled("ledger", run, {"ingested": row})


def _flaw_row(flaw: Flaw) -> Row:
    return {
        "code": flaw.code.value,
        "severity": "note" if flaw.code.is_note else "error",
        "address": flaw.address,
        "order_id": flaw.order_id or None,
        "why": flaw.why,
        "remedy": flaw.remedy,
    }


def refresh_document(report: RefreshReport, run: Run) -> Document:
    """What a refresh read."""
    orders = [
        order_row(order, cancelable=order.order_id in report.cancelable) for order in report.orders
    ]
    return filled(
        "refresh",
        run,
        {
            "reads": {
                "used": report.used,
                "budget": report.budget,
                "not_read": report.not_read,
                "oldest_relevant_age_s": report.oldest_s,
                "waiting": report.waiting,
            },
            "changed": [_moved_row(one) for one in report.moved],
            "orders": orders,
            "unknowns": [_unknown_row(one) for one in report.unknowns],
        },
    )


def _unknown_row(unknown: Unknown) -> Row:
    return {
        "address": str(unknown.address),
        "order_key": unknown.order_key,
        "sent_at": instant(unknown.sent_at),
        "outcome": unknown.outcome.value,
        "remedy": unknown.remedy,
    }


def _hold_row(held: HeldHome) -> Row:
    hold = held.hold
    return {
        "property": held.property,
        "vendor": hold.account.label,
        "needs": [str(Address(held.property, key)) for key in hold.keys],
        "since": instant(hold.since),
        "evidence": hold.evidence,
        "remedy": held.remedy,
    }


def _moved_row(moved: Moved) -> Row:
    return {
        "order_id": moved.after.order_id,
        "property": moved.after.property,
        "was": None if moved.before is None else moved.before.status,
        "now": moved.after.status,
        "other_photos": moved.has_other_photos,
    }
