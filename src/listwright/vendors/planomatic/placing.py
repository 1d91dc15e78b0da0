"""What the answer to a create means (docs/reliability.md), with PlanOmatic's bodies.

The rule behind every line: "refused" is said only when the vendor surely created nothing.
"""

from dataclasses import dataclass, field, replace

from listwright.http.answers import Answered, Exchange, NotSent, Unanswered
from listwright.http.outcomes import StatusClass, retry_after, status_class
from listwright.model.catalog import Catalog
from listwright.model.intent import Answer, AttemptOutcome, RefusalKind
from listwright.model.names import OrderKey, canonical_id
from listwright.model.need import OrderSpec
from listwright.model.order import Service
from listwright.vendors.planomatic.mapper import Known, to_order
from listwright.vendors.planomatic.refusals import (
    is_refusal,
    problems_in,
    read_refusal,
    status_word,
)
from listwright.vendors.planomatic.sayings import said, simple_refusal
from listwright.vendors.planomatic.wire import Envelope, WireOrder, read_envelope

_CRASH = "application-crash"
_TOO_FAST = "rate-limit-exceeded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The create that was sent: what its answer is held against."""

    spec: OrderSpec
    order_key: OrderKey
    catalog: Catalog
    secrets: tuple[str, ...] = field(repr=False)


def create_answer(exchange: Exchange, placed: Placed) -> Answer:
    """What became of the create."""
    match exchange:
        case NotSent(reason):
            return Answer(
                outcome=AttemptOutcome.REFUSED,
                refusal=RefusalKind.UNREACHABLE,
                evidence=f"nothing was sent: {reason}",
            )
        case Unanswered(reason):
            return Answer(
                outcome=AttemptOutcome.UNKNOWN,
                evidence=f"the request left and no answer came: {reason}",
            )
        case Answered():
            return replace(_answered(exchange, placed), status=exchange.status)


def _answered(answered: Answered, placed: Placed) -> Answer:
    match status_class(answered.status):
        case StatusClass.SUCCESS:
            return _succeeded(answered, placed)
        case StatusClass.REJECTED | StatusClass.CONFLICT:
            return _rejected(answered, placed)
        case StatusClass.REDIRECT:
            return _unknown(answered, "a redirect, which is never followed; check the endpoint")
        case StatusClass.UNCERTAIN:
            return _unknown(answered, "which does not say whether an order was created")
        case StatusClass.AUTH | StatusClass.ADDRESS | StatusClass.RATE:
            problems = problems_in(answered.document, placed.secrets)
            return simple_refusal(answered, problems)


def _succeeded(answered: Answered, placed: Placed) -> Answer:
    """A 2xx: created, unless the body does not name our order beyond doubt."""
    envelope = read_envelope(answered.document)
    if envelope is None:
        return _no_id(answered.unreadable or "the body is not an object")
    doubt = _doubt_about(envelope, placed)
    if doubt is not None:
        # No handles: an id that may be somebody else's must never count as ours.
        return _no_id(doubt + _named(answered))
    order = to_order(envelope, _known_of(placed))
    return Answer(
        outcome=AttemptOutcome.CREATED,
        evidence="the vendor answered with an order id"
        if order is not None
        else "the vendor answered with a request id; the order id follows",
        order=order,
        handles=envelope.order.ids,
    )


def _doubt_about(envelope: Envelope, placed: Placed) -> str | None:
    """Why the 2xx cannot be taken as our order."""
    wire = envelope.order
    if envelope.code is not None and envelope.code >= 400:
        return f"the body says code {envelope.code}"
    if not wire.has_id:
        return "there is no usable id in it"
    if envelope.conflicting:
        return "it names two different orders"
    return next(filter(None, (_wrong_echo(layer, placed) for layer in envelope.layers)), None)


def _named(answered: Answered) -> str:
    """The ids in an answer that cannot be used: a person can ask the vendor about them."""
    envelope = read_envelope(answered.document)
    return f"; it names {envelope.names}" if envelope is not None and envelope.names else ""


def _wrong_echo(wire: WireOrder, placed: Placed) -> str | None:
    echoed = wire.external_property_id
    if echoed is not None and canonical_id(echoed) != placed.spec.canonical:
        return "it speaks of another property"
    if wire.external_order_id is not None and wire.external_order_id != placed.order_key:
        return "it carries another external_order_id than the one sent"
    return None


def _known_of(placed: Placed) -> Known:
    sent = tuple(
        Service(slug=line.slug, quantity=line.quantity, previous_order_id=line.previous_order_id)
        for line in placed.spec.lines
    )
    return Known(
        account=placed.spec.account,
        property=placed.spec.property,
        order_key=placed.order_key,
        services=sent,
        just_created=True,
    )


def _no_id(why: str) -> Answer:
    return Answer(
        outcome=AttemptOutcome.NOID,
        evidence=f"the vendor accepted the request, but the answer cannot be used: {why}",
    )


def _unknown(answered: Answered, why: str) -> Answer:
    return Answer(
        outcome=AttemptOutcome.UNKNOWN,
        evidence=f"the vendor answered {answered.status}, {why}{_named(answered)}",
    )


def _rejected(answered: Answered, placed: Placed) -> Answer:
    """A 400 or 409. The first is documented as "nothing created"; a gateway's page is not."""
    document = answered.document
    refused = read_refusal(document, placed.spec, placed.catalog, secrets=placed.secrets)
    conflict = status_class(answered.status) is StatusClass.CONFLICT
    duplicate = refused.kind is RefusalKind.DUPLICATE
    if (not is_refusal(document) or conflict) and not duplicate:
        return _unknown(answered, "without saying what was wrong")
    word = status_word(document)
    if word == _CRASH:
        return _unknown(answered, "and its body reports a crash")
    if word == _TOO_FAST:
        return Answer(
            outcome=AttemptOutcome.REFUSED,
            refusal=RefusalKind.RATE,
            evidence="the vendor asks to slow down",
            retry_after=retry_after(answered.headers),
        )
    return Answer(
        outcome=AttemptOutcome.DUP if duplicate else AttemptOutcome.REFUSED,
        refusal=refused.kind,
        problems=refused.problems,
        handles=refused.handles or None,
        evidence=said(answered.status, refused.problems),
    )
