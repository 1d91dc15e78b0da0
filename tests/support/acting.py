"""Stand-ins for those who act: a ledger in memory, a vendor with a script, a signal on order."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from tests.support.ports import FixedLedger, StillClock

from listwright.app.driver import Driver
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
    IntentState,
    PropertyRecord,
    SecondRequest,
    Stop,
)
from listwright.model.names import OrderId, OrderKey, PropertyId, canonical_id
from listwright.model.need import NeedSpec, OrderSpec
from listwright.model.order import Order
from listwright.model.picture import Fingerprint, Handle, PhotoRef, StoredPicture
from listwright.model.plan import Reason
from listwright.model.saved import Approval
from listwright.ports import OrderName, ReadFailureError, StaleDecisionError
from listwright.vendors.planomatic.adapter import TRAITS
from listwright.vendors.planomatic.catalog import load_catalog

NOW = datetime(2026, 11, 22, 16, tzinfo=UTC)


@dataclass
class MemoryLedger(FixedLedger):
    """Keeps orders and a log of what was asked of it; `stale` makes every decision an old one."""

    log: list[str] = field(default_factory=list)
    stale: bool = False
    wait: float = 0.0
    drafts: list[Draft] = field(default_factory=list)
    closed: list[Answer] = field(default_factory=list)

    def confirm_events(self, outcomes: Mapping[int, str], *, at: datetime) -> None:
        left = tuple(one for one in self.mail.waiting if one.number not in outcomes)
        self.mail = replace(self.mail, waiting=left)

    @contextmanager
    def lock(self, timeout: float) -> Iterator[int]:
        yield 1

    def beat(self, epoch: int) -> bool:
        return True

    def unlock(self, nonce: str, *, at: datetime) -> None:
        self.log.append(f"unlock {nonce}")

    def freeze(self, reason: str, *, at: datetime) -> None:
        self.log.append(f"freeze {reason}")

    def thaw(self, *, at: datetime) -> Stop | None:
        return None

    def keep_aside(self, ref: AttemptRef, answer: Answer) -> str | None:
        return None

    def hold_home(self, hold: Hold, written: PropertyId, *, at: datetime) -> None:
        self.log.append(f"hold {written}")

    def pin(self, *, at: datetime) -> None:
        self.log.append("pin")

    def _decided(self, what: str) -> AttemptRef:
        self.log.append(what)
        if self.stale:
            raise StaleDecisionError(what)
        return AttemptRef(len(self.log), 1)

    def open_attempt(self, draft: Draft, *, revision: int, epoch: int, at: datetime) -> AttemptRef:
        self.drafts.append(draft)
        return self._decided(f"open {draft.property}")

    def open_probe(
        self, second: SecondRequest, *, revision: int, epoch: int, at: datetime
    ) -> AttemptRef:
        return self._decided(f"probe {second.order_key}")

    def save_upload(self, ref: AttemptRef, handle: Handle, *, epoch: int, at: datetime) -> bool:
        self._decided(f"upload {handle['order_id']}")
        return True

    def open_commit(self, ref: AttemptRef, *, epoch: int, at: datetime) -> AttemptRef:
        self._decided("commit")
        return ref

    def submits(self, account: Account) -> tuple[float, ...]:
        return ()

    def keep_print(self, photo: PhotoRef, found: Fingerprint, *, at: datetime) -> None:
        self.log.append(f"print {photo}")

    def keep_picture(
        self, account: Account, order_id: OrderId, *, name: str, stored: StoredPicture, at: datetime
    ) -> None:
        self.log.append(f"picture {name}")

    def close_attempt(self, ref: AttemptRef, answer: Answer, *, at: datetime) -> Intent:
        self.log.append(f"close {answer.outcome.value}")
        self.closed.append(answer)
        return Intent(
            id=ref.intent_id,
            account=Account(kind="k", environment="sandbox", label="l"),
            property=PropertyId("P"),
            order_key=OrderKey("lw1-x-g1"),
            generation=1,
            services=(),
            request_digest="",
            state=IntentState.LIVE,
            created_at=at,
            sent_at=at,
            revision=1,
        )

    def open_cancel(
        self, account: Account, order_id: OrderId, *, revision: int, epoch: int, at: datetime
    ) -> AttemptRef:
        return self._decided(f"cancel {order_id}")

    def carry_revision(self, account: Account, property_id: PropertyId, revision: int) -> int:
        return revision

    def record_order(self, order: Order, *, at: datetime, actor: str) -> Order:
        self.log.append(f"record {order.order_id}")
        canonical = canonical_id(order.property)
        known = self.known.properties.get(canonical, PropertyRecord(property=order.property))
        before = next((one for one in known.orders if one.order_id == order.order_id), order)
        stored = replace(order, read_at=at, basis=before.basis, revision=8)
        others = tuple(one for one in known.orders if one.order_id != order.order_id)
        merged = {**self.known.properties, canonical: replace(known, orders=(stored, *others))}
        self.known = replace(self.known, properties=merged)
        return stored

    def use_plan(self, approval: Approval, *, at: datetime, note: str = "") -> bool:
        return True

    def import_order(self, order: Order, draft: Draft, *, at: datetime, reason: str) -> Order:
        self._decided(f"import {order.order_id}")
        self.drafts.append(draft)
        return order

    def settle_created(self, intent: Intent, order: Order, *, at: datetime, reason: str) -> Order:
        self.log.append(f"created {order.order_id}: {reason}")
        return order

    def settle_absent(self, intent: Intent, *, at: datetime, reason: str) -> None:
        self.log.append(f"absent {intent.order_key}: {reason}")

    def release_hold(
        self, account: Account, property_id: PropertyId, *, at: datetime, reason: str
    ) -> bool:
        self.log.append(f"release {property_id}")
        return not self.stale

    def attest(self, claim: Claim, *, at: datetime) -> bool:
        self.log.append(f"attest {claim.property}/{claim.key} {claim.delivered_on}")
        return True

    def forget_orders(
        self, account: Account, order_ids: Iterable[OrderId], *, at: datetime, reason: str
    ) -> tuple[Order, ...]:
        chosen = list(order_ids)
        self.log.append(f"forget {chosen}")
        orders = (order for record in self.known.properties.values() for order in record.orders)
        return tuple(replace(one, managed=False) for one in orders if one.order_id in chosen)

    def reserve_send(self, account: Account, per_minute: int, *, at: float) -> float:
        return self.wait

    def pause_account(self, account: Account, seconds: float, *, at: float) -> None:
        self.log.append(f"pause {seconds}")


@dataclass
class ScriptedVendor:
    """Answers from a script; reads give what `orders` holds under an order or request id."""

    account: Account
    answers: list[Answer | Exception] = field(default_factory=list)
    orders: dict[str, Order | ReadFailureError] = field(default_factory=dict)
    findings: tuple[Diagnostic, ...] = ()
    traits: VendorTraits = TRAITS
    catalog: Catalog = field(default_factory=load_catalog)
    asked: list[str] = field(default_factory=list)
    made_ready: int = 0

    def check(self, spec: OrderSpec) -> tuple[Diagnostic, ...]:
        return self.findings

    def check_need(self, need: NeedSpec) -> tuple[Diagnostic, ...]:
        return ()

    def ready(self, specs: Iterable[OrderSpec]) -> None:
        self.made_ready += len(list(specs))

    def create(self, spec: OrderSpec, order_key: OrderKey) -> Answer:
        self.asked.append(f"create {spec.property}")
        return self._next()

    def _next(self) -> Answer:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def retrieve(self, name: OrderName) -> Order:
        wanted = name.order_id or name.request_id or ""
        self.asked.append(f"read {wanted}")
        found = self.orders.get(wanted, ReadFailureError("not_found", "no such order"))
        if isinstance(found, ReadFailureError):
            raise found
        return found

    def cancel(self, name: OrderName, reason: Reason, notes: str) -> Answer:
        self.asked.append(f"cancel {name.order_id}")
        return self._next()

    def close(self) -> None:
        self.asked.append("close")


@dataclass
class Lines:
    """Keeps what was announced."""

    said: list[str] = field(default_factory=list)

    def announce(self, line: str) -> None:
        self.said.append(line)


@dataclass
class Signals:
    """Asks to stop after it was looked at `after` times."""

    after: int | None = None

    def requested(self) -> int | None:
        if self.after is None:
            return None
        self.after -= 1
        return 2 if self.after < 0 else None


def make_driver(
    ledger: MemoryLedger, *vendors: ScriptedVendor, clock: StillClock | None = None,
    signals: Signals | None = None, lines: Lines | None = None,
) -> Driver:  # fmt: skip
    """A driver over stand-ins."""
    return Driver(
        ledger=ledger,
        vendors={vendor.account.id: vendor for vendor in vendors},
        rates={vendor.account.id: 30 for vendor in vendors},
        clock=clock or StillClock(NOW),
        announcer=lines or Lines(),
        interrupts=signals or Signals(),
    )
