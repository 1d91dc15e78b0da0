"""What issues from a hostile portfolio is inert everywhere; and all reports come from one refresh.

Parsed here by readers of other people (XML, CSV, JSON, HTML, Markdown), not by ours.
"""

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from tests.cli.project import Project, Ran, homes
from tests.servers.planomatic_like import PlanomaticLike

NOW = datetime(2026, 11, 2, 15, tzinfo=UTC)
FORMATS = ("md", "html", "json", "junit", "csv", "gitlab", "github", "sarif")
WORDS = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "::error file=x::owned",
    "##vso[task.setvariable variable=x]y",
    "##[command]ls",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</details></script><b>",
    "<!-- listwright:t -->",
    "[click](https://evil.example/)",
    "![x](https://evil.example/x.png)",
    "https://evil.example/track",
    "@team please approve #1 GH-2 !3 ~bug",
    "| a | b |",
    "`code` ``` fence",
    "/close",
    "# heading",
    "$\\LaTeX$ :tada:",
    "{{ 7*7 }} {% raw %}",
)
"""What files may hold: what hides or reorders letters is refused there, and comes from vendors."""

HIDING = "\u202egnp.exe\u202c \u200bzero\u2028line\u2029 \x1b[31mred\x9b0m \x07"
HOSTILE = f"{HIDING} {' '.join(WORDS)}"


def quoted(text: str) -> str:
    """A YAML scalar; what YAML may not hold raw is escaped."""
    return json.dumps(text, ensure_ascii=True)


@pytest.fixture
def hostile(project: Project, vendor: PlanomaticLike) -> Project:
    """Every text that a user or the vendor can type is hostile, in an order of each kind."""
    vendor.now = lambda: NOW
    project.write(homes("P-1", "P-2", "P-3"))
    assert run(project, "apply", "--bootstrap", "--auto-approve").code == 0
    vendor.only("P-1").status = HOSTILE
    vendor.only("P-2").body["services"] = [{"slug": HOSTILE[:60], "quantity": 20}]
    rows = "".join(
        f'"U-{number}",vacant_ready,single_family,"{cell(word)}","{cell(word)}",CO,80205,'
        f'"{cell(word)}","{cell(word)}"\n'
        for number, word in enumerate(WORDS)
    )
    header = "external_property_id,status,property_type,street,city,state,postal_code,market,fund\n"
    (project.root / "units.csv").write_text(header + rows, encoding="utf-8")
    rules = "".join(
        f"  - {{name: {quoted(word)}, when: {{fund: {quoted(word)}}}, "
        "require: {photos: {slug: photos, quantity: 15}}}\n"
        for word in WORDS
    )
    more = f"inventory: [{{name: units, csv: {{path: units.csv}}}}]\nrules:\n{rules}"
    project.write(homes("P-1", "P-2"), more=more)
    return project


def cell(text: str) -> str:
    return text.replace('"', '""')


def run(project: Project, *arguments: str, later: timedelta = timedelta(0), **env: str) -> Ran:
    moment = (NOW + later).isoformat().replace("+00:00", "Z")
    return project.run(*arguments, LISTWRIGHT_NOW=moment, **env)


def reports(project: Project, command: str, *arguments: str) -> dict[str, str]:
    """What each format says of a run of that command."""
    asked = [word for name in FORMATS for word in ("--report", f"{name}=out/{name}")]
    (project.root / "out").mkdir(exist_ok=True)
    ran = run(project, command, *arguments, *asked, later=timedelta(hours=12))
    assert ran.code == 0, ran.err
    return {name: (project.root / "out" / name).read_text("utf-8") for name in FORMATS}


@pytest.fixture(params=["plan", "audit"])
def made(hostile: Project, request: pytest.FixtureRequest) -> dict[str, str]:
    return reports(hostile, str(request.param))


HIDDEN = re.compile("[\u200b-\u200f\u2028-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]")


def test_nothing_hides_or_reorders_letters(made: dict[str, str]) -> None:
    for name, text in made.items():
        found = HIDDEN.search(text.replace("\r\n", "\n"))
        assert found is None, (name, text[max(found.start() - 80, 0) : found.end() + 20])


def test_tables_run_nothing(made: dict[str, str]) -> None:
    rows = list(csv.reader(io.StringIO(made["csv"])))
    assert len(rows) > len(WORDS)
    assert len({len(row) for row in rows}) == 1
    cells = [text.lstrip() for row in rows for text in row]
    assert not [text for text in cells if text.startswith(("=", "+", "@", "\t", "\r"))]
    assert not [text for text in cells if re.match(r"-[^0-9]", text)]


def test_xml_and_json_are_whole(made: dict[str, str]) -> None:
    assert ET.fromstring(made["junit"]).tag == "testsuites"
    assert json.loads(made["json"])["order_changes"]
    assert json.loads(made["sarif"])["version"] == "2.1.0"
    counts = json.loads(made["gitlab"])
    assert set(counts) == {"create", "update", "delete"}
    assert counts["create"] == len(WORDS)


def test_a_workflow_obeys_only_our_annotations(made: dict[str, str]) -> None:
    lines = made["github"].splitlines()
    assert lines
    for line in lines:
        assert re.match(r"::(error|warning|notice) ", line), line
        properties = line.split("::")[1]
        assert "owned" not in properties, line
        assert "##vso[" not in line
        assert "##[" not in line
    levels = [line.split(" ")[0] for line in lines]
    assert all(levels.count(level) <= 10 for level in levels)


class _Page(HTMLParser):
    """What a browser would run, load or follow of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.places: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name.startswith("on"):
                self.handlers.append(name)
            if name in {"src", "href", "action", "srcset", "data"}:
                self.places.append(value or "")


def test_the_page_runs_only_its_own_script(made: dict[str, str]) -> None:
    page = _Page()
    page.feed(made["html"])
    assert page.tags.count("script") <= 2
    assert not {"img", "iframe", "object", "embed", "link", "base"} & set(page.tags)
    assert page.handlers == []
    assert not [place for place in page.places if not place.startswith("#")]
    assert "default-src 'none'" in unescape(made["html"])
    assert "form-action 'none'" in unescape(made["html"])
    assert "unsafe" not in made["html"].split("</head>")[0]


def test_a_comment_forges_nothing(made: dict[str, str]) -> None:
    text = made["md"]
    assert len(text.encode()) <= 60_000
    assert "<script" not in text
    assert "<img" not in text
    assert text.count("\n<details") == text.count("\n</details>") == text.count("</details>")
    assert "<!-- listwright:t -->" not in text
    assert not re.search(r"(?m)^\s*/close", text)


def test_one_refresh_for_all_reports(hostile: Project, vendor: PlanomaticLike) -> None:
    before = vendor.count("retrieve")
    reports(hostile, "plan", "--refresh", "full")
    once = vendor.count("retrieve") - before
    run(hostile, "plan", "--refresh", "full", later=timedelta(days=2))
    assert once > 0
    assert vendor.count("retrieve") - before == 2 * once


def test_a_saved_plan_gives_the_same_reports_again(hostile: Project) -> None:
    first = reports(hostile, "plan", "-o", "plan.json")
    asked = [word for name in FORMATS for word in ("--report", f"{name}=again.{name}")]
    assert hostile.run("show", "plan.json", *asked).code == 0
    for name in FORMATS:
        assert (hostile.root / f"again.{name}").read_text("utf-8") == first[name], name


def test_every_format_leads_with_the_same_numbers(hostile: Project) -> None:
    made = reports(hostile, "plan")
    document: dict[str, Any] = json.loads(made["json"])
    creates = document["summary"]["orders"]["create"]
    assert creates == len(WORDS)
    assert f"{creates} orders to create" in made["md"]
    assert f"{creates} orders to create" in made["html"]
    assert json.loads(made["gitlab"])["create"] == creates


def test_no_secret_and_nothing_private_leaves(hostile: Project, tmp_path: Path) -> None:
    for command in ("plan", "audit"):
        for name, text in reports(hostile, command).items():
            for private in ("code-7193", "key-5d41402abc4b2a76", "Jane Doe", "555-555-5555"):
                assert private not in text, (command, name)


def test_an_audit_that_fails_on_drift_names_each_drift(
    project: Project, vendor: PlanomaticLike
) -> None:
    vendor.now = lambda: NOW
    project.write(homes("P-1", "P-2", "P-3"))
    assert run(project, "apply", "--bootstrap", "--auto-approve").code == 0
    vendor.only("P-1").body["services"] = [{"slug": "photos", "quantity": 20}]
    vendor.only("P-3").status, vendor.only("P-3").event = "canceled", "order.canceled"
    later = timedelta(hours=12)
    ran = run(project, "audit", "--fail-on", "drift", later=later)
    assert ran.code == 2
    for home in ("P-1", "P-3"):
        assert f"order {vendor.only(home).order_id}" in ran.out
    document = run(project, "audit", "--fail-on", "drift", "--json", later=later).ends(
        2, "findings"
    )
    drifted = [one for one in document["findings"] if one["code"] == "drift"]
    assert {one["order_id"] for one in drifted} == {
        str(vendor.only(home).order_id) for home in ("P-1", "P-3")
    }
