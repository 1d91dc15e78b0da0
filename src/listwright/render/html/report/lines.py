"""Every line of the Properties tab: changes, what waits, what is stuck, drift, orders of others.

One flat value for each, in plain words, so that the table, the explanation and the CSV of the page
are made of the same thing. Nothing private is taken: no access, no contact, no note.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from listwright.engine.funnel import reached_stages
from listwright.model.audit import AuditFinding
from listwright.model.names import Address, PropertyId
from listwright.model.order import Order
from listwright.model.plan import Blocked, Change, Deferred, Drift
from listwright.model.review import HomeFacts, Review, Stage
from listwright.render.html.report.words import (
    KIND_OF,
    Kind,
    age,
    bought,
    grounds,
    minute,
    plain,
)

_NO_FACTS = HomeFacts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row. Texts are empty where there is nothing to say.

    `services` are the slugs to filter by, one a line. `cost` is in cents; `buys` without a cost
    means that no price is known. `when` is until when it waits, or since when it is stuck.
    `stage` is the last stage of the funnel that the home reaches.
    """

    kind: Kind
    home: str
    needs: str = ""
    buys: str = ""
    services: str = ""
    reason: str = ""
    why: str = ""
    market: str = ""
    status: str = ""
    city: str = ""
    state: str = ""
    entity: str = ""
    cost: int | None = None
    ordering: bool = False
    order: str = ""
    order_state: str = ""
    vendor: str = ""
    rules: str = ""
    when: datetime | None = None
    waits_for: str = ""
    clears: str = ""
    wanted: str = ""
    remedy: str = ""
    letter: str = ""
    requests: int = 0
    stage: str = ""
    cause: str = ""

    @property
    def rank(self) -> int:
        """Where its kind stands on the page."""
        return self.kind.place


def lines_of(review: Review) -> list[Line]:
    """All lines; those that need a person first, within a kind in the order of the plan."""
    return sorted(_Lines(review).every(), key=attrgetter("rank"))


class _Lines:
    """Lines with the facts of their homes."""

    def __init__(self, review: Review) -> None:
        self._review = review
        # A home whose needs are all met has no line that the funnel leads to; and a saved plan does
        # not list such needs, yet its page must be the same.
        reached = reached_stages(review.plan).items()
        self._stages = {home: stage.value for home, stage in reached if stage is not Stage.WANTED}

    def every(self) -> Iterator[Line]:
        plan = self._review.plan
        yield from (self._finding(one) for one in self._review.findings or ())
        yield from (self._change(one) for one in plan.changes)
        yield from (self._deferred(one) for one in plan.deferred)
        yield from (self._blocked(one) for one in plan.blocked)
        yield from (self._drift(one) for one in plan.drift)
        yield from (self._unmanaged(one) for one in plan.unmanaged)

    def _line(self, kind: Kind, home: str, **fields: object) -> Line:
        facts = self._review.homes.get(PropertyId(home), _NO_FACTS)
        known = {
            "market": facts.market or "",
            "status": facts.status or "",
            "city": facts.city or "",
            "state": facts.state or "",
            "entity": facts.billing_entity or "",
            "stage": self._stages.get(PropertyId(home), ""),
        }
        return Line(kind=kind, home=home, **(known | fields))

    def _change(self, change: Change) -> Line:
        fields: dict[str, object] = (
            {"entity": change.billing_entity} if change.billing_entity else {}
        )
        return self._line(
            KIND_OF[change.action],
            change.property,
            needs=", ".join(need.key for need in change.needs),
            buys=bought(change.services, change.task),
            services="\n".join(line.slug for line in change.services),
            reason=plain(change.reason.value),
            why=change.why,
            cost=change.cost,
            ordering=change.action.creates,
            order=change.order_id or "",
            order_state=self._seen(change),
            vendor=change.account.label,
            rules=grounds(change.because),
            requests=change.requests,
            cause=change.cause.value if change.cause else "",
            **fields,
        )

    def _seen(self, change: Change) -> str:
        """The state of the order that a cancel was decided on."""
        view = change.order
        if view is None:
            return ""
        made = self._review.plan.made_at
        read = f"read {age(view.read_at, made)} before" if view.read_at else "never read"
        may = "" if view.cancelable else ", no longer cancelable"
        return f"{plain(view.status)}{may}; {read}"

    def _deferred(self, item: Deferred) -> Line:
        return self._line(
            Kind.DEFERRED,
            item.need.property,
            needs=item.need.key,
            services=item.need.key,
            reason=plain(item.reason.value),
            why=item.why,
            order=item.order_id or "",
            rules=grounds(item.because),
            when=item.until,
            waits_for=", ".join(str(need) for need in item.waits_for),
            clears=item.clears_when,
            wanted=KIND_OF[item.action].word,
        )

    def _blocked(self, item: Blocked) -> Line:
        again = f"an apply tries to settle it from {minute(item.until)} on" if item.until else ""
        return self._line(
            Kind.BLOCKED,
            item.need.property,
            needs=item.need.key,
            services=item.need.key,
            reason=plain(item.reason.value),
            why=item.why,
            order=item.order_id or "",
            rules=grounds(item.because),
            when=item.since,
            clears=again,
            wanted=KIND_OF[item.action].word,
            remedy=item.remedy,
            letter=item.text,
        )

    def _drift(self, item: Drift) -> Line:
        kind, _, about = item.field.partition(".")
        return self._line(
            Kind.DRIFT,
            item.property,
            services=about.removesuffix(".quantity") if kind == "services" else "",
            reason=plain(kind),
            why=_difference(item),
            order=item.order_id,
        )

    def _unmanaged(self, order: Order) -> Line:
        made = self._review.plan.made_at
        since = f", placed {age(order.created, made)} before" if order.created else ""
        return self._line(
            Kind.UNMANAGED,
            order.property,
            buys=bought(order.services, order.task),
            services="\n".join(line.slug for line in order.services),
            reason="not managed",
            why=f"listwright does not manage this order; it counts, and is never canceled{since}",
            order=order.order_id,
            order_state=plain(order.status),
            vendor=order.account.label,
            when=order.created,
        )

    def _finding(self, finding: AuditFinding) -> Line:
        where = finding.address
        home = where.property if isinstance(where, Address) else where or "the files"
        return self._line(
            Kind.FINDING,
            home,
            needs=where.key if isinstance(where, Address) else "",
            services=where.key if isinstance(where, Address) else "",
            reason=plain(finding.code.value),
            why=finding.why,
            order=finding.order_id or "",
            when=finding.since,
            remedy=finding.remedy,
        )


def _difference(drift: Drift) -> str:
    """What differs, in words; a field that is not known stands as it is."""
    kind, _, about = drift.field.partition(".")
    was, now = _value(drift.was), _value(drift.now)
    match kind:
        case "services":
            return f"{about.removesuffix('.quantity')}: {was} sent, {now} at the vendor"
        case "status":
            return f"the status was {was} and is now {now}"
        case "order":
            return f"the order was {was}; the vendor has {now} there now"
        case "ready":
            return f"{about} was ready when it was ordered; now {now}"
        case _:
            return f"{drift.field} was {was} and is now {now}"


def _value(value: str | int | None) -> str:
    return "nothing" if value is None else str(value)
