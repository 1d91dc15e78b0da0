"""Applies, status and findings, against files that a person has read."""

from collections.abc import Callable

import pytest
from tests.golden.plans import NOW, need
from tests.golden.reports import apply_report, findings, full_order, read_line, status_report

from listwright.errors import Diagnostic, Severity
from listwright.model.status import StatusReport
from listwright.planfile import (
    Run,
    apply_document,
    dump,
    orders_document,
    status_document,
    validate_document,
)
from listwright.render.github import render_annotations
from listwright.render.text import Style, render_apply, render_diagnostics, render_status

Golden = Callable[[str, str], None]
RUN = Run(project="sunbelt-sfr", timestamp=NOW)


@pytest.mark.parametrize("width", [60, 120])
def test_texts(width: int, golden: Golden) -> None:
    style = Style(width)
    report = apply_report(not_in_plan=2, stopped="fail_fast")
    golden(f"apply.{width}.txt", render_apply(report, style))
    golden(f"status.{width}.txt", render_status(status_report(), style, now=NOW))
    golden(f"findings.{width}.txt", render_diagnostics(findings(), style, read_line=read_line))


def test_documents(golden: Golden) -> None:
    run = Run(project=None, timestamp=NOW, exit_code=1, exit_reason="config", errors=findings())
    golden("apply.json", dump(apply_document(apply_report(not_in_plan=2), RUN)))
    golden("status.json", dump(status_document(status_report(), RUN)))
    golden(
        "import.json",
        dump(
            orders_document(
                "import",
                RUN,
                address="DEN-00001",
                order_id=full_order().order_id,
                needs=[need("DEN-00001/photos")],
                orders=[full_order()],
            )
        ),
    )
    document = validate_document(run, valid=False, files=3, properties=2, needs=1)
    golden("validate.json", dump(document))


def test_annotations(golden: Golden) -> None:
    text = render_annotations(findings())
    assert len(text.splitlines()) == len(findings())
    assert "file=data%2C 2026%3A new.csv,line=4,col=1,title=LW1501::" in text
    assert "100%25 of the rows" in text
    golden("findings.github.txt", text)


@pytest.mark.parametrize(
    ("stopped", "words"),
    [
        ("interrupted", "The run was interrupted."),
        ("vendor_auth", "does not accept the API key"),
        ("breaker", "Too many requests failed"),
        ("something_new", "Ended early: something_new."),
    ],
)
def test_why_a_run_ended_early(stopped: str, words: str) -> None:
    text = render_apply(apply_report(stopped=stopped, not_in_plan=1), Style(200))
    assert words in text
    assert "1 change outside the plan file was left for the next plan." in text


def test_nothing_to_say() -> None:
    assert render_apply(apply_report(outcomes=()), Style(80)) == "Apply: nothing to do.\n"
    nothing = StatusReport(needs=(), orders=())
    assert render_status(nothing, Style(80), now=NOW) == "No needs.\n\nNo orders.\n"
    assert render_diagnostics((), Style(80)) == ""
    assert render_annotations(()) == ""


@pytest.mark.parametrize(
    ("severities", "words"),
    [
        ((Severity.ERROR,), "1 error."),
        ((Severity.WARNING, Severity.WARNING), "2 warnings."),
        ((Severity.ERROR, Severity.ERROR, Severity.WARNING), "2 errors and 1 warning."),
    ],
)
def test_findings_are_counted(severities: tuple[Severity, ...], words: str) -> None:
    all_of_them = [Diagnostic(code="LW1001", summary="No.", severity=one) for one in severities]
    assert render_diagnostics(all_of_them, Style(80)).endswith(f"\n\n{words}\n")


def test_colour_is_only_colour() -> None:
    style = Style(80, color=True)
    assert "\x1b[1;31mError LW1103\x1b[0m: " in render_diagnostics(findings(), style)
    assert "\x1b[32mSatisfied\x1b[0m" in render_status(status_report(), style, now=NOW)
    assert "\x1b[32m+ create\x1b[0m" in render_apply(apply_report(), style)
