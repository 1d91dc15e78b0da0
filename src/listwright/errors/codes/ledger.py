"""Codes of the ledger."""

CODES: dict[str, str] = {
    "LW2001": "The ledger could not be opened, read or written.",
}
