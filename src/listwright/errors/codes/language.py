"""Codes of the language: keys, values, identity and meaning."""

CODES: dict[str, str] = {
    "LW1301": "The files name no property at all while orders are open. End the last home with `absent: true` instead of deleting it.",
}
