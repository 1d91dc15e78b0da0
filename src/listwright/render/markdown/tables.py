"""The details, one folded table for each kind of line."""

from collections import Counter
from collections.abc import Iterable, Sequence

from listwright.errors import Diagnostic
from listwright.model.order import Order
from listwright.model.plan import Action, Blocked, Cause, Change, Deferred, Drift, Plan, Reason
from listwright.model.review import Review
from listwright.render.markdown.layout import Block, Table
from listwright.render.markdown.words import bought, code, currency_of, money, reasoned, words
from listwright.render.text.beside import difference_words
from listwright.render.text.words import age, amount, count, day, minute, number

_GROUPS = 8
"""Of rows that find no room, so many groups are named."""

_LONGEST_LETTER = 1_200

_TITLES = {
    Action.CANCEL: "to cancel",
    Action.REPLACE: "to replace (canceled first, then ordered again)",
    Action.CREATE: "to create",
    Action.IMPORT: "to import (already there, listwright starts to look after it)",
    Action.FORGET: "to forget (nothing is sent to the vendor)",
}
_RANKS = {
    Action.CANCEL: 1,
    Action.REPLACE: 2,
    Action.CREATE: 20,
    Action.IMPORT: 31,
    Action.FORGET: 32,
}


def detail_blocks(review: Review) -> list[Block]:
    """Cancels first, then what is bought, then what waits, then what stands beside."""
    return [
        *_change_tables(review, (Action.CANCEL, Action.REPLACE)),
        _blocked_table(review),
        *_change_tables(review, (Action.CREATE, Action.IMPORT, Action.FORGET)),
        _deferred_table(review.plan.deferred),
        _drift_table(review.plan.drift),
        _unmanaged_table(review.plan.unmanaged),
        _price_table(review.plan),
        _warning_table(review.plan.warnings),
    ]


def _change_tables(review: Review, actions: Iterable[Action]) -> list[Block]:
    return [
        _change_table(review, action, changes)
        for action in actions
        if (changes := [one for one in review.plan.changes if one.action is action])
    ]


def _change_table(review: Review, action: Action, changes: Sequence[Change]) -> Table[Change]:
    held = review.against is not None
    priced = action.creates and any(change.cost is not None for change in changes)
    columns = ["property", "order" if action is not Action.CREATE else "buys", "why"]
    columns[2:2] = ["buys"] if action is Action.REPLACE else []
    columns += ["status"] if action.cancels else ["billed to"] if action.creates else []
    columns += ["cost:"] if priced else []
    columns += ["cause"] if held else []
    return Table(
        title=f"{count(len(changes), 'order')} {_TITLES[action]}",
        columns=tuple(columns),
        rows=changes,
        row=lambda change: [_cell(review, change, name) for name in columns],
        rank=_RANKS[action],
        rest=lambda rest: _by_rule_and_market(review, rest),
        opened=action.cancels,
    )


def _cell(review: Review, change: Change, column: str) -> str:
    match column:
        case "property":
            return code(change.property)
        case "order":
            return code(change.order_id or "")
        case "buys":
            return bought(change)
        case "billed to":
            return words(change.billing_entity or "", 80)
        case "status":
            return _seen(review, change)
        case "cost:":
            return "" if change.cost is None else amount(change.cost)
        case "cause":
            return _cause(review, change)
        case _:
            return reasoned(change.why, change.because)


_CAUSES = {
    Cause.EDIT: "this edit",
    Cause.FACTS: "facts",
    Cause.TIME: "time",
    Cause.BEFORE: "due before",
}


def _cause(review: Review, change: Change) -> str:
    """Where it comes from, in a word or two."""
    if change.cause is None:
        return ""
    if change.cause is Cause.FACTS and review.against and not review.against.knows_facts:
        return "facts, or due before"
    return _CAUSES[change.cause]


def _seen(review: Review, change: Change) -> str:
    """The state of the order that a cancel was decided on."""
    view = change.order
    if view is None:
        return ""
    read = f"read {age(view.read_at, review.plan.made_at)}" if view.read_at else "never read"
    return f"{words(view.status, 60)}, {read}"


def _by_rule_and_market(review: Review, changes: Sequence[Change]) -> str:
    """`12 of rental-ready in Denver, 3 of base`: whose the rows are that find no room."""
    groups: Counter[tuple[str, str]] = Counter()
    for change in changes:
        facts = review.homes.get(change.property)
        rule = change.because[0].rule if change.because else "no rule"
        groups[rule, (facts.market if facts else None) or ""] += 1
    ordered = sorted(groups.items(), key=lambda item: (-item[1], item[0]))
    told = [
        f"{number(many)} of {words(rule, 60)}{f' in {words(market, 40)}' if market else ''}"
        for (rule, market), many in ordered[:_GROUPS]
    ]
    others = sum(many for _, many in ordered[_GROUPS:])
    return ", ".join([*told, *([f"{number(others)} of other rules and markets"] if others else [])])


def _blocked_table(review: Review) -> Block:
    blocked = review.plan.blocked
    if not blocked:
        return ""
    first = [one for one in blocked if one.reason is Reason.CREATE_OUTCOME_UNKNOWN]
    rest = [one for one in blocked if one.reason is not Reason.CREATE_OUTCOME_UNKNOWN]
    return Table(
        title=f"{count(len(blocked), 'need')} blocked: a person has to act",
        columns=("need", "reason", "why", "since", "to do"),
        rows=(*first, *rest),
        row=_blocked_row,
        rank=10,
        rest=_by_reason,
        opened=bool(first),
    )


def _blocked_row(one: Blocked) -> list[str]:
    letter = [words(line, _LONGEST_LETTER) for line in one.text.strip().splitlines()]
    order = f" (order {code(one.order_id)})" if one.order_id else ""
    return [
        code(str(one.need)) + order,
        f"`{one.reason.value}`",
        reasoned(one.why, one.because),
        day(one.since) if one.since else "",
        "<br>".join([words(one.remedy), *letter]),
    ]


def _by_reason(rows: Sequence[Blocked | Deferred]) -> str:
    reasons = Counter(one.reason.value for one in rows)
    ordered = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{number(many)} `{reason}`" for reason, many in ordered[:_GROUPS])


def _deferred_table(deferred: Sequence[Deferred]) -> Block:
    if not deferred:
        return ""
    return Table(
        title=f"{count(len(deferred), 'need')} deferred: their time comes by itself",
        columns=("need", "reason", "until", "why"),
        rows=deferred,
        row=lambda one: [
            code(str(one.need)),
            f"`{one.reason.value}`",
            minute(one.until) if one.until else words(one.clears_when, 120),
            reasoned(one.why, one.because),
        ],
        rank=21,
        rest=_by_reason,
    )


def _drift_table(drift: Sequence[Drift]) -> Block:
    if not drift:
        return ""
    return Table(
        title=f"{count(len(drift), 'difference')} from what was ordered (shown, not acted on)",
        columns=("property", "order", "what differs"),
        rows=drift,
        row=lambda one: [code(one.property), code(one.order_id), words(difference_words(one))],
        rank=22,
    )


def _unmanaged_table(orders: Sequence[Order]) -> Block:
    if not orders:
        return ""
    return Table(
        title=f"{count(len(orders), 'order')} that listwright does not manage (never canceled)",
        columns=("property", "order", "holds", "status"),
        rows=orders,
        row=lambda one: [
            code(one.property),
            code(one.order_id),
            ", ".join(words(f"{line.slug} {line.quantity:,}") for line in one.services),
            words(one.status, 60),
        ],
        rank=33,
    )


def _price_table(plan: Plan) -> Block:
    if not plan.learned:
        return ""
    currency = currency_of(plan.cost) or ""
    prices = count(len(plan.learned), "price")
    return Table(
        title=f"{prices} that vendors asked for, to look at in the files",
        columns=("service", "vendor", "asked:", "in the files:", "seen in order"),
        rows=plan.learned,
        row=lambda one: [
            words(f"{one.slug} {one.quantity:,}"),
            words(one.label, 60),
            money(one.seen, currency),
            "none" if one.book is None else money(one.book, currency),
            code(one.order_id),
        ],
        rank=34,
    )


def _warning_table(warnings: Sequence[Diagnostic]) -> Block:
    if not warnings:
        return ""
    return Table(
        title=count(len(warnings), "warning"),
        columns=("code", "what", "where"),
        rows=warnings,
        row=lambda one: [
            code(one.code),
            words(f"{one.summary} {one.detail}".strip()),
            code(one.span.at) if one.span else "",
        ],
        rank=23,
    )
