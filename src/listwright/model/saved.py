"""A plan as somebody approved it: what a fresh plan is compared with before anything is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from listwright.model.intent import IntentState, RefusalKind
from listwright.model.names import OrderId, OrderKey, PropertyId
from listwright.model.order import Phase, Service
from listwright.model.plan import Action, Digests, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedChange:
    """One approved change; its fields are those that `Change.digest_fields` names.

    `digest` is its fingerprint (`engine.digest.change_digest` of the change it was); `reason` is
    text, because a newer listwright may have written a code that this one does not know.
    """

    action: Action
    reason: str
    account: str
    property: PropertyId
    needs: tuple[str, ...]
    services: tuple[Service, ...]
    billing_entity: str | None
    order_id: OrderId | None
    order_key: OrderKey | None
    request_digest: str | None
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPlan:
    """What `apply` needs of a saved plan, read and found unedited."""

    plan_id: str
    project: str
    lineage: str
    made_at: datetime
    expires_at: datetime
    scope: Scope
    digests: Digests
    changes: tuple[SavedChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What the ledger keeps of a plan from the moment it is used, so that it can be resumed."""

    plan_id: str
    digest: str
    made_at: datetime
    scope: Scope
    changes: tuple[SavedChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What the ledger knows of one approved change.

    `states` are those of the intents that were begun for its order since it was planned, oldest
    first: one for each name that was used up. `refusal` and `evidence` are the last one's; `phase`
    and `managed` those of the order it cancels, replaces or imports (None: the ledger has none).
    """

    states: tuple[IntentState, ...] = ()
    refusal: RefusalKind | None = None
    evidence: str = ""
    phase: Phase | None = None
    managed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunPlan:
    """A used plan and how far it has come: `traces` by the place of the change in the approval."""

    approval: Approval
    traces: Mapping[int, Trace]
