"""Codes of refusals: listwright declines to act and sends nothing."""

CODES: dict[str, str] = {
    "LW4001": "The run was refused by a limit or a protection.",
    "LW4002": "Another run holds the lock of this ledger. Wait, or use --lock-timeout.",
    "LW4003": "The ledger or the plan file belongs to another project.",
    "LW4010": "A change of the reviewed plan would be planned differently now, so nothing was done. Plan again and have it reviewed.",
}
