"""Explanations built by hand: of each verdict, with everything, and full of foreign text."""

from dataclasses import replace
from datetime import timedelta

from tests.golden.plans import HOSTILE, NOW, need

from listwright.errors import Span
from listwright.model.explanation import (
    Assigned,
    Check,
    Considered,
    Decision,
    ExplainReport,
    Explanation,
    FactUsed,
    RuleSeen,
    Thing,
    TrailField,
    Verdict,
)
from listwright.model.names import OrderId
from listwright.model.need import Because
from listwright.model.plan import Action, Reason

BASE = Because(rule="rental-ready", at="rules/base.yaml:3")
ORIGIN = Span(file="units.csv", line=3118, row=3117, source="units")


def decision(verdict: Verdict, action: Action | None, reason: Reason | None) -> Decision:
    return Decision(
        verdict=verdict, action=action, reason=reason, why="the home is not ready until tomorrow"
    )


def waiting() -> Explanation:
    """Deferred, with a rule that does not match and a window behind the first check."""
    return Explanation(
        address=need("DEN-00412/photos"),
        decision=replace(
            decision(Verdict.DEFERRED, Action.CREATE, Reason.NOT_READY),
            until=NOW + timedelta(days=2),
            clears_when="ready_on lies at least 1d back (now: 2026-11-23)",
        ),
        also=(),
        asked_by=(BASE, Because(rule="large-homes", at="rules/base.yaml:20")),
        trail=(
            TrailField(
                field="quantity",
                holds=Assigned(value=25, at="rules/base.yaml:22", rule="large-homes"),
                replaced=(
                    Assigned(value=20, at="rules/packages.yaml:4", rule="rental-ready"),
                    Assigned(value=15, at="rules/packages.yaml:2", rule="new-homes"),
                ),
            ),
            TrailField(
                field="ready_when",
                holds=Assigned(
                    value="status: [vacant_ready, listed], ready_on: {at_least_ago: 1d}",
                    at="listwright.yaml:44",
                    rule="defaults",
                ),
            ),
            TrailField(
                field="protect",
                holds=Assigned(value=True, at="overrides/den.yaml:4", rule="properties.DEN-00412"),
            ),
        ),
        rules=(
            RuleSeen(
                rule="rental-ready",
                at="rules/base.yaml:3",
                matched=True,
                writes=("slug", "quantity"),
                because="status is one of vacant_ready, listed (now: listed)",
            ),
            RuleSeen(
                rule="leased-or-sold",
                at="rules/leased.yaml:3",
                matched=False,
                writes=("none",),
                because="it asks that status is one of vacant_rented_ready, sold (now: listed)",
            ),
        ),
        facts=(
            fact("status", "listed", uses=("rule rental-ready", "ready_when")),
            fact("renovated_on", None, uses=("fresh_for",)),
            replace(fact("notes", None, uses=("order_notes",)), private=True),
        ),
        considered=(
            Considered(
                kind=Thing.ATTESTATION,
                order_id=None,
                accepted=False,
                because="delivered 2024-02-11 (previous photographer), older than 24mo",
                at="overrides/phx.yaml:9",
            ),
            Considered(
                kind=Thing.ORDER,
                order_id=OrderId("654321"),
                accepted=False,
                because="open (ordered), placed 2026-11-20 15:00 UTC: it holds tour (1)",
            ),
        ),
        checks=(
            Check(
                check="wanted",
                question="Do the files leave it out?",
                passed=True,
                detail="no: `rental-ready` (rules/base.yaml:3)",
            ),
            Check(check="waiver", question="Is it waived?", passed=True, detail="no"),
            Check(
                check="readiness",
                question="Is the home not ready?",
                passed=False,
                detail="the home is not ready until tomorrow",
                until=NOW + timedelta(days=2),
                decides=True,
            ),
            Check(
                check="duplicate_window",
                question="Is it too soon after another order for the home?",
                passed=False,
                detail="the vendor takes no second order for this home so soon",
                until=NOW + timedelta(hours=5),
            ),
        ),
        would_change_if=(
            "by itself at 2026-11-24 03:00 UTC: ready_on lies at least 1d back (now: 2026-11-23)",
            "then duplicate_window still stands in the way until 2026-11-22 08:00 UTC",
        ),
    )


def fact(column: str, value: str | None, *, uses: tuple[str, ...]) -> FactUsed:
    return FactUsed(
        column=column,
        value=value,
        private=False,
        source="units",
        row=3117,
        at="units.csv:3118",
        used_for=uses,
    )


def bare(address: str, answer: Decision, *, change: str = "somebody has to act") -> Explanation:
    """Little more than the decision."""
    return Explanation(
        address=need(address),
        decision=answer,
        also=(),
        asked_by=(BASE,),
        trail=(),
        rules=(),
        facts=(),
        considered=(),
        checks=(),
        would_change_if=(change,),
    )


def stuck() -> Explanation:
    """Blocked, with a letter, and another line of the plan."""
    answer = replace(
        decision(Verdict.BLOCKED, Action.CANCEL, Reason.NOT_CANCELABLE),
        why="the files say that it is not wanted, but order 654321 is scheduled",
        order_id=OrderId("654321"),
        remedy="send the vendor the e-mail below",
        since=NOW - timedelta(hours=30),
        text="Subject: Please cancel order 654321\n\nPlease cancel it.\n",
    )
    also = replace(decision(Verdict.STANDING, Action.NO_OP, Reason.SATISFIED), why="order 640000")
    return replace(bare("MIA-00200/photos", answer), also=(also,))


def hostile() -> Explanation:
    """Foreign text wherever there can be any."""
    first = waiting()
    return Explanation(
        address=need(f"A/very-{HOSTILE}/photos"),
        decision=replace(
            first.decision,
            why=HOSTILE,
            clears_when=HOSTILE,
            text=HOSTILE,
            order_id=OrderId("6\x1b"),
        ),
        also=(replace(first.decision, why=HOSTILE),),
        asked_by=(Because(rule=HOSTILE, at=HOSTILE),),
        trail=(
            TrailField(
                field=f"x{HOSTILE}",
                holds=Assigned(value=HOSTILE, at=HOSTILE, rule=HOSTILE),
                replaced=(Assigned(value=HOSTILE, at="", rule="defaults"),),
            ),
        ),
        rules=(
            RuleSeen(rule=HOSTILE, at=HOSTILE, matched=False, writes=(HOSTILE,), because=HOSTILE),
        ),
        facts=(
            replace(
                fact(f"x{HOSTILE}", HOSTILE, uses=(HOSTILE,)), source=HOSTILE, at=f"{HOSTILE}.csv:1"
            ),
        ),
        considered=(
            Considered(
                kind=Thing.ORDER,
                order_id=OrderId(HOSTILE),
                accepted=True,
                because=HOSTILE,
                at=HOSTILE,
            ),
        ),
        checks=(Check(check="x", question="Is it?", passed=False, detail=HOSTILE, decides=True),),
        would_change_if=(HOSTILE,),
    )


def several() -> ExplainReport:
    """A home whose needs stand in every part of a plan."""
    order = OrderId("654321")
    answers = {
        "a": decision(Verdict.PLANNED, Action.CREATE, Reason.MISSING),
        "b": replace(
            decision(Verdict.PLANNED, Action.REPLACE, Reason.SPEC_CHANGED),
            order_id=order,
            together=(need("DEN-1/a"), need("DEN-1/c")),
        ),
        "c": replace(decision(Verdict.PLANNED, Action.CANCEL, Reason.EXPLICIT), order_id=order),
        "d": replace(decision(Verdict.PLANNED, Action.IMPORT, Reason.DECLARED), order_id=order),
        "e": replace(
            decision(Verdict.PLANNED, Action.FORGET, Reason.NO_CANCEL_AT_VENDOR), order_id=order
        ),
        "f": decision(Verdict.DEFERRED, Action.REPLACE, Reason.DUPLICATE_WINDOW),
        "g": decision(Verdict.DEFERRED, Action.CANCEL, Reason.FREEZE),
        "h": decision(Verdict.BLOCKED, Action.IMPORT, Reason.IDENTITY_MISMATCH),
        "i": decision(Verdict.BLOCKED, Action.FORGET, Reason.PROTECTED),
        "j": decision(Verdict.STANDING, Action.NO_OP, Reason.SATISFIED),
        "k": decision(Verdict.STANDING, Action.NO_OP, Reason.IN_PROGRESS),
        "l": decision(Verdict.STANDING, Action.NO_OP, Reason.WAIVED),
        "m": decision(Verdict.STANDING, Action.NO_OP, Reason.SPEC_CHANGED_KEPT),
        "n": decision(Verdict.STANDING, Action.NO_OP, Reason.KEPT),
        "o": replace(decision(Verdict.NOT_WANTED, None, None), why="no rule asks for it"),
    }
    explanations = tuple(bare(f"DEN-1/{key}", answer) for key, answer in answers.items())
    return ExplainReport(address="DEN-1", one_need=False, explanations=explanations, origin=ORIGIN)


def alone(one: Explanation) -> ExplainReport:
    return ExplainReport(address=str(one.address), one_need=True, explanations=(one,))
