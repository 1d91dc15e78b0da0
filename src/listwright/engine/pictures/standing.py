"""How a need for pictures stands when nothing is to be done about it, in words."""

from datetime import UTC, datetime

from listwright.engine.freshness import captured_at
from listwright.engine.pictures.choosing import Choice
from listwright.engine.pictures.scene import Scene
from listwright.engine.pictures.units import is_overdue
from listwright.engine.wording import count_of, day_of, minute_of
from listwright.model.need import NeedSpec
from listwright.model.order import Order, Phase
from listwright.model.plan import Reason, Standing


def standing_of(
    scene: Scene, spec: NeedSpec, orders: list[Order], *, sending: list[str], choice: Choice
) -> Standing:
    """A need whose pictures are there or on their way."""
    waiting = [order for order in orders if order.phase is not Phase.DELIVERED]
    done = [order for order in orders if order.phase is Phase.DELIVERED]
    if waiting or sending:
        return _in_progress(scene, spec, waiting, done=len(done), sending=sending)
    return _satisfied(scene, spec, done, choice=choice)


def _in_progress(
    scene: Scene, spec: NeedSpec, waiting: list[Order], *, done: int, sending: list[str]
) -> Standing:
    parts = [progress_words(scene, order) for order in waiting[:1]]
    if len(waiting) > 1:
        parts.append(f"{len(waiting) - 1} more")
    parts += list(dict.fromkeys(sending))
    if done:
        parts.append(f"{count_of(done, 'picture')} done")
    return Standing(
        need=scene.view.address(spec),
        reason=Reason.IN_PROGRESS,
        why="; ".join(parts),
        account=scene.view.account,
        order_id=waiting[0].order_id if waiting else None,
        because=spec.because,
    )


def progress_words(scene: Scene, order: Order) -> str:
    """One unfinished picture: what, since when, and when it is expected."""
    what = order.task.words if order.task else "a picture"
    status = f" is {order.status}" if order.status else " was submitted"
    due, when = order.expected_at, ""
    if is_overdue(order, scene.run.now):
        when = f", overdue: {lateness(order)}"
    elif due is not None:
        when = f", expected {minute_of(due)}"
    note = f"; {order.attention}" if order.attention else ""
    return f"order {order.order_id}{status} ({what}){when}{note}"


def lateness(order: Order) -> str:
    """What says that an order is overdue: when it was expected, else when it was placed."""
    if order.expected_at is not None:
        return f"it was expected {minute_of(order.expected_at)}"
    return f"it was placed {minute_of(order.created)}" if order.created is not None else ""


def _satisfied(scene: Scene, spec: NeedSpec, done: list[Order], *, choice: Choice) -> Standing:
    newest = max(done, key=_finished, default=None)
    captured = _captured(scene, newest) if newest is not None else None
    age = (
        scene.view.yardstick(scene.run, spec).measure(captured, captured)
        if captured is not None
        else None
    )
    return Standing(
        need=scene.view.address(spec),
        reason=Reason.SATISFIED,
        why=_met(done, choice),
        account=scene.view.account,
        order_id=newest.order_id if newest is not None else None,
        met_by="order" if newest is not None else None,
        at=captured,
        stale_on=age.stale_from if age is not None else None,
        warn_on=age.warn_from if age is not None else None,
        because=spec.because,
    )


def _finished(order: Order) -> datetime:
    return order.delivered_at or order.created or _LONG_AGO


_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def _met(done: list[Order], choice: Choice) -> str:
    skipped = f"; no photo shows {' or '.join(choice.missing)} (on_missing: skip)"
    missing = skipped if choice.missing else ""
    if not done:
        return f"no photo shows what is wanted, and the files say to skip that{missing}"
    delivered = [order.delivered_at for order in done if order.delivered_at is not None]
    when = f" {day_of(max(delivered))}" if delivered else ""
    ids = ", ".join(sorted({order.order_id for order in done})[:3])
    more = ", ..." if len(done) > 3 else ""
    return f"{count_of(len(done), 'picture')} delivered{when} (order {ids}{more}){missing}"


def _captured(scene: Scene, order: Order) -> datetime | None:
    source = order.task.photo.order_id if order.task is not None else None
    for view in scene.others:
        shoot = view.order(source or "")
        if shoot is not None:
            return captured_at(shoot, view.order, scene.run.now)
    return order.delivered_at or order.created
