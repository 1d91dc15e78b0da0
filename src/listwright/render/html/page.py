"""What all pages share: the environment of their templates, and the policy that binds a browser."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import quote

from listwright.model.hidden import HIDDEN

if TYPE_CHECKING:
    from jinja2 import Environment

_UNSEEN = re.compile(f"[\x00-\x08\x0b-\x1f{HIDDEN}\ud800-\udfff]")


def fill(template: str, style: str, **values: object) -> str:
    """The page of that template, with `style` as its only style sheet; both are files beside this.

    The policy in its head allows that sheet, by its digest, and pictures that the page holds.
    """
    sheet = _text(style)
    digest = b64encode(sha256(sheet.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; "
        "form-action 'none'"
    )
    page = _environment().from_string(_text(template))
    return page.render(sheet=sheet, policy=policy, **values)


def inline_address(content: bytes) -> str:
    """A JPEG as an address that holds it."""
    return f"data:image/jpeg;base64,{b64encode(content).decode()}"


def relative_link(path: str) -> str:
    """A path below the page's folder as a link that no name can turn into another kind of link."""
    return f"./{quote(path)}"


def shown(text: object) -> str:
    """Foreign text without what would hide or reorder letters; escaping is the template's work."""
    return _UNSEEN.sub("\ufffd", str(text))


@cache
def _environment() -> "Environment":
    # jinja2 takes a tenth of a second to import, and most commands make no page.
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["shown"] = shown
    return environment


@cache
def _text(name: str) -> str:
    return files("listwright.render.html").joinpath(name).read_text(encoding="utf-8")
