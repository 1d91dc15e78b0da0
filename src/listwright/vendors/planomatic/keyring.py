"""The secrets of one run: read once, all together, before the first write."""

from collections.abc import Iterable

from listwright.errors import Diagnostic, SecretError
from listwright.model.need import OrderSpec
from listwright.model.portfolio import VendorSettings
from listwright.model.private import Private, SecretRef
from listwright.ports import Secrets

_LONGEST_CODE = 255
_LOCAL_KEY = Private("sandbox")
"""For servers on this machine, which take any key."""


class Keyring:
    """Reads secrets through the port and keeps them for the run."""

    def __init__(self, secrets: Secrets, settings: VendorSettings) -> None:
        """`settings` names the API key and the place to blame when there is none."""
        self._secrets = secrets
        self._settings = settings
        self._read: dict[SecretRef, Private] = {}

    def api_key(self) -> Private:
        """The account's key; raises SecretError."""
        ref = self._settings.api_key
        if ref is not None:
            return self._reveal(ref)
        if self._settings.account.is_local:
            return _LOCAL_KEY
        raise SecretError(
            "The vendor has no API key.",
            diagnostics=(
                Diagnostic(
                    code="LW1601",
                    summary="This vendor has no `api_key`.",
                    detail="Every request to PlanOmatic carries the account's API key.",
                    fix="Write `api_key: {env: NAME}` and set that variable.",
                    span=self._settings.span,
                ),
            ),
        )

    def code_of(self, spec: OrderSpec) -> Private | None:
        """The access code of `spec`, None when it has none; raises SecretError."""
        ref = spec.access.access_code
        return None if ref is None else self._reveal(ref)

    def gather(self, specs: Iterable[OrderSpec]) -> None:
        """Read the key and the code of every spec; raises one SecretError with all that fail."""
        findings: list[Diagnostic] = []
        refs = {ref: None for spec in specs if (ref := spec.access.access_code) is not None}
        try:
            self.api_key()
        except SecretError as error:
            findings += error.diagnostics
        for ref in refs:
            try:
                self._reveal(ref)
            except SecretError as error:
                findings += error.diagnostics
        if findings:
            count = len(findings)
            noun = "secret" if count == 1 else "secrets"
            message = f"{count} {noun} that this run needs cannot be used."
            raise SecretError(message, diagnostics=tuple(findings))

    def _reveal(self, ref: SecretRef) -> Private:
        if ref not in self._read:
            secret = self._secrets.reveal(ref)
            _check_length(secret, ref)
            self._read[ref] = secret
        return self._read[ref]


def _check_length(secret: Private, ref: SecretRef) -> None:
    """The vendor takes 1 to 255 characters (sheet 2.3); known only now that it is read."""
    length = len(secret.reveal())
    if 0 < length <= _LONGEST_CODE:
        return
    seen = "empty" if length == 0 else f"longer than {_LONGEST_CODE} characters"
    raise SecretError(
        "A secret cannot be used.",
        diagnostics=(
            Diagnostic(
                code="LW1601",
                summary=f"This secret is {seen}.",
                detail=f"It is read from {ref.label}." if ref.inline is None else "",
                fix="Put the right value there.",
                span=ref.span,
            ),
        ),
    )
