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


def fill(template: str, style: str, *, script: str = "", **values: object) -> str:
    """The page of that template, with `style` as its only style sheet and `script` as its script.

    All are files below this folder. The policy in the page's head allows that sheet and that
    script, by their digests, and pictures that the page holds: nothing else is run or fetched.
    """
    sheet, code = _text(style), _text(script) if script else ""
    policy = "; ".join(
        [
            "default-src 'none'",
            "img-src data:",
            f"style-src {_digest(sheet)}",
            *([f"script-src {_digest(code)}"] if code else []),
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    page = _environment().get_template(template)
    return page.render(sheet=sheet, code=code, policy=policy, **values)


def _digest(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def inline_address(content: bytes) -> str:
    """A JPEG as an address that holds it."""
    return f"data:image/jpeg;base64,{b64encode(content).decode()}"


def relative_link(path: str) -> str:
    """A path below the page's folder as a link that no name can turn into another kind of link."""
    return f"./{quote(path)}"


def shown(text: object) -> str:
    """Foreign text without what would hide or reorder letters; escaping is the template's work."""
    return _UNSEEN.sub("\ufffd", str(text))


def _finished(value: object) -> object:
    """Whatever a template prints goes through `shown`, but what it declared to be markup."""
    return value if hasattr(value, "__html__") else shown(value)


@cache
def _environment() -> "Environment":
    # jinja2 takes a tenth of a second to import, and most commands make no page.
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # noqa: PLC0415

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(_text),
        finalize=_finished,
    )
    environment.filters["shown"] = shown
    return environment


@cache
def _text(name: str) -> str:
    return files("listwright.render.html").joinpath(name).read_text(encoding="utf-8")
