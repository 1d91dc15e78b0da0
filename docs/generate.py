"""Writes the pages of the documentation that are made from the program.

Run it after adding or changing a diagnostic code: `python docs/generate.py` (`make schemas` does).
A test compares the files with what this would write.
"""

import re
from pathlib import Path
from types import ModuleType

from listwright.errors.codes import (
    files,
    forges,
    inventory,
    language,
    ledger,
    refusals,
    secrets,
    usage,
    vendor_rules,
    vendors,
)

FOLDER = Path(__file__).resolve().parent
_CHAPTERS = (
    files,
    language,
    vendor_rules,
    inventory,
    secrets,
    ledger,
    vendors,
    refusals,
    usage,
    forges,
)
_INTRODUCTION = """\
# Diagnostics

<!-- Made by docs/generate.py from listwright.errors.codes; do not edit. -->

Every finding of listwright has a code. The code never changes its meaning, so you can search for it
and link to it. The finding itself says more than this page: the file, line and column, what was
seen there, and what to write instead. All findings of a run are shown at once.

A finding is an error or a warning. An error in the files ends `validate`, `plan` and `apply` before
anything is sent; a warning stops nothing. Exit codes have [a page of their own](exit-codes.md).
"""


def generated_pages() -> dict[Path, str]:
    """Every generated page: where it stands, and its text."""
    return {FOLDER / "reference" / "diagnostics.md": diagnostics_page()}


def diagnostics_page() -> str:
    """One chapter for each file of codes, one heading for each code."""
    return "\n".join([_INTRODUCTION, _contents(), *(_chapter(module) for module in _CHAPTERS)])


def _contents() -> str:
    lines = [f"- [{_title(module)}](#{_anchor(_title(module))})" for module in _CHAPTERS]
    return "\n".join([*lines, ""])


def _chapter(module: ModuleType) -> str:
    parts = [f"## {_title(module)}", ""]
    for code, text in sorted(module.CODES.items()):
        parts += [f"### {code}", "", text, ""]
    return "\n".join(parts)


def _title(module: ModuleType) -> str:
    """`Codes of secret references.` as `Secret references`: the docstring up to a colon."""
    summary = (module.__doc__ or "").splitlines()[0]
    words = re.split(r"[:.]", summary.removeprefix("Codes of "))[0]
    return words[0].upper() + words[1:]


def _anchor(title: str) -> str:
    return re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")


def write_pages() -> None:
    """Write every generated page."""
    for path, text in generated_pages().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_pages()
