"""The files of the simulated project: homes that want pictures of photos that lie beside them."""

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from listwright.config.load import load_project
from listwright.errors import Severity
from listwright.model.portfolio import Portfolio

WANTS = {
    "nothing": (),
    "modern": ("modern",),
    "prime": ("prime",),
    "both": ("modern", "prime"),
    "gone": (),
}
"""What a home may want: the styles of its living room."""

_HEAD = """version: 1
project: simulated
timezone: America/Denver
vendors:
  ahd: {{kind: aihomedesign, api: {api}, endpoint: sandbox, settle: 30m}}
limits: {{max_images: 1000}}
defaults: {{vendor: ahd}}
properties:
  ANCHOR: {{street: 1 Aspen Ct, city: Denver}}
"""


@dataclass(frozen=True)
class PictureWish:
    """One home in the files."""

    home: str
    wants: str

    @property
    def styles(self) -> tuple[str, ...]:
        """Each is one need."""
        return WANTS[self.wants]


@cache
def picture_project(wishes: tuple[PictureWish, ...], api: str) -> Portfolio:
    """The project's files, loaded."""
    text = _HEAD.format(api=api)
    for number, wish in enumerate(wishes, start=2):
        if wish.wants == "gone":
            continue
        text += f"  {wish.home}:\n    street: {number} Aspen Ct\n    city: Denver\n"
        source = f'{{files: ["{wish.home}/*"]}}'
        needs = ", ".join(
            f"{style}: {{rooms: [living_room], style: {style}, source: {source}}}"
            for style in wish.styles
        )
        text += f"    require: {{{needs}}}\n" if needs else ""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "listwright.yaml").write_text(text)
        loaded = load_project(Path(folder), "listwright.yaml")
    errors = [item for item in loaded.diagnostics if item.severity is Severity.ERROR]
    assert loaded.portfolio is not None, errors
    return loaded.portfolio
