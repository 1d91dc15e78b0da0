"""A server that answers as GitLab's REST API is documented to; written from those pages alone.

"Notes API", "Merge requests API", "Users API", "REST API" (status codes, pagination, encoding of
paths), "REST API authentication", "GitLab CI/CD job token", "Rate limits".
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.servers.forge_http import Answer, Asked, ForgeServer, page_of, running

PROJECT_ID = 42
PROJECT_PATH = "acme/homes"
NUMBER = 11
_ROOT = "/api/v4"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An account; project access tokens have one of their own."""

    id: int
    username: str

    @property
    def row(self) -> dict[str, object]:
        return {"id": self.id, "username": self.username, "name": self.username, "state": "active"}


PROJECT_BOT = User(id=501, username="project_42_bot_1")
PIPIN = User(id=1, username="pipin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """Whose it is, and what its scope and role allow."""

    user: User
    scope: str = "api"
    see: bool = True
    write: bool = True


TOKENS = {
    "glpat-bot": Token(user=PROJECT_BOT),
    "glpat-read": Token(user=PROJECT_BOT, scope="read_api"),
    "glpat-guest": Token(user=PROJECT_BOT, write=False),
    "glpat-stranger": Token(user=PIPIN, see=False),
}


@dataclass(slots=True)
class GitLabLike(ForgeServer):
    """One project with one merge request."""

    notes: list[dict[str, object]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    tokens: dict[str, Token] = field(default_factory=lambda: dict(TOKENS))
    locked: bool = False
    keyset: bool = False
    number: int = 300

    @property
    def api(self) -> str:
        return f"{self.url}{_ROOT}"

    def say(self, user: User, body: str, *, system: bool = False) -> dict[str, object]:
        self.number += 1
        note: dict[str, object] = {
            "id": self.number,
            "type": None,
            "body": body,
            "author": user.row,
            "created_at": "2026-11-22T02:00:00.000Z",
            "updated_at": "2026-11-22T02:00:00.000Z",
            "system": system,
            "noteable_type": "MergeRequest",
            "noteable_iid": NUMBER,
            "internal": False,
        }
        self.notes.append(note)
        return note

    def bodies(self, user: User) -> list[str]:
        return [str(one["body"]) for one in self.notes if one["author"] == user.row]

    def answer(self, asked: Asked) -> Answer:
        if PROJECT_PATH in asked.raw:
            return _error(404, "404 Not Found")  # the path of a project is one encoded segment
        token = self.tokens.get(asked.headers.get("private-token", ""))
        if token is None:
            return _error(401, "401 Unauthorized")
        if token.scope != "api" and asked.method != "GET":
            body = {"error": "insufficient_scope", "scope": "api"}
            description = "The request requires higher privileges than provided by the access token"
            return Answer(status=403, body=body | {"error_description": description})
        if asked.line == f"GET {_ROOT}/user":
            return Answer(body=token.user.row)
        return self._request(token, asked)

    def _request(self, token: Token, asked: Asked) -> Answer:
        found = re.fullmatch(
            rf"{_ROOT}/projects/({PROJECT_ID}|{PROJECT_PATH})/merge_requests/(\d+)(/notes)?(?:/(\d+))?",
            asked.path,
        )
        if found is None or not token.see:
            return _error(404, "404 Project Not Found")
        if int(found[2]) != NUMBER:
            return _error(404, "404 Not found")
        if asked.method != "GET" and not token.write:
            return _error(403, "403 Forbidden")
        if not found[3]:
            return self._merge_request(asked)
        if found[4]:
            return self._one(token, asked, int(found[4]))
        return self._list(asked) if asked.method == "GET" else self._create(token, asked)

    def _merge_request(self, asked: Asked) -> Answer:
        if asked.method == "PUT":
            for label in _names(asked, "add_labels"):
                if label not in self.labels:
                    self.labels.append(label)
            gone = _names(asked, "remove_labels")
            self.labels = [label for label in self.labels if label not in gone]
        return Answer(body={"iid": NUMBER, "project_id": PROJECT_ID, "labels": list(self.labels)})

    def _list(self, asked: Asked) -> Answer:
        rows = list(self.notes)
        if asked.query.get("sort", "desc") == "desc":
            rows.reverse()
        page, size, last = page_of(rows, asked.query, default=20)
        headers = {
            "X-Page": str(page),
            "X-Per-Page": str(size),
            "X-Total": str(len(rows)),
            "X-Next-Page": str(page + 1) if page < last else "",
        }
        if page < last:
            base = f"{self.api}/projects/{PROJECT_ID}/merge_requests/{NUMBER}/notes"
            headers["Link"] = f'<{base}?page={page + 1}&per_page={size}&sort=asc>; rel="next"'
        if self.keyset:
            headers.pop("X-Next-Page")
        return Answer(body=rows[(page - 1) * size : page * size], headers=headers)

    def _create(self, token: Token, asked: Asked) -> Answer:
        if self.locked:
            return _error(403, "403 Forbidden - the discussion is locked")
        problem = _body_problem(asked)
        if problem is not None:
            return problem
        if re.search(r"^/[a-z_]+", str(asked.body["body"]), re.MULTILINE):
            self.oddities.append("a line of the note is a quick action")
        return Answer(status=201, body=self.say(token.user, str(asked.body["body"])))

    def _one(self, token: Token, asked: Asked, number: int) -> Answer:
        note = next((one for one in self.notes if one["id"] == number), None)
        if note is None:
            return _error(404, "404 Not found")
        if asked.method != "GET" and note["author"] != token.user.row:
            return _error(403, "403 Forbidden")
        match asked.method:
            case "DELETE":
                self.notes.remove(note)
                return Answer(status=204)
            case "PUT":
                problem = _body_problem(asked)
                if problem is None:
                    note["body"] = asked.body["body"]
                return problem or Answer(body=note)
            case _:
                return Answer(body=note)


def _names(asked: Asked, key: str) -> list[str]:
    return [name for name in str(asked.body.get(key) or "").split(",") if name]


def _body_problem(asked: Asked) -> Answer | None:
    body = asked.body.get("body")
    if not isinstance(body, str) or not body:
        return Answer(status=400, body={"error": "body is missing"})
    if len(body) > 1_000_000:
        message = "400 Bad request - Note is too long (maximum is 1000000 characters)"
        return _error(400, message)
    return None


def _error(status: int, message: str) -> Answer:
    return Answer(status=status, body={"message": message})


@contextmanager
def serving() -> Iterator[GitLabLike]:
    forge = GitLabLike()
    with running(forge):
        yield forge
