"""Lines in groups: by rule, by reason, by cause, by month. Reviewers read rules, not rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from listwright.model.review import Review, Stage
from listwright.render.html.report.lines import Line
from listwright.render.html.report.words import Kind, priced
from listwright.render.text.against import CAUSES, cause_words
from listwright.render.text.words import count, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a small table: a name with a filter, and its cells."""

    name: str
    cells: tuple[str, ...]
    note: str = ""
    kind: str = ""
    reason: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the funnel; `width` and `kept` are shares of the inventory in percent."""

    stage: str
    title: str
    homes: str
    width: str
    stops: str
    why: str


RULE_HEADS = ("Needs", "Own orders", "Cost", "Cancels", "Deferred", "Blocked")


def rule_rows(review: Review) -> list[Row]:
    """What each rule causes; where its needs ride in orders of another rule, that is said."""
    rows = []
    for share in review.shares:
        riding = ", ".join(
            f"{count(one.needs, 'need')} in orders of {one.rule.rule}" for one in share.riding
        )
        cells = (
            number(share.needs),
            number(share.orders),
            priced(share.known, share.unpriced),
            number(share.cancels),
            number(share.deferred),
            number(share.blocked),
        )
        rows.append(Row(name=share.rule.rule, note=f"{share.rule.at}", cells=(*cells, riding)))
    return rows


def reason_rows(lines: Sequence[Line]) -> list[Row]:
    """How many lines of each kind have each reason."""
    counts = Counter((line.rank, line.reason) for line in lines)
    ordered = sorted(counts.items(), key=lambda item: (item[0][0], -item[1]))
    kinds = tuple(Kind)
    return [
        Row(
            name=reason,
            note=f"{kinds[rank].symbol} {kinds[rank].word}",
            cells=(number(found),),
            kind=kinds[rank].code,
            reason=reason,
        )
        for (rank, reason), found in ordered
    ]


def cause_rows(review: Review) -> list[Row]:
    """Where the changes come from, when the plan was held against a base."""
    against = review.against
    if against is None:
        return []
    rows = []
    for cause in CAUSES:
        found = [one for one in review.plan.changes if one.cause is cause]
        placed = [one.cost for one in found if one.action.creates]
        cost = priced(sum(cents or 0 for cents in placed), placed.count(None)) if placed else ""
        rows.append(
            Row(
                name=cause_words(cause, against),
                cells=(number(len(found)), cost),
                cause=cause.value if found else "",
            )
        )
    return rows


def month_rows(review: Review) -> list[Row]:
    """What falls due month by month, for a forecast."""
    return [
        Row(
            name=due.month,
            cells=(number(due.needs), number(due.orders)),
            note=", ".join(f"{number(n)} {reason}" for reason, n in sorted(due.reasons.items())),
        )
        for due in review.plan.forecast
    ]


_STEPS = {
    Stage.INVENTORY: ("In the inventory", "no rule asks for anything"),
    Stage.WANTED: ("A rule asks for something", "all is there or on its way"),
    Stage.UNCOVERED: ("Something is missing", "the home is not ready"),
    Stage.READY: ("The home is ready", "a window, freeze, limit or other order comes first"),
    Stage.FREE: ("Nothing to wait for", "a person has to help"),
    Stage.TO_ORDER: ("To order in this plan", ""),
}


def stage_words() -> dict[str, tuple[str, str]]:
    """Each stage by its code: what it is, and why a home stops there."""
    return {stage.value: words for stage, words in _STEPS.items()}


def funnel_steps(review: Review) -> list[Step]:
    """The steps, widest first; empty when the plan holds none."""
    homes = [step.homes for step in review.funnel]
    if not homes or not homes[0]:
        return []
    steps = []
    for step, following in zip(review.funnel, [*homes[1:], 0], strict=True):
        title, why = _STEPS[step.stage]
        stops = step.homes if step.stage is Stage.TO_ORDER else step.homes - following
        steps.append(
            Step(
                stage=step.stage.value,
                title=title,
                homes=number(step.homes),
                width=f"{100 * step.homes / homes[0]:.2f}",
                stops=number(stops) if stops and why else "",
                why=why,
            )
        )
    return steps
