"""`comment --to gitlab`, as a process, against a server that answers as GitLab does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.desk import PLAN, Desk, gitlab_job
from tests.cli.project import Ran
from tests.golden.plans import PLANS, empty, realistic, small
from tests.servers.forge_http import Answer, Fault
from tests.servers.gitlab_like import NUMBER, PIPIN, PROJECT_BOT, GitLabLike, serving

NOTES = rf"/api/v4/projects/42/merge_requests/{NUMBER}/notes"
LIST, CREATE, UPDATE = rf"GET {NOTES}$", rf"POST {NOTES}$", rf"PUT {NOTES}/\d+"


@pytest.fixture
def gitlab() -> Iterator[GitLabLike]:
    with serving() as running:
        yield running
        assert running.oddities == []


@pytest.fixture
def desk(gitlab: GitLabLike, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(root=tmp_path, environment=gitlab_job(gitlab))
    made.save(small())
    yield made
    made.clean_up()


def post(desk: Desk, *more: str, **env: str | None) -> Ran:
    return desk.launch("comment", PLAN, "--to", "gitlab", "--json", *more, **env)


def test_first_note(desk: Desk, gitlab: GitLabLike) -> None:
    document = post(desk).ends(0, "ok")
    (note,) = gitlab.notes
    assert (document["posting"], document["place"]) == ("created", f"42!{NUMBER}")
    assert document["url"].endswith(f"/acme/homes/-/merge_requests/{NUMBER}#note_{note['id']}")
    assert "https://gitlab.com/acme/homes/-/jobs/99" in str(note["body"])


@pytest.mark.parametrize("keyset", [False, True])
def test_found_among_250_notes(desk: Desk, gitlab: GitLabLike, keyset: bool) -> None:
    gitlab.keyset = keyset
    for number in range(250):
        gitlab.say(PIPIN, f"note {number}", system=number % 3 == 0)
    post(desk).ends(0, "ok")
    desk.save(small(), minutes=5)
    assert post(desk).ends(0, "ok")["posting"] == "updated"
    assert post(desk).ends(0, "ok")["posting"] == "unchanged"
    assert len(gitlab.bodies(PROJECT_BOT)) == 1


def test_older_run_leaves_the_newer_note(desk: Desk, gitlab: GitLabLike) -> None:
    desk.save(small(), minutes=5)
    post(desk).ends(0, "ok")
    before = gitlab.bodies(PROJECT_BOT)
    desk.save(realistic(), minutes=4)
    assert post(desk).ends(0, "ok")["posting"] == "outdated"
    assert gitlab.bodies(PROJECT_BOT) == before


def test_tag_of_somebody_else_is_not_believed(desk: Desk, gitlab: GitLabLike) -> None:
    post(desk).ends(0, "ok")
    stolen = str(gitlab.notes.pop()["body"]).replace("made=2026", "made=2096")
    gitlab.say(PIPIN, stolen)
    assert post(desk).ends(0, "ok")["posting"] == "created"
    assert gitlab.bodies(PIPIN) == [stolen]


def test_system_note_with_a_tag_is_no_comment(desk: Desk, gitlab: GitLabLike) -> None:
    post(desk).ends(0, "ok")
    gitlab.notes[0]["system"] = True
    assert post(desk).ends(0, "ok")["posting"] == "created"


def test_runs_that_create_at_the_same_time_leave_one(desk: Desk, gitlab: GitLabLike) -> None:
    post(desk).ends(0, "ok")
    other = str(gitlab.notes.pop()["body"])
    gitlab.once(LIST, lambda _: _say(gitlab, other))
    document = post(desk).ends(0, "ok")
    assert (document["posting"], document["removed"]) == ("created", 1)
    assert len(gitlab.notes) == 1


def test_lost_answer_after_create_leaves_one_note(desk: Desk, gitlab: GitLabLike) -> None:
    gitlab.faults.append(Fault(where=CREATE, commits=True))
    assert post(desk).ends(0, "ok")["posting"] == "created"
    assert len(gitlab.notes) == 1


def test_lost_answer_after_update(desk: Desk, gitlab: GitLabLike) -> None:
    post(desk).ends(0, "ok")
    desk.save(small(), minutes=5)
    gitlab.faults.append(Fault(where=UPDATE, commits=True))
    post(desk).ends(0, "ok")
    assert "03:05:00Z" in gitlab.bodies(PROJECT_BOT)[0]
    assert len(gitlab.lines("PUT")) == 1


def test_limit_is_waited_for(desk: Desk, gitlab: GitLabLike) -> None:
    limit = Answer(status=429, body={"message": "too many"}, headers={"Retry-After": "1"})
    gitlab.faults.append(Fault(where=CREATE, answer=limit))
    assert post(desk).ends(0, "ok")["posting"] == "created"


REFUSALS = {
    "glpat-none": ("LW6002", "vendor_auth"),
    "glpat-read": ("LW6003", "vendor_auth"),
    "glpat-guest": ("LW6003", "vendor_auth"),
    "glpat-stranger": ("LW6004", "vendor"),
}


@pytest.mark.parametrize("token", REFUSALS)
def test_token_that_may_not(desk: Desk, gitlab: GitLabLike, token: str) -> None:
    code, reason = REFUSALS[token]
    (error,) = post(desk, GITLAB_TOKEN=token).ends(1, reason)["errors"]
    assert error["code"] == code
    assert token not in str(error)
    assert gitlab.notes == []


def test_locked_discussion(desk: Desk, gitlab: GitLabLike) -> None:
    gitlab.locked = True
    assert post(desk).ends(1, "vendor")["errors"][0]["code"] == "LW6007"


def test_job_token_alone_says_what_is_missing(desk: Desk, gitlab: GitLabLike) -> None:
    (error,) = post(desk, GITLAB_TOKEN=None).ends(1, "secret")["errors"]
    assert "CI_JOB_TOKEN is set, but may not write notes." in error["fix"]
    assert gitlab.asked == []


def test_pipeline_of_a_fork_comments_on_the_target(desk: Desk, gitlab: GitLabLike) -> None:
    """The project of the job is the fork, and the merge request is not there."""
    fork = {"CI_PROJECT_ID": "43", "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "43"}
    post(desk, **fork).ends(0, "ok")
    assert len(gitlab.notes) == 1
    desk.save(small(), minutes=5)
    (error,) = post(desk, GITLAB_TOKEN="glpat-guest", **fork).ends(1, "vendor_auth")["errors"]
    assert "This one comes from a fork." in error["fix"]


def test_project_by_its_path(desk: Desk, gitlab: GitLabLike) -> None:
    env = {name: None for name in desk.environment if name.startswith("CI_MERGE")}
    post(desk, "--repo", "acme/homes", "--pr", str(NUMBER), **env).ends(0, "ok")
    assert len(gitlab.notes) == 1


@pytest.mark.parametrize("project", ["acme", "../homes", "acme/..", "a b/c", "4 2", "acme/ho?x"])
def test_project_that_is_none(desk: Desk, gitlab: GitLabLike, project: str) -> None:
    desk.json("comment", PLAN, "--to", "gitlab", "--repo", project).ends(1, "usage")
    assert gitlab.asked == []


def test_outside_of_a_merge_request(desk: Desk, gitlab: GitLabLike) -> None:
    (error,) = post(desk, CI_MERGE_REQUEST_IID=None).ends(1, "usage")["errors"]
    assert "--pr NUMBER" in error["fix"]


def test_labels(desk: Desk, gitlab: GitLabLike) -> None:
    gitlab.labels = ["listwright: no changes", "urgent"]
    desk.save(realistic())
    wanted = ["listwright: changes", "listwright: cancels", "listwright: blocked"]
    assert post(desk, "--labels").ends(0, "ok")["labels"] == wanted
    assert gitlab.labels == ["urgent", *wanted]
    before = list(gitlab.writes)
    post(desk, "--labels").ends(0, "ok")
    assert gitlab.writes == before
    desk.save(empty(), minutes=5)
    post(desk, "--labels").ends(0, "ok")
    assert gitlab.labels == ["urgent", "listwright: no changes"]


def test_page_that_is_too_large_is_asked_for_in_parts(desk: Desk, gitlab: GitLabLike) -> None:
    post(desk).ends(0, "ok")
    for _ in range(40):
        gitlab.say(PIPIN, "x" * 1_000_000)
    assert post(desk).ends(0, "ok")["posting"] == "unchanged"
    assert {one.query.get("per_page") for one in gitlab.asked} >= {"100", "20"}


@pytest.mark.parametrize("name", PLANS)
def test_no_plan_gives_a_command(desk: Desk, gitlab: GitLabLike, name: str) -> None:
    """GitLab obeys a line of a note that begins with a slash; the server looks for one."""
    desk.save(PLANS[name]())
    desk.json("comment", PLAN, "--to", "gitlab").ends(0, "ok")
    (body,) = gitlab.bodies(PROJECT_BOT)
    assert len(body.encode()) <= 60_000


def _say(gitlab: GitLabLike, body: str) -> None:
    gitlab.say(PROJECT_BOT, body)
