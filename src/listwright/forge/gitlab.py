"""A merge request of GitLab, through its REST API.

Documents: "Notes API", "Merge requests API" (update: `add_labels`, `remove_labels`), "Users API"
(the current user), "REST API" (pagination), "REST API authentication", "Rate limits", "GitLab CI/CD
job token" (what it may not do).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from listwright.errors import ForgeError
from listwright.forge.calls import LARGEST, TOTAL_SECONDS, Calls
from listwright.forge.fields import IdentityFields, number_of, row_of, text_of
from listwright.forge.problems import Words, unusable
from listwright.forge.sticky import Comment
from listwright.forge.tag import may_be_tagged
from listwright.http.answers import Answered
from listwright.http.outcomes import retry_after
from listwright.http.session import HttpSession
from listwright.model.private import Private

MOST_CHARACTERS = 1_000_000
"""Of a note."""

_NO_HINT_PAUSE = 60.0
"""Seconds to wait for a limit that names no time: they are counted by the minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GitLabPlace:
    """Which merge request, where, and with which token.

    `project` is a number or a path; `web` is the project's page, where it is known.
    """

    api: str
    project: str
    number: int
    token: Private = field(repr=False)
    variable: str = "GITLAB_TOKEN"
    web: str | None = None
    fork: bool = False


class GitLab:
    """One merge request. See `Forge`."""

    most = MOST_CHARACTERS

    def __init__(self, place: GitLabPlace, *, total: float = TOTAL_SECONDS) -> None:
        """`total` bounds a request, in seconds.

        Raises ValueError for an address that no request may go to.
        """
        self.place = f"{place.project}!{place.number}"
        self._request = f"/projects/{quote(place.project, safe='')}/merge_requests/{place.number}"
        self._web = f"{place.web}/-/merge_requests/{place.number}" if place.web else None
        self._words = _words(place)
        self._calls = Calls(
            session=HttpSession(place.api, total=total, largest=LARGEST),
            words=self._words,
            token=place.token,
            headers=_headers,
            pause_of=_pause_of,
        )
        self._identity: IdentityFields | None = None

    def is_sure(self) -> bool:
        """Every token may ask who it is."""
        return True

    def comments(self) -> tuple[Comment, ...]:
        """Every note of the merge request but GitLab's own, the first made first."""
        query = {"sort": "asc", "order_by": "created_at", "page": "1"}
        rows = (
            row_of(row, self._words) for row in self._calls.pages(f"{self._request}/notes", query)
        )
        return tuple(self._comment(row) for row in rows if row.get("system") is not True)

    def comment(self, comment: Comment) -> Comment | None:
        """That note as it is now."""
        row = self._calls.row(f"{self._request}/notes/{comment.id}")
        return None if row is None else self._comment(row)

    def create(self, body: str) -> Comment:
        """A new note."""
        return self._comment(self._calls.made("POST", f"{self._request}/notes", {"body": body}))

    def update(self, comment: Comment, body: str) -> Comment:
        """That note with another body."""
        path = f"{self._request}/notes/{comment.id}"
        return self._comment(self._calls.made("PUT", path, {"body": body}))

    def delete(self, comment: Comment) -> None:
        """That note gone."""
        self._calls.remove(f"{self._request}/notes/{comment.id}")

    def labels(self) -> tuple[str, ...]:
        """The labels of the merge request."""
        labels = row_of(self._calls.get(self._request).document, self._words).get("labels")
        if not isinstance(labels, list):
            raise unusable(self._words, "it has no labels")
        return tuple(label for label in labels if isinstance(label, str))

    def relabel(self, *, add: tuple[str, ...], remove: tuple[str, ...]) -> None:
        """Labels that do not exist yet are made by the call that adds them."""
        change = {"add_labels": ",".join(add), "remove_labels": ",".join(remove)}
        self._calls.write("PUT", self._request, {key: text for key, text in change.items() if text})

    def _comment(self, row: Mapping[str, object]) -> Comment:
        number, body = number_of(row, "id", self._words), text_of(row, "body")
        return Comment(
            id=number,
            body=body,
            url=f"{self._web}#note_{number}" if self._web else None,
            mine=may_be_tagged(body) and self._is_mine(row.get("author")),
        )

    def _is_mine(self, author: object) -> bool:
        if self._identity is None:
            self._identity = IdentityFields.read(self._calls.get("/user").document)
        if self._identity is None or self._identity.id is None:
            raise self._nobody()
        return isinstance(author, dict) and author.get("id") == self._identity.id

    def _nobody(self) -> ForgeError:
        return unusable(self._words, "it does not say who the token belongs to")


def _headers(token: Private) -> Mapping[str, str]:
    return {"PRIVATE-TOKEN": token.reveal()}


def _pause_of(answered: Answered) -> float | None:
    """Seconds that a limit asks us to wait; None when it is no limit."""
    if answered.status != 429:
        return None
    pause = retry_after(answered.headers)
    return _NO_HINT_PAUSE if pause is None else pause


def _words(place: GitLabPlace) -> Words:
    fork = "This one comes from a fork. " if place.fork else ""
    rights = "It needs the scope `api` and at least the role Reporter."
    return Words(
        name="GitLab",
        request="merge request",
        place=f"{place.project}!{place.number}",
        variable=place.variable,
        address="CI_API_V4_URL",
        rights=rights,
        denied=f"Use a project access token. {rights} {fork}A fork's pipeline has no secrets and "
        "CI_JOB_TOKEN may not write notes; run `validate` only there.",
    )
