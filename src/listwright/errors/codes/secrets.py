"""Codes of secret references."""

CODES: dict[str, str] = {
    "LW1601": "A secret that this command needs could not be read.",
}
