"""Codes of secret references."""

CODES: dict[str, str] = {
    "LW1601": "A secret that this command needs could not be read.",
    "LW1602": "An environment variable with a secret is not set, or empty. Set it with `export NAME=...`, or among the secrets of the CI job.",
    "LW1603": "A file with a secret does not exist, cannot be read, is too large, or is not a regular file.",
    "LW1604": "Other users of the machine may open a file with a secret. Run `chmod 600` on it.",
    "LW1605": "A file of secrets is not one JSON object of names and texts, each name once.",
    "LW1606": "A JSON file of secrets has no text under the name that is needed.",
    "LW1607": "A command that gives a secret was not found, failed, printed too much or took too long. Its output is never shown.",
    "LW1608": "A secret is empty, holds a line break or an invisible character, or has blanks around it. Set it again, alone and on one line.",
    "LW1609": "A token for webhooks is too short, or holds characters that mean something in an address. It alone keeps strangers out: make one with the command shown.",
}
