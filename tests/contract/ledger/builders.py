"""Short ways to make the nouns that the ledger suite needs, and a clock that nobody waits for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from listwright.model.account import Account
from listwright.model.intent import (
    Answer,
    AttemptOutcome,
    AttemptRef,
    Draft,
    Intent,
    IntentService,
    IntentState,
    PropertyRecord,
    RefusalKind,
)
from listwright.model.names import (
    Address,
    NeedKey,
    OrderId,
    OrderKey,
    PropertyId,
    ServiceKey,
    canonical_id,
)
from listwright.model.order import Basis, Order, Phase, Service
from listwright.model.plan import Action, Scope
from listwright.model.saved import Approval, SavedChange
from listwright.ports import Ledger

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ACCOUNT = Account(kind="planomatic", environment="sandbox", label="main")
OTHER_ACCOUNT = Account(kind="aihomedesign", environment="sandbox", label="main")
HOME = PropertyId("DEN-00412")
BASIS = Basis(
    origin="rentals",
    facts={"status": "vacant_ready", "city": "Denver"},
    trail=("default@portfolio.yaml:12",),
    keys=(NeedKey("photos"),),
    day=date(2026, 11, 2),
)

LedgerFactory = Callable[..., Any]
"""Opens the same ledger again and again: `ledger_factory(run="r1", read_only=False)`."""


@dataclass
class FakeClock:
    """Time that moves only when somebody sleeps."""

    moment: datetime = START
    seconds: float = 0.0
    naps: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.moment + timedelta(seconds=self.seconds)

    def wall(self) -> float:
        return 1_790_000_000.0 + self.seconds

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.seconds += seconds


def minutes(count: int) -> datetime:
    return START + timedelta(minutes=count)


def key(name: str = "aaaa", generation: int = 1) -> OrderKey:
    return OrderKey(f"lw1-{name}-g{generation}")


def draft(
    *slugs: str,
    name: str = "aaaa",
    generation: int = 1,
    home: str = HOME,
    account: Account = ACCOUNT,
    turn: str = "-",
) -> Draft:
    services = tuple(
        IntentService(
            address=Address(PropertyId(home), NeedKey(slug)),
            service_key=ServiceKey(slug),
            slug=slug,
            quantity=1,
            turn=turn,
            previous_order_id=OrderId("77") if slug == "staging" else None,
        )
        for slug in slugs or ("photos",)
    )
    return Draft(
        account=account,
        property=PropertyId(home),
        canonical=canonical_id(home),
        order_key=key(name, generation),
        generation=generation,
        services=services,
        billing_entity="acme",
        request_digest="sha256:1",
        basis=BASIS,
        plan_id="plan-1",
        plan_digest="sha256:2",
    )


def approval(plan_id: str = "plan-1", *changes: SavedChange) -> Approval:
    """What was approved; one create of the photos unless told otherwise."""
    return Approval(
        plan_id=plan_id,
        digest="sha256:2",
        made_at=START,
        scope=Scope(partial=True, select=("city=Denver",), replace=("DEN-*",), only="create"),
        changes=changes or (approved(),),
    )


def approved(name: str = "aaaa", generation: int = 1, **changes: Any) -> SavedChange:
    fields: dict[str, Any] = {
        "action": Action.CREATE,
        "reason": "missing",
        "account": ACCOUNT.id,
        "property": HOME,
        "needs": (f"{HOME}/photos",),
        "services": (Service(slug="photos", quantity=1),),
        "billing_entity": "acme",
        "order_id": None,
        "order_key": key(name, generation),
        "request_digest": "sha256:1",
        "digest": "sha256:3",
    }
    return SavedChange(**(fields | changes))


def order(order_id: str = "654321", **changes: Any) -> Order:
    fields: dict[str, Any] = {
        "account": ACCOUNT,
        "order_id": OrderId(order_id),
        "property": HOME,
        "services": (Service(slug="photos", quantity=1, price=12900),),
        "status": "ordered",
        "phase": Phase.OPEN,
        "created": START,
    }
    return Order(**(fields | changes))


def created(order_id: str = "654321", **changes: Any) -> Answer:
    return Answer(
        outcome=AttemptOutcome.CREATED,
        evidence="201 with an order",
        order=order(order_id, **changes),
        status=201,
    )


def answer(outcome: AttemptOutcome, **changes: Any) -> Answer:
    return Answer(outcome=outcome, evidence=changes.pop("evidence", outcome.value), **changes)


def refused(kind: RefusalKind | None = RefusalKind.VALIDATION) -> Answer:
    return answer(AttemptOutcome.REFUSED, refusal=kind, status=400)


UNKNOWN = answer(AttemptOutcome.UNKNOWN, evidence="no answer within 60 s")


def record_of(ledger: Ledger, home: str = HOME) -> PropertyRecord:
    return ledger.observed().properties[canonical_id(home)]


def revision_of(ledger: Ledger, home: str = HOME) -> int:
    found = ledger.observed().properties.get(canonical_id(home))
    return found.revision if found else 0


def state_of(ledger: Ledger, order_key: OrderKey | None = None) -> IntentState:
    return intent_of(ledger, order_key).state


def intent_of(ledger: Ledger, order_key: OrderKey | None = None) -> Intent:
    found = ledger.intent(ACCOUNT, order_key or key())
    assert found is not None
    return found


def kinds_of(ledger: Ledger, home: str = HOME) -> list[str]:
    return [event["kind"] for event in ledger.events(PropertyId(home))]


def begin(ledger: Ledger, plan: Draft, epoch: int, at: datetime = START) -> AttemptRef:
    """Open a create that saw the ledger as it is."""
    return ledger.open_attempt(
        plan, revision=revision_of(ledger, plan.property), epoch=epoch, at=at
    )


def place(
    ledger: Ledger, epoch: int, plan: Draft | None = None, order_id: str = "654321"
) -> Intent:
    """Open a create and close it with an order."""
    chosen = plan or draft()
    ref = begin(ledger, chosen, epoch)
    return ledger.close_attempt(ref, created(order_id, property=chosen.property), at=START)


def deliver(ledger: Ledger, order_id: str = "654321", **changes: Any) -> Order:
    seen = order(order_id, status="completed", phase=Phase.DELIVERED, **changes)
    return ledger.record_order(seen, at=minutes(60), actor="refresh")


def cancel(ledger: Ledger, epoch: int, order_id: str = "654321") -> AttemptRef:
    """Open a cancel that saw the ledger as it is."""
    return ledger.open_cancel(
        ACCOUNT, OrderId(order_id), revision=revision_of(ledger), epoch=epoch, at=minutes(10)
    )


def read_again(ledger: Ledger, status: str, phase: Phase, at: datetime | None = None) -> Order:
    """Record a read of the usual order."""
    return ledger.record_order(
        order(status=status, phase=phase), at=at or minutes(20), actor="refresh"
    )
