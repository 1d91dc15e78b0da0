"""What needs a person: findings, refusals, doubts, budgets, cancels, what is stuck, questions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from listwright.model.money import Budget
from listwright.model.order import Order
from listwright.model.plan import Plan, Reason, Refusal
from listwright.model.review import Review
from listwright.render.html.report.lines import Line
from listwright.render.html.report.words import Kind, amount, bought, minute, plain
from listwright.render.text.audit import CODES
from listwright.render.text.closing import refusal_words
from listwright.render.text.words import count, number

_SHOWN = 5
"""Entries of a group on the overview; all lines are on the Properties tab."""

_UNKNOWN = plain(Reason.CREATE_OUTCOME_UNKNOWN.value)
_RESENT = plain(Reason.RESEND_UNKNOWN.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing to look at: where, what about it, why, what to do."""

    head: str
    about: str = ""
    why: str = ""
    remedy: str = ""
    letter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """Entries of one kind; `more` counts those not shown. `kind`, `reason`: the filter for all."""

    symbol: str
    tone: str
    title: str
    note: str = ""
    entries: tuple[Entry, ...] = ()
    more: int = 0
    kind: str = ""
    reason: str = ""


def concerns_of(review: Review, lines: Sequence[Line]) -> list[Concern]:
    """Every group that occurs, the most urgent first.

    An audit does nothing, and its findings tell already what is blocked or in doubt.
    """
    if review.findings is not None:
        return [*_findings(lines), *filter(None, [_budgets(review.plan)])]
    groups = [
        _refusals(review.plan.refusals),
        _doubts(lines),
        _budgets(review.plan),
        *_ending(lines),
        *_blocked(lines),
        _questions(review.orders),
    ]
    return [group for group in groups if group is not None]


def _findings(lines: Sequence[Line]) -> list[Concern]:
    found = _of(lines, Kind.FINDING)
    groups = []
    for code, words in CODES.items():
        group = [line for line in found if line.reason == plain(code.value)]
        title = f"{{n}} {{reason}}: {words}"
        groups += _by_reason(group, symbol="?", title=title, tone="wait")
    return groups


def _refusals(refusals: Sequence[Refusal]) -> Concern | None:
    if not refusals:
        return None
    return Concern(
        symbol="✕",
        tone="bad",
        title=f"Refused: {_protections(len(refusals))} this plan",
        note="Nothing of it is carried out until this is settled.",
        entries=tuple(
            Entry(head=plain(one.code), why=refusal_words(one), remedy=one.remedy)
            for one in refusals
        ),
    )


def _protections(found: int) -> str:
    return f"{count(found, 'protection')} {'stops' if found == 1 else 'stop'}"


def _doubts(lines: Sequence[Line]) -> Concern | None:
    found = [one for one in _of(lines, Kind.BLOCKED) if one.reason == _UNKNOWN]
    again = [one for one in lines if one.reason == _RESENT]
    if not found and not again:
        return None
    return Concern(
        symbol="!",
        tone="bad",
        title=f"Look here first: {count(len(found) + len(again), 'order')} may exist already",
        note=(
            "A request left and no clear answer came back. Nothing more is ordered there until it"
            " is settled, because that could pay twice."
        ),
        entries=tuple(_entry(one) for one in (*found, *again)[:_SHOWN]),
        more=max(len(found) + len(again) - _SHOWN, 0),
        kind=Kind.BLOCKED.code if found else Kind.CREATE.code,
        reason=_UNKNOWN if found else _RESENT,
    )


def _budgets(plan: Plan) -> Concern | None:
    over = [one for one in plan.budgets if one.excess]
    if not over:
        return None
    return Concern(
        symbol="!",
        tone="bad",
        title=f"Over budget: {count(len(over), 'billing entity', 'billing entities')}",
        entries=tuple(Entry(head=one.entity, why=_overrun(one, plan)) for one in over),
    )


def _overrun(budget: Budget, plan: Plan) -> str:
    currency = plan.cost.currency
    return (
        f"{amount(budget.committed)} this month and {amount(budget.planned)} in this plan make"
        f" {amount(budget.total, currency)}: {amount(budget.excess, currency)} more than the budget"
        f" of {amount(budget.allowed or 0, currency)} for {budget.month}."
    )


def _ending(lines: Sequence[Line]) -> list[Concern]:
    groups = []
    for kind, words in ((Kind.CANCEL, "to cancel"), (Kind.REPLACE, "to replace")):
        found = _of(lines, kind)
        if found:
            groups.append(
                Concern(
                    symbol=kind.symbol,
                    tone="bad",
                    title=f"{count(len(found), 'order')} {words}",
                    entries=tuple(_entry(one) for one in found[:_SHOWN]),
                    more=max(len(found) - _SHOWN, 0),
                    kind=kind.code,
                )
            )
    return groups


def _blocked(lines: Sequence[Line]) -> list[Concern]:
    rest = [one for one in _of(lines, Kind.BLOCKED) if one.reason != _UNKNOWN]
    return _by_reason(rest, symbol="!", title="{n} blocked: {reason}", tone="wait")


def _by_reason(lines: Sequence[Line], *, symbol: str, title: str, tone: str) -> list[Concern]:
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.reason, []).append(line)
    return [
        Concern(
            symbol=symbol,
            tone=tone,
            title=title.replace("{n}", number(len(group))).replace("{reason}", reason),
            note=why,
            entries=tuple(_entry(one, told=bool(why)) for one in group[:_SHOWN]),
            more=max(len(group) - _SHOWN, 0),
            kind=group[0].kind.code,
            reason=reason,
        )
        for reason, group in groups.items()
        for why in (_shared_why(group),)
    ]


def _shared_why(lines: Sequence[Line]) -> str:
    """Why, when all say the same: then it is said once."""
    whys = {line.why for line in lines}
    return whys.pop() if len(whys) == 1 and len(lines) > 1 else ""


def _questions(orders: Iterable[Order]) -> Concern | None:
    """Open orders of which the vendor said that something is in the way."""
    asked = [one for one in orders if one.attention]
    if not asked:
        return None
    whys = {one.attention for one in asked}
    shared = whys.pop() if len(whys) == 1 and len(asked) > 1 else None
    return Concern(
        symbol="?",
        tone="wait",
        note=shared or "",
        title=f"The vendor says something about {count(len(asked), 'open order')}",
        entries=tuple(
            Entry(
                head=one.property,
                about=f"order {one.order_id}, {bought(one.services, one.task)}",
                why="" if shared else one.attention or "",
            )
            for one in asked[:_SHOWN]
        ),
        more=max(len(asked) - _SHOWN, 0),
        kind="orders",
    )


def _of(lines: Iterable[Line], kind: Kind) -> list[Line]:
    return [line for line in lines if line.kind is kind]


def _entry(line: Line, *, told: bool = False) -> Entry:
    """The line as an entry; `told`: why stands above all of them."""
    about = [
        line.needs if line.kind in {Kind.BLOCKED, Kind.FINDING} else line.buys,
        f"order {line.order}" if line.order else "",
        line.order_state,
        f"since {minute(line.when)}" if line.when else "",
    ]
    return Entry(
        head=line.home,
        about=", ".join(part for part in about if part),
        why="" if told else line.why,
        remedy=line.remedy,
        letter=line.letter,
    )
