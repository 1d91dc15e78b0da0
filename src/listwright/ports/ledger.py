"""The ports to the memory: read-only for those who plan, whole for those who act."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from listwright.model.account import Account
from listwright.model.event import Mailbox
from listwright.model.intent import (
    Answer,
    AttemptRef,
    Claim,
    Draft,
    Hold,
    Intent,
    Observed,
    SecondRequest,
    Stop,
)
from listwright.model.names import AccountId, OrderId, OrderKey, PropertyId
from listwright.model.order import Order
from listwright.model.picture import (
    Fingerprint,
    Handle,
    PhotoRef,
    StoredPicture,
)
from listwright.model.review import Applied
from listwright.model.saved import Approval, BegunPlan
from listwright.model.shelf import Shelf


class LedgerReader(Protocol):
    """The memory, read-only: all that a plan may hold."""

    def shelf(self) -> Shelf:
        """What is known of photos."""

    def stored_orders(self) -> frozenset[tuple[AccountId, OrderId]]:
        """The orders of pictures all of whose results stand in the assets."""

    def stored_pictures(self, account: Account, order_id: OrderId) -> Mapping[str, StoredPicture]:
        """The pictures of one order that stand in the assets, by name."""

    def observed(self) -> Observed:
        """Everything a plan needs, in one consistent read."""

    def orders(self) -> tuple[Order, ...]:
        """Every order with its visits and what it was decided on, without photos and links."""

    def payers(self, since: datetime) -> Mapping[tuple[AccountId, OrderId], str]:
        """The billing entity of each order created since then that was placed with one."""

    def order(self, account: Account, order_id: OrderId) -> Order | None:
        """One order with photos and links, or None."""

    def intent(self, account: Account, order_key: OrderKey) -> Intent | None:
        """One intent by our name on the wire, or None."""

    def plan_used(self, plan_id: str) -> datetime | None:
        """When that plan was applied, or None."""

    def applied(self, most: int) -> tuple[Applied, ...]:
        """The newest applies, at most so many, the newest first."""

    def begun_plan(self, plan_id: str) -> BegunPlan | None:
        """What was approved with a used plan, and what became of it.

        None for a plan that was not used, or by a listwright that did not keep what was approved.
        """

    def events(self, property_id: PropertyId) -> tuple[Mapping[str, str], ...]:
        """The property's history, oldest first: at, kind, order_id, actor, run, detail."""

    def mailbox(self) -> Mailbox:
        """What vendors told of their own accord, and what of it no read has confirmed yet."""

    def told_orders(self, since: datetime) -> Mapping[tuple[AccountId, OrderId], datetime]:
        """The orders that events named, and when the first came in since then; for 30 days."""

    def known_events(self, digests: Sequence[str]) -> frozenset[str]:
        """Those of `digests` that came in before, confirmed or not, within the last 30 days."""


class StaleDecisionError(Exception):
    """The ledger moved since the decision, or another intent holds a need: nothing was written."""


class Ledger(LedgerReader, Protocol):
    """The memory, for those who act. Every method is one durable transaction."""

    def lock(self, timeout: float) -> AbstractContextManager[int]:
        """Be the one runner; gives this run's epoch. Raises LockBusyError (exit 4)."""

    def beat(self, epoch: int) -> bool:
        """Say that the runner of `epoch` lives; False when another one has taken its place.

        To be called often: it writes every ten seconds only.
        """

    def unlock(self, nonce: str, *, at: datetime) -> None:
        """Take the place of a runner that hangs. Raises RefusedError unless it has that nonce."""

    def freeze(self, reason: str, *, at: datetime) -> None:
        """Stop all sending, by whoever runs, until `thaw`."""

    def thaw(self, *, at: datetime) -> Stop | None:
        """Let sending go on; gives the stop that stood."""

    def open_attempt(self, draft: Draft, *, revision: int, epoch: int, at: datetime) -> AttemptRef:
        """Commit an intent and its first attempt, before anything is sent.

        `revision` is the property's as the decision saw it. Raises StaleDecisionError; and
        TakenOverError, FrozenLedgerError or LedgerLostError when nothing may be sent at all.
        """

    def open_probe(
        self, second: SecondRequest, *, revision: int, epoch: int, at: datetime
    ) -> AttemptRef:
        """Commit the second request of an intent in doubt, before it is sent.

        Raises StaleDecisionError, also when `engine.resending` forbids the request at `at`.
        """

    def close_attempt(self, ref: AttemptRef, answer: Answer, *, at: datetime) -> Intent:
        """Record how an attempt ended, with every id; compare-and-set on an open attempt.

        Allowed to a runner that lost its lock too: an id in hand is always written.
        """

    def save_upload(self, ref: AttemptRef, handle: Handle, *, epoch: int, at: datetime) -> bool:
        """Keep the ids of an upload, before anything is bought on it.

        False, and nothing is kept, when its order id stands for another picture already.
        Raises StaleDecisionError or TakenOverError when the attempt is no longer this run's.
        """

    def open_commit(self, ref: AttemptRef, *, epoch: int, at: datetime) -> AttemptRef:
        """Commit that the paid step of a picture is about to leave. Raises as `open_attempt`."""

    def submits(self, account: Account) -> tuple[float, ...]:
        """When paid steps of the last hour left, oldest first, in real seconds since 1970."""

    def keep_print(self, photo: PhotoRef, found: Fingerprint, *, at: datetime) -> None:
        """Remember what the bytes of a delivered photo are."""

    def keep_picture(
        self, account: Account, order_id: OrderId, *, name: str, stored: StoredPicture, at: datetime
    ) -> None:
        """Remember that a delivered picture stands in the assets."""

    def open_cancel(
        self, account: Account, order_id: OrderId, *, revision: int, epoch: int, at: datetime
    ) -> AttemptRef:
        """Commit that a cancel is about to be sent. Raises as `open_attempt` does."""

    def keep_aside(self, ref: AttemptRef, answer: Answer) -> str | None:
        """Keep an answer that the ledger does not take somewhere else; gives the place.

        The next that opens the ledger for writing takes it in. None: no place took it either.
        """

    def carry_revision(self, account: Account, property_id: PropertyId, revision: int) -> int:
        """`revision` as it stands after what this ledger object wrote to the property itself.

        It is given back as it is when anybody else wrote in between: the decision is stale then.
        """

    def record_order(self, order: Order, *, at: datetime, actor: str) -> Order:
        """Write what a read saw; moves intents along; gives the stored order."""

    def confirm_events(self, outcomes: Mapping[int, str], *, at: datetime) -> None:
        """Say of events that waited, by number, what came of them; others wait on."""

    def use_plan(self, approval: Approval, *, at: datetime, note: str = "") -> bool:
        """Mark a plan as used and keep what was approved; False when it already was.

        `note` keeps what made it allowed: overridden limits and the reason given.
        """

    def import_order(self, order: Order, draft: Draft, *, at: datetime, reason: str) -> Order:
        """Put an existing order under management."""

    def settle_created(self, intent: Intent, order: Order, *, at: datetime, reason: str) -> Order:
        """End an unknown: the order exists, and this is it."""

    def settle_absent(self, intent: Intent, *, at: datetime, reason: str) -> None:
        """End an unknown: a person says no order exists."""

    def hold_home(self, hold: Hold, written: PropertyId, *, at: datetime) -> None:
        """Let nothing be ordered for a home until somebody has looked."""

    def pin(self, *, at: datetime) -> None:
        """Take this ledger for the newest from now on. Raises LedgerError."""

    def release_hold(
        self, account: Account, property_id: PropertyId, *, at: datetime, reason: str
    ) -> bool:
        """End a property's hold; False when there was none."""

    def attest(self, claim: Claim, *, at: datetime) -> bool:
        """Write down what a person says; False when the newest word for that need says the same.

        Nothing said before is changed: the newest counts.
        """

    def forget_orders(
        self, account: Account, order_ids: Iterable[OrderId], *, at: datetime, reason: str
    ) -> tuple[Order, ...]:
        """Make orders unmanaged; the vendor is not touched."""

    def reserve_send(self, account: Account, per_minute: int, *, at: float) -> float:
        """Take one place in the account's request window; seconds to wait before using it."""

    def pause_account(self, account: Account, seconds: float, *, at: float) -> None:
        """Keep every runner of the account quiet for that long."""
