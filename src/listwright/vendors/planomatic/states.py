"""The states the vendor can recognise, with the first three digits of their postal codes.

The vendor documents "a US two-letter code" (sheet 3.1) and says nothing of DC and the territories:
they are let through. The digits follow the postal service's three-digit prefixes as whole ranges;
they are good for a warning, not for a refusal.
"""

from collections.abc import Mapping
from functools import cache

_PREFIXES = """
AL 350-369   AK 995-999   AZ 850-865   AR 716-729   CA 900-961   CO 800-816   CT 060-069
DE 197-199   DC 200-205,569   FL 320-349   GA 300-319,398-399   HI 967-968   ID 832-838
IL 600-629   IN 460-479   IA 500-528   KS 660-679   KY 400-427   LA 700-714   ME 039-049
MD 206-219   MA 010-027,055   MI 480-499   MN 550-567   MS 386-397   MO 630-658   MT 590-599
NE 680-693   NV 889-898   NH 030-038   NJ 070-089   NM 870-884   NY 005,063,100-149
NC 270-289   ND 580-588   OH 430-459   OK 730-749   OR 970-979   PA 150-196   RI 028-029
SC 290-299   SD 570-577   TN 370-385   TX 733,750-799,885   UT 840-847   VT 050-059
VA 201,220-246   WA 980-994   WV 247-268   WI 530-549   WY 820-831,834
AS 967   GU 969   MP 969   PR 006-007,009   VI 008
"""


def _ranges(text: str) -> tuple[range, ...]:
    bounds = [part.partition("-") for part in text.split(",")]
    return tuple(range(int(first), int(last or first) + 1) for first, _, last in bounds)


_WORDS = _PREFIXES.split()

STATES: Mapping[str, tuple[range, ...]] = {
    state: _ranges(ranges) for state, ranges in zip(_WORDS[::2], _WORDS[1::2], strict=True)
}
"""Two-letter code -> ranges of the first three digits."""


def states_of(postal_code: str) -> tuple[str, ...]:
    """The states that a postal code of five or more digits can belong to."""
    return _states_of_prefix(int(postal_code[:3]))


@cache
def _states_of_prefix(prefix: int) -> tuple[str, ...]:
    return tuple(state for state, ranges in STATES.items() if any(prefix in r for r in ranges))
