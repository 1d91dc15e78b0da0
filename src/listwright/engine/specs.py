"""From needs that are due to what one create call would ask for.

Every value is looked up in the order the language promises (property, column, defaults) and keeps
the place it came from, so that a vendor's refusal can point at the line or row.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from listwright.engine.access import CONTACT_PATHS, AccessFinder
from listwright.engine.billing import find_entity
from listwright.engine.calendar import Calendar
from listwright.engine.freshness import turn_mark
from listwright.errors import Diagnostic, Span
from listwright.model.account import Account
from listwright.model.columns import Value
from listwright.model.names import Address, OrderId
from listwright.model.need import Access, Dwelling, Location, NeedSpec, OrderLine, OrderSpec
from listwright.model.picture import PictureTask
from listwright.model.portfolio import Home, Portfolio
from listwright.model.private import Private
from listwright.model.rules import AccessRule, Template


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltSpec:
    """A spec, and what was noticed while building it (errors stop the run)."""

    spec: OrderSpec
    findings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """Where an order goes, on which day, and the delivered order whose photos all of it works on.

    With `previous`, nobody visits the home.
    """

    account: Account
    calendar: Calendar
    previous: OrderId | None = None


NO_ACCESS = "no_access_needed"
"""The method of access of an order that sends nobody (planomatic-services.txt, asset orders)."""


def build_spec(
    portfolio: Portfolio, home: Home, needs: Iterable[NeedSpec], *, placing: Placing
) -> BuiltSpec:
    """What one order for `needs` of `home` would ask for; raises MissingFactError."""
    ordered = sorted(needs, key=lambda need: need.key)
    draft = _Draft(home=home)
    today = placing.calendar.today(home.facts)
    entity, place, findings = find_entity(portfolio, home, today)
    draft.findings += findings
    draft.origins["billing_entity_slug"] = place
    draft.origins["external_property_id"] = home.facts.span("external_property_id")
    wish = _preferred(draft, ordered, today) if placing.previous is None else None
    access = _access(draft, portfolio.defaults.access, wish)
    spec = OrderSpec(
        account=placing.account,
        property=home.id,
        canonical=home.canonical,
        billing_entity=entity,
        lines=_lines(draft, ordered, placing),
        dwelling=_dwelling(draft),
        access=access if placing.previous is None else _without_entry(access),
        order_notes=_notes(draft, ordered),
        metadata=_metadata(draft, ordered),
        origins=draft.origins,
    )
    return BuiltSpec(spec=spec, findings=tuple(draft.findings))


def build_picture_spec(
    account: Account, home: Home, need: NeedSpec, *, task: PictureTask
) -> OrderSpec:
    """What the order of one picture asks for: nobody visits, and nobody is billed by name."""
    draft = _Draft(home=home)
    dwelling = _dwelling(draft)
    draft.origins["services[0].slug"] = need.spans["slug"]
    for field_name in ("rooms", "style", "options", "source"):
        draft.origins[field_name] = need.spans.get(field_name, need.spans["slug"])
    return OrderSpec(
        account=account,
        property=home.id,
        canonical=home.canonical,
        billing_entity="",
        lines=(OrderLine(address=Address(home.id, need.key), slug=need.slug, quantity=1),),
        dwelling=dwelling,
        access=Access(vacant=True, method=NO_ACCESS),
        origins=draft.origins,
        task=task,
    )


@dataclass(slots=True, kw_only=True)
class _Draft:
    """What is collected while one spec is put together."""

    home: Home
    origins: dict[str, Span] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)

    def text(self, column: str, path: str) -> str | None:
        """The text of a column, noting that `path` came from there."""
        self.origins[path] = self.home.facts.span(column)
        return self.home.facts.text(column)

    def value(self, column: str, path: str) -> Value | None:
        """The typed value of a column, noting that `path` came from there."""
        self.origins[path] = self.home.facts.span(column)
        return self.home.facts.value(column)


def _lines(draft: _Draft, needs: list[NeedSpec], placing: Placing) -> tuple[OrderLine, ...]:
    for index, need in enumerate(needs):
        draft.origins[f"services[{index}].slug"] = need.spans["slug"]
        draft.origins[f"services[{index}].quantity"] = need.spans["quantity"]
        if placing.previous is not None:
            source = need.spans.get("source", need.spans["slug"])
            draft.origins[f"services[{index}].previous_order_id"] = source
    return tuple(
        OrderLine(
            address=Address(draft.home.id, need.key),
            slug=need.slug,
            quantity=need.quantity,
            previous_order_id=placing.previous,
            turn=turn_mark(draft.home.facts, placing.calendar, fresh=need.fresh_for),
        )
        for need in needs
    )


def _without_entry(access: Access) -> Access:
    """The access of an order that sends nobody: no code leaves for it."""
    return replace(access, method=NO_ACCESS, access_code=None, lockbox_location=None)


def _dwelling(draft: _Draft) -> Dwelling:
    place = {
        name: draft.text(name, f"property.location.{name}")
        for name in ("street", "street2", "city", "state", "postal_code", "latitude", "longitude")
    }
    bathrooms = draft.value("bathrooms", "property.bathrooms")
    return Dwelling(
        location=Location(
            street=place["street"] or "",
            street2=place["street2"],
            city=place["city"] or "",
            state=place["state"] or "",
            postal_code=place["postal_code"] or "",
            latitude=place["latitude"],
            longitude=place["longitude"],
        ),
        property_type=draft.text("property_type", "property.property_type"),
        bedrooms=_whole(draft, "bedrooms"),
        bathrooms=bathrooms if isinstance(bathrooms, Decimal) else None,
        price=_whole(draft, "price"),
        square_footage=_whole(draft, "square_footage"),
    )


def _whole(draft: _Draft, column: str) -> int | None:
    value = draft.value(column, f"property.{column}")
    return value if isinstance(value, int) else None


def _access(draft: _Draft, defaults: AccessRule, wish: date | None) -> Access:
    own = draft.home.override.access if draft.home.override is not None else AccessRule()
    finder = AccessFinder(facts=draft.home.facts, own=own, defaults=defaults)
    vacant, place = finder.vacant()
    draft.origins["property_access.vacant"] = place
    method, draft.origins["property_access.method_of_access"] = finder.method()
    code, draft.origins["property_access.access_code"] = finder.access_code()
    private: dict[str, Private | None] = {}
    for name, path in CONTACT_PATHS.items():
        private[name], draft.origins[f"property_access.{path}"] = finder.private(name)
    return Access(vacant=vacant, method=method, access_code=code, preferred_date=wish, **private)


def _preferred(draft: _Draft, needs: list[NeedSpec], today: date) -> date | None:
    override = draft.home.override
    wishes = [
        (need.preferred_date, need.spans["preferred_date"])
        for need in needs
        if need.preferred_date is not None
    ]
    if not wishes and override is not None and override.preferred_date is not None:
        wishes = [(override.preferred_date.value, override.preferred_date.span)]
    if len({day for day, _ in wishes}) > 1:
        draft.findings.append(_differ("preferred_date", wishes[-1][1]))
    if wishes:
        day, draft.origins["preferred_date"] = wishes[0]
        if day <= today:
            draft.findings.append(_past_date(day, wishes[0][1]))
        return day
    day_in_row = draft.value("preferred_on", "preferred_date")
    # A date that passed in the inventory is an old wish, not an order for yesterday.
    return day_in_row if isinstance(day_in_row, date) and day_in_row > today else None


def _notes(draft: _Draft, needs: list[NeedSpec]) -> Private | None:
    override = draft.home.override
    written = [
        (need.order_notes, need.spans["order_notes"])
        for need in needs
        if need.order_notes is not None
    ]
    if override is not None and override.order_notes is not None:
        written.append((override.order_notes.value, override.order_notes.span))
    if not written:
        return None
    draft.origins["order_notes"] = written[0][1]
    texts = dict.fromkeys(_fill(draft, template) for template, _ in written)
    return Private("\n".join(text for text in texts if text))


def _metadata(draft: _Draft, needs: list[NeedSpec]) -> tuple[tuple[str, str], ...]:
    pairs: dict[str, str] = {}
    override = draft.home.override
    own = override.metadata if override is not None else None
    for need in needs:
        for key, template in need.metadata:
            text = _fill(draft, template)
            place = need.spans["metadata"]
            draft.origins.setdefault(f"metadata.{key}", place)
            if pairs.setdefault(key, text) != text:
                draft.findings.append(_differ("metadata", place))
    for key, template in own.value if own is not None else ():
        pairs[key] = _fill(draft, template)
        draft.origins[f"metadata.{key}"] = own.span if own is not None else draft.home.facts.origin
    return tuple(sorted(pairs.items()))


def _fill(draft: _Draft, template: Template) -> str:
    return "".join(
        (draft.home.facts.text(part) or "") if index % 2 else part
        for index, part in enumerate(template.parts)
    )


def _differ(what: str, span: Span) -> Diagnostic:
    return Diagnostic(
        code="LW1352",
        summary="Needs that share one order disagree",
        detail=f"One order has one `{what}`, and two needs of this home write different ones.",
        fix=f"Write the same `{what}` for both needs, or set it on the home.",
        span=span,
    )


def _past_date(day: date, span: Span) -> Diagnostic:
    return Diagnostic(
        code="LW1353",
        summary="The preferred date has passed",
        detail=f"The visit is wished for {day.isoformat()}; the vendor can come tomorrow at the "
        "earliest.",
        fix="Write a later `preferred_date`, or take it away.",
        span=span,
    )
