"""The files of another commit, beside today's: what `plan --against` holds a plan against."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from listwright.compose.environment import Environment
from listwright.compose.project import Workshop, load_files
from listwright.engine.against import Base
from listwright.errors import Diagnostic, Severity, UsageError
from listwright.model.portfolio import Portfolio

_SECONDS = 120.0
"""The longest a single step of git may take; large files may have to be fetched by a filter."""

_UNPLANNABLE = "LW5016"
_FETCH = "In CI fetch it first: `fetch-depth: 0` for actions/checkout, `GIT_DEPTH: 0` for GitLab."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Commit:
    """A commit of the checkout: its name, its moment, and the project's folder in it."""

    name: str
    at: datetime
    prefix: str


@contextmanager
def open_base(
    ref: str, root: Path, file: str, *, current: Portfolio, environment: Environment
) -> Iterator[Base | Diagnostic]:
    """The base that `ref` names, as long as it is needed; or why its files cannot be planned.

    It is the merge base of `ref` and what is checked out: what the branch started from, so that
    nobody else's later edits count as this one's. Raises UsageError where git has no such commit.
    """
    git = _Git(root=root, variables=_at_the_folder(environment.variables))
    commit = _find(ref, git)
    with tempfile.TemporaryDirectory(prefix="listwright-base-") as folder:
        then, today = Path(folder, "then"), Path(folder, "today")
        if not _check_out(commit, git, then) or not (then / file).is_file():
            yield _unborn(ref, commit)
            return
        _beside(then, today, root, current=current)
        loaded = load_files(today, file)
        if loaded.portfolio is None:
            yield _unplannable(ref, commit, loaded.diagnostics)
            return
        with Workshop(loaded.portfolio, today, environment) as workshop:
            yield Base(
                ref=ref,
                commit=commit.name,
                committed_at=commit.at,
                today=loaded.portfolio,
                then=load_files(then, file).portfolio,
                traits={label: one.traits for label, one in workshop.vendors.items()},
            )


def _at_the_folder(variables: Mapping[str, str]) -> Mapping[str, str]:
    """Variables with which git looks for the checkout from the project's folder upwards.

    A hook in a linked worktree has GIT_DIR alone, which makes any folder the top of the checkout:
    the project would not be found in the base, and every change would count as an edit.
    """
    if "GIT_WORK_TREE" in variables:
        return variables
    return {name: value for name, value in variables.items() if name != "GIT_DIR"}


def _find(ref: str, git: "_Git") -> _Commit:
    prefix = git.ask("rev-parse", "--show-prefix")
    if prefix is None:
        raise _unreadable(git)
    tip = git.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    if tip is None:
        raise UsageError(
            f"--against {ref!r}: git knows no such commit here.",
            advice=f"Write a branch, tag or commit, such as origin/main. {_FETCH}",
        )
    base = git.ask("merge-base", tip, "HEAD")
    if base is None:
        raise UsageError(
            f"--against {ref!r} has no commit in common with what is checked out.",
            advice=f"The clone is shallow, or the histories are separate. {_FETCH}",
        )
    seconds = git.ask("show", "--no-patch", "--format=%ct", base) or "0"
    return _Commit(name=base, at=datetime.fromtimestamp(int(seconds), UTC), prefix=prefix)


def _unreadable(git: "_Git") -> UsageError:
    """Why git tells nothing of the project's folder."""
    lines = git.complaint("rev-parse", "--show-prefix").splitlines()
    trust = next((line.strip() for line in lines if " safe.directory " in line), None)
    if trust is not None:  # as in a container, where the checkout was made by somebody else
        return UsageError(
            "--against: git reads no checkout that belongs to another user.",
            advice=f"If you trust this one, run: {trust}",
        )
    return UsageError(
        "--against needs the project in a git checkout, and git to read it.",
        advice="Run it in a clone; install git where it is missing.",
    )


def _unborn(ref: str, commit: _Commit) -> Base:
    """A base from before the project."""
    return Base(
        ref=ref,
        commit=commit.name,
        committed_at=commit.at,
        today=None,
        then=None,
        traits={},
    )


def _check_out(commit: _Commit, git: "_Git", folder: Path) -> bool:
    """The project's folder at that commit, through an index of its own: the checkout is untouched.

    False where the commit has no such folder.
    Unlike an archive it holds what `export-ignore` leaves out, and files that filters keep apart.
    """
    tree = f"{commit.name}:{commit.prefix}" if commit.prefix else commit.name
    top = git.ask("rev-parse", "--show-toplevel")
    apart = replace(
        git,
        root=git.root if top is None else Path(top),
        variables={**git.variables, "GIT_INDEX_FILE": str(folder.parent / "index")},
    )
    if git.ask("cat-file", "-e", tree) is None:
        return False
    folder.mkdir()
    out = f"--prefix={folder}/"
    if apart.ask("read-tree", tree) is None or apart.ask("checkout-index", "--all", out) is None:
        raise UsageError(
            f"The files of {commit.name[:12]} cannot be read from git.",
            advice="In a partial clone, fetch all of it; and look whether the disk is full.",
        )
    return True


def _beside(then: Path, today: Path, root: Path, *, current: Portfolio) -> None:
    """The same files with the inventories of today; raises UsageError where they find no room."""
    try:
        shutil.copytree(then, today, symlinks=True)
        _lay_over(today, root, current)
    except OSError as error:
        raise UsageError(
            "The files of the base cannot be put beside those of today: "
            f"{error.strerror or 'a file could not be copied'}.",
            advice="Look whether the folder for temporary files has room (TMPDIR names it), and "
            "whether an inventory was taken away just now.",
        ) from error


def _lay_over(folder: Path, root: Path, current: Portfolio) -> None:
    """Today's inventories over those of the commit."""
    for source in current.files:
        if source.inventory is None:
            continue
        place = folder / source.file
        _make_room(folder, place)
        shutil.copyfile(root / source.file, place)


def _make_room(folder: Path, place: Path) -> None:
    """The folders above `place`, and nothing there, whatever the commit has in its way.

    Links that lead out of `folder` are taken away: behind them are the user's own files.
    """
    whole = folder.resolve()
    for name in reversed(place.relative_to(folder).parents):
        step = folder / name
        if not (step.is_dir() and step.resolve().is_relative_to(whole)):
            step.unlink(missing_ok=True)
            step.mkdir()
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def _unplannable(ref: str, commit: _Commit, found: tuple[Diagnostic, ...]) -> Diagnostic:
    errors = [one for one in found if one.severity is Severity.ERROR]
    first = errors[0] if errors else None
    place = f"{first.span}: " if first is not None and first.span is not None else ""
    said = f"{place}{first.code} {first.summary}" if first is not None else "no project"
    return Diagnostic(
        code=_UNPLANNABLE,
        severity=Severity.WARNING,
        summary="The base has no sound files, so no change is attributed to this edit",
        detail=f"{ref} ({commit.name[:12]}) cannot be planned: {said}.",
        fix="Nothing is wrong with the plan itself. Once the base is repaired, plan again.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Git:
    """The user's git, at one folder."""

    root: Path
    variables: Mapping[str, str]

    def ask(self, *words: str) -> str | None:
        """What git answers, or None where it fails or is not there."""
        answer = self._run(words)
        return answer.stdout.strip() if answer is not None and answer.returncode == 0 else None

    def complaint(self, *words: str) -> str:
        """What git says when it fails; nothing where it is not there."""
        answer = self._run(words)
        return "" if answer is None else answer.stderr

    def _run(self, words: tuple[str, ...]) -> "subprocess.CompletedProcess[str] | None":
        try:
            return subprocess.run(  # noqa: S603 - a ref stands behind --end-of-options
                ("git", *words),  # noqa: S607 - the user's git, with words of ours
                cwd=self.root,
                capture_output=True,
                text=True,
                timeout=_SECONDS,
                check=False,
                env=self.variables,
            )
        except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
            return None
