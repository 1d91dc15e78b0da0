"""Codes of what the vendor will and will not accept, checked before anything is sent."""

CODES: dict[str, str] = {
}
