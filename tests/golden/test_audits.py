"""Audits: text, document, JUnit and annotations, against files that a person has read."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from tests.golden.plans import HOSTILE, NOW, PLANS, need, review_of
from tests.golden.reports import audit_findings

from listwright.model.audit import FindingCode
from listwright.planfile import Run, audit_document, dump
from listwright.render.github import render_audit_annotations as render_findings
from listwright.render.junit import render_junit
from listwright.render.text import Style
from listwright.render.text.audit import render_audit
from listwright.render.text.layout import display_width

Golden = Callable[[str, str], None]
RUN = Run(project="sunbelt-sfr", timestamp=NOW)
SGR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_text(width: int, golden: Golden) -> None:
    text = render_audit(review_of(PLANS["realistic"](), audit_findings()), Style(width))
    golden(f"audit.{width}.txt", text)


def test_nothing_found(golden: Golden) -> None:
    golden("audit.quiet.80.txt", render_audit(review_of(PLANS["settled"](), ()), Style(80)))


def test_document(golden: Golden) -> None:
    plan = PLANS["settled"]()
    document = audit_document(review_of(plan, audit_findings()[:9]), RUN)
    golden("audit.json", dump(document))


def test_an_audit_is_never_applyable() -> None:
    document = audit_document(review_of(PLANS["realistic"](), ()), RUN)
    assert document["flags"] == {"applyable": False, "complete": False, "errored": False}
    assert document["kind"] == "audit"
    assert PLANS["realistic"]().applyable


def test_every_code_has_words_and_a_place() -> None:
    found = audit_findings()
    assert {one.code for one in found} == set(FindingCode)
    text = render_audit(review_of(PLANS["settled"](), found), Style(120))
    first, *_ = re.findall(r"^44 findings: (.*)$", text, re.MULTILINE)
    assert first == (
        "1 unknown, 1 blocked, 1 attention, 1 overdue, 1 drift, 1 stale, 1 inventory, 37 unmanaged"
    )
    assert "+17 more (--show all)" in text
    for style in (Style(120, show=("all",)), Style(120, show=("unmanaged",))):
        assert "more (" not in render_audit(review_of(PLANS["settled"](), found), style)
    named = render_audit(review_of(PLANS["settled"](), found), Style(120, show=("DEN-00036",)))
    assert "! DEN-00036  order 640036" in named
    assert "+16 more" in named


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_it_keeps_the_width_and_hostile_text_stays_text(width: int) -> None:
    painted = render_audit(
        review_of(PLANS["hostile"](), audit_findings()), Style(width, color=True)
    )
    plain = render_audit(review_of(PLANS["hostile"](), audit_findings()), Style(width))
    assert SGR.sub("", painted) == plain
    for line in plain.split("\n"):
        assert line.isprintable(), repr(line)
        assert not line.lstrip().startswith("::")
        assert "##[" not in line
        assert display_width(line.replace("\\x3a:", "::")) <= width


def test_annotations(golden: Golden) -> None:
    found = audit_findings()[:9]
    text = render_findings(found)
    assert len(text.splitlines()) == len(found)
    assert text.startswith("::error title=audit unknown ")
    rest = text.splitlines()[1:]
    assert all(line.startswith("::warning title=audit ") for line in rest)
    golden("audit.github.txt", text)
    assert render_findings(()) == ""


# ---- JUnit ---------------------------------------------------------------------------------------


def cases(xml: bytes) -> list[tuple[str | None, str | None, str | None]]:
    """Class, name and failure type of every test case; None where it passes."""
    root = ET.fromstring(xml)
    found = []
    for case in root.iter("testcase"):
        failure = case.find("failure")
        kind = None if failure is None else failure.get("type")
        found.append((case.get("classname"), case.get("name"), kind))
    return found


def test_junit(golden: Golden) -> None:
    golden(
        "audit.junit.xml",
        render_junit(review_of(PLANS["realistic"](), audit_findings()[:9])).decode(),
    )


def test_each_finding_fails_and_each_sound_need_passes() -> None:
    found = audit_findings()
    stale = replace(found[5], address=need("DEN-00700/photos"))
    xml = render_junit(review_of(PLANS["realistic"](), (*found, stale)))
    told = cases(xml)
    assert len([kind for _, _, kind in told if kind]) == len(found) + 1
    assert ("DEN-00700", "photos: stale", "stale") in told
    assert ("DEN-00700", "photos", None) not in told
    assert ("DEN-00701", "photos", None) in told
    rule = "inventory: the rule `lakes` (rules/a.yaml:7) matches no home"
    assert ("the files", rule, "inventory") in told
    assert ("DEN-00004", "photos", None) not in told, "kept, and not wanted"
    assert ("TUS-00400", "photos", None) not in told, "blocked is a cancel"
    suite = ET.fromstring(xml)[0]
    assert suite.get("tests") == str(len(told))
    assert suite.get("failures") == str(len(found) + 1)


def test_junit_holds_no_control_characters_and_its_markup_is_escaped() -> None:
    hostile = HOSTILE + "]]></failure><!-- \x00\x08\ufffe\ud800"
    found = replace(audit_findings()[1], why=hostile, remedy=hostile, address=need("<a&b>/photos"))
    xml = render_junit(review_of(replace(PLANS["empty"](), project=hostile), [found]))
    text = xml.decode()
    assert all(letter == "\n" or letter.isprintable() for letter in text)
    root = ET.fromstring(xml)
    (failure,) = root.iter("failure")
    assert "]]></failure><!-- " in (failure.text or "")
    assert [case.get("classname") for case in root.iter("testcase")] == ["<a&b>"]


def test_a_document_holds_no_hidden_characters() -> None:
    text = dump(audit_document(review_of(PLANS["hostile"](), audit_findings()), RUN))
    assert all(letter == "\n" or letter.isprintable() for letter in text)
    codes = [one["code"] for one in json.loads(text)["findings"]]
    assert codes[:3] == ["unknown", "blocked", "attention"]
