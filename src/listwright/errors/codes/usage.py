"""Codes of command lines, interruptions and bugs of ours."""

CODES: dict[str, str] = {
    "LW5001": "The command line cannot be carried out as written.",
    "LW9001": "Something that should be impossible happened. Please report it with the command you ran.",
    "LW9002": "A signal stopped the run. What was in flight was recorded.",
}
