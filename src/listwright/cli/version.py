"""`listwright version`."""

import platform
from importlib.metadata import version
from typing import TYPE_CHECKING

from listwright import __version__
from listwright.cli.command import define
from listwright.cli.session import Ending, Session

if TYPE_CHECKING:
    from listwright.planfile import Document, Run

_COMPONENTS = ("click", "httpx", "pydantic", "PyYAML")


@define("version", text="Print the versions of listwright and of what it stands on.")
def command(session: Session) -> Ending:  # noqa: ARG001 - every command takes its session
    """Print versions."""
    components = {name: version(name) for name in _COMPONENTS}

    def document(run: "Run") -> "Document":
        from listwright.planfile import version_document

        return version_document(
            run,
            listwright_version=__version__,
            python_version=platform.python_version(),
            platform=platform.platform(terse=True),
            components=components,
        )

    lines = [f"listwright {__version__}", f"Python {platform.python_version()}"]
    lines += [f"{name} {number}" for name, number in sorted(components.items())]
    return Ending(document=document, text="\n".join(lines) + "\n")
