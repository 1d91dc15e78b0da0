"""References to secrets: every source, everything that can be wrong, and that nothing leaks."""

import json
import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listwright.config import secrets
from listwright.config.secrets import PLACEHOLDER, SecretReader
from listwright.errors import Diagnostic, SecretError, Span
from listwright.errors.codes import CODES
from listwright.model.private import Private, SecretRef, SecretSource
from listwright.ports import Secrets

CANARY = "canary-4711"


def place(line: int = 1) -> Span:
    return Span(file="listwright.yaml", line=line, column=3)


def ref(source: SecretSource, name: str, *, line: int = 1, key: str | None = None) -> SecretRef:
    return SecretRef(source=source, name=name, span=place(line), key=key)


def env(name: str, *, line: int = 1) -> SecretRef:
    return ref(SecretSource.ENV, name, line=line)


def file(path: Path | str) -> SecretRef:
    return ref(SecretSource.FILE, str(path))


def entry(path: Path | str, key: str, *, line: int = 1) -> SecretRef:
    return ref(SecretSource.JSON_FILE, str(path), key=key, line=line)


def command(*argv: str) -> SecretRef:
    return SecretRef(source=SecretSource.COMMAND, name=shlex.join(argv), argv=argv, span=place())


def python(program: str) -> SecretRef:
    return command(sys.executable, "-c", program)


def inline(text: str, *, line: int = 1) -> SecretRef:
    span = Span(file="homes.csv", line=line, row=line, field="access_code_ref", source="homes")
    return SecretRef(
        source=SecretSource.INLINE, name="access_code_ref", span=span, inline=Private(text)
    )


def reader(
    root: Path, environ: Mapping[str, str] | None = None, *, placeholders: bool = False
) -> SecretReader:
    return SecretReader(environ or {}, root, placeholders=placeholders, command_seconds=5)


def write(path: Path, content: str | bytes, mode: int = 0o600) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(mode)
    return path


def refused(reading: SecretReader, *refs: SecretRef) -> tuple[Diagnostic, ...]:
    with pytest.raises(SecretError) as caught:
        reading.reveal_all(refs)
    told = f"{caught.value} {caught.value.advice} {caught.value.diagnostics!r}"
    assert CANARY not in told
    assert {finding.code for finding in caught.value.diagnostics} <= CODES.keys()
    assert all(finding.fix and finding.detail for finding in caught.value.diagnostics)
    assert caught.value.reason == "secret"
    return caught.value.diagnostics


def only(reading: SecretReader, one: SecretRef) -> Diagnostic:
    (finding,) = refused(reading, one)
    assert finding.span == one.span
    return finding


def test_it_is_the_port(tmp_path: Path) -> None:
    port: Secrets = reader(tmp_path, {"LOCKBOX": CANARY})
    secret = port.reveal(env("LOCKBOX"))
    assert secret.reveal() == CANARY
    assert CANARY not in f"{secret} {secret!r}"


class TestEnvironment:
    @pytest.mark.parametrize(("environ", "word"), [({}, "not set"), ({"LOCKBOX": ""}, "empty")])
    def test_unset_and_empty(self, tmp_path: Path, environ: dict[str, str], word: str) -> None:
        finding = only(reader(tmp_path, environ), env("LOCKBOX"))
        assert finding.code == "LW1602"
        assert word in finding.detail
        assert "export LOCKBOX=..." in finding.fix

    @pytest.mark.parametrize(
        ("value", "word"),
        [
            (f"{CANARY}\n", "line break"),
            (f"{CANARY}\r", "line break"),
            (f" {CANARY}", "blank"),
            (f"{CANARY}\t", "blank"),
            (f"{CANARY}\x1b[2J", "cannot be seen"),
            (f"{CANARY}\u200b", "cannot be seen"),
            (f"{CANARY}\udce9", "not UTF-8"),
        ],
    )
    def test_values_that_were_pasted_badly(self, tmp_path: Path, value: str, word: str) -> None:
        finding = only(reader(tmp_path, {"KEY": value}), env("KEY"))
        assert finding.code == "LW1608"
        assert word in finding.detail
        assert "env:KEY" in finding.detail

    def test_it_is_read_once(self, tmp_path: Path) -> None:
        environ = {"LOCKBOX": CANARY}
        reading = reader(tmp_path, environ)
        first = reading.reveal(env("LOCKBOX"))
        environ["LOCKBOX"] = "other"
        assert reading.reveal(env("LOCKBOX", line=9)) is first


class TestFiles:
    @pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
    def test_one_newline_at_the_end_is_the_editors(self, tmp_path: Path, ending: str) -> None:
        path = write(tmp_path / "code", f"{CANARY}{ending}")
        assert reader(tmp_path).reveal(file(path)).reveal() == CANARY

    def test_relative_to_the_project_and_through_links(self, tmp_path: Path) -> None:
        write(tmp_path / "code", "0042")
        (tmp_path / "link").symlink_to("code")
        assert reader(tmp_path).reveal(file("link")).reveal() == "0042"

    @pytest.mark.parametrize("content", [f"{CANARY}\n\n", f"{CANARY}\nsecond", f"\n{CANARY}", "\n"])
    def test_more_than_one_line(self, tmp_path: Path, content: str) -> None:
        path = write(tmp_path / "code", content)
        assert only(reader(tmp_path), file(path)).code == "LW1608"

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o777])
    def test_files_that_others_may_open(self, tmp_path: Path, mode: int) -> None:
        path = write(tmp_path / "my code", CANARY, mode)
        finding = only(reader(tmp_path), file(path))
        assert finding.code == "LW1604"
        assert f"chmod 600 '{path}'" in finding.fix
        assert f"{mode:03o}" in finding.detail

    def test_missing(self, tmp_path: Path) -> None:
        finding = only(reader(tmp_path), file("~/code"))
        assert finding.code == "LW1603"
        assert "`~` is not expanded" in finding.fix

    def test_what_is_no_readable_file(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe", 0o600)
        (tmp_path / "file").touch()
        for path in ("pipe", ".", "file/x", "x\0y"):
            assert only(reader(tmp_path), file(path)).code == "LW1603"

    def test_too_large(self, tmp_path: Path) -> None:
        path = write(tmp_path / "code", "x" * (secrets.MAX_SECRET_BYTES + 1))
        assert "exceeds" in only(reader(tmp_path), file(path)).detail


class TestCommands:
    def test_standard_output_is_the_secret(self, tmp_path: Path) -> None:
        reading = reader(tmp_path, {"SEEN": CANARY})
        assert reading.reveal(python("import os; print(os.environ['SEEN'])")).reveal() == CANARY

    def test_it_runs_in_the_project_without_a_shell_and_once(self, tmp_path: Path) -> None:
        one = python("open('runs', 'a').write('x'); print('$HOME;`id`')")
        reading = reader(tmp_path)
        assert reading.reveal_all([one, one])[1].reveal() == "$HOME;`id`"
        assert (tmp_path / "runs").read_text() == "x"

    def test_failure_names_the_command_never_its_output(self, tmp_path: Path) -> None:
        program = f"import sys; print('{CANARY}'); print('{CANARY}', file=sys.stderr); sys.exit(3)"
        finding = only(reader(tmp_path), python(program))
        assert finding.code == "LW1607"
        assert "exit code 3" in finding.detail
        assert sys.executable in finding.detail

    def test_failure_is_remembered(self, tmp_path: Path) -> None:
        one = python("open('runs', 'a').write('x'); exit(1)")
        reading = reader(tmp_path)
        refused(reading, one, one)
        refused(reading, one)
        assert (tmp_path / "runs").read_text() == "x"

    def test_not_found_not_executable_and_bad_words(self, tmp_path: Path) -> None:
        (tmp_path / "script").touch()
        for argv in (("no-such-program-at-all",), (str(tmp_path / "script"),), ("x\0y",)):
            assert only(reader(tmp_path), command(*argv)).code == "LW1607"

    def test_time_is_limited(self, tmp_path: Path) -> None:
        reading = SecretReader({}, tmp_path, placeholders=True, command_seconds=0.2)
        assert "0.2 seconds" in only(reading, python("import time; time.sleep(30)")).detail

    def test_output_is_limited(self, tmp_path: Path) -> None:
        program = f"print('{CANARY}' * 10000)"
        assert "printed more" in only(reader(tmp_path), python(program)).detail


class TestJsonFiles:
    def test_by_key(self, tmp_path: Path) -> None:
        write(tmp_path / "codes.json", json.dumps({"DEN-001": "0042", "DEN-002": CANARY}))
        reading = reader(tmp_path)
        found = reading.reveal_all([entry("codes.json", "DEN-001"), entry("codes.json", "DEN-002")])
        assert [one.reveal() for one in found] == ["0042", CANARY]

    @pytest.mark.parametrize(
        ("value", "word"), [(CANARY, "no entry"), (42, "leading zeros"), (["x"], "not text")]
    )
    def test_missing_keys_and_numbers(self, tmp_path: Path, value: object, word: str) -> None:
        key = "DEN-9" if value == CANARY else "DEN-001"
        write(tmp_path / "codes.json", json.dumps({"DEN-001": value}))
        finding = only(reader(tmp_path), entry("codes.json", key))
        assert finding.code == "LW1606"
        assert word in finding.detail

    @pytest.mark.parametrize(
        "content",
        [
            "",
            f'["{CANARY}"]',
            f'{{"a": "{CANARY}", "a": "x"}}',
            f'{{"a": "{CANARY}"',
            b'{"a": "\xe9"}',
            "[" * 100_000,
            '{"a": ' + "9" * 10_000 + "}",
        ],
    )
    def test_files_that_are_no_object(self, tmp_path: Path, content: str | bytes) -> None:
        write(tmp_path / "codes.json", content)
        assert only(reader(tmp_path), entry("codes.json", "a")).code == "LW1605"

    def test_a_missing_file_is_told_once_for_all_its_keys(self, tmp_path: Path) -> None:
        refs = [entry("codes.json", f"DEN-{n}", line=n) for n in (5, 6, 7)]
        (finding,) = refused(reader(tmp_path), *refs)
        assert finding.span == place(5)
        assert "2 other places need it too" in finding.detail

    def test_permissions_count_here_too(self, tmp_path: Path) -> None:
        write(tmp_path / "codes.json", "{}", 0o644)
        assert only(reader(tmp_path), entry("codes.json", "a")).code == "LW1604"


class TestInline:
    def test_the_code_itself(self, tmp_path: Path) -> None:
        found = reader(tmp_path).reveal_all([inline("1111", line=2), inline("2222", line=3)])
        assert [one.reveal() for one in found] == ["1111", "2222"]

    def test_each_bad_cell_has_its_place(self, tmp_path: Path) -> None:
        bad = [inline(f"{CANARY} ", line=2), inline(f"{CANARY} ", line=3)]
        first, second = refused(reader(tmp_path), *bad)
        assert "homes.csv:2 (row 2, field access_code_ref)" in first.detail
        assert "homes.csv:3" in second.detail

    def test_no_code_at_all(self, tmp_path: Path) -> None:
        nothing = SecretRef(source=SecretSource.INLINE, name="code", span=place())
        assert only(reader(tmp_path), nothing).code == "LW1608"


def test_many_missing_secrets_make_one_error(tmp_path: Path) -> None:
    reading = reader(tmp_path, {"SET": "1"})
    asked = [env("A", line=1), env("SET"), env("B", line=2), env("A", line=3), file("code")]
    findings = refused(reading, *asked)
    assert [(finding.code, finding.span) for finding in findings] == [
        ("LW1602", place(1)),
        ("LW1602", place(2)),
        ("LW1603", place(1)),
    ]
    assert "1 other place need" in findings[0].detail


class TestPlaceholders:
    def test_what_nobody_set(self, tmp_path: Path) -> None:
        write(tmp_path / "codes.json", "{}")
        reading = reader(tmp_path, placeholders=True)
        unset = [
            env("A"),
            file("code"),
            entry("no.json", "x"),
            entry("codes.json", "x"),
            command("no-such-program-at-all"),
            python("exit(1)"),
        ]
        assert {one.reveal() for one in reading.reveal_all(unset)} == {PLACEHOLDER}

    def test_what_is_set_is_used_and_what_is_wrong_stays_wrong(self, tmp_path: Path) -> None:
        path = write(tmp_path / "code", CANARY, 0o644)
        reading = reader(tmp_path, {"A": "12", "B": f"{CANARY}\n"}, placeholders=True)
        assert reading.reveal(env("A")).reveal() == "12"
        assert [d.code for d in refused(reading, env("B"), file(path))] == ["LW1608", "LW1604"]


@given(st.text(min_size=3))
def test_a_value_is_given_unchanged_or_refused_in_silence(value: str) -> None:
    reading = reader(Path("/"), {"KEY": f"{CANARY}{value}"})
    told = CANARY + value
    try:
        told = reading.reveal(env("KEY")).reveal()
    except SecretError as error:
        silence = f"{error} {error.diagnostics!r}"
    else:
        silence = ""
    assert told == CANARY + value
    assert CANARY not in silence
