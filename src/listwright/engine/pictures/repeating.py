"""Which pictures of a need `--replace` means: it never turns from one of them to all by itself.

Between a plan and its apply, or when a command is typed twice, what was stuck may have come. The
others of its need are paid for and good, and nobody meant to buy these again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from listwright.engine.decide import is_requested
from listwright.engine.pictures.choosing import Chosen
from listwright.engine.pictures.scene import Scene
from listwright.engine.pictures.units import finished_by, is_stuck, patience_ends
from listwright.engine.wording import minute_of
from listwright.errors import Diagnostic, Severity
from listwright.model.need import NeedSpec
from listwright.model.order import Order

CALM = timedelta(hours=24)
"""So long after a picture came late, or at the second attempt, finished ones are left alone."""


def mark_repeated(scene: Scene, spec: NeedSpec, chosen: Sequence[Chosen]) -> None:
    """Decide which pictures are meant: the stuck ones, else the unfinished ones, else all."""
    if not chosen or not is_requested(scene.run, scene.view, spec):
        return
    stuck = frozenset(one.photo.place for one in chosen if is_stuck(scene, spec, one))
    if stuck:
        scene.repeated[spec.key] = stuck
        return
    finished = {one.photo.place: finished_by(scene, spec, one) for one in chosen}
    open_places = frozenset(place for place, orders in finished.items() if not orders)
    if open_places:
        scene.repeated[spec.key] = open_places
        if len(open_places) < len(finished):
            why = "others of its pictures are not finished, and `--replace` means only these"
            _leave_alone(scene, spec, why, after="when all of them are there")
        return
    _wait_for_calm(scene, spec, [one for orders in finished.values() for one in orders])


def _wait_for_calm(scene: Scene, spec: NeedSpec, finished: Sequence[Order]) -> None:
    """Mean no picture while one has only just come that was waited for."""
    new = next((one for one in finished if _place(one) in scene.run.awaited), None)
    if new is not None:
        scene.repeated[spec.key] = frozenset()
        why = f"order {new.order_id} was delivered while this run was reading"
        _leave_alone(scene, spec, why, after="after a look at the pictures")
        return
    came = [(when, one) for one in finished if (when := _troubled_until(scene, one)) is not None]
    until, last = max(came, key=lambda pair: pair[0], default=(scene.run.now, None))
    if last is not None and scene.run.now < until:
        scene.repeated[spec.key] = frozenset()
        why = f"order {last.order_id} was late, or the second attempt, and came within the last day"
        _leave_alone(scene, spec, why, after=f"after {minute_of(until)}")


def _place(order: Order) -> tuple[str, str]:
    return (order.account.id, order.order_id)


def _troubled_until(scene: Scene, order: Order) -> datetime | None:
    """Until when a finished picture counts as one that was stuck; None when it never was."""
    came, patience = order.delivered_at or order.read_at, patience_ends(order)
    if came is None or order.task is None:
        return None
    late = patience is not None and came > patience
    attempts = [
        one
        for one in scene.view.orders
        if one.task is not None and one.task.recipe == order.task.recipe
    ]
    return came + CALM if late or len(attempts) > 1 else None


def _leave_alone(scene: Scene, spec: NeedSpec, why: str, *, after: str) -> None:
    address = scene.view.address(spec)
    scene.found.findings.append(
        Diagnostic(
            code="LW1368",
            summary="`--replace` leaves finished pictures alone",
            detail=f"Finished pictures of {address} are not ordered again: {why}.",
            fix=f"If all of them are to be bought again, write --replace {address} {after}.",
            span=spec.spans["slug"],
            severity=Severity.WARNING,
        )
    )
