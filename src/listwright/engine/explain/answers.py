"""Answers to the questions that a decision asks, kept with what each of them would have decided."""

from dataclasses import dataclass, replace
from datetime import datetime

from listwright.engine.decide import Again, Decision
from listwright.model.explanation import Check
from listwright.model.plan import Blocked, Deferred, Reason, Standing

NO = "no"
"""The detail of a question that there is nothing more to say about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One question answered. `reason` is the word for the decision that follows, if any does."""

    check: Check
    reason: Reason | None = None

    @property
    def stops(self) -> bool:
        """Whether a decision follows from it."""
        return not self.check.passed


def passes(name: str, question: str, detail: str = NO) -> Answer:
    """Nothing follows from it."""
    return Answer(check=Check(check=name, question=question, passed=True, detail=detail))


def stops(name: str, question: str, decision: Decision) -> Answer:
    """`decision` follows from it."""
    until: datetime | None = None
    if isinstance(decision, Deferred | Blocked):
        until = decision.until
    elif isinstance(decision, Standing):
        until = decision.stale_on
    return Answer(
        check=Check(check=name, question=question, passed=False, detail=decision.why, until=until),
        reason=decision.reason,
    )


def weigh(
    name: str, question: str, decision: Standing | Deferred | Blocked | Again | None
) -> Answer:
    """The answer to a question that may decide."""
    return passes(name, question) if decision is None else stops(name, question, decision)


def mark_decisive(answers: tuple[Answer, ...], reason: Reason, why: str) -> tuple[Check, ...]:
    """The checks, with the one marked that the decision comes from.

    Several may stop the need for the same reason: then it is the one that says what the plan says.
    A decision that none of them accounts for is a check of its own, at the end.
    """
    stopping = [each for each in answers if each.stops and each.reason is reason]
    said = [each for each in stopping if each.check.detail in why]
    chosen = next(iter([*said, *stopping]), None)
    checks = tuple(
        replace(each.check, decides=True) if each is chosen else each.check for each in answers
    )
    return checks if chosen is not None else (*checks, _of_plan(reason, why))


_LAST = {
    Reason.UNPRICED: ("price", "Is its price unknown, while the files limit what may be spent?"),
    Reason.DUPLICATE_WINDOW: ("one_at_a_time", "Is another order of the home replaced first?"),
    Reason.SPEC_CHANGED_KEPT: ("shared", "Does the order stay because of its other needs?"),
    Reason.CREATE_OUTCOME_UNKNOWN: (
        "unknown_outcome",
        "Was it sent without our knowing what became of it?",
    ),
}
"""What stops a need after everything that can be asked of it alone."""


def _of_plan(reason: Reason, why: str) -> Check:
    name, question = _LAST.get(
        reason, (reason.value, "Does the rest of the plan stand in its way?")
    )
    return Check(check=name, question=question, passed=False, detail=why, decides=True)
