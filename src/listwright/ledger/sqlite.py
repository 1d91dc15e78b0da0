"""The ledger in one SQLite file: opening it, and the port's methods, each one transaction."""

import os
import secrets
import socket
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from listwright.errors import LedgerError, LockBusyError
from listwright.ledger import failures, journal, pace, probing, reading, settle
from listwright.ledger.attesting import record_claim
from listwright.ledger.connection import (
    make_durable,
    open_file,
    open_memory,
    quick_check,
    transaction,
)
from listwright.ledger.intents import settle_dead
from listwright.ledger.lock import is_held, locked_file
from listwright.ledger.migrate import latest_version, migrate_schema, schema_version
from listwright.ledger.observing import all_orders, observe
from listwright.ledger.orders import order_row, record_reading
from listwright.ledger.places import check_place, create_file, wal_left_behind
from listwright.ledger.rows import read_order, time_text
from listwright.ledger.writing import OwnChanges, Writing
from listwright.model.account import Account
from listwright.model.intent import (
    Answer,
    AttemptRef,
    Claim,
    Draft,
    Intent,
    Observed,
    SecondRequest,
)
from listwright.model.names import OrderId, OrderKey, PropertyId, canonical_id
from listwright.model.order import Order
from listwright.ports import Clock

_LEASE = timedelta(seconds=60)
_SMALL = 4 * 1024 * 1024
"""Bytes up to which a full check costs nothing noticeable."""


def open_ledger(
    path: Path,
    *,
    lineage: str,
    run: str,
    actor: str,
    clock: Clock,
    read_only: bool = False,
) -> "SqliteLedger":
    """Open, and when needed make or migrate, the ledger at `path`.

    `run` and `actor` stand beside everything written. With `read_only` nothing is created, changed
    or migrated: where there is no file the ledger is empty. Raises LedgerError, OtherProjectError.
    """
    with failures.translated(path):
        present = check_place(path, read_only=read_only)
        if not present and read_only:
            sql = open_memory()
            migrate_schema(sql, lineage=lineage, at=time_text(clock.now()))
        else:
            if not present:
                create_file(path)
            sql = open_file(path, read_only=read_only)
            try:
                _make_ready(sql, path, lineage=lineage, at=None if read_only else clock.now())
            except BaseException:
                sql.close()
                raise
    return SqliteLedger(sql, path, run=run, actor=actor, clock=clock, read_only=read_only)


def _make_ready(sql: sqlite3.Connection, path: Path, *, lineage: str, at: datetime | None) -> None:
    """Check that the file is this project's, whole, and of our schema; `at` None only reads."""
    version = schema_version(sql)
    if version is None:
        raise failures.foreign_database(path)
    if version:
        _check_meta(sql, path, lineage=lineage)
    _check_content(sql, path)
    if at is None:
        if version < latest_version():
            raise failures.older_schema(path)
        return
    make_durable(sql, path)
    if version < latest_version():
        migrate_schema(sql, lineage=lineage, at=time_text(at))


def _check_meta(sql: sqlite3.Connection, path: Path, *, lineage: str) -> None:
    meta = sql.execute("SELECT * FROM meta").fetchone()
    if meta["schema_version"] > latest_version():
        raise failures.newer_schema(
            path, version=meta["schema_version"], minimum_tool=meta["minimum_tool"]
        )
    if meta["lineage"] != lineage:
        raise failures.other_project(path, found=meta["lineage"], wanted=lineage)


def _check_content(sql: sqlite3.Connection, path: Path) -> None:
    """Look for damage where it is likely or cheap.

    A check reads the whole file: half a second for a hundred thousand orders. After a clean end it
    tells nothing, since SQLite verifies every page it touches anyway. So a large file is checked
    only when a log was left behind by a program that is gone.
    """
    crashed = wal_left_behind(path) and not is_held(path)
    if crashed or path.stat().st_size <= _SMALL:
        found = quick_check(sql)
        if found is not None:
            raise failures.damaged(path, found)


class SqliteLedger:
    """`ports.Ledger` over one connection. Use it from the thread that opened it, and close it."""

    def __init__(
        self,
        sql: sqlite3.Connection,
        path: Path,
        *,
        run: str,
        actor: str,
        clock: Clock,
        read_only: bool,
    ) -> None:
        """Use `open_ledger`."""
        self._sql = sql
        self._path = path
        self._run = run
        self._actor = actor
        self._clock = clock
        self._read_only = read_only
        self._own = OwnChanges()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; SQLite folds its log back into it."""
        self._sql.close()

    # ---- reading ---------------------------------------------------------------------------------

    def observed(self) -> Observed:
        """Everything a plan needs, in one consistent read."""
        with self._reading():
            return observe(self._sql, reading.liveness(self._sql, self._held))

    def orders(self) -> tuple[Order, ...]:
        """Every order, by property and then newest first, without photos and links."""
        with self._reading():
            return all_orders(self._sql)

    def order(self, account: Account, order_id: OrderId) -> Order | None:
        """One order with photos and links."""
        with self._reading():
            row = order_row(self._sql, account.id, order_id)
            return None if row is None else read_order(row)

    def intent(self, account: Account, order_key: OrderKey) -> Intent | None:
        """One intent by our name on the wire."""
        with self._reading():
            alive = reading.liveness(self._sql, self._held)
            condition = "account = ? AND order_key = ?"
            return reading.one_intent(self._sql, condition, (account.id, order_key), alive=alive)

    def plan_used(self, plan_id: str) -> datetime | None:
        """When that plan was applied."""
        with self._reading():
            return reading.plan_used(self._sql, plan_id)

    def events(self, property_id: PropertyId) -> tuple[Mapping[str, str], ...]:
        """The property's history, oldest first."""
        with self._reading():
            return tuple(reading.history(self._sql, property_id))

    # ---- running ---------------------------------------------------------------------------------

    @contextmanager
    def lock(self, timeout: float) -> Iterator[int]:
        """Be the one runner for as long as the context lasts; gives this run's epoch."""
        self._require_writable()
        with locked_file(self._path, timeout, self._clock) as mine:
            if not mine:
                raise self._busy()
            epoch = self._take_lease()
            try:
                yield epoch
            finally:
                # Tidying only: the lock is the file's, and what the run did must be told first.
                with (
                    suppress(LedgerError),
                    failures.translated(self._path),
                    transaction(self._sql),
                ):
                    self._sql.execute("DELETE FROM lease WHERE epoch = ?", (epoch,))

    def open_attempt(self, draft: Draft, *, revision: int, epoch: int, at: datetime) -> AttemptRef:
        """Commit an intent and its first attempt, before anything is sent."""
        with self._writing(at) as writing:
            return journal.open_create(writing, draft, revision=revision, epoch=epoch)

    def open_probe(
        self, second: SecondRequest, *, revision: int, epoch: int, at: datetime
    ) -> AttemptRef:
        """Commit the second request of an intent in doubt."""
        with self._writing(at) as writing:
            return probing.open_probe(writing, second, revision=revision, epoch=epoch)

    def close_attempt(self, ref: AttemptRef, answer: Answer, *, at: datetime) -> Intent:
        """Record how an attempt ended, with every id; durable when this returns."""
        with self._writing(at) as writing:
            journal.close_attempt(writing, ref, answer)
        with self._reading():
            alive = reading.liveness(self._sql, self._held)
            intent = reading.one_intent(self._sql, "id = ?", (ref.intent_id,), alive=alive)
        assert intent is not None
        return intent

    def open_cancel(
        self, account: Account, order_id: OrderId, *, revision: int, epoch: int, at: datetime
    ) -> AttemptRef:
        """Commit that a cancel is about to be sent."""
        with self._writing(at) as writing:
            return journal.open_cancel(writing, account, order_id, revision=revision, epoch=epoch)

    def carry_revision(self, account: Account, property_id: PropertyId, revision: int) -> int:
        """The revision of a decision, moved on by what this ledger object itself wrote since."""
        return self._own.carry(account.id, canonical_id(property_id), revision)

    def use_plan(self, plan_id: str, digest: str, *, at: datetime, note: str = "") -> bool:
        """Mark a plan as used; False when it already was."""
        with self._writing(at) as writing:
            added = self._sql.execute(
                "INSERT OR IGNORE INTO plan_used (plan_id, digest, at, run, actor, note)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (plan_id, digest, writing.now, self._run, self._actor, note),
            )
            return added.rowcount == 1

    def reserve_send(self, account: Account, per_minute: int, *, at: float) -> float:
        """Take one place in the account's request window; `at` in real seconds since the epoch."""
        self._require_writable()
        with failures.translated(self._path), transaction(self._sql):
            return pace.reserve_send(self._sql, account, per_minute, at=at)

    def pause_account(self, account: Account, seconds: float, *, at: float) -> None:
        """Keep every runner of the account quiet for that long, then slow for a minute."""
        self._require_writable()
        with failures.translated(self._path), transaction(self._sql):
            pace.pause_account(self._sql, account, seconds, at=at)

    # ---- what is seen and said -------------------------------------------------------------------

    def record_order(self, order: Order, *, at: datetime, actor: str) -> Order:
        """Write what a read saw; moves intents along; gives the stored order."""
        with self._writing(at, actor) as writing:
            record_reading(writing, order)
        return self._stored(order.account, order.order_id)

    def import_order(self, order: Order, draft: Draft, *, at: datetime, reason: str) -> Order:
        """Put an existing order under management."""
        with self._writing(at) as writing:
            settle.import_order(writing, order, draft, reason=reason)
        return self._stored(order.account, order.order_id)

    def settle_created(self, intent: Intent, order: Order, *, at: datetime, reason: str) -> Order:
        """End an unknown: the order exists, and this is it."""
        with self._writing(at) as writing:
            settle.settle_created(writing, intent, order, reason=reason, held=self._held())
        return self._stored(order.account, order.order_id)

    def settle_absent(self, intent: Intent, *, at: datetime, reason: str) -> None:
        """End an unknown: a person says no order exists."""
        with self._writing(at) as writing:
            settle.settle_absent(writing, intent, reason=reason, held=self._held())

    def release_hold(
        self, account: Account, property_id: PropertyId, *, at: datetime, reason: str
    ) -> bool:
        """End a property's hold; False when there was none."""
        with self._writing(at) as writing:
            return settle.release_holds(writing, account, canonical_id(property_id), reason=reason)

    def attest(self, claim: Claim, *, at: datetime) -> bool:
        """Write down what a person says; False when the newest word says the same."""
        with self._writing(at) as writing:
            return record_claim(writing, claim)

    def forget_orders(
        self, account: Account, order_ids: Iterable[OrderId], *, at: datetime, reason: str
    ) -> tuple[Order, ...]:
        """Make orders unmanaged; gives those that were managed before."""
        with self._writing(at) as writing:
            forgotten = settle.forget_orders(writing, account, order_ids, reason=reason)
        return tuple(self._stored(account, order_id) for order_id in forgotten)

    # ---- inside ----------------------------------------------------------------------------------

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with failures.translated(self._path), transaction(self._sql, "DEFERRED"):
            yield

    @contextmanager
    def _writing(self, at: datetime, actor: str | None = None) -> Iterator[Writing]:
        self._require_writable()
        with failures.translated(self._path), transaction(self._sql):
            meta = self._sql.execute("SELECT revision FROM meta").fetchone()
            writing = Writing(
                sql=self._sql,
                at=at,
                run=self._run,
                actor=actor or self._actor,
                revision=meta["revision"] + 1,
            )
            yield writing
            writing.finish()
        self._own.take_in(writing)

    def _stored(self, account: Account, order_id: OrderId) -> Order:
        order = self.order(account, order_id)
        assert order is not None
        return order

    def _held(self) -> bool:
        return is_held(self._path)

    def _require_writable(self) -> None:
        if self._read_only:
            raise failures.ledger_error(
                failures.READ_ONLY,
                "The ledger was opened for reading only.",
                "Run a command that may write: apply, refresh, import, attest, resolve or forget.",
            )

    def _take_lease(self) -> int:
        """Raise the epoch, sign the lease, and write down what dead runners left."""
        real = self._real_time()
        with self._writing(self._clock.now()) as writing:
            self._sql.execute("UPDATE meta SET epoch = epoch + 1")
            settle_dead(writing, held=False)
            epoch = int(self._sql.execute("SELECT epoch FROM meta").fetchone()["epoch"])
            self._sql.execute(
                "INSERT OR REPLACE INTO lease (id, owner, pid, nonce, epoch, since, heartbeat,"
                " expires) VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
                (
                    f"{self._actor} ({self._run}) on {socket.gethostname()}",
                    os.getpid(),
                    secrets.token_hex(8),
                    epoch,
                    time_text(real),
                    time_text(real),
                    time_text(real + _LEASE),
                ),
            )
        return epoch

    def _real_time(self) -> datetime:
        """The lease is about processes, so it keeps the world's time and not the sandbox's."""
        return datetime.fromtimestamp(self._clock.wall(), UTC)

    def _busy(self) -> LockBusyError:
        with self._reading():
            lease = self._sql.execute("SELECT * FROM lease").fetchone()
        who = "another process"
        if lease is not None:
            age = int((self._real_time() - datetime.fromisoformat(lease["since"])).total_seconds())
            who = f"process {lease['pid']}, {lease['owner']}, for {age} s"
        return LockBusyError(
            f"The ledger {self._path} is in use by {who}.",
            advice="Wait for that run to end, or use --lock-timeout 10m.",
        )
