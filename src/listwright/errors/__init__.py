"""What can go wrong, said once: positions, diagnostics, exceptions with their exit codes.

Belongs here: `Span` and `Diagnostic` (bad input, collected and shown all at once), the one root
exception whose subclasses own their exit code and exit reason, and the registry of `LW` codes.
Never here: catching or printing (that is `cli`), texts that need a vendor or the ledger.
This is the lowest layer: it imports nothing of listwright.
"""

from listwright.errors.diagnostic import Diagnostic, Severity, Span
from listwright.errors.exceptions import (
    ConfigError,
    EmptyPortfolioError,
    ForgeAuthError,
    ForgeError,
    FrozenLedgerError,
    InternalError,
    InterruptedRunError,
    InventoryError,
    LedgerError,
    LedgerLostError,
    ListwrightError,
    LockBusyError,
    OtherProjectError,
    OutOfTimeError,
    OutputError,
    RefusedError,
    SecretError,
    TakenOverError,
    UsageError,
    VendorAuthError,
    VendorError,
)

__all__ = [
    "ConfigError",
    "Diagnostic",
    "EmptyPortfolioError",
    "ForgeAuthError",
    "ForgeError",
    "FrozenLedgerError",
    "InternalError",
    "InterruptedRunError",
    "InventoryError",
    "LedgerError",
    "LedgerLostError",
    "ListwrightError",
    "LockBusyError",
    "OtherProjectError",
    "OutOfTimeError",
    "OutputError",
    "RefusedError",
    "SecretError",
    "Severity",
    "Span",
    "TakenOverError",
    "UsageError",
    "VendorAuthError",
    "VendorError",
]
