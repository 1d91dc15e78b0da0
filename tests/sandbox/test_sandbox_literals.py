"""Every literal of the vendor has its source, and lives in the data file only."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import listwright.sandbox
from listwright.sandbox.faults import FaultKind
from listwright.sandbox.options import SandboxOptions
from listwright.sandbox.planomatic.fields import problem_of
from listwright.sandbox.planomatic.lifecycle import Step
from listwright.sandbox.planomatic.literals import literals, read_tables

PACKAGE = Path(listwright.sandbox.__file__).parent
FLAG = re.compile(r"invented|documented: (PC:[a-z_/]+|[A-Z][A-Za-z0-9-]*)")
KEYS = {"S1", "S2", "BAS", "CRE-new", "RET", "CAN-old", "CAN-new", "CAN-par", "VAL", "ACC"}
KEYS |= {"BIL", "MET", "EVT", "WH3", "OV", "COL", "V2R", "V2E"}


def rows_of(tables: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, rows in tables.items():
        for row in rows:
            yield name, row
            if "field" in row and isinstance(row["field"], list):
                yield from rows_of({f"{name}.field": row["field"]})


def test_every_row_has_a_known_source() -> None:
    rows = list(rows_of(read_tables()))
    assert len(rows) > 200
    for name, row in rows:
        sources = [row["source"], *row.get("errors", {}).values()]
        if "max" in row:
            sources.append(row["max_source"])
        for source in sources:
            assert FLAG.fullmatch(source), (name, row)
            key = source.removeprefix("documented: ")
            assert key == "invented" or key.startswith("PC:") or key in KEYS, (name, row)


def test_every_kind_of_problem_has_words() -> None:
    for operation, fields in literals().fields.items():
        for field in fields:
            for kind in field.kinds:
                problem = problem_of(operation, ".".join(field.path), kind, order_id=1)
                assert problem.attr == field.attr
                assert problem.message


def test_a_problem_the_data_file_does_not_know_is_a_bug() -> None:
    with pytest.raises(KeyError):
        problem_of("create", "property.location.street", "too_many")


def test_steps_and_defaults_agree_with_the_code() -> None:
    assert set(literals().steps) == {step.value for step in Step}
    for row in literals().tables["option_default"]:
        assert getattr(SandboxOptions(), row["option"]) == row["value"]


def test_fifty_states_are_documented() -> None:
    documented = [r for r in literals().tables["state"] if r["source"] != "invented"]
    assert sum(len(row["codes"]) for row in documented) == 50


def test_code_holds_no_literal_of_the_vendor() -> None:
    """Words only the vendor uses must not be written in the sandbox's modules.

    Names of JSON keys are structure, and the switches' own words are ours: both are let through.
    """
    tables = read_tables()
    words = {row["text"] for row in tables["message"]}
    words |= {row["status"] for row in (*tables["answer"], *tables["step"])}
    words |= {row["event"] for row in tables["step"] if "event" in row}
    for name, column in (("service", "slug"), ("method", "value"), ("reason", "value")):
        words |= {row[column] for row in tables[name]}
    words |= {row["text"] for name in ("caption", "template", "link") for row in tables[name]}
    kinds = {row["kind"] for row in tables["message"]}
    words -= literals().words("order_field", "name")
    words -= kinds | {"canceled"} | {kind.value for kind in FaultKind}
    for module in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert node.value not in words, (module.name, node.lineno, node.value)


def test_the_order_object_has_the_flagged_fields_only(
    vendor: Any, order_body: Callable[..., dict[str, Any]]
) -> None:
    flagged = literals().words("order_field", "name")
    order = vendor.create(order_body())
    assert set(order) == flagged - {"request_id"} | {"code"}


def test_nothing_of_the_client_is_imported() -> None:
    for module in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            names = []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            for name in names:
                if name.startswith("listwright"):
                    assert name.startswith(("listwright.errors", "listwright.sandbox")), module
