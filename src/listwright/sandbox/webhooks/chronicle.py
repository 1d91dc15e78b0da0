"""What the sandbox asks a vendor's package about the events of its orders and images."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from listwright.sandbox.options import SandboxOptions

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The sandbox as an event finds it: its clock, its switches, its own address."""

    now: datetime
    options: SandboxOptions
    base_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One event: `key` is its own within its subject, `payload` draws what is posted."""

    key: str
    event: str
    at: datetime
    payload: Callable[[], Payload]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """All that one subject had to tell up to now, in time order, and when there is more.

    `names` are what a fault may call it.
    """

    subject: str
    tellings: tuple[Telling, ...]
    due: datetime | None
    names: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How a vendor posts: seconds between attempts, how many, seconds to wait for an answer."""

    retry_seconds: float
    tries: int
    timeout_seconds: float


class Disguises(Protocol):
    """The ways in which a vendor's webhook can be strange."""

    def wrong_echo(self, payload: Payload) -> Payload:
        """The same with a name in it that the client never gave."""

    def unknown_event(self, payload: Payload) -> Payload:
        """The same under an event no page has."""

    def foreign(self, payload: Payload) -> tuple[str, Payload]:
        """The same of an order the client never made, and that order's id."""

    def old_shape(self, payload: Payload) -> Payload:
        """The same as an older interface of the vendor would write it."""

    def enveloped(self, payload: Payload) -> Payload:
        """The same in the envelope of the vendor's answers."""


class Chronicle(Protocol):
    """One vendor's events."""

    @property
    def vendor(self) -> str:
        """Whose webhooks they are."""

    @property
    def operation(self) -> str:
        """What a fault calls them."""

    @property
    def recommended(self) -> frozenset[str] | None:
        """The events a subscription is advised to have; None where it cannot choose."""

    @property
    def rhythm(self) -> Rhythm:
        """How the vendor posts."""

    @property
    def disguises(self) -> Disguises:
        """How its webhooks can be strange."""

    def subjects(self) -> tuple[str, ...]:
        """All that has events."""

    def course(self, subject: str, scene: Scene) -> Course:
        """What `subject` had to tell up to `scene.now`."""
