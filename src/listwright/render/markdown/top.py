"""The top of the page: the verdict in plain words, numbers, money, and what needs a person."""

from collections import Counter
from collections.abc import Iterable

from listwright.model.audit import FindingCode
from listwright.model.money import Budget, Cost
from listwright.model.plan import Action, Blocked, Change, Plan, Reason
from listwright.model.review import Review
from listwright.render.markdown.layout import Block, Table, small_table
from listwright.render.markdown.words import (
    Flavour,
    alert,
    cell_price,
    code,
    currency_of,
    priced,
    words,
)
from listwright.render.text.closing import refusal_words
from listwright.render.text.words import amount, count, minute, number, reason_words

_DOING = {
    Action.CREATE: ("order", "to create"),
    Action.CANCEL: ("order", "to cancel"),
    Action.REPLACE: ("order", "to replace"),
    Action.IMPORT: ("order", "to import"),
    Action.FORGET: ("order", "to forget"),
}
_UNKNOWN = Reason.CREATE_OUTCOME_UNKNOWN


def title_block(review: Review) -> str:
    """The verdict as a title, and of what it is one."""
    plan = review.plan
    kind = "audit" if review.findings is not None else "forecast" if plan.as_of else "plan"
    made, ends = minute(plan.made_at), minute(plan.expires_at)
    when = f"as of {made}, good until {ends}" if kind == "plan" else f"as of {made}"
    if plan.as_of:
        when = f"for {plan.as_of}, made {made}"
    part = "; it covers only a part of the project" if plan.scope.partial else ""
    return (
        f"## Listwright: {verdict(review)}\n\n"
        f"This is the {kind} of **{words(plan.project, 80)}** {when}{part}."
    )


def verdict(review: Review) -> str:
    """What this comes to, in plain words: `36 orders to create, 1 to cancel, 8,080.00 USD`.

    Nothing in it needs escaping anywhere: a currency is three letters.
    """
    plan = review.plan
    if review.findings is not None:
        codes = Counter(finding.code for finding in review.findings)
        told = [f"{number(codes[one])} {one.value}" for one in FindingCode if codes[one]]
        return f"{count(codes.total(), 'finding')}: {', '.join(told)}" if told else "no findings"
    told = _doings(plan)
    if plan.refusals:
        return f"refused as it stands: {', '.join(told)}"
    return ", ".join(told)


def _doings(plan: Plan) -> list[str]:
    actions = Counter(change.action for change in plan.changes)
    told = [
        f"{count(actions[action], noun) if not place else number(actions[action])} {doing}"
        for place, (action, (noun, doing)) in enumerate(
            (action, named) for action, named in _DOING.items() if actions[action]
        )
    ]
    if not told:
        return ["no changes"]
    if _buys(plan):
        told.append(_price(plan.cost))
    return told


def _buys(plan: Plan) -> bool:
    return any(change.action.creates for change in plan.changes)


def _price(cost: Cost) -> str:
    return priced(cost.known, cost.unpriced_orders, currency_of(cost)) or "cost not known"


def counts_block(plan: Plan) -> str:
    """How many orders and needs, and what they cost."""
    rows = [_counted(plan, action) for action in _DOING]
    counts = plan.counts
    standing = (
        ("waiting for something that comes by itself", counts.deferred),
        ("waiting for a person", counts.blocked),
        ("satisfied", counts.satisfied),
        ("on their way", counts.in_progress),
        ("kept", counts.kept),
        ("waived", counts.waived),
    )
    always = {"satisfied", "waiting for a person"}
    rows += [
        [words, "", number(needs), ""] for words, needs in standing if needs or words in always
    ]
    table = small_table(("", "orders:", "needs:", "cost:"), [row for row in rows if row])
    if plan.cost.currency is None and _buys(plan):
        table += "\n\nNo price is known: the files have none (`prices`)."
    return table


def _counted(plan: Plan, action: Action) -> list[str]:
    changes = [change for change in plan.changes if change.action is action]
    if not changes and action not in {Action.CREATE, Action.CANCEL}:
        return []
    needs = len({need for change in changes for need in change.needs})
    price = _sum(changes, plan.cost) if action.creates and changes else ""
    return [_DOING[action][1], number(len(changes)), number(needs), price]


def _sum(changes: Iterable[Change], cost: Cost) -> str:
    prices = [change.cost for change in changes]
    known = sum(price for price in prices if price is not None)
    return cell_price(known, prices.count(None), currency_of(cost))


def spend_block(plan: Plan) -> Block:
    """What each billing entity spends, beside its budget; nothing where nothing is priced."""
    if plan.budgets:
        return Table(
            title="Spend by billing entity",
            columns=("billing entity", "month", "this plan:", "ordered before:", "of its budget:"),
            rows=sorted(plan.budgets, key=lambda one: (-(one.planned + one.committed), one.entity)),
            row=lambda one: _budget_row(one, currency_of(plan.cost) or ""),
            rank=12,
            folded=False,
        )
    return (
        Table(
            title="Spend by billing entity",
            columns=("billing entity", "this plan:"),
            rows=sorted(plan.cost.by_entity.items(), key=lambda item: (-item[1], item[0])),
            row=lambda item: [words(item[0]), cell_price(item[1], 0, currency_of(plan.cost))],
            rank=12,
            folded=False,
        )
        if plan.cost.by_entity
        else ""
    )


def _budget_row(one: Budget, currency: str) -> list[str]:
    share = "no budget"
    if one.allowed is not None:
        part = amount(one.total) if one.percent is None else f"{number(one.percent)} %"
        share = f"{part} of {amount(one.allowed)}"
        if one.excess:
            share = f"**{share}: over by {amount(one.excess)}**"
    return [
        words(one.entity),
        words(one.month, 10),
        cell_price(one.planned, one.planned_unpriced, currency),
        cell_price(one.committed, one.committed_unpriced, currency),
        share,
    ]


def person_block(plan: Plan, flavour: Flavour) -> str:
    """What a person has to see to or to know, the most urgent first; nothing when there is none."""
    loud = [*_refused(plan), *_unknown(plan), *_over(plan)]
    lines = [*loud, *_ending(plan), *_blocked(plan)]
    return alert(lines, flavour, loud=bool(loud)) if lines else ""


def _refused(plan: Plan) -> list[str]:
    return [
        f"**Refused** ({code(one.code)}): {words(refusal_words(one))}"
        + (f" To do: {words(one.remedy)}" if one.remedy else "")
        for one in plan.refusals
    ]


def _unknown(plan: Plan) -> list[str]:
    needs = {one.need for one in plan.blocked if one.reason is _UNKNOWN}
    again = [change for change in plan.changes if change.reason is Reason.RESEND_UNKNOWN]
    needs |= {need for change in again for need in change.needs}
    if not needs:
        return []
    sent = f" {count(len(again), 'request')} of them will be sent once more." if again else ""
    told = (
        f"**Look here first**: {count(len(needs), 'need')} may have been ordered already. A request"
        " left and no clear answer came back; nothing more is ordered there until it is settled."
    )
    return [told + sent]


def _over(plan: Plan) -> list[str]:
    over = [one for one in plan.budgets if one.excess]
    if not over or any(one.code == "monthly_budget" for one in plan.refusals):
        return []  # a refusal tells it with the way out
    worst = max(over, key=lambda one: one.excess)
    told = (
        f"{words(worst.entity)} comes to {amount(worst.total)} in "
        f"{words(worst.month, 10)}, its budget is {amount(worst.allowed or 0)}"
    )
    more = f"; {count(len(over) - 1, 'other entity', 'other entities')} too" if over[1:] else ""
    return [f"**Over budget**: {told}{more}."]


def _ending(plan: Plan) -> list[str]:
    actions = Counter(change.action for change in plan.changes)
    parts = [
        f"{count(actions[action], 'order')} will be {done}"
        for action, done in (
            (Action.CANCEL, "canceled"),
            (Action.REPLACE, "replaced (canceled, then ordered again)"),
        )
        if actions[action]
    ]
    return [f"**Cancels**: {', '.join(parts)}."] if parts else []


def _blocked(plan: Plan) -> list[str]:
    rest: list[Blocked] = [one for one in plan.blocked if one.reason is not _UNKNOWN]
    if not rest:
        return []
    reasons = Counter(one.reason for one in rest)
    told = "; ".join(
        f"{number(reasons[reason])} because {reason_words(reason)}"
        for reason in Reason
        if reasons[reason]
    )
    wait = "wait" if rest[1:] else "waits"
    return [f"**Blocked**: {count(len(rest), 'need')} {wait} for a person: {told}."]
