"""The receiver of what vendors tell of their own accord: an HTTP server before the inbox.

Belongs here: letting callers in by their token, the limits that hold for strangers, keeping what
came in before it is acknowledged, and the server's life.
Never here: what a body means (that is each vendor's `events`), what is done about an event (`app`
reads the order first), which account has which reader (`compose` hands them in), the words on a
terminal (`cli`).
"""
