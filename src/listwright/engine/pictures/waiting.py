"""What a need for pictures waits for, in words: photos on their way, too old, or wrong."""

from dataclasses import replace
from datetime import datetime

from listwright.engine.pictures.scene import Scene
from listwright.engine.wording import day_of
from listwright.model.names import OrderId
from listwright.model.need import NeedSpec
from listwright.model.order import Order
from listwright.model.plan import Blocked, Deferred, Reason


def source_place(spec: NeedSpec) -> str:
    """Where the files say what it works on: `file:line`."""
    return spec.spans.get("source", spec.spans["slug"]).at


def coming(scene: Scene, spec: NeedSpec, order: Order) -> Deferred:
    """An open order will bring the photos."""
    waits = scene.waits(
        spec,
        Reason.DEPENDENCY_PENDING,
        why=f"its photos come with order {order.order_id}, which is {order.status}; which pictures "
        "are made is known after delivery",
        clears_when=f"order {order.order_id} delivered",
    )
    return replace(waits, order_id=order.order_id)


def too_old(scene: Scene, spec: NeedSpec, order: Order, *, captured: datetime) -> Deferred:
    """The photos there are would make pictures that are due again at once."""
    age = scene.view.yardstick(scene.run, spec).measure(captured, scene.run.now)
    waits = scene.waits(
        spec,
        Reason.DEPENDENCY_PENDING,
        why=f"the photos of order {order.order_id} are of {day_of(captured)}, {age.detail}; "
        "pictures of them would be due again at once",
        clears_when="newer photos are delivered",
    )
    return replace(waits, order_id=order.order_id)


def rooted(scene: Scene, spec: NeedSpec, root: Deferred | Blocked) -> Deferred:
    """It clears when its photos do: the same date, the same condition."""
    why = f"it waits for {root.need}: {root.why}"
    if isinstance(root, Blocked):
        clears_when = f"{root.need} is no longer blocked ({root.reason.value})"
        return scene.waits(spec, Reason.DEPENDENCY_DEFERRED, why=why, clears_when=clears_when)
    waits = scene.waits(spec, Reason.DEPENDENCY_DEFERRED, why=why, clears_when=root.clears_when)
    return replace(waits, order_id=root.order_id, until=root.until)


def wrong_order(scene: Scene, spec: NeedSpec, order_id: OrderId, *, detail: str) -> Blocked:
    """The order that the files name cannot be the source."""
    return scene.blocked(
        spec,
        Reason.IDENTITY_MISMATCH,
        why=f"`source` names order {order_id}, but {detail}",
        remedy=f"correct the order id at {source_place(spec)}",
    )
