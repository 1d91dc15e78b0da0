"""Every format that a report may be written in, by name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from listwright.errors import Diagnostic
from listwright.model.review import Review

REPORT_FORMATS: tuple[str, ...] = (
    "md",
    "html",
    "json",
    "junit",
    "csv",
    "gitlab",
    "github",
    "sarif",
)
"""What a plan or an audit can be written as."""

FINDING_FORMATS: tuple[str, ...] = ("github", "gitlab", "sarif")
"""What findings about the files can be written as."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContext:
    """What a report depends on beside the plan.

    `folder` is where the project stands in its repository (empty: at the top), so that hosts find
    its files; `file` is its main file. `room` is how many bytes of Markdown there is room for;
    None: as many as in a comment.
    """

    folder: str = ""
    file: str = "listwright.yaml"
    room: int | None = None

    @property
    def main_file(self) -> str:
        """The project's main file as the repository names it."""
        return f"{self.folder}/{self.file}" if self.folder else self.file


def render_report(name: str, review: Review, context: ReportContext) -> bytes:
    """The plan or audit in the format of that name, one of `REPORT_FORMATS`."""
    return _REPORTS[name](review, context)


def render_findings(name: str, findings: Iterable[Diagnostic], context: ReportContext) -> bytes:
    """Findings about the files in the format of that name, one of `FINDING_FORMATS`."""
    from listwright.render.spots import diagnostic_spots  # noqa: PLC0415

    spots = diagnostic_spots(findings, context.folder)
    if name == "github":
        from listwright.render.annotations import render_spots  # noqa: PLC0415

        return render_spots(spots)
    if name == "gitlab":
        from listwright.render.gitlab import render_code_quality  # noqa: PLC0415

        return render_code_quality(spots, file=context.main_file)
    from listwright.render.sarif import render_sarif  # noqa: PLC0415

    return render_sarif(spots, file=context.main_file)


# A command writes one or two of them, so each loads what it needs: templates, XML, pydantic.


def _markdown(review: Review, context: ReportContext) -> bytes:
    from listwright.render.markdown import COMMENT_LIMIT, render_markdown  # noqa: PLC0415

    limit = COMMENT_LIMIT if context.room is None else context.room
    return render_markdown(review, limit=limit).encode()


def _html(review: Review, _context: ReportContext) -> bytes:
    from listwright.render.html.report import render_html_report  # noqa: PLC0415

    return render_html_report(review).encode()


def _json(review: Review, _context: ReportContext) -> bytes:
    from listwright.planfile import Run, audit_document, dump, plan_document  # noqa: PLC0415

    run = Run(project=review.plan.project, timestamp=review.plan.made_at)
    make = plan_document if review.findings is None else audit_document
    return dump(make(review, run)).encode()


def _junit(review: Review, _context: ReportContext) -> bytes:
    from listwright.render.junit import render_junit  # noqa: PLC0415

    return render_junit(review)


def _csv(review: Review, _context: ReportContext) -> bytes:
    from listwright.render.plan_table import render_table  # noqa: PLC0415

    return render_table(review).encode()


def _gitlab(review: Review, _context: ReportContext) -> bytes:
    from listwright.render.gitlab import render_terraform_report  # noqa: PLC0415

    return render_terraform_report(review.plan)


def _github(review: Review, context: ReportContext) -> bytes:
    from listwright.render.annotations import render_review_annotations  # noqa: PLC0415

    return render_review_annotations(review, context.folder)


def _sarif(review: Review, context: ReportContext) -> bytes:
    from listwright.render.sarif import render_sarif  # noqa: PLC0415
    from listwright.render.spots import review_spots  # noqa: PLC0415

    return render_sarif(review_spots(review, context.folder), file=context.main_file)


_REPORTS: dict[str, Callable[[Review, ReportContext], bytes]] = {
    "md": _markdown,
    "html": _html,
    "json": _json,
    "junit": _junit,
    "csv": _csv,
    "gitlab": _gitlab,
    "github": _github,
    "sarif": _sarif,
}
