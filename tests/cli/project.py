"""A project in a temporary folder and the two ways to run the command line on it.

`Folder.run` calls the entry point in this process, which is fast; `Folder.launch` starts a real
one. Both give a `Ran`: exit code, the two streams, and the document when there is one.
"""

import io
import json
import os
import shlex
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import jsonschema
from tests.servers.planomatic_like import PlanomaticLike

from listwright.cli.main import run as run_listwright

KEY = "key-5d41402abc4b2a76"
CODE = "code-7193"
ENVIRONMENT = {"PLANOMATIC_API_KEY": KEY, "DOOR": CODE}
COMMAND = (sys.executable, "-m", "listwright.cli.main")

SMALLEST = """\
version: 1
project: t
vendors:
  planomatic: {{kind: planomatic, endpoint: "{endpoint}", api_key: {{env: PLANOMATIC_API_KEY}}, \
duplicate_window: 72h, rate: {{per_minute: 6000}}{vendor}}}
defaults:
  vendor: planomatic
  billing_entity: investment_entity_1
  access: {{method: keypad, access_code: {{env: DOOR}}, contact_name: Jane Doe, \
contact_phone: "+1 555-555-5555", vacant: true}}
limits: {{max_creates: 1000, max_cancels: 1000{limits}}}
{more}properties:
"""
HOME = """\
  {name}:
    property_type: single_family
    street: {number} A St
    city: {city}
    state: CO
    postal_code: "80205"
    require: {{photos: {{slug: photos, quantity: {quantity}}}}}
"""


def home(name: str, *, number: int = 1, quantity: int = 15, city: str = "Denver") -> str:
    """One home as the contract writes it."""
    return HOME.format(name=name, number=number, quantity=quantity, city=city)


def homes(*names: str, quantity: int = 15) -> str:
    return "".join(
        home(name, number=number, quantity=quantity) for number, name in enumerate(names, 1)
    )


@cache
def _validator(name: str) -> jsonschema.Draft202012Validator:
    """What `listwright schema NAME` prints, checked once: that takes longer than most commands."""
    out = io.StringIO()
    with (
        redirect_stdout(out),
        patch.object(sys, "argv", ["listwright", "schema", name]),
        suppress(SystemExit),
    ):
        run_listwright()
    schema = json.loads(out.getvalue())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    def __post_init__(self) -> None:
        assert "Traceback" not in self.err, self.err
        assert "should be impossible" not in self.err + self.out, self.err + self.out

    @property
    def doc(self) -> dict[str, Any]:
        """The one document on stdout, held against its schema."""
        document: dict[str, Any] = json.loads(self.out)
        validator = _validator(document["kind"])
        validator.validate(document)
        assert isinstance(validator.schema, Mapping)
        missing = set(validator.schema["properties"]) - set(document)
        assert not missing, "a key of the document is missing"
        assert document["exit_code"] == self.code
        return document

    def ends(self, code: int, reason: str) -> dict[str, Any]:
        """Assert exit code and reason; gives the document."""
        document = self.doc
        assert (self.code, document["exit_reason"]) == (code, reason), self.out + self.err
        return document

    @property
    def places(self) -> list[tuple[str, int, int]]:
        """`(file, line, column)` of every error that has one."""
        return [
            (error["file"], error["line"], error["column"])
            for error in self.doc["errors"]
            if error["file"] is not None
        ]


@dataclass(kw_only=True)
class Folder:
    """A folder with a `listwright.yaml`, and the ways to run commands in it."""

    root: Path
    environment: dict[str, str] = field(default_factory=lambda: dict(ENVIRONMENT))
    spawned: "list[subprocess.Popen[str]]" = field(default_factory=list)

    @property
    def file(self) -> Path:
        return self.root / "listwright.yaml"

    @property
    def ledger(self) -> Path:
        return self.root / ".listwright" / "ledger.db"

    def edit(self, old: str, new: str) -> int:
        """Replace text in the file; gives the line (from 1) it stands in."""
        text = self.file.read_text(encoding="utf-8")
        assert text.count(old) == 1, (old, text)
        self.file.write_text(text.replace(old, new), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def variables(self, more: Mapping[str, str | None]) -> dict[str, str]:
        base = {name: value for name, value in os.environ.items() if name not in _QUIET}
        base["XDG_STATE_HOME"] = str(self.root / "state")
        named: dict[str, str | None] = {**base, **self.environment, **more}
        return {name: value for name, value in named.items() if value is not None}

    def run(self, *arguments: str, **env: str | None) -> Ran:
        """Run it in this process, in the project's folder."""
        out, err = io.StringIO(), io.StringIO()
        code = 0
        with (
            _folder(self.root),
            patch.dict(os.environ, self.variables(env), clear=True),
            patch.object(sys, "argv", ["listwright", *arguments]),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            try:
                run_listwright()
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else int(end.code is not None)
        return Ran(code=code, out=out.getvalue(), err=err.getvalue())

    def json(self, *arguments: str, **env: str | None) -> Ran:
        return self.run(*arguments, "--json", **env)

    def spawn(self, *arguments: str, **env: str | None) -> "subprocess.Popen[str]":
        """Start a real process in the project's folder, in a group of its own."""
        process = subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=self.root,
            env=self.variables(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.spawned.append(process)
        return process

    def clean_up(self) -> None:
        """End what a failed test left running."""
        for process in self.spawned:
            if process.poll() is None:
                process.kill()
                process.wait()
            for stream in (process.stdout, process.stderr):
                if stream is not None:
                    stream.close()

    def shell(self, line: str) -> Ran:
        """Run a real process by a line of shell, which may redirect its streams."""
        ended = subprocess.run(
            ["/bin/sh", "-c", f"{shlex.join(COMMAND)} {line}"],
            cwd=self.root,
            env=self.variables({}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return Ran(code=ended.returncode, out=ended.stdout, err=ended.stderr)

    def launch(self, *arguments: str, **env: str | None) -> Ran:
        """Run a real process to its end."""
        return finish(self.spawn(*arguments, **env))

    def set_pause(self, *, until: float = 0) -> None:
        """Let all accounts rest until then, or end the rest that a vendor asked for."""
        with closing(sqlite3.connect(self.ledger)) as sql, sql:
            sql.execute("UPDATE rate SET paused_until = ?, slowed_until = 0, arrival = 0", (until,))

    def bootstrap(self) -> Ran:
        """Place the first orders."""
        ran = self.run("apply", "--bootstrap", "--auto-approve", "--json")
        assert ran.code == 0, ran.out + ran.err
        return ran


@dataclass(kw_only=True)
class Project(Folder):
    """The smallest project, and the vendor it orders from."""

    vendor: PlanomaticLike

    def write(
        self, properties: str = "", *, vendor: str = "", limits: str = "", more: str = ""
    ) -> None:
        """The smallest project with these homes."""
        text = SMALLEST.format(
            endpoint=self.vendor.endpoint, vendor=vendor, limits=limits, more=more
        )
        self.file.write_text(text + (properties or home("P-1")), encoding="utf-8")


_QUIET = {"CI", "NO_COLOR", "FORCE_COLOR", "LISTWRIGHT_NOW", "COLUMNS", "LINES"}


def finish(process: "subprocess.Popen[str]", seconds: float = 60) -> Ran:
    """Wait for a process that was started."""
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        raise
    return Ran(code=process.returncode, out=out, err=err)


@contextmanager
def _folder(path: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(path)
    try:
        yield
    finally:
        os.chdir(before)
