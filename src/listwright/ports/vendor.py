"""The ports to a vendor that orders are placed at."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from listwright.errors import Diagnostic
from listwright.model.account import Account, VendorTraits
from listwright.model.catalog import Catalog
from listwright.model.intent import (
    Answer,
)
from listwright.model.names import OrderId, OrderKey, PropertyId
from listwright.model.need import NeedSpec, OrderSpec
from listwright.model.order import Order
from listwright.model.picture import (
    Handle,
    PictureFile,
    Prepared,
)
from listwright.model.plan import Reason


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
