"""Codes of talking to a vendor."""

CODES: dict[str, str] = {
    "LW3001": "The vendor could not be reached, or its answer could not be used.",
    "LW3002": "The vendor does not accept the API key. Nothing was placed.",
    "LW3003": "The endpoint cannot be used. Write `sandbox`, an https:// address, or http:// on this machine.",
}
