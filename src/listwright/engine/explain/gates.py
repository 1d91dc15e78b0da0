"""The gates of `decide`, asked once more for one need, each of them whatever the others say."""

from collections.abc import Iterator
from dataclasses import replace

from listwright.engine.addresses import Selector
from listwright.engine.decide import GATES, Gate, decide_need
from listwright.engine.explain.answers import NO, Answer, passes, stops
from listwright.engine.explain.case import NeedCase
from listwright.engine.staging import judge_staging
from listwright.engine.view import AccountView
from listwright.engine.work import Found, Staged, Work
from listwright.model.need import NeedSpec
from listwright.model.plan import Change, Standing


def gate_answers(case: NeedCase, work: Work, spec: NeedSpec) -> Iterator[Answer]:
    """One answer per gate, in their order, up to the one that says that nothing has to be ordered.

    Those after a wait or a block are asked all the same: they tell what else stands in the way.
    """
    again = next((one for one in case.lines if isinstance(one, Change) and one.resend), None)
    view = work.view if again is None else _as_foreseen(work.view, again)
    for gate in GATES:
        decision = gate.judge(work.run, view, spec)
        if decision is None and again is not None and gate is GATES[0]:
            yield passes(gate.name, gate.question, again.why)
        elif decision is None:
            yield passes(gate.name, gate.question, _passed_over(work, spec, gate))
        elif isinstance(decision, Standing):
            overruled = _overruled(work, spec, decision) if decision not in case.lines else None
            if overruled is None:
                yield stops(gate.name, gate.question, decision)
                return
            yield passes(gate.name, gate.question, overruled)
        else:
            yield stops(gate.name, gate.question, decision)


def _as_foreseen(view: AccountView, again: Change) -> AccountView:
    """The home as it stands but for the unknown create that goes out once more."""
    others = tuple(one for one in view.intents if one.order_key != again.order_key)
    return replace(view, intents=others)


def _passed_over(work: Work, spec: NeedSpec, gate: Gate) -> str:
    """What a gate would have said of a need that is not ordered again on request."""
    if not work.is_requested(spec):
        return NO
    unasked = replace(work.run, replace=Selector(()))
    would = gate.judge(unasked, work.view, spec)
    return NO if would is None else f"passed over on request (--replace): {would.why}"


def _overruled(work: Work, spec: NeedSpec, standing: Standing) -> str | None:
    """Why staging that stands is made anew all the same: its photos are."""
    if not spec.follow_source or spec.slug not in work.staging_slugs:
        return None
    again = Work(run=work.run, view=work.view, found=Found(standing=list(work.found.standing)))
    for other in work.view.needs:
        if other.slug not in work.staging_slugs:
            again.decided[other.key] = decide_need(work.run, work.view, other)
    judged = judge_staging(again, spec)
    follows = f"; it follows its photos: {judged.due.why}" if isinstance(judged, Staged) else ""
    return f"{standing.why}{follows}"
