"""Which orders one run reads, and in what sequence: what decides first, then what has news."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from listwright.app.refresh import (
    Asked,
    RefreshPolicy,
    asked_of_intent,
    asked_of_order,
    decisive_orders,
)
from listwright.engine.mail import Letter
from listwright.model.intent import Observed
from listwright.model.names import AccountId, CanonicalId, OrderId, canonical_id
from listwright.model.order import Order
from listwright.model.plan import Plan, Reason
from listwright.model.portfolio import RefreshMode
from listwright.ports import OrderName


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a run might read. `orders` are open, longest unread first; `letters` by arrival.

    `others` are on no record. `told` are those of `orders` that nobody reads for their age, as
    their vendor tells of changes; `doubtful` the homes for which something may have been ordered.
    """

    orders: tuple[Order, ...]
    others: tuple[Asked, ...] = ()
    letters: tuple[Letter, ...] = ()
    told: frozenset[tuple[AccountId, OrderId]] = frozenset()
    doubtful: frozenset[CanonicalId] = frozenset()

    @property
    def rumors(self) -> frozenset[Asked]:
        """Those orders of which only events speak."""
        return frozenset(asked_of_letter(letter) for letter in self.letters if letter.is_rumor)

    def must_choose(self, policy: RefreshPolicy) -> bool:
        """Whether what a plan depends on has to be known before it is said what is read."""
        at_most = len(self.orders) + len(self.letters)
        return policy.only_decisive or bool(self.told) or at_most > policy.budget


def doubtful_homes(observed: Observed) -> frozenset[CanonicalId]:
    """The homes that have a create of which nobody knows what became."""
    return frozenset(
        canonical
        for canonical, record in observed.properties.items()
        if any(intent.state.is_unsettled for intent in record.intents)
    )


def asked_of_letter(letter: Letter) -> Asked:
    """How the order that events name is asked for.

    Our name of a rumor is not given along: only the vendor's own echo may say that it is ours.
    """
    if letter.order is not None:
        return asked_of_order(letter.order)
    if letter.intent is not None:
        return asked_of_intent(letter.intent)
    name = OrderName(property=letter.home, order_id=letter.order_id, request_id=letter.request_id)
    return letter.account, name


def choose_asks(
    wishes: Wishes, policy: RefreshPolicy, plan: Plan | None = None
) -> tuple[Asked, ...]:
    """What to read, each order once; `plan` is a provisional one, where one was made."""
    match policy.mode:
        case RefreshMode.NONE:
            return ()
        case RefreshMode.FULL:
            everything = (
                *wishes.others,
                *map(asked_of_letter, wishes.letters),
                *map(asked_of_order, wishes.orders),
            )
            return tuple(dict.fromkeys(everything))
        case RefreshMode.AUTO:
            ranked = _ranked(wishes, _Needed.of(plan), only_decisive=policy.only_decisive)
            return tuple(dict.fromkeys(ranked))[: policy.budget]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Needed:
    """What lines of a plan depend on, by order id; `first`: they cannot do without a read."""

    decisive: frozenset[str] = frozenset()
    first: frozenset[str] = frozenset()

    @classmethod
    def of(cls, plan: Plan | None) -> "_Needed":
        """What `plan` depends on; nothing without one."""
        if plan is None:
            return cls()
        acting = {change.order_id for change in plan.changes if change.action.cancels}
        unread = {item.order_id for item in plan.deferred if item.reason is Reason.READ_REQUIRED}
        return cls(
            decisive=decisive_orders(plan),
            first=frozenset(order_id for order_id in acting | unread if order_id),
        )

    def has_to_read(self, order: Order) -> bool:
        """Whether an order is read though its vendor would tell of any change."""
        waits = order.read_at is None and order.order_id in self.decisive
        return waits or order.order_id in self.first


def _ranked(wishes: Wishes, needed: _Needed, *, only_decisive: bool) -> Iterator[Asked]:
    """What nothing is known of decides most; then what lines depend on, news, and old readings."""
    decisive, later = _parted(_worth_reading(wishes, needed), needed.decisive)
    urgent = [one for one in wishes.letters if _is_urgent(one, wishes.doubtful)]
    yield from wishes.others
    yield from map(asked_of_letter, urgent)
    yield from map(asked_of_order, decisive)
    yield from (asked_of_letter(one) for one in wishes.letters if one.order_id in needed.decisive)
    if not only_decisive:
        yield from map(asked_of_letter, wishes.letters)
        yield from map(asked_of_order, later)


def _worth_reading(wishes: Wishes, needed: _Needed) -> Iterator[Order]:
    for order in wishes.orders:
        told = (order.account.id, order.order_id) in wishes.told
        if not told or needed.has_to_read(order):
            yield order


def _parted(orders: Iterable[Order], decisive: frozenset[str]) -> tuple[list[Order], list[Order]]:
    found: tuple[list[Order], list[Order]] = ([], [])
    for order in orders:
        found[order.order_id not in decisive].append(order)
    return found


def _is_urgent(letter: Letter, doubtful: frozenset[CanonicalId]) -> bool:
    """Whether the order may be the one that a create of unknown outcome made."""
    own = letter.intent is not None and letter.intent.state.is_unsettled
    return own or letter.canonical in doubtful or canonical_id(letter.home) in doubtful
