"""The stored webhooks of the sandbox: what is to be posted, what was, and what came of it."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from listwright.sandbox.database import Database
from listwright.sandbox.faults import FaultKind
from listwright.sandbox.webhooks.fates import MadeJob


class JobState(Enum):
    """Where a job stands. A lost one was never posted; one given up was, too often."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given-up"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookJob:
    """One webhook of one vendor.

    `at` is when the change happened, `place` where it stands in the line, `due` when it is posted
    next: instants of the sandbox clock. `payload` is what the vendor's own log shows, `body` what
    is posted: they differ where `fate` says so. `code` and `trouble` are of the last attempt.
    """

    number: int
    vendor: str
    subject: str
    event: str
    at: datetime
    place: datetime
    due: datetime
    payload: Mapping[str, Any]
    body: str
    fate: FaultKind | None
    state: JobState
    attempts: int
    code: int | None
    trouble: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What an attempt came to: the job's next state, and when it is posted again."""

    state: JobState
    due: datetime
    code: int | None
    trouble: str | None


class JobBook:
    """All jobs of one store, in the order in which each vendor posts them."""

    def __init__(self, database: Database) -> None:
        """`database` holds the jobs."""
        self._database = database

    def add(self, made: MadeJob) -> None:
        """Store a job."""
        row = {
            "vendor": made.vendor,
            "subject": made.subject,
            "event": made.event,
            "at": instant_key(made.at),
            "payload": json.dumps(made.payload, ensure_ascii=False),
            "body": made.body,
            "fate": made.fate.value if made.fate else None,
            "place": instant_key(made.place),
            "due": instant_key(made.place),
            "state": (JobState.LOST if made.is_lost else JobState.WAITING).value,
        }
        marks = ", ".join("?" for _ in row)
        statement = f"INSERT INTO webhook_job ({', '.join(row)}) VALUES ({marks})"  # noqa: S608
        with self._database.transaction() as connection:
            connection.execute(statement, tuple(row.values()))

    def all(self) -> tuple[WebhookJob, ...]:
        """Every job, in the order in which they were made."""
        with self._database.transaction(write=False) as connection:
            rows = connection.execute("SELECT * FROM webhook_job ORDER BY number").fetchall()
        return tuple(map(_job, rows))

    def head(self, vendor: str, now: datetime) -> WebhookJob | None:
        """The job that is posted next, if it is due: one that is not holds up those behind it."""
        with self._database.transaction(write=False) as connection:
            row = _head(connection, vendor, now)
        job = None if row is None else _job(row)
        return job if job is not None and job.due <= now else None

    def take(self, job: WebhookJob, *, clock: float, until: float) -> bool:
        """Keep other processes from posting `job` before `until`; False when one is doing it.

        Both are real time, in seconds: whoever took it may have died.
        """
        with self._database.transaction() as connection:
            taken = connection.execute(
                "UPDATE webhook_job SET taken_until = ?"
                " WHERE number = ? AND state = ? AND attempts = ? AND taken_until <= ?",
                (until, job.number, JobState.WAITING.value, job.attempts, clock),
            )
            return taken.rowcount == 1

    def give_back(self, job: WebhookJob) -> None:
        """Let others post `job`: the attempt was broken off."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE webhook_job SET taken_until = 0 WHERE number = ?", (job.number,)
            )

    def settle(self, job: WebhookJob, verdict: Verdict, *, now: datetime) -> None:
        """Remember an attempt. One that ended lets those pass that were told to come after it."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE webhook_job SET state = ?, due = ?, code = ?, trouble = ?,"
                " attempts = attempts + 1, taken_until = 0 WHERE number = ?",
                (
                    verdict.state.value,
                    instant_key(verdict.due),
                    verdict.code,
                    verdict.trouble,
                    job.number,
                ),
            )
            if verdict.state is not JobState.WAITING:
                connection.execute(
                    "UPDATE webhook_job SET place = :now, due = :now"
                    " WHERE vendor = :vendor AND state = :waiting AND fate = :fate"
                    " AND number < :number AND place > :now",
                    {
                        "now": instant_key(now),
                        "vendor": job.vendor,
                        "waiting": JobState.WAITING.value,
                        "fate": FaultKind.REORDERED.value,
                        "number": job.number,
                    },
                )

    def counts(self) -> dict[JobState, int]:
        """How many jobs stand where; states without jobs count 0."""
        with self._database.transaction(write=False) as connection:
            query = "SELECT state, count(*) AS total FROM webhook_job GROUP BY state"
            rows = connection.execute(query).fetchall()
        found = {row["state"]: row["total"] for row in rows}
        return {state: found.get(state.value, 0) for state in JobState}

    def clear(self) -> None:
        """Forget all jobs."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM webhook_job")


def instant_key(instant: datetime) -> str:
    """An instant as a text that sorts by time."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def job_document(job: WebhookJob) -> dict[str, object]:
    """A job as JSON values; what is posted instead of its payload is not shown."""
    return {
        "number": job.number,
        "vendor": job.vendor,
        "subject": job.subject,
        "event": job.event,
        "at": job.at.isoformat(),
        "due": job.due.isoformat(),
        "state": job.state.value,
        "attempts": job.attempts,
        "code": job.code,
        "trouble": job.trouble,
        "fault": job.fate.value if job.fate else None,
        "payload": job.payload,
    }


def _head(connection: sqlite3.Connection, vendor: str, now: datetime) -> sqlite3.Row | None:
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM webhook_job WHERE state = ? AND vendor = ? AND place <= ?"
        " ORDER BY place, number LIMIT 1",
        (JobState.WAITING.value, vendor, instant_key(now)),
    ).fetchone()
    return row


def _job(row: sqlite3.Row) -> WebhookJob:
    return WebhookJob(
        number=row["number"],
        vendor=row["vendor"],
        subject=row["subject"],
        event=row["event"],
        at=datetime.fromisoformat(row["at"]),
        place=datetime.fromisoformat(row["place"]),
        due=datetime.fromisoformat(row["due"]),
        payload=json.loads(row["payload"]),
        body=row["body"],
        fate=FaultKind(row["fate"]) if row["fate"] else None,
        state=JobState(row["state"]),
        attempts=row["attempts"],
        code=row["code"],
        trouble=row["trouble"],
    )
