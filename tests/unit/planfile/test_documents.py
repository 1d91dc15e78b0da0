"""Documents: every key there, in the order of the contract, as the schemas say."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.golden.plans import NOW, PLANS, need, review_of
from tests.golden.reports import (
    apply_report,
    audit_findings,
    findings,
    full_order,
    status_report,
)

from listwright.errors import Diagnostic, Severity
from listwright.planfile import (
    Document,
    Run,
    apply_document,
    audit_document,
    dump,
    failure_document,
    json_schemas,
    orders_document,
    plan_document,
    status_document,
    validate_document,
    version_document,
)
from listwright.planfile.document import filled
from listwright.planfile.rows import instant, money
from listwright.planfile.shapes import DOCUMENTS

RUN = Run(project="t", timestamp=NOW, errors=findings(), warnings=findings()[:1])
SCHEMAS = json_schemas()


def documents() -> dict[str, Document]:
    made: dict[str, Document] = {
        f"plan {name} {show_all}": plan_document(review_of(build()), RUN, show_all=show_all)
        for name, build in PLANS.items()
        for show_all in (False, True)
    }
    made["audit"] = audit_document(
        review_of(PLANS["realistic"](), audit_findings()), RUN, show_all=True
    )
    made["apply"] = apply_document(apply_report(), RUN)
    made["status"] = status_document(status_report(), RUN)
    for kind in ("import", "resolve", "forget"):
        made[kind] = orders_document(
            kind,
            RUN,
            address="DEN-00001/photos",
            needs=[need("DEN-00001/photos")],
            orders=[full_order()],
            cancelable=[full_order().order_id],
        )
    made["validate"] = validate_document(RUN, valid=True, files=1, properties=2, needs=3)
    made["version"] = version_document(
        RUN,
        listwright_version="0.1.0",
        python_version="3.12.1",
        platform="linux",
        components={"pydantic": "2.0", "httpx": "0.28"},
    )
    for kind in DOCUMENTS:
        made[f"failed {kind}"] = failure_document(kind, RUN)
    return made


MADE = documents()


@pytest.mark.parametrize("name", MADE)
def test_documents_have_the_shape_they_promise(name: str) -> None:
    document = json.loads(dump(MADE[name]))
    Draft202012Validator(SCHEMAS[f"{document['kind']}.schema.json"]).validate(document)
    shape = DOCUMENTS[document["kind"]]
    again = shape.model_validate_json(dump(document)).model_dump(mode="json", by_alias=True)
    assert dump(again) == dump(document), "keys, their order and their values"


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_failed_command_prints_every_key(kind: str) -> None:
    run = Run(project=None, timestamp=NOW, exit_code=1, exit_reason="config", errors=findings())
    document = failure_document(kind, run)
    assert list(document)[0:2] == ["format_version", "kind"]
    assert list(document)[-4:] == ["errors", "warnings", "exit_code", "exit_reason"]
    assert (document["kind"], document["project"]) == (kind, None)
    assert (document["exit_code"], document["exit_reason"]) == (1, "config")
    complete = next(made for made in MADE.values() if made["kind"] == kind)
    assert list(document) == list(complete)


@pytest.mark.parametrize("kind", ["plan", "audit"])
def test_a_failed_plan_is_empty_and_says_so(kind: str) -> None:
    document: dict[str, Any] = failure_document(kind, RUN)
    assert document["flags"] == {"applyable": False, "complete": False, "errored": True}
    assert document["order_changes"] == []
    assert set(document["summary"]["orders"].values()) == {0}
    assert document["plan_id"] is None


def test_schemas_describe_themselves() -> None:
    assert set(SCHEMAS) == {f"{kind}.schema.json" for kind in DOCUMENTS}
    for name, schema in SCHEMAS.items():
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["title"], name
        assert schema["description"], name
        parts: dict[str, dict[str, Any]] = schema["$defs"]  # type: ignore[assignment]
        assert all(part.get("description") for part in parts.values()), name


def test_the_plan_speaks_for_itself() -> None:
    plan = PLANS["realistic"]()
    extra = Diagnostic(code="LW9001", summary="More.", severity=Severity.WARNING)
    run = Run(project="other", timestamp=NOW + timedelta(days=9), warnings=(extra,))
    document: dict[str, Any] = plan_document(review_of(plan), run)
    assert (document["project"], document["timestamp"]) == (plan.project, "2026-11-22T03:00:00Z")
    assert [finding["code"] for finding in document["warnings"]] == ["LW1501", "LW1502", "LW9001"]
    assert document["summary"]["orders"] == {
        "create": 23,
        "cancel": 1,
        "replace": 1,
        "import": 1,
        "forget": 1,
    }
    assert document["cost"] == {
        "currency": None,
        "known": "0.00",
        "unpriced_orders": 24,
        "by_entity": {},
    }
    assert document["digests"]["plan"] == plan.digests.plan


def test_a_row_of_a_rule_has_the_contracts_keys_and_ours() -> None:
    plan = PLANS["realistic"]()
    staged = review_of(plan, staging=frozenset({"staging"}))
    document: dict[str, Any] = plan_document(staged, RUN)
    staging, ready = document["by_rule"]
    assert staging == {
        "rule": "denver-staging (new only)",
        "at": "rules/portfolio.yaml:20",
        "needs": 15,
        "orders": 0,
        "known": None,
        "unpriced": 0,
        "cancels": 0,
        "deferred": 0,
        "blocked": 0,
        "riding": [{"rule": "rental-ready", "at": "rules/portfolio.yaml:3", "needs": 15}],
    }
    assert (ready["orders"], ready["cancels"]) == (23, 1)


def test_a_forecast_tells_the_day_and_when_it_was_made() -> None:
    document: dict[str, Any] = plan_document(review_of(PLANS["forecast"]()), RUN)
    assert (document["as_of"], document["timestamp"]) == ("2027-05-22", "2026-11-22T03:00:00Z")
    assert document["flags"]["applyable"] is False
    assert document["forecast"][1] == {
        "month": "2027-01", "needs": 1229, "orders": 1228, "reasons": {"stale": 1229},
    }  # fmt: skip
    assert plan_document(review_of(PLANS["small"]()), RUN)["forecast"] == []


def test_a_deferral_names_what_it_waits_for() -> None:
    document: dict[str, Any] = plan_document(review_of(PLANS["realistic"]()), RUN)
    (waiting,) = (row for row in document["deferred_changes"] if row["need"] == "DEN-00777/staging")
    assert (waiting["waits_for"], waiting["order_id"]) == (["DEN-00777/photos"], "654321")


def test_needs_with_nothing_to_do_are_listed_on_request() -> None:
    plan = PLANS["realistic"]()
    short: Any = plan_document(review_of(plan), RUN)["order_changes"]
    long: Any = plan_document(review_of(plan), RUN, show_all=True)["order_changes"]
    assert len(long) == len(short) + len(plan.standing)
    assert [change["reason"] for change in long[-3:]] == [
        "spec_changed_kept",
        "kept",
        "satisfied",
    ]
    assert long[-1]["actions"] == ["no-op"]


def test_an_unknown_key_is_a_mistake_of_ours() -> None:
    with pytest.raises(AssertionError, match="colour"):
        filled("plan", RUN, {"colour": "red"})


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)
def test_dumping_is_plain_and_lossless(value: Any) -> None:
    text = dump({"value": value})
    assert json.loads(text) == {"value": value}
    assert text.endswith("}\n")
    text.encode()
    assert not {letter for letter in text if letter in "\x7f\x85\x9b\u202e\u200b\u2028"}


def test_half_a_character_is_replaced() -> None:
    assert dump({"value": "a\ud800b"}) == '{\n  "value": "a\ufffdb"\n}\n'


def test_hidden_characters_are_escaped() -> None:
    text = dump({"value": "\x1b\x7f\x9b\u202e\U000e0041é"})
    assert '"\\u001b\\u007f\\u009b\\u202e\\udb40\\udc41é"' in text


def test_instants_and_money() -> None:
    moment = datetime(2026, 11, 22, 3, tzinfo=UTC)
    assert instant(moment) == "2026-11-22T03:00:00Z"
    assert instant(moment.astimezone(timezone(timedelta(hours=-7)))) == "2026-11-22T03:00:00Z"
    assert instant(moment + timedelta(microseconds=5)) == "2026-11-22T03:00:00.000005Z"
    assert [money(cents) for cents in (0, 5, 808_000, -199)] == ["0.00", "0.05", "8080.00", "-1.99"]
