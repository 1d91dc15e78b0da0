"""The workflow examples: their rights, and that the action and the program take their words."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.ci.runner import ACTION, ROOT, check_words

from listwright import __version__

FILES = sorted((ROOT / "examples" / "ci" / "github").glob("*.yml"))
OURS = f"listwright/listwright@v{__version__}"

each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def read(file: Path) -> dict[str, Any]:
    """A workflow; YAML 1.1 reads its key `on` as true."""
    found: dict[Any, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {"on" if name is True else name: value for name, value in found.items()}


def jobs_of(file: Path) -> Iterator[dict[str, Any]]:
    yield from read(file)["jobs"].values()


def steps_of(file: Path, action: str) -> Iterator[dict[str, Any]]:
    for job in jobs_of(file):
        yield from (step for step in job["steps"] if step.get("uses", "").startswith(action))


def test_there_is_one_for_each_part_of_a_day() -> None:
    assert [file.stem.removeprefix("listwright-") for file in FILES] == [
        "apply",
        "hourly",
        "nightly",
        "pull-request",
    ]


@each_file
def test_a_workflow_may_do_nothing_but_what_its_jobs_say(file: Path) -> None:
    flow = read(file)
    assert flow["permissions"] == {}
    assert "pull_request_target" not in flow["on"]
    for job in jobs_of(file):
        rights = dict(job["permissions"])
        assert rights.pop("contents") == "read"
        assert rights in ({}, {"pull-requests": "write"})
        assert job["timeout-minutes"] <= 360


@each_file
def test_a_checkout_leaves_no_token_behind(file: Path) -> None:
    found = list(steps_of(file, "actions/checkout@"))
    assert len(found) == len(list(jobs_of(file)))
    assert all(step["with"]["persist-credentials"] is False for step in found)


@each_file
def test_only_what_spends_nothing_is_ever_stopped_half_way(file: Path) -> None:
    stops = read(file)["concurrency"]["cancel-in-progress"]
    assert stops is (file.stem == "listwright-pull-request")


def test_a_pull_request_sees_no_secret_and_a_fork_only_a_check() -> None:
    file = next(one for one in FILES if one.stem == "listwright-pull-request")
    assert "secrets." not in file.read_text(encoding="utf-8")
    jobs = read(file)["jobs"]
    assert "self-hosted" not in jobs["validate"]["runs-on"]
    assert jobs["validate"]["permissions"] == {"contents": "read"}
    same = "github.event.pull_request.head.repo.full_name == github.repository"
    assert jobs["plan"]["if"] == same
    (plan,) = (step for step in jobs["plan"]["steps"] if step.get("id") == "plan")
    assert "--read-only" in plan["with"]["arguments"]


@each_file
def test_secrets_are_those_of_an_environment(file: Path) -> None:
    for job in jobs_of(file):
        assert ("secrets." in str(job)) <= ("environment" in job)


@each_file
def test_the_action_is_called_as_it_can_be(file: Path) -> None:
    found = list(steps_of(file, "listwright/"))
    assert found
    for step in found:
        assert step["uses"] == OURS
        assert step["with"].keys() <= ACTION["inputs"].keys()
    text = file.read_text(encoding="utf-8")
    for name in ("plan", "audit"):
        for piece in text.split(f"steps.{name}.outputs.")[1:]:
            assert piece.split()[0] in ACTION["outputs"]


@each_file
def test_the_program_takes_the_arguments(file: Path) -> None:
    for step in steps_of(file, "listwright/"):
        wanted = step["with"]
        words = shlex.split(wanted.get("arguments", ""))
        check_words([wanted["command"], *words])
