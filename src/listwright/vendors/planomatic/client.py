"""PlanOmatic's three calls (sheet 1): a path each, nothing else."""

from collections.abc import Callable

from listwright.http.answers import Exchange
from listwright.http.session import HttpSession
from listwright.vendors.planomatic.body import Sealed

_CREATE = "/api/v3/orders/create"
_RETRIEVE = "/api/v3/orders/retrieve"
_CANCEL = "/api/v3/orders/cancel"

VISIBLE_FIELDS = frozenset(
    {
        "appointment_id",
        "appointments",
        "attr",
        "billing_entity_slug",
        "cancelation_reason",
        "code",
        "created",
        "data",
        "end_datetime",
        "errors",
        "event",
        "external_order_id",
        "external_property_id",
        "legacy_order_id",
        "order",
        "order_id",
        "order_status",
        "previous_order_id",
        "quantity",
        "request_id",
        "services",
        "slug",
        "start_datetime",
        "status",
    }
)
"""What a debug line may show of a body. Not `message`: it can quote any value that was sent."""

ClientFactory = Callable[[str], HttpSession]
"""Makes the session for an endpoint."""


def open_session(endpoint: str) -> HttpSession:
    """The session of production; raises ValueError for an endpoint that is not allowed."""
    return HttpSession(endpoint, visible=VISIBLE_FIELDS)


class PlanomaticClient:
    """Sends sealed bodies; retries nothing."""

    def __init__(self, session: HttpSession) -> None:
        """`session` belongs to this client from here on."""
        self._session = session

    @property
    def proxy_in_use(self) -> str | None:
        """The proxy the calls pass, if any."""
        return self._session.proxy_in_use

    def create(self, body: Sealed) -> Exchange:
        """Place an order."""
        return self._session.post(_CREATE, body.document, secrets=body.secrets)

    def retrieve(self, body: Sealed) -> Exchange:
        """Read an order."""
        return self._session.post(_RETRIEVE, body.document, secrets=body.secrets)

    def cancel(self, body: Sealed) -> Exchange:
        """Ask for an order to be cancelled."""
        return self._session.post(_CANCEL, body.document, secrets=body.secrets)

    def close(self) -> None:
        """Let go of the session."""
        self._session.close()
