"""What waits in a plan: deferred needs, blocked needs, and first of all unknown outcomes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from listwright.model.names import Address
from listwright.model.plan import Blocked, Change, Deferred, Plan, Reason
from listwright.render.escape import for_terminal
from listwright.render.text.changes import marked
from listwright.render.text.layout import flowed, wrapped
from listwright.render.text.style import WAITING_SHOWN, Role, Style, chosen, more_line, titled
from listwright.render.text.words import age, brief, count, minute, number, reason_words, sentence

_UNKNOWN = Reason.CREATE_OUTCOME_UNKNOWN


def unknown_section(plan: Plan, style: Style) -> list[str]:
    """Needs for which an order may exist: the first thing to look at."""
    unknown = [each for each in plan.blocked if each.reason is _UNKNOWN]
    again = [each for each in plan.changes if each.reason is Reason.RESEND_UNKNOWN]
    needs = {each.need for each in unknown} | {need for each in again for need in each.needs}
    if not needs:
        return []
    title = f"Look here first: {count(len(needs), 'need')} may have been ordered already"
    note = (
        "A request left and no clear answer came back. Nothing more is ordered there until it is"
        " settled, because that could pay twice."
    )
    return [
        *titled(title, style, role=Role.ALERT),
        *wrapped(note, width=style.columns, indent=2),
        *_blocked_lines(unknown, plan.made_at, style),
        *_resend_lines(again, style),
    ]


def _resend_lines(again: Sequence[Change], style: Style) -> list[str]:
    """Unknown creates that this plan sends once more: they stand among the changes, too."""
    rows = [(each, style.names([str(need) for need in each.needs])) for each in again]
    listed, hidden = chosen(rows, every=style.opens("creates"))
    lines: list[str] = []
    for each in listed:
        names = ", ".join(for_terminal(str(need)) for need in each.needs)
        head = wrapped(f"! {names}: sent once more", width=style.columns, indent=4, hanging=8)
        lines += marked(head, "!", role=Role.ALERT, style=style)
        lines += wrapped(sentence(each.why, each.because), width=style.columns, indent=8)
    return lines + more_line(hidden, 4, show="creates")


def deferred_section(plan: Plan, style: Style) -> list[str]:
    """Needs whose time comes by itself, reason by reason."""
    if not plan.deferred:
        return []
    title = f"Deferred: {_waiting(len(plan.deferred))} for something that comes by itself"
    lines = titled(title, style)
    roots = _roots(plan)
    for reason in _reasons(plan.deferred):
        group = [each for each in plan.deferred if each.reason is reason]
        times = [each.until for each in group if each.until]
        following = f"; next {minute(min(times))}" if times else ""
        head = f"{number(len(group))} {reason.value}: {reason_words(reason)}"
        head += _root_causes(group, roots) + following
        lines += wrapped(head, width=style.columns, indent=2, hanging=4)
        lines += _deferred_lines(group, style)
    return lines


def _roots(plan: Plan) -> dict[Address, Reason]:
    """What keeps each need that waits; a chain ends where nothing is waited for any more."""
    waiting: tuple[Deferred | Blocked, ...] = (*plan.deferred, *plan.blocked)
    return {item.need: item.reason for item in waiting}


def _root_causes(group: Sequence[Deferred], roots: Mapping[Address, Reason]) -> str:
    """` (2 not_ready, 1 freeze)`: why what they wait for waits itself."""
    causes = Counter(
        roots[address].value for each in group for address in each.waits_for if address in roots
    )
    told = ", ".join(f"{number(needs)} {reason}" for reason, needs in sorted(causes.items()))
    return f" ({told})" if told else ""


def blocked_section(plan: Plan, style: Style) -> list[str]:
    """Needs that wait for a person, reason by reason; unknown outcomes stand further up."""
    rest = [each for each in plan.blocked if each.reason is not _UNKNOWN]
    if not rest:
        return []
    above = len(plan.blocked) - len(rest)
    aside = f" ({number(above)} more at the top)" if above else ""
    title = f"Blocked: {_waiting(len(rest))} for a person{aside}"
    lines = titled(title, style)
    for reason in _reasons(rest):
        group = [each for each in rest if each.reason is reason]
        head = f"{number(len(group))} {reason.value}: {reason_words(reason)}"
        lines += wrapped(head, width=style.columns, indent=2, hanging=4)
        lines += _blocked_lines(group, plan.made_at, style)
    return lines


def _waiting(needs: int) -> str:
    return f"{count(needs, 'need')} {'waits' if needs == 1 else 'wait'}"


def _reasons(entries: Iterable[Deferred | Blocked]) -> list[Reason]:
    """The reasons that occur, in the order of the closed list."""
    present = {each.reason for each in entries}
    return [reason for reason in Reason if reason in present]


def _deferred_lines(group: Sequence[Deferred], style: Style) -> list[str]:
    rows = [(each, style.names([str(each.need)])) for each in group]
    listed, hidden = chosen(rows, every=style.opens("deferred"), first=WAITING_SHOWN)
    lines: list[str] = []
    for each in listed:
        cells = [
            f"* {for_terminal(str(each.need))}",
            f"until {minute(each.until)}" if each.until else "",
            _chain(each),
            _clearing(each),
        ]
        head = flowed(cells, width=style.columns, indent=4, hanging=8)
        lines += marked(head, "*", role=Role.QUIET, style=style)
        lines += wrapped(sentence(each.why, each.because), width=style.columns, indent=8)
    return lines + more_line(hidden, 4, show="deferred")


def _chain(each: Deferred) -> str:
    """The needs that come first, unless the sentence names them already."""
    named = [for_terminal(str(one)) for one in each.waits_for if str(one) not in each.why]
    return f"waits for {', '.join(named)}" if named else ""


def _clearing(each: Deferred) -> str:
    """What clears it, unless the time or the reason says so already."""
    if each.until or not each.clears_when or each.clears_when in each.why:
        return ""
    return f"clears when: {brief(each.clears_when, 250)}"


def _blocked_lines(group: Sequence[Blocked], now: datetime, style: Style) -> list[str]:
    rows = [(each, style.names([str(each.need)])) for each in group]
    listed, hidden = chosen(rows, every=style.opens("blocked"))
    lines: list[str] = []
    for each in listed:
        lines += _blocked_entry(each, now, style)
    return lines + more_line(hidden, 4)


def _blocked_entry(each: Blocked, now: datetime, style: Style) -> list[str]:
    since = f"since {minute(each.since)} ({age(each.since, now)})" if each.since else ""
    cells = [
        f"! {for_terminal(str(each.need))}",
        f"order {for_terminal(each.order_id)}" if each.order_id else "",
        since,
    ]
    head = flowed(cells, width=style.columns, indent=4, hanging=8)
    return [
        *marked(head, "!", role=Role.ALERT, style=style),
        *wrapped(sentence(each.why, each.because), width=style.columns, indent=8),
        *to_do(each.remedy, style, indent=8),
        *letter(each.text, style, indent=8),
    ]


def to_do(remedy: str, style: Style, *, indent: int) -> list[str]:
    """What a person can do about it."""
    if not remedy:
        return []
    text = f"To do: {for_terminal(remedy)}"
    return wrapped(text, width=style.columns, indent=indent, hanging=indent + 2)


def letter(text: str, style: Style, *, indent: int) -> list[str]:
    """A text to send, line by line behind a bar."""
    if not text.strip():
        return []
    lines = [f"{' ' * indent}Text for an e-mail:"]
    for line in text.strip().splitlines():
        rows = wrapped(for_terminal(line), width=style.columns - indent - 4, indent=0) or [""]
        lines += [f"{' ' * indent}  | {row}".rstrip() for row in rows]
    return lines
