"""Where the lines come from: this edit, facts or time; which rules; which reasons."""

from collections import Counter

from listwright.model.plan import Action, Cause, Change, Plan, Reason
from listwright.model.review import Against, Gone, Review, RuleShare
from listwright.render.markdown.layout import Block, Table, small_table
from listwright.render.markdown.words import cell_price, code, currency_of, words
from listwright.render.text.against import CAUSES, cause_words
from listwright.render.text.words import count, minute, number, reason_words


def cause_blocks(review: Review) -> list[Block]:
    """Why this is changing, when the plan was held against a base."""
    against = review.against
    if against is None:
        return []
    base = f"{code(against.ref)} ({code(against.commit[:12])}, {minute(against.committed_at)})"
    by_cause = {
        cause: [change for change in review.plan.changes if change.cause is cause]
        for cause in CAUSES
    }
    rows = [
        _cause_row(review.plan, cause_words(cause, against), by_cause[cause])
        for cause in CAUSES
        if by_cause[cause] or cause is Cause.EDIT
    ]
    table = small_table(("", "orders to create:", "to cancel:", "other:", "cost:"), rows)
    blocks: list[Block] = [f"### Why is this changing\n\nSince {base}:\n\n{table}"]
    if against.gone:
        blocks.append(_gone_table(against))
    return blocks


def _cause_row(plan: Plan, cause: str, changes: list[Change]) -> list[str]:
    actions = Counter(change.action for change in changes)
    creates = [change for change in changes if change.action.creates]
    known = sum(change.cost or 0 for change in creates)
    unpriced = sum(change.cost is None for change in creates)
    cancels = actions[Action.CANCEL]
    replaces = actions[Action.REPLACE]
    return [
        cause,
        number(len(creates)),
        number(cancels + replaces),
        number(len(changes) - len(creates) - cancels),
        cell_price(known, unpriced, currency_of(plan.cost)) if creates else "",
    ]


def _gone_table(against: Against) -> Table[Gone]:
    gone = against.gone
    return Table(
        title=f"{count(len(gone), 'change')} of the base that this edit takes away",
        columns=("property", "would have", "needs", "order", "now"),
        rows=gone,
        row=_gone_row,
        rank=30,
    )


def _gone_row(gone: Gone) -> list[str]:
    buys = ", ".join(words(f"{line.slug} {line.quantity:,}") for line in gone.services)
    return [
        code(gone.property),
        f"{' and '.join(gone.action.value)} {buys}".strip(),
        ", ".join(code(need.key) for need in gone.needs),
        code(gone.order_id or ""),
        words(gone.why),
    ]


def rule_table(review: Review) -> Block:
    """What each rule causes, those with the most orders first."""
    shares = sorted(
        review.shares,
        key=lambda one: (-(one.orders + one.cancels), -one.needs, one.rule.rule, one.rule.at),
    )
    currency = currency_of(review.plan.cost)
    return (
        Table(
            title="By rule",
            columns=(
                "rule",
                "orders:",
                "needs:",
                "cost:",
                "cancels:",
                "deferred:",
                "blocked:",
                "where",
            ),
            rows=shares,
            row=lambda share: _rule_row(share, currency),
            rank=11,
            folded=False,
        )
        if shares
        else ""
    )


def _rule_row(share: RuleShare, currency: str | None) -> list[str]:
    riding = sum(one.needs for one in share.riding)
    needs = number(share.needs) + (f" ({number(riding)} in orders of others)" if riding else "")
    return [
        words(share.rule.rule, 80),
        number(share.orders),
        needs,
        cell_price(share.known, share.unpriced, currency) if share.orders else "",
        number(share.cancels) if share.cancels else "",
        number(share.deferred) if share.deferred else "",
        number(share.blocked) if share.blocked else "",
        code(share.rule.at),
    ]


_VERBS = {action: "/".join(action.value) for action in Action} | {Action.REPLACE: "replace"}


def _reason(reason: Reason) -> str:
    """In words, and the code that machines use where that is another one."""
    told, code_word = reason_words(reason), reason.value
    return told if told == code_word else f"{told} (`{code_word}`)"


def reason_block(plan: Plan) -> str:
    """How many lines there are of each kind and reason."""
    lines = Counter((_VERBS[each.action], each.reason) for each in plan.changes)
    lines.update(("deferred", each.reason) for each in plan.deferred)
    lines.update(("blocked", each.reason) for each in plan.blocked)
    if not lines:
        return ""
    kinds = list(dict.fromkeys(kind for kind, _ in lines))
    ordered = sorted(
        lines.items(), key=lambda item: (kinds.index(item[0][0]), -item[1], item[0][1].value)
    )
    rows = [[kind, _reason(reason), number(many)] for (kind, reason), many in ordered]
    return f"### By reason\n\n{small_table(('what', 'why', 'lines:'), rows)}"
