"""`export`: what is remembered of orders, for tables and other programs. Asks no vendor."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from listwright.app.assets import orders_meant
from listwright.engine.picture_names import picture_names
from listwright.model.assets import Delivered
from listwright.model.order import Order, Phase
from listwright.model.picture import StoredPicture
from listwright.model.portfolio import Portfolio
from listwright.ports import LedgerReader, PictureError


class PictureLists(Protocol):
    """The lists of stored pictures beside the pictures."""

    def listed(self, order: Order) -> Mapping[str, StoredPicture]:
        """What was stored of an order, by the names of its pictures; raises PictureError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporting:
    """What an export is read from."""

    portfolio: Portfolio
    ledger: LedgerReader
    pictures: PictureLists
    now: datetime

    def orders(self, patterns: tuple[str, ...]) -> tuple[Order, ...]:
        """The orders of the addresses, all without one, with photos and links. UsageError."""
        return tuple(self._whole(patterns))

    def deliverables(self, patterns: tuple[str, ...]) -> tuple[Delivered, ...]:
        """What the delivered ones of them brought, and what of it is stored."""
        return tuple(
            Delivered(order=order, names=picture_names(order), stored=self._stored(order))
            for order in self._whole(patterns, only=Phase.DELIVERED)
        )

    def _whole(self, patterns: tuple[str, ...], *, only: Phase | None = None) -> Iterator[Order]:
        for order in orders_meant(self.ledger, self.portfolio, patterns, now=self.now):
            if only is None or order.phase is only:
                yield self.ledger.order(order.account, order.order_id) or order

    def _stored(self, order: Order) -> Mapping[str, StoredPicture]:
        """By the ledger, and where it knows of none by the list beside the pictures."""
        listed: Mapping[str, StoredPicture] = {}
        # A damaged list is told of by `assets`; here it would keep everything else back.
        with suppress(PictureError):
            listed = self.pictures.listed(order)
        return {**listed, **self.ledger.stored_pictures(order.account, order.order_id)}
