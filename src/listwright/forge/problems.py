"""What a forge answered instead of doing it, as an error with what to do."""

from dataclasses import dataclass

from listwright.errors import Diagnostic, ForgeAuthError, ForgeError, ListwrightError
from listwright.http.answers import Answered
from listwright.http.outcomes import StatusClass, status_class
from listwright.http.redaction import without_secrets

MISSING = "LW6004"
"""Nothing is there, or not for this token."""

_LONGEST_QUOTE = 300
"""Characters of what a server says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How one forge is spoken of.

    `name` is such as GitHub, `request` such as "pull request", `place` names the one that is
    written to, `variable` holds the token. `rights` says what a token needs, and `denied` what to
    do when it may not write.
    """

    name: str
    request: str
    place: str
    variable: str
    address: str
    rights: str
    denied: str


def unreachable(words: Words, reason: str) -> ForgeError:
    """No answer; `reason` is a phrase of ours."""
    return _forge_error(
        words,
        Diagnostic(
            code="LW6001",
            summary="The comment could not be posted: there was no answer.",
            detail=f"{words.name}: {reason}.",
            fix=f"Check {words.address} and the network, then run this again.",
        ),
    )


def unusable(words: Words, why: str) -> ForgeError:
    """An answer that is none of this API; `why` is a phrase of ours."""
    return _forge_error(
        words,
        Diagnostic(
            code="LW6001",
            summary="The comment could not be posted: an answer could not be used.",
            detail=f"{words.name}: {why}.",
            fix=f"Check that {words.address} is the address of the API, not that of its pages.",
        ),
    )


def oversized(words: Words) -> ForgeError:
    """A page that is too large however few comments are on it."""
    return unusable(words, "the list of comments is too large to be read")


def refusal(words: Words, answered: Answered, token: str) -> ListwrightError:
    """What a status that is no success means here."""
    said = _said(answered, token)
    status = answered.status
    if status_class(status) is StatusClass.REDIRECT:
        return _forge_error(words, _moved(words, status))
    if status == 401:
        return _auth_error(words, _not_accepted(words, said))
    if status == 403:
        return _forbidden(words, answered, said)
    if status in {404, 410}:
        return _forge_error(words, _not_found(words, status, said))
    if status == 429:
        return _forge_error(words, _too_fast(words, status, said))
    if status in {400, 413, 422}:
        return _forge_error(words, _refused(words, status, said))
    return unreachable(words, f"it answered with {status}{said}")


def has_code(error: ListwrightError, *codes: str) -> bool:
    """Whether that is what went wrong."""
    return any(finding.code in codes for finding in error.diagnostics)


def _is_locked(answered: Answered) -> bool:
    """Whether nobody may comment, whatever the token."""
    return "is locked" in spoken(answered).lower()


def spoken(answered: Answered) -> str:
    """What an error says of itself: both APIs put it under `message` or `error`."""
    document = answered.document
    if not isinstance(document, dict):
        return ""
    said = document.get("message") or document.get("error_description") or document.get("error")
    texts = [said if isinstance(said, str) else str(said or "")]
    errors = document.get("errors")
    for one in errors if isinstance(errors, list) else ():
        more = one.get("message") if isinstance(one, dict) else one
        texts += [more] if isinstance(more, str) else []
    return "; ".join(text for text in texts if text)


def _said(answered: Answered, token: str) -> str:
    """The same as the end of a sentence; without the token, should a server repeat it."""
    text = without_secrets(spoken(answered), (token,))
    return f": {text[:_LONGEST_QUOTE]}" if text else ""


def _forbidden(words: Words, answered: Answered, said: str) -> ListwrightError:
    if _is_locked(answered):
        finding = Diagnostic(
            code="LW6007",
            summary="The conversation is locked, so nobody may comment.",
            detail=f"{words.name} answered with 403 for {words.place}{said}.",
            fix=f"Unlock the {words.request}, or leave this step out for it.",
        )
        return _forge_error(words, finding)
    if "rate limit" in said.lower() or "abuse detection" in said.lower():
        return _forge_error(words, _too_fast(words, 403, said))
    finding = Diagnostic(
        code="LW6003",
        summary="The token may not comment here.",
        detail=f"{words.name} answered with 403 for {words.place}{said}.",
        fix=words.denied,
    )
    return _auth_error(words, finding)


def _moved(words: Words, status: int) -> Diagnostic:
    return Diagnostic(
        code="LW6008",
        summary="The answer is a redirect, which is never followed: the request carries a token.",
        detail=f"{words.name} answered with {status} for {words.place}.",
        fix=f"Name the project as it is called now (--repo), and check {words.address}.",
    )


def _not_accepted(words: Words, said: str) -> Diagnostic:
    return Diagnostic(
        code="LW6002",
        summary="The token is not accepted.",
        detail=f"{words.name} answered with 401{said}.",
        fix=f"Set {words.variable} to a token that has not expired. {words.rights}",
    )


def _not_found(words: Words, status: int, said: str) -> Diagnostic:
    return Diagnostic(
        code=MISSING,
        summary=f"The {words.request} was not found, or the token may not see it.",
        detail=f"{words.name} answered with {status} for {words.place}{said}.",
        fix=f"Check --repo and --pr. {words.rights}",
    )


def _too_fast(words: Words, status: int, said: str) -> Diagnostic:
    return Diagnostic(
        code="LW6006",
        summary="Too many requests were made with this token.",
        detail=f"{words.name} answered with {status}{said}.",
        fix="Run this again later; jobs that share a token share its limit.",
    )


def _refused(words: Words, status: int, said: str) -> Diagnostic:
    return Diagnostic(
        code="LW6005",
        summary="The comment was read and refused.",
        detail=f"{words.name} answered with {status} for {words.place}{said}.",
        fix=f"Check that --pr is the number of an open {words.request}.",
    )


def _forge_error(words: Words, finding: Diagnostic) -> ForgeError:
    return ForgeError(f"{words.name} did not take the comment.", diagnostics=(finding,))


def _auth_error(words: Words, finding: Diagnostic) -> ForgeAuthError:
    return ForgeAuthError(f"{words.name} did not take the comment.", diagnostics=(finding,))
