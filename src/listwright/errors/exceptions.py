"""The exceptions of listwright: one root, and each class owns its exit code and exit reason.

The numbers and words are the contract scripts rely on (docs/reference/exit-codes.md).
"""

from typing import ClassVar

from listwright.errors.diagnostic import Diagnostic


class ListwrightError(Exception):
    """Root of everything listwright raises on purpose; `advice` says what the user can do."""

    exit_code: ClassVar[int] = 1
    exit_reason: ClassVar[str] = "internal"
    code: ClassVar[str] = "LW9001"

    def __init__(
        self, message: str, *, advice: str = "", diagnostics: tuple[Diagnostic, ...] = ()
    ) -> None:
        """`message` is one sentence; `diagnostics` carry positions when there are any."""
        super().__init__(message)
        self.message = message
        self.advice = advice
        self._diagnostics = diagnostics

    @property
    def reason(self) -> str:
        """The word that goes into `exit_reason`."""
        return self.exit_reason

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The findings behind this error; at least one, so that JSON readers always have one."""
        if self._diagnostics:
            return self._diagnostics
        return (Diagnostic(code=self.code, summary=self.message, fix=self.advice),)


class UsageError(ListwrightError):
    """The command line cannot be carried out as written."""

    exit_reason = "usage"
    code = "LW5001"


class OutputError(ListwrightError):
    """What a command has to say cannot be printed where stdout goes."""

    exit_reason = "usage"
    code = "LW5002"


class ConfigError(ListwrightError):
    """The project's files are wrong."""

    exit_reason = "config"
    code = "LW1001"


class InventoryError(ListwrightError):
    """An inventory source is missing, unreadable or wrong."""

    exit_reason = "inventory"
    code = "LW1501"


class EmptyPortfolioError(ListwrightError):
    """The files resolve to no property while the ledger has open orders."""

    exit_reason = "empty_portfolio"
    code = "LW1301"


class SecretError(ListwrightError):
    """A secret that this command needs cannot be read."""

    exit_reason = "secret"
    code = "LW1601"


class LedgerError(ListwrightError):
    """The ledger cannot be opened, read or written."""

    exit_reason = "ledger"
    code = "LW2001"


class VendorError(ListwrightError):
    """The vendor could not be reached or answered something unusable."""

    exit_reason = "vendor"
    code = "LW3001"


class VendorAuthError(ListwrightError):
    """The vendor does not accept the API key."""

    exit_reason = "vendor_auth"
    code = "LW3002"


class ForgeError(ListwrightError):
    """GitHub or GitLab could not be reached, or did not do what was asked."""

    exit_reason = "vendor"
    code = "LW6001"


class ForgeAuthError(ListwrightError):
    """GitHub or GitLab does not accept the token, or the token may not do this."""

    exit_reason = "vendor_auth"
    code = "LW6002"


class InternalError(ListwrightError):
    """A broken assumption of ours: please report it."""

    exit_reason = "internal"
    code = "LW9001"


class RefusedError(ListwrightError):
    """listwright itself declines to act: exit 4, nothing left this machine."""

    exit_code = 4
    exit_reason = "limit"
    code = "LW4001"

    def __init__(
        self,
        message: str,
        *,
        reason: str,
        advice: str = "",
        diagnostics: tuple[Diagnostic, ...] = (),
    ) -> None:
        """`reason` is the exit reason, such as `first_run`, `expired` or `plan_changed`."""
        super().__init__(message, advice=advice, diagnostics=diagnostics)
        self._reason = reason

    @property
    def reason(self) -> str:
        """The exit reason this refusal was made with."""
        return self._reason


class OutOfTimeError(ListwrightError):
    """The time of `--max-duration` was over before the first request left."""

    exit_reason = "timeout"
    code = "LW9003"


class LockBusyError(RefusedError):
    """Another run holds the ledger's lock."""

    code = "LW4002"

    def __init__(self, message: str, *, advice: str = "") -> None:
        """A refusal with reason `lock_busy`."""
        super().__init__(message, reason="lock_busy", advice=advice)


class TakenOverError(RefusedError):
    """Another run has taken this one's place: it must not send anything more."""

    code = "LW4020"

    def __init__(self) -> None:
        """A refusal with reason `lock_busy`."""
        super().__init__(
            "Another run has taken over from this one.",
            reason="lock_busy",
            advice="Plan again: listwright plan",
        )


class FrozenLedgerError(RefusedError):
    """Somebody stopped all sending."""

    code = "LW4021"

    def __init__(self, message: str) -> None:
        """A refusal with reason `lock_busy`."""
        advice = "When it may go on: listwright ledger thaw"
        super().__init__(message, reason="lock_busy", advice=advice)


class LedgerLostError(RefusedError):
    """The ledger is no longer the newest there was: it was put back from a copy, or is gone."""

    code = "LW4022"

    def __init__(self, message: str) -> None:
        """A refusal with reason `ledger_lost`."""
        advice = "Put the newest ledger back. If it is gone for good: listwright ledger recover"
        super().__init__(message, reason="ledger_lost", advice=advice)


class OtherProjectError(RefusedError):
    """The ledger or plan file belongs to another project."""

    code = "LW4003"

    def __init__(self, message: str, *, advice: str = "") -> None:
        """A refusal with reason `other_project`."""
        super().__init__(message, reason="other_project", advice=advice)


class InterruptedRunError(ListwrightError):
    """A signal stopped the run; the exit code is 128 plus the signal."""

    exit_reason = "interrupted"
    code = "LW9002"

    def __init__(self, signal_number: int) -> None:
        """`signal_number` is 1 for a hang-up, 2 for Ctrl-C and 15 for a polite kill."""
        super().__init__("The run was interrupted.")
        self.signal_number = signal_number
