"""How bytes leave this machine and come back: one request, one answer, every failure a value.

Belongs here: the session over httpx (the only httpx in the program), fetching one file, a picture
from a vendor's link, the total deadline, caps and strict JSON for what strangers send, the classes
of status codes, redaction of debug lines.
Never here: a vendor's paths, fields or meanings (they go to `vendors/<name>`), deciding whether to
send again (that is `app`), secrets by name.
Import from the submodules; httpx itself is loaded when the first request is made.
"""
