"""Placing one order: intent and attempt first, then one request, then its recorded end."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from listwright.app.effects import (
    Announce,
    CloseAttempt,
    Effect,
    OpenAttempt,
    Pace,
    Pause,
    SendCreate,
    Sleep,
    Steps,
)
from listwright.app.outcomes import create_outcome, not_started, overtaken
from listwright.engine.naming import order_key, stem_of
from listwright.errors import InternalError
from listwright.model.account import Account
from listwright.model.intent import (
    Answer,
    AttemptOutcome,
    AttemptRef,
    Draft,
    Intent,
    IntentService,
    IntentState,
    RefusalKind,
)
from listwright.model.names import OrderKey
from listwright.model.need import OrderLine, OrderSpec
from listwright.model.outcome import ChangeOutcome
from listwright.model.plan import Change, Reason

Sending = Callable[[AttemptRef, OrderSpec, OrderKey], Steps[Answer]]
"""What is sent for one attempt, and how it ended."""

CONNECT_PAUSES = (1.0, 2.0, 4.0)
"""Seconds between tries when nobody answered; together far below the commit-to-send bound."""

RATE_TRIES = 5
RATE_PAUSE = 60.0
"""Seconds the account stays quiet after a 429 that does not say how long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRef:
    """The plan a change belongs to: its one-shot id, its fingerprint, and whose plan it is."""

    plan_id: str
    digest: str
    lineage: str = ""


def create_steps(change: Change, plan: PlanRef) -> Steps[ChangeOutcome]:
    """Place the order of `change` by one request."""
    return (yield from order_steps(change, plan, pace=_pace, send=send_create))


def order_steps(
    change: Change, plan: PlanRef, *, pace: Callable[[Account], Steps[bool]], send: Sending
) -> Steps[ChangeOutcome]:
    """Order what `change` says: `pace` waits for a place, `send` carries one attempt out.

    A 429 proves that nothing was made, so its attempt is closed as refused and a new generation is
    tried after the pause: each request that leaves has an attempt of its own.
    """
    spec = spec_of(change)
    draft, revision = draft_of(change, plan), change.revision
    tries = 0
    while True:
        go_on = yield from pace(change.account)
        if not go_on:
            return replace(not_started(change), sent=tries > 0)
        ref = yield OpenAttempt(draft, revision)
        if ref is None:
            return overtaken(change)
        answer = yield from send(ref, spec, draft.order_key)
        intent: Intent = yield CloseAttempt(ref, answer)
        answer = as_recorded(answer, intent)
        yield Announce(told_line(change, draft.order_key, answer))
        tries += 1
        if answer.refusal is not RefusalKind.RATE or tries == RATE_TRIES:
            return create_outcome(change, answer)
        yield Pause(change.account, answer.retry_after or RATE_PAUSE)
        draft, revision = next_generation(draft), intent.revision


def _pace(account: Account) -> Steps[bool]:
    go_on: bool = yield Pace(account)
    return go_on


def as_recorded(answer: Answer, intent: Intent) -> Answer:
    """Created only if the ledger took the order: its id may be one that the vendor gave before."""
    named = answer.order is not None or "order_id" in (answer.handles or {})
    if not named or intent.state is not IntentState.EXISTS_NOID:
        return answer
    return replace(answer, outcome=AttemptOutcome.NOID, evidence=intent.evidence, order=None)


def send_create(ref: AttemptRef, spec: OrderSpec, key: OrderKey) -> Steps[Answer]:
    """The request that orders a shoot."""
    return (yield from until_reached(SendCreate(ref, spec.account, spec, key)))


def until_reached(request: Effect) -> Steps[Answer]:
    """One request; again only while the vendor surely never saw one."""
    answer: Answer = yield request
    for pause in CONNECT_PAUSES:
        if answer.refusal is not RefusalKind.UNREACHABLE:
            break
        yield Sleep(pause)
        answer = yield request
    return answer


def spec_of(change: Change) -> OrderSpec:
    """What `change` orders."""
    if change.spec is None:
        message = "a create without a spec"
        raise InternalError(message)
    return change.spec


def draft_of(change: Change, plan: PlanRef) -> Draft:
    """What the ledger is told of a create before it is sent."""
    spec = spec_of(change)
    if change.order_key is None or change.basis is None or change.request_digest is None:
        message = "a create without a name"
        raise InternalError(message)
    return Draft(
        account=change.account,
        property=change.property,
        canonical=spec.canonical,
        order_key=change.order_key,
        generation=change.generation,
        services=tuple(_service(spec, line) for line in spec.lines),
        task=spec.task,
        again=spec.task is not None and change.reason in {Reason.REQUESTED, Reason.OVERDUE},
        billing_entity=spec.billing_entity,
        request_digest=change.request_digest,
        basis=change.basis,
        plan_id=plan.plan_id,
        plan_digest=plan.digest,
    )


def _service(spec: OrderSpec, line: OrderLine) -> IntentService:
    return IntentService(
        address=line.address,
        service_key=spec.service_key(line),
        slug=line.slug,
        quantity=line.quantity,
        turn=line.turn,
        previous_order_id=line.previous_order_id,
    )


def next_generation(draft: Draft) -> Draft:
    """The same under the next name, after a refusal that proves that nothing was made."""
    generation = draft.generation + 1
    return replace(
        draft, generation=generation, order_key=order_key(stem_of(draft.order_key), generation)
    )


_WORDS = {
    AttemptOutcome.CREATED: "created",
    AttemptOutcome.REFUSED: "refused",
    AttemptOutcome.DUP: "refused as a duplicate",
    AttemptOutcome.NOID: "taken without an order id",
    AttemptOutcome.UNKNOWN: "sent, outcome unknown",
}


def told_line(change: Change, key: OrderKey, answer: Answer) -> str:
    """The third copy of what happened, after the ledger's two: it survives in a CI log."""
    ids = " ".join(f"{kind}={value}" for kind, value in sorted((answer.handles or {}).items()))
    word = _WORDS.get(answer.outcome, answer.outcome.value)
    if answer.refusal is RefusalKind.UNREACHABLE:
        word = "not sent"
    elif answer.refusal is RefusalKind.PREPARE:
        word = "not ordered"
    return f"{change.property}: {word} {key}{' ' + ids if ids else ''}"
