"""Bringing finished pictures home: links expire, so results are downloaded as soon as they are."""

from dataclasses import dataclass

from listwright.app.driver import Driver
from listwright.app.looking import reread
from listwright.errors import Diagnostic, Severity
from listwright.model.order import Order, Phase
from listwright.model.picture import StoredPicture
from listwright.ports import PictureError, Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What was brought home, with its order, and what could not be."""

    stored: tuple[tuple[Order, StoredPicture], ...] = ()
    warnings: tuple[Diagnostic, ...] = ()


def collect_results(driver: Driver, progress: Progress) -> Collected:
    """Download every finished picture that does not stand in the assets yet; orders nothing."""
    if driver.pictures is None:
        return Collected()
    have = driver.ledger.shelf().stored
    wanted = [
        order
        for order in driver.ledger.orders()
        if order.task is not None
        and order.phase is Phase.DELIVERED
        and order.account.id in driver.vendors
        and (order.account.id, order.order_id) not in have
    ]
    if not wanted:
        return Collected()
    stored: list[tuple[Order, StoredPicture]] = []
    warnings: list[Diagnostic] = []
    progress.start("Downloading pictures", len(wanted))
    for order in wanted:
        if driver.interrupts.requested() is not None:
            break
        try:
            stored += [(order, one) for one in _collect(driver, order)]
        except PictureError as error:
            warnings.append(_not_collected(order, error))
        progress.advance(f"order {order.order_id}")
    progress.finish()
    return Collected(stored=tuple(stored), warnings=tuple(warnings))


def _collect(driver: Driver, order: Order) -> list[StoredPicture]:
    """The results of one order, stored and recorded; raises PictureError."""
    full = driver.ledger.order(order.account, order.order_id) or order
    try:
        return _store(driver, full)
    except PictureError as error:
        if error.kind != "gone":
            raise
        fresh = reread(driver, full)
        if fresh is None:
            raise
    return _store(driver, driver.ledger.order(order.account, order.order_id) or fresh)


def _store(driver: Driver, order: Order) -> list[StoredPicture]:
    if driver.pictures is None or not order.photos:
        message = "the vendor shows no result of it"
        raise PictureError("gone", message)
    kept: list[StoredPicture] = []
    for number, result in enumerate(order.photos, start=1):
        name = result_name(order, number)
        stored = driver.pictures.keep_result(order, result, name=name)
        driver.ledger.keep_picture(
            order.account, order.order_id, name=name, stored=stored, at=driver.clock.now()
        )
        kept.append(stored)
    return kept


def result_name(order: Order, number: int) -> str:
    """The file name of a result, without its ending: need, photo, treatment, and the recipe."""
    task = order.task
    if task is None:
        return f"{order.order_id}-{number:02d}"
    need = order.basis.keys[0] if order.basis is not None and order.basis.keys else "picture"
    recipe = task.recipe
    words = [word for word in (recipe.room, recipe.style) if word] or [recipe.tool]
    more = f"-{number}" if number > 1 else ""
    return f"{need}-{task.photo.sequence:02d}-{'-'.join(words)}-{recipe.key[-8:]}{more}"


def _not_collected(order: Order, error: PictureError) -> Diagnostic:
    return Diagnostic(
        code="LW3017",
        summary="A finished picture could not be downloaded",
        detail=f"Order {order.order_id} of {order.property}: {error.detail}.",
        fix=f"It is tried again by the next apply or refresh; or: listwright assets pull "
        f"{order.property}",
        severity=Severity.WARNING,
    )
