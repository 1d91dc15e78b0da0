"""Bringing finished pictures home: links expire, so results are downloaded as soon as they are."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass

from listwright.app.driver import Driver
from listwright.app.looking import reread
from listwright.app.sourcing import RENEWED, at_link_of, order_of
from listwright.engine.picture_names import picture_names
from listwright.engine.wording import count_of
from listwright.errors import Diagnostic, Severity
from listwright.model.names import AccountId, Address
from listwright.model.order import Order, Phase, Photo
from listwright.model.picture import PictureTask, StoredPicture
from listwright.ports import LedgerReader, PictureError, Pictures, Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What was brought home, with its order, and what could not be."""

    stored: tuple[tuple[Order, StoredPicture], ...] = ()
    warnings: tuple[Diagnostic, ...] = ()


def collect_results(driver: Driver, progress: Progress) -> Collected:
    """Download every finished picture that does not stand in the assets yet; orders nothing."""
    if driver.pictures is None:
        return Collected()
    wanted = _not_here(driver.ledger, driver.vendors)
    if not wanted:
        return Collected()
    stored: list[tuple[Order, StoredPicture]] = []
    warnings: list[Diagnostic] = []
    progress.start("Downloading pictures", len(wanted))
    for order in wanted:
        if driver.interrupts.requested() is not None:
            break
        tried = _collect(driver, order)
        stored += [(order, one) for one in tried.kept]
        # A forgotten one is paid for as well, and may be wanted again; nobody waits for it.
        if tried.error is not None and order.managed:
            warnings.append(_not_collected(order, tried.error))
        progress.advance(f"order {order.order_id}")
    progress.finish()
    return Collected(stored=tuple(stored), warnings=tuple(warnings))


def _not_here(ledger: LedgerReader, accounts: Collection[AccountId]) -> list[Order]:
    """The finished pictures of these accounts of which a result was not stored yet."""
    have = ledger.stored_orders()
    return [
        order
        for order in ledger.orders()
        if order.task is not None
        and order.phase is Phase.DELIVERED
        and order.account.id in accounts
        and (order.account.id, order.order_id) not in have
    ]


def left_at_vendor(ledger: LedgerReader, accounts: Collection[AccountId]) -> tuple[Diagnostic, ...]:
    """What a command that downloads nothing says of finished pictures; their links may expire."""
    orders = [order for order in _not_here(ledger, accounts) if order.managed]
    if not orders:
        return ()
    one = len(orders) == 1
    first = orders[0]
    return (
        Diagnostic(
            code="LW3018",
            summary="Finished pictures are not on this disk yet",
            detail=f"{count_of(len(orders), 'picture')} {'is' if one else 'are'} finished at the "
            f"vendor and not stored, {'' if one else 'first '}order {first.order_id} of "
            f"{first.property}.",
            fix="listwright refresh downloads them, and so does the next apply.",
            severity=Severity.WARNING,
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    """What storing the results of one order came to; `error` is why one of them is not here."""

    kept: tuple[StoredPicture, ...] = ()
    error: PictureError | None = None


def _collect(driver: Driver, order: Order) -> _Tried:
    """The results of one order that were not here, stored and recorded."""
    full = driver.ledger.order(order.account, order.order_id) or order
    first = _store(driver, full)
    if first.error is None or first.error.kind not in RENEWED:
        return first
    fresh = reread(driver, full)
    if fresh is None:
        return first
    fresh = driver.ledger.order(order.account, order.order_id) or fresh
    # A server that did not answer may do so by now; what else stands behind a link stays there.
    if first.error.kind != "unreachable" and _links(fresh) == _links(full):
        return first
    again = _store(driver, fresh)
    return _Tried(kept=first.kept + again.kept, error=again.error)


def _links(order: Order) -> tuple[str, ...]:
    return tuple(result.url for result in order.photos)


def _store(driver: Driver, order: Order) -> _Tried:
    """Store what is missing of an order; a result that fails keeps no other one back."""
    if driver.pictures is None or not order.photos:
        return _Tried(error=PictureError("gone", "the vendor shows no result of it"))
    have = driver.ledger.stored_pictures(order.account, order.order_id)
    kept: list[StoredPicture] = []
    failed: list[PictureError] = []
    for name, result in zip(picture_names(order), order.photos, strict=True):
        if name in have:
            continue
        try:
            kept.append(_keep(driver, driver.pictures, order, name=name, result=result))
        except PictureError as error:
            failed.append(error)
    if kept:
        _keep_source(driver, driver.pictures, order)
    # One that a newer link may end speaks for all.
    failed.sort(key=lambda error: error.kind not in RENEWED)
    return _Tried(kept=tuple(kept), error=failed[0] if failed else None)


def _keep(
    driver: Driver, pictures: Pictures, order: Order, *, name: str, result: Photo
) -> StoredPicture:
    stored = pictures.keep_result(order, result, name=name)
    driver.ledger.keep_picture(
        order.account, order.order_id, name=name, stored=stored, at=driver.clock.now()
    )
    return stored


def _keep_source(driver: Driver, pictures: Pictures, order: Order) -> None:
    """Put the photo beside its results; that it is gone by now takes nothing from these."""
    if order.task is None:
        return
    with suppress(PictureError):
        pictures.keep_source(linked(driver, order.task), order.property)


def linked(driver: Driver, task: PictureTask) -> PictureTask:
    """The task with the link of its photo, which the ledger keeps with the photo's own order."""
    order = order_of(task.photo, driver.ledger, driver.vendors)
    return task if order is None else at_link_of(order, task) or task


def _not_collected(order: Order, error: PictureError) -> Diagnostic:
    return Diagnostic(
        code="LW3017",
        summary="A finished picture could not be downloaded",
        detail=f"Order {order.order_id} of {order.property}: {error.detail}.",
        fix=_way_out(order, error),
        severity=Severity.WARNING,
    )


def _way_out(order: Order, error: PictureError) -> str:
    if error.kind == "disk":
        return "Make room, or correct what stands in its place; the next apply or refresh goes on."
    pull = f"listwright assets pull {order.property}"
    if error.kind == "forbidden":
        # A new picture would meet the same refusal, and be paid for as well.
        return (
            "If the host that the link leads to is the vendor's, add it to "
            f"`vendors.{order.account.label}.link_hosts`. Then read the order anew: {pull}"
        )
    return (
        f"It is tried again by the next apply or refresh, and by {pull}, which reads the order "
        "anew in any case. When the vendor has lost it, order it "
        f"again with --replace {_need_of(order)}, which is paid again, and give this one up: "
        f"listwright forget order:{order.order_id} --reason lost"
    )


def _need_of(order: Order) -> str:
    keys = order.basis.keys if order.basis is not None else ()
    return str(Address(order.property, keys[0])) if keys else str(order.property)
