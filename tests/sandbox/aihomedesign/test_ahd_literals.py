"""Every literal of the vendor has its source, and lives in the data file only."""

import ast
import re
from pathlib import Path

import pytest

import listwright.sandbox.aihomedesign
from listwright.sandbox.aihomedesign.call import RefusalError, word
from listwright.sandbox.aihomedesign.literals import literals, read_tables
from listwright.sandbox.aihomedesign.progress import Stage
from listwright.sandbox.aihomedesign.record import Fate
from listwright.sandbox.faults import OPERATIONS, SUBMIT, FaultKind
from listwright.sandbox.options import SandboxOptions

PACKAGE = Path(listwright.sandbox.aihomedesign.__file__).parent
FLAG = re.compile(r"invented|documented: S[0-9]+b?|observed: (KT|MCP|QA)")


def test_every_row_has_a_known_source() -> None:
    rows = [(name, row) for name, table in read_tables().items() for row in table]
    assert len(rows) > 200
    for name, row in rows:
        assert FLAG.fullmatch(row["source"]), (name, row)


def test_defaults_agree_with_the_code() -> None:
    rows = literals().tables["option_default"]
    assert len(rows) > 5
    for row in rows:
        assert getattr(SandboxOptions(), row["option"]) == row["value"], row


def test_rows_fit_together() -> None:
    tables = literals().tables
    services = {row["name"] for row in tables["service"]}
    widgets = {row["id"] for row in tables["widget"]}
    styles = {row["title"] for row in tables["item"] if row["widget"] == "7101"}
    assert {row["service"] for row in tables["widget"]} <= services
    assert {row["widget"] for row in tables["item"]} == widgets
    assert {name for row in tables["space"] for name in row["services"]} <= services
    assert {style for row in tables["space"] for style in row.get("styles", ())} <= styles
    assert {row["tool"] for row in tables["tool_widget"]} <= {row["slug"] for row in tables["tool"]}
    assert {row["values"] for row in tables["tool_widget"]} == set(literals().values)
    assert {row["required"] for row in tables["tool_widget"]} == {"always", "strict", "never"}
    assert {row["operation"] for row in tables["route"]} <= set(OPERATIONS)
    ids = [row["id"] for row in (*tables["widget"], *tables["item"])]
    assert len(ids) == len(set(ids))


def test_every_refusal_in_the_code_has_words() -> None:
    raised = {
        node.args[0].value
        for module in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {RefusalError.__name__, "_refusal"}
        and isinstance(node.args[0], ast.Constant)
    }
    assert {"no_file", "unauthorized", "wrong_slot"} <= raised
    assert raised == set(literals().refusals)


def test_every_fate_is_a_fault_of_a_submit() -> None:
    fates = {kind.value for kind in FaultKind if kind.operations == (SUBMIT,)}
    assert fates == {fate.value for fate in Fate}


def test_a_word_the_data_file_does_not_know_is_a_bug() -> None:
    with pytest.raises(KeyError):
        word("no_such_word")


def test_code_holds_no_literal_of_the_vendor() -> None:
    """Words only the vendor uses must not be written in the sandbox's modules.

    Names of JSON keys are structure; the names of refusals and of our own stages are ours.
    """
    tables = read_tables()
    words = {row["error"] for row in tables["refusal"]}
    words |= {row["key"] for row in tables["refusal"] if "key" in row}
    words |= {row["text"] for row in (*tables["word"], *tables["template"])}
    for name, column in (("service", "name"), ("space", "name"), ("tool", "slug")):
        words |= {row[column] for row in tables[name]}
    words |= {row["id"] for name in ("widget", "item") for row in tables[name]}
    words |= {row["title"] for name in ("space", "item") for row in tables[name]}
    words |= {row["path"] for row in tables["route"]}
    words -= {word("asset_type"), *literals().refusals, *(stage.value for stage in Stage)}
    for module in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert node.value not in words, (module.name, node.lineno, node.value)
