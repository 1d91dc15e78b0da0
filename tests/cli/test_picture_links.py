"""Links of photos that have expired: one read of their order renews all of them."""

import shutil

from tests.cli.project import Project
from tests.docs.pages import ROOT


def test_a_plan_renews_every_link_of_an_order(project: Project) -> None:
    """Two wanted photos of one order, and neither link works when the plan first tries."""
    example = ROOT / "examples" / "staging" / "listwright.yaml"
    shutil.copy(example, project.file)
    assert project.run("apply", "--bootstrap", "--auto-approve", DOOR_CODE=None).code == 0
    assert project.run("sandbox", "advance", "--deliver").code == 0
    broken = ("expired-link", "--operation", "photo", "--times", "2")
    assert project.run("sandbox", "fault", *broken).code == 0
    planned = project.json("plan", "--target", "DEN-101")
    assert planned.doc["deferred_changes"] == []
    assert len(planned.doc["order_changes"]) == 2
