"""Every option where it may stand, the environment beside it, and one document whatever happens."""

import json
from typing import Any

import pytest
from tests.cli.project import Project, Ran, home, homes
from tests.servers.planomatic_like import PlanomaticLike

from listwright.cli.main import COMMANDS
from listwright.cli.options import OPTIONS

WRONG = {
    "no such verb": ["plam"],
    "no such option": ["plan", "--nonsense"],
    "no value": ["plan", "--max-creates"],
    "not a number": ["plan", "--max-creates", "many"],
    "negative": ["plan", "--max-creates", "-1"],
    "not a choice": ["plan", "--refresh", "often"],
    "too many words": ["plan", "one", "two"],
    "no address": ["resolve"],
    "neither": ["resolve", "P-1"],
    "both": ["resolve", "P-1", "--created", "1", "--not-created"],
    "no reason": ["resolve", "P-1", "--not-created"],
    "force without reason": ["resolve", "P-1", "--created", "1", "--force"],
    "no order id": ["import", "P-1"],
    "forget without reason": ["forget", "P-1"],
    "fail on what": ["plan", "--fail-on", "monday"],
    "no equation": ["plan", "--select", "city"],
    "selects nothing": ["plan", "--select", "city=Atlantis"],
    "duration": ["plan", "--max-staleness", "soon"],
    "raise": ["plan", "--max-creates", "1001"],
    "raise cancels": ["plan", "--max-cancels", "1001"],
    "override without reason": ["plan", "--override-limit", "max_creates=9"],
    "override what": ["plan", "--override-limit", "max_sheep=9", "--reason", "r"],
    "override without number": ["plan", "--override-limit", "max_creates=x", "--reason", "r"],
    "no plan file": ["show", "gone.json"],
    "show nothing": ["show"],
    "apply no file": ["apply", "gone.json"],
    "unknown address": ["status", "P-77"],
    "unknown schema": ["schema", "plam"],
    "sandbox nothing": ["sandbox", "nonsense"],
    "advance nowhere": ["sandbox", "advance"],
    "fault what": ["sandbox", "fault", "gremlins"],
    "log format": ["plan", "--log-format", "xml"],
    "format": ["validate", "--format", "xml"],
}


@pytest.mark.parametrize("name", WRONG)
def test_usage_errors(project: Project, vendor: PlanomaticLike, name: str) -> None:
    arguments = WRONG[name]
    ran = project.run(*arguments)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err
    for document in (
        project.run(*arguments, "--json"),
        project.run("--json", *arguments),
        project.run(*arguments, LISTWRIGHT_JSON="1"),
    ):
        said = document.ends(1, "usage")
        assert said["errors"]
        assert said["errors"][0]["summary"]
    assert vendor.calls == []


def test_usage_errors_name_the_help(project: Project) -> None:
    ran = project.run("plan", "--nonsense")
    assert "listwright plan --help" in ran.err


@pytest.mark.parametrize("verb", COMMANDS)
def test_help(project: Project, verb: str) -> None:
    ran = project.run(verb, "--help")
    assert ran.code == 0
    assert ran.out.startswith("Usage: listwright")


def test_help_without_a_verb(project: Project) -> None:
    for arguments in ([], ["--help"], ["-h"]):
        ran = project.run(*arguments)
        assert ran.code in {0, 1}
        assert "Commands:" in ran.out + ran.err
    assert project.run("--version").out.startswith("listwright, version ")


def test_options_before_the_verb(project: Project) -> None:
    before = project.run("--json", "--max-creates", "3", "-f", "listwright.yaml", "plan")
    between = project.run("-q", "plan", "--max-creates=3", "--json")
    assert before.ends(0, "ok")["digests"] == between.ends(0, "ok")["digests"]
    with_equals = project.run("--file=listwright.yaml", "--json", "validate")
    with_equals.ends(0, "ok")
    both = project.run("--detailed-exitcode", "plan", "--json")
    both.ends(2, "changes")


ENVIRONMENT: list[tuple[str, str, list[str]]] = [
    ("LISTWRIGHT_JSON", "1", ["plan"]),
    ("LISTWRIGHT_DETAILED_EXITCODE", "1", ["plan", "--json"]),
    ("LISTWRIGHT_READ_ONLY", "true", ["plan", "--json"]),
    ("LISTWRIGHT_MAX_CREATES", "0", ["plan", "--json"]),
    ("LISTWRIGHT_TARGET", "P-1", ["plan", "--json"]),
    ("LISTWRIGHT_ONLY", "cancel", ["plan", "--json"]),
    ("LISTWRIGHT_REFRESH", "none", ["plan", "--json"]),
    ("LISTWRIGHT_FAIL_ON", "blocked", ["plan", "--json"]),
]


@pytest.mark.parametrize(("name", "value", "arguments"), ENVIRONMENT)
def test_environment(project: Project, name: str, value: str, arguments: list[str]) -> None:
    ran = project.run(*arguments, **{name: value})
    document = ran.doc
    assert document["exit_code"] == (2 if name.endswith("EXITCODE") else 0)
    expected: dict[str, Any] = {
        "LISTWRIGHT_MAX_CREATES": [0],
        "LISTWRIGHT_ONLY": [],
    }
    if name == "LISTWRIGHT_MAX_CREATES":
        assert expected[name] == [
            item["allowed"] for item in document["refusals"] if item["code"] == "max_creates"
        ]
    if name in {"LISTWRIGHT_TARGET", "LISTWRIGHT_ONLY"}:
        assert document["scope"]["partial"] is True


def test_flag_beats_environment(project: Project) -> None:
    ran = project.run("plan", "--json", "--max-creates", "7", LISTWRIGHT_MAX_CREATES="0")
    assert {item["code"] for item in ran.doc["refusals"]} == {"first_run"}


def test_environment_for_bootstrap(project: Project, vendor: PlanomaticLike) -> None:
    ran = project.json("apply", LISTWRIGHT_BOOTSTRAP="1", LISTWRIGHT_AUTO_APPROVE="1")
    assert ran.ends(0, "ok")["summary"]["done"] == 1


def test_every_option_is_taken_somewhere() -> None:
    used: set[str] = set()
    for verb, (module, _) in COMMANDS.items():
        command = __import__(f"listwright.cli.{module}", fromlist=["command"]).command
        parts = list(getattr(command, "commands", {"": command}).values())
        used |= {str(parameter.name) for part in parts for parameter in part.params}
        assert verb
    renamed = {"json": "as_json", "format": "output_format"}
    assert used | {"as_json", "output_format"} >= {renamed.get(name, name) for name in OPTIONS}


def test_one_document_and_nothing_else(project: Project) -> None:
    for arguments in (["validate"], ["plan"], ["apply"], ["status"], ["version"]):
        ran = project.json(*arguments)
        assert json.loads(ran.out)["kind"] == arguments[0]
        assert "\x1b" not in ran.out
    project.json("plan", FORCE_COLOR="1").ends(0, "ok")
    assert "\x1b" not in project.json("plan", FORCE_COLOR="1").out


KEYS = {
    "plan": "listwright_version plan_id expires_at as_of scope digests flags refusals reads summary"
    " cost by_rule order_changes deferred_changes blocked_changes drift unmanaged",
    "apply": "plan_id outcomes not_in_plan summary",
    "audit": "listwright_version plan_id expires_at as_of scope digests flags refusals reads"
    " summary cost by_rule order_changes deferred_changes blocked_changes drift unmanaged findings",
    "status": "needs orders summary",
    "explain": "address decision trail facts considered checks would_change_if",
    "refresh": "reads orders",
    "ledger": "orders unknowns",
    "catalog": "",
    "validate": "valid files properties needs",
    "resolve": "address order_id needs orders",
    "import": "address order_id needs orders",
    "forget": "address order_id needs orders",
    "version": "listwright_version",
}
ENVELOPE = "format_version kind project timestamp errors warnings exit_code exit_reason"
FAILING = {
    "plan": ["plan"],
    "apply": ["apply"],
    "audit": ["audit"],
    "status": ["status"],
    "explain": ["explain", "P-1"],
    "refresh": ["refresh"],
    "ledger": ["ledger", "list"],
    "catalog": ["catalog", "show"],
    "validate": ["validate"],
    "resolve": ["resolve", "P-1", "--created", "1"],
    "import": ["import", "P-1", "--order-id", "1"],
    "forget": ["forget", "P-1", "--reason", "r"],
}


@pytest.mark.parametrize("verb", FAILING)
def test_documents_of_failures_have_every_key(project: Project, verb: str) -> None:
    project.file.unlink()
    document = project.json(*FAILING[verb]).ends(1, "config")
    assert document["kind"] == verb
    assert set(f"{ENVELOPE} {KEYS[verb]}".split()) <= set(document)


@pytest.mark.parametrize("verb", ["plan", "apply", "audit", "status", "validate", "version"])
def test_documents_of_successes_have_every_key(project: Project, verb: str) -> None:
    more = ["--bootstrap", "--auto-approve"] if verb == "apply" else []
    document = project.json(verb, *more).ends(0, "ok")
    assert set(f"{ENVELOPE} {KEYS[verb]}".split()) <= set(document)
    diagnostic = "code summary detail fix file line column end_line end_column suggestion"
    for item in document["errors"] + document["warnings"]:
        assert set(diagnostic.split()) <= set(item)


def test_read_only(project: Project, vendor: PlanomaticLike) -> None:
    project.json("apply", "--read-only", "--auto-approve", "--bootstrap").ends(4, "read_only")
    project.json("plan", "--read-only").ends(0, "ok")
    assert not (project.root / ".listwright").exists()
    project.bootstrap()
    before = len(vendor.calls)
    bytes_before = project.ledger.read_bytes()
    project.json("plan", "--read-only", "--refresh", "full").ends(0, "ok")
    project.json("status").ends(0, "ok")
    assert len(vendor.calls) == before
    assert project.ledger.read_bytes() == bytes_before


def test_approval_required(project: Project, vendor: PlanomaticLike) -> None:
    ran = project.json("apply", "--bootstrap").ends(4, "approval_required")
    assert "--auto-approve" in ran["errors"][0]["fix"]
    assert vendor.calls == []
    assert project.launch("apply", "--bootstrap", "--json").ends(4, "approval_required")


def test_refresh(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("P-1", "P-2", "P-3"))
    project.bootstrap()
    counts = []
    for options in (
        ["--refresh", "none"],
        ["--refresh", "auto"],
        ["--refresh-budget", "1"],
        ["--refresh-budget", "0"],
        ["--refresh", "full", "--refresh-budget", "1"],
        ["--max-staleness", "6h"],
    ):
        before = vendor.count("retrieve")
        reads = project.json("plan", *options).ends(0, "ok")["reads"]
        assert reads["used"] == vendor.count("retrieve") - before
        counts.append(reads["used"])
    assert counts == [0, 3, 1, 0, 3, 3]


def test_budget_too_small_defers_the_cancel(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("P-1", "P-2", "P-3"))
    project.bootstrap()
    project.write(homes("P-1", "P-2"))
    planned = project.json("plan", "--refresh", "none", "--max-staleness", "0h").ends(0, "ok")
    assert planned["deferred_changes"][0]["reason"] == "read_required"
    assert project.json("plan", "--refresh-budget", "1").doc["summary"]["orders"]["cancel"] == 1


def test_targets(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("P-1", "P-2") + home("Q-1", city="Aurora"))

    def planned(*options: str) -> list[str]:
        document = project.json("plan", *options).ends(0, "ok")
        assert document["scope"]["partial"] is bool(options)
        return [change["property"] for change in document["order_changes"]]

    assert planned() == ["P-1", "P-2", "Q-1"]
    assert planned("--target", "P-1") == ["P-1"]
    assert planned("--target", "P-*") == ["P-1", "P-2"]
    assert planned("--target", "P-1/photos", "--target", "Q-1") == ["P-1", "Q-1"]
    assert planned("--exclude", "P-*") == ["Q-1"]
    assert planned("--target", "P-*", "--exclude", "P-2/photos") == ["P-1"]
    assert planned("--select", "city=Aurora") == ["Q-1"]
    assert planned("--only", "cancel") == []
    assert planned("--only", "create") == ["P-1", "P-2", "Q-1"]
    assert "partial" in project.run("plan", "--target", "P-1").out.lower()
    ran = project.json("apply", "--target", "P-1", "--bootstrap", "--auto-approve")
    assert ran.ends(0, "ok")["summary"]["done"] == 1
    assert dict(vendor.live()) == {"P-1": 1}


def test_select_does_not_cancel_the_rest(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("P-1", "P-2") + home("Q-1", city="Aurora"))
    project.bootstrap()
    for option in ("--select", "--target"):
        value = "city=Aurora" if option == "--select" else "Q-1"
        planned = project.json("plan", option, value).ends(0, "ok")
        assert planned["order_changes"] == []
        project.json("apply", option, value, "--auto-approve").ends(0, "ok")
    assert vendor.count("cancel") == 0


def test_show_lists_everything(project: Project) -> None:
    project.write(homes(*(f"P-{number}" for number in range(30))))
    short, full = project.run("plan").out, project.run("plan", "--show", "all").out
    assert len(full) >= len(short)
    assert "P-29" in full
    assert "P-29" in project.run("plan", "--show", "P-29").out
    project.bootstrap()
    document = project.json("plan", "--show", "all").ends(0, "ok")
    assert {tuple(item["actions"]) for item in document["order_changes"]} == {("no-op",)}
    project.json("plan", "--show", "all", "--detailed-exitcode").ends(0, "ok")


def test_fail_on(project: Project, vendor: PlanomaticLike) -> None:
    project.bootstrap()
    project.json("plan")
    project.write(home("P-1", quantity=20))
    project.json("plan", "--fail-on", "deferred").ends(2, "findings")
    project.json("plan", "--fail-on", "blocked,drift", "--fail-on", "unmanaged").ends(0, "ok")
    project.json("plan", "--fail-on", "blocked,deferred").ends(2, "findings")


def test_quiet_and_log_format(project: Project, vendor: PlanomaticLike) -> None:
    ran = project.run("apply", "--bootstrap", "--auto-approve", "--log-format", "json", "-v")
    lines = [json.loads(line) for line in ran.err.splitlines()]
    assert any("created" in line["message"] for line in lines)
    ran = project.run("plan", "-q")
    assert ran.err == ""
    wrong = project.run("plan", "--max-creates", "2000", "--log-format", "json")
    assert json.loads(wrong.err.splitlines()[0])["level"] == "error"


def test_now(project: Project, vendor: PlanomaticLike) -> None:
    def at(moment: str) -> Ran:
        return project.json("plan", LISTWRIGHT_NOW=moment)

    assert at("2030-01-01T00:00:00Z").doc["expires_at"].startswith("2030-01-02")
    at("yesterday").ends(1, "usage")


def test_limits(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("P-1", "P-2", "P-3"))
    apply = ("apply", "--bootstrap", "--auto-approve")
    refused = project.json(*apply, "--max-creates", "2").ends(4, "limit")
    assert "max_creates" in refused["errors"][0]["summary"]
    planned = project.json("plan", "--bootstrap", "--max-creates", "2").ends(0, "ok")
    (refusal,) = planned["refusals"]
    assert (refusal["code"], refusal["allowed"], refusal["actual"]) == ("max_creates", 2, 3)
    assert planned["flags"]["applyable"] is False
    assert vendor.calls == []
    project.edit("max_creates: 1000", "max_creates: 2")
    project.json(*apply).ends(4, "limit")
    project.json(*apply, "--max-creates", "3").ends(1, "usage")
    done = project.json(*apply, "--override-limit", "max_creates=3", "--reason", "launch day")
    done.ends(0, "ok")
    assert vendor.count("create") == 3


def test_default_limits(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes(*(f"P-{number}" for number in range(26))))
    project.edit("limits: {max_creates: 1000, max_cancels: 1000}\n", "")
    project.json("apply", "--bootstrap", "--auto-approve").ends(4, "limit")
    project.json("apply", "--bootstrap", "--auto-approve", "--exclude", "P-0").ends(0, "ok")
    assert vendor.count("create") == 25


def test_cancel_limit(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("P-1", "P-2", "P-3"))
    project.bootstrap()
    project.write(homes("P-1"))
    project.json("apply", "--auto-approve", "--max-cancels", "1").ends(4, "limit")
    assert vendor.count("cancel") == 0
    project.json("apply", "--auto-approve", "--max-cancels", "2").ends(0, "ok")
    assert vendor.count("cancel") == 2


def test_limit_that_trims(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("P-1", "P-2", "P-3"), limits=", on_limit: trim")
    apply = ("apply", "--bootstrap", "--auto-approve", "--max-creates", "2")
    assert project.json(*apply).ends(0, "ok")["summary"]["done"] == 2
    planned = project.json("plan", "--max-creates", "0").ends(0, "ok")
    assert {item["reason"] for item in planned["deferred_changes"]} == {"over_limit"}
    assert project.json(*apply).ends(0, "ok")["summary"]["done"] == 1
    assert set(vendor.live().values()) == {1}


def test_limit_by_rule(project: Project) -> None:
    rule = "rules:\n  - name: everybody\n    require: {tour: zillow_3d_and_floor_plans}\n"
    rule = rule.replace(
        "zillow_3d_and_floor_plans", "{slug: zillow_3d_and_floor_plans, quantity: 1}"
    )
    project.write(homes("P-1", "P-2"), limits=", max_creates_per_rule: 1", more=rule)
    ran = project.json("apply", "--bootstrap", "--auto-approve")
    ran.ends(4, "limit")
    assert "max_creates_per_rule" in ran.out
