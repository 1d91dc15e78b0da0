"""The `include:` list: which files its entries name, and which entries are refused."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from listwright.config.yaml import (
    Mapping,
    Node,
    Problem,
    Scalar,
    Sequence,
    excerpt,
    odd_characters,
    printable,
    read_text,
    shown_path,
)
from listwright.errors import Diagnostic

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|//")
_DRIVE = re.compile(r"[A-Za-z]:")
_WILDCARD = re.compile(r"[*?\[]")
_RELATIVE = "Write a path relative to the project's directory and below it, such as `rules/*.yaml`."


@dataclass(frozen=True, slots=True, kw_only=True)
class Included:
    """One included file: where it really is and what messages call it."""

    path: Path
    file: str


def find_includes(
    root: Path, main: Path, mapping: Mapping
) -> tuple[tuple[Included, ...], tuple[Diagnostic, ...]]:
    """The files under `include:` in the order they contribute, each once, and the findings.

    `main` itself is left out when a pattern matches it.
    """
    listed = mapping.get("include")
    if listed is None:
        return (), ()
    if not isinstance(listed, Sequence):
        return (), (_not_a_list(listed),)
    found: dict[Path, Included] = {}
    findings: list[Diagnostic] = []
    search = _Search(root=root.resolve(), main=main.resolve())
    for item in listed:
        pattern = _read_pattern(item)
        matches = search.files(pattern) if isinstance(pattern, str) else pattern
        if isinstance(matches, Problem):
            findings.append(matches.at(item.span))
            continue
        for one in matches:
            found.setdefault(one.path, one)
    return tuple(found.values()), tuple(findings)


def _not_a_list(node: Node) -> Diagnostic:
    seen = "empty" if isinstance(node, Scalar) and node.is_null else node.kind
    return Diagnostic(
        code="LW1040",
        summary="include is not a list",
        detail=f"`include` takes a list of file names and patterns; this is {seen}.",
        fix="Write `include: [rules/*.yaml]`, or delete the key.",
        span=node.span,
    )


def _read_pattern(node: Node) -> str | Problem:
    """The text of one entry, unless its form alone shows that it leaves the project."""
    text = read_text(node)
    if isinstance(text, Problem):
        return text
    return _form_problem(text) or text


def _form_problem(text: str) -> Problem | None:
    odd = odd_characters(text)
    parts = PurePosixPath(text).parts
    refusals = (
        (not text.strip(), "LW1046", "is empty"),
        (bool(odd), "LW1046", f"holds {', '.join(odd)}"),
        (bool(_URL.match(text)), "LW1042", "is a URL; nothing is fetched while files are read"),
        (bool(_DRIVE.match(text)), "LW1041", "names a drive"),
        ("\\" in text, "LW1041", "holds a backslash; directories are separated by `/`"),
        (text.startswith("/"), "LW1041", "is absolute"),
        (text.startswith("~"), "LW1041", "begins with `~`, which is not expanded"),
        (".." in parts, "LW1041", "goes upwards with `..`"),
        (parts.count("**") > 1, "LW1046", "has more than one `**`"),
    )
    return next((_refusal(code, text, why) for applies, code, why in refusals if applies), None)


_SUMMARIES = {
    "LW1041": "An include leaves the project",
    "LW1042": "An include is a URL",
    "LW1043": "An include matches no file",
    "LW1045": "The main file includes itself",
    "LW1046": "An include is not a usable pattern",
}


def _refusal(code: str, text: str, why: str) -> Problem:
    return Problem(
        code=code, summary=_SUMMARIES[code], detail=f"{excerpt(text)!r} {why}.", fix=_RELATIVE
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """Looks for files below a resolved root."""

    root: Path
    main: Path

    def files(self, pattern: str) -> tuple[Included, ...] | Problem:
        """What `pattern` matches, sorted; nothing outside the root, by link or otherwise."""
        try:
            paths = sorted(path for path in self.root.glob(pattern) if self._counts(path, pattern))
            resolved = [path.resolve(strict=not path.is_symlink()) for path in paths]
        # The last is pathlib's answer to an absolute pattern.
        except (OSError, RuntimeError, ValueError, NotImplementedError) as error:
            return _refusal("LW1046", pattern, f"cannot be searched ({printable(str(error))})")
        outside = next((path for path in resolved if not path.is_relative_to(self.root)), None)
        if outside is not None:
            return _refusal("LW1041", pattern, "leads out of the project by a link")
        pairs = zip(paths, resolved, strict=True)
        others = tuple(self._included(path, real) for path, real in pairs if real != self.main)
        if others:
            return others
        if paths and not _WILDCARD.search(pattern):
            return _refusal("LW1045", pattern, "is the main file")
        return _refusal("LW1043", pattern, "matches no file below the project's directory")

    def _included(self, path: Path, real: Path) -> Included:
        # A link that leads nowhere is opened as the link it is, so that the finding says so.
        return Included(
            path=real if real.exists() else path, file=shown_path(path.relative_to(self.root))
        )

    def _counts(self, path: Path, pattern: str) -> bool:
        """Directories and hidden files match a wildcard only by accident."""
        if not _WILDCARD.search(pattern):
            return True
        hidden = any(part.startswith(".") for part in path.relative_to(self.root).parts)
        asked = any(part.startswith(".") for part in PurePosixPath(pattern).parts)
        return not path.is_dir() and (asked or not hidden)
