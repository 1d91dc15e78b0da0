"""Which pull or merge request a command comments on: from its options, and from what CI says."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from listwright.compose.pull_event import PullEvent, read_event
from listwright.errors import Diagnostic, SecretError, UsageError
from listwright.model.private import Private

if TYPE_CHECKING:
    from listwright.forge.api import Forge
    from listwright.forge.github import GitHubPlace
    from listwright.forge.gitlab import GitLabPlace

F = TypeVar("F")

GITHUB, GITLAB = "github", "gitlab"
_GITHUB_TOKENS = ("LISTWRIGHT_GITHUB_TOKEN", "GITHUB_TOKEN")
_GITLAB_TOKENS = ("LISTWRIGHT_GITLAB_TOKEN", "GITLAB_TOKEN")
_GITHUB_API = "https://api.github.com"
_GITLAB_API = "https://gitlab.com/api/v4"

_NAME = r"(?!\.{1,2}(?:/|$))[\w.-]+"
_REPOSITORY = re.compile(f"{_NAME}/{_NAME}", re.ASCII)
_PROJECT = re.compile(f"[0-9]+|{_NAME}(?:/{_NAME})+", re.ASCII)
_PULL_REF = re.compile(r"refs/pull/([0-9]{1,10})/(?:merge|head)", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,10}", re.ASCII)
_PAGE = re.compile(r"https?://[!-~]+")
_TOKEN = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command line says itself; None is left to CI."""

    number: int | None = None
    repository: str | None = None


def open_forge(kind: str, variables: Mapping[str, str], wanted: Wanted) -> "Forge":
    """The request at `kind`, GITHUB or GITLAB; asks nobody. Raises UsageError and SecretError."""
    if kind == GITHUB:
        from listwright.forge.github import GitHub

        pull = github_place(variables, wanted)
        return _opened(lambda: GitHub(pull), "GITHUB_API_URL")
    from listwright.forge.gitlab import GitLab

    merge = gitlab_place(variables, wanted)
    return _opened(lambda: GitLab(merge), "CI_API_V4_URL")


def github_place(variables: Mapping[str, str], wanted: Wanted) -> "GitHubPlace":
    """The pull request; raises UsageError and SecretError."""
    from listwright.forge.github import GitHubPlace

    event = read_event(variables.get("GITHUB_EVENT_PATH", ""))
    repository = wanted.repository or variables.get("GITHUB_REPOSITORY", "")
    if not _REPOSITORY.fullmatch(repository):
        raise _unnamed("repository", "--repo OWNER/NAME", "GITHUB_REPOSITORY")
    number = wanted.number or event.number or _number(_PULL_REF, variables.get("GITHUB_REF", ""))
    if not number:
        raise _unnamed("pull request", "--pr NUMBER", "the event that started the job")
    variable, token = _token(variables, _GITHUB_TOKENS)
    if token is None:
        raise _no_token(
            "GITHUB_TOKEN",
            "In GitHub Actions: `env: GITHUB_TOKEN: ${{ github.token }}` with `permissions: "
            "pull-requests: write`. The token of a fork's pull request may not write.",
        )
    return GitHubPlace(
        api=variables.get("GITHUB_API_URL") or _GITHUB_API,
        repository=repository,
        number=number,
        token=token,
        variable=variable,
        fork=_is_fork(event, number),
    )


def gitlab_place(variables: Mapping[str, str], wanted: Wanted) -> "GitLabPlace":
    """The merge request; raises UsageError and SecretError."""
    from listwright.forge.gitlab import GitLabPlace

    # In the pipeline of a fork the project is the fork, and the request is elsewhere.
    target = variables.get("CI_MERGE_REQUEST_PROJECT_ID", "")
    project = wanted.repository or target or variables.get("CI_PROJECT_ID", "")
    if not _PROJECT.fullmatch(project):
        raise _unnamed("project", "--repo GROUP/NAME or its number", "CI_PROJECT_ID")
    number = wanted.number or _number(_NUMBER, variables.get("CI_MERGE_REQUEST_IID", ""))
    if not number:
        raise _unnamed("merge request", "--pr NUMBER", "CI_MERGE_REQUEST_IID")
    variable, token = _token(variables, _GITLAB_TOKENS)
    if token is None:
        job = (
            "CI_JOB_TOKEN is set, but may not write notes. " if "CI_JOB_TOKEN" in variables else ""
        )
        raise _no_token(
            "GITLAB_TOKEN",
            f"{job}Make a project access token with the scope `api`, and set it as a masked "
            "variable of the project.",
        )
    page = variables.get("CI_MERGE_REQUEST_PROJECT_URL", "")
    source = variables.get("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", target)
    return GitLabPlace(
        api=variables.get("CI_API_V4_URL") or _GITLAB_API,
        project=project,
        number=number,
        token=token,
        variable=variable,
        web=page if _PAGE.fullmatch(page) and not wanted.repository else None,
        fork=source != target,
    )


def _opened(make: Callable[[], F], variable: str) -> F:
    try:
        return make()
    except ValueError as error:
        raise UsageError(
            f"The address of the API cannot be used: {error}.",
            advice=f"Set {variable} to an https:// address.",
        ) from None


def _is_fork(event: PullEvent, number: int) -> bool:
    return event.fork and event.number == number


def _number(pattern: re.Pattern[str], text: str) -> int | None:
    found = pattern.fullmatch(text)
    return int(found[found.lastindex or 0]) if found else None


def _token(variables: Mapping[str, str], names: tuple[str, ...]) -> tuple[str, Private | None]:
    """The first token that is set, and where; raises SecretError for one that cannot be sent."""
    for name in names:
        text = variables.get(name, "")
        if text and not _TOKEN.fullmatch(text):
            raise _broken_token(name)
        if text:
            return name, Private(text)
    return names[-1], None


def _unnamed(what: str, option: str, source: str) -> UsageError:
    return UsageError(
        f"It is not known which {what} to comment on.",
        advice=f"Write {option}; without it, it is read from {source}.",
    )


def _no_token(name: str, advice: str) -> SecretError:
    finding = Diagnostic(
        code="LW1602",
        summary="The token to comment with is not set.",
        detail=f"The environment variable {name} is missing or empty.",
        fix=advice,
    )
    return SecretError("The token to comment with is not set.", diagnostics=(finding,))


def _broken_token(name: str) -> SecretError:
    finding = Diagnostic(
        code="LW1608",
        summary="The token to comment with holds characters that no token has.",
        detail=f"{name} has a blank, a line break or an invisible character.",
        fix=f"Set {name} again, alone and on one line.",
    )
    return SecretError("The token to comment with cannot be used.", diagnostics=(finding,))
