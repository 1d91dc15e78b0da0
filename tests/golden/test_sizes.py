"""Plans of 10, 450, 5,000 and 100,000 changes in every format, each within its limit.

Small ones stand in full in `expected/sizes`. Large ones do where a format has a limit; of the
others a manifest tells the digest, the size, and the first and last lines.
"""

import gzip
import json
import re
from collections.abc import Callable
from hashlib import sha256

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.golden.big import SIZES, big_audit, big_review, hostile_review
from tests.support.hostile import HOSTILE_TEXTS
from tests.support.pages import rendered

from listwright.model.plan import Action
from listwright.model.review import Review
from listwright.planfile import restore_plan
from listwright.planfile.schemas import json_schemas
from listwright.render.markdown import COMMENT_LIMIT, SUMMARY_LIMIT, Flavour, render_markdown
from listwright.render.reports import REPORT_FORMATS, ReportContext, render_report
from listwright.render.text import Style, render_plan

Golden = Callable[[str, str], None]

_WHOLE = dict.fromkeys(("md", "github", "gitlab", "text"), 100_000) | {"html": 10}
"""Up to how many changes a format stands there in full, where that is not 450."""

_LINES = 3
_WIDEST = 300


def made(name: str, review: Review) -> bytes:
    if name == "text":
        return render_plan(review, Style(120)).encode()
    return render_report(name, review, ReportContext(folder="stores/sunbelt"))


def manifest(content: bytes) -> str:
    """What tells a large file from another one."""
    first, last = content[:2_000].split(b"\n")[:_LINES], content[-2_000:].split(b"\n")[-_LINES:]
    return json.dumps(
        {
            "sha256": sha256(content).hexdigest(),
            "bytes": len(content),
            "lines": content.count(b"\n"),
            "first": [line.decode()[:_WIDEST] for line in first],
            "last": [line.decode(errors="replace")[-_WIDEST:] for line in last],
        },
        indent=2,
    )


@pytest.mark.parametrize("changes", SIZES)
@pytest.mark.parametrize("name", ["text", *REPORT_FORMATS])
def test_every_format_of_every_size(name: str, changes: int, golden: Golden) -> None:
    content = made(name, big_review(changes))
    check_limit(name, content)
    if changes <= _WHOLE.get(name, 450):
        golden(f"sizes/{changes}.{name}", content.decode())
    else:
        golden(f"sizes/{changes}.{name}.manifest", manifest(content) + "\n")


def check_limit(name: str, content: bytes) -> None:
    """What the reader of a format takes at most."""
    match name:
        case "md":
            assert len(content) <= COMMENT_LIMIT
            assert len(content.decode()) <= 65_536
        case "github":
            levels = [line.split(" ")[0] for line in content.decode().splitlines()]
            assert max(levels.count(one) for one in levels) <= 10
        case "sarif":
            assert len(json.loads(content)["runs"][0]["results"]) <= 5_000
            assert len(gzip.compress(content)) < 10_000_000
        case "junit":
            assert len(content) < 30_000_000
        case "html":
            assert len(content) < 5_000_000
        case "text":
            assert len(content.splitlines()) < 1_000
        case _:
            """JSON, CSV and the counts of GitLab have no limit of their own."""


def test_a_summary_of_the_largest_plan_is_not_dropped() -> None:
    page = render_markdown(big_review(100_000), limit=SUMMARY_LIMIT)
    assert 900_000 < len(page.encode()) <= SUMMARY_LIMIT < 1 << 20


@pytest.mark.parametrize("changes", [10, 450])
def test_a_saved_plan_gives_every_report_again(changes: int) -> None:
    for review in (big_review(changes), hostile_review(changes, _FOR_FILES)):
        again = restore_plan(made("json", review).decode())
        for name in REPORT_FORMATS:
            assert made(name, again) == made(name, review), name


_FOR_FILES = tuple(text for text in HOSTILE_TEXTS if text.isprintable())
"""A saved plan has no half signs, and its hidden ones are spelled out."""


# ---- the ladder ----------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([0, 1, 10, 60, 450]),
    st.integers(min_value=8_000, max_value=120_000),
    st.sampled_from(Flavour),
    st.booleans(),
)
def test_rows_are_dropped_whole_and_counted(
    changes: int, limit: int, flavour: Flavour, hostile: bool
) -> None:
    review = hostile_review(changes, HOSTILE_TEXTS) if hostile else big_review(changes)
    if hostile:
        limit += 20_000
    text = render_markdown(review, flavour=flavour, limit=limit, marker="<!-- m -->")
    assert len(text.encode()) <= limit
    page = rendered(text)
    assert page.unclosed == []
    assert text.startswith("<!-- m -->\n\n## Listwright: ")
    assert text.count("Fingerprint `sha256:") == 1
    whole = render_markdown(review, flavour=flavour, limit=10_000_000)
    told = re.search(r"\*\*([\d,]+) of ([\d,]+) rows? found no room", text)
    missing = sum(number(found) for found in re.findall(r"(?m)^\+([\d,]+) (?:more|not)", text))
    assert missing == (number(told[1]) if told else 0)
    assert "found no room" not in whole
    rows = [line for line in text.split("\n") if line.startswith("|")]
    every = set(whole.split("\n"))
    assert [row for row in rows if row not in every] == []
    assert whole.count("\n| ") - len(rows) <= missing + 2 * len(re.findall("not shown here", text))


def number(text: str) -> int:
    return int(text.replace(",", ""))


@pytest.mark.parametrize("changes", [450, 5_000])
def test_cancels_outlast_everything_else(changes: int) -> None:
    review = big_review(changes)
    cancels = [one for one in review.plan.changes if one.action is Action.CANCEL]
    text = render_markdown(review)
    for change in cancels:
        assert f"| `{change.property}` | `{change.order_id}` |" in text


def test_too_many_cancels_are_counted_by_rule_and_market() -> None:
    text = render_markdown(big_review(100_000))
    head, _, rest = text.partition("<summary>5,000 orders to cancel</summary>")
    assert rest
    (told,) = re.findall(r"(?m)^\+([\d,]+) more: (.*)$", rest.partition("</details>")[0])
    shown = rest.partition("</details>")[0].count("\n| `")
    assert shown > 200
    assert number(told[0]) == 5_000 - shown
    assert sum(number(one) for one in re.findall(r"([\d,]+) of ", told[1])) == 5_000 - shown
    assert re.fullmatch(r"[\d,]+ of rental-ready in \w+", told[1].split(", ")[0])
    assert "5,000 orders will be canceled" in head


def test_the_rest_is_where_the_run_says() -> None:
    url = "https://github.com/o/r/actions/runs/7"
    assert f"(<{url}>)" in render_markdown(big_review(450), run_url=url)
    assert f"(<{url}>)" in render_markdown(big_review(0), run_url=url)
    assert "`listwright show PLANFILE --show all`" in render_markdown(big_review(450))
    assert "`listwright audit --show all`" in render_markdown(big_audit(5_000))


@pytest.mark.parametrize("findings", [0, 10, 5_000])
def test_audits_keep_the_limit(findings: int) -> None:
    review = big_audit(findings)
    text = render_markdown(review)
    assert len(text.encode()) <= COMMENT_LIMIT
    assert rendered(text).unclosed == []
    assert ("no findings" in text) == (findings == 0)
    check_limit("github", made("github", review))
    check_limit("sarif", made("sarif", review))


# ---- other people's formats ----------------------------------------------------------------------


@pytest.mark.parametrize("changes", [0, 450, 5_000])
def test_sarif_is_as_its_readers_want_it(changes: int) -> None:
    for review in (big_review(changes), big_audit(changes), hostile_review(30, HOSTILE_TEXTS)):
        jsonschema.validate(json.loads(made("sarif", review)), SARIF)


def test_what_sarif_leaves_out_is_counted() -> None:
    run = json.loads(made("sarif", big_audit(6_000)))["runs"][0]
    assert len(run["results"]) == 5_000
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("1,001 further results")
    levels = [one["level"] for one in run["results"]]
    assert levels == sorted(levels, key=["error", "warning", "note"].index)


def test_documents_keep_their_schema() -> None:
    schema = json_schemas()["plan.schema.json"]
    jsonschema.validate(json.loads(made("json", big_review(450))), schema)


_TEXT = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string", "minLength": 1}},
    "additionalProperties": False,
}
_REGION = {
    "type": "object",
    "required": ["startLine", "startColumn"],
    "properties": {
        name: {"type": "integer", "minimum": 1}
        for name in ("startLine", "startColumn", "endLine", "endColumn")
    },
    "additionalProperties": False,
}
_PLACE = {
    "type": "object",
    "required": ["physicalLocation"],
    "properties": {
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation", "region"],
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "required": ["uri"],
                    "properties": {"uri": {"type": "string", "pattern": r"^[!-~]+$"}},
                    "additionalProperties": False,
                },
                "region": _REGION,
            },
            "additionalProperties": False,
        }
    },
    "additionalProperties": False,
}
_RESULT = {
    "type": "object",
    "required": ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"],
    "properties": {
        "ruleId": {"type": "string", "minLength": 1},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": {"enum": ["error", "warning", "note"]},
        "message": _TEXT,
        "locations": {"type": "array", "minItems": 1, "items": _PLACE},
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    "additionalProperties": False,
}
SARIF = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "properties": {
        "$schema": {"const": "https://json.schemastore.org/sarif-2.1.0.json"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name", "version", "rules"],
                                "properties": {
                                    "name": {"const": "listwright"},
                                    "version": {"type": "string"},
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id", "shortDescription"],
                                            "properties": {
                                                "id": {"type": "string", "minLength": 1},
                                                "shortDescription": _TEXT,
                                            },
                                            "additionalProperties": False,
                                        },
                                    },
                                },
                                "additionalProperties": False,
                            }
                        },
                        "additionalProperties": False,
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "invocations": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["executionSuccessful"],
                            "properties": {
                                "executionSuccessful": {"type": "boolean"},
                                "toolExecutionNotifications": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "required": ["message"],
                                        "properties": {
                                            "message": _TEXT,
                                            "level": {"enum": ["warning"]},
                                        },
                                        "additionalProperties": False,
                                    },
                                },
                            },
                            "additionalProperties": False,
                        },
                    },
                    "results": {"type": "array", "maxItems": 25_000, "items": _RESULT},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
"""The part of the SARIF 2.1.0 schema that is written, closed: no key that it does not have."""
