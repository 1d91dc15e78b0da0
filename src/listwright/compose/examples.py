"""The example projects that ship with listwright."""

from pathlib import Path

from listwright.errors import InternalError

_PACKAGE = Path(__file__).resolve().parent.parent
_PLACES = (_PACKAGE / "examples", _PACKAGE.parent.parent / "examples")
"""Where they are: beside the package when it was installed, at the top of a checkout otherwise."""


def example_project(name: str) -> Path:
    """The folder of the example project `name`."""
    for place in _PLACES:
        if (place / name / "listwright.yaml").is_file():
            return place / name
    message = f"The example project {name} is missing from this installation."
    raise InternalError(message)
