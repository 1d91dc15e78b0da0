"""The action on a pull request: the real program, and a server that answers as GitHub does."""

from collections.abc import Iterator

import pytest
from tests.ci.runner import Runner
from tests.cli.desk import github_job
from tests.servers.github_like import GitHubLike, serving


@pytest.fixture
def github() -> Iterator[GitHubLike]:
    with serving() as running:
        yield running
        assert running.oddities == []


@pytest.fixture
def request_runner(runner: Runner, github: GitHubLike) -> Runner:
    """A runner in a job of the pull request; the token comes as an input, as it does there."""
    job = github_job(runner.work.parent, github)
    job.pop("GITHUB_TOKEN")
    runner.variables |= job
    return runner


@pytest.mark.slow
def test_a_plan_and_its_one_comment(request_runner: Runner, github: GitHubLike) -> None:
    first, ended = (
        request_runner.run(arguments="--read-only", comment="true", token="ghs_actions")
        for _ in range(2)
    )
    assert (first.code, ended.code) == (0, 0), first.log + ended.log
    (comment,) = github.comments
    assert f"{ended.outputs['create']} order" in str(comment["body"])
    assert "ghs_actions" not in ended.log


@pytest.mark.slow
def test_a_token_that_may_only_read_fails_the_step(
    request_runner: Runner, github: GitHubLike
) -> None:
    ended = request_runner.run(arguments="--read-only", comment="true", token="ghs_fork")
    assert ended.code != 0
    assert ended.outputs["exit-code"] == "0", "the plan itself was made"
    assert ended.outputs["plan-path"]
    assert github.comments == []
