"""Findings as text: what is wrong, where, the line itself, and what to write instead."""

from collections.abc import Callable, Sequence

from listwright.errors import Diagnostic, Severity, Span
from listwright.render.escape import for_terminal
from listwright.render.text.layout import cut, cut_start, display_width, joined, wrapped
from listwright.render.text.style import Role, Style, paint
from listwright.render.text.words import count

ReadLine = Callable[[str, int], str | None]
"""File and line number -> the line as it stands in the file, or None when it is not to be shown."""

_TITLES = {
    Severity.ERROR: ("Error", Role.ALERT),
    Severity.WARNING: ("Warning", Role.REPLACE),
}


def render_diagnostics(
    diagnostics: Sequence[Diagnostic], style: Style, *, read_line: ReadLine | None = None
) -> str:
    """Every finding, and their number; nothing at all when there are none.

    `read_line` supplies the line a finding points at; whoever passes it keeps secrets out of it.
    """
    if not diagnostics:
        return ""
    blocks = [_block(finding, style, read_line) for finding in diagnostics]
    return joined([*blocks, [_sum_line(diagnostics)]])


def _sum_line(diagnostics: Sequence[Diagnostic]) -> str:
    errors = sum(finding.severity is Severity.ERROR for finding in diagnostics)
    warnings = len(diagnostics) - errors
    parts = [count(errors, "error")] if errors else []
    parts += [count(warnings, "warning")] if warnings else []
    return f"{' and '.join(parts)}."


def _block(finding: Diagnostic, style: Style, read_line: ReadLine | None) -> list[str]:
    word, role = _TITLES[finding.severity]
    head = f"{word} {for_terminal(finding.code)}"
    text = f"{head}: {for_terminal(finding.summary)}"
    first, *rest = wrapped(text, width=style.columns, indent=0, hanging=2)
    lines = [first.replace(head, paint(head, role, style), 1), *rest]
    if finding.span:
        lines.append(f"  at {for_terminal(str(finding.span))}")
        lines += _excerpt(finding.span, style, read_line)
    for paragraph in _paragraphs(finding):
        lines += wrapped(paragraph, width=style.columns, indent=2, hanging=4)
    return lines


def _paragraphs(finding: Diagnostic) -> list[str]:
    texts = [for_terminal(line) for line in finding.detail.splitlines() if line.strip()]
    if finding.fix:
        texts.append(f"Fix: {for_terminal(finding.fix)}")
    if finding.suggestion:
        texts.append(f"Did you mean `{for_terminal(finding.suggestion)}`?")
    return texts


def _excerpt(span: Span, style: Style, read_line: ReadLine | None) -> list[str]:
    """The line in question with a mark below the words, as much of it as fits."""
    line = read_line(span.file, span.line) if read_line else None
    if line is None or not line.strip():
        return []
    edge = f"  {span.line} | "
    room = style.columns - len(edge)
    start = span.column - 1
    # A span that ends on a later line is marked to the end of its first.
    same = span.end_line in {None, span.line} and span.end_column is not None
    end = (span.end_column or 0) - 1 if same else len(line.rstrip())
    before = _shown(line[:start])
    if display_width(before) > room // 2:
        before = cut_start(before, room // 2)
    marked = _shown(line[start:end])
    left = display_width(before)
    carets = "^" * min(max(display_width(marked), 1), room - left)
    after = _shown(line[end:].rstrip())
    return [
        edge + cut(f"{before}{marked}{after}", room),
        f"{' ' * (len(edge) - 2)}| {' ' * left}{carets}",
    ]


def _shown(text: str) -> str:
    """Source text with its tabs as blanks."""
    return for_terminal(text.replace("\t", " "))
