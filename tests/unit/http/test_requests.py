"""Questions, headers and uploads of a session: what leaves, and what comes of it."""

import logging
from email.parser import BytesParser
from email.policy import HTTP

import httpx
import pytest

from listwright.http.answers import Answered
from listwright.http.forms import FORM_LIMIT, Form, FormFile, encode_form
from listwright.http.session import SLOWEST_LINE, TOTAL_SECONDS, HttpSession

KEY = "k3y-CANARY-99"
FILE = FormFile(part="image", name="den 1.jpg", media_type="image/jpeg", content=b"\r\n--x\r\n\xff")


class Wire:
    """Answers {"id": "1"} to everything and keeps the requests."""

    def __init__(self, *, status: int = 200, body: bytes = b'{"id": "1"}') -> None:
        self.requests: list[httpx.Request] = []
        self._answer = (status, body)
        self.session = HttpSession(
            "https://vendor.test/base/",
            visible=frozenset({"id", "page"}),
            transport=lambda: httpx.MockTransport(self._handle),
        )

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        status, body = self._answer
        return httpx.Response(status, content=body)


def test_a_question_has_its_query_and_headers() -> None:
    wire = Wire()
    answered = wire.session.get(
        "v3/project", query={"s": "A & B, #7", "page": "1"}, headers={"x-api-key": KEY}
    )
    assert isinstance(answered, Answered)
    assert answered.document == {"id": "1"}
    (request,) = wire.requests
    assert request.method == "GET"
    assert str(request.url) == "https://vendor.test/base/v3/project?s=A+%26+B%2C+%237&page=1"
    assert request.headers["x-api-key"] == KEY
    assert request.content == b""


def test_headers_of_one_request_are_not_those_of_the_next() -> None:
    wire = Wire()
    wire.session.post("x", {}, headers={"x-api-key": KEY})
    wire.session.post("x", {})
    wire.session.get("x")
    assert ["x-api-key" in request.headers for request in wire.requests] == [True, False, False]
    assert {request.headers["content-type"] for request in wire.requests} == {"application/json"}


def test_an_upload_is_a_form_that_others_can_read() -> None:
    wire = Wire()
    form = Form(fields={"service_name": "s-1"}, files=(FILE,))
    wire.session.upload("v1/order/image", form, headers={"x-api-key": KEY})
    (request,) = wire.requests
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    parts = list(BytesParser(policy=HTTP).parsebytes(head + request.content).iter_parts())
    assert [part.get_param("name", header="content-disposition") for part in parts] == [
        "service_name",
        "image",
    ]
    assert parts[0].get_payload(decode=True) == b"s-1"
    assert parts[1].get_payload(decode=True) == FILE.content
    assert (parts[1].get_filename(), parts[1].get_content_type()) == ("den_1.jpg", "image/jpeg")
    assert request.headers["content-length"] == str(len(request.content))


def test_a_large_upload_has_more_time() -> None:
    wire = Wire()
    content = b"x" * (10 * SLOWEST_LINE)
    large = FormFile(part="image", name="1.jpg", media_type="image/jpeg", content=content)
    wire.session.upload("x", Form(fields={}, files=(large,)))
    wire.session.post("x", {})
    uploaded, posted = (request.extensions["timeout"]["read"] for request in wire.requests)
    assert uploaded == pytest.approx(TOTAL_SECONDS + 10, abs=0.1)
    assert posted == TOTAL_SECONDS


@pytest.mark.parametrize(
    "form",
    [
        Form(fields={'a"b': "1"}, files=()),
        Form(fields={"a\r\nX: 1": "1"}, files=()),
        Form(
            fields={},
            files=(FormFile(part="image", name="1", media_type="a/b\r\nX: 1", content=b""),),
        ),
        Form(
            fields={},
            files=(
                FormFile(part="a", name="1", media_type="a/b", content=bytes(FORM_LIMIT)),
                FormFile(part="b", name="1", media_type="a/b", content=b"x"),
            ),
        ),
    ],
)
def test_a_form_that_cannot_be_sent_as_it_is(form: Form) -> None:
    with pytest.raises(ValueError, match="form"):
        encode_form(form)


@pytest.mark.parametrize("name", ['"; x="', "../../etc/passwd", "a\r\nb", "", "\u00fc.jpg"])
def test_a_file_name_never_leaves_its_quotes(name: str) -> None:
    file = FormFile(part="image", name=name, media_type="image/jpeg", content=b"x")
    _, body = encode_form(Form(fields={}, files=(file,)))
    line = next(line for line in body.split(b"\r\n") if b"filename=" in line)
    assert line.count(b'"') == 4
    assert b"/" not in line.partition(b"filename=")[2]


def test_the_text_of_what_is_no_json_is_kept_out_of_sight() -> None:
    body = b'{"error": "slow down",}'
    answered = Wire(status=429, body=body).session.get("x")
    assert isinstance(answered, Answered)
    assert (answered.text, answered.unreadable) == (body.decode(), "the body is not JSON")
    assert "slow down" not in repr(answered)
    answered = Wire(body=b"x" * 10_000).session.get("x")
    assert isinstance(answered, Answered)
    assert len(answered.text) == 2000


def test_debug_lines_show_neither_headers_nor_files(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="listwright")
    wire = Wire()
    form = Form(fields={"id": f"has {KEY}", "address": "123 Fake St"}, files=(FILE,))
    wire.session.upload("v1/order/image", form, headers={"x-api-key": KEY}, secrets=(KEY,))
    wire.session.get("v3/project", query={"s": "123 Fake St", "page": "1"})
    assert "POST v1/order/image" in caplog.text
    assert 'GET v3/project {"page": "1"} -> 200' in caplog.text
    assert "Fake St" not in caplog.text
    assert KEY not in caplog.text
