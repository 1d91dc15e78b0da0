"""Orders that exist and are not tracked yet: those the files name, and those that carry our name.

An order that the files name is read before anything is decided about its home: until then it may
hold any service. Once it was read it counts as ours, and the plan records it as such.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from listwright.engine.freshness import turn_mark
from listwright.engine.mail import Letter
from listwright.engine.memory import basis_of
from listwright.engine.naming import NamedService, order_key, order_stem, stem_of
from listwright.engine.view import AccountView, Declared, Run, Unreadable, holds
from listwright.engine.wording import minute_of
from listwright.model.intent import Observed
from listwright.model.names import (
    AccountId,
    CanonicalId,
    OrderId,
    OrderKey,
    PropertyId,
    ServiceKey,
    canonical_id,
)
from listwright.model.need import Because, NeedSpec
from listwright.model.order import Order, Origin, Phase
from listwright.model.plan import Action, Blocked, Change, Deferred, Reason
from listwright.model.portfolio import Override, Portfolio
from listwright.model.rules import Defaults, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """One order to be tracked; `because` is where the files say so, if they do."""

    order: Order
    reason: Reason
    why: str
    because: tuple[Because, ...] = ()


def adoptions(run: Run, view: AccountView) -> tuple[Adoption, ...]:
    """The orders of the home that should be tracked and are not."""
    if not view.orders or view.unsettled():
        # An unknown create may have made just this order: a person says so with `resolve`.
        return ()
    return tuple(_adoptions(run, view))


def _adoptions(run: Run, view: AccountView) -> Iterator[Adoption]:
    declared = _meant(view)
    for order in view.orders:
        if order.managed or order.account != view.account:
            continue
        named = declared.get(order.order_id)
        if named is not None:
            yield Adoption(
                order=order,
                reason=Reason.DECLARED,
                why=f"the files put order {order.order_id} under management ({named.at})",
                because=_rules_of(view, named),
            )
        elif order.origin is Origin.EVENT and is_named_by_us(run, view, order):
            yield Adoption(
                order=order,
                reason=Reason.RECOGNIZED,
                why=f"order {order.order_id} carries our name {order.order_key}",
            )


def _meant(view: AccountView) -> dict[str, Declared]:
    """The declared orders that hold a service of the need they are declared for."""
    found: dict[str, Declared] = {}
    for spec in view.needs:
        named = view.declared.get(spec.key)
        order = view.order(named.order_id) if named is not None else None
        if named is not None and order is not None and holds(order, spec) is not None:
            found[named.order_id] = named
    return found


def _rules_of(view: AccountView, named: Declared) -> tuple[Because, ...]:
    keys = {key for key, item in view.declared.items() if item == named}
    rules = (because for spec in view.needs if spec.key in keys for because in spec.because)
    return tuple(dict.fromkeys(rules))


def is_named_by_us(run: Run, view: AccountView, order: Order) -> bool:
    """Whether the order's name is the one this portfolio gives to just these services."""
    if order.order_key is None or order.account != view.account:
        return False
    turns = {"-", *(_turn(run, view, spec) for spec in view.needs)}
    stem = stem_of(order.order_key)
    canonical: CanonicalId = canonical_id(order.property)
    return any(
        stem == order_stem(run.portfolio.lineage, order.account.id, canonical, services=lines)
        for lines in (_lines(order, turn) for turn in sorted(turns))
    )


def _turn(run: Run, view: AccountView, spec: NeedSpec) -> str:
    return turn_mark(view.facts, run.calendar, fresh=spec.fresh_for)


def _lines(order: Order, turn: str) -> list[NamedService]:
    return [
        (ServiceKey(line.slug), turn, line.quantity, line.previous_order_id)
        for line in order.services
    ]


def import_name(lineage: str, order: Order) -> OrderKey:
    """The name under which the journal keeps an imported order: its own, or one made of its id."""
    if order.order_key is not None:
        return order.order_key
    lines = _lines(order, "-")
    stem = order_stem(lineage, order.account.id, canonical_id(order.property), services=lines)
    return order_key(f"{stem}-import-{order.order_id}", 1)


def adopt(view: AccountView, found: tuple[Adoption, ...]) -> AccountView:
    """The view as it will be once these orders are tracked."""
    ids = {adoption.order.order_id for adoption in found}
    orders = tuple(
        replace(order, managed=True) if order.order_id in ids else order for order in view.orders
    )
    return replace(view, orders=orders)


def import_change(run: Run, view: AccountView, adoption: Adoption) -> Change:
    """The change that records the order. It covers the needs no other order of ours speaks for."""
    order = adoption.order
    needs = [
        spec
        for spec in view.needs
        if holds(order, spec) is not None and not _is_spoken_for(view, spec, order)
    ]
    home = view.home
    basis = None
    if home is not None:
        day = run.calendar.today(home.facts)
        basis = basis_of(home, view.all_needs, needs, read=run.columns, day=day)
    return Change(
        action=Action.IMPORT,
        reason=adoption.reason,
        why=adoption.why,
        account=view.account,
        property=view.property,
        needs=tuple(sorted(view.address(spec) for spec in needs)),
        services=order.services,
        billing_entity=None,
        because=adoption.because,
        revision=view.revision,
        order_key=order.order_key,
        order_id=order.order_id,
        current=order,
        basis=basis,
    )


def _is_spoken_for(view: AccountView, spec: NeedSpec, order: Order) -> bool:
    """Whether another tracked order already holds the need in the journal."""
    return any(
        other.managed
        and other.order_id != order.order_id
        and _outlasts(other, order)
        and holds(other, spec) is not None
        for other in view.orders
    )


def _outlasts(other: Order, order: Order) -> bool:
    """Whether `other` still speaks for a need beside `order`: one under way renews what was."""
    if order.phase is Phase.OPEN:
        return other.phase in {Phase.OPEN, Phase.UNKNOWN}
    return other.phase is not Phase.CANCELED


def blocked_import(run: Run, view: AccountView, spec: NeedSpec) -> Deferred | Blocked | None:
    """What keeps the order that the files name for this need from being tracked."""
    named = view.declared.get(spec.key)
    if named is None:
        return None
    order = view.order(named.order_id)
    if order is None:
        problem = _problem(run, view, named)
        if problem is None or not problem.settled:
            return _unread(view, spec, named, action=Action.IMPORT)
        return _mismatch(view, spec, named, detail=problem.detail)
    if order.account != view.account:
        other = f"it is an order of `vendors.{order.account.label}`"
        return _mismatch(view, spec, named, detail=other)
    if holds(order, spec) is None:
        held = ", ".join(f"{line.slug} ({line.quantity})" for line in order.services)
        return _mismatch(view, spec, named, detail=f"it holds {held}, not {spec.slug}")
    return None


def unread_beside(run: Run, view: AccountView, spec: NeedSpec) -> Deferred | None:
    """A need waits while an order of its home that the files or events name has not been read."""
    for named in view.declared.values():
        if view.order(named.order_id) is None:
            problem = _problem(run, view, named)
            if problem is None or not problem.settled:
                return _unread(view, spec, named, action=Action.CREATE)
    rumor = run.mail.rumor(view.account, canonical_id(view.property))
    return None if rumor is None else _rumored(view, spec, rumor)


def _rumored(view: AccountView, spec: NeedSpec, rumor: Letter) -> Deferred:
    """Ordering beside it might buy the same twice; the event alone is no proof that it is there."""
    named = f"order {rumor.order_id}" if rumor.order_id else f"request {rumor.request_id}"
    return Deferred(
        need=view.address(spec),
        action=Action.CREATE,
        reason=Reason.READ_REQUIRED,
        why=f"an event of {minute_of(rumor.since)} names {named} of this home, which this ledger "
        "does not know; no read has confirmed it",
        clears_when=f"{named} is read (--refresh auto, a larger --refresh-budget)",
        because=spec.because,
        order_id=rumor.order_id,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """An order that somebody names and this ledger has never seen."""

    label: str
    property: PropertyId
    order_id: str


def order_owners(observed: Observed) -> dict[tuple[AccountId, OrderId], PropertyId]:
    """Whose each known order is."""
    return {
        (order.account.id, order.order_id): order.property
        for record in observed.properties.values()
        for order in record.orders
    }


def names_orders(portfolio: Portfolio) -> bool:
    """Whether the files name any order by its id, for an import or as a source."""
    overrides = [home.override for home in portfolio.homes if home.override is not None]
    layers: list[Rule | Override | Defaults] = [portfolio.defaults, *portfolio.rules, *overrides]
    if any(layer.imports for layer in layers):
        return True
    entries = [entry for rule in portfolio.rules for entry in rule.entries]
    entries += [entry for override in overrides for entry in override.entries]
    return any(entry.source is not None and entry.source.value.order_id for entry in entries)


def unread_imports(run: Run, view: AccountView) -> Iterator[Unread]:
    """The declared orders that must be read before the home can be decided about."""
    for named in view.declared.values():
        known = view.order(named.order_id) is not None
        if not known and _problem(run, view, named) is None:
            yield Unread(label=view.account.label, property=view.property, order_id=named.order_id)


def _problem(run: Run, view: AccountView, named: Declared) -> Unreadable | None:
    return run.unread_because(view.account.id, named.order_id)


def _unread(view: AccountView, spec: NeedSpec, named: Declared, *, action: Action) -> Deferred:
    return Deferred(
        need=view.address(spec),
        action=action,
        reason=Reason.READ_REQUIRED,
        why=f"order {named.order_id}, which `import` names at {named.at}, has not been read; it "
        "may hold any service of this home",
        clears_when=f"order {named.order_id} is read (--refresh auto, a larger --refresh-budget)",
        because=spec.because,
        order_id=named.order_id,
    )


def _mismatch(view: AccountView, spec: NeedSpec, named: Declared, *, detail: str) -> Blocked:
    return Blocked(
        need=view.address(spec),
        action=Action.IMPORT,
        reason=Reason.IDENTITY_MISMATCH,
        why=f"`import` names order {named.order_id}, but {detail}",
        remedy=f"correct the order id at {named.at}",
        because=spec.because,
        order_id=named.order_id,
    )
