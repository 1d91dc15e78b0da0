"""`comment --to github`, as a process, against a server that answers as GitHub does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.desk import PLAN, Desk, github_job
from tests.cli.project import Ran
from tests.golden.plans import PLANS, empty, realistic, refused, small
from tests.servers.forge_http import SENT_AT, Answer, Fault
from tests.servers.github_like import (
    ACTIONS,
    NUMBER,
    OCTOCAT,
    OTHER_APP,
    REPOSITORY,
    ROBOT,
    GitHubLike,
    User,
    serving,
)

LIST = rf"GET /repos/{REPOSITORY}/issues/{NUMBER}/comments"
CREATE = rf"POST /repos/{REPOSITORY}/issues/{NUMBER}/comments"
UPDATE = r"PATCH .*/comments/\d+"


@pytest.fixture
def github() -> Iterator[GitHubLike]:
    with serving() as running:
        yield running
        assert running.oddities == []


@pytest.fixture
def desk(github: GitHubLike, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(root=tmp_path, environment=github_job(tmp_path, github))
    made.save(small())
    yield made
    made.clean_up()


def post(desk: Desk, *more: str, **env: str | None) -> Ran:
    return desk.launch("comment", PLAN, "--to", "github", "--json", *more, **env)


def test_first_comment(desk: Desk, github: GitHubLike) -> None:
    document = post(desk).ends(0, "ok")
    (comment,) = github.comments
    assert document["posting"] == "created"
    assert document["place"] == f"{REPOSITORY}#{NUMBER}"
    assert document["comment_id"] == str(comment["id"])
    assert document["url"] == comment["html_url"]
    assert document["labels"] is None
    body = str(comment["body"])
    assert body.startswith("<!-- listwright:sunbelt-sfr plan=01JDA7Q")
    assert "1 order to create" in body
    assert "https://github.com/acme/homes/actions/runs/123456" in body
    assert len(body.encode()) <= 60_000


def test_second_run_updates_it(desk: Desk, github: GitHubLike) -> None:
    post(desk).ends(0, "ok")
    desk.save(realistic(), minutes=5)
    assert post(desk).ends(0, "ok")["posting"] == "updated"
    (comment,) = github.comments
    assert "to cancel" in str(comment["body"])


def test_same_plan_again_writes_nothing(desk: Desk, github: GitHubLike) -> None:
    post(desk).ends(0, "ok")
    (comment,) = github.comments
    comment["body"] = str(comment["body"]).replace("\n", "\r\n") + "\r\n"  # as a browser saves it
    before = list(github.writes)
    assert post(desk).ends(0, "ok")["posting"] == "unchanged"
    assert github.writes == before


@pytest.mark.parametrize("ours_last", [False, True])
def test_found_behind_250_comments(desk: Desk, github: GitHubLike, ours_last: bool) -> None:
    if not ours_last:
        post(desk).ends(0, "ok")
    for number in range(250):
        github.say(OCTOCAT, f"comment {number}")
    if ours_last:
        post(desk).ends(0, "ok")
    desk.save(small(), minutes=5)
    assert post(desk).ends(0, "ok")["posting"] == "updated"
    assert len(github.bodies(ACTIONS)) == 1
    pages = {one.query.get("page") for one in github.asked if one.method == "GET"}
    assert {"1", "2", "3"} <= pages


def test_older_run_leaves_the_newer_comment(desk: Desk, github: GitHubLike) -> None:
    desk.save(small(), minutes=5)
    post(desk).ends(0, "ok")
    (before,) = github.bodies(ACTIONS)
    desk.save(realistic(), minutes=4)
    document = post(desk).ends(0, "ok")
    assert document["posting"] == "outdated"
    assert github.bodies(ACTIONS) == [before]
    told = desk.launch("comment", PLAN, "--to", "github")
    assert "tells of a newer plan, so it stays" in told.out


def test_two_projects_have_a_comment_each(desk: Desk, github: GitHubLike) -> None:
    post(desk).ends(0, "ok")
    desk.save(realistic(), minutes=1, project="sunbelt")  # its name begins the other's
    assert post(desk).ends(0, "ok")["posting"] == "created"
    desk.save(small(), minutes=2)
    assert post(desk).ends(0, "ok")["posting"] == "updated"
    assert len(github.comments) == 2


@pytest.mark.parametrize("author", [OCTOCAT, OTHER_APP, ROBOT, None])
@pytest.mark.parametrize("planted", ["older", "newer"])
def test_tag_of_somebody_else_is_not_believed(
    desk: Desk, github: GitHubLike, author: User | None, planted: str
) -> None:
    post(desk).ends(0, "ok")
    ours = str(github.comments.pop()["body"])
    stolen = ours if planted == "older" else ours.replace("made=2026", "made=2096")
    github.say(author, stolen)
    desk.save(small(), minutes=5)
    assert post(desk).ends(0, "ok")["posting"] == "created"
    assert str(github.comments[0]["body"]) == stolen
    assert len(github.bodies(ACTIONS)) == 1


def test_tag_that_somebody_quotes_through_us_is_no_comment_of_ours(
    desk: Desk, github: GitHubLike
) -> None:
    post(desk).ends(0, "ok")
    ours = str(github.comments.pop()["body"])
    github.say(ACTIONS, f"> {ours}")
    assert post(desk).ends(0, "ok")["posting"] == "created"
    assert len(github.comments) == 2


def test_personal_token_is_compared_with_its_user(desk: Desk, github: GitHubLike) -> None:
    desk.environment["GITHUB_TOKEN"] = "ghp_robot"
    post(desk).ends(0, "ok")
    desk.save(small(), minutes=5)
    assert post(desk).ends(0, "ok")["posting"] == "updated"
    assert len(github.bodies(ROBOT)) == 1
    assert "POST /graphql" not in github.lines("POST")


def test_own_variable_goes_before_the_common_one(desk: Desk, github: GitHubLike) -> None:
    post(desk, LISTWRIGHT_GITHUB_TOKEN="ghp_robot").ends(0, "ok")
    assert len(github.bodies(ROBOT)) == 1


def test_viewer_without_its_suffix(desk: Desk, github: GitHubLike) -> None:
    github.bare_viewer = True
    post(desk).ends(0, "ok")
    desk.save(small(), minutes=5)
    assert post(desk).ends(0, "ok")["posting"] == "updated"
    assert len(github.comments) == 1


def test_enterprise_server(desk: Desk, github: GitHubLike) -> None:
    github.root = "/api/v3"
    desk.environment = github_job(desk.root, github)
    for _ in range(120):
        github.say(OCTOCAT, "comment")
    post(desk).ends(0, "ok")
    desk.save(small(), minutes=5)
    assert post(desk).ends(0, "ok")["posting"] == "updated"
    assert "POST /api/graphql" in github.lines("POST")
    assert len(github.bodies(ACTIONS)) == 1


def test_unknown_identity_spares_people_and_deletes_nothing(desk: Desk, github: GitHubLike) -> None:
    desk.environment["GITHUB_TOKEN"] = "ghs_mute"
    post(desk).ends(0, "ok")
    body = str(github.comments.pop()["body"])
    for user in (OCTOCAT, ACTIONS, OTHER_APP):
        github.say(user, body)
    desk.save(small(), minutes=5)
    assert post(desk).ends(0, "ok")["posting"] == "updated"
    assert [str(one["body"]) == body for one in github.comments] == [True, False, True]
    assert github.lines("DELETE") == []


def test_doubles_are_reduced_to_the_newest(desk: Desk, github: GitHubLike) -> None:
    post(desk).ends(0, "ok")
    body = str(github.comments.pop()["body"])
    for minute in (1, 3, 2):
        github.say(ACTIONS, body.replace("03:00:00Z", f"03:0{minute}:00Z"))
        github.say(OCTOCAT, "in between")
    document = post(desk).ends(0, "ok")
    assert (document["posting"], document["removed"]) == ("outdated", 2)
    assert len(github.bodies(ACTIONS)) == 1
    assert "made=2026-11-22T03:03:00Z" in github.bodies(ACTIONS)[0]


def test_runs_that_create_at_the_same_time_leave_one(desk: Desk, github: GitHubLike) -> None:
    """The other run's comment appears between our look and our own."""
    post(desk).ends(0, "ok")
    other = str(github.comments.pop()["body"]).replace("03:00:00Z", "02:59:00Z")
    github.once(LIST, lambda _: _say(github, other))
    document = post(desk).ends(0, "ok")
    assert document["posting"] == "created"
    assert document["removed"] == 1
    assert "made=2026-11-22T03:00:00Z" in github.bodies(ACTIONS)[0]
    assert len(github.comments) == 1


def test_newer_run_is_quicker_between_look_and_write(desk: Desk, github: GitHubLike) -> None:
    post(desk).ends(0, "ok")
    newer = github.bodies(ACTIONS)[0].replace("03:00:00Z", "03:09:00Z")
    desk.save(small(), minutes=5)
    github.once(LIST, lambda _: github.comments[0].update(body=newer))
    assert post(desk).ends(0, "ok")["posting"] == "outdated"
    assert github.bodies(ACTIONS) == [newer]


def test_older_run_that_overwrites_us_is_corrected(desk: Desk, github: GitHubLike) -> None:
    post(desk).ends(0, "ok")
    older = github.bodies(ACTIONS)[0].replace("03:00:00Z", "02:00:00Z")
    desk.save(small(), minutes=5)
    github.once(UPDATE, lambda _: github.comments[0].update(body=older))
    assert post(desk).ends(0, "ok")["posting"] == "updated"
    assert "made=2026-11-22T03:05:00Z" in github.bodies(ACTIONS)[0]


@pytest.mark.parametrize("answer", [None, Answer(status=502, body=b"<html>Bad Gateway</html>")])
def test_lost_answer_after_create_leaves_one_comment(
    desk: Desk, github: GitHubLike, answer: Answer | None
) -> None:
    github.faults.append(Fault(where=CREATE, answer=answer, commits=True))
    document = post(desk).ends(0, "ok")
    assert document["posting"] == "created"
    assert len(github.comments) == 1
    assert len(github.lines("POST")) - github.lines("POST").count("POST /graphql") == 1


def test_create_that_was_cut_before_it_arrived_is_made(desk: Desk, github: GitHubLike) -> None:
    github.faults.append(Fault(where=CREATE))
    assert post(desk).ends(0, "ok")["posting"] == "created"
    assert len(github.comments) == 1


def test_page_that_lags_behind_makes_no_second_comment(desk: Desk, github: GitHubLike) -> None:
    stale = Answer(body=[])
    github.faults.append(Fault(where=LIST, answer=stale, skip=1))
    assert post(desk).ends(0, "ok")["posting"] == "created"
    assert len(github.comments) == 1


def test_page_that_stays_old_after_an_update(desk: Desk, github: GitHubLike) -> None:
    post(desk).ends(0, "ok")
    old = Answer(body=[dict(one) for one in github.comments])
    desk.save(small(), minutes=5)
    github.faults.append(Fault(where=LIST, answer=old, times=99))
    assert post(desk).ends(0, "ok")["posting"] == "updated"
    assert len(github.lines("PATCH")) == 1


@pytest.mark.parametrize("times", [1, 2])
def test_secondary_limit_is_waited_for(desk: Desk, github: GitHubLike, times: int) -> None:
    message = "You have exceeded a secondary rate limit. Please wait a few minutes"
    limit = Answer(status=403, body={"message": message}, headers={"Retry-After": "1"})
    github.faults.append(Fault(where=CREATE, answer=limit, times=times))
    assert post(desk).ends(0, "ok")["posting"] == "created"
    assert len(github.comments) == 1


def test_primary_limit_is_waited_for(desk: Desk, github: GitHubLike) -> None:
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(SENT_AT)}
    body = {"message": "API rate limit exceeded for installation"}
    github.faults.append(Fault(where=LIST, answer=Answer(status=403, body=body, headers=headers)))
    post(desk).ends(0, "ok")
    assert len(github.comments) == 1


def test_limit_that_lasts_too_long(desk: Desk, github: GitHubLike) -> None:
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(SENT_AT + 2400)}
    body = {"message": "API rate limit exceeded for installation"}
    github.faults.append(Fault(where=LIST, answer=Answer(status=403, body=body, headers=headers)))
    document = post(desk).ends(1, "vendor")
    assert [error["code"] for error in document["errors"]] == ["LW6006"]
    assert github.comments == []


def test_token_of_a_fork(desk: Desk, github: GitHubLike) -> None:
    desk.environment = github_job(desk.root, github, fork=True)
    document = post(desk).ends(1, "vendor_auth")
    (error,) = document["errors"]
    assert error["code"] == "LW6003"
    assert "This one comes from a fork." in error["fix"]
    assert "run `validate` only there" in error["fix"]
    assert "pull-requests: write" in error["fix"]
    assert github.comments == []


def test_locked_conversation(desk: Desk, github: GitHubLike) -> None:
    github.locked = True
    (error,) = post(desk).ends(1, "vendor")["errors"]
    assert error["code"] == "LW6007"


def test_token_is_nowhere(desk: Desk, github: GitHubLike) -> None:
    """A server that repeats what it was sent, at every level of telling."""
    body = {"message": "token ghs_actions is bad", "errors": [{"message": "ghs_actions"}]}
    github.faults.append(Fault(where=CREATE, answer=Answer(status=422, body=body)))
    ran = desk.launch("comment", PLAN, "--to", "github", "-v", "--log-format", "json")
    assert ran.code == 1
    assert "ghs_actions" not in ran.out + ran.err
    assert "***" in ran.err
    assert "ghs_actions" not in str([(one.path, one.query, one.body) for one in github.asked])


def test_redirect_is_not_followed(desk: Desk, github: GitHubLike) -> None:
    with serving() as elsewhere:
        place = f"{elsewhere.url}/repos/{REPOSITORY}/issues/{NUMBER}/comments"
        moved = Answer(status=301, body={"message": "Moved"}, headers={"Location": place})
        github.faults.append(Fault(where=LIST, answer=moved))
        (error,) = post(desk).ends(1, "vendor")["errors"]
        assert error["code"] == "LW6008"
        assert elsewhere.asked == []


def test_next_page_elsewhere_is_asked_for_here(desk: Desk, github: GitHubLike) -> None:
    """A link says how to go on, never where to send the token."""
    post(desk).ends(0, "ok")
    with serving() as elsewhere:
        link = f'<{elsewhere.url}/steal?page=2&per_page=100>; rel="next"'
        first = Answer(body=[], headers={"Link": link})
        second = Answer(body=list(github.comments))
        github.faults += [Fault(where=LIST, answer=first), Fault(where=LIST, answer=second)]
        assert post(desk).ends(0, "ok")["posting"] == "unchanged"
        assert elsewhere.asked == []


def _bad(status: int, message: str = "", **errors: object) -> Answer:
    return Answer(status=status, body={"message": message, **errors})


REFUSALS = {
    "bad credentials": (LIST, _bad(401, "Bad credentials"), "LW6002", "vendor_auth"),
    "read-only": (CREATE, _bad(403, "Resource not accessible"), "LW6003", "vendor_auth"),
    "hidden": (LIST, _bad(404, "Not Found"), "LW6004", "vendor"),
    "gone": (CREATE, _bad(410, "Issues are disabled"), "LW6004", "vendor"),
    "invalid": (CREATE, _bad(422, "Validation Failed", errors=["is bad"]), "LW6005", "vendor"),
    "teapot": (CREATE, _bad(418, "no"), "LW6001", "vendor"),
    "html": (LIST, Answer(body=b"<html>Sign in</html>"), "LW6001", "vendor"),
    "no list": (LIST, Answer(body={"comments": []}), "LW6001", "vendor"),
    "no rows": (LIST, Answer(body=["x"]), "LW6001", "vendor"),
    "no id": (LIST, Answer(body=[{"body": "x", "id": "../../x"}]), "LW6001", "vendor"),
    "deep": (LIST, Answer(body=b"[" * 100_000), "LW6001", "vendor"),
    "not utf-8": (LIST, Answer(body=b'["\xff"]'), "LW6001", "vendor"),
    "empty": (LIST, Answer(body=b""), "LW6001", "vendor"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_refusal_fails_the_step(desk: Desk, github: GitHubLike, name: str) -> None:
    where, answer, code, reason = REFUSALS[name]
    github.faults.append(Fault(where=where, answer=answer, times=99))
    document = desk.json("comment", PLAN, "--to", "github").ends(1, reason)
    (error,) = document["errors"]
    assert error["code"] == code
    assert error["fix"]
    assert github.comments == []


def test_labels(desk: Desk, github: GitHubLike) -> None:
    github.labels = ["Listwright: No Changes", "listwright: mine", "urgent"]
    desk.save(realistic())
    wanted = ["listwright: changes", "listwright: cancels", "listwright: blocked"]
    assert post(desk, "--labels").ends(0, "ok")["labels"] == wanted
    assert github.labels == ["listwright: mine", "urgent", *wanted]
    before = list(github.writes)
    assert post(desk, "--labels").ends(0, "ok")["labels"] == wanted
    assert github.writes == before
    desk.save(empty(), minutes=5)
    post(desk, "--labels").ends(0, "ok")
    assert github.labels == ["listwright: mine", "urgent", "listwright: no changes"]
    desk.save(refused(), minutes=6)
    post(desk, "--labels").ends(0, "ok")
    assert "listwright: refused" in github.labels
    assert "listwright: no changes" not in github.labels


@pytest.mark.parametrize("other", ["a-quiet-one", "z-quiet-one"])
def test_labels_speak_for_all_projects(desk: Desk, github: GitHubLike, other: str) -> None:
    post(desk, "--labels").ends(0, "ok")
    desk.save(empty(), minutes=1, project=other)
    post(desk, "--labels").ends(0, "ok")
    assert github.labels == ["listwright: changes"]
    desk.save(empty(), minutes=2)
    post(desk, "--labels").ends(0, "ok")
    assert github.labels == ["listwright: no changes"]


def test_labels_that_may_not_be_set_fail_beside_a_posted_comment(
    desk: Desk, github: GitHubLike
) -> None:
    denied = Answer(status=403, body={"message": "Resource not accessible by integration"})
    github.faults.append(Fault(where=r"POST .*/labels", answer=denied))
    (error,) = post(desk, "--labels").ends(1, "vendor_auth")["errors"]
    assert "The comment is posted; its labels are not." in error["detail"]
    assert len(github.comments) == 1


@pytest.mark.parametrize("name", PLANS)
def test_every_plan_fits(desk: Desk, github: GitHubLike, name: str) -> None:
    desk.save(PLANS[name]())
    desk.json("comment", PLAN, "--to", "github", "--labels").ends(0, "ok")
    (body,) = github.bodies(ACTIONS)
    assert len(body.encode()) <= 60_000
    assert body.count("<!--") == 1


@pytest.mark.parametrize("event", ["missing", "broken", "push"])
def test_number_from_the_reference(desk: Desk, github: GitHubLike, event: str) -> None:
    path = desk.root / "event.json"
    contents = {"broken": "{", "push": '{"ref": "refs/heads/main"}', "missing": ""}
    path.write_text(contents[event])
    if event == "missing":
        path.unlink()
    post(desk).ends(0, "ok")
    assert len(github.comments) == 1


def test_number_from_a_comment_on_the_pull_request(desk: Desk, github: GitHubLike) -> None:
    event = f'{{"issue": {{"number": {NUMBER}, "pull_request": {{"url": "x"}}}}}}'
    (desk.root / "event.json").write_text(event)
    post(desk, GITHUB_REF="refs/heads/main").ends(0, "ok")
    assert len(github.comments) == 1


def test_number_and_repository_by_hand(desk: Desk, github: GitHubLike) -> None:
    env = {"GITHUB_EVENT_PATH": None, "GITHUB_REF": None, "GITHUB_REPOSITORY": None}
    post(desk, "--pr", str(NUMBER), "--repo", REPOSITORY, **env).ends(0, "ok")
    assert len(github.comments) == 1


def test_outside_of_a_pull_request(desk: Desk, github: GitHubLike) -> None:
    ran = post(desk, GITHUB_EVENT_PATH=None, GITHUB_REF="refs/heads/main")
    (error,) = ran.ends(1, "usage")["errors"]
    assert "--pr NUMBER" in error["fix"]
    assert github.asked == []


@pytest.mark.parametrize(
    "repository", ["acme", "acme/homes/x", "acme/../x", "../..", "acme/..", "a b/c", "acme/ho?x"]
)
def test_repository_that_is_none(desk: Desk, github: GitHubLike, repository: str) -> None:
    desk.json("comment", PLAN, "--to", "github", "--repo", repository).ends(1, "usage")
    assert github.asked == []


@pytest.mark.parametrize(
    ("token", "code"), [(None, "LW1602"), ("", "LW1602"), ("a b", "LW1608"), ("a\nb", "LW1608")]
)
def test_token_that_cannot_be_sent(
    desk: Desk, github: GitHubLike, token: str | None, code: str
) -> None:
    ran = desk.json("comment", PLAN, "--to", "github", GITHUB_TOKEN=token)
    assert [error["code"] for error in ran.ends(1, "secret")["errors"]] == [code]
    assert github.asked == []


def test_address_without_encryption(desk: Desk, github: GitHubLike) -> None:
    ran = desk.json("comment", PLAN, "--to", "github", GITHUB_API_URL="http://example.com")
    assert "not encrypted" in ran.ends(1, "usage")["errors"][0]["summary"]


def test_nothing_listens(desk: Desk, github: GitHubLike, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    ran = desk.json("comment", PLAN, "--to", "github", GITHUB_API_URL="http://127.0.0.1:9")
    assert [error["code"] for error in ran.ends(1, "vendor")["errors"]] == ["LW6001"]


def test_file_that_is_no_plan(desk: Desk, github: GitHubLike) -> None:
    (desk.root / PLAN).write_text('{"kind": "plan"}')
    assert post(desk).code == 1
    assert github.asked == []


def _say(github: GitHubLike, body: str) -> None:
    github.say(ACTIONS, body)
