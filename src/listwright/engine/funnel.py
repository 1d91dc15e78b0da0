"""How far homes come on the way to an order, and where each line of a plan stands on it."""

from collections.abc import Iterator, Sequence

from listwright.model.names import PropertyId
from listwright.model.plan import Plan, Reason
from listwright.model.review import FunnelStep, Stage

_ORDER = tuple(Stage)
_PLACES = {stage: place for place, stage in enumerate(_ORDER)}
_NOT_WANTED = frozenset({Reason.KEPT})
_NOT_READY = frozenset({Reason.NOT_READY, Reason.MISSING_FACT})


def stage_of(reason: Reason, *, blocked: bool = False) -> Stage:
    """The last stage that a need reaches which waits, or is stuck, for that reason."""
    if reason in _NOT_READY:
        return Stage.UNCOVERED
    return Stage.FREE if blocked else Stage.READY


def funnel_of(plan: Plan, homes: int) -> tuple[FunnelStep, ...]:
    """How many homes reach each stage, by the need of each that comes farthest.

    `homes` is how many the files and inventories hold, of those that were planned.
    """
    reached = [_PLACES[stage] for stage in reached_stages(plan).values()]
    counts = [homes, *(_at_least(reached, place) for place in range(1, len(_ORDER)))]
    return tuple(FunnelStep(stage=stage, homes=n) for stage, n in zip(_ORDER, counts, strict=True))


def reached_stages(plan: Plan) -> dict[PropertyId, Stage]:
    """The last stage that each home reaches, by the need of it that comes farthest.

    Homes of which the plan holds no line about a wanted need are left out.
    """
    reached: dict[PropertyId, int] = {}
    for home, stage in _lines(plan):
        place = _PLACES[stage]
        if place >= reached.get(home, 0):
            reached[home] = place
    return {home: _ORDER[place] for home, place in reached.items()}


def _at_least(reached: Sequence[int], place: int) -> int:
    return sum(found >= place for found in reached)


def _lines(plan: Plan) -> Iterator[tuple[PropertyId, Stage]]:
    """Every line about a need that the files want, and the last stage it reaches."""
    ordered = (change.property for change in plan.changes if change.action.creates)
    yield from ((home, Stage.TO_ORDER) for home in ordered)
    met = (one.need.property for one in plan.standing if one.reason not in _NOT_WANTED)
    yield from ((home, Stage.WANTED) for home in met)
    waiting = (one for one in plan.deferred if one.action.creates)
    yield from ((one.need.property, stage_of(one.reason)) for one in waiting)
    stuck = (one for one in plan.blocked if one.action.creates)
    yield from ((one.need.property, stage_of(one.reason, blocked=True)) for one in stuck)
