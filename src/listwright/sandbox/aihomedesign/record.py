"""What the sandbox remembers: projects, orders, their pictures, and the jobs that were paid for."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Api(Enum):
    """Which of the vendor's interfaces made an order."""

    FIRST = "v1"
    THIRD = "v3"


class Fate(Enum):
    """What goes wrong with one job; the values are names of faults."""

    NEVER_FINISHES = "never-finishes"
    TEN_TIMES_ETA = "ten-times-eta"
    LOST_RESULT = "lost-result"
    PROCESS_FAILED = "process-failed"
    ZERO_UPDATED_AT = "zero-updated-at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A property of the third interface."""

    project_id: str
    account: str
    address: str
    is_default: bool
    created: datetime
    updated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One upload: of one picture for one service (first), or of the pictures of a room (third)."""

    order_id: str
    api: Api
    account: str
    project_id: str | None
    service: str | None
    created: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One uploaded picture in its role; the bytes are stored once under their digest."""

    asset_id: str
    order_id: str
    role: str
    sha256: str
    created: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What a job was asked for.

    `tool` is a service name or a tool's slug. `space`, `style` and the others are titles, as they
    are shown; `room` is the value that the wire names.
    """

    tool: str
    verb: str
    room: str | None = None
    space: str | None = None
    style: str | None = None
    color: str | None = None
    material: str | None = None
    sky_style: str | None = None
    remove_shadow: bool = False

    @property
    def banner(self) -> str:
        """What is written on the result."""
        return " ".join(word for word in (self.verb, self.style, self.space) if word)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One generate of the first interface, or one process of the third.

    `payer` is the digest of the key, `eta` in seconds; `finished` is set when somebody ended the
    wait by hand, `polled` when the client last asked.
    """

    job_id: str
    order_id: str
    payer: str
    account: str
    created: datetime
    eta: int
    credits: int
    fate: Fate | None
    source_sha256: str
    recipe: Recipe
    group_id: str | None
    finished: datetime | None
    polled: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StagingSummary:
    """One order as lists show it."""

    order_id: str
    api: str
    account: str
    project: str | None
    tool: str | None
    status: str
    uploads: int
    submits: int
    finished: int
    credits: int
    created: datetime
