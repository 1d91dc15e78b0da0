"""What PlanOmatic's staging has no field for: photos, rooms and styles (planomatic-services.txt).

Its staging is ordered as one service with a number of images; which photos they are made of, and
how they look, the vendor decides.
"""

from collections.abc import Iterator

from listwright.errors import Diagnostic
from listwright.model.need import NeedSpec
from listwright.model.rules import OnMissing

_CHOOSES = "PlanOmatic chooses the rooms and the style of its staging itself"
_TAKES_ORDERS = "PlanOmatic stages the photos of its own orders and chooses them itself"


def need_findings(need: NeedSpec) -> tuple[Diagnostic, ...]:
    """Every part of `need` that only a vendor of single pictures can do something with."""
    return tuple(_found(need))


def _found(need: NeedSpec) -> Iterator[Diagnostic]:
    written = {
        "tool": need.tool is not None,
        "rooms": bool(need.rooms),
        "style": need.style is not None,
        "options": bool(need.options),
        "max_images": need.max_images is not None,
        "on_missing": need.on_missing is not OnMissing.ERROR or "on_missing" in need.spans,
    }
    for name, is_there in written.items():
        if is_there:
            yield _finding(need, name, name, why=_CHOOSES)
    source = need.source
    if source is None:
        return
    selecting = {
        "files": bool(source.files),
        "captions": bool(source.captions),
        "sequences": bool(source.sequences),
    }
    for name, is_there in selecting.items():
        if is_there:
            yield _finding(need, f"source.{name}", "source", why=_TAKES_ORDERS)


def _finding(need: NeedSpec, name: str, place: str, *, why: str) -> Diagnostic:
    return Diagnostic(
        code="LW1436",
        summary="PlanOmatic has no field for this.",
        detail=f"The need `{need.key}` writes `{name}`. {why}.",
        fix=f"Take `{name}` away, or use a vendor of kind `aihomedesign`, which takes it.",
        span=need.spans.get(place) or need.spans.get("slug"),
    )
