"""One vendor account and what its vendor can do."""

from dataclasses import dataclass
from datetime import timedelta

from listwright.model.catalog import ToolOffer
from listwright.model.names import AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One API key at one vendor. Orders of different accounts never mix.

    `environment` is `sandbox` (the embedded one), `loopback`, or the vendor's host name.
    """

    kind: str
    environment: str
    label: str

    @property
    def id(self) -> AccountId:
        """The account as one word, the form stored in the ledger."""
        return AccountId(f"{self.kind}/{self.environment}/{self.label}")

    @property
    def is_local(self) -> bool:
        """Whether orders here cost nothing: the sandbox or any loopback server."""
        return self.environment in {"sandbox", "loopback"}

    def is_beside(self, other: "Account") -> bool:
        """Whether both are accounts at one vendor in one environment, under different labels."""
        return (self.kind, self.environment) == (other.kind, other.environment) and self != other


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorTraits:
    """Facts about a vendor that decisions depend on; data, never a vendor's name in an `if`."""

    kind: str
    has_cancel: bool
    cancelable_statuses: frozenset[str]
    order_notes_limit: int
    cancel_notes_limit: int
    staging_slugs: frozenset[str] = frozenset()
    """Services made from photos that exist, never by a visit."""

    pictures: "PictureTraits | None" = None
    """How single pictures are ordered; None for a vendor that is ordered from per home."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureTraits:
    """Facts about a vendor that makes one picture of one photo.

    `submits` are at most that many paid steps in `submit_window`; None: no limit. One order is not
    read again within `poll_floor`. The paid step on one upload may be sent once more after `settle`
    without being paid again; `upload_ids` are the ids that an upload has here, and one with others
    was made through another interface. `user` is the same for accounts that the vendor counts
    together. `tools` is what it can do, as far as its catalog knows.
    """

    submits: int | None
    submit_window: timedelta
    poll_floor: timedelta
    settle: timedelta
    upload_ids: frozenset[str]
    user: str = ""
    tools: tuple[ToolOffer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowPolicy:
    """The duplicate protection of one account.

    `window` None means nobody declared it: `ASSUMED_WINDOW` counts, and `--replace` may pass it.
    """

    window: timedelta | None = None
    margin: timedelta = timedelta(minutes=10)
    counts_canceled: bool = True
    exempts_staging: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ResendPolicy:
    """Under what protection an unknown create of the account may be sent once more.

    `window` is the declared duplicate window and `margin` how far it is not trusted; `settle` is
    how long a request may still be on its way.
    """

    window: timedelta
    margin: timedelta
    settle: timedelta


ASSUMED_WINDOW = timedelta(days=30)
