"""The checks of one need: its gates in order, then what could stop the order, one marked."""

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from listwright.engine.explain.answers import Answer, mark_decisive, passes
from listwright.engine.explain.case import Line, NeedCase
from listwright.engine.explain.ending import cancel_answers, replace_answers
from listwright.engine.explain.gates import gate_answers
from listwright.engine.explain.ordering import create_answers
from listwright.engine.explain.pictures import picture_answers
from listwright.engine.explain.unwanted import why_unwanted
from listwright.engine.work import Work
from listwright.model.explanation import Check
from listwright.model.need import NeedSpec
from listwright.model.plan import Action, Blocked, Change, Deferred, Reason, Standing

WANTED = "Do the files leave it out?"


def checks_of(case: NeedCase) -> tuple[Check, ...]:
    """Every question that was asked of the need, and the answers."""
    answers = (_wanted(case), *_answers(case))
    line = case.line
    if line is None:
        first, *rest = (each.check for each in answers)
        return (replace(first, decides=True), *rest)
    if isinstance(line, Change):
        return tuple(each.check for each in answers)
    return mark_decisive(answers, line.reason, line.why)


def _wanted(case: NeedCase) -> Answer:
    if case.spec is not None and case.line is not None:
        asking = dict.fromkeys(f"`{one.rule}` ({one.at})" for one in case.spec.because)
        return passes("wanted", WANTED, f"no: {', '.join(asking)}")
    check = Check(check="wanted", question=WANTED, passed=False, detail=why_unwanted(case))
    return Answer(check=check)


def _answers(case: NeedCase) -> Iterator[Answer]:
    work, spec = case.work, case.spec
    if work is None:
        return
    if spec is None:
        order = case.order
        if order is not None:
            yield from cancel_answers(case, work, order)
        return
    stage = case.stage
    if stage is not None:
        yield from picture_answers(case, stage, spec)
        return
    gates = tuple(gate_answers(case, work, spec))
    yield from gates
    if case.line is not None and not _is_settled(gates, case.line):
        yield from _later(case, work, spec, line=case.line)


def _is_settled(gates: tuple[Answer, ...], line: Line) -> bool:
    """Whether a gate left nothing to be ordered, so that nothing after it was asked."""
    return isinstance(line, Standing) and any(
        gate.stops and gate.reason is line.reason and gate.check.detail == line.why
        for gate in gates
    )


def _later(case: NeedCase, work: Work, spec: NeedSpec, *, line: Line) -> Iterator[Answer]:
    """What is asked after the gates, of a new order, a replacement or a cancelation."""
    order = case.order
    match _action(line):
        case Action.CREATE:
            yield from create_answers(case, work, spec)
        case Action.REPLACE:
            if order is not None:
                yield from replace_answers(case, work, spec, order=order)
        case Action.CANCEL:
            if order is not None:
                yield from cancel_answers(case, work, order)
        case Action.IMPORT | Action.FORGET | Action.NO_OP:
            return
        case _ as never:
            assert_never(never)


def _action(line: Line) -> Action:
    """What the line does or would do; an order kept as it is was to be replaced."""
    match line:
        case Change() | Deferred() | Blocked():
            return line.action
        case Standing():
            kept = line.reason is Reason.SPEC_CHANGED_KEPT
            return Action.REPLACE if kept else Action.NO_OP
        case _:
            assert_never(line)
