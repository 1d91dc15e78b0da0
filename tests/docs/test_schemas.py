"""The files in `schemas/` are those the program makes, and the examples hold to them."""

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from tests.docs.pages import ROOT, blocks_of
from tests.docs.test_console import listwright

from listwright.compose.schemas import all_schemas

SCHEMAS = ROOT / "schemas"
EXAMPLES = sorted(path.parent for path in ROOT.glob("examples/*/listwright.yaml"))
AGAIN = "write them again: make schemas"


def test_schemas_are_up_to_date(tmp_path: Path) -> None:
    made = listwright(["schema", "--write", str(tmp_path)], ROOT)
    assert made.returncode == 0, made.stdout
    fresh = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert fresh == {path.name: path.read_text() for path in SCHEMAS.iterdir()}, AGAIN


@pytest.mark.parametrize("name", sorted(all_schemas()))
def test_schemas_are_schemas(name: str) -> None:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)


def project_problems(text: str, *, included: bool = False) -> list[str]:
    """What an editor would underline in a project's file.

    Editors read YAML 1.2, where a date is a text. PyYAML's loader reads 1.1 and makes dates of
    them, so they are turned back. An included file need not repeat `version` and `project`.
    """
    schema = copy.deepcopy(all_schemas()["listwright"])
    if included:
        project: Any = schema["$defs"]
        del project["project"]["required"]
    found = jsonschema.Draft202012Validator(schema).iter_errors(_as_editors(yaml.safe_load(text)))
    return [f"{error.json_path}: {error.message}" for error in found]


def _as_editors(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _as_editors(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_as_editors(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_examples_hold_to_the_schema(example: Path) -> None:
    for file in sorted(example.rglob("*.yaml")):
        included = file.name != "listwright.yaml"
        assert project_problems(file.read_text(), included=included) == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_examples_are_valid(example: Path) -> None:
    done = listwright(["validate", str(example)], ROOT)
    assert done.returncode == 0, done.stdout
    assert "warning" not in done.stdout


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_examples_name_the_schema_for_editors(example: Path) -> None:
    first = (example / "listwright.yaml").read_text().splitlines()[0]
    path = first.removeprefix("# yaml-language-server: $schema=")
    assert (example / path).resolve() == SCHEMAS / "listwright.schema.json"


def test_whole_projects_in_the_pages_hold_to_the_schema() -> None:
    seen = 0
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        for block in blocks_of(page):
            if block.language == "yaml" and block.body.startswith("version: 1\n"):
                seen += 1
                assert project_problems(block.body) == [], block.where
    assert seen
