"""Copies of the ledger and its inspection, as text."""

from collections.abc import Sequence
from datetime import datetime

from listwright.model.copies import LedgerCopy
from listwright.model.event import Ingested
from listwright.model.soundness import Flaw, FlawCode, Inspection
from listwright.render.escape import for_terminal
from listwright.render.text.layout import flowed, joined, wrapped
from listwright.render.text.style import Role, Style, chosen, titled
from listwright.render.text.waiting import to_do
from listwright.render.text.words import brief, count, minute, number

_LONGEST = 500

_WORDS = {
    FlawCode.DUPLICATE: "two orders where one was meant: look here first",
    FlawCode.DAMAGE: "the file is damaged",
    FlawCode.SCHEMA: "what guards the content was changed",
    FlawCode.REFERENCE: "rows that belong to nothing",
    FlawCode.UNREADABLE: "rows that cannot be read",
    FlawCode.STATE: "a request is recorded as something that its evidence contradicts",
    FlawCode.NEED: "a need is kept by the wrong request, or by none",
    FlawCode.ORDER_MISSING: "an order is known to exist and is not recorded",
    FlawCode.ID_MISSING: "an order is linked to a request that lacks its id",
    FlawCode.INTENT_MISSING: "an order counts as ours without a request",
    FlawCode.HOME_MISSING: "a home's own row is gone",
    FlawCode.REVISION: "a row is ahead of its ledger",
    FlawCode.MODE: "others can use the files",
    FlawCode.OPEN_ATTEMPT: "a run ended before an answer came; this is no contradiction",
}
"""What each code means, in the order in which they are printed."""


def render_copied(copy: LedgerCopy, style: Style, *, file: str, ledger: str) -> str:
    """A copy was written to `file`."""
    lines = titled(f"Copied {for_terminal(ledger)} to {for_terminal(file)}", style)
    text = f"{_content(copy)} Keep it where only you can read it: it holds addresses."
    return joined([lines + wrapped(text, width=style.columns, indent=2)])


def render_restored(copy: LedgerCopy, style: Style, *, file: str, ledger: str) -> str:
    """The copy in `file` is the ledger now."""
    lines = titled(f"Restored {for_terminal(ledger)} from {for_terminal(file)}", style)
    text = (
        f"{_content(copy)} What was ordered after that is not in it. Before the next apply run "
        "`listwright refresh`, and compare `listwright ledger list` with the vendor's order list."
    )
    return joined([lines + wrapped(text, width=style.columns, indent=2)])


def render_ingested(done: Ingested, style: Style, *, file: str) -> str:
    """Events were taken from `file`."""
    lines = titled(f"Took {count(done.new, 'new event')} from {for_terminal(file)}", style)
    parts = [f"{count(done.known, 'event')} had come in before." if done.known else ""]
    if done.unread:
        parts.append(f"{count(len(done.unread), 'entry', 'entries')} could not be read.")
    if done.new:
        parts.append("The next plan, refresh or apply reads their orders; until then they wait.")
    text = " ".join(part for part in parts if part)
    return joined([lines + wrapped(text, width=style.columns, indent=2) if text else lines])


def _content(copy: LedgerCopy) -> str:
    last = minute(datetime.fromisoformat(copy.head_at))
    return (
        f"{count(copy.rows_of('orders'), 'order')}, {count(copy.rows_of('intent'), 'request')}, "
        f"{count(copy.rows, 'row')} in all; written last {last}."
    )


def render_inspection(found: Inspection, style: Style) -> str:
    """Every finding, the most urgent kind first."""
    groups = [
        _group([flaw for flaw in found.flaws if flaw.code is code], style)
        for code in _WORDS
        if any(flaw.code is code for flaw in found.flaws)
    ]
    return joined([_title(found, style), *groups])


def _title(found: Inspection, style: Style) -> list[str]:
    if found.intents is None or found.orders is None:
        looked = "its content was not looked at"
    else:
        looked = f"{count(found.orders, 'order')} and {count(found.intents, 'request')} checked"
    if found.is_sound:
        return titled(f"The ledger is sound: {looked}.", style)
    wrong = sum(not flaw.code.is_note for flaw in found.flaws)
    text = f"The ledger is not sound: {count(wrong, 'finding')}; {looked}."
    return titled(text, style, role=Role.ALERT)


def _group(flaws: Sequence[Flaw], style: Style) -> list[str]:
    code = flaws[0].code
    role = Role.TITLE if code.is_note else Role.ALERT
    lines = titled(f"{number(len(flaws))} {code.value}: {_WORDS[code]}", style, role=role)
    listed, hidden = chosen([(flaw, False) for flaw in flaws], every=False)
    for flaw in listed:
        lines += _entry(flaw, style)
    return lines + ([f"  +{number(hidden)} more (--json lists all)"] if hidden else [])


def _entry(flaw: Flaw, style: Style) -> list[str]:
    cells = [
        f"! {for_terminal(flaw.address or 'the ledger')}",
        f"order {for_terminal(flaw.order_id)}" if flaw.order_id else "",
    ]
    return [
        *flowed(cells, width=style.columns, indent=2, hanging=6),
        *wrapped(brief(flaw.why, _LONGEST), width=style.columns, indent=6),
        *to_do(flaw.remedy, style, indent=6),
    ]
