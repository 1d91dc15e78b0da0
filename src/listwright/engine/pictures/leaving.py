"""Unfinished pictures that nobody wants any more: nothing is canceled, so they are let go."""

from collections.abc import Set

from listwright.engine.pictures.scene import Scene, is_treated_so, wanted_words
from listwright.engine.pictures.units import is_overdue
from listwright.engine.removal import find_removals
from listwright.model.names import Address
from listwright.model.need import Because, NeedSpec
from listwright.model.order import Order, Phase
from listwright.model.plan import Action, Change, Reason, Standing


def forget_unwanted(scene: Scene, used: Set[str]) -> None:
    """Stop tracking unfinished pictures whose need is gone, or asks for something else.

    What only the facts moved away from is kept: it is paid for, and its result is worth having.
    """
    removals = {one.order.order_id: one for one in find_removals(scene.run, scene.view, {})}
    for order in scene.view.orders:
        if order.order_id in used or not order.managed:
            continue
        if _is_given_up(scene, order):
            why = f"order {order.order_id} is overdue, and the same picture is ordered anew"
            _forget(scene, order, why=why, because=())
            continue
        if order.phase is not Phase.OPEN:
            continue
        removal = removals.get(order.order_id)
        if removal is not None and not (removal.cancel or removal.shrink):
            scene.found.standing += [
                _kept(scene, order, need, why=removal.why, because=removal.because)
                for need in removal.needs
            ]
        elif removal is not None:
            _forget(scene, order, why=removal.why, because=removal.because)
        else:
            _forget_if_changed(scene, order)


def _is_given_up(scene: Scene, order: Order) -> bool:
    """Whether this plan orders, on request, what the order still owes; both cannot be tracked."""
    task = order.task
    return (
        task is not None
        and is_overdue(order, scene.run.now)
        and any(
            change.task is not None
            and change.action.creates
            and change.account == order.account
            and change.task.recipe == task.recipe
            for change in scene.found.changes
        )
    )


def _forget_if_changed(scene: Scene, order: Order) -> None:
    spec = _need_of(scene, order)
    if spec is None or order.task is None or is_treated_so(order.task.recipe, spec):
        return
    _forget(
        scene,
        order,
        why=f"order {order.order_id} makes {order.task.recipe.words}, and now "
        f"{wanted_words(spec)} is wanted",
        because=spec.because,
    )


def _need_of(scene: Scene, order: Order) -> NeedSpec | None:
    keys = order.basis.keys if order.basis is not None else ()
    return next((spec for spec in scene.view.needs if spec.key in keys), None)


def _forget(scene: Scene, order: Order, *, why: str, because: tuple[Because, ...]) -> None:
    view = scene.view
    keys = order.basis.keys if order.basis is not None else ()
    scene.found.changes.append(
        Change(
            action=Action.FORGET,
            reason=Reason.NO_CANCEL_AT_VENDOR,
            why=f"{why}; the vendor cancels nothing, so it is no longer tracked",
            account=view.account,
            property=view.property,
            needs=tuple(Address(view.property, key) for key in keys),
            services=order.services,
            billing_entity=None,
            because=because,
            revision=view.revision,
            order_key=order.order_key,
            order_id=order.order_id,
            current=order,
            task=order.task,
        )
    )


def _kept(
    scene: Scene, order: Order, need: Address, *, why: str, because: tuple[Because, ...]
) -> Standing:
    return Standing(
        need=need,
        reason=Reason.KEPT,
        why=why,
        account=scene.view.account,
        order_id=order.order_id,
        because=because,
    )
