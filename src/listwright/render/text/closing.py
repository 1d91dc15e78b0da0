"""The end of a plan: the sum, why it is refused, how long an apply takes."""

import re
from collections import Counter
from math import ceil

from listwright.model.money import cents_of
from listwright.model.plan import Action, NeedCounts, Plan, Refusal
from listwright.model.queue import Queue
from listwright.render.escape import for_terminal
from listwright.render.text.layout import wrapped
from listwright.render.text.style import Role, Style, paint
from listwright.render.text.waiting import to_do
from listwright.render.text.words import amount, count, length, number

_REFUSALS = {
    "max_creates": "It would create {actual}, and one apply may create at most {allowed}.",
    "max_cancels": "It would cancel {actual}, and one apply may cancel at most {allowed}.",
    "max_creates_per_rule": "One rule would create {actual}, and a rule may create {allowed}.",
    "max_images": "It would order {actual}, and one apply may order at most {allowed}.",
    "max_spend": "It would spend {actual}, and one apply may spend at most {allowed}.",
    "monthly_budget": "{subject} would come to {actual} this month; its budget is {allowed}.",
    "first_run": "The ledger has no history for this account, so every home looks new.",
    "ledger_lost": "The ledger has lost what it knew: orders may exist that it does not know.",
    "frozen": "All sending was stopped.",
    "ephemeral_ledger": "The ledger is a file on a CI machine, which forgets it after the run.",
}

_AMOUNT = re.compile(r"[0-9]{1,15}\.[0-9]{2}")

_NOUNS = {
    "max_creates": "order",
    "max_cancels": "order",
    "max_creates_per_rule": "order",
    "max_images": "image",
}


def sum_section(plan: Plan, style: Style) -> list[str]:
    """The plan in one sentence, or `No changes.` and how everything stands."""
    if not plan.changes:
        return [
            paint("No changes.", Role.TITLE, style),
            *wrapped(how_it_stands(plan.counts), width=style.columns, indent=0, hanging=2),
        ]
    what = "Plan" if plan.as_of is None else f"As of {plan.as_of}"
    text = f"{what}: {in_short(plan)}."
    return wrapped(text, width=style.columns, indent=0, hanging=2)


def in_short(plan: Plan) -> str:
    """The orders and needs of a plan with changes, in numbers."""
    counts = Counter(change.action for change in plan.changes)
    orders = [
        f"{count(counts[Action.CREATE], 'order')} to create{_carrying(plan, Action.CREATE)}",
        f"{number(counts[Action.CANCEL])} to cancel",
        f"{number(counts[Action.REPLACE])} to replace{_carrying(plan, Action.REPLACE)}",
        *(
            f"{number(counts[action])} to {action.value[0]}"
            for action in (Action.IMPORT, Action.FORGET)
            if counts[action]
        ),
    ]
    return f"{', '.join(orders)}; {_needs(plan.counts)}"


def _carrying(plan: Plan, action: Action) -> str:
    """` (70 needs)`, or nothing when there is no such change."""
    # Of pictures one need makes many orders.
    needs = {need for change in plan.changes if change.action is action for need in change.needs}
    return f" ({count(len(needs), 'need')})" if needs else ""


def _needs(counts: NeedCounts) -> str:
    """`17 needs deferred, 2 blocked, 5,610 satisfied`, and the rarer ones when there are any."""
    rest = [
        f"{number(value)} {words}"
        for value, words in (
            (counts.in_progress, "in progress"),
            (counts.kept, "kept"),
            (counts.waived, "waived"),
        )
        if value
    ]
    always = [
        f"{count(counts.deferred, 'need')} deferred",
        f"{number(counts.blocked)} blocked",
        f"{number(counts.satisfied)} satisfied",
    ]
    return ", ".join(always + rest)


def how_it_stands(counts: NeedCounts) -> str:
    """The needs in numbers, for a plan without changes."""
    if not counts.wanted:
        return "The files ask for nothing."
    return (
        f"Of {count(counts.wanted, 'need')}: "
        + _needs(counts).replace(count(counts.deferred, "need"), number(counts.deferred), 1)
        + "."
    )


def refusal_section(plan: Plan, style: Style) -> list[str]:
    """Why the plan may not be applied, and the way out."""
    if not plan.refusals:
        return []
    lines = [paint("Refused: this plan cannot be applied as it stands.", Role.ALERT, style)]
    for refusal in plan.refusals:
        text = f"! {refusal_words(refusal)} ({for_terminal(refusal.code)})"
        lines += wrapped(text, width=style.columns, indent=2, hanging=4)
        lines += to_do(refusal.remedy, style, indent=4)
    return lines


def refusal_words(refusal: Refusal) -> str:
    """Why a protection stops the plan, as a sentence."""
    noun = _NOUNS.get(refusal.code)
    actual = _figure(refusal.actual)
    if noun and isinstance(refusal.actual, int):
        actual = count(refusal.actual, noun)
    words = _REFUSALS.get(refusal.code, "A protection stops it.")
    return words.format(
        actual=actual,
        allowed=_figure(refusal.allowed),
        subject=for_terminal(refusal.subject or "An entity"),
    )


def _figure(value: int | str | None) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, int):
        return number(value)
    return amount(cents_of(value)) if _AMOUNT.fullmatch(value) else for_terminal(value)


def effort_section(plan: Plan, style: Style, *, per_minute: int | None) -> list[str]:
    """How much an apply sends, how long that takes, and the fingerprint of what it would do."""
    if plan.as_of is not None:
        return []
    text = requests_words(plan, per_minute=per_minute)
    lines = wrapped(text, width=style.columns, indent=0, hanging=2) if text else []
    for queue in plan.queues:
        lines += wrapped(_queue_words(queue), width=style.columns, indent=0, hanging=2)
    digest = for_terminal(plan.digests.plan)
    whole = [f"Fingerprint {digest}"]
    if len(whole[0]) > style.columns:
        # Never cut: somebody copies it into --plan-digest.
        whole = ["Fingerprint", digest]
    return [*lines, *(paint(line, Role.FAINT, style) for line in whole)]


def requests_words(plan: Plan, *, per_minute: int | None) -> str:
    """How many requests an apply sends, and how long that takes; nothing where it is not known."""
    requests: Counter[str] = Counter()
    for change in plan.changes:
        requests[change.account.id] += change.requests
    if not per_minute or not requests.total():
        return ""
    # Accounts are paced apart, so the busiest one decides.
    seconds = ceil(max(requests.values()) * 60 / per_minute)
    return (
        f"Apply: {count(requests.total(), 'request')}, about {length(seconds)}"
        f" at {number(per_minute)} a minute."
    )


def _queue_words(queue: Queue) -> str:
    """How long the pictures of one account take to be submitted."""
    pictures = f"{count(queue.pictures, 'picture')} through {for_terminal(queue.account.label)}"
    if queue.submits is None:
        return f"Queue: {pictures}, without a limit."
    drain = queue.wait(queue.pictures - 1)
    takes = f"{number(queue.submits)} in {length(queue.window_s)}"
    end = (
        f"the last one is submitted {length(drain)} after the apply begins"
        if drain
        else "none has to wait"
    )
    return f"Queue: {pictures}, which takes {takes}: {end}."
