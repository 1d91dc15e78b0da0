"""The files of the simulated project: a few homes, each wanting one of a few things."""

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from listwright.config.load import load_project
from listwright.errors import Severity
from listwright.model.portfolio import Portfolio

WISHES = {
    "nothing": "",
    "photos": "{photos: {slug: photos, quantity: 15}}",
    "more": "{photos: {slug: photos, quantity: 20}}",
    "both": "{photos: {slug: photos, quantity: 15}, "
    "tour: {slug: zillow_3d_and_floor_plans, quantity: 1}}",
}
"""What a home may want, as `require` writes it; empty without one."""

GONE = "gone"
"""The home is in no file."""

_HEAD = """version: 1
project: simulated
timezone: America/Denver
vendors:
  planomatic: {{kind: planomatic, endpoint: sandbox, settle: 30m{window}{resend}}}
limits: {{max_creates: 1000, max_cancels: 1000}}
{webhooks}defaults:
  vendor: planomatic
  billing_entity: entity_1
  access: {{method: keypad, access_code: {{env: DOOR}}, contact_name: Jane Doe,
           contact_phone: "+1 555-555-5555", vacant: true}}
properties:
  ANCHOR:
    {place}
"""
_PLACE = (
    "property_type: single_family\n    street: {number} Aspen Ct\n    city: Denver\n"
    '    state: CO\n    postal_code: "80205"'
)


@dataclass(frozen=True)
class Wish:
    """One home in the files. `renamed` counts how often it got a new id."""

    home: str
    wants: str
    renamed: int = 0

    @property
    def written(self) -> str:
        """The id as the files have it now."""
        return f"{self.home}-{self.renamed}"

    @property
    def needs(self) -> tuple[tuple[str, int], ...]:
        """The services wanted, with their quantities."""
        return _NEEDS[self.wants]


_PHOTOS = ("photos", 15)
_NEEDS: dict[str, tuple[tuple[str, int], ...]] = {
    GONE: (),
    "nothing": (),
    "photos": (_PHOTOS,),
    "more": (("photos", 20),),
    "both": (_PHOTOS, ("zillow_3d_and_floor_plans", 1)),
}


def home_of(written: str) -> str:
    """The home behind any id it ever had."""
    return written.rpartition("-")[0].upper()


@cache
def portfolio_of(
    wishes: tuple[Wish, ...], window: str, *, resend: bool = False, told: bool = False
) -> Portfolio:
    """The project's files, loaded. `window` is the declared one; empty declares none.

    `resend`: unknown creates may be sent once more. `told`: the vendor sends webhooks.
    """
    again = ", resend_unknown: true" if resend else ""
    declared = f", duplicate_window: {window}" if window else ""
    text = _HEAD.format(
        window=declared,
        resend=again,
        webhooks="webhooks: {token: {env: WORD}}\n" if told else "",
        place=_PLACE.format(number=1),
    )
    for number, wish in enumerate(wishes, start=2):
        if wish.wants == GONE:
            continue
        text += f"  {wish.written}:\n    {_PLACE.format(number=number)}\n"
        if WISHES[wish.wants]:
            text += f"    require: {WISHES[wish.wants]}\n"
        if wish.renamed:
            former = ", ".join(f"{wish.home}-{count}" for count in range(wish.renamed))
            text += f"    renamed_from: [{former}]\n"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "listwright.yaml").write_text(text)
        loaded = load_project(Path(folder), "listwright.yaml")
    errors = [item for item in loaded.diagnostics if item.severity is Severity.ERROR]
    assert loaded.portfolio is not None, errors
    return loaded.portfolio
