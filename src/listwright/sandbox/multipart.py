"""Reading `multipart/form-data` bodies: fields and files in the order they were sent."""

from dataclasses import dataclass
from email.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One field, or one file when it has a `filename`."""

    name: str
    content: bytes
    filename: str | None = None

    @property
    def text(self) -> str:
        """The content of a field."""
        return self.content.decode("utf-8", "replace")


def read_parts(content_type: str, body: bytes) -> tuple[Part, ...] | None:
    """The parts of `body`, or None when it is no form."""
    header = _header(content_type)
    boundary = header.get_boundary()
    if header.get_content_type() != "multipart/form-data" or not boundary:
        return None
    mark = b"--" + boundary.encode("utf-8", "replace")
    pieces = (b"\r\n" + body).split(b"\r\n" + mark)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        return None
    parts = [_part(piece) for piece in pieces[1:-1]]
    return tuple(part for part in parts if part is not None)


def _part(piece: bytes) -> Part | None:
    head, separator, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    lines = head.decode("utf-8", "replace").split("\r\n")
    fields = dict(line.partition(":")[::2] for line in lines)
    named = {name.strip().lower(): value.strip() for name, value in fields.items()}
    disposition = _header(named.get("content-disposition", ""), name="content-disposition")
    name = disposition.get_param("name", header="content-disposition")
    if not separator or not isinstance(name, str):
        return None
    return Part(name=name, content=content, filename=disposition.get_filename())


def _header(value: str, *, name: str = "content-type") -> Message:
    message = Message()
    message[name] = value
    return message
