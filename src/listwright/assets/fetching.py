"""What a download came to, in the words that callers act on."""

from collections.abc import Callable
from typing import assert_never

from listwright.http.answers import Fetched, NotAllowed, NotSent, Unanswered
from listwright.http.download import Downloaded
from listwright.ports import PictureError

RESULT_LIMIT = 25 * 1024 * 1024
"""Bytes of a picture that somebody made for us."""

SOURCE_LIMIT = 50 * 1024 * 1024
"""Bytes of a photo that is worked on; no vendor takes more."""

Download = Callable[..., Downloaded]
"""`http.download.download`, or what a test puts in its place."""

_LATER = frozenset({408, 425, 429})


def body_of(answer: Downloaded) -> bytes:
    """The bytes; raises PictureError for everything that is no whole file."""
    match answer:
        case NotAllowed(reason=reason):
            raise PictureError("forbidden", reason)
        case NotSent(reason=reason) | Unanswered(reason=reason):
            raise PictureError("unreachable", f"the picture's server did not answer: {reason}")
        case Fetched():
            return _content_of(answer)
        case _:
            assert_never(answer)


def _content_of(answer: Fetched) -> bytes:
    status = answer.status
    if 300 <= status < 400:
        message = "the link leads on to another one, which is not followed"
        raise PictureError("forbidden", message)
    if status >= 500 or status in _LATER:
        raise PictureError("unreachable", f"the picture's server answered {status}")
    if status >= 400:
        message = f"the link has expired or leads nowhere: the server answered {status}"
        raise PictureError("gone", message)
    if status != 200:
        raise PictureError("unreachable", f"the picture's server answered {status}")
    if answer.unreadable:
        kind = "too_large" if answer.oversized else "unreachable"
        raise PictureError(kind, answer.unreadable.replace("the body", "the picture"))
    return answer.body
