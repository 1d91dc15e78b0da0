"""Codes of inventory sources."""

CODES: dict[str, str] = {
    "LW1501": "An inventory source could not be used.",
}
