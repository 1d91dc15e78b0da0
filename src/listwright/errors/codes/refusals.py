"""Codes of refusals: listwright declines to act and sends nothing."""

CODES: dict[str, str] = {
    "LW4001": "The run was refused by a limit or a protection.",
    "LW4002": "Another run holds the lock of this ledger. Wait, or use --lock-timeout.",
    "LW4003": "The ledger or the plan file belongs to another project.",
    "LW4020": "Another run has taken over from this one, so it stopped before its next request.",
    "LW4021": "Somebody stopped all sending with `listwright ledger freeze`. `listwright ledger thaw` lets it go on.",
    "LW4022": "The ledger is not the newest there was: it was put back from a copy, or is gone. Put the newest one back, or run `listwright ledger recover`.",
    "LW4010": "A change of the reviewed plan would be planned differently now, so nothing was done. Plan again and have it reviewed.",
    "LW4011": "A change of a plan that is resumed is not sent: its order is unknown, was refused, or waits. The others are done.",
}
