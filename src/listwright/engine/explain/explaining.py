"""The whole answer for needs of one home."""

from collections.abc import Iterable
from typing import assert_never

from listwright.engine.explain.case import HomeCase, Line, NeedCase, open_case
from listwright.engine.explain.changing import would_change_if
from listwright.engine.explain.checking import checks_of
from listwright.engine.explain.considered import things_considered
from listwright.engine.explain.facts_used import facts_used
from listwright.engine.explain.rules_seen import rules_seen
from listwright.engine.explain.trails import trail_fields
from listwright.engine.explain.unwanted import why_unwanted
from listwright.engine.memory import trail_of
from listwright.engine.wording import told_of
from listwright.engine.work import Found
from listwright.model.explanation import Decision, Explanation, Verdict
from listwright.model.names import Address, NeedKey
from listwright.model.need import Because
from listwright.model.plan import Action, Blocked, Change, Deferred, Plan, Standing
from listwright.model.portfolio import INLINE


def explain_needs(
    at: HomeCase,
    keys: Iterable[NeedKey],
    said: Found | Plan,
    *,
    known_accounts: frozenset[str],
) -> tuple[Explanation, ...]:
    """One explanation per key; `said` is where the lines about them stand."""
    cases = (open_case(at, key, said) for key in keys)
    return tuple(explain_need(case, known_accounts) for case in cases)


def explain_need(case: NeedCase, known_accounts: frozenset[str]) -> Explanation:
    """Everything there is to say about one need."""
    checks = checks_of(case)
    return Explanation(
        address=case.address,
        decision=_decision(case),
        also=tuple(decision_of(line, case.address) for line in case.lines[1:]),
        asked_by=_asked_by(case),
        trail=trail_fields(case),
        rules=rules_seen(case),
        facts=facts_used(case),
        considered=things_considered(case),
        checks=checks,
        would_change_if=would_change_if(case, checks, known_accounts),
    )


def _decision(case: NeedCase) -> Decision:
    if case.line is not None:
        return decision_of(case.line, case.address)
    return Decision(verdict=Verdict.NOT_WANTED, action=None, reason=None, why=why_unwanted(case))


def decision_of(line: Line, address: Address) -> Decision:
    """One line of the plan about the need of that address, word for word."""
    match line:
        case Change():
            return Decision(
                verdict=Verdict.PLANNED,
                action=line.action,
                reason=line.reason,
                why=told_of(line),
                order_id=line.order_id,
                together=tuple(need for need in line.needs if need != address),
            )
        case Deferred():
            return Decision(
                verdict=Verdict.DEFERRED,
                action=line.action,
                reason=line.reason,
                why=line.why,
                order_id=line.order_id,
                until=line.until,
                clears_when=line.clears_when,
            )
        case Blocked():
            return Decision(
                verdict=Verdict.BLOCKED,
                action=line.action,
                reason=line.reason,
                why=line.why,
                order_id=line.order_id,
                until=line.until,
                remedy=line.remedy,
                since=line.since,
                text=line.text,
            )
        case Standing():
            return Decision(
                verdict=Verdict.STANDING,
                action=Action.NO_OP,
                reason=line.reason,
                why=line.why,
                order_id=line.order_id,
                until=line.stale_on,
                text=line.text,
            )
        case _:
            assert_never(line)


def _asked_by(case: NeedCase) -> tuple[Because, ...]:
    """Who asks for it; of a need that nobody wants, who said so, or what its order was for."""
    if case.spec is not None:
        return tuple(dict.fromkeys(case.spec.because))
    if case.line is not None and case.line.because:
        return case.line.because
    if case.trail.dropped is not None:
        return (case.trail.dropped,)
    placed_for = trail_of(case.order) if case.order is not None else ()
    return placed_for or _home_itself(case)


def _home_itself(case: NeedCase) -> tuple[Because, ...]:
    """The entry or row of the home, where no rule is left that could be named."""
    home = case.at.home
    if home is None:
        return ()
    name = f"properties.{home.id}" if home.origin == INLINE else home.origin
    return (Because(rule=name, at=home.facts.origin.at),)
