"""Codes of refusals: listwright declines to act and sends nothing."""

CODES: dict[str, str] = {
    "LW4001": "The run was refused by a limit or a protection.",
    "LW4002": "Another run holds the lock of this ledger. Wait, or use --lock-timeout.",
    "LW4003": "The ledger or the plan file belongs to another project.",
}
