"""Homes with a new id: those the files say were renamed, and those that only seem to have been.

A declared rename joins what the ledger knows under both ids. Without one, a home at the address of
a gone home that has an order under way is held back.

The vendor's duplicate protection goes by id, so nothing but this keeps such a home from being
visited twice.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from operator import attrgetter

from listwright.model.intent import Intent, Observed, PropertyRecord
from listwright.model.names import Address, CanonicalId, OrderId, PropertyId, canonical_id
from listwright.model.need import NeedSpec
from listwright.model.order import Order, Phase
from listwright.model.plan import Action, Blocked, Reason
from listwright.model.portfolio import Home


def join_renamed(observed: Observed, homes: Iterable[Home]) -> Observed:
    """What is known under the former ids of renamed homes, as known of the homes themselves.

    The orders keep the id under which the vendor has them.
    """
    joined: dict[CanonicalId, PropertyRecord] | None = None
    for home in homes:
        if home.override is None or not home.override.renamed_from:
            continue
        if joined is None:
            joined = dict(observed.properties)
        former = [canonical_id(written.value) for written in home.override.renamed_from]
        records = [joined.pop(old) for old in former if old in joined]
        if records:
            own = joined.get(home.canonical)
            joined[home.canonical] = _joined(home, [*([own] if own else []), *records])
    return observed if joined is None else replace(observed, properties=joined)


def _joined(home: Home, records: list[PropertyRecord]) -> PropertyRecord:
    orders = [order for record in records for order in record.orders]
    said = [one for record in records for one in record.attestations]
    return PropertyRecord(
        property=home.id,
        orders=tuple(sorted(orders, key=_placed, reverse=True)),
        intents=tuple(_of_home(home, intent) for record in records for intent in record.intents),
        holds=tuple(hold for record in records for hold in record.holds),
        attestations=tuple(sorted(said, key=attrgetter("at"))),
        # Revisions are the ledger's, not a property's: the highest speaks for all of them.
        revision=max(record.revision for record in records),
    )


def _placed(order: Order) -> tuple[datetime, str]:
    return order.created or _LONG_AGO, order.order_id


_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def _of_home(home: Home, intent: Intent) -> Intent:
    """The intent with its needs addressed as the files name the home now."""
    lines = tuple(
        replace(line, address=Address(home.id, line.address.key)) for line in intent.services
    )
    return replace(intent, services=lines)


ADDRESS_COLUMNS = ("street", "street2", "postal_code")
"""What tells one home from another on a map; stored with every order."""

_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """What stands under the former id: an open order, or a create whose outcome is unknown."""

    property: PropertyId
    what: str
    since: datetime | None
    order_id: OrderId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """Homes that may be gone ones under a new id, until somebody says so or orders for them.

    `former`: what is under way for the gone home, by the home at its address now. `heirs`: that
    home, by the gone one.
    """

    former: Mapping[CanonicalId, Former] = field(default_factory=dict)
    heirs: Mapping[CanonicalId, Home] = field(default_factory=dict)


NO_QUESTIONS = Questions()


def find_questions(
    homes: Iterable[Home], observed: Mapping[CanonicalId, PropertyRecord]
) -> Questions:
    """Which homes have the address of a gone one that something is under way for.

    A home that was ordered for later than that is another home: nothing but a person's word
    (`--replace`) places such an order.
    """
    homes = tuple(homes)
    present = {home.canonical for home in homes}
    gone: dict[_Key, list[Former]] = {}
    for canonical, record in observed.items():
        if canonical not in present:
            for key, former in _under_way(record):
                gone.setdefault(key, []).append(former)
    if not gone:
        return NO_QUESTIONS
    asked: dict[CanonicalId, Former] = {}
    heirs: dict[CanonicalId, Home] = {}
    for home in homes:
        at = _key(home.facts.text)
        for former in gone.get(at, ()) if at is not None else ():
            if not _is_ordered_since(observed.get(home.canonical), former.since):
                asked[home.canonical] = former
                heirs.setdefault(canonical_id(former.property), home)
    return Questions(former=asked, heirs=heirs)


def _is_ordered_since(record: PropertyRecord | None, since: datetime | None) -> bool:
    """Whether we ordered for the home after `since`."""
    if record is None:
        return False
    placed = [order.created for order in record.orders if order.managed]
    placed += [intent.sent_at for intent in record.intents]
    return any(at is not None and at > (since or _LONG_AGO) for at in placed)


def _under_way(record: PropertyRecord) -> Iterator[tuple[_Key, Former]]:
    for order in record.orders:
        if not order.managed or order.phase is not Phase.OPEN or order.basis is None:
            continue
        key = _key(order.basis.facts.get)
        if key is not None:
            yield (
                key,
                Former(
                    property=order.property,
                    what=f"order {order.order_id} for the same address is open",
                    since=order.created,
                    order_id=order.order_id,
                ),
            )
    for intent in record.intents:
        key = _key(intent.basis.facts.get) if intent.basis is not None else None
        if intent.state.is_unsettled and key is not None:
            yield (
                key,
                Former(
                    property=intent.property,
                    what="an order for the same address was sent, and may exist,",
                    since=intent.sent_at,
                ),
            )


def _key(text: Callable[[str], str | None]) -> _Key | None:
    """The address as it is compared, or None without a street."""
    parts = tuple(" ".join((text(column) or "").casefold().split()) for column in ADDRESS_COLUMNS)
    return parts if parts[0] else None


def blocked_by_rename(need: Address, spec: NeedSpec, former: Former) -> Blocked:
    """The need waits until somebody says whether this is the same home."""
    return Blocked(
        need=need,
        action=Action.CREATE,
        reason=Reason.PROTECTED,
        why=f"{former.what} under the id {former.property}, which the files no longer have: was "
        "the home renamed?",
        remedy=f"if it was, write `renamed_from: [{former.property}]` for {need.property} under "
        f"`properties:`; if it is another home, apply --replace {need}",
        since=former.since,
        because=spec.because,
        order_id=former.order_id,
    )
