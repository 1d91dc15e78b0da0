"""The sandbox's memory: orders, faults, switches, request counts and the movable clock.

It holds no secret: API keys are kept as digests, access codes, contacts and notes only as stars.
"""

import json
import sqlite3
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from listwright.errors import UsageError
from listwright.sandbox.aihomedesign.archive import Archive
from listwright.sandbox.aihomedesign.progress import stage_at
from listwright.sandbox.aihomedesign.record import Job, Order, StagingSummary
from listwright.sandbox.aihomedesign.summary import staging_summary
from listwright.sandbox.aihomedesign.telling import VENDOR as AIHOMEDESIGN
from listwright.sandbox.aihomedesign.telling import AihomedesignChronicle
from listwright.sandbox.clock import MovableClock, read_clock
from listwright.sandbox.database import Database, unusable_store
from listwright.sandbox.faults import OPERATIONS, Fault, FaultBook, Moment
from listwright.sandbox.options import SandboxOptions
from listwright.sandbox.planomatic.lifecycle import coming_visit, snapshot_at
from listwright.sandbox.planomatic.literals import literals
from listwright.sandbox.planomatic.orderbook import OrderBook
from listwright.sandbox.planomatic.record import Action, ActionKind, OrderRecord, OrderSummary
from listwright.sandbox.planomatic.telling import VENDOR as PLANOMATIC
from listwright.sandbox.planomatic.telling import PlanomaticChronicle
from listwright.sandbox.planomatic.view import order_summary
from listwright.sandbox.webhooks.chronicle import Scene
from listwright.sandbox.webhooks.teller import Teller

_OPTIONS = "options"
_ADDRESS = "served_at"
_USUAL_ADDRESS = "http://127.0.0.1:9100"


class SandboxStore:
    """One SQLite file; several processes may use it at once."""

    def __init__(self, path: Path) -> None:
        """Open the store at `path`, made with its parents when absent (mode 0600)."""
        self.path = path
        self._database = Database(path)
        self.clock = MovableClock(self._database)
        self.book = OrderBook(self._database)
        self.aihomedesign = Archive(self._database)
        self._faults = FaultBook(self._database)
        self._images = AihomedesignChronicle(self.aihomedesign)
        chronicles = (PlanomaticChronicle(self.book), self._images)
        self.webhooks = Teller(self._database, self._faults, chronicles)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        """Make what happens inside all or nothing, alone among all processes."""
        return self._database.transaction()

    def now(self) -> datetime:
        """The sandbox clock, aware and in UTC."""
        return self.clock.now()

    def advance(self, delta: timedelta) -> None:
        """Move the clock forward, and tell what happens on the way."""
        with self.transaction():
            self.clock.advance(delta)
            self.catch_up()

    def set_now(self, instant: datetime) -> None:
        """Jump to an instant; the clock runs on from there."""
        with self.transaction():
            self.clock.set_now(instant)
            self.catch_up()

    def reset(self) -> None:
        """Forget orders, faults, webhooks and request counts; the clock shows real time.

        Switches stay, and with them who has subscribed to webhooks.
        """
        with self.transaction() as connection:
            self.book.clear()
            self.aihomedesign.clear()
            self._faults.clear()
            self.webhooks.clear()
            self.clock.reset()
            connection.execute("DELETE FROM request_count")

    def options(self) -> SandboxOptions:
        """The switches now in force."""
        stored = self._database.setting(_OPTIONS)
        return SandboxOptions().updated(json.loads(stored) if stored else {})

    def set_options(self, options: SandboxOptions) -> None:
        """Put switches in force, also for a server that is running."""
        with self.transaction():
            before = frozenset(one.vendor for one in self.options().webhooks)
            self._database.set_setting(_OPTIONS, json.dumps(options.to_document()))
            if before or options.webhooks:
                self.webhooks.resubscribe(before, self.scene())

    def scene(self) -> Scene:
        """What a webhook that is made now has to know."""
        address = self._database.setting(_ADDRESS) or _USUAL_ADDRESS
        return Scene(now=self.now(), options=self.options(), base_url=address)

    def note_address(self, url: str) -> None:
        """Remember where this store is served: webhooks have links to its pictures."""
        if self._database.setting(_ADDRESS) != url:
            self._database.set_setting(_ADDRESS, url)

    def tell_of_order(self, order_id: int) -> None:
        """Make the webhooks of what just happened to an order, in the transaction of it."""
        self.webhooks.follow(PLANOMATIC, str(order_id), self.scene())

    def tell_of_image(self, job_id: str) -> None:
        """Make the webhooks of what just happened to an image or process."""
        self.webhooks.follow(AIHOMEDESIGN, job_id, self.scene())

    def tell_upscale(self, job: Job, order: Order) -> None:
        """Make the webhook of an upscale, which nothing else will show."""
        scene = self.scene()
        self.webhooks.announce(AIHOMEDESIGN, self._images.larger_image(job, order, scene), scene)

    def catch_up(self) -> None:
        """Make the webhooks of what happened by itself since somebody looked."""
        scene = self.scene()
        if scene.options.webhooks and self.webhooks.has_news(scene):
            with self.transaction():
                self.webhooks.catch_up(scene)

    def set_fault(self, fault: Fault) -> None:
        """Misbehave on the next matching requests."""
        self._faults.add(fault)

    def faults(self) -> tuple[Fault, ...]:
        """The faults still to come; `times` is what is left of each."""
        return self._faults.waiting()

    def clear_faults(self) -> None:
        """Behave again."""
        self._faults.clear()

    def take_fault(
        self, operation: str, properties: frozenset[str], *, moment: Moment
    ) -> Fault | None:
        """The fault that hits a request now, counted as used."""
        return self._faults.take(operation, properties, moment=moment)

    def count_request(self, operation: str) -> None:
        """Remember that a request came in."""
        with self.transaction() as connection:
            connection.execute(
                "INSERT INTO request_count (operation, total) VALUES (?, 1)"
                " ON CONFLICT (operation) DO UPDATE SET total = total + 1",
                (operation,),
            )

    def request_counts(self) -> dict[str, int]:
        """Requests of each operation since the last reset, refused ones included."""
        with self._database.transaction(write=False) as connection:
            rows = connection.execute("SELECT operation, total FROM request_count").fetchall()
        return dict.fromkeys(OPERATIONS, 0) | {row["operation"]: row["total"] for row in rows}

    def orders(self, *, external_property_id: str | None = None) -> tuple[OrderSummary, ...]:
        """All orders (or those of one home), oldest first, with their status now."""
        now, options = self.now(), self.options()
        return tuple(
            order_summary(order, now, options)
            for order in self.book.all()
            if external_property_id in {None, order.external_property_id}
        )

    def stagings(self) -> tuple[StagingSummary, ...]:
        """All orders of AI HomeDesign, oldest first, with their status now."""
        now, factor = self.now(), self.options().ahd_eta_factor
        archive = self.aihomedesign
        return tuple(
            staging_summary(archive, order, now, eta_factor=factor) for order in archive.orders()
        )

    def deliver(self, order_id: int) -> None:
        """Deliver an open order now."""
        with self.transaction():
            self._act(self._open_order(order_id), ActionKind.DELIVER)

    def deliver_all(self) -> int:
        """Deliver every open order and finish every image now; the number of both."""
        with self.transaction():
            now = self.now()
            working = [job for job in self.aihomedesign.jobs() if self._works(job, now)]
            for job in working:
                self.aihomedesign.finish(job.job_id, now)
                self.tell_of_image(job.job_id)
            still_open = [o for o in self.book.all() if not snapshot_at(o, now).ended]
            for order in still_open:
                self._act(order, ActionKind.DELIVER)
            return len(still_open) + len(working)

    def cancel(self, order_id: int, *, reason: str | None = None, notes: str | None = None) -> None:
        """Cancel an open order as the vendor's staff would: at any stage."""
        words = literals().only("vendor_cancel")
        with self.transaction():
            self._act(
                self._open_order(order_id),
                ActionKind.CANCEL,
                reason=reason or words["reason"],
                notes=notes or words["notes"],
            )

    def fail_visit(self, order_id: int) -> None:
        """Make the next visit of an open order fail; it is then arranged anew."""
        with self.transaction():
            order = self._open_order(order_id)
            if coming_visit(order, self.now()) is None:
                raise UsageError("No visit is coming for this order.")
            self._act(order, ActionKind.FAIL_VISIT)

    def set_status(self, order_id: int, status: str | None, *, event: str | None = None) -> None:
        """Hold an open order at `status` (such as `hold`); None lets it go on from there."""
        with self.transaction():
            order = self._open_order(order_id)
            self._act(order, ActionKind.STATUS, status=status, event=event)

    def change_photos(self, order_id: int) -> None:
        """Work on the delivered photos of an order again, as the vendor's editors may.

        Their `modified_at` moves and nothing else: no page says that an event tells of it.
        """
        with self.transaction():
            order = self._known_order(order_id)
            if snapshot_at(order, self.now()).delivered_at is None:
                raise UsageError(f"Order {order_id} has no photos yet: it is not delivered.")
            self._act(order, ActionKind.CHANGE_PHOTOS)

    def _works(self, job: Job, now: datetime) -> bool:
        return not stage_at(job, now, eta_factor=self.options().ahd_eta_factor).ended

    def _open_order(self, order_id: int) -> OrderRecord:
        order = self._known_order(order_id)
        if snapshot_at(order, self.now()).ended:
            raise UsageError(f"Order {order_id} has ended.")
        return order

    def _known_order(self, order_id: int) -> OrderRecord:
        order = self.book.by_order_id(order_id)
        if order is None:
            raise UsageError(f"The sandbox has no order {order_id}.")
        return order

    def _act(self, order: OrderRecord, kind: ActionKind, **words: str | None) -> None:
        self.book.add_action(order.order_id, Action(kind=kind, at=self.now(), **words))
        self.tell_of_order(order.order_id)


def sandbox_now(path: Path) -> datetime:
    """The clock of the store at `path`, or real time when there is none; creates nothing."""
    if not path.exists():
        return datetime.now(UTC)
    try:
        with closing(Database(path, create=False)) as database:
            return read_clock(database)
    except sqlite3.DatabaseError as error:
        # Another process is creating the store at this very moment.
        if "no such table" in str(error):
            return datetime.now(UTC)
        raise unusable_store(path, error) from error
