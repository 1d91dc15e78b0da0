"""A pull request of GitHub, through its REST API.

Documents: "REST API endpoints for issue comments", "REST API endpoints for labels", "Using
pagination in the REST API", "Rate limits for the REST API", "API Versions", "REST API endpoints for
users"; of the GraphQL API "Queries" (`viewer`). Every pull request is an issue there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import quote, urlsplit

from listwright.errors import ForgeAuthError, ForgeError
from listwright.forge.calls import LARGEST, TOTAL_SECONDS, Calls, Method
from listwright.forge.fields import IdentityFields, number_of, row_of, text_of
from listwright.forge.problems import Words, has_code, spoken
from listwright.forge.sticky import Comment
from listwright.forge.tag import may_be_tagged
from listwright.http.answers import Answered
from listwright.http.outcomes import retry_after
from listwright.http.session import HttpSession
from listwright.model.private import Private

API_VERSION = "2022-11-28"
MOST_CHARACTERS = 65_536
"""Of a comment; what is longer is answered with 422."""

_NO_HINT_PAUSE = 60.0
"""Seconds to wait for a secondary limit that names no time: "at least one minute"."""

_VIEWER = "query { viewer { databaseId login } }"


@dataclass(frozen=True, slots=True, kw_only=True)
class GitHubPlace:
    """Which pull request, where, and with which token; `fork`: it comes from one."""

    api: str
    repository: str
    number: int
    token: Private = field(repr=False)
    variable: str = "GITHUB_TOKEN"
    fork: bool = False


class GitHub:
    """One pull request. See `Forge`."""

    most = MOST_CHARACTERS

    def __init__(self, place: GitHubPlace, *, total: float = TOTAL_SECONDS) -> None:
        """`total` bounds a request, in seconds.

        Raises ValueError for an address that no request may go to.
        """
        self.place = f"{place.repository}#{place.number}"
        self._base = f"/repos/{quote(place.repository)}/issues"
        self._issue = f"{self._base}/{place.number}"
        self._calls = _calls(place, place.api, total)
        self._graphql = _calls(place, _graphql_root(place.api), total)
        self._words = self._calls.words
        self._identity: IdentityFields | None = None

    def is_sure(self) -> bool:
        """Whether it is known who the token is."""
        return self._who().known

    def comments(self) -> tuple[Comment, ...]:
        """Every comment of the pull request, the first made first."""
        rows = self._calls.pages(f"{self._issue}/comments", {"page": "1"})
        return tuple(self._comment(row_of(row, self._words)) for row in rows)

    def comment(self, comment: Comment) -> Comment | None:
        """That comment as it is now."""
        row = self._calls.row(f"{self._base}/comments/{comment.id}")
        return None if row is None else self._comment(row)

    def create(self, body: str) -> Comment:
        """A new comment."""
        return self._made("POST", f"{self._issue}/comments", body)

    def update(self, comment: Comment, body: str) -> Comment:
        """That comment with another body."""
        return self._made("PATCH", f"{self._base}/comments/{comment.id}", body)

    def delete(self, comment: Comment) -> None:
        """That comment gone."""
        self._calls.remove(f"{self._base}/comments/{comment.id}")

    def labels(self) -> tuple[str, ...]:
        """The labels of the pull request."""
        rows = self._calls.pages(f"{self._issue}/labels", {"page": "1"})
        return tuple(text_of(row_of(row, self._words), "name") for row in rows)

    def relabel(self, *, add: tuple[str, ...], remove: tuple[str, ...]) -> None:
        """Labels that do not exist yet are made by the first call that adds them."""
        if add:
            self._calls.write("POST", f"{self._issue}/labels", {"labels": list(add)})
        for label in remove:
            self._calls.remove(f"{self._issue}/labels/{quote(label, safe='')}")

    def _made(self, method: Method, path: str, body: str) -> Comment:
        return self._comment(self._calls.made(method, path, {"body": body}))

    def _comment(self, row: Mapping[str, object]) -> Comment:
        body = text_of(row, "body")
        return Comment(
            id=number_of(row, "id", self._words),
            body=body,
            url=text_of(row, "html_url") or None,
            mine=may_be_tagged(body) and self._is_mine(row.get("user")),
        )

    def _is_mine(self, user: object) -> bool:
        """Whether we wrote it. Where nobody says who we are, at least no person did."""
        if not isinstance(user, dict):
            return False
        identity = self._who()
        if not identity.known:
            return user.get("type") == "Bot"
        if identity.id is not None:
            return user.get("id") == identity.id
        login = user.get("login")
        # GraphQL leaves the end of an app's name away, REST does not.
        bare = str(login).removesuffix("[bot]") if user.get("type") == "Bot" else login
        return identity.login in {login, bare}

    def _who(self) -> IdentityFields:
        """The token's own user. An installation's token may not ask REST, but GraphQL."""
        if self._identity is None:
            self._identity = self._rest_user() or self._viewer() or IdentityFields()
        return self._identity

    def _rest_user(self) -> IdentityFields | None:
        try:
            answered = self._calls.get("/user")
        except (ForgeAuthError, ForgeError) as error:
            if has_code(error, "LW6003", "LW6004"):
                return None
            raise
        return IdentityFields.read(answered.document)

    def _viewer(self) -> IdentityFields | None:
        try:
            answered = self._graphql.write("POST", "/graphql", {"query": _VIEWER})
        except (ForgeAuthError, ForgeError):
            return None
        document = answered.document
        found = document.get("data") if isinstance(document, dict) else None
        viewer = found.get("viewer") if isinstance(found, dict) else None
        return IdentityFields.read(viewer)


def _calls(place: GitHubPlace, api: str, total: float) -> Calls:
    return Calls(
        session=HttpSession(api, total=total, largest=LARGEST),
        words=_words(place),
        token=place.token,
        headers=_headers,
        pause_of=_pause_of,
    )


def _headers(token: Private) -> Mapping[str, str]:
    return {
        "Accept": "application/vnd.github+json",
        "Authorization": f"Bearer {token.reveal()}",
        "X-GitHub-Api-Version": API_VERSION,
    }


def _graphql_root(api: str) -> str:
    """`https://HOST/api` for an Enterprise server's `https://HOST/api/v3`; never another host."""
    parts = urlsplit(api)
    path = parts.path.rstrip("/")
    return parts._replace(path=path.removesuffix("/v3")).geturl()


def _pause_of(answered: Answered) -> float | None:
    """Seconds that a limit asks us to wait; None when it is no limit."""
    if answered.status not in {403, 429}:
        return None
    pause = retry_after(answered.headers)
    if pause is not None:
        return pause
    if answered.headers.get("x-ratelimit-remaining", "").strip() == "0":
        return _until_reset(answered.headers)
    said = spoken(answered).lower()
    limited = "secondary rate limit" in said or "abuse detection" in said
    return _NO_HINT_PAUSE if limited or answered.status == 429 else None


def _until_reset(headers: Mapping[str, str]) -> float:
    """Seconds from the answer's own date to the moment it names, so our clock does not matter."""
    reset = headers.get("x-ratelimit-reset", "").strip()[:12]
    if not (reset.isascii() and reset.isdigit()):
        return _NO_HINT_PAUSE
    try:
        sent = parsedate_to_datetime(headers.get("date", "")).timestamp()
    except (ValueError, OverflowError):
        return _NO_HINT_PAUSE
    return max(float(reset) - sent, 0.0) + 1.0


def _words(place: GitHubPlace) -> Words:
    fork = "This one comes from a fork. " if place.fork else ""
    return Words(
        name="GitHub",
        request="pull request",
        place=f"{place.repository}#{place.number}",
        variable=place.variable,
        address="GITHUB_API_URL",
        rights="It needs `pull-requests: write` on this repository.",
        denied="Give the job `permissions: pull-requests: write`. "
        f"{fork}A fork's token may not write; run `validate` only there.",
    )
