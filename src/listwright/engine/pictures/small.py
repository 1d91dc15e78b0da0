"""Photos that are too small for a good picture: they are ordered all the same, with a word."""

from listwright.engine.pictures.scene import Scene
from listwright.errors import Diagnostic, Severity
from listwright.model.need import NeedSpec
from listwright.model.picture import PhotoRef

LEAST_PIXELS = 1024
"""Pixels on the longer side; no vendor states a limit, so this is a figure of ours."""


def is_small(scene: Scene, photo: PhotoRef) -> bool:
    """Whether the photo, which was looked at, is smaller than that."""
    found = scene.run.shelf.prints.get(photo.place)
    return found is not None and max(found.width, found.height) < LEAST_PIXELS


def small_photos(spec: NeedSpec) -> Diagnostic:
    """The note on a need; one for all homes, so it names none."""
    return Diagnostic(
        code="LW1367",
        summary="Pictures are made of small photos",
        detail=f"Some photos that `{spec.key}` works on are less than {LEAST_PIXELS:,} pixels on "
        "their longer side.",
        fix="Look at them before they are paid for. Use larger ones, or leave them out by "
        "`captions` or `sequences` under `source`.",
        span=spec.spans["slug"],
        severity=Severity.WARNING,
    )
