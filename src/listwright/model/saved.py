"""A plan as somebody saved and reviewed it: what `apply PLANFILE` compares a fresh plan with."""

from dataclasses import dataclass
from datetime import datetime

from listwright.model.names import OrderId, OrderKey, PropertyId
from listwright.model.order import Service
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
