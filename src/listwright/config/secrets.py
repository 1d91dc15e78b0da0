"""Reads the secrets that the project's files refer to: late, once, and never aloud.

No message of this module holds a character of a secret, of a command's output or of a file. The
environment is an argument, so that only one room of the program knows `os.environ`.
"""

import json
import os
import shlex
import stat
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from listwright.config.yaml import odd_characters, printable, shown_path
from listwright.errors import Diagnostic, SecretError
from listwright.model.private import Private, SecretRef, SecretSource

PLACEHOLDER = "0000"
"""What the sandbox gets where nothing is set: a code that opens no door."""

MAX_SECRET_BYTES = 64 * 1024
MAX_JSON_BYTES = 16 * 1024 * 1024
COMMAND_SECONDS = 30.0

_OPEN_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
"""Non-blocking, because opening a FIFO would wait for somebody to write into it."""
_FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unusable:
    """Why a secret cannot be had; `absent` when nobody set it. Equal reasons are told once."""

    code: str
    summary: str
    detail: str
    fix: str
    absent: bool = False


class SecretReader:
    """Implements `ports.Secrets` over environment, files and commands.

    `placeholders` is for `endpoint: sandbox`: what nobody set becomes `0000` instead of an error.
    A secret that is set and unusable stays an error there too.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        root: Path,
        *,
        placeholders: bool,
        command_seconds: float = COMMAND_SECONDS,
    ) -> None:
        """`root` is the project's directory: relative paths and commands start there."""
        self._environ = environ
        self._root = root
        self._placeholders = placeholders
        self._command_seconds = command_seconds
        self._known: dict[tuple[object, ...], Private | _Unusable] = {}
        self._json_files: dict[str, Mapping[str, object] | _Unusable] = {}

    def reveal(self, ref: SecretRef) -> Private:
        """The secret behind `ref`; raises SecretError with a diagnostic at its span."""
        return self.reveal_all((ref,))[0]

    def reveal_all(self, refs: Iterable[SecretRef]) -> tuple[Private, ...]:
        """The secrets behind `refs`, in order; raises one SecretError for all that are missing.

        What many homes share is reported once, at the first place that refers to it.
        """
        secrets: list[Private] = []
        missing: dict[_Unusable, list[SecretRef]] = {}
        for ref in refs:
            found = self._find(ref)
            if isinstance(found, Private):
                secrets.append(found)
            else:
                missing.setdefault(found, []).append(ref)
        if missing:
            raise SecretError(
                "A secret that this command needs cannot be read."
                if len(missing) == 1
                else f"{len(missing)} secrets that this command needs cannot be read.",
                advice="Set what is missing and run the command again; nothing was sent.",
                diagnostics=tuple(_diagnostic(why, places) for why, places in missing.items()),
            )
        return tuple(secrets)

    def _find(self, ref: SecretRef) -> Private | _Unusable:
        if ref.source is SecretSource.INLINE:
            return self._judge(self._read(ref), ref)
        identity = (ref.source, ref.name, ref.argv, ref.key)
        found = self._known.get(identity)
        if found is None:
            found = self._known[identity] = self._judge(self._read(ref), ref)
        return found

    def _judge(self, read: str | _Unusable, ref: SecretRef) -> Private | _Unusable:
        """What was read, wrapped, if it can be a secret at all."""
        if isinstance(read, str):
            flaw = _flaw_of(read)
            return Private(read) if flaw is None else _unfit(ref, flaw)
        return Private(PLACEHOLDER) if read.absent and self._placeholders else read

    def _read(self, ref: SecretRef) -> str | _Unusable:
        match ref.source:
            case SecretSource.ENV:
                return self._read_variable(ref.name)
            case SecretSource.FILE:
                return _line_of(_read_file(self._root / ref.name, MAX_SECRET_BYTES))
            case SecretSource.COMMAND:
                return _line_of(self._run_command(ref.argv))
            case SecretSource.JSON_FILE:
                return self._look_up(ref)
            case SecretSource.INLINE:
                return ref.inline.reveal() if ref.inline else ""
            case _:
                assert_never(ref.source)

    def _read_variable(self, name: str) -> str | _Unusable:
        value = self._environ.get(name, "")
        if value:
            return value
        shown = printable(name)
        state = "set, but empty" if name in self._environ else "not set"
        return _Unusable(
            code="LW1602",
            summary="An environment variable with a secret is not set",
            detail=f"The variable {shown} is {state}.",
            fix=f"Write `export {shown}=...` with the secret in place of the dots, or add it to "
            "the secrets of the CI job.",
            absent=True,
        )

    def _run_command(self, argv: tuple[str, ...]) -> bytes | _Unusable:
        try:
            done = subprocess.run(  # noqa: S603 - the words stand in the reviewed YAML; no shell
                argv,
                cwd=self._root,
                env=dict(self._environ),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=self._command_seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return _failed(argv, f"gave no answer within {self._command_seconds:g} seconds")
        except FileNotFoundError:
            return _failed(argv, "was not found", absent=True)
        except (OSError, ValueError) as error:
            return _failed(argv, f"could not be started ({_reason_of(error)})")
        if done.returncode:
            return _failed(argv, f"ended with exit code {done.returncode}", absent=True)
        if len(done.stdout) > MAX_SECRET_BYTES:
            return _failed(argv, f"printed more than {MAX_SECRET_BYTES:,} bytes")
        return done.stdout

    def _look_up(self, ref: SecretRef) -> str | _Unusable:
        entries = self._json_files.get(ref.name)
        if entries is None:
            content = _read_file(self._root / ref.name, MAX_JSON_BYTES)
            entries = _entries_of(content, self._root / ref.name)
            self._json_files[ref.name] = entries
        if isinstance(entries, _Unusable):
            return entries
        value = entries.get(ref.key or "")
        if isinstance(value, str):
            return value
        key, file = printable(ref.key or ""), shown_path(ref.name)
        seen = f"has no entry {key!r}"
        if value is not None:
            seen = f"has an entry {key!r} that is not text; a number would lose its leading zeros"
        return _Unusable(
            code="LW1606",
            summary="A file of secrets does not hold the one that is needed",
            detail=f"{file} {seen}.",
            fix=f'Write `"{key}": "..."` into the file, with the secret in place of the dots.',
            absent=value is None,
        )


def _diagnostic(why: _Unusable, places: list[SecretRef]) -> Diagnostic:
    others = len(places) - 1
    also = f" {others:,} other place{'s' if others > 1 else ''} need it too." if others else ""
    return Diagnostic(
        code=why.code,
        summary=why.summary,
        detail=why.detail + also,
        fix=why.fix,
        span=places[0].span,
    )


def _read_file(path: Path, most: int) -> bytes | _Unusable:
    """At most `most` bytes of a regular file that nobody else on this machine may open."""
    shown = shown_path(path)
    try:
        descriptor = os.open(path, _OPEN_FLAGS)
    except FileNotFoundError:
        return _Unusable(
            code="LW1603",
            summary="A file with a secret does not exist",
            detail=f"There is no {shown}.",
            fix=f"Write the secret into the file and run `chmod 600 {shlex.quote(shown)}`. A path "
            "is relative to the project; `~` is not expanded.",
            absent=True,
        )
    except (OSError, ValueError) as error:
        return _unreadable(shown, _reason_of(error))
    try:
        return _read_descriptor(descriptor, shown, most=most)
    finally:
        os.close(descriptor)


def _read_descriptor(descriptor: int, shown: str, *, most: int) -> bytes | _Unusable:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        return _unreadable(shown, "it is not a regular file")
    if status.st_mode & _FOR_OTHERS:
        return _Unusable(
            code="LW1604",
            summary="Other users may open a file with a secret",
            detail=f"{shown} has the mode {stat.S_IMODE(status.st_mode):03o}.",
            fix=f"Run `chmod 600 {shlex.quote(shown)}`.",
        )
    with os.fdopen(descriptor, "rb", closefd=False) as stream:
        content = stream.read(most + 1)
    return content if len(content) <= most else _unreadable(shown, f"it exceeds {most:,} bytes")


def _line_of(content: bytes | _Unusable) -> str | _Unusable:
    """The text without the newline that editors and commands put at the end."""
    if isinstance(content, _Unusable):
        return content
    text = content.decode("utf-8", "surrogateescape")
    return text.removesuffix("\n").removesuffix("\r")


def _entries_of(content: bytes | _Unusable, path: Path) -> Mapping[str, object] | _Unusable:
    if isinstance(content, _Unusable):
        return content
    try:
        entries = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_unique_pairs)
    except (ValueError, RecursionError):
        entries = None
    if isinstance(entries, dict):
        return entries
    return _Unusable(
        code="LW1605",
        summary="A file of secrets is not a JSON object",
        detail=f"{shown_path(path)} is not one object of names and texts, each name once.",
        fix='Write an object such as {"DEN-001": "..."}.',
    )


def _unique_pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    entries = dict(pairs)
    if len(entries) < len(pairs):
        raise ValueError
    return entries


def _flaw_of(text: str) -> str | None:
    """Why `text` cannot be a secret, without a word of it."""
    if not text:
        return "is empty"
    if "\n" in text or "\r" in text:
        return "holds a line break"
    if text != text.strip():
        return "begins or ends with a blank"
    if odd_characters(text):
        return "holds a character that cannot be seen, or is not UTF-8"
    return None


def _unfit(ref: SecretRef, flaw: str) -> _Unusable:
    name = f"in the cell at {ref.span}" if ref.source is SecretSource.INLINE else ref.label
    return _Unusable(
        code="LW1608",
        summary="A secret is not fit for use",
        detail=f"The secret {printable(name)} {flaw}.",
        fix="Set it again: the secret alone, on one line, with nothing around it.",
    )


def _failed(argv: tuple[str, ...], how: str, *, absent: bool = False) -> _Unusable:
    name = printable(argv[0])
    return _Unusable(
        code="LW1607",
        summary="A command that gives a secret failed",
        detail=f"The command {name} {how}. What it printed is not shown, because it may be secret.",
        fix=f"Run the command by hand and see what {name} says; it must print the secret alone.",
        absent=absent,
    )


def _unreadable(shown: str, reason: str) -> _Unusable:
    return _Unusable(
        code="LW1603",
        summary="A file with a secret cannot be read",
        detail=f"{shown}: {reason}.",
        fix="Name a small regular file that holds the secret alone.",
    )


def _reason_of(error: OSError | ValueError) -> str:
    """The system's words, never those of a parser that quotes what it read."""
    reason = error.strerror if isinstance(error, OSError) else None
    return printable(reason or "the name cannot be used")
