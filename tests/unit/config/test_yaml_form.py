"""The form of YAML: one row for each kind of bad input, with its exact code and position."""

import time

import pytest

from listwright.config.yaml import Mapping, ParsedFile, Scalar, Sequence, parse_yaml
from listwright.config.yaml.limits import MAX_ANCHORS, MAX_DEPTH, MAX_FINDINGS, MAX_SCALAR_BYTES
from listwright.errors.codes import CODES


def found(content: bytes) -> list[str]:
    """`code line:column` of every finding."""
    return [
        f"{one.code} {one.span.line}:{one.span.column}"
        for one in parse_yaml(content, "f.yaml").diagnostics
        if one.span
    ]


def laughs() -> bytes:
    rows = [b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for level in range(1, 9):
        alias = b", ".join([b"*a%d" % (level - 1)] * 10)
        rows.append(b"a%d: &a%d [%b]" % (level, level, alias))
    return b"\n".join(rows)


MERGE_BOMB = b"a0: &a0 {x: 1}\n" + b"".join(
    b"a%d: &a%d {<<: [*a%d, *a%d]}\n" % (n, n, n - 1, n - 1) for n in range(1, 4)
)

REFUSED = [
    ("B1 billion laughs", laughs(), ["LW1031 5:45"]),
    ("B2 merge bomb", MERGE_BOMB, ["LW1026 2:10", "LW1026 3:10", "LW1026 4:10"]),
    ("B3 brackets", b"[" * 50_000, ["LW1030 1:65"]),
    ("B3 brackets on lines", b"[\n" * 50_000, ["LW1030 65:1"]),
    ("B3 dashes", b"- " * 50_000, ["LW1030 1:129"]),
    ("B4 nested mappings", b"{a: " * 50_000, ["LW1030 1:257"]),
    ("B5 recursive alias", b"x: &a {b: *a}", ["LW1032 1:11"]),
    ("B5 recursive root", b"&a\nb: *a", ["LW1032 2:4"]),
    ("unknown alias", b"x: *nobody", ["LW1033 1:4"]),
    ("B6 duplicate key", b"a: 1\nb: 2\na: 3\n", ["LW1024 3:1"]),
    ("B7 differs by quoting", b'a: 1\n"a": 2\n', ["LW1024 2:1"]),
    ("B7 differs by case", b"{a: 1, A: 2}", ["LW1025 1:8"]),
    ("B8 several documents", b"a: 1\n---\nb: 2\n", ["LW1022 2:1"]),
    ("B8 after the end", b"a: 1\n...\n---\nb: 2\n", ["LW1022 3:1"]),
    ("B9 empty file", b"", ["LW1023 1:1"]),
    ("B9 only a comment", b"# nothing\n", ["LW1023 1:1"]),
    ("B9 null", b"\n~\n", ["LW1023 2:1"]),
    ("B9 list", b"[]\n", ["LW1023 1:1"]),
    ("B9 scalar", b"\n hello\n", ["LW1023 2:2"]),
    ("B10 tab as indentation", b"a:\n\tb: 1\n", ["LW1021 2:1"]),
    ("B10 tab after a value", b"a: 1\n\tb: 1\n", ["LW1021 2:1"]),
    ("B10 tab after a dash", b"-\ta: 1\n", ["LW1021 1:2"]),
    ("B11 UTF-16 with mark", "a: 1\n".encode("utf-16"), ["LW1011 1:1"]),
    ("B11 UTF-16 without mark", "a: 1\n".encode("utf-16-be"), ["LW1011 1:1"]),
    ("B11 UTF-32 with mark", "a: 1\n".encode("utf-32"), ["LW1011 1:1"]),
    ("B11 UTF-32 without mark", "a: 1\n".encode("utf-32-le"), ["LW1011 1:1"]),
    ("B11 Latin-1", "a: 1\nb: café\n".encode("latin-1"), ["LW1010 2:7"]),
    ("B12 invalid UTF-8", b"\xef\xbb\xbfa: \xff", ["LW1010 1:4"]),
    ("B12 raw lone surrogate", b"a: \xed\xa0\x80", ["LW1010 1:4"]),
    ("B12 escaped lone surrogate", b'a: "\\uD800"', ["LW1013 1:7"]),
    ("B12 NUL", b"a: 1\nb: x\x00y\n", ["LW1012 2:5"]),
    ("B12 ESC", b"\xef\xbb\xbfa: \x1b[2J", ["LW1012 1:4"]),
    ("B12 each of them", b"a: \x07\n# \x08\n", ["LW1012 1:4", "LW1012 2:3"]),
    ("B12 C1", "a: \u009b2J".encode(), ["LW1012 1:4"]),
    ("B12 line separator", "a: x\u2028y".encode(), ["LW1012 1:5"]),
    ("B12 lone carriage return", b"a: x\ry: 1\r\n", ["LW1012 1:5"]),
    ("B12 mark in the middle", "a: 1\n\ufeffb: 2".encode(), ["LW1012 2:1"]),
    ("B12 non-character", "a: \ufffe".encode(), ["LW1012 1:4"]),
    ("B13 python tag", b"a: !!python/object/apply:os.system [id]", ["LW1027 1:4"]),
    ("B14 binary", b"a: !!binary aGk=", ["LW1027 1:4"]),
    ("B14 set", b"a: !!set {x}", ["LW1027 1:4"]),
    ("B14 own tag", b"a: !foo 1\nb: !!str 2", ["LW1027 1:4", "LW1027 2:4"]),
    ("B14 non-specific tag", b"a: ! 1", ["LW1027 1:4"]),
    ("B14 undefined handle", b"a: !e!foo 1", ["LW1027 1:4"]),
    ("B15 complex key", b"? [1, 2]\n: 3\n", ["LW1028 1:3"]),
    ("B15 mapping as key", b"? {a: 1}\n: 3\n", ["LW1028 1:3"]),
    ("B15 alias as key", b"x: &a y\n*a : 3\n", ["LW1028 2:1"]),
    ("empty key", b"? \n: 3", ["LW1029 1:2"]),
    ("empty quoted key", b'"": 3', ["LW1029 1:1"]),
    ("B16 unknown version", b"%YAML 3.0\n---\na: 1", ["LW1020 1:1"]),
    ("B18 long scalar", b"a: " + b"x" * (MAX_SCALAR_BYTES + 1), ["LW1035 1:4"]),
    ("B18 anchors", b"- &a 1\n" * 5_000, [f"LW1034 {MAX_ANCHORS + 1}:3"]),
    ("colon in text", b"a: b: c", ["LW1020 1:5"]),
    ("unclosed quotation", b'a: "foo\nb: 1\n', ["LW1020 1:4"]),
    ("unclosed list", b"a: [1\nb: 2", ["LW1020 2:2"]),
    ("no colon", b"a: 1\nb\nc: 2", ["LW1020 2:1"]),
    ("reserved character", b"a: @x", ["LW1020 1:4"]),
    ("anchor without a name", b"a: &", ["LW1020 1:5"]),
    ("message we have no words for", b"a: |1000\n x", ["LW1020 1:6"]),
    ("all at once", b"a: !x 1\na: 2\n<<: 3\n", ["LW1027 1:4", "LW1024 2:1", "LW1026 3:1"]),
    ("then a scanner error", b"- {a: 1, a: 2}\n- @", ["LW1024 1:10", "LW1020 2:3"]),
]


@pytest.mark.parametrize(
    ("content", "expected"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_refused_with_code_and_position(content: bytes, expected: list[str]) -> None:
    start = time.perf_counter()
    assert found(content) == expected
    assert time.perf_counter() - start < 1
    for one in parse_yaml(content, "f.yaml").diagnostics:
        assert one.code in CODES
        assert one.detail
        assert one.fix
        assert (one.summary + one.detail + one.fix).isprintable()


def test_nodes_are_limited() -> None:
    assert found(b"[" + b"a," * 1_000_001) == ["LW1036 1:2000000"]


def test_a_flood_of_findings_ends() -> None:
    result = found(b"a: 1\n" * (MAX_FINDINGS + 50))
    assert len(result) == MAX_FINDINGS + 1
    assert result[-1] == f"LW1037 {MAX_FINDINGS + 1}:1"


def test_a_list_full_of_findings_raises_nothing() -> None:
    pairs = b"{" + b", ".join([b"a: 1"] * MAX_FINDINGS) + b"}"
    result = found(b"[" + pairs + b"]")
    assert result[:2] == ["LW1023 1:1", "LW1037 1:1"]
    assert len(result) == MAX_FINDINGS + 1


def parse(text: str) -> Mapping:
    parsed = parse_yaml(text.encode(), "f.yaml")
    assert parsed.diagnostics == ()
    assert parsed.mapping is not None
    return parsed.mapping


def test_duplicate_names_both_places() -> None:
    (finding,) = parse_yaml(b"a: 1\nb: {a: 1}\n'a': 3\n", "f.yaml").diagnostics
    assert "line 3, column 1" in finding.detail
    assert "line 1, column 1" in finding.detail


def test_encodings_are_named() -> None:
    details = [
        parse_yaml(content, "f.yaml").diagnostics[0].detail
        for content in (b"\xff\xfea\0", "é: 1".encode("latin-1"), b"a: 1\nb\x00")
    ]
    assert "UTF-16" in details[0]
    assert "Latin-1" in details[1]
    assert "byte offset 0" in details[1]
    assert "U+0000 stands at byte offset 6" in details[2]


@pytest.mark.parametrize("text", ["\ufeffa: 1", "%YAML 1.2\n---\na: 1", "---\na: 1\n...\n"])
def test_accepted_headers(text: str) -> None:
    value = parse(text).get("a")
    assert isinstance(value, Scalar)
    assert value.text == "1"


def test_nesting_up_to_the_limit_is_read() -> None:
    parse("a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1))
    assert found(b"a: " + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH) == ["LW1030 1:67"]


def test_aliases_share_the_node() -> None:
    root = parse("a: &x {k: v}\nb: *x\nc: &y text\nd: [*y, &e [], *e]\n")
    assert root.get("a") is root.get("b")
    shared = root.get("b")
    assert shared is not None
    assert str(shared.span) == "f.yaml:1:4"
    listed = root.get("d")
    assert isinstance(listed, Sequence)
    assert listed.items[0] is root.get("c")
    assert listed.items[1] is listed.items[2]


def test_refused_entries_are_left_out_and_the_first_stays() -> None:
    mapping = parse_yaml(b"a: 1\na: 2\n<<: {c: 3}\nb: !x 4\n", "f.yaml").mapping
    assert mapping is not None
    assert mapping.keys() == ("a", "b")
    first = mapping.get("a")
    assert isinstance(first, Scalar)
    assert first.text == "1"


def test_positions_and_lookups() -> None:
    root = parse("a: 1\n\nlist:\n  - x\n  - 'it''s'\n")
    assert len(root) == 2
    assert [entry.key.text for entry in root] == ["a", "list"]
    assert "a" in root
    assert "b" not in root
    assert root.get("b") is None
    assert root.key_span("b") is None
    assert str(root.key_span("list")) == "f.yaml:3:1"
    listed = root.get("list")
    assert isinstance(listed, Sequence)
    assert len(listed) == 2
    assert str(listed.span) == "f.yaml:4:3"
    last = list(listed)[1]
    assert isinstance(last, Scalar)
    assert (last.text, last.plain) == ("it's", False)
    assert (last.span.end_line, last.span.end_column) == (5, 12)


def test_large_mappings_are_indexed() -> None:
    root = parse("".join(f"k{n}: {n}\n" for n in range(100)))
    value = root.get("k99")
    assert isinstance(value, Scalar)
    assert value.text == "99"
    assert root.get("k100") is None


@pytest.mark.parametrize(
    ("written", "null"),
    [("", True), ("~", True), ("null", True), ("NULL", True), ("'null'", False), ("''", False)],
)
def test_null(written: str, null: bool) -> None:
    value = parse(f"a: {written}\n").get("a")
    assert isinstance(value, Scalar)
    assert value.is_null is null


def test_block_text() -> None:
    value = parse("a: |\n  one\n  two\n").get("a")
    assert isinstance(value, Scalar)
    assert (value.text, value.plain) == ("one\ntwo\n", False)


def test_result_is_a_value() -> None:
    assert parse_yaml(b"a: [", "f.yaml") == ParsedFile(
        mapping=None, diagnostics=parse_yaml(b"a: [", "f.yaml").diagnostics
    )
