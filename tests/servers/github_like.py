"""A server that answers as GitHub's REST API is documented to; written from those pages alone.

"REST API endpoints for issue comments", "... for labels", "... for users", "Using pagination in the
REST API", "Rate limits for the REST API", "Troubleshooting the REST API", "Getting started with the
REST API" (headers); of the GraphQL API only `viewer`.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from tests.servers.forge_http import Answer, Asked, ForgeServer, page_of, running

REPOSITORY = "acme/homes"
REPOSITORY_ID = 777
NUMBER = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An account; an app's has the type Bot and `[bot]` at the end of its name."""

    id: int
    login: str
    type: str = "User"

    @property
    def row(self) -> dict[str, object]:
        return {"login": self.login, "id": self.id, "type": self.type}


ACTIONS = User(id=41898282, login="github-actions[bot]", type="Bot")
OTHER_APP = User(id=49699333, login="dependabot[bot]", type="Bot")
OCTOCAT = User(id=583231, login="octocat")
ROBOT = User(id=900, login="acme-robot")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """Whose it is and what it may do.

    `installation`: it is an app's, and may not ask for `/user`. `graphql`: that it may ask there.
    """

    user: User
    write: bool = True
    see: bool = True
    installation: bool = False
    graphql: bool = True


TOKENS = {
    "ghs_actions": Token(user=ACTIONS, installation=True),
    "ghs_fork": Token(user=ACTIONS, installation=True, write=False),
    "ghs_mute": Token(user=ACTIONS, installation=True, graphql=False),
    "ghp_robot": Token(user=ROBOT),
    "ghp_stranger": Token(user=OCTOCAT, see=False),
}


@dataclass(slots=True)
class GitHubLike(ForgeServer):
    """One repository with one pull request.

    `root` is where the API begins: empty on github.com, `/api/v3` on an Enterprise server, whose
    GraphQL is then at `/api/graphql`.
    """

    comments: list[dict[str, object]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    known_labels: set[str] = field(default_factory=set)
    tokens: dict[str, Token] = field(default_factory=lambda: dict(TOKENS))
    locked: bool = False
    bare_viewer: bool = False
    root: str = ""
    number: int = 1000

    def say(self, user: User | None, body: str) -> dict[str, object]:
        """A comment of `user` (None: an account that was deleted)."""
        self.number += 1
        comment: dict[str, object] = {
            "id": self.number,
            "node_id": f"IC_{self.number}",
            "html_url": f"https://github.com/{REPOSITORY}/pull/{NUMBER}#issuecomment-{self.number}",
            "body": body,
            "user": user.row if user else None,
            "created_at": "2026-11-22T02:00:00Z",
            "updated_at": "2026-11-22T02:00:00Z",
            "performed_via_github_app": None,
        }
        self.comments.append(comment)
        return comment

    def bodies(self, user: User) -> list[str]:
        return [str(one["body"]) for one in self.comments if one["user"] == user.row]

    @property
    def api(self) -> str:
        return f"{self.url}{self.root}"

    def answer(self, asked: Asked) -> Answer:
        if self.root and asked.path != "/api/graphql":
            if not asked.path.startswith(f"{self.root}/"):
                return _error(404, "Not Found")
            asked = replace(asked, path=asked.path.removeprefix(self.root))
        elif self.root:
            asked = replace(asked, path="/graphql")
        return self._routed(asked)

    def _routed(self, asked: Asked) -> Answer:
        self._check_headers(asked)
        word, _, secret = asked.headers.get("authorization", "").partition(" ")
        token = self.tokens.get(secret) if word == "Bearer" else None
        if token is None:
            return _error(401, "Bad credentials")
        if asked.line == "GET /user":
            return self._user(token)
        if asked.line == "POST /graphql":
            return self._viewer(token, asked)
        return self._issue(token, asked)

    def _check_headers(self, asked: Asked) -> None:
        if asked.path == "/graphql":
            return
        if asked.headers.get("x-github-api-version") != "2022-11-28":
            self.oddities.append(f"{asked.line}: no version")
        if asked.headers.get("accept") != "application/vnd.github+json":
            self.oddities.append(f"{asked.line}: accepts {asked.headers.get('accept')}")
        if "user-agent" not in asked.headers:
            self.oddities.append(f"{asked.line}: no user agent")

    def _user(self, token: Token) -> Answer:
        if token.installation:
            return _error(403, "Resource not accessible by integration")
        return Answer(body=token.user.row)

    def _viewer(self, token: Token, asked: Asked) -> Answer:
        if not token.graphql:
            return _error(403, "Resource not accessible by integration")
        if "viewer" not in str(asked.body.get("query")):
            self.oddities.append("graphql: asks for something else")
        if self.bare_viewer:
            return Answer(body={"data": {"viewer": {"login": token.user.login[:-5]}}})
        viewer = {"databaseId": token.user.id, "login": token.user.login}
        return Answer(body={"data": {"viewer": viewer}})

    def _issue(self, token: Token, asked: Asked) -> Answer:
        for base in (f"/repos/{REPOSITORY}/issues", f"/repositories/{REPOSITORY_ID}/issues"):
            if asked.path.startswith(f"{base}/") and token.see:
                rest = asked.path.removeprefix(f"{base}/")
                break
        else:
            return _error(404, "Not Found")
        if asked.method != "GET" and not token.write:
            return _error(403, "Resource not accessible by integration")
        found = re.fullmatch(r"comments/(\d+)", rest)
        if found:
            return self._one(asked, int(found[1]))
        if rest == f"{NUMBER}/comments":
            return self._list(asked) if asked.method == "GET" else self._create(token, asked)
        if rest.partition("/")[0] == str(NUMBER) and rest.startswith(f"{NUMBER}/labels"):
            return self._labels(asked, rest.removeprefix(f"{NUMBER}/labels").removeprefix("/"))
        return _error(404, "Not Found")

    def _list(self, asked: Asked) -> Answer:
        page, size, last = page_of(self.comments, asked.query, default=30)
        base = f"{self.api}/repositories/{REPOSITORY_ID}/issues/{NUMBER}/comments"
        places = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
        wanted = ("next", "last") if page < last else ()
        wanted = (*(("prev",) if page > 1 else ()), *wanted, *(("first",) if page > 1 else ()))
        link = ", ".join(
            f'<{base}?per_page={size}&page={places[word]}>; rel="{word}"' for word in wanted
        )
        rows = self.comments[(page - 1) * size : page * size]
        return Answer(body=rows, headers={"Link": link} if link else {})

    def _create(self, token: Token, asked: Asked) -> Answer:
        if self.locked:
            return _error(403, "Unable to create comment because issue is locked.")
        problem = _body_problem(asked)
        if problem is not None:
            return problem
        return Answer(status=201, body=self.say(token.user, str(asked.body["body"])))

    def _one(self, asked: Asked, number: int) -> Answer:
        comment = next((one for one in self.comments if one["id"] == number), None)
        if comment is None:
            return _error(404, "Not Found")
        match asked.method:
            case "GET":
                return Answer(body=comment)
            case "DELETE":
                self.comments.remove(comment)
                return Answer(status=204)
            case "PATCH":
                problem = _body_problem(asked)
                if problem is None:
                    comment["body"] = asked.body["body"]
                return problem or Answer(body=comment)
            case _:
                return _error(404, "Not Found")

    def _labels(self, asked: Asked, name: str) -> Answer:
        rows: list[dict[str, object]] = [
            {"id": n, "name": one} for n, one in enumerate(self.labels, 1)
        ]
        match asked.method, name:
            case "GET", "":
                page, size, _ = page_of(rows, asked.query, default=30)
                return Answer(body=rows[(page - 1) * size : page * size])
            case "POST", "":
                wanted = asked.body.get("labels")
                assert isinstance(wanted, list)
                for label in wanted:
                    if len(label) > 50:
                        return _error(422, "Validation Failed")
                    self.known_labels.add(label)
                    if label.lower() not in {one.lower() for one in self.labels}:
                        self.labels.append(label)
                return Answer(body=[{"name": one} for one in self.labels])
            case "DELETE", label if label in self.labels:
                self.labels.remove(label)
                return Answer(body=[{"name": one} for one in self.labels])
            case _:
                return _error(404, "Label does not exist")


def _body_problem(asked: Asked) -> Answer | None:
    body = asked.body.get("body")
    if not isinstance(body, str) or not body.strip():
        return _invalid("Body can't be blank")
    if len(body) > 65_536:
        return _invalid("Body is too long (maximum is 65536 characters)")
    return None


def _invalid(message: str) -> Answer:
    error = {"resource": "IssueComment", "code": "unprocessable", "field": "data"}
    return Answer(
        status=422, body={"message": "Validation Failed", "errors": [error | {"message": message}]}
    )


def _error(status: int, message: str) -> Answer:
    page = "https://docs.github.com/rest/issues/comments#create-an-issue-comment"
    body = {"message": message, "documentation_url": page, "status": str(status)}
    return Answer(status=status, body=body)


@contextmanager
def serving() -> Iterator[GitHubLike]:
    forge = GitHubLike()
    with running(forge):
        yield forge
