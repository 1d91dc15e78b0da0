"""`assets pull`: brings the pictures of delivered orders onto the disk, each once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from listwright.app.collecting import linked
from listwright.app.driver import Driver
from listwright.app.refresh import Readings, asked_of_order, read_orders
from listwright.app.selection import Selection
from listwright.app.sourcing import RENEWED, at_link_of, order_of
from listwright.engine.picture_names import picture_names
from listwright.engine.renames import join_renamed
from listwright.errors import Diagnostic, Severity
from listwright.model.account import VendorTraits
from listwright.model.assets import Pulled, PulledPicture, PullReport
from listwright.model.names import AccountId, OrderId, PropertyId
from listwright.model.order import Order, Phase, Photo
from listwright.model.picture import PhotoRef, PictureTask, StoredPicture
from listwright.model.portfolio import Portfolio
from listwright.ports import LedgerReader, PictureError, Progress


class PictureStore(Protocol):
    """The pictures on disk, as far as pulling needs them."""

    def held(self, order: Order, picture: Photo, *, name: str) -> StoredPicture | None:
        """A picture that stands as it was stored; raises PictureError."""

    def digest_of(self, order: Order, picture: Photo, *, name: str) -> str | None:
        """The SHA-256 it had when it was stored; raises PictureError."""

    def has(self, stored: StoredPicture) -> bool:
        """Whether the file stands where it was stored, with the bytes it had."""

    def keep_result(
        self, order: Order, result: Photo, *, name: str, expected: str | None = None
    ) -> StoredPicture:
        """Download a result; with `expected`, only these bytes. Raises PictureError."""

    def keep_photo(
        self,
        order: Order,
        photo: Photo,
        *,
        name: str,
        staged: bool,
        expected: str | None = None,
    ) -> StoredPicture:
        """Download a delivered photo. Raises PictureError."""

    def keep_source(self, task: PictureTask, property_id: PropertyId) -> StoredPicture:
        """Put what a picture was made of beside it. Raises PictureError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PullDesk:
    """What pulling is done with. `traits` by vendor label."""

    portfolio: Portfolio
    traits: Mapping[str, VendorTraits]
    driver: Driver
    pictures: PictureStore
    progress: Progress


def pull_pictures(
    desk: PullDesk, patterns: tuple[str, ...]
) -> tuple[PullReport, tuple[Diagnostic, ...]]:
    """Store what is missing of the delivered orders of the addresses; gives warnings of reads, too.

    Orders are read only where something is missing, since links expire. Raises UsageError for an
    address that names nothing, VendorAuthError for a refused key.
    """
    delivered, undelivered = _chosen(desk, patterns)
    wanting = [asked_of_order(order) for order in delivered if _lacks(desk, order)]
    readings = read_orders(desk.driver, wanting, progress=desk.progress)
    run = _Pull(desk, readings)
    report = PullReport(pictures=tuple(run.all_of(delivered)), undelivered=undelivered)
    return report, (*readings.warnings, *run.warnings)


def stored_homes(
    ledger: LedgerReader, portfolio: Portfolio, patterns: tuple[str, ...], *, now: datetime
) -> tuple[PropertyId, ...]:
    """The homes whose orders the addresses mean, as their orders call them; raises UsageError."""
    orders = orders_meant(ledger, portfolio, patterns, now=now)
    return tuple(sorted({order.property for order in orders}))


def orders_meant(
    ledger: LedgerReader, portfolio: Portfolio, patterns: tuple[str, ...], *, now: datetime
) -> list[Order]:
    """The orders that the addresses mean, all without one; without photos. Raises UsageError."""
    observed = join_renamed(ledger.observed(), portfolio.homes)
    chosen = Selection(patterns, portfolio, observed, now)
    named = [order for order in ledger.orders() if chosen.takes_order(order)]
    chosen.refuse_unknown()
    return sorted(named, key=lambda order: (order.property, order.order_id, order.account.id))


def _chosen(desk: PullDesk, patterns: tuple[str, ...]) -> tuple[list[Order], int]:
    """The delivered orders that the addresses mean, with their photos; and how many are not yet."""
    ledger = desk.driver.ledger
    named = orders_meant(ledger, desk.portfolio, patterns, now=desk.driver.clock.now())
    known = (
        ledger.order(order.account, order.order_id)
        for order in named
        if order.phase is Phase.DELIVERED
    )
    open_ones = sum(order.phase in {Phase.OPEN, Phase.UNKNOWN} for order in named)
    return [order for order in known if order is not None], open_ones


def _lacks(desk: PullDesk, order: Order) -> bool:
    """Whether a picture of the order has to be fetched, or none of it is known at all."""
    if order.account.id not in desk.driver.vendors:
        return False
    if not order.photos:
        return order.task is not None
    named = zip(picture_names(order), order.photos, strict=True)
    return any(_standing(desk, order, photo, name=name) is None for name, photo in named)


def _standing(desk: PullDesk, order: Order, photo: Photo, *, name: str) -> StoredPicture | None:
    """The picture as it is on disk by the list of its home, or else by the ledger."""
    try:
        found = desk.pictures.held(order, photo, name=name)
    except PictureError:
        return None
    known = _remembered(desk, order).get(name) if found is None and order.task else None
    return known if known is not None and desk.pictures.has(known) else found


def _remembered(desk: PullDesk, order: Order) -> Mapping[str, StoredPicture]:
    return desk.driver.ledger.stored_pictures(order.account, order.order_id)


@dataclass(slots=True)
class _Pull:
    """One round of storing."""

    desk: PullDesk
    readings: Readings
    warnings: list[Diagnostic] = field(default_factory=list)
    _sources: dict[tuple[AccountId | None, OrderId | None], Order | None] = field(
        default_factory=dict
    )

    def all_of(self, orders: list[Order]) -> Iterator[PulledPicture]:
        """Every picture of the orders; ends early when somebody asks the run to stop."""
        progress = self.desk.progress
        progress.start("Storing pictures", len(orders))
        for order in orders:
            if self.desk.driver.interrupts.requested() is not None:
                break
            yield from self.of_order(order)
            progress.advance(f"order {order.order_id}")
        progress.finish()

    def of_order(self, known: Order) -> Iterator[PulledPicture]:
        """The pictures of one order, as its vendor shows it now where that was asked."""
        order = self.desk.driver.ledger.order(known.account, known.order_id) or known
        unreadable = self.readings.unreadable.get((order.account.id, order.order_id))
        for name, photo in zip(picture_names(order), order.photos, strict=True):
            if self.desk.driver.interrupts.requested() is not None:
                return
            found = _standing(self.desk, order, photo, name=name)
            if found is not None:
                self._remember(order, name, found)
                yield _pulled(order, name, photo, outcome=Pulled.PRESENT, stored=found)
            elif unreadable is not None:
                why = f"its order could not be read: {unreadable.detail}"
                yield _failed(order, name, photo, error=PictureError("unread", why))
            else:
                yield self._fetched(order, name, photo)
        if order.task is not None:
            self._keep_before(order, order.task)

    def _fetched(self, order: Order, name: str, photo: Photo) -> PulledPicture:
        pictures = self.desk.pictures
        try:
            expected = pictures.digest_of(order, photo, name=name)
            if order.task is not None:
                known = _remembered(self.desk, order).get(name)
                expected = expected if known is None else known.print.sha256
                stored = pictures.keep_result(order, photo, name=name, expected=expected)
            else:
                staged = self._shows_staging(order, photo)
                stored = pictures.keep_photo(
                    order, photo, name=name, staged=staged, expected=expected
                )
        except PictureError as error:
            return _failed(order, name, photo, error=error)
        self._remember(order, name, stored)
        return _pulled(order, name, photo, outcome=Pulled.STORED, stored=stored)

    def _remember(self, order: Order, name: str, stored: StoredPicture) -> None:
        driver = self.desk.driver
        if _remembered(self.desk, order).get(name) != stored:
            driver.ledger.keep_picture(
                order.account,
                order.order_id,
                name=name,
                stored=stored,
                at=driver.clock.now(),
            )

    def _shows_staging(self, order: Order, photo: Photo) -> bool:
        """Whether a photo shows furniture that is not there.

        The photos of an order of nothing but staging do. In an order of photos and staging only the
        caption can tell.
        """
        traits = self.desk.traits.get(order.account.label)
        slugs = traits.staging_slugs if traits is not None else frozenset()
        staging = [line.slug in slugs for line in order.services]
        if not any(staging):
            return False
        caption = photo.caption.casefold()
        return all(staging) or "staged" in caption or "staging" in caption

    def _keep_before(self, order: Order, task: PictureTask) -> None:
        """Put what the picture was made of beside it; a picture is good without, so it only warns.

        The photo may be gone for ever: files are edited, and orders come to an end.
        """
        known = linked(self.desk.driver, task)
        try:
            try:
                self.desk.pictures.keep_source(known, order.property)
            except PictureError as error:
                again = self._linked_anew(known) if error.kind in RENEWED else None
                if again is None:
                    raise
                self.desk.pictures.keep_source(again, order.property)
        except PictureError as error:
            self.warnings.append(
                Diagnostic(
                    code="LW3044",
                    summary="The photo that a picture was made of could not be put beside it",
                    detail=f"{task.photo}, for order {order.order_id} of {order.property}: "
                    f"{error.detail}.",
                    fix="The contact sheet shows the picture without its photo, until a pull gets "
                    "it.",
                    severity=Severity.WARNING,
                )
            )

    def _linked_anew(self, task: PictureTask) -> PictureTask | None:
        """The task with the link that the source order has now; None when there is none."""
        source = self._source_order(task.photo)
        fresh = at_link_of(source, task) if source is not None else None
        return None if fresh is None or fresh.photo.url == task.photo.url else fresh

    def _source_order(self, photo: PhotoRef) -> Order | None:
        """The order that a source comes from, read once."""
        key = (photo.account, photo.order_id)
        if key not in self._sources:
            self._sources[key] = self._read_source(photo)
        return self._sources[key]

    def _read_source(self, photo: PhotoRef) -> Order | None:
        driver = self.desk.driver
        known = order_of(photo, driver.ledger, driver.vendors)
        if known is None:
            return None
        read_orders(driver, [asked_of_order(known)], progress=self.desk.progress)
        return driver.ledger.order(known.account, known.order_id)


def _pulled(
    order: Order,
    name: str,
    photo: Photo,
    *,
    outcome: Pulled,
    stored: StoredPicture,
) -> PulledPicture:
    return PulledPicture(
        order=order, name=name, caption=photo.caption, outcome=outcome, stored=stored
    )


def _failed(order: Order, name: str, photo: Photo, *, error: PictureError) -> PulledPicture:
    return PulledPicture(
        order=order,
        name=name,
        caption=photo.caption,
        outcome=Pulled.FAILED,
        kind=error.kind,
        why=error.detail,
    )
