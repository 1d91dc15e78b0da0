"""A folder with saved plans, and the variables of a CI job that comments on them."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from tests.cli.project import Folder
from tests.golden.plans import NOW, review_of
from tests.servers import github_like, gitlab_like
from tests.servers.github_like import GitHubLike
from tests.servers.gitlab_like import GitLabLike

from listwright.model.plan import Plan
from listwright.planfile import Run, dump, plan_document

PLAN = "plan.json"


@dataclass(kw_only=True)
class Desk(Folder):
    """Saves plans and comments on them."""

    def save(
        self, plan: Plan, *, minutes: int = 0, project: str | None = None, name: str = PLAN
    ) -> Path:
        """The plan as it were made `minutes` later, with an id of that minute."""
        made = replace(
            plan,
            made_at=NOW + timedelta(minutes=minutes),
            plan_id=f"01JDA7Q{minutes:019d}",
            project=project or plan.project,
        )
        run = Run(project=made.project, timestamp=made.made_at)
        path = self.root / name
        path.write_text(dump(plan_document(review_of(made), run)), encoding="utf-8")
        return path


def github_job(root: Path, forge: GitHubLike, *, fork: bool = False) -> dict[str, str]:
    """The variables of a job of `on: pull_request`."""
    event = root / "event.json"
    head = {"repo": {"id": 9 if fork else github_like.REPOSITORY_ID}}
    base = {"repo": {"id": github_like.REPOSITORY_ID}}
    pull = {"number": github_like.NUMBER, "head": head, "base": base}
    event.write_text(json.dumps({"action": "synchronize", "pull_request": pull}))
    return {
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": forge.api,
        "GITHUB_REPOSITORY": github_like.REPOSITORY,
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_REF": f"refs/pull/{github_like.NUMBER}/merge",
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_RUN_ID": "123456",
        "GITHUB_TOKEN": "ghs_fork" if fork else "ghs_actions",
    }


def gitlab_job(forge: GitLabLike) -> dict[str, str]:
    """The variables of a job in a merge request's pipeline."""
    number = str(gitlab_like.PROJECT_ID)
    return {
        "CI": "true",
        "GITLAB_CI": "true",
        "CI_API_V4_URL": forge.api,
        "CI_PROJECT_ID": number,
        "CI_MERGE_REQUEST_PROJECT_ID": number,
        "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": number,
        "CI_MERGE_REQUEST_PROJECT_URL": "https://gitlab.com/acme/homes",
        "CI_MERGE_REQUEST_IID": str(gitlab_like.NUMBER),
        "CI_JOB_URL": "https://gitlab.com/acme/homes/-/jobs/99",
        "CI_JOB_TOKEN": "glcbt-64_no_notes",
        "GITLAB_TOKEN": "glpat-bot",
    }
