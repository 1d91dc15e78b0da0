"""PlanOmatic as a `ports.Vendor`: one account, three calls, no retries.

What reads answers stands on pydantic, so it is imported by the first call: most plans make none.
"""

from collections.abc import Iterable
from dataclasses import replace

from listwright.errors import Diagnostic
from listwright.http.endpoint import session_at
from listwright.model.account import Account, VendorTraits
from listwright.model.catalog import Catalog
from listwright.model.intent import Answer
from listwright.model.names import OrderKey
from listwright.model.need import NeedSpec, OrderSpec
from listwright.model.order import Order
from listwright.model.plan import Reason
from listwright.model.portfolio import VendorSettings
from listwright.ports import OrderName, Secrets
from listwright.vendors.planomatic import rules
from listwright.vendors.planomatic.attrs import origin_of
from listwright.vendors.planomatic.body import (
    CANCEL_NOTES_LIMIT,
    cancel_body,
    create_body,
    retrieve_body,
)
from listwright.vendors.planomatic.catalog import KIND
from listwright.vendors.planomatic.client import ClientFactory, PlanomaticClient, open_session
from listwright.vendors.planomatic.keyring import Keyring
from listwright.vendors.planomatic.phases import CANCELABLE_STATUSES
from listwright.vendors.planomatic.rules_pictures import need_findings
from listwright.vendors.planomatic.rules_texts import ORDER_NOTES_LIMIT

TRAITS = VendorTraits(
    kind=KIND,
    has_cancel=True,
    cancelable_statuses=CANCELABLE_STATUSES,
    order_notes_limit=ORDER_NOTES_LIMIT,
    cancel_notes_limit=CANCEL_NOTES_LIMIT,
)
"""What holds for every account; which services are staging is the catalog's to say."""


class PlanomaticVendor:
    """One PlanOmatic account. Nothing is connected or read before the first call needs it."""

    def __init__(
        self,
        *,
        account: Account,
        settings: VendorSettings,
        catalog: Catalog,
        secrets: Secrets,
        lineage: str,
        client_factory: ClientFactory = open_session,
    ) -> None:
        """`lineage` is the portfolio's; `client_factory` makes the HTTP session of an endpoint."""
        self._account = account
        self._settings = settings
        self._catalog = catalog
        self._traits = replace(TRAITS, staging_slugs=_staging_slugs(catalog))
        self._lineage = lineage
        self._keyring = Keyring(secrets, settings)
        self._client_factory = client_factory
        self._client: PlanomaticClient | None = None

    @property
    def account(self) -> Account:
        """Which account this is."""
        return self._account

    @property
    def traits(self) -> VendorTraits:
        """What PlanOmatic can do, with the staging services of the catalog in use."""
        return self._traits

    @property
    def catalog(self) -> Catalog:
        """The catalog it was given."""
        return self._catalog

    @property
    def proxy_in_use(self) -> str | None:
        """The proxy that calls pass, to be announced before a run; None for none."""
        return self._open().proxy_in_use

    def check(self, spec: OrderSpec) -> tuple[Diagnostic, ...]:
        """Every documented rule that `spec` breaks."""
        return rules.check(spec, self._catalog)

    def check_need(self, need: NeedSpec) -> tuple[Diagnostic, ...]:
        """What this vendor has no field for."""
        return need_findings(need)

    def ready(self, specs: Iterable[OrderSpec]) -> None:
        """Resolve every secret and the endpoint; raises SecretError or ConfigError."""
        self._open()
        self._keyring.gather(specs)

    def create(self, spec: OrderSpec, order_key: OrderKey) -> Answer:
        """Place one order: one request, one answer.

        An answer with only a `request_id` is a created order too: `retrieve` and `cancel` take it.
        """
        from listwright.vendors.planomatic.placing import Placed, create_answer

        client = self._open()
        body = create_body(
            spec,
            order_key,
            lineage=self._lineage,
            key=self._keyring.api_key(),
            code=self._keyring.code_of(spec),
        )
        placed = Placed(spec=spec, order_key=order_key, catalog=self._catalog, secrets=body.secrets)
        answer = create_answer(client.create(body), placed)
        located = (
            replace(problem, at=str(origin_of(spec, problem.attr))) for problem in answer.problems
        )
        return replace(answer, problems=tuple(located))

    def retrieve(self, name: OrderName) -> Order:
        """Read one order and verify that it is the one; raises ReadFailureError."""
        from listwright.vendors.planomatic.reading import order_read

        client = self._open()
        body = retrieve_body(name, self._keyring.api_key())
        exchange = client.retrieve(body)
        return order_read(exchange, name, self._account, secrets=body.secrets)

    def cancel(self, name: OrderName, reason: Reason, notes: str) -> Answer:
        """Ask to cancel one order."""
        from listwright.vendors.planomatic.canceling import cancel_answer

        client = self._open()
        body = cancel_body(name, reason, notes, key=self._keyring.api_key())
        return cancel_answer(client.cancel(body), body.secrets)

    def close(self) -> None:
        """Let go of the session; a later call opens a new one."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _open(self) -> PlanomaticClient:
        if self._client is None:
            settings = self._settings
            session = session_at(self._client_factory, settings.endpoint, settings.span)
            self._client = PlanomaticClient(session)
        return self._client


def _staging_slugs(catalog: Catalog) -> frozenset[str]:
    return frozenset(offer.slug for offer in catalog.offers if offer.asset)
