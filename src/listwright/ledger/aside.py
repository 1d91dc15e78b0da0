"""The emergency file: where an answer goes that the ledger cannot take, until it can.

The ledger's disk may be full, or gone, at the very moment when a vendor gives an order id. The
answer is then appended to the first place that takes it, and the next command that opens the ledger
for writing takes it in. A line is checked before it is believed, and belongs to an attempt that
the ledger itself recorded before the request left.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from listwright.ledger.database import Sql
from listwright.ledger.journal import close_attempt
from listwright.ledger.orders import order_handles
from listwright.ledger.rows import problems_text, read_problems
from listwright.ledger.writing import Writing
from listwright.model.intent import Answer, AttemptOutcome, AttemptRef, RefusalKind

_FORM = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrecorded:
    """An answer whose attempt is open in the ledger: `account` and `order_key` name its intent."""

    account: str
    order_key: str
    number: int
    answer: Answer

    def to_line(self) -> str:
        """One line of JSON behind its checksum. An order is kept as its ids."""
        answer = self.answer
        text = json.dumps(
            {
                "form": _FORM,
                "account": self.account,
                "order_key": self.order_key,
                "number": self.number,
                "outcome": answer.outcome.value,
                "status": answer.status,
                "refusal": answer.refusal.value if answer.refusal else None,
                "problems": json.loads(problems_text(answer.problems)),
                "evidence": answer.evidence,
                "handles": _ids(answer),
            }
        )
        return f"{_sum(text)} {text}\n"

    @classmethod
    def from_line(cls, line: str) -> "Unrecorded | None":
        """What the line says; None for one that was cut short or is of another form."""
        check, _, text = line.strip().partition(" ")
        if not text or check != _sum(text):
            return None
        said: dict[str, Any] = json.loads(text)
        if said["form"] != _FORM:
            return None
        answer = Answer(
            outcome=AttemptOutcome(said["outcome"]),
            evidence=said["evidence"],
            status=said["status"],
            refusal=RefusalKind(said["refusal"]) if said["refusal"] else None,
            problems=read_problems(json.dumps(said["problems"])),
            handles=said["handles"],
        )
        return cls(
            account=said["account"],
            order_key=said["order_key"],
            number=said["number"],
            answer=answer,
        )


def keep_aside(places: tuple[Path, ...], unrecorded: Unrecorded) -> Path | None:
    """Append the answer to the first of `places` that takes it; gives that, or None."""
    for place in places:
        with suppress(OSError):
            _append(place, unrecorded.to_line().encode())
            return place
    return None


def _append(place: Path, line: bytes) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _is_ours(place.parent):
        raise PermissionError
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(place, flags, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        # A line that was cut short by a full disk must not swallow this one.
        if os.write(descriptor, b"\n" + line) != len(line) + 1:
            raise OSError
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def waiting(places: tuple[Path, ...]) -> tuple[Path, ...]:
    """The places where something waits; what somebody else put there is none of ours."""
    files = (place for place in places if not place.is_symlink() and place.is_file())
    return tuple(place for place in files if _is_ours(place))


def _is_ours(path: Path) -> bool:
    """Whether nobody but this user, or root, can have put it there."""
    return path.stat().st_uid in {0, os.geteuid()}


def read_aside(place: Path) -> Iterator[Unrecorded]:
    """The answers that wait at `place`."""
    with suppress(FileNotFoundError):
        for line in place.read_text(encoding="utf-8", errors="replace").splitlines():
            found = Unrecorded.from_line(line)
            if found is not None:
                yield found


def take_in(writing: Writing, place: Path) -> bool:
    """Write the answers at `place` to the attempts they belong to; False when one has none here.

    What the ledger knows already is not written again, so a place may be read twice.
    """
    whole = True
    for unrecorded in read_aside(place):
        ref = _attempt_of(writing.sql, unrecorded)
        if ref is None:
            whole = False
        elif not _is_known(writing.sql, ref, unrecorded.answer):
            close_attempt(writing, ref, unrecorded.answer)
    return whole


def put_away(place: Path, run: str) -> None:
    """Give a place that was taken in another name; nothing is deleted."""
    with suppress(OSError):
        place.rename(f"{place}.taken-{run}")


def _attempt_of(sql: Sql, unrecorded: Unrecorded) -> AttemptRef | None:
    row = sql.execute(
        "SELECT intent.id FROM intent JOIN attempt ON attempt.intent = intent.id"
        " WHERE account = ? AND order_key = ? AND number = ?",
        (unrecorded.account, unrecorded.order_key, unrecorded.number),
    ).fetchone()
    return None if row is None else AttemptRef(row["id"], unrecorded.number)


def _is_known(sql: Sql, ref: AttemptRef, answer: Answer) -> bool:
    """Whether the attempt is closed and every id of the answer stands in the ledger."""
    attempt = sql.execute(
        "SELECT outcome FROM attempt WHERE intent = ? AND number = ?", (ref.intent_id, ref.number)
    ).fetchone()
    known = {
        (row["kind"], row["value"])
        for row in sql.execute(
            "SELECT kind, value FROM order_handle WHERE intent = ?", (ref.intent_id,)
        )
    }
    # A duplicate's id is that of the order in our way, which the ledger keeps as words only.
    ours = {} if answer.outcome is AttemptOutcome.DUP else _ids(answer)
    return attempt["outcome"] != "open" and known >= set(ours.items())


def _ids(answer: Answer) -> dict[str, str]:
    carried = order_handles(answer.order) if answer.order is not None else {}
    return {**(answer.handles or {}), **carried}


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
