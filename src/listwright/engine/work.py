"""The desk on which one property's decisions become orders, and the tray for what comes of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from listwright.engine.decide import Again, Decision, Due, is_requested
from listwright.engine.freezes import find_freeze, freeze_deferral
from listwright.engine.imports import Unread
from listwright.engine.view import AccountView, Run, holds
from listwright.engine.windows import Closed, closed_by_plan, find_closed_window
from listwright.engine.wording import minute_of
from listwright.errors import Diagnostic
from listwright.model.account import WindowPolicy
from listwright.model.names import Address, NeedKey
from listwright.model.need import Because, NeedSpec
from listwright.model.order import Order
from listwright.model.picture import PhotoRef, PictureCounts
from listwright.model.plan import (
    Action,
    Blocked,
    Change,
    Deferred,
    Drift,
    OrderView,
    Reason,
    Standing,
)


@dataclass(slots=True)
class Found:
    """What the orders of one property, or of all, come to.

    `unread` are orders that somebody names and the ledger has never seen; `dropped` is staging that
    has nothing to work on. `unfetched` are photos whose bytes decide what a need orders, and
    `unlisted` patterns of files that nobody has looked up yet; `pictures` count those of needs
    whose photos are there.
    """

    changes: list[Change] = field(default_factory=list)
    deferred: list[Deferred] = field(default_factory=list)
    blocked: list[Blocked] = field(default_factory=list)
    standing: list[Standing] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    drift: list[Drift] = field(default_factory=list)
    dropped: list[Address] = field(default_factory=list)
    unfetched: list[tuple[Address, PhotoRef]] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)
    pictures: list[tuple[Address, PictureCounts]] = field(default_factory=list)

    def take_in(self, other: "Found") -> None:
        """Add everything of another tray."""
        self.changes += other.changes
        self.deferred += other.deferred
        self.blocked += other.blocked
        self.standing += other.standing
        self.findings += other.findings
        self.unread += other.unread
        self.drift += other.drift
        self.dropped += other.dropped
        self.unfetched += other.unfetched
        self.unlisted += other.unlisted
        self.pictures += other.pictures


@dataclass(slots=True, kw_only=True)
class Staged:
    """Staging that is due, until it is known which order it rides in.

    `follows`: it stands already, and is made anew only together with new photos.
    """

    due: Due
    follows: Standing | None = None

    @property
    def spec(self) -> NeedSpec:
        """Its need."""
        return self.due.spec


@dataclass(slots=True, kw_only=True)
class Work:
    """One property at one account while its needs are turned into orders."""

    run: Run
    view: AccountView
    found: Found
    due: list[Due] = field(default_factory=list)
    again: list[Again] = field(default_factory=list)
    staging: list[Staged] = field(default_factory=list)
    decided: dict[NeedKey, Decision] = field(default_factory=dict)
    beside: tuple[Change, ...] = ()
    """Orders that this plan places for the home at other accounts of the vendor."""

    orphans: dict[str, str | None] = field(default_factory=dict)
    """Staging services left out because nothing is there to work on, and that of their source."""

    @property
    def window(self) -> WindowPolicy:
        """The duplicate protection of this account."""
        return self.run.portfolio.vendors[self.view.account.label].window

    @property
    def staging_slugs(self) -> frozenset[str]:
        """The services of this vendor that are made from photos."""
        return self.run.traits[self.view.account.label].staging_slugs

    def closed_window(self, without: Order | None = None) -> Closed | None:
        """The window that is still closed, leaving one order out of the count."""
        if self.beside:
            return closed_by_plan(self.window, now=self.run.now)
        orders = (order for order in self.view.orders if order is not without)
        return find_closed_window(self.window, orders, self.view.holds, now=self.run.now)

    def is_requested(self, spec: NeedSpec) -> bool:
        """Whether the user asked to order this need again."""
        return is_requested(self.run, self.view, spec)

    def is_cancelable(self, order: Order) -> bool:
        """Whether the vendor, by what was last read, would still cancel it."""
        traits = self.run.traits[self.view.account.label]
        return (
            traits.has_cancel
            and order.status in traits.cancelable_statuses
            and not order.has_appointment
        )

    def must_read(self, order: Order) -> bool:
        """Whether what we know of `order` is too old to act on: news of it may wait unread."""
        read = order.read_at
        if read is None or read > self.run.now or self.run.mail.news_of(order) is not None:
            return True
        if self.run.now - read > self.run.portfolio.plan.max_staleness:
            return True
        return any(
            intent.order_key == order.order_key and intent.sent_at >= read
            for intent in self.view.cancelling()
        )

    def read_first(self, need: Address, order: Order, action: Action) -> Deferred:
        """The order must be read before anything is done to it."""
        news = self.run.mail.news_of(order)
        if news is not None:
            known = f"an event of {minute_of(news)} tells news of order {order.order_id}, and no "
            known += "read has confirmed it"
        else:
            seen = "never" if order.read_at is None else minute_of(order.read_at)
            known = f"order {order.order_id} was last read {seen}, too long ago to act on"
        return Deferred(
            need=need,
            action=action,
            reason=Reason.READ_REQUIRED,
            why=known,
            clears_when=f"order {order.order_id} is read "
            "(--refresh auto, a larger --refresh-budget)",
            order_id=order.order_id,
        )

    def protector(self, order: Order) -> str | None:
        """Where the files protect an order from being cancelled or replaced, or None."""
        override = self.view.home.override if self.view.home is not None else None
        if override is not None and override.protect:
            return override.span.at
        # Staging that was left out for want of photos keeps the protection of its order.
        for spec in self.view.all_needs.specs:
            mine = spec.vendor == self.view.account.label
            if mine and spec.protect and _carries(order, spec):
                return spec.spans["protect"].at
        return None

    def rides_in(self, spec: NeedSpec, order: Order) -> bool:
        """Whether `order` is what meets a need, or will."""
        address = self.view.address(spec)
        return any(
            item.need == address and item.order_id == order.order_id for item in self.found.standing
        )

    def take_back(self, spec: NeedSpec) -> None:
        """Forget that a need is met by the order that is about to be replaced."""
        address = self.view.address(spec)
        self.found.standing[:] = [item for item in self.found.standing if item.need != address]

    def defer_frozen(
        self, action: Action, needs: Iterable[tuple[Address, tuple[Because, ...]]]
    ) -> bool:
        """File `needs` as deferred when a freeze keeps `action` away; says whether one does."""
        freeze = find_freeze(self.run, self.view, action)
        if freeze is None:
            return False
        self.found.deferred += [
            freeze_deferral(self.run, self.view, freeze, need=need, action=action, because=because)
            for need, because in needs
        ]
        return True

    def creates(self) -> Iterator[Change]:
        """The orders that this run places for the home at this account."""
        return (change for change in self.found.changes if change.action.creates)


def _carries(order: Order, spec: NeedSpec) -> bool:
    """Whether the order holds the need's service, or was placed for its key."""
    placed_for = order.basis is not None and spec.key in order.basis.keys
    return placed_for or holds(order, spec) is not None


def protected(need: Address, order: Order, *, action: Action, why: str, at: str) -> Blocked:
    """The order would be cancelled or replaced, and the files protect it."""
    return Blocked(
        need=need,
        action=action,
        reason=Reason.PROTECTED,
        why=f"{why}, but `protect` keeps order {order.order_id} ({at})",
        remedy=f"take `protect` away at {at}, or want again what the order holds",
        order_id=order.order_id,
    )


def window_deferral(need: Address, action: Action, closed: Closed, *, spec: NeedSpec) -> Deferred:
    """The duplicate window is closed for this property."""
    advice = (
        "; no duplicate_window is declared, so 30 days are assumed "
        "(set `duplicate_window`; `0h` = protection is off)"
        if closed.assumed
        else ""
    )
    return Deferred(
        need=need,
        action=action,
        reason=Reason.DUPLICATE_WINDOW,
        why=f"the vendor takes no second order for this home so soon after {_cause(closed)}"
        f"{advice}",
        until=closed.until,
        clears_when=f"the duplicate window ends {minute_of(closed.until)}",
        because=spec.because,
    )


def _cause(closed: Closed) -> str:
    if closed.planned:
        return "the order that this plan places"
    if closed.order is not None and closed.order.created is not None:
        return f"order {closed.order.order_id} of {minute_of(closed.order.created)}"
    return "an order this ledger does not know"


def view_of(order: Order, *, cancelable: bool) -> OrderView:
    """The order as the plan shows it."""
    return OrderView(status=order.status, cancelable=cancelable, read_at=order.read_at)
