"""A model of the vendor, at the wire: documents in, exchanges out, with every fault it can have.

It is written from what the vendor documents: three calls, no list, no idempotency key, a duplicate
window per property, ids that come late, staff who cancel and deliver. It remembers the truth that
the invariants are held against.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from functools import partial
from typing import Any

from listwright.http.answers import Answered, Exchange, NotSent, Unanswered


class Fault(Enum):
    """What happens to one request. `AFTER`: it was carried out, and the answer is not the truth."""

    NONE = "none"
    UNREACHED = "unreached"
    RATE = "rate"
    REJECTED = "rejected"
    LOST_BEFORE = "lost_before"
    LOST_AFTER = "lost_after"
    CRASH_BEFORE = "crash_before"
    CRASH_AFTER = "crash_after"
    LATE = "late"
    """No answer; carried out some minutes later."""

    PAGE_AFTER = "page_after"
    NO_ID_AFTER = "no_id_after"
    WRONG_ECHO_AFTER = "wrong_echo_after"
    ONLY_REQUEST = "only_request"
    """A request id at once; the order id some minutes later."""


CREATE_FAULTS = tuple(fault for fault in Fault if fault is not Fault.NONE)
READ_FAULTS = (Fault.LOST_BEFORE, Fault.CRASH_BEFORE, Fault.RATE)
CANCEL_FAULTS = (
    Fault.UNREACHED, Fault.RATE, Fault.LOST_BEFORE, Fault.LOST_AFTER, Fault.CRASH_BEFORE,
    Fault.CRASH_AFTER, Fault.LATE,
)  # fmt: skip

DELAY = timedelta(minutes=14)
"""How late a late request is carried out, and how late a late order id comes."""

CANCELABLE = ("new_request", "ordered", "scheduling")

PROGRESS = {
    "ordered": "scheduling",
    "scheduling": "scheduled",
    "scheduled": "post_processing",
    "post_processing": "completed",
}
TOLD = {
    "scheduled": "appointment.scheduled",
    "post_processing": "order.post_processing",
    "completed": "order.delivered",
    "canceled": "order.canceled",
}
"""The event that tells of a status; nothing tells of the others."""


@dataclass(kw_only=True)
class Placed:
    """An order that exists at the vendor. `numbered` is when its order id can be seen."""

    order_id: str
    request_id: str
    key: str
    home: str
    services: tuple[tuple[str, int], ...]
    created: datetime
    numbered: datetime
    status: str = "ordered"
    visit: datetime | None = None
    ended_by: str = ""
    again: bool = False
    """The second order of one request."""

    @property
    def is_ours(self) -> bool:
        return self.key.startswith("lw1-")

    @property
    def is_canceled(self) -> bool:
        return self.status == "canceled"


@dataclass(kw_only=True)
class ModelVendor:
    """The vendor's memory and its three calls.

    `window` None: no duplicate protection. `choose` names the fault of the next request;
    `watch` hears of every create and cancel before it is carried out.
    """

    clock: Callable[[], datetime]
    window: timedelta | None
    counts_canceled: bool = True
    checks_early: bool = False
    """A late request is held against the window when it arrives, not when it is carried out."""

    doubles: bool = False
    """Something on the way repeats each create, so that one request makes two orders."""

    choose: Callable[[str], Fault] = lambda call: Fault.NONE
    watch: Callable[[str, Mapping[str, Any]], None] = lambda call, document: None
    orders: list[Placed] = field(default_factory=list)
    later: list[tuple[datetime, Callable[[], None]]] = field(default_factory=list)
    received: list[str] = field(default_factory=list)
    """Every order id that an answer gave, for whoever counts what a process knows."""

    refused: set[str] = field(default_factory=set)
    """Properties of which we were told that an order exists, and nobody has looked since."""

    tell: Callable[[Placed, str], None] = lambda placed, event: None
    """Hears what happened to an order, in the vendor's word for it."""

    log: Callable[[str], None] = lambda line: None
    proxy_in_use: str | None = None

    def post(
        self,
        path: str,
        document: Mapping[str, Any],
        *,
        secrets: Iterable[str] = (),
        underway: Callable[[], None] = lambda: None,
    ) -> Exchange:
        """One request of ours; while it is `underway` the world may go on."""
        self.catch_up()
        call = path.rpartition("/")[2]
        fault = self.choose(call)
        self.log(f"vendor {call}: {fault.value}")
        if call != "retrieve" and fault is not Fault.UNREACHED:
            self.watch(call, document)
        left = self.clock()
        underway()
        self.catch_up()
        if self.clock() - left > DELAY:
            return Unanswered("dropped on the way")  # nobody carries a request out later than that
        early = _EARLY.get(fault)
        if early is not None:
            return early
        if call == "create":
            return self._create(document, fault)
        return self._cancel(document, fault) if call == "cancel" else self._retrieve(document)

    def close(self) -> None:
        """Nothing is open."""

    def catch_up(self) -> None:
        """Carry out what is due by now."""
        now = self.clock()
        due = sorted((one for one in self.later if one[0] <= now), key=lambda one: one[0])
        self.later = [one for one in self.later if one[0] > now]
        for _, act in due:
            act()

    def find(self, document: Mapping[str, Any]) -> Placed | None:
        """The order that a request names."""
        number, request = str(document.get("order_id", "")), document.get("request_id")
        named = (one for one in self.orders if number == one.order_id or request == one.request_id)
        return next(named, None)

    def place(
        self,
        home: str,
        services: tuple[tuple[str, int], ...],
        *,
        key: str,
        late: bool = False,
        checked: bool = False,
    ) -> Placed | None:
        """Make an order; None when the duplicate window refuses it, unless that was `checked`."""
        now = self.clock()
        if not checked and self._is_duplicate(home, now):
            return None
        number = len(self.orders) + 1
        placed = Placed(
            order_id=str(5000 + number),
            request_id=f"r{number}",
            key=key,
            home=home,
            services=services,
            created=now,
            numbered=now + DELAY if late else now,
        )
        self.orders.append(placed)
        if late:
            self.later.append((placed.numbered, partial(self.tell, placed, "order.processed")))
        else:
            self.tell(placed, "order.processed")
        return placed

    def _is_duplicate(self, home: str, now: datetime) -> bool:
        return self.window is not None and any(
            one.home.casefold() == home.casefold()
            and now < one.created + self.window
            and (self.counts_canceled or not one.is_canceled)
            for one in self.orders
        )

    def _create(self, document: Mapping[str, Any], fault: Fault) -> Exchange:
        if fault is Fault.LATE:
            return self._create_later(document)
        placed = self._commit(document, late=fault is Fault.ONLY_REQUEST)
        if self.doubles and (second := self._commit(document)) is not None:
            second.again = True
        if placed is None and fault not in _AFTER:
            self.refused.add(document["external_property_id"])
        if placed is None:
            return _AFTER.get(fault, _DUPLICATE)
        if fault is Fault.WRONG_ECHO_AFTER:
            wrong = {**self.shown(placed), "external_order_id": "lw1-00000000000000000000-g9"}
            return Answered(status=200, headers={}, document=wrong)
        after = _AFTER.get(fault)
        if after is not None:
            return after
        if fault is not Fault.ONLY_REQUEST:
            self.received.append(placed.order_id)
        return Answered(status=200, headers={}, document=self.shown(placed))

    def _create_later(self, document: Mapping[str, Any]) -> Exchange:
        early = self.checks_early
        if not early or not self._is_duplicate(document["external_property_id"], self.clock()):
            commit = partial(self._commit, document, checked=early)
            self.later.append((self.clock() + DELAY, lambda: _ignore(commit())))
        return Unanswered("no answer in time")

    def _commit(
        self, document: Mapping[str, Any], *, late: bool = False, checked: bool = False
    ) -> Placed | None:
        return self.place(
            document["external_property_id"],
            tuple((line["slug"], line["quantity"]) for line in document["services"]),
            key=document["external_order_id"],
            late=late,
            checked=checked,
        )

    def _retrieve(self, document: Mapping[str, Any]) -> Exchange:
        placed = self.find(document)
        if placed is None:
            attr = "order_id" if "order_id" in document else "request_id"
            return _refusal(attr, "unrecognized")
        return Answered(status=200, headers={}, document=self.shown(placed))

    def _cancel(self, document: Mapping[str, Any], fault: Fault) -> Exchange:
        placed = self.find(document)
        if placed is None or placed.status not in CANCELABLE or placed.visit is not None:
            return _AFTER.get(fault, _refusal("order_id", "not cancelable"))
        if fault is Fault.LATE:
            self.later.append((self.clock() + DELAY, lambda: self.end(placed, by="us")))
            return Answered(status=200, headers={}, document={"code": 200, "status": "success"})
        self.end(placed, by="us")
        done = Answered(status=200, headers={}, document={"code": 200, "status": "success"})
        return _AFTER.get(fault, done)

    def end(self, placed: Placed, *, by: str) -> None:
        """Cancel an order while it can be."""
        if placed.status in CANCELABLE and placed.visit is None:
            placed.ended_by = by
            self._become(placed, "canceled")

    def advance(self, placed: Placed) -> None:
        """What the vendor's staff does next with an order."""
        status = PROGRESS.get(placed.status, placed.status)
        if status == "scheduled":
            placed.visit = self.clock()
        self._become(placed, status)

    def complete(self, placed: Placed) -> None:
        """Deliver an order that is under way."""
        self._become(placed, "completed")

    def _become(self, placed: Placed, status: str) -> None:
        if status == placed.status:
            return
        placed.status = status
        if status in TOLD:
            self.tell(placed, TOLD[status])

    def shown(self, placed: Placed) -> dict[str, Any]:
        """An order as it stands now, as answers and webhooks have it."""
        now = self.clock()
        shown: dict[str, Any] = {
            "request_id": placed.request_id,
            "external_property_id": placed.home,
            "external_order_id": placed.key or None,
            "created": placed.created.isoformat(),
            "order_status": placed.status,
            "services": [
                {"slug": slug, "quantity": quantity, "price": 12500}
                for slug, quantity in placed.services
            ],
            "appointments": [],
            "photos": [],
        }
        if placed.numbered <= now:
            shown["order_id"] = placed.order_id
        if placed.visit is not None:
            at = placed.visit.isoformat()
            shown["appointments"] = [{"appointment_id": "a", "start_datetime": at}]
        if placed.status == "completed":
            shown["event"] = "order.delivered"
            link = f"https://photos.invalid/{placed.order_id}.jpg"
            shown["photos"] = [
                {"sequence": 1, "full_size_url": link, "uploaded_at": placed.created.isoformat()}
            ]
        return shown


def _ignore(placed: Placed | None) -> None:
    """A late request that the window refuses is dropped without a word."""


def _refusal(attr: str, message: str) -> Answered:
    errors = [{"attr": attr, "message": message}]
    document = {"code": 400, "status": "validation-error", "errors": errors}
    return Answered(status=400, headers={}, document=document)


_DUPLICATE = _refusal("external_property_id", "duplicate")
_CRASH = Answered(
    status=500, headers={}, document={"code": 500, "status": "application-crash"}
)  # fmt: skip
_EARLY: Mapping[Fault, Exchange] = {
    Fault.UNREACHED: NotSent("connection refused"),
    Fault.RATE: Answered(
        status=429, headers={}, document={"code": 429, "status": "rate-limit-exceeded"}
    ),
    Fault.REJECTED: _refusal("property.location.postal_code", "unrecognized"),
    Fault.LOST_BEFORE: Unanswered("connection reset"),
    Fault.CRASH_BEFORE: _CRASH,
}
_AFTER: Mapping[Fault, Exchange] = {
    Fault.LOST_AFTER: Unanswered("no answer in time"),
    Fault.CRASH_AFTER: _CRASH,
    Fault.PAGE_AFTER: Answered(status=200, headers={}, unreadable="the body is not JSON"),
    Fault.NO_ID_AFTER: Answered(status=200, headers={}, document={"code": 200}),
}
