"""Whatever the bytes are, the loader answers with nodes and findings."""

from hypothesis import given, settings
from hypothesis import strategies as st

from listwright.config.yaml import (
    Mapping,
    Node,
    Problem,
    Scalar,
    parse_yaml,
    printable,
    read_boolean,
    read_date,
    read_decimal,
    read_duration,
    read_money,
    read_text,
    read_whole,
)

READERS = (
    read_boolean, read_date, read_decimal, read_duration, read_money, read_text, read_whole,
)  # fmt: skip
PIECES = st.sampled_from(
    ["a", "b: ", ": ", "- ", "[", "]", "{", "}", ",", "\n", "  ", "\t", "&x ", "*x", "!t ", "<<",
     "'", '"', "|", ">", "#", "---", "...", "%", "?", "~", "1", "\\", "é", "\x1b", "\r\n", "@"]
)  # fmt: skip
YAML_LIKE = st.lists(PIECES, max_size=40).map("".join)


def check(content: bytes) -> None:
    parsed = parse_yaml(content, "f.yaml")
    assert parsed.mapping is not None or parsed.diagnostics
    lines = content.decode("utf-8", "replace").count("\n") + 2
    for one in parsed.diagnostics:
        assert one.span is not None
        assert 1 <= one.span.line <= lines
        assert one.span.column >= 1
        assert (one.summary + one.detail + one.fix).isprintable()
    if parsed.mapping is not None:
        walk(parsed.mapping)


def walk(node: Node) -> None:
    if isinstance(node, Scalar):
        for reader in READERS:
            result = reader(node)
            if isinstance(result, Problem):
                assert result.at(node.span).code == result.code
    elif isinstance(node, Mapping):
        for entry in node:
            walk(entry.key)
            walk(entry.value)
    else:
        for item in node:
            walk(item)


@settings(max_examples=400, deadline=None)
@given(st.one_of(YAML_LIKE.map(str.encode), st.text().map(str.encode), st.binary()))
def test_nothing_is_raised(content: bytes) -> None:
    check(content)


@settings(max_examples=200, deadline=None)
@given(YAML_LIKE, st.text(alphabet=st.characters(codec="utf-8"), max_size=20))
def test_nothing_is_raised_inside_a_mapping(inner: str, key: str) -> None:
    check(f"{key}: {inner}\nz: 1\n".encode())


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=30))
def test_plain_text_round_trips(text: str) -> None:
    """A plain value on one line is exactly the characters between its two positions."""
    source = f"a: {printable(text)}"
    parsed = parse_yaml(source.encode("utf-8", "replace"), "f.yaml")
    node = parsed.mapping.get("a") if parsed.mapping and not parsed.diagnostics else None
    if isinstance(node, Scalar) and node.plain and node.end_line == 1 and "&" not in source:
        assert source[node.column - 1 : node.end_column - 1] == node.text


@settings(max_examples=200, deadline=None)
@given(st.from_regex(r"[A-Za-z0-9_.+=][A-Za-z0-9_.:+=/-]{0,20}[A-Za-z0-9_.+=]", fullmatch=True))
def test_codes_and_names_stay_as_written(text: str) -> None:
    mapping = parse_yaml(f"a: {text}\n".encode(), "f.yaml").mapping
    node = mapping.get("a") if mapping else None
    assert isinstance(node, Scalar)
    assert node.is_null or read_text(node) == text


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_quoted_text_round_trips(text: str) -> None:
    escaped = "".join(f"\\U{ord(char):08x}" for char in text)
    mapping = parse_yaml(f'a: "{escaped}"'.encode(), "f.yaml").mapping
    node = mapping.get("a") if mapping else None
    assert isinstance(node, Scalar)
    assert node.text == text
