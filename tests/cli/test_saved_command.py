"""The command that `plan -o` names is the one that applies the plan."""

import shlex

from tests.cli.project import Project, homes


def named(project: Project, *arguments: str) -> list[str]:
    """The arguments after `listwright` of the command that is told."""
    ran = project.run("plan", "-o", "my plan.json", *arguments)
    assert ran.code == 0, ran.err
    line = next(line for line in ran.err.splitlines() if line.startswith("Saved the plan"))
    program, *words = shlex.split(line.split(" with: ")[1])
    assert program == "listwright"
    return words


def test_it_applies_a_plan_of_first_orders_beyond_a_limit(project: Project) -> None:
    project.write(homes("P-1", "P-2"))
    project.edit("max_creates: 1000", "max_creates: 1")
    project.file.rename(project.root / "other.yaml")
    raised = ("--override-limit", "max_creates=2", "--reason", "in spring")
    words = named(project, "-f", "other.yaml", "--bootstrap", *raised)
    assert project.run(*words, "--json").ends(0, "ok")["summary"]["done"] == 2


def test_a_plan_that_is_refused_is_not_to_be_applied(project: Project) -> None:
    project.write(homes("P-1"))
    assert named(project) == ["show", "my plan.json"]


def test_it_works_in_the_same_folder(project: Project) -> None:
    project.write(homes("P-1"))
    words = named(project, "-C", str(project.root), "--bootstrap")
    assert words == ["-C", str(project.root), "apply", "--bootstrap", "my plan.json"]
