"""The first thing that is read: what this is, what it would do, and what it costs."""

from collections import Counter
from dataclasses import dataclass

from listwright.model.money import Cost
from listwright.model.plan import Action, Plan
from listwright.model.review import Review
from listwright.render.html.report.words import amount, minute
from listwright.render.text.words import count, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`what` it is, its `state` with a symbol and a tone, a `title`, the `cost`, and sentences.

    The tone is `good`, `bad`, `wait` or `calm`; it repeats in colour what the words say.
    """

    what: str
    symbol: str
    state: str
    tone: str
    title: str
    cost: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One of the key figures, with the filter of the lines that it counts."""

    name: str
    value: str
    note: str = ""
    kind: str = ""


def verdict_of(review: Review) -> Verdict:
    """What a reader has to know in ten seconds."""
    plan = review.plan
    cost, sentences = _money(plan), (*_notes(review), _standing(plan))
    if review.findings is not None:
        return _audit(review, cost, sentences)
    if plan.as_of is not None:
        title = f"As of {plan.as_of}: {_changes(plan) or 'nothing to order or cancel'}"
        state, symbol, tone = "Forecast, never applied", "≈", "calm"
    elif plan.refusals:
        state, symbol, tone = "Refused: cannot be applied as it stands", "✕", "bad"
        title = _changes(plan) or "Nothing to order or cancel"
    elif plan.changes:
        state, symbol, tone = "Ready to apply", "✓", "good"
        title = _changes(plan)
    else:
        state, symbol, tone = "No changes", "=", "calm"
        title = "Nothing to order, nothing to cancel"
    what = "Plan" if plan.as_of is None else "Forecast"
    return Verdict(
        what=what,
        symbol=symbol,
        state=state,
        tone=tone,
        title=title,
        cost=cost,
        sentences=sentences,
    )


def _audit(review: Review, cost: str, sentences: tuple[str, ...]) -> Verdict:
    codes = Counter(one.code.value for one in review.findings or ())
    told = ", ".join(f"{number(found)} {code}" for code, found in sorted(codes.items()))
    would = _changes(review.plan)
    then = f"A plan made now would hold: {would}." if would else "A plan made now holds no changes."
    return Verdict(
        what="Audit",
        symbol="!" if codes else "✓",
        state="Something to look at" if codes else "Nothing to look at",
        tone="wait" if codes else "good",
        title=f"{count(codes.total(), 'finding')}: {told}" if codes else "No findings",
        cost="",
        sentences=(then, cost, *sentences),
    )


def _changes(plan: Plan) -> str:
    """`36 orders to create, 1 to cancel`, only what occurs."""
    counts = Counter(change.action for change in plan.changes)
    words = {
        Action.CREATE: "create",
        Action.CANCEL: "cancel",
        Action.REPLACE: "replace",
        Action.IMPORT: "import",
        Action.FORGET: "forget",
    }
    found = [(counts[action], word) for action, word in words.items() if counts[action]]
    return ", ".join(
        f"{count(value, 'order') if place == 0 else number(value)} to {word}"
        for place, (value, word) in enumerate(found)
    )


def _notes(review: Review) -> tuple[str, ...]:
    plan = review.plan
    notes = []
    if plan.as_of is not None:
        notes.append(
            "This is a forecast: what would be due if no fact moved, no vendor delivered and"
            " nothing was ordered until then."
        )
    if plan.scope.partial:
        notes.append("It covers only a part of the portfolio; the command at the end says which.")
    return tuple(notes)


def _money(plan: Plan) -> str:
    """What it costs; a price that is not known is counted and never taken for nothing."""
    if not any(change.action.creates for change in plan.changes):
        return ""
    cost = plan.cost
    if cost.unpriced_orders and not cost.known:
        return f"No price is known for {_orders(cost)}, so the cost is not known."
    known = f"Known cost: {amount(cost.known, cost.currency)}."
    if not cost.unpriced_orders:
        return known
    verb = "has" if cost.unpriced_orders == 1 else "have"
    return f"{known} {count(cost.unpriced_orders, 'more order')} {verb} no known price."


def _orders(cost: Cost) -> str:
    return (
        "the order" if cost.unpriced_orders == 1 else f"the {number(cost.unpriced_orders)} orders"
    )


def _standing(plan: Plan) -> str:
    counts = plan.counts
    if not counts.wanted:
        return "The files ask for nothing."
    parts = [
        f"{number(counts.satisfied)} satisfied",
        f"{number(counts.in_progress)} on the way",
        f"{number(counts.to_order)} to order",
        f"{number(counts.deferred)} deferred",
        f"{number(counts.blocked)} blocked",
        *([f"{number(counts.kept)} kept"] if counts.kept else []),
        *([f"{number(counts.waived)} waived"] if counts.waived else []),
    ]
    return f"Of {count(counts.wanted, 'need')}: {', '.join(parts)}."


def numbers_of(review: Review) -> list[Number]:
    """The key figures, those with nothing behind them too: a nought is an answer."""
    plan = review.plan
    actions = Counter(change.action for change in plan.changes)
    cost = plan.cost
    unpriced = (
        f"{'and ' if cost.known else ''}{count(cost.unpriced_orders, 'order')} unpriced"
        if cost.unpriced_orders
        else ""
    )
    known = amount(cost.known) if cost.known or not cost.unpriced_orders else "not known"
    needs = {need for change in plan.changes if change.action.creates for need in change.needs}
    found = [
        Number(
            name="Orders to create",
            value=number(actions[Action.CREATE]),
            note=f"for {count(len(needs), 'need')}" if needs else "",
            kind="create",
        ),
        Number(
            name=f"Cost, {cost.currency}" if cost.currency else "Cost",
            value=known,
            note=unpriced,
        ),
        Number(name="To cancel", value=number(actions[Action.CANCEL]), kind="cancel"),
        Number(name="To replace", value=number(actions[Action.REPLACE]), kind="replace"),
        Number(
            name="Blocked",
            value=number(len(plan.blocked)),
            note="wait for a person",
            kind="blocked",
        ),
        Number(
            name="Deferred",
            value=number(len(plan.deferred)),
            note="clear by themselves",
            kind="deferred",
        ),
        Number(
            name="Drift", value=number(len(plan.drift)), note="shown, not acted on", kind="drift"
        ),
    ]
    if review.findings is not None:
        first = Number(name="Findings", value=number(len(review.findings)), kind="finding")
        return [first, *found]
    return found


def time_of(review: Review) -> str:
    """When it was made and how long it is good; an audit is good for nothing but its moment."""
    plan = review.plan
    if review.findings is not None:
        return f"as of {minute(plan.made_at)}"
    if plan.as_of is not None:
        return f"as of {plan.as_of}, made {minute(plan.made_at)}"
    return f"as of {minute(plan.made_at)}, good until {minute(plan.expires_at)}"
