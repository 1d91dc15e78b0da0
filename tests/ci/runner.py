"""Runs the action as a runner would: every step of `action.yml`, in bash, with faked files.

Only what our action uses is understood: `run` steps of bash, and the expressions `inputs.*`,
`steps.*.outputs.*` and `github.token` in `env`. Anything else fails here first.
"""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import yaml
from tests.support.measuring import UNMEASURED

from listwright.cli.main import cli

ROOT = Path(__file__).resolve().parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
TOKEN = "ghs_0123456789abcdef"
_EXPRESSION = re.compile(r"\$\{\{ *([a-z0-9._-]+) *\}\}")
_SHELL = ("bash", "--noprofile", "--norc", "-eo", "pipefail")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepped:
    """How the action ended: exit code, log, outputs, step summary."""

    code: int
    log: str
    outputs: Mapping[str, str]
    summary: bytes


@dataclass(kw_only=True)
class Runner:
    """A machine with a checkout: `work` is the workspace, `temp` goes away after a job."""

    work: Path
    temp: Path
    variables: dict[str, str] = field(default_factory=dict)

    def run(self, **inputs: str) -> Stepped:
        """Run the action; `fail_on` is the input `fail-on`. It installs nothing."""
        return self._steps(self._context(inputs))

    def start(self, program: Path, **inputs: str) -> "subprocess.Popen[str]":
        """Start the last step alone, in a group of its own, as if `program` was installed."""
        self.temp.mkdir(exist_ok=True)
        step = ACTION["runs"]["steps"][-1]
        context = self._context(inputs) | {
            "steps.install.outputs.program": str(program),
            "steps.install.outputs.python": sys.executable,
        }
        script = self.temp / "last-step.sh"
        script.write_text(step["run"], encoding="utf-8")
        return subprocess.Popen(
            [*_SHELL, str(script)],
            cwd=self.work,
            env=self._environment(step, context, self.temp / "last-output"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def _context(self, inputs: Mapping[str, str]) -> dict[str, str]:
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        known = {"install": "false", "python": sys.executable} | given
        assert known.keys() <= ACTION["inputs"].keys()
        context = {
            f"inputs.{name}": known.get(name, str(about.get("default", "")))
            for name, about in ACTION["inputs"].items()
        }
        return {name: self._filled(text, {}) for name, text in context.items()}

    def _environment(
        self, step: Mapping[str, Any], context: Mapping[str, str], output: Path
    ) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.temp),
            "CI": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self._summary),
            "RUNNER_TEMP": str(self.temp),
            **{name: os.environ[name] for name in _OURS if name in os.environ},
            **self.variables,
            **{name: self._filled(text, context) for name, text in step["env"].items()},
        }

    @property
    def _summary(self) -> Path:
        return self.temp / "summary.md"

    def _steps(self, context: dict[str, str]) -> Stepped:
        self.temp.mkdir(exist_ok=True)
        log, code = "", 0
        for number, step in enumerate(ACTION["runs"]["steps"]):
            assert step["shell"] == "bash"
            output = self.temp / f"output-{number}"
            output.write_text("", encoding="utf-8")
            script = self.temp / f"step-{number}.sh"
            script.write_text(step["run"], encoding="utf-8")
            ended = subprocess.run(
                [*_SHELL, str(script)],
                cwd=self.work,
                env=self._environment(step, context, output),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=120,
                check=False,
            )
            log, code = log + ended.stdout, ended.returncode
            found = read_outputs(output)
            context |= {f"steps.{step['id']}.outputs.{name}": one for name, one in found.items()}
            if code:
                break
        values = {
            name: self._filled(about["value"], context) for name, about in ACTION["outputs"].items()
        }
        written = self._summary.read_bytes() if self._summary.exists() else b""
        return Stepped(code=code, log=log, outputs=values, summary=written)

    def _filled(self, text: str, context: Mapping[str, str]) -> str:
        """`text` with its expressions replaced; one without a value is empty, as on a runner."""
        context = {"github.token": TOKEN, **context}
        return _EXPRESSION.sub(lambda match: context.get(match[1], ""), text)


_OURS = ("PYTHONPATH", *UNMEASURED)
"""What makes the processes of a test use this checkout, and count for its coverage."""


def read_outputs(file: Path) -> dict[str, str]:
    """The outputs of a step: `name=value` lines and nothing else."""
    lines = file.read_text(encoding="utf-8").splitlines()
    assert all(re.match(r"[a-z-]+=", line) for line in lines), lines
    return dict(line.split("=", 1) for line in lines)


def check_words(words: list[str]) -> None:
    """Raise click.UsageError for words the program does not take."""
    context = click.Context(cli)
    command = cli.get_command(context, words[0])
    assert command is not None
    command.make_context(words[0], words[1:], parent=context)
