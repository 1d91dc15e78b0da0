"""The page of the CI run that a comment comes from."""

import re
from collections.abc import Mapping

_PAGE = re.compile(r"https?://[A-Za-z0-9._:/-]+")


def run_page(variables: Mapping[str, str]) -> str | None:
    """Its address as GitHub or GitLab names it; None elsewhere.

    Documents: "Variables reference" (GitHub), "Predefined CI/CD variables reference" (GitLab).
    """
    page = variables.get("CI_JOB_URL", "")
    run = variables.get("GITHUB_RUN_ID", "")
    if run:
        server, repository = (
            variables.get(name, "") for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY")
        )
        page = f"{server}/{repository}/actions/runs/{run}"
    return page if _PAGE.fullmatch(page) else None
