"""A plan as it is reviewed: the plan itself, and what a reader needs beside it to judge it.

Every renderer is a function of a Review; a saved plan file holds all of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from listwright.model.audit import AuditFinding
from listwright.model.names import Address, OrderId, PropertyId
from listwright.model.need import Because
from listwright.model.order import Order, Service
from listwright.model.plan import Action, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Riding:
    """Needs of a rule that ride in orders of another one, `rule`."""

    rule: Because
    needs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleShare:
    """What one rule causes in a plan.

    `needs` are those it added that are ordered now, `orders` and `cancels` the orders that are its
    own; `known` is what those cost, in cents, and `unpriced` how many have no price. `deferred` and
    `blocked` count its needs that wait. `riding` tells where needs of its own ride in orders of
    others.
    """

    rule: Because
    needs: int = 0
    orders: int = 0
    known: int = 0
    unpriced: int = 0
    cancels: int = 0
    deferred: int = 0
    blocked: int = 0
    riding: tuple[Riding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeFacts:
    """What a reader may filter a home by; nothing that tells where exactly it is, or who is there.

    `status` is the inventory's canonical one. `billing_entity` is None where the files name none.
    """

    market: str | None = None
    status: str | None = None
    city: str | None = None
    state: str | None = None
    billing_entity: str | None = None


class Stage(Enum):
    """The steps that a home must pass to be ordered for, in order; each holds part of the last."""

    INVENTORY = "inventory"
    WANTED = "wanted"
    """A rule asks for something; rules are where vacancy and the like are asked for."""

    UNCOVERED = "uncovered"
    """Something of it is neither there nor on its way."""

    READY = "ready"
    FREE = "free"
    """No duplicate window, freeze, limit or other order has to be waited for."""

    TO_ORDER = "to_order"


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelStep:
    """How many homes reach a stage."""

    stage: Stage
    homes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A plan that was applied: when, by whom, in which run, how many changes it held.

    `note` says what raised a limit, if something did.
    """

    at: datetime
    plan_id: str
    digest: str
    actor: str
    run: str
    note: str
    changes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A change that the base would make and this plan does not, because of the edit."""

    action: Action
    property: PropertyId
    needs: tuple[Address, ...]
    services: tuple[Service, ...]
    order_id: OrderId | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """The base that every change was held against, and what the edit takes away from it.

    `ref` as typed; `commit` is the merge base with it, made at `committed_at`. `knows_facts`:
    whether the inventories of that commit were to be had, so that facts and the past differ.
    """

    ref: str
    commit: str
    committed_at: datetime
    knows_facts: bool
    gone: tuple[Gone, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A plan, or an audit, with everything that is shown of it.

    `shares` are what the rules cause. `homes` tells the facts of every home that has a line in the
    plan. `orders` are the open orders, oldest first, without photos and links; `applied` the newest
    applies. `per_minute` is how many requests the slowest account allows, None: not known.
    `findings` is None for a plan, and what was found for an audit.
    """

    plan: Plan
    shares: tuple[RuleShare, ...]
    homes: Mapping[PropertyId, HomeFacts] = field(default_factory=dict)
    funnel: tuple[FunnelStep, ...] = ()
    orders: tuple[Order, ...] = ()
    applied: tuple[Applied, ...] = ()
    against: Against | None = None
    per_minute: int | None = None
    findings: tuple[AuditFinding, ...] | None = None
