"""A form with files, as uploads are sent (RFC 7578): bounded, and whole in memory."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

FORM_LIMIT = 64 * 1024 * 1024
"""Bytes of all files together."""

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
_LONGEST_NAME = 100
_BREAKS = re.compile(r'["\\\r\n]')


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFile:
    """A file of a form: the part it fills, the name it is sent under, and its bytes."""

    part: str
    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Fields first, then files."""

    fields: Mapping[str, str]
    files: tuple[FormFile, ...]


def encode_form(form: Form) -> tuple[str, bytes]:
    """The content type and the body; raises ValueError for one above the limit or ill-named."""
    if sum(len(file.content) for file in form.files) > FORM_LIMIT:
        message = f"the files of a form are larger than {FORM_LIMIT // (1024 * 1024)} MiB"
        raise ValueError(message)
    # Random, so that no picture can hold it.
    boundary = f"listwright-{secrets.token_hex(16)}"
    body = bytearray()
    for name, value in form.fields.items():
        body += _opening(boundary, name) + b"\r\n" + value.encode() + b"\r\n"
    for file in form.files:
        extra = f'; filename="{_file_name(file.name)}"'
        body += _opening(boundary, file.part, extra)
        body += f"Content-Type: {_one_line(file.media_type)}\r\n\r\n".encode()
        body += file.content + b"\r\n"
    body += f"--{boundary}--\r\n".encode()
    return f"multipart/form-data; boundary={boundary}", bytes(body)


def _opening(boundary: str, name: str, extra: str = "") -> bytes:
    part = f'Content-Disposition: form-data; name="{_one_line(name)}"{extra}'
    return f"--{boundary}\r\n{part}\r\n".encode()


def _one_line(text: str) -> str:
    """`text`, which must not end the line or the quotes it stands in."""
    if _BREAKS.search(text):
        message = "a name in a form holds a quote or a line break"
        raise ValueError(message)
    return text


def _file_name(name: str) -> str:
    """Letters that every server takes; the end counts, since it says what the file is."""
    return _UNSAFE.sub("_", name)[-_LONGEST_NAME:] or "file"
