"""Requests with the account's key in a header (sheet 1): to the API host and to nobody else."""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from listwright.http.answers import Exchange
from listwright.http.endpoint import session_at
from listwright.http.forms import Form
from listwright.http.session import HttpSession
from listwright.model.portfolio import VendorSettings
from listwright.vendors.aihomedesign.keyring import Keyring

API_HOST = "api.aihomedesign.com"
_TOOLS = "api/tools"
_TOOLS_HOST = "https://app.aihomedesign.com"
"""Where v3 lists its tools, without a key (sheet 4.4)."""

VISIBLE_FIELDS = frozenset(
    {
        "active",
        "asset_id",
        "asset_map",
        "asset_role",
        "assets",
        "created_at",
        "data",
        "eta",
        "final_assets",
        "generated_images",
        "id",
        "image_id",
        "is_active",
        "is_optional",
        "is_premium",
        "item_id",
        "item_slugs",
        "items",
        "key",
        "limit",
        "name",
        "order_id",
        "page",
        "process_id",
        "process_ids",
        "processes",
        "project_id",
        "remove_shadow",
        "selected_widgets",
        "sequence",
        "service_name",
        "slug",
        "space_name",
        "status",
        "title",
        "tool",
        "updated_at",
        "widgets",
    }
)
"""What a debug line may show of a body. Not `error` and no link: they can hold anything."""

SessionFactory = Callable[[str], HttpSession]
"""Makes the session for an endpoint."""


def open_session(endpoint: str) -> HttpSession:
    """The session of production; raises ValueError for an endpoint that is not allowed."""
    return HttpSession(endpoint, visible=VISIBLE_FIELDS)


class Client:
    """One account's requests; retries nothing, opens nothing before the first."""

    def __init__(
        self, settings: VendorSettings, keyring: Keyring, *, session_factory: SessionFactory
    ) -> None:
        """`settings` give the endpoint, and the place to blame for it."""
        self._settings = settings
        self._keyring = keyring
        self._session_factory = session_factory
        self._session: HttpSession | None = None

    @property
    def label(self) -> str:
        """What the files call the account."""
        return self._settings.account.label

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be shown of an answer; raises SecretError."""
        return (self._keyring.api_key(),)

    def open(self) -> HttpSession:
        """The session; raises ConfigError for an endpoint that cannot be used."""
        if self._session is None:
            settings = self._settings
            self._session = session_at(self._session_factory, settings.endpoint, settings.span)
        return self._session

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Exchange:
        """Read."""
        key = self._keyring.api_key()
        return self.open().get(path, query=query, headers=_header(key), secrets=(key,))

    def post(self, path: str, document: Mapping[str, object]) -> Exchange:
        """Send JSON."""
        key = self._keyring.api_key()
        return self.open().post(path, document, headers=_header(key), secrets=(key,))

    def upload(self, path: str, form: Form) -> Exchange:
        """Send a picture."""
        key = self._keyring.api_key()
        return self.open().upload(path, form, headers=_header(key), secrets=(key,))

    def tools(self) -> Exchange:
        """The list of v3 tools: another host, so no key (sheet 4.4).

        Any other endpoint than the vendor's own is asked itself.
        """
        if urlsplit(self._settings.endpoint).hostname != API_HOST:
            return self.open().get(_TOOLS)
        session = self._session_factory(_TOOLS_HOST)
        try:
            return session.get(_TOOLS)
        finally:
            session.close()

    def close(self) -> None:
        """Let go of the session; a later request opens a new one."""
        if self._session is not None:
            self._session.close()
            self._session = None


def _header(key: str) -> dict[str, str]:
    return {"x-api-key": key}
