"""What would make the answer another one: a date, an event, a remedy, a rule."""

from collections.abc import Iterator
from typing import assert_never

from listwright.engine.explain.case import NeedCase
from listwright.engine.explain.picture_changes import picture_outlook
from listwright.engine.explain.rules_seen import rules_seen, rules_that_add
from listwright.engine.freshness import (
    TURN_COLUMNS,
    Age,
    age_of_attestation,
    age_of_order,
)
from listwright.engine.waivers import waiver_of
from listwright.engine.wording import day_of, minute_of
from listwright.model.explanation import Check
from listwright.model.need import NeedSpec
from listwright.model.plan import Action, Blocked, Change, Deferred, Reason, Standing
from listwright.model.portfolio import OnChange, OnChangeDelivered


def would_change_if(
    case: NeedCase, checks: tuple[Check, ...], known_accounts: frozenset[str]
) -> tuple[str, ...]:
    """Short sentences, the nearest way first. `known_accounts` are those with any history."""
    line = case.line
    found: Iterator[str]
    match line:
        case None:
            found = _unwanted(case)
        case Change():
            found = _of_change(line, known_accounts)
        case Deferred():
            found = _of_deferred(line, checks)
        case Blocked():
            found = _of_blocked(line, checks)
        case Standing():
            found = _of_standing(case, line)
        case _:
            assert_never(line)
    return tuple(dict.fromkeys(found))


def _of_change(line: Change, known_accounts: frozenset[str]) -> Iterator[str]:
    if line.resend is not None:
        yield "nothing has to happen: `listwright apply` sends it once more"
        yield from (f"somebody looks: {item.remedy}" for item in line.resend.otherwise[:1])
        return
    match line.action:
        case Action.CREATE:
            yield "nothing has to happen: `listwright apply` places it"
            if line.account.id not in known_accounts:
                yield f"{line.account.id} has no history yet: its first orders need --bootstrap"
        case Action.REPLACE:
            yield (
                f"nothing has to happen: `listwright apply` cancels order {line.order_id}, then "
                "places the new one"
            )
        case Action.CANCEL:
            yield f"nothing has to happen: `listwright apply` cancels order {line.order_id}"
            yield "it stays open when the files want again what it holds"
        case Action.IMPORT:
            yield f"nothing has to happen: `listwright apply` records order {line.order_id}"
        case Action.FORGET | Action.NO_OP:
            yield "nothing has to happen: `listwright apply` does it"
        case _:
            assert_never(line.action)


def _of_deferred(line: Deferred, checks: tuple[Check, ...]) -> Iterator[str]:
    clears = line.clears_when
    when = minute_of(line.until) if line.until is not None else ""
    if when and when in clears:
        yield f"by itself: {clears}"
    elif when:
        yield f"by itself at {when}" + (f": {clears}" if clears else "")
    elif clears:
        yield f"by itself: {clears}"
    else:
        yield "by itself, with a later plan"
    if line.waits_for:
        names = " and ".join(str(need) for need in line.waits_for)
        yield f"it waits for {names}: listwright explain {line.waits_for[0]}"
    yield from _besides(checks)


def _of_blocked(line: Blocked, checks: tuple[Check, ...]) -> Iterator[str]:
    yield f"somebody has to act: {line.remedy}" if line.remedy else "somebody has to act"
    yield from _besides(checks)


def _besides(checks: tuple[Check, ...]) -> Iterator[str]:
    """What else stands in the way, once the first thing is out of it."""
    for check in checks:
        said = check.check in _OUTCOMES or check.check.startswith("picture_")
        if not check.passed and not check.decides and not said:
            until = f" until {minute_of(check.until)}" if check.until is not None else ""
            yield f"then {check.check} still stands in the way{until}: {check.detail}"


_OUTCOMES = frozenset(
    {"replace", "other_quantity", "wanted", "open_order", "proof", "pictures", "word"}
)
"""Checks that say what is there, rather than what stands in the way."""


def _of_standing(case: NeedCase, line: Standing) -> Iterator[str]:
    pictures = case.stage is not None and line.reason in {Reason.SATISFIED, Reason.IN_PROGRESS}
    if pictures and case.spec is not None:
        if line.reason is Reason.SATISFIED:
            yield from _of_age(case.spec, _age(case, case.spec))
        yield from picture_outlook(case, line, case.spec)
    elif line.reason is Reason.SATISFIED:
        yield from _of_satisfied(case)
    elif line.reason is Reason.IN_PROGRESS:
        yield from _of_progress(case, line)
    elif line.reason is Reason.WAIVED:
        yield from _of_waived(case)
    elif line.reason is Reason.KEPT and case.stage is not None:
        yield f"`{case.key}: none`, or `absent: true`, in the files of the home lets it go (forget)"
        yield "it is wanted again when the facts of the home are what they were"
    elif line.reason is Reason.KEPT:
        yield f"`{case.key}: none`, or `absent: true`, in the files of the home cancels it"
        yield "it is wanted again when the facts of the home are what they were"
    else:
        yield from _of_kept_quantity(case, line)


def _of_satisfied(case: NeedCase) -> Iterator[str]:
    spec = case.spec
    if spec is None:
        return
    yield from _of_age(spec, _age(case, spec))
    if case.at.run.portfolio.lifecycle.on_change_delivered is OnChangeDelivered.REORDER:
        yield f"a quantity above what was delivered orders it again (now {spec.quantity})"
    else:
        yield (
            "a larger quantity in the files orders nothing by itself "
            "(lifecycle.on_change_delivered: keep)"
        )
    yield f"listwright apply --replace {case.address} orders it again"


def _age(case: NeedCase, spec: NeedSpec) -> Age | None:
    """The age of what the need stands on."""
    if case.work is None or not isinstance(case.line, Standing):
        return None
    view = case.work.view
    yardstick = view.yardstick(case.at.run, spec)
    order = view.order(case.line.order_id) if case.line.order_id is not None else None
    if case.stage is not None and case.line.at is not None:
        # Pictures are as old as the photos they were made of.
        return yardstick.measure(case.line.at, case.line.at)
    if order is not None:
        return age_of_order(order, yardstick, view.order)
    proof = view.attestations.get(spec.key)
    return age_of_attestation(proof, yardstick) if proof is not None else None


def _of_age(spec: NeedSpec, age: Age | None) -> Iterator[str]:
    fresh = spec.fresh_for
    if age is None or fresh is None:
        yield "it never grows old: nothing writes `fresh_for`"
        return
    if age.renew_from is None:
        yield "it never grows old: `fresh_for` has no `max_age`"
    else:
        ahead = f", {fresh.renew_before} ahead of that" if fresh.renew_before else ""
        yield (
            f"from {day_of(age.renew_from)} a new one is ordered: it goes stale at "
            f"{fresh.max_age}{ahead}"
        )
    captured = day_of(age.captured)
    for column in fresh.invalidated_by:
        yield f"a date in `{column}` after {captured} makes a new one due"
    if fresh.per_turn:
        yield f"a new turn ({', '.join(TURN_COLUMNS)}) after {captured} makes a new one due"


def _of_progress(case: NeedCase, line: Standing) -> Iterator[str]:
    if line.order_id is None:
        yield "it is known by the end of the other run, or when the vendor numbers the order"
        return
    yield f"order {line.order_id} is delivered: then the need is met"
    yield f"order {line.order_id} is canceled: then the need is looked at again"
    replaces = case.at.run.portfolio.lifecycle.on_change is OnChange.REPLACE
    if replaces and case.order is not None and case.order.managed:
        yield "another quantity in the files replaces the order, while the vendor still cancels it"


def _of_waived(case: NeedCase) -> Iterator[str]:
    if case.work is None or case.spec is None:
        return
    waive = waiver_of(case.at.run, case.work.view, case.spec)
    if waive is None:
        return
    if waive.until is not None:
        yield f"the waiver ends after {waive.until.isoformat()}, its last day"
    yield f"take `waive` away at {waive.span.at}"


def _of_kept_quantity(case: NeedCase, line: Standing) -> Iterator[str]:
    if line.text:
        yield "only the vendor can change the order now: send the e-mail below"
    elif line.met_by is not None:
        yield "lifecycle.on_change_delivered: reorder orders the larger quantity"
    yield f"listwright apply --replace {case.address} orders it again"


def _unwanted(case: NeedCase) -> Iterator[str]:
    home = case.at.home
    if home is None:
        yield "the home stands in the files, or in an inventory, again"
        return
    if home.override is not None and home.override.absent:
        yield f"take `absent: true` away at {home.override.span.at}"
        return
    yield from _for_orphan(case)
    dropped = case.trail.dropped
    if dropped is not None:
        yield f"take `{case.key}: none` away in `{dropped.rule}` ({dropped.at})"
    adding = rules_that_add(case)
    for rule in rules_seen(case):
        adds = (rule.rule, rule.at) in adding or f"{case.key}.slug" in rule.writes
        if not rule.matched and (adds or "slug" in rule.writes):
            yield f"the rule `{rule.rule}` ({rule.at}) matches the home: {rule.because}"
    if not case.trail.fields and case.orphan is None and dropped is None:
        yield f"a rule that matches the home, or its own entry, requires `{case.key}`"


def _for_orphan(case: NeedCase) -> Iterator[str]:
    staging = case.orphan or case.spec
    if staging is None:
        return
    source = staging.source.key if staging.source is not None else "photos"
    yield f"`{source}` is required for the home, too, or an order for it is imported"
