"""Foreign text on every page and in every file: nobody takes it for anything but text."""

import csv
import json
import re
from io import StringIO
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.golden.big import MARKETS, big_review, hostile_review
from tests.golden.plans import PLANS, review_of
from tests.golden.reports import audit_findings
from tests.support.hostile import HOSTILE_TEXTS, NASTY
from tests.support.pages import OURS, is_plain, references, rendered

from listwright.model.audit import AuditFinding, FindingCode
from listwright.model.review import Review
from listwright.render.escape import (
    for_cell,
    for_markdown,
    for_markdown_code,
    for_sarif,
    for_terminal,
    for_xml,
)
from listwright.render.markdown import Flavour, render_markdown
from listwright.render.reports import REPORT_FORMATS, ReportContext, render_report

PLACES = (
    "{}",
    "words {} words",
    "- {}",
    "> - **bold**: {} and {}",
    "| a | b |\n| --- | --- |\n| {} | {} |",
    "<details>\n<summary>{}</summary>\n\n{}\n\n</details>",
    "## {}",
    "**{}** ({})",
)
"""Where a page of ours may hold foreign text."""


def seen(text: str) -> str:
    """What a reader is to see of a text: on one line, hidden signs spelled out."""
    return " ".join(for_terminal(re.sub("\r\n|\r|\n", " ", text)).split())


@pytest.mark.parametrize("place", PLACES)
@given(NASTY)
def test_markdown_shows_the_text_and_nothing_else(place: str, text: str) -> None:
    page = rendered(place.replace("{}", for_markdown(text)))
    assert set(page.elements) <= OURS
    assert not {name for _, name, _ in page.attributes}
    assert page.comments == []
    assert references(page) == []
    assert page.unclosed == []
    plain = rendered(place.replace("{}", "QQQ")).text.replace("QQQ", seen(text))
    if seen(text) or "**" not in place:  # nothing in bold is four stars
        assert "".join(page.text.split()) == "".join(plain.split())


@given(NASTY)
def test_markdown_stays_on_its_line(text: str) -> None:
    shown = for_markdown(text)
    assert "\n" not in shown
    assert "|" not in shown
    assert "<!" not in shown
    assert not shown.startswith(("/", " ", "    ", "#", ">", "=", "::"))
    assert set(re.findall("<[^>]*>", shown)) <= {"<span>", "</span>", "<code>", "</code>"}


@given(NASTY)
def test_code_in_markdown_is_the_text(text: str) -> None:
    code = for_markdown_code(text)
    page = rendered(f"| a | b |\n| --- | --- |\n| {code} | x |")
    assert page.rows == [2, 2]
    assert set(page.elements) <= OURS
    assert references(page) == []
    assert "".join(seen(text).split()) in "".join(page.text.split())


@given(st.text(st.sampled_from("aZ09 _./,:()+=-"), min_size=1))
def test_plain_code_is_written_plainly(text: str) -> None:
    code = for_markdown_code(text)
    page = rendered(f"x {code} x")
    assert "".join(page.text.split()) == "".join(f"x{text}x".split())


# ---- pages ---------------------------------------------------------------------------------------


def found(texts: tuple[str, ...]) -> tuple[AuditFinding, ...]:
    return tuple(
        AuditFinding(
            code=list(FindingCode)[place % len(FindingCode)],
            address=audit_findings()[place % 5].address,
            order_id=None,
            since=None,
            why=text,
            remedy=text,
        )
        for place, text in enumerate(texts)
    )


def hostile_reviews() -> dict[str, Review]:
    plan = hostile_review(len(HOSTILE_TEXTS) * 2, HOSTILE_TEXTS)
    return {
        "plan": plan,
        "audit": Review(
            plan=plan.plan, shares=plan.shares, homes=plan.homes, findings=found(HOSTILE_TEXTS)
        ),
        "forecast": review_of(PLANS["forecast"]()),
        "refused": review_of(PLANS["hostile"]()),
    }


REVIEWS = hostile_reviews()


@pytest.mark.parametrize("flavour", Flavour)
@pytest.mark.parametrize("name", REVIEWS)
@pytest.mark.parametrize("limit", [12_000, 60_000, 1_000_000])
def test_a_hostile_page_is_inert(name: str, flavour: Flavour, limit: int) -> None:
    marker = "<!-- listwright:sticky project=t -->"
    text = render_markdown(REVIEWS[name], flavour=flavour, limit=limit, marker=marker)
    page = rendered(text)
    assert page.comments == [marker.removeprefix("<!--").removesuffix("-->")]
    assert set(page.elements) <= OURS
    assert page.attributes <= {("details", "open", ""), ("details", "open", None)} | {
        (tag, "align", "right") for tag in ("td", "th")
    }
    assert [one for one in references(page) if one not in {"!C", "!I"}] == []
    assert len(references(page)) == text.count("\n> [!")
    assert page.unclosed == []
    for line in text.split("\n"):
        assert is_plain(line), repr(line)
        assert not line.startswith(("/", "::", " ")), line
        assert "##[" not in line
        assert "##vso[" not in line.lower()


@pytest.mark.parametrize("name", REVIEWS)
def test_every_row_has_the_cells_of_its_header(name: str) -> None:
    text = render_markdown(REVIEWS[name], limit=1_000_000)
    wide = 0
    for line in text.split("\n"):
        if not line.startswith("|"):
            wide = 0
            continue
        wide = wide or line.count("|")
        assert line.count("|") == wide, line
    assert wide == 0


@pytest.mark.parametrize("flavour", Flavour)
def test_a_run_address_stays_an_address(flavour: Flavour) -> None:
    url = 'https://ci.example/run/1?a=b> <script>"`|\n\n# x'
    page = rendered(render_markdown(big_review(10), flavour=flavour, run_url=url))
    links = [value for tag, name, value in page.attributes if (tag, name) == ("a", "href")]
    assert links == ["https://ci.example/run/1?a=bscript#x"]
    assert set(page.elements) <= OURS | {"a"}


# ---- files ---------------------------------------------------------------------------------------


@given(NASTY)
@example("=1+1")
def test_a_cell_is_never_a_formula(text: str) -> None:
    cell = for_cell(text)
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d"))
    for line in cell.split("\n"):
        assert is_plain(line)
        assert "##[" not in line
    plain = cell.removeprefix("'") if cell != for_terminal(text) else cell
    assert plain == text or not text.isascii() or not is_plain(text) or "##" in text


@given(NASTY)
def test_xml_takes_every_text(text: str) -> None:
    node = ET.Element("a", {"b": for_xml(text)})
    node.text = for_xml(text)
    again = ET.fromstring(ET.tostring(node, encoding="utf-8"))
    assert not list(again)
    assert "\x1b" not in (again.text or "") + again.get("b", "")


@given(NASTY)
def test_a_sarif_message_holds_no_link_and_no_placeholder(text: str) -> None:
    shown = for_sarif(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*[\[\]]", shown)
    assert not re.search(r"\{\d", shown.replace("{{", ""))
    assert is_plain(shown)


@pytest.mark.parametrize("name", [one for one in REPORT_FORMATS if one != "html"])
@pytest.mark.parametrize("kind", REVIEWS)
def test_no_file_holds_a_hidden_sign_or_a_command(name: str, kind: str) -> None:
    text = render_report(name, REVIEWS[kind], ReportContext()).decode()
    for line in text.split("\n"):
        assert is_plain(line) or name == "junit", repr(line)
        assert "\x1b" not in line
        assert "##[" not in line or name in {"json", "junit"}
        if name == "github":
            assert re.match("::(error|warning|notice) [^:]*::", line) or not line
        else:
            assert not line.startswith("::") or name == "junit"


@pytest.mark.parametrize("kind", REVIEWS)
def test_tables_and_documents_hold_together(kind: str) -> None:
    review = REVIEWS[kind]
    rows = list(csv.reader(StringIO(render_report("csv", review, ReportContext()).decode())))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    ET.fromstring(render_report("junit", review, ReportContext()))
    for name in ("json", "gitlab", "sarif"):
        json.loads(render_report(name, review, ReportContext()))


def test_reports_hold_no_private_values() -> None:
    """Nothing of a request is in a report: a review may carry it, no renderer looks at it."""
    text = b"".join(
        render_report(name, big_review(10), ReportContext())
        for name in REPORT_FORMATS
        if name != "html"
    )
    for word in (b"access_code", b"contact", b"phone", b"order_notes", b"lockbox"):
        assert word not in text
    assert MARKETS[0][1].encode() in text
