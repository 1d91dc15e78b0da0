"""Addresses, status classes, bodies, redaction: values in, values out."""

import gzip
import json
import zlib

import pytest

from listwright.http.addresses import endpoint_problem, is_loopback, join_path
from listwright.http.bodies import BODY_LIMIT, BodyError, read_body
from listwright.http.outcomes import StatusClass, retry_after, status_class
from listwright.http.redaction import redacted_text


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://api.planomatic.com",
        "https://api.example.com:8443/base/",
        "http://localhost:8080",
        "http://127.0.0.1",
        "http://127.9.9.9:1",
        "http://[::1]:8080",
    ],
)
def test_allowed_endpoints(endpoint: str) -> None:
    assert endpoint_problem(endpoint) is None


@pytest.mark.parametrize(
    ("endpoint", "phrase"),
    [
        ("http://api.planomatic.com", "not encrypted"),
        ("http://127.0.0.1.example.com", "not encrypted"),
        ("http://localhost.example.com", "not encrypted"),
        ("ftp://localhost", "not an http"),
        ("sandbox", "not an http"),
        ("https://", "not an http"),
        ("https://user:pw@host", "user name"),
        ("https://user@host", "user name"),
        ("https://host/?key=1", "query"),
        ("https://host/#top", "query"),
        ("https://host:port", "not an address"),
        ("https://[::1", "not an address"),
        ("https://ho st", "characters"),
        ("https://hóst", "characters"),
        ("https://host\n", "characters"),
    ],
)
def test_refused_endpoints(endpoint: str, phrase: str) -> None:
    assert phrase in (endpoint_problem(endpoint) or "")


def test_loopback_is_decided_without_looking_names_up() -> None:
    assert is_loopback("LOCALHOST")
    assert not is_loopback("listwright.invalid")


@pytest.mark.parametrize("endpoint", ["https://h/base", "https://h/base/"])
@pytest.mark.parametrize("path", ["/create", "create"])
def test_slashes_do_not_matter(endpoint: str, path: str) -> None:
    assert join_path(endpoint, path) == "https://h/base/create"


TABLE = {
    StatusClass.SUCCESS: [200, 201, 202, 204, 299],
    StatusClass.REDIRECT: [300, 301, 302, 303, 307, 308],
    StatusClass.REJECTED: [400],
    StatusClass.CONFLICT: [409],
    StatusClass.AUTH: [401, 403],
    StatusClass.ADDRESS: [404, 405],
    StatusClass.RATE: [429],
    StatusClass.UNCERTAIN: [100, 199, 402, 408, 418, 422, 425, 500, 502, 503, 504, 599, 999],
}


@pytest.mark.parametrize(
    ("status", "expected"), [(code, kind) for kind, codes in TABLE.items() for code in codes]
)
def test_status_classes(status: int, expected: StatusClass) -> None:
    assert status_class(status) is expected


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "17"}, 17.0),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "99999999"}, 3600.0),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "²"}, None),
        ({"retry-after": "Sun, 22 Nov 2026 06:00:30 GMT"}, None),
        (
            {
                "retry-after": "Sun, 22 Nov 2026 06:00:30 GMT",
                "date": "Sun, 22 Nov 2026 06:00:00 GMT",
            },
            30.0,
        ),
        (
            {
                "retry-after": "Sun, 22 Nov 2026 05:00:00 GMT",
                "date": "Sun, 22 Nov 2026 06:00:00 GMT",
            },
            0.0,
        ),
        (
            {
                "retry-after": "Sun, 22 Nov 2026 06:00:30",
                "date": "Sun, 22 Nov 2026 06:00:00 GMT",
            },
            None,
        ),
        ({"retry-after": f"Mon, 01 Jan {'9' * 20} 00:00:00 GMT"}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


@pytest.mark.parametrize("encoding", ["gzip", "GZIP ", "x-gzip"])
def test_gzip_is_read(encoding: str) -> None:
    packed = gzip.compress(b"hello" * 1000)
    assert read_body([packed[:10], packed[10:]], encoding) == b"hello" * 1000


def test_deflate_is_read() -> None:
    assert read_body([zlib.compress(b"hello")], "deflate") == b"hello"


@pytest.mark.parametrize(
    ("chunks", "encoding", "reason"),
    [
        ([b"x"], "br", "compressed in a way"),
        ([b"x"], "gzip, gzip", "compressed in a way"),
        ([b"no gzip"], "gzip", "compression is broken"),
        ([gzip.compress(b"hello" * 99)[:-9]], "gzip", "cut short"),
        ([b" " * BODY_LIMIT, b" "], "", "larger than 5 MiB"),
        ([gzip.compress(b" " * (BODY_LIMIT + 1))], "gzip", "larger than 5 MiB"),
        ([gzip.compress(b""), *[b"x" * BODY_LIMIT] * 2], "gzip", "larger than 5 MiB"),
    ],
)
def test_unusable_bodies(chunks: list[bytes], encoding: str, reason: str) -> None:
    with pytest.raises(BodyError, match=reason):
        read_body(chunks, encoding)


def test_the_largest_body() -> None:
    assert len(read_body([gzip.compress(b" " * BODY_LIMIT)], "gzip")) == BODY_LIMIT


def test_only_listed_fields_are_shown() -> None:
    document = {
        "order_id": 7,
        "api_key": "CANARY",
        "errors": [{"attr": "a", "message": "CANARY"}, "CANARY", ["CANARY"]],
        "data": {"order_id": "8", "property_access": {"order_id": "CANARY"}},
        "new_field": {"order_id": "CANARY"},
    }
    shown = redacted_text(document, {"order_id", "errors", "attr", "data"})
    assert json.loads(shown) == {
        "order_id": 7,
        "errors": [{"attr": "a"}, []],
        "data": {"order_id": "8"},
    }


def test_redaction_of_what_is_no_document() -> None:
    assert redacted_text("CANARY", {"order_id"}) == ""
    assert len(redacted_text({"order_id": "x" * 9999}, {"order_id"})) == 2000
