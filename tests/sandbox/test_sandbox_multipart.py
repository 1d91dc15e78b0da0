"""Forms as they are read: fields and files, whatever bytes they hold."""

import pytest

from listwright.sandbox.multipart import Part, read_parts

KIND = "multipart/form-data; boundary=xyz"


def test_fields_and_files_in_their_order() -> None:
    body = (
        b'--xyz\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\n'
        b'--xyz\r\ncontent-disposition: form-data; name="b"; filename="p q.jpg"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n\r\n--x\r\n\x00\xff\r\n"
        b'--xyz\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
        b"--xyz--\r\n"
    )
    assert read_parts(KIND, body) == (
        Part(name="a", content=b"one"),
        Part(name="b", content=b"\r\n--x\r\n\x00\xff", filename="p q.jpg"),
        Part(name="a", content=b""),
    )


def test_parts_without_a_name_are_left_out() -> None:
    body = b"--xyz\r\nContent-Type: text/plain\r\n\r\none\r\n--xyz\r\nno head\r\n--xyz--"
    assert read_parts(KIND, body) == ()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"--xyz--"),
        ("", b""),
        ("multipart/form-data", b"--xyz--"),
        (KIND, b""),
        (KIND, b"something else"),
        (KIND, b'--xyz\r\nContent-Disposition: form-data; name="a"\r\n\r\ncut'),
        ("multipart/mixed; boundary=xyz", b"--xyz--"),
    ],
)
def test_what_is_no_form(kind: str, body: bytes) -> None:
    assert read_parts(kind, body) is None
