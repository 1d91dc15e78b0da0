"""What keeps the pictures of a need away for now, whatever they are."""

from listwright.engine.decide import is_requested, judge_visit
from listwright.engine.freezes import find_freeze, freeze_deferral
from listwright.engine.pictures.scene import Scene
from listwright.engine.renames import blocked_by_rename
from listwright.model.need import NeedSpec
from listwright.model.plan import Action, Blocked, Deferred


def kept_away(scene: Scene, spec: NeedSpec) -> Deferred | Blocked | None:
    """What no paid step of the need passes: its readiness, an open question, a freeze."""
    run, view = scene.run, scene.view
    waits = judge_visit(run, view, spec)
    if waits is not None:
        return waits
    former = None if view.home is None else run.renames.former.get(view.home.canonical)
    if former is not None and not is_requested(run, view, spec):
        return blocked_by_rename(view.address(spec), spec, former)
    freeze = find_freeze(run, view, Action.CREATE)
    if freeze is None:
        return None
    address = view.address(spec)
    return freeze_deferral(
        run, view, freeze, need=address, action=Action.CREATE, because=spec.because
    )
