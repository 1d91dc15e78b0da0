"""Looking at the photos that pictures are made of: what is ordered depends on their bytes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from listwright.app.asking import name_of
from listwright.app.driver import Driver
from listwright.app.effects import Pace, ReadOrder, RecordOrder
from listwright.app.sourcing import RENEWED
from listwright.model.names import AccountId, OrderId
from listwright.model.order import Order
from listwright.model.picture import Fingerprint, PhotoRef
from listwright.model.portfolio import Portfolio
from listwright.model.shelf import EMPTY_SHELF, Place, Shelf
from listwright.ports import LedgerReader, PictureError, Pictures, Progress


def wants_pictures(portfolio: Portfolio) -> bool:
    """Whether the files name a vendor that makes pictures of photos."""
    return any(settings.sells_pictures for settings in portfolio.vendors.values())


def known_shelf(portfolio: Portfolio, ledger: LedgerReader) -> Shelf:
    """What the ledger knows of photos; nothing is read where no vendor makes pictures."""
    return ledger.shelf() if wants_pictures(portfolio) else EMPTY_SHELF


@dataclass(slots=True, kw_only=True)
class Looker:
    """Looks photos up for one plan. `driver` None: nothing may be fetched from the network.

    `left` is how many photos may still be downloaded.
    """

    pictures: Pictures
    ledger: LedgerReader
    progress: Progress
    driver: Driver | None
    left: int
    _prints: dict[Place, Fingerprint] = field(default_factory=dict)
    _files: dict[str, tuple[PhotoRef, ...]] = field(default_factory=dict)
    _failed: dict[Place, str] = field(default_factory=dict)
    _read_again: set[tuple[AccountId, OrderId]] = field(default_factory=set)
    _renewed: set[tuple[AccountId, OrderId]] = field(default_factory=set)
    """Orders read again in this look: its photos still have the links of before."""

    def look(
        self, shelf: Shelf, photos: tuple[PhotoRef, ...], patterns: tuple[str, ...]
    ) -> Shelf | None:
        """The shelf with more on it; None when nothing more can be learned."""
        before = self._known()
        self._renewed.clear()
        for pattern in patterns:
            self._list(pattern)
        wanted = [photo for photo in photos if photo.path is not None or self._may_fetch()]
        if wanted:
            self.progress.start("Looking at photos", len(wanted))
            for photo in wanted:
                if not self._look_at(photo):
                    break
                self.progress.advance(str(photo))
            self.progress.finish()
        if self._known() == before:
            return None
        return self._filled(shelf)

    def _known(self) -> tuple[int, int, int, int]:
        return len(self._prints), len(self._files), len(self._failed), len(self._read_again)

    def _may_fetch(self) -> bool:
        return self.driver is not None and self.left > 0

    def _filled(self, shelf: Shelf) -> Shelf:
        photos = self.ledger.shelf().photos if self._read_again else shelf.photos
        return replace(
            shelf,
            photos=photos,
            prints=_over(shelf.prints, self._prints),
            files=_over(shelf.files, self._files),
            out_of_reach=_over(shelf.out_of_reach, self._failed),
        )

    def _list(self, pattern: str) -> None:
        try:
            self._files[pattern] = self.pictures.matching(pattern)
        except PictureError as error:
            # An empty list is told with the pattern, its place in the files, and this.
            self._files[pattern] = ()
            self._failed["", "", pattern, ""] = error.detail

    def _look_at(self, photo: PhotoRef) -> bool:
        """Look at one photo; False when the run should look no further."""
        if self.driver is not None and self.driver.interrupts.requested() is not None:
            return False
        if photo.path is None:
            if not self._may_fetch():
                return False
            self.left -= 1
        try:
            found = self.pictures.fingerprint(photo)
        except PictureError as error:
            if not self._renew(photo, error):
                self._failed[photo.place] = error.detail
            return True
        self._prints[photo.place] = found
        if self.driver is not None and photo.order_id is not None:
            self.driver.ledger.keep_print(photo, found, at=self.driver.clock.now())
        return True

    def _renew(self, photo: PhotoRef, error: PictureError) -> bool:
        """Read the order of a link that has expired, once; the next look uses the new link."""
        if error.kind not in RENEWED or self.driver is None or photo.account is None:
            return False
        key = (photo.account, OrderId(photo.order_id or ""))
        if key not in self._read_again:
            self._read_again.add(key)
            if _read_order(self.driver, *key):
                self._renewed.add(key)
        return key in self._renewed


def _read_order(driver: Driver, account: AccountId, order_id: OrderId) -> bool:
    """Read and record one order; False when the vendor gave none."""
    vendor = driver.vendors.get(account)
    known = driver.ledger.order(vendor.account, order_id) if vendor is not None else None
    return known is not None and reread(driver, known) is not None


def reread(driver: Driver, order: Order) -> Order | None:
    """The order as the vendor has it now, recorded; None when that cannot be had."""
    if order.account.id not in driver.vendors or not driver.perform(Pace(order.account)):
        return None
    seen = driver.perform(ReadOrder(order.account, name_of(order)))
    if not isinstance(seen, Order):
        return None
    stored: Order = driver.perform(RecordOrder(seen))
    return stored


K = TypeVar("K")
V = TypeVar("V")


def _over(known: Mapping[K, V], more: Mapping[K, V]) -> Mapping[K, V]:
    return {**known, **more} if more else known
