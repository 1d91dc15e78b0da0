"""The protocols between the use cases and the world: vendors, ledger, clock, progress, secrets.

Belongs here: what `app` needs of the outside, in the nouns of `model`.
Never here: an implementation, a default, anything that names one vendor or one database.
"""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from listwright.errors import Diagnostic
from listwright.model.account import Account, VendorTraits
from listwright.model.catalog import Catalog
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
from listwright.model.need import NeedSpec, OrderSpec
from listwright.model.order import Order, Photo
from listwright.model.picture import (
    Fingerprint,
    Handle,
    PhotoRef,
    PictureFile,
    PictureTask,
    Prepared,
    StoredPicture,
)
from listwright.model.plan import Reason
from listwright.model.private import Private, SecretRef
from listwright.model.saved import Approval, BegunPlan
from listwright.model.shelf import Shelf


class Clock(Protocol):
    """Time. `now` is the run's calendar (the sandbox's, when one is used); the others are real."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""

    def wall(self) -> float:
        """Real seconds since 1970, for pacing against the vendor; never the sandbox's."""

    def monotonic(self) -> float:
        """Seconds of a clock that never jumps."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class Secrets(Protocol):
    """Reads secrets late and once."""

    def reveal(self, ref: SecretRef) -> Private:
        """The secret behind `ref`; raises SecretError with a diagnostic at its span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderName:
    """How to ask a vendor for one order, and what its answer must echo to be believed.

    `order_key` None: we do not know our name of it (an import), so it is not compared. `must_echo`:
    an answer without our name does not do; what follows costs money, so silence is no proof.
    """

    property: PropertyId
    order_id: OrderId | None = None
    request_id: str | None = None
    order_key: OrderKey | None = None
    must_echo: bool = False


class ReadFailureError(Exception):
    """A read that gave no usable order.

    `kind`: `unreachable`, `auth`, `not_found`, `identity`, `rate`, `unsubmitted` (the vendor holds
    the upload and was not asked for a picture of it), `other`; `detail` is one redacted sentence;
    `retry_after` in seconds, for `rate`.
    """

    def __init__(self, kind: str, detail: str, *, retry_after: float | None = None) -> None:
        """See the class."""
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.retry_after = retry_after


class Vendor(Protocol):
    """One account at one vendor. Nothing retries a create, or raises for a bad answer to one."""

    @property
    def account(self) -> Account:
        """Which account this is."""

    @property
    def traits(self) -> VendorTraits:
        """What this vendor can do."""

    @property
    def catalog(self) -> Catalog:
        """What this vendor offers, as known here; no request is made."""

    def check(self, spec: OrderSpec) -> tuple[Diagnostic, ...]:
        """Every rule of the vendor that `spec` breaks, found without asking; pure."""

    def check_need(self, need: NeedSpec) -> tuple[Diagnostic, ...]:
        """What this vendor has no use for, or does not know, in a need; pure.

        It is asked before anything is known of a home.
        """

    def ready(self, specs: Iterable[OrderSpec]) -> None:
        """Resolve the API key and every secret of `specs`, before the first write of an apply.

        Raises SecretError with all that cannot be read.
        """

    def create(self, spec: OrderSpec, order_key: OrderKey) -> Answer:
        """Place one order: one request, one answer, whatever happened."""

    def retrieve(self, name: OrderName) -> Order:
        """Read one order and verify it is the one asked for; raises ReadFailureError."""

    def cancel(self, name: OrderName, reason: Reason, notes: str) -> Answer:
        """Ask to cancel one order; `notes` is cut to the vendor's limit.

        The outcome is ACCEPTED (any 2xx; only a later `retrieve` proves it), REFUSED or UNKNOWN.
        """

    def close(self) -> None:
        """Let go of connections and servers."""


@runtime_checkable
class PictureVendor(Vendor, Protocol):
    """A vendor that makes one picture of one photo, in two steps: upload, then the paid one.

    Its `create` is never called. `retrieve` takes the handle's `order_id` as the order's id, and as
    `request_id` what the paid step gave; a delivered order's photos are the results, with links
    that may expire.
    """

    def prepare(self, spec: OrderSpec, picture: PictureFile) -> Prepared | Answer:
        """Upload the source of `spec.task`; nothing is bought by it.

        An Answer says why there is no handle; it is never CREATED, and UNKNOWN means that an upload
        may be there of which nobody knows the id.
        """

    def commit(self, spec: OrderSpec, handle: Handle) -> Answer:
        """The paid step on an upload: one request, one answer.

        On CREATED `order` is set, with the handle's `order_id`, the `request_id` that the vendor
        gave, and `eta_s`.
        """


class PictureError(Exception):
    """A picture that cannot be had or used; `detail` is one sentence without the link.

    `kind`: `unreachable`, `gone` (the link has expired, or leads nowhere), `forbidden` (no allowed
    host), `too_large`, `not_a_picture`, `changed` (other bytes), `missing` (no file), `disk`.
    """

    def __init__(self, kind: str, detail: str) -> None:
        """See the class."""
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


class Pictures(Protocol):
    """The pictures that a project works on and gets."""

    def fingerprint(self, photo: PhotoRef) -> Fingerprint:
        """Download or read a photo, keep its bytes, say what it is. Raises PictureError."""

    def source(self, task: PictureTask) -> PictureFile:
        """The photo of a task as it is uploaded: upright, sRGB, without what cameras write into it.

        Raises PictureError, of kind `changed` when its bytes are not those of the recipe.
        """

    def matching(self, pattern: str) -> tuple[PhotoRef, ...]:
        """The files of the project that a pattern names, sorted; raises PictureError."""

    def keep_result(self, order: Order, result: Photo, *, name: str) -> StoredPicture:
        """Download one result of a finished order into the assets of its home.

        `name` is the file's, without its ending. Raises PictureError.
        """

    def keep_source(self, task: PictureTask, property_id: PropertyId) -> StoredPicture:
        """Put what a picture was made of beside it, into the assets. Raises PictureError."""


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

    def order(self, account: Account, order_id: OrderId) -> Order | None:
        """One order with photos and links, or None."""

    def intent(self, account: Account, order_key: OrderKey) -> Intent | None:
        """One intent by our name on the wire, or None."""

    def plan_used(self, plan_id: str) -> datetime | None:
        """When that plan was applied, or None."""

    def begun_plan(self, plan_id: str) -> BegunPlan | None:
        """What was approved with a used plan, and what became of it.

        None for a plan that was not used, or by a listwright that did not keep what was approved.
        """

    def events(self, property_id: PropertyId) -> tuple[Mapping[str, str], ...]:
        """The property's history, oldest first: at, kind, order_id, actor, run, detail."""


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


class Progress(Protocol):
    """Tells a person how far a long step has come."""

    def start(self, title: str, total: int) -> None:
        """A step of `total` parts begins."""

    def advance(self, note: str) -> None:
        """One part is done; `note` says which."""

    def finish(self) -> None:
        """The step is over."""


class Announcer(Protocol):
    """The third copy of an order id: one flushed line per order, on stderr."""

    def announce(self, line: str) -> None:
        """Print and flush before returning."""


class Interrupts(Protocol):
    """Whether somebody asked the run to stop."""

    def requested(self) -> int | None:
        """The signal number, or None."""
