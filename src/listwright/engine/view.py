"""One home as a decision sees it: what it wants beside what the ledger knows of it, per account."""

import builtins
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from listwright.engine.addresses import Selector
from listwright.engine.calendar import Calendar
from listwright.engine.freshness import Yardstick
from listwright.engine.mail import NO_MAIL, Mail
from listwright.engine.needs import NeedResolver
from listwright.engine.renames import NO_QUESTIONS, Questions
from listwright.model.account import Account, VendorTraits
from listwright.model.columns import Facts
from listwright.model.intent import Hold, Intent, IntentState, PropertyRecord, Testimony
from listwright.model.names import AccountId, Address, NeedKey, OrderId, PropertyId
from listwright.model.need import Attestation, NeedSet, NeedSpec
from listwright.model.order import Order, Phase
from listwright.model.portfolio import Home, Portfolio
from listwright.model.shelf import EMPTY_SHELF, Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What every decision of one plan shares.

    `replace` holds the addresses to order again on request, `target` and `exclude` those that the
    plan is about and those that it leaves out, `renames` the homes that may be gone
    ones under a new id. `generations` holds the highest ever used per name stem;
    `columns` are those stored with orders. `unreadable` says, by account and order, why a read of
    this run gave nothing; `owners` whose the known orders are, if the files name any by its id.
    `shelf` is what is known of photos, where the files want pictures made of them; `awaited` are
    the orders that were unfinished when the run began to read, `mail` the events that still wait.
    """

    portfolio: Portfolio
    traits: Mapping[str, VendorTraits]
    resolver: NeedResolver
    calendar: Calendar
    generations: Mapping[str, int]
    columns: frozenset[str]
    replace: Selector = Selector(())
    target: Selector = Selector(())
    exclude: Selector = Selector(())
    renames: Questions = NO_QUESTIONS
    unreadable: Mapping[tuple[AccountId, OrderId], "Unreadable"] = field(default_factory=dict)
    owners: Mapping[tuple[AccountId, OrderId], PropertyId] = field(default_factory=dict)
    shelf: Shelf = EMPTY_SHELF
    awaited: frozenset[tuple[AccountId, OrderId]] = frozenset()
    mail: Mail = NO_MAIL

    @property
    def now(self) -> datetime:
        """The instant of the plan."""
        return self.calendar.now

    def is_in_scope(self, need: Address) -> bool:
        """Whether the plan keeps what is decided about that need."""
        return (not self.target or self.target.matches(need)) and not self.exclude.matches(need)

    def has_account(self, account: Account) -> bool:
        """Whether the files still name `account`, under that label."""
        settings = self.portfolio.vendors.get(account.label)
        return settings is not None and settings.account == account

    def makes_pictures(self, view: "AccountView") -> bool:
        """Whether the account of the view makes single pictures of photos."""
        return self.portfolio.vendors[view.account.label].sells_pictures

    def unread_because(self, account: AccountId, order_id: OrderId) -> "Unreadable | None":
        """Why an order that a home does not have was not read, or need not be."""
        owner = self.owners.get((account, order_id))
        if owner is not None:
            return Unreadable(settled=True, detail=f"it is an order of {owner}")
        return self.unreadable.get((account, order_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A read that gave no usable order.

    `settled`: asking again will not help: the vendor knows no such order, or it is another home's.
    """

    settled: bool
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """One property at one account. `home` None: it is in no file and no row any more.

    `orders` newest first; `needs` only those of this account's vendor. `beside` and `doubts` are
    the needs and the unsettled intents of accounts at the same vendor under other labels, whether
    the files still name them or not: it is one home for that vendor. `holds` are those of all.
    `declared` are the orders that the files want imported, by need.
    """

    account: Account
    property: PropertyId
    home: Home | None
    needs: tuple[NeedSpec, ...]
    all_needs: NeedSet
    orders: tuple[Order, ...]
    intents: tuple[Intent, ...]
    holds: tuple[Hold, ...]
    attestations: Mapping[NeedKey, Attestation]
    revision: int
    beside: tuple[NeedSpec, ...] = ()
    doubts: tuple[Intent, ...] = ()
    declared: Mapping[NeedKey, "Declared"] = field(default_factory=dict)
    has_neighbors: bool = False
    """Whether the files name other accounts at the same vendor."""

    @builtins.property
    def facts(self) -> Facts | None:
        """The facts of the home, while it is there."""
        return self.home.facts if self.home is not None else None

    def address(self, spec: NeedSpec) -> Address:
        """The address of a need of this home."""
        return Address(self.property, spec.key)

    def order(self, order_id: str) -> Order | None:
        """The order of that id at this account and home."""
        return next((order for order in self.orders if order.order_id == order_id), None)

    def yardstick(self, run: Run, spec: NeedSpec) -> Yardstick:
        """What proofs of the need are measured against."""
        return Yardstick(fresh=spec.fresh_for, calendar=run.calendar, facts=self.facts)

    def unsettled(self) -> tuple[Intent, ...]:
        """Intents of which nobody knows whether an order exists; our own first."""
        own = tuple(intent for intent in self.intents if intent.state.is_unsettled)
        return own + self.doubts

    def cancelling(self) -> tuple[Intent, ...]:
        """Intents whose cancel has not been seen to its end."""
        ends = {IntentState.CANCELLING, IntentState.CANCEL_IN_DOUBT}
        return tuple(intent for intent in self.intents if intent.state in ends)

    def delivered(self, spec: NeedSpec) -> tuple[Order, ...]:
        """Delivered orders that hold a service which meets the need, newest first."""
        return self._holding(spec, Phase.DELIVERED)

    def open(self, spec: NeedSpec) -> tuple[Order, ...]:
        """Open orders (or of a status we do not know) that hold such a service, newest first."""
        return self._holding(spec, Phase.OPEN) + self._holding(spec, Phase.UNKNOWN)

    def _holding(self, spec: NeedSpec, phase: Phase) -> tuple[Order, ...]:
        return tuple(
            order
            for order in self.orders
            if order.phase is phase and holds(order, spec) is not None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """An order that the files want under management; `at` is where they say so."""

    order_id: OrderId
    at: str


def holds(order: Order, spec: NeedSpec) -> int | None:
    """How many pieces for the need an order holds, or None when it holds no such service.

    Of another service that may meet the need (`met_by`) any quantity is enough: the pieces of two
    services do not compare.
    """
    held = order.quantity(spec.slug)
    if (
        held is None
        and spec.met_by
        and any(order.quantity(slug) is not None for slug in spec.met_by)
    ):
        return spec.quantity
    return held


def account_views(
    run: Run, home: Home | None, needs: NeedSet, *, record: PropertyRecord
) -> tuple[AccountView, ...]:
    """The property's views: one per account that it has needs or history at."""
    attestations = attest_now(run, home, needs, record=record) if home is not None else {}
    # A list, and nothing built of empty tuples: this runs for every home of every plan.
    return tuple(
        [
            AccountView(
                account=settings.account,
                property=home.id if home is not None else record.property,
                home=home,
                needs=_needs_at(label, needs),
                all_needs=needs,
                orders=tuple(_orders_at(settings.account, record)) if record.orders else (),
                intents=_intents_at(settings.account, record) if record.intents else (),
                holds=_holds_near(settings.account, record) if record.holds else (),
                attestations=attestations,
                revision=record.revision,
                beside=_beside(run, settings.account, needs),
                doubts=_doubts_beside(settings.account, record) if record.intents else (),
                declared=_declared(home, needs, label) if needs.imports else _NONE_DECLARED,
                has_neighbors=len(run.portfolio.vendors) > 1,
            )
            for label, settings in run.portfolio.vendors.items()
        ]
    )


_NONE_DECLARED: Mapping[NeedKey, Declared] = {}


def _needs_at(label: str, needs: NeedSet) -> tuple[NeedSpec, ...]:
    """Those of one account; mostly all of them."""
    for spec in needs.specs:
        if spec.vendor != label:
            return tuple(spec for spec in needs.specs if spec.vendor == label)
    return needs.specs


def _intents_at(account: Account, record: PropertyRecord) -> tuple[Intent, ...]:
    return tuple(one for one in record.intents if one.account == account)


def _holds_near(account: Account, record: PropertyRecord) -> tuple[Hold, ...]:
    return tuple(one for one in record.holds if _is_near(one.account, account))


def _doubts_beside(account: Account, record: PropertyRecord) -> tuple[Intent, ...]:
    return tuple(
        one for one in record.intents if one.state.is_unsettled and one.account.is_beside(account)
    )


def _declared(home: Home | None, needs: NeedSet, label: str) -> dict[NeedKey, Declared]:
    """The imports that the files declare for needs at this account; an empty cell declares none."""
    if home is None:
        return {}
    wanted = {spec.key for spec in needs.specs if spec.vendor == label}
    found: dict[NeedKey, Declared] = {}
    for item in needs.imports:
        named = item.order_id
        text = named if isinstance(named, str) else home.facts.text(named.column)
        if item.key in wanted and text:
            found[item.key] = Declared(order_id=OrderId(text), at=item.span.at)
    return found


def _is_near(one: Account, other: Account) -> bool:
    return one == other or one.is_beside(other)


def _beside(run: Run, account: Account, needs: NeedSet) -> tuple[NeedSpec, ...]:
    """The needs of accounts beside this one; nearly every project has none."""
    vendors = run.portfolio.vendors
    if len(vendors) == 1:
        return ()
    return tuple(
        spec
        for spec in needs.specs
        if spec.vendor in vendors and vendors[spec.vendor].account.is_beside(account)
    )


def _orders_at(account: Account, record: PropertyRecord) -> Iterator[Order]:
    """The orders of the account; those of its vendor under another label count as unmanaged."""
    for order in record.orders:
        # The ledger gives one object per account, and comparing its fields takes longer.
        if order.account is account or order.account == account:
            yield order
        elif order.account.is_beside(account):
            yield replace(order, managed=False)


def attest_now(
    run: Run, home: Home, needs: NeedSet, *, record: PropertyRecord
) -> dict[NeedKey, Attestation]:
    """The attestations of a home that count on the day of the plan, per need key."""
    return attest(home, needs, run.calendar.today(home.facts), said=record.attestations)


def attest(
    home: Home, needs: NeedSet, today: date, *, said: tuple[Testimony, ...] = ()
) -> dict[NeedKey, Attestation]:
    """The attestations of a home up to `today`, per need key.

    The native column speaks for the slug `photos`. `said` is what the ledger holds, oldest first:
    the files were reviewed, so it counts where they are silent.
    """
    found: dict[NeedKey, Attestation] = {}
    for have in needs.have:
        day = (
            have.delivered_at
            if isinstance(have.delivered_at, date)
            else home.facts.value(have.delivered_at.column)
        )
        if isinstance(day, date) and day <= today:
            found[have.key] = Attestation(
                key=have.key,
                delivered_on=day,
                quantity=have.quantity,
                evidence=have.evidence,
                at=have.span.at,
            )
    shot = home.facts.value(PHOTOS_COLUMN)
    if isinstance(shot, date) and shot <= today:
        for spec in needs.specs:
            if PHOTOS_SLUG in spec.accepted and spec.key not in found:
                found[spec.key] = Attestation(
                    key=spec.key,
                    delivered_on=shot,
                    quantity=None,
                    evidence=f"column {PHOTOS_COLUMN}",
                    at=home.facts.span(PHOTOS_COLUMN).at,
                )
    if said:
        found = {one.key: _recorded(one) for one in said if one.delivered_on <= today} | found
    if found and any(spec.met_by for spec in needs.specs):
        _attest_beside(found, needs)
    return found


def _recorded(said: Testimony) -> Attestation:
    return Attestation(
        key=said.key,
        delivered_on=said.delivered_on,
        quantity=said.quantity,
        evidence=said.evidence,
        at=f"ledger, {said.at.date()}, by {said.actor}",
    )


def _attest_beside(found: dict[NeedKey, Attestation], needs: NeedSet) -> None:
    """Let proof of one service speak for the needs that may be met by it."""
    own = {spec.slug: found[spec.key] for spec in needs.specs if spec.key in found}
    for spec in needs.specs:
        proof = next((own[slug] for slug in spec.met_by if slug in own), None)
        if proof is not None and spec.key not in found:
            # The pieces of two services do not compare, so any quantity is enough.
            found[spec.key] = replace(proof, key=spec.key, quantity=None)


PHOTOS_COLUMN = "photos_delivered_on"
PHOTOS_SLUG = "photos"
