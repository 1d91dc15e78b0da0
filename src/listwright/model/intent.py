"""The journal's values: intents, attempts and what became of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from listwright.model.account import Account, ResendPolicy
from listwright.model.names import (
    Address,
    CanonicalId,
    NeedKey,
    OrderId,
    OrderKey,
    PropertyId,
    ServiceKey,
)
from listwright.model.order import Basis, Order
from listwright.model.picture import Handle, PictureTask


class AttemptKind(Enum):
    """What an attempt asked the vendor for."""

    CREATE = "create"
    PROBE = "probe"
    CANCEL = "cancel"


class AttemptOutcome(Enum):
    """How one request ended. `OPEN` means nobody has said yet."""

    OPEN = "open"
    CREATED = "created"
    ACCEPTED = "accepted"
    """A cancel the vendor took; only a read proves it."""

    REFUSED = "refused"
    DUP = "dup"
    NOID = "noid"
    UNKNOWN = "unknown"


class IntentState(Enum):
    """What is known of an intent: a fold over its attempts, or an operator's or reader's word."""

    SENDING = "sending"
    IN_DOUBT = "in_doubt"
    EXISTS_NOID = "exists_noid"
    LIVE = "live"
    CANCELLING = "cancelling"
    CANCEL_IN_DOUBT = "cancel_in_doubt"
    DELIVERED = "delivered"
    REFUSED = "refused"
    ABSENT = "absent"
    CANCELED = "canceled"
    SUPERSEDED = "superseded"
    FORGOTTEN = "forgotten"

    @property
    def holds_need(self) -> bool:
        """Whether an intent in this state keeps its needs from being ordered again."""
        return self in _HOLDING

    @property
    def is_unsettled(self) -> bool:
        """Whether nobody knows if an order exists."""
        return self in _UNSETTLED


_HOLDING = frozenset(
    {
        IntentState.SENDING,
        IntentState.IN_DOUBT,
        IntentState.EXISTS_NOID,
        IntentState.LIVE,
        IntentState.CANCELLING,
        IntentState.CANCEL_IN_DOUBT,
        IntentState.DELIVERED,
    }
)
_UNSETTLED = frozenset({IntentState.SENDING, IntentState.IN_DOUBT, IntentState.EXISTS_NOID})


class RefusalKind(Enum):
    """Why a vendor, or the road to it, refused; decides whether the need is marked."""

    VALIDATION = "validation"
    CATALOG = "catalog"
    DUPLICATE = "duplicate"
    AUTH = "auth"
    ENTITY = "entity"
    UNREACHABLE = "unreachable"
    RATE = "rate"
    ADDRESS = "address"
    CREDITS = "credits"
    """The account has nothing left to pay with."""

    PLAN = "plan"
    """What the account has bought of the vendor does not include what was asked for."""

    PREPARE = "prepare"
    """What a picture is made of could not be had or uploaded, so nothing was bought."""

    UPLOAD = "upload"
    """The upload in hand is of no use to the vendor; the next try makes another."""

    @property
    def marks_need(self) -> bool:
        """Whether the need stays blocked until something changes."""
        return self in {RefusalKind.VALIDATION, RefusalKind.CATALOG, RefusalKind.DUPLICATE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing a vendor complained about: which attribute, which message, both verbatim.

    `at` is the line or row that supplied the value when it was sent, as text.
    """

    attr: str
    message: str
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentService:
    """One need of an intent and what it buys.

    `answered`: a newer intent spoke for the need since, so a refusal no longer marks it.
    """

    address: Address
    service_key: ServiceKey
    slug: str
    quantity: int
    turn: str = "-"
    previous_order_id: OrderId | None = None
    answered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An intent about to be committed: everything the journal keeps of it.

    `task` is set for one picture: then the source is uploaded first, and nothing is bought before
    the ledger has the upload's ids and says that the paid step is about to leave. `again`: somebody
    asked for that picture once more, beside one that is not finished.
    """

    account: Account
    property: PropertyId
    canonical: CanonicalId
    order_key: OrderKey
    generation: int
    services: tuple[IntentService, ...]
    billing_entity: str
    request_digest: str
    basis: Basis
    plan_id: str
    plan_digest: str
    task: PictureTask | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """A create or a probe that may have left; `at` is when it was recorded, just before."""

    kind: AttemptKind
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A committed intent as the ledger holds it. `sent_at` is the last request that may have left.

    `request_id`: an order can be read by it before it has an id (an answer without an order id).
    `requests` are all that may have made its order, in no order of theirs. Of a picture, `task` is
    what was asked for and `handle` are the ids of its upload, once they are in hand.
    `billing_entity` is who would pay; nobody by name for a picture.
    """

    id: int
    account: Account
    property: PropertyId
    order_key: OrderKey
    generation: int
    services: tuple[IntentService, ...]
    request_digest: str
    state: IntentState
    created_at: datetime
    sent_at: datetime
    revision: int
    refusal: RefusalKind | None = None
    refused_at: datetime | None = None
    problems: tuple[Problem, ...] = ()
    evidence: str = ""
    basis: Basis | None = None
    request_id: str | None = None
    requests: tuple[Request, ...] = ()
    task: PictureTask | None = None
    handle: Handle | None = None
    billing_entity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondRequest:
    """The unknown create that is to be sent once more, and what the second one would ask for.

    `canonical` is the home; `request_digest` must be that of the first request.
    """

    account: Account
    canonical: CanonicalId
    order_key: OrderKey
    request_digest: str
    policy: ResendPolicy


@dataclass(frozen=True, slots=True)
class AttemptRef:
    """The compare-and-set handle of one attempt."""

    intent_id: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a vendor's answer to a create or cancel means.

    `order` is set when the answer carried the order; `handles` are all ids seen, by kind
    (`order_id`, `request_id`, `legacy_order_id`). `evidence` is one redacted sentence.
    `retry_after` in seconds, for a refusal of kind RATE.
    """

    outcome: AttemptOutcome
    evidence: str
    order: Order | None = None
    handles: Mapping[str, str] | None = None
    refusal: RefusalKind | None = None
    problems: tuple[Problem, ...] = ()
    status: int | None = None
    retry_after: float | None = None


class HoldCause(Enum):
    """Why a property is held."""

    DUPLICATE = "duplicate"
    """The vendor called our create a duplicate of an order that we do not know."""

    LOST = "lost"
    """The ledger was put back from an older copy, which does not know what was ordered since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A property held: there may be an order that we do not know."""

    account: Account
    canonical: CanonicalId
    since: datetime
    evidence: str
    keys: tuple[NeedKey, ...] = ()
    released_at: datetime | None = None
    cause: HoldCause = HoldCause.DUPLICATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a person says: a need was met on that day, and this is how it can be seen.

    `quantity` None counts as enough.
    """

    property: PropertyId
    key: NeedKey
    delivered_on: date
    quantity: int | None
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Testimony:
    """A claim as the ledger holds it: `actor` made it at `at`."""

    key: NeedKey
    delivered_on: date
    quantity: int | None
    evidence: str
    at: datetime
    actor: str

    def says(self, claim: Claim) -> bool:
        """Whether it says what `claim` says of the same need."""
        said = (self.key, self.delivered_on, self.quantity, self.evidence)
        return said == (claim.key, claim.delivered_on, claim.quantity, claim.evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyRecord:
    """Everything the ledger knows about one property, over all accounts.

    `orders` newest first. `intents` holds those that no order speaks for: unsettled, being
    cancelled, or refused and still marking their need. `revision` is the highest of all of it.
    `attestations` are what people said, oldest first; of two for one need the later counts.
    """

    property: PropertyId
    orders: tuple[Order, ...] = ()
    intents: tuple[Intent, ...] = ()
    holds: tuple[Hold, ...] = ()
    revision: int = 0
    attestations: tuple[Testimony, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Somebody stopped all sending: `listwright ledger freeze`."""

    at: datetime
    by: str
    reason: str

    def __str__(self) -> str:
        """As it stands behind "was stopped"."""
        return f"by {self.by} at {self.at:%Y-%m-%d %H:%M} UTC ({self.reason})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What the ledger held when the plan was made.

    `generations` holds, per order key without its generation, the highest one ever used, whatever
    became of the intent; `accounts` are those with any history. `stop`: who stopped all sending;
    `lost`: why this is not taken for the newest ledger, and `lost_at` when that was last written.
    """

    properties: Mapping[CanonicalId, PropertyRecord]
    generations: Mapping[str, int]
    accounts: frozenset[str]
    stop: Stop | None = None
    lost: str | None = None
    lost_at: datetime | None = None


NOTHING_KNOWN = PropertyRecord(property=PropertyId(""))
