"""The way from the vendor to us: webhooks that are lost, doubled, late, out of order, or forged.

A webhook says how an order stood when it left. What comes in is read and kept as `listen` does it:
by the vendor's reader, in the ledger's inbox.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any, cast

from tests.simulation.memory import Wire, rows

from listwright.ledger.inbox import FileInbox
from listwright.vendors.planomatic.events import read_event

if TYPE_CHECKING:
    from tests.simulation.vendor import Placed
    from tests.simulation.world import World

AT_ONCE = (timedelta(0),)
SHUFFLED = (
    timedelta(0), timedelta(seconds=3), timedelta(minutes=1), timedelta(minutes=20),
    timedelta(hours=6),
)  # fmt: skip
"""Delays that let later events overtake earlier ones."""


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """What becomes of webhooks: which share is lost, which comes twice, and how late they come."""

    lost: float = 0.0
    doubled: float = 0.0
    delays: tuple[timedelta, ...] = AT_ONCE
    seed: int = 0


class Postman:
    """Carries webhooks, badly."""

    def __init__(self, world: "World", hearing: Hearing) -> None:
        self.world, self.hearing = world, hearing
        self.rng = Random(f"post {hearing.seed}")
        self.account = world.portfolio().vendors["planomatic"].account.id
        self.inbox = FileInbox(cast("Any", Wire(world.sql)), world.folder / "ledger")
        self.delivered = 0

    def tell(self, placed: "Placed", event: str) -> None:
        """The vendor tells what happened to an order."""
        shown = {**self.world.vendor.shown(placed), "event": event}
        if self.rng.random() < self.hearing.lost:
            self.world.trace.append(f"      {event} of {placed.order_id} is lost")
            return
        for _ in range(1 + (self.rng.random() < self.hearing.doubled)):
            self.send(shown, self.rng.choice(self.hearing.delays))

    def send(self, body: Mapping[str, Any], delay: timedelta) -> None:
        """Let a webhook come in after a while."""
        at = self.world.clock.now() + delay
        self.world.vendor.later.append((at, partial(self._arrive, json.dumps(body).encode())))

    def _arrive(self, body: bytes) -> None:
        event = read_event(body, account=self.account, at=self.world.clock.now())
        self.delivered += 1
        self.world.trace.append(f"      {event.event} of {event.order_id} comes in")
        self.inbox.receive((event,))

    def forge(self, rng: Random) -> None:
        """Somebody who knows the address claims something; it need not be true."""
        claims = [*self._of_orders(), *self._of_doubts()]
        if claims:
            self._claim(rng.choice(claims))

    def forge_all(self, event: str) -> None:
        """Somebody claims all that can be claimed in that word."""
        for claim in (*self._of_orders(), *self._of_doubts()):
            if claim["event"] == event:
                self._claim(claim)

    def _claim(self, body: Mapping[str, Any]) -> None:
        self.world.trace.append(f"      forged: {body['event']} of {body.get('order_id')}")
        self.send(body, timedelta(0))

    def _of_orders(self) -> Iterator[dict[str, Any]]:
        """That an order of ours is canceled, or delivered, which it is not."""
        for one in self.world.vendor.orders:
            for event, status in _FALSE:
                if one.is_ours and one.status != status:
                    shown = self.world.vendor.shown(one)
                    yield {**shown, "event": event, "order_status": status}

    def _of_doubts(self) -> Iterator[dict[str, Any]]:
        """That a create in doubt made an order: one of somebody else's, or one that is not there.

        The names are right, so that only a read can tell.
        """
        states = "'sending', 'in_doubt', 'exists_noid'"
        unsure = rows(
            self.world.sql, f"SELECT order_key, written FROM intent WHERE state IN ({states})"
        )
        strange = [one.order_id for one in self.world.vendor.orders if not one.is_ours]
        for row in unsure:
            for order_id in (*strange, "9999"):
                yield {
                    "order_id": order_id,
                    "external_order_id": row["order_key"],
                    "external_property_id": row["written"],
                    "order_status": "ordered",
                    "event": "order.processed",
                }


_FALSE = (("order.canceled", "canceled"), ("order.delivered", "completed"))
