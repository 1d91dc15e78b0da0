"""AI HomeDesign as a `ports.PictureVendor`: one account, one dialect, no retries."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

from listwright.errors import Diagnostic, InternalError
from listwright.model.account import Account, PictureTraits, VendorTraits
from listwright.model.catalog import Catalog
from listwright.model.intent import Answer, RefusalKind
from listwright.model.names import OrderKey
from listwright.model.need import NeedSpec, OrderSpec
from listwright.model.order import Order
from listwright.model.picture import Handle, PictureFile, Prepared, Recipe
from listwright.model.plan import Reason
from listwright.model.portfolio import VendorSettings
from listwright.ports import Clock, OrderName, ReadFailureError, Secrets
from listwright.vendors.aihomedesign import v1, v3
from listwright.vendors.aihomedesign.answers import refused
from listwright.vendors.aihomedesign.catalog import V1, V3
from listwright.vendors.aihomedesign.client import Client, SessionFactory, open_session
from listwright.vendors.aihomedesign.dialect import Dialect, Job
from listwright.vendors.aihomedesign.fetching import CatalogReader, Place
from listwright.vendors.aihomedesign.keyring import Keyring
from listwright.vendors.aihomedesign.needs import Shelf, need_findings, spec_findings
from listwright.vendors.aihomedesign.treatments import Treatment, UnresolvedError, resolve
from listwright.vendors.aihomedesign.v1 import V1Dialect
from listwright.vendors.aihomedesign.v3 import V3Dialect
from listwright.vendors.aihomedesign.words import KIND

SUBMITS = 10
SUBMIT_WINDOW = timedelta(minutes=10)
"""At most that many first submits in that time, for the whole account (sheet 2.9)."""

SETTLE = timedelta(minutes=15)
"""No sooner is an order that shows nothing taken for one that was not submitted (sheet 6), unless
the files say less."""

UPLOAD_LIMIT = 50 * 1024 * 1024
"""Bytes of one photo (sheet 2.2; v3 states none, sheet 4.2)."""

MEDIA_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
"""What both dialects take (sheet 2.2, 4.2)."""

CATALOG_PAUSE = 1.0
"""Seconds between two reads of the catalog (sheet 6)."""


class AiHomeDesignVendor:
    """One AI HomeDesign account. Nothing is connected or read before the first call needs it."""

    def __init__(
        self,
        *,
        account: Account,
        settings: VendorSettings,
        catalog: Catalog,
        secrets: Secrets,
        clock: Clock,
        keep: Callable[[Catalog], None],
        session_factory: SessionFactory = open_session,
    ) -> None:
        """`keep` stores a catalog that was completed; `clock` dates it and keeps polls apart."""
        self._account = account
        self._settings = settings
        self._catalog = catalog
        self._clock = clock
        self._keep = keep
        self._api = settings.api or V3
        self._keyring = Keyring(secrets, settings)
        self._client = Client(settings, self._keyring, session_factory=session_factory)
        self._dialect: Dialect = (
            V1Dialect(self._client, account)
            if self._api == V1
            else V3Dialect(self._client, account, clock)
        )

    @property
    def account(self) -> Account:
        """Which account this is."""
        return self._account

    @property
    def traits(self) -> VendorTraits:
        """What this dialect can do; every tool of the catalog works on photos that exist."""
        is_v3 = self._api == V3
        return VendorTraits(
            kind=KIND,
            has_cancel=False,
            cancelable_statuses=frozenset(),
            order_notes_limit=0,
            cancel_notes_limit=0,
            staging_slugs=frozenset(tool.tool for tool in self._catalog.tools),
            pictures=PictureTraits(
                submits=self._submits,
                submit_window=SUBMIT_WINDOW,
                poll_floor=timedelta(seconds=v3.POLL_FLOOR if is_v3 else 0),
                settle=SETTLE,
                upload_ids=v3.UPLOAD_IDS if is_v3 else v1.UPLOAD_IDS,
                user=self._user,
                tools=self._catalog.tools,
            ),
        )

    @property
    def catalog(self) -> Catalog:
        """The catalog it was given, with the ids that were read since."""
        return self._catalog

    @property
    def proxy_in_use(self) -> str | None:
        """The proxy that calls pass, to be announced before a run; None for none."""
        return self._client.open().proxy_in_use

    def check(self, spec: OrderSpec) -> tuple[Diagnostic, ...]:
        """What the catalog says against the order of one picture."""
        return spec_findings(spec, self._shelf)

    def check_need(self, need: NeedSpec) -> tuple[Diagnostic, ...]:
        """What the catalog says against a need, and what the vendor has no use for."""
        return need_findings(need, self._shelf)

    def ready(self, specs: Iterable[OrderSpec]) -> None:
        """Resolve the key, the endpoint, and the vendor's ids of everything in `specs`.

        Raises SecretError, ConfigError, VendorError or VendorAuthError.
        """
        self._client.open()
        self._keyring.api_key()
        recipes = [spec.task.recipe for spec in specs if spec.task is not None]
        places = tuple(dict.fromkeys(place for one in recipes for place in self._unknown(one)))
        if places and self._api == V1:
            self._catalog = self._reader().completed(self._catalog, places)
            self._keep(self._catalog)

    def fetch_catalog(self) -> Catalog:
        """Everything that the vendor offers now; raises as `ready` does."""
        return self._reader().whole(self._api)

    def create(self, spec: OrderSpec, order_key: OrderKey) -> Answer:  # noqa: ARG002 - the port's
        """Never called: pictures are ordered in two steps."""
        message = "A picture is ordered in two steps, never by one request."
        raise InternalError(message)

    def prepare(self, spec: OrderSpec, picture: PictureFile) -> Prepared | Answer:
        """Upload the photo of `spec.task`; nothing is bought by it."""
        treatment = self._treatment(spec)
        if isinstance(treatment, Answer):
            return treatment
        problem = _unfit(picture)
        if problem is not None:
            return refused(RefusalKind.VALIDATION, f"nothing was sent: {problem}")
        prepared = self._dialect.upload(Job(spec=spec, treatment=treatment), picture)
        return _located(prepared, spec) if isinstance(prepared, Answer) else prepared

    def commit(self, spec: OrderSpec, handle: Handle) -> Answer:
        """The paid step on an upload: one request, one answer."""
        treatment = self._treatment(spec)
        if isinstance(treatment, Answer):
            return treatment
        return _located(self._dialect.submit(Job(spec=spec, treatment=treatment), handle), spec)

    def retrieve(self, name: OrderName) -> Order:
        """Read one order, or its process; raises ReadFailureError."""
        try:
            return self._dialect.read(name)
        except ReadFailureError as failure:
            # It may name an id from the answer, and an answer may hold the key.
            detail = self._keyring.masked(failure.detail)
            pause = failure.retry_after
            raise ReadFailureError(failure.kind, detail, retry_after=pause) from None

    def cancel(self, name: OrderName, reason: Reason, notes: str) -> Answer:  # noqa: ARG002 - the port's
        """Refused: no page of this vendor has a cancel (sheet 0)."""
        return refused(RefusalKind.VALIDATION, "this vendor cannot cancel; nothing was sent")

    def close(self) -> None:
        """Let go of the session; a later call opens a new one."""
        self._client.close()

    @property
    def _user(self) -> str:
        """Whose key it is: the vendor counts by user, whatever dialect is spoken (sheet 2.9)."""
        key = self._settings.api_key
        whose = self._account.label if key is None else key.label
        return f"{self._account.environment} {whose}"

    @property
    def _submits(self) -> int | None:
        """What the files say, else what the vendor documents; the embedded sandbox has no limit."""
        embedded = self._account.environment == "sandbox"
        return self._settings.submits_per_window or (None if embedded else SUBMITS)

    @property
    def _shelf(self) -> Shelf:
        return Shelf(catalog=self._catalog, label=self._account.label)

    def _reader(self) -> CatalogReader:
        local = self._account.is_local
        return CatalogReader(
            self._client,
            today=self._clock.now().date(),
            pause=lambda: None if local else self._clock.sleep(CATALOG_PAUSE),
        )

    def _unknown(self, recipe: Recipe) -> tuple[Place, ...]:
        """Where the catalog lacks ids that the recipe needs."""
        try:
            treatment = resolve(recipe, self._catalog)
        except UnresolvedError:
            # It was said when the plan was made; `prepare` refuses it.
            return ()
        if not treatment.ids_missing:
            return ()
        return ((recipe.tool, None if treatment.room is None else treatment.room.word),)

    def _treatment(self, spec: OrderSpec) -> Treatment | Answer:
        """The order in the vendor's terms, or why it cannot be said."""
        if spec.task is None:
            message = "An order of a picture names no picture."
            raise InternalError(message)
        try:
            treatment = resolve(spec.task.recipe, self._catalog)
        except UnresolvedError as error:
            return _located(refused(RefusalKind.CATALOG, f"nothing was sent: {error}"), spec)
        if treatment.ids_missing:
            why = (
                "nothing was sent: the vendor's ids are not known; run listwright catalog update "
                f"--vendor {self._account.label}"
            )
            return _located(refused(RefusalKind.CATALOG, why), spec)
        return treatment


def _located(answer: Answer, spec: OrderSpec) -> Answer:
    """`answer` with the line that what it complains about was written in."""
    place = next((spec.origins[name] for name in _PLACES if name in spec.origins), None)
    at = "" if place is None else str(place)
    return replace(answer, problems=tuple(replace(one, at=at) for one in answer.problems))


_PLACES = ("style", "tool", "services[0].slug")
"""The vendor names no field, so it is the treatment as a whole."""


def _unfit(picture: PictureFile) -> str | None:
    """Why the vendor would not take the file."""
    size = len(picture.content)
    if size > UPLOAD_LIMIT:
        return f"the photo has {size:,} bytes; the vendor takes {UPLOAD_LIMIT:,}"
    if size == 0:
        return "the photo is empty"
    if picture.media_type not in MEDIA_TYPES:
        return f"the vendor takes JPEG, PNG and WebP, not {picture.media_type}"
    return None
