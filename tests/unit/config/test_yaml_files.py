"""Files and includes: B19, B20, B80, B81."""

import os
import socket
from hashlib import sha256
from pathlib import Path

import pytest

from listwright.config.sources import ProjectFiles, read_project
from listwright.config.yaml import Source, read_source
from listwright.config.yaml.limits import MAX_FILE_BYTES
from listwright.errors import Diagnostic
from listwright.errors.codes import CODES


def write(root: Path, **files: str) -> Path:
    """Files by name, `rules__a` for `rules/a.yaml`."""
    for name, text in files.items():
        path = root / (name.replace("__", "/") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def found(project: ProjectFiles) -> list[str]:
    return [f"{one.code} {one.span}" for one in project.diagnostics]


def names(project: ProjectFiles) -> list[str]:
    return [one.file for one in project.files]


def refused(path: Path) -> Diagnostic:
    result = read_source(path, "f.yaml")
    assert isinstance(result, Diagnostic)
    assert str(result.span) == "f.yaml:1:1"
    assert result.code in CODES
    return result


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(b"a: 1\n")
    digest = f"sha256:{sha256(b'a: 1' + os.linesep.encode()).hexdigest()}"
    assert read_source(path, "f.yaml") == Source(file="f.yaml", content=b"a: 1\n", digest=digest)


def test_b19_only_regular_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    assert "a named pipe" in refused(tmp_path / "fifo").detail
    assert "a directory" in refused(tmp_path).detail
    assert "a device" in refused(Path("/dev/null")).detail
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    assert refused(tmp_path / "dangling").code == "LW1007"
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert refused(tmp_path / "loop").code == "LW1004"
    assert refused(tmp_path / "absent").code == "LW1002"
    assert refused(tmp_path / "nul\0").code == "LW1004"


def test_b19_sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s")
        assert refused(tmp_path / "s").code == "LW1004"


def test_b18_size_is_checked_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    path.touch()
    os.truncate(path, MAX_FILE_BYTES + 1)
    assert refused(path).code == "LW1005"


def test_b19_a_file_whose_size_is_not_its_content() -> None:
    assert refused(Path("/proc/self/status")).code == "LW1006"


def test_b20_reading_fails(tmp_path: Path) -> None:
    assert refused(Path("/proc/self/mem")).code in {"LW1004", "LW1006"}
    assert refused(tmp_path / ("n" * 300)).code == "LW1004"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_b20_not_readable(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.touch(mode=0)
    assert refused(path).code == "LW1004"


def test_missing_main_file(tmp_path: Path) -> None:
    project = read_project(tmp_path, "listwright.yaml")
    assert found(project) == ["LW1002 listwright.yaml:1:1"]
    fix = project.diagnostics[0].fix
    assert "-C/--chdir" in fix
    assert "-f/--file" in fix
    assert found(read_project(tmp_path, "\udcff.yaml")) == ["LW1002 \\xff.yaml:1:1"]


def test_main_may_be_named_absolutely(tmp_path: Path) -> None:
    write(tmp_path, main="version: 1\n")
    assert names(read_project(tmp_path, str(tmp_path / "main.yaml"))) == ["main.yaml"]
    other = read_project(tmp_path / "other", str(tmp_path / "main.yaml"))
    assert names(other) == [str(tmp_path / "main.yaml")]


def test_order_of_contribution(tmp_path: Path) -> None:
    write(
        tmp_path,
        main="include: [rules/*.yaml, over/z.yaml, '*.yaml', rules/b.yaml]\n",
        rules__b="b: 1",
        rules__a="a: 1",
        over__z="z: 1",
        extra="e: 1",
    )
    (tmp_path / "rules" / ".hidden.yaml").touch()
    (tmp_path / "rules" / "dir.yaml").mkdir()
    project = read_project(tmp_path, "main.yaml")
    assert found(project) == []
    expected = ["rules/a.yaml", "rules/b.yaml", "over/z.yaml", "extra.yaml", "main.yaml"]
    assert names(project) == expected
    assert project.files[0].mapping.keys() == ("a",)
    assert project.files[0].digest == f"sha256:{sha256(b'a: 1').hexdigest()}"


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("../../etc/passwd", "LW1041"),
        ("rules/../../x.yaml", "LW1041"),
        ("/etc/passwd", "LW1041"),
        ("~/x.yaml", "LW1041"),
        ("'C:\\x.yaml'", "LW1041"),
        ("rules\\x.yaml", "LW1041"),
        ("link.yaml", "LW1041"),
        ("linked/*.yaml", "LW1041"),
        ('"a\\0b"', "LW1046"),
        ('"a\\eb"', "LW1046"),
        ("''", "LW1046"),
        ("a**b/x", "LW1046"),
        ("'**/**/x'", "LW1046"),
        ("https://example.org/x.yaml", "LW1042"),
        ("file:///etc/passwd", "LW1042"),
        ("//host/share", "LW1042"),
        ("none/*.yaml", "LW1043"),
        ("none.yaml", "LW1043"),
        ("main.yaml", "LW1045"),
        ("'main.*'", "LW1043"),
        ("~", "LW1050"),
        ("[x]", "LW1051"),
    ],
)
def test_b80_b81_refused_includes(tmp_path: Path, entry: str, code: str) -> None:
    outside = tmp_path / "outside"
    root = write(tmp_path / "root", main=f"version: 1\ninclude:\n  - {entry}\n", ok="a: 1")
    write(outside, x="secret: 1")
    (root / "link.yaml").symlink_to(outside / "x.yaml")
    (root / "linked").symlink_to(outside)
    project = read_project(root, "main.yaml")
    assert found(project) == [f"{code} main.yaml:3:5"]
    assert names(project) == ["main.yaml"]
    assert code in CODES


def test_include_must_be_a_list(tmp_path: Path) -> None:
    write(tmp_path, main="include: rules/*.yaml\n", other="include:\n", none="include: []\n")
    assert found(read_project(tmp_path, "main.yaml")) == ["LW1040 main.yaml:1:10"]
    assert found(read_project(tmp_path, "other.yaml")) == ["LW1040 other.yaml:1:9"]
    assert found(read_project(tmp_path, "none.yaml")) == []


def test_links_inside_the_project_are_followed_once(tmp_path: Path) -> None:
    write(tmp_path, main="include: [a.yaml, b.yaml, '**/c.yaml']\n", a="a: 1", deep__er__c="c: 1")
    (tmp_path / "b.yaml").symlink_to("a.yaml")
    assert names(read_project(tmp_path, "main.yaml")) == ["a.yaml", "deep/er/c.yaml", "main.yaml"]


def test_dangling_and_endless_links(tmp_path: Path) -> None:
    write(tmp_path, main="include: ['a*.yaml']\n", other="include: ['l*.yaml']\n")
    (tmp_path / "a.yaml").symlink_to("nowhere")
    assert found(read_project(tmp_path, "main.yaml")) == ["LW1007 a.yaml:1:1"]
    (tmp_path / "l.yaml").symlink_to("l.yaml")
    (finding,) = read_project(tmp_path, "other.yaml").diagnostics
    assert finding.code in {"LW1004", "LW1046"}


def test_everything_is_read_and_reported(tmp_path: Path) -> None:
    write(
        tmp_path,
        main="include: [bad.yaml, nested.yaml, nope.yaml, good.yaml]\na: 1\na: 2\n",
        bad="x: [\n",
        nested="include: [good.yaml]\n",
        good="g: 1\n",
    )
    project = read_project(tmp_path, "main.yaml")
    assert names(project) == ["nested.yaml", "good.yaml", "main.yaml"]
    assert found(project) == [
        "LW1024 main.yaml:3:1",
        "LW1043 main.yaml:1:34",
        "LW1020 bad.yaml:2:1",
        "LW1044 nested.yaml:1:1",
    ]


def test_a_broken_main_file_stops_there(tmp_path: Path) -> None:
    write(tmp_path, main="include: [", other="a: 1")
    project = read_project(tmp_path, "main.yaml")
    assert project.files == ()
    assert found(project) == ["LW1020 main.yaml:2:1"]
    assert found(read_project(tmp_path, ".")) == ["LW1003 .:1:1"]
