"""The ledger in a database, for those who act: the port's methods, each one transaction."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from listwright.errors import FrozenLedgerError, LedgerError, LedgerLostError
from listwright.ledger import (
    approvals,
    aside,
    failures,
    inbox,
    journal,
    lease,
    pace,
    pictures,
    probing,
    reading,
    settle,
)
from listwright.ledger.attesting import record_claim
from listwright.ledger.head import Sidecar
from listwright.ledger.intents import intent_row
from listwright.ledger.orders import record_reading
from listwright.ledger.reader import S, SqlReader
from listwright.ledger.writing import OwnChanges, Writing
from listwright.model.account import Account
from listwright.model.intent import (
    Answer,
    AttemptOutcome,
    AttemptRef,
    Claim,
    Draft,
    Hold,
    Intent,
    RefusalKind,
    SecondRequest,
    Stop,
)
from listwright.model.names import OrderId, PropertyId, canonical_id
from listwright.model.order import Order
from listwright.model.picture import Fingerprint, Handle, PhotoRef, StoredPicture
from listwright.model.saved import Approval
from listwright.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who writes, when, and where answers go that the ledger cannot take, the first place first.

    `run` and `actor` stand beside everything written.
    """

    run: str
    actor: str
    clock: Clock
    read_only: bool = False
    aside: tuple[Path, ...] = ()


class SqlLedger(SqlReader[S]):
    """`ports.Ledger` over one connection. Use it from the thread that opened it, and close it."""

    def __init__(self, sql: S, author: Author, sidecar: Sidecar | None) -> None:
        """See `opening`."""
        super().__init__(sql, sidecar)
        self._author = author
        self._own = OwnChanges()
        self._heard = float("-inf")
        self._names: dict[AttemptRef, tuple[str, str]] = {}
        """Of each attempt that this ledger object opened: its intent's account and order key."""

    # ---- running ---------------------------------------------------------------------------------

    @abstractmethod
    def lock(self, timeout: float) -> AbstractContextManager[int]:
        """Be the one runner for as long as the context lasts; gives this run's epoch."""

    def _begin_run(self, writing: Writing) -> int:
        """Take the place of the runner before; gives this run's epoch."""
        epoch = lease.take_lease(writing, real=self._real_time())
        self._heard = self._author.clock.monotonic()
        return epoch

    def _end_run(self, epoch: int) -> None:
        """Tidying only: what the run did must be told first, whatever happens here.

        The lease goes last: by it others can unlock a run that hangs, be it at the side-car's disk.
        """
        with suppress(LedgerError):
            self._follow()
        with suppress(LedgerError):
            self._give_back(epoch)

    def _give_back(self, epoch: int) -> None:
        with self._translated(), self._sql.writing():
            self._sql.execute("DELETE FROM lease WHERE epoch = ?", (epoch,))

    def beat(self, epoch: int) -> bool:
        """Say that the runner of `epoch` lives, now and then; False when it was replaced."""
        now = self._author.clock.monotonic()
        if now - self._heard < lease.BEAT.total_seconds():
            return True
        with self._translated(), self._sql.writing():
            alive = lease.renew_lease(self._sql, epoch, real=self._real_time())
        self._heard = now
        return alive

    def unlock(self, nonce: str, *, at: datetime) -> None:
        """Take the place of a runner that hangs: it can finish nothing but what it has begun."""
        with self._writing(at) as writing:
            lease.break_lease(writing, nonce)

    def freeze(self, reason: str, *, at: datetime) -> None:
        """Stop all sending, by whoever runs."""
        with self._writing(at) as writing:
            lease.set_stop(writing, reason)

    def thaw(self, *, at: datetime) -> Stop | None:
        """Let sending go on; gives the stop that stood."""
        with self._writing(at) as writing:
            return lease.lift_stop(writing)

    def open_attempt(self, draft: Draft, *, revision: int, epoch: int, at: datetime) -> AttemptRef:
        """Commit an intent and its first attempt, before anything is sent."""
        return self._opened(
            lambda writing: journal.open_create(writing, draft, revision=revision, epoch=epoch),
            at=at,
        )

    def open_probe(
        self, second: SecondRequest, *, revision: int, epoch: int, at: datetime
    ) -> AttemptRef:
        """Commit the second request of an intent in doubt."""
        real = self._author.clock.wall()
        return self._opened(
            lambda writing: probing.open_probe(
                writing, second, revision=revision, epoch=epoch, real=real
            ),
            at=at,
        )

    def save_upload(self, ref: AttemptRef, handle: Handle, *, epoch: int, at: datetime) -> bool:
        """Keep the ids of an upload, before anything is bought on it."""
        with self._writing(at) as writing:
            return pictures.save_upload(writing, ref, handle, epoch=epoch)

    def open_commit(self, ref: AttemptRef, *, epoch: int, at: datetime) -> AttemptRef:
        """Commit that the paid step of a picture is about to leave."""
        real = self._author.clock.wall()
        return self._opened(
            lambda writing: pictures.begin_commit(writing, ref, epoch=epoch, real=real), at=at
        )

    def submits(self, account: Account) -> tuple[float, ...]:
        """When paid steps of the last hour left, oldest first."""
        with self._reading():
            return pictures.recent_submits(self._sql, account)

    def keep_print(self, photo: PhotoRef, found: Fingerprint, *, at: datetime) -> None:
        """Remember what the bytes of a delivered photo are."""
        with self._writing(at, weighs=False) as writing:
            pictures.keep_print(writing, photo, found)

    def keep_picture(
        self,
        account: Account,
        order_id: OrderId,
        *,
        name: str,
        stored: StoredPicture,
        at: datetime,
    ) -> None:
        """Remember that a delivered picture stands in the assets."""
        with self._writing(at, weighs=False) as writing:
            pictures.keep_picture(writing, account, order_id, name=name, stored=stored)

    def close_attempt(self, ref: AttemptRef, answer: Answer, *, at: datetime) -> Intent:
        """Record how an attempt ended, with every id; durable when this returns.

        The side-car does not follow: in a copy that lacks this, the attempt is open, thus unknown.
        """
        with self._writing(at, follow=False) as writing:
            journal.close_attempt(writing, ref, answer)
        self._names.pop(ref, None)
        with self._reading():
            alive = reading.liveness(self._sql, self._held)
            intent = reading.one_intent(self._sql, "id = ?", (ref.intent_id,), alive=alive)
        assert intent is not None
        return intent

    def open_cancel(
        self, account: Account, order_id: OrderId, *, revision: int, epoch: int, at: datetime
    ) -> AttemptRef:
        """Commit that a cancel is about to be sent."""
        return self._opened(
            lambda writing: journal.open_cancel(
                writing, account, order_id, revision=revision, epoch=epoch
            ),
            at=at,
        )

    def keep_aside(self, ref: AttemptRef, answer: Answer) -> str | None:
        """Put an answer that the ledger cannot take into the emergency file; gives its place."""
        account, order_key = self._names.get(ref, ("", ""))
        unrecorded = aside.Unrecorded(
            account=account, order_key=order_key, number=ref.number, answer=answer
        )
        place = aside.keep_aside(self._author.aside, unrecorded)
        return None if place is None else str(place)

    def take_in_aside(self) -> None:
        """Write down what waits in emergency files."""
        for place in aside.waiting(self._author.aside):
            with self._writing(self._author.clock.now()) as writing:
                whole = aside.take_in(writing, place)
            if whole:
                aside.put_away(place, self._author.run)

    def carry_revision(self, account: Account, property_id: PropertyId, revision: int) -> int:
        """The revision of a decision, moved on by what this ledger object itself wrote since."""
        return self._own.carry(account.id, canonical_id(property_id), revision)

    def use_plan(self, approval: Approval, *, at: datetime, note: str = "") -> bool:
        """Mark a plan as used and keep what was approved; False when it already was."""
        with self._writing(at) as writing:
            return approvals.keep_approval(writing, approval, note=note)

    def reserve_send(self, account: Account, per_minute: int, *, at: float) -> float:
        """Take one place in the account's request window; `at` in real seconds since the epoch."""
        self._require_writable()
        with self._translated(), self._sql.sketching():
            at = self._pace_time(at)
            return pace.reserve_send(self._sql, account, per_minute, at=at)

    def pause_account(self, account: Account, seconds: float, *, at: float) -> None:
        """Keep every runner of the account quiet for that long, and slow for minutes after."""
        self._require_writable()
        with self._translated(), self._sql.sketching():
            pace.pause_account(self._sql, account, seconds, at=self._pace_time(at))

    # ---- what is seen and said -------------------------------------------------------------------

    def record_order(self, order: Order, *, at: datetime, actor: str) -> Order:
        """Write what a read saw; moves intents along; gives the stored order."""
        with self._writing(at, actor, weighs=False) as writing:
            record_reading(writing, order)
        return self._stored(order.account, order.order_id)

    def confirm_events(self, outcomes: Mapping[int, str], *, at: datetime) -> None:
        """Say of events that waited, by number, what came of them."""
        with self._writing(at, weighs=False):
            inbox.confirm_events(self._sql, outcomes, at=at)

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

    def hold_home(self, hold: Hold, written: PropertyId, *, at: datetime) -> None:
        """Let nothing be ordered for a home until somebody has looked."""
        with self._writing(at) as writing:
            settle.hold_home(writing, hold, written)

    def pin(self, *, at: datetime) -> None:
        """Take this ledger for the newest from now on."""
        with self._writing(at, follow=False):
            """A head of its own tells it from every copy."""
        if self._sidecar is not None:
            with self._beside():
                self._sidecar.pin(self._sql, clock=self._author.clock)

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
    def _writing(
        self, at: datetime, actor: str | None = None, *, weighs: bool = True, follow: bool = True
    ) -> Iterator[Writing]:
        self._require_writable()
        with self._translated(), self._sql.writing():
            meta = self._sql.execute("SELECT revision FROM meta").fetchone()
            writing = Writing(
                sql=self._sql,
                at=at,
                run=self._author.run,
                actor=actor or self._author.actor,
                revision=meta["revision"] + 1,
                weighs=weighs,
            )
            yield writing
            writing.finish(self._kept_at())
        self._own.take_in(writing)
        if follow and (writing.stamped or weighs):
            # The side-car may lag: only a request must not leave before it has caught up.
            with suppress(LedgerError):
                self._follow()

    def _opened(self, begin: Callable[[Writing], AttemptRef], *, at: datetime) -> AttemptRef:
        """Commit an attempt, unless nothing may be sent; the side-car knows of it, too."""
        with self._writing(at, follow=False) as writing:
            self._require_open()
            ref = begin(writing)
            row = intent_row(self._sql, ref.intent_id)
        self._names[ref] = (row["account"], row["order_key"])
        try:
            self._follow()
        except LedgerError as error:
            evidence = f"not sent: {error.message}"
            refusal = RefusalKind.UNREACHABLE
            unsent = Answer(outcome=AttemptOutcome.REFUSED, evidence=evidence, refusal=refusal)
            self.close_attempt(ref, unsent, at=at)
            raise
        return ref

    def _require_open(self) -> None:
        """Raise when nothing may be sent: this is no newest ledger, or somebody stopped all."""
        lost, stop = self._contradiction(), lease.read_stop(self._sql)
        if lost is not None:
            raise LedgerLostError(f"The ledger has lost what it knew: {lost.why}.")
        if stop is not None:
            raise FrozenLedgerError(f"All sending was stopped {stop}.")

    def _follow(self) -> None:
        if self._sidecar is not None:
            with self._beside():
                self._sidecar.follow(self._sql, clock=self._author.clock)

    def _beside(self) -> AbstractContextManager[None]:
        """What the side-car reads in: each of its questions sees what others wrote meanwhile."""
        return nullcontext()

    def _kept_at(self) -> str | None:
        """Where the side-car is, once it is there and the files name the place."""
        side = self._sidecar
        return side.declared if side and side.path.exists() else None

    def _stored(self, account: Account, order_id: OrderId) -> Order:
        order = self.order(account, order_id)
        assert order is not None
        return order

    def _require_writable(self) -> None:
        if self._author.read_only:
            raise failures.ledger_error(
                failures.READ_ONLY,
                "The ledger was opened for reading only.",
                "Run a command that may write: apply, refresh, import, attest, resolve or forget.",
            )

    def _pace_time(self, at: float) -> float:
        """The instant by which the account's requests are spaced; in the open transaction."""
        return at

    def _real_time(self) -> datetime:
        """The lease is about processes, so it keeps the world's time and not the sandbox's."""
        return datetime.fromtimestamp(self._author.clock.wall(), UTC)
