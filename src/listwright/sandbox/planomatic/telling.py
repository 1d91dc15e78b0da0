"""The webhooks of PlanOmatic: the order object, with the event that triggered it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from listwright.sandbox.faults import WEBHOOK
from listwright.sandbox.planomatic.lifecycle import Step, course_of, passed_by
from listwright.sandbox.planomatic.literals import literals
from listwright.sandbox.planomatic.orderbook import OrderBook
from listwright.sandbox.planomatic.record import ActionKind, OrderRecord
from listwright.sandbox.planomatic.view import order_object, word_of_step
from listwright.sandbox.webhooks.chronicle import Course, Payload, Rhythm, Scene, Telling

VENDOR = "planomatic"


class PlanomaticChronicle:
    """The events of all orders: the steps they take, and those that staff gave a name."""

    vendor = VENDOR
    operation = WEBHOOK

    def __init__(self, book: OrderBook) -> None:
        """`book` has the orders."""
        self._book = book
        self.disguises = PlanomaticDisguises()

    @property
    def recommended(self) -> frozenset[str]:
        """Those that the vendor's page marks."""
        rows = literals().tables["webhook_event"]
        return frozenset(row["name"] for row in rows if row["recommended"])

    @property
    def rhythm(self) -> Rhythm:
        """As the pages of the second interface say; those of the third say nothing."""
        return Rhythm(**{row["name"]: row["value"] for row in literals().tables["webhook_number"]})

    def subjects(self) -> tuple[str, ...]:
        """Every order."""
        return tuple(str(order.order_id) for order in self._book.all())

    def course(self, subject: str, scene: Scene) -> Course:
        """What happened to an order up to now."""
        order = self._book.by_order_id(int(subject))
        if order is None:
            return Course(subject=subject, tellings=(), due=None, names=frozenset())
        events = sorted([*_of_steps(order, scene), *_of_staff(order, scene)], key=lambda e: e.at)
        return Course(
            subject=subject,
            tellings=tuple(_telling(order, scene, event) for event in events),
            due=_next_step(order, scene.now),
            names=frozenset({subject, order.external_property_id}),
        )


class PlanomaticDisguises:
    """How a webhook of this vendor can be strange."""

    @cached_property
    def _words(self) -> Mapping[str, Any]:
        return literals().only("webhook_fault")

    def wrong_echo(self, payload: Payload) -> Payload:
        """Under a name of the order that nobody gave."""
        return {**payload, "external_order_id": self._words["wrong_external_order_id"]}

    def unknown_event(self, payload: Payload) -> Payload:
        """Under an event that no page has."""
        return {**payload, "event": self._words["unknown_event"]}

    def foreign(self, payload: Payload) -> tuple[str, Payload]:
        """Of an order that somebody else made for a home of their own."""
        names = ("order_id", "legacy_order_id", "external_order_id", "external_property_id")
        changed = {name: self._words[f"foreign_{name}"] for name in names}
        return changed["order_id"], {**payload, **changed}

    def old_shape(self, payload: Payload) -> Payload:
        """As the second interface wrote it, to a subscription that still has that version."""
        services = [service["slug"] for service in payload["services"]]
        return {
            "id": int(payload["order_id"]) if "order_id" in payload else None,
            "external_id": payload["external_property_id"],
            "status": payload["order_status"],
            "event": payload["event"],
            "property_info": payload["property"]["location"],
            "primary_service": services[0],
            "add_on_services": services[1:],
            "appointments": payload["appointments"],
            "links": payload["links"],
        }

    def enveloped(self, payload: Payload) -> Payload:
        """In the envelope of the vendor's internal interface."""
        reply = literals().replies["accepted"]
        return {"code": reply.code, "status": reply.status, "data": payload}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    key: str
    name: str
    at: datetime


def _of_steps(order: OrderRecord, scene: Scene) -> list[_Event]:
    passed = passed_by(order, scene.now)
    named = [(n, p, word_of_step(p.step, scene.options)) for n, p in enumerate(passed)]
    return [_Event(key=f"{n}:{p.step.value}", name=name, at=p.at) for n, p, name in named if name]


def _of_staff(order: OrderRecord, scene: Scene) -> list[_Event]:
    """Statuses set by hand, where an event was named with them."""
    acts = [(n, act) for n, act in enumerate(order.actions) if act.kind is ActionKind.STATUS]
    return [
        _Event(key=f"act:{n}", name=act.event, at=act.at)
        for n, act in acts
        if act.event is not None and act.at <= scene.now
    ]


def _telling(order: OrderRecord, scene: Scene, event: _Event) -> Telling:
    draw = partial(_payload, order, scene, event)
    return Telling(key=event.key, event=event.name, at=event.at, payload=draw)


def _payload(order: OrderRecord, scene: Scene, event: _Event) -> Payload:
    """The order as it was when the event happened."""
    shown = order_object(order, event.at, scene.options, base_url=scene.base_url)
    return {**shown, "event": event.name}


def _next_step(order: OrderRecord, now: datetime) -> datetime | None:
    if any(p.step in {Step.CANCELED, Step.DELIVERED} for p in passed_by(order, now)):
        return None
    return next((p.at for p in course_of(order) if p.at > now), None)
