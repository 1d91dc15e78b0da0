"""The account's key, read once; it travels in a header, so it has to fit into one."""

from listwright.errors import Diagnostic, SecretError
from listwright.http.redaction import without_secrets
from listwright.model.portfolio import VendorSettings
from listwright.model.private import Private
from listwright.ports import Secrets

_LONGEST_KEY = 1000
_LOCAL_KEY = Private("sandbox")
"""For servers on this machine, which take any key."""


class Keyring:
    """Reads the key through the port and keeps it for the run."""

    def __init__(self, secrets: Secrets, settings: VendorSettings) -> None:
        """`settings` names the API key and the place to blame when there is none."""
        self._secrets = secrets
        self._settings = settings
        self._key: Private | None = None

    def api_key(self) -> str:
        """The key itself; raises SecretError."""
        if self._key is None:
            self._key = self._read()
        return self._key.reveal()

    def masked(self, text: str) -> str:
        """`text` without the key, if that was read."""
        return text if self._key is None else without_secrets(text, (self._key.reveal(),))

    def _read(self) -> Private:
        ref = self._settings.api_key
        if ref is None:
            if self._settings.account.is_local:
                return _LOCAL_KEY
            raise self._failure(
                summary="This vendor has no `api_key`.",
                detail="Every request to AI HomeDesign carries the account's API key.",
                fix="Write `api_key: {env: NAME}` and set that variable.",
            )
        key = self._secrets.reveal(ref)
        text = key.reveal()
        if not 0 < len(text) <= _LONGEST_KEY or not all(33 <= ord(one) <= 126 for one in text):
            raise self._failure(
                summary="This secret cannot be an API key.",
                detail=f"What {ref.label} holds is empty, too long, or has spaces or letters that "
                "no key has.",
                fix="Put the right value there.",
            )
        return key

    def _failure(self, *, summary: str, detail: str, fix: str) -> SecretError:
        ref = self._settings.api_key
        span = self._settings.span if ref is None else ref.span
        finding = Diagnostic(code="LW1601", summary=summary, detail=detail, fix=fix, span=span)
        return SecretError("The vendor's API key cannot be used.", diagnostics=(finding,))
