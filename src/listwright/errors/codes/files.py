"""Codes of files and YAML form."""

CODES: dict[str, str] = {
    "LW1001": "The project could not be read; the findings beside it say why.",
}
