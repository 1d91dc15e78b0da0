"""`expect.txt` of a scenario: what the specification says about it, written by hand.

`--update-scenarios` never touches it, so a plan that became wrong cannot make itself right.

    DEN-1/photos+staging create missing previous=none services=photos:15,ai_virtual_staging:5
    DEN-1/tour deferred duplicate_window until=2026-11-24T15:10:00Z
    DEN-2/staging deferred dependency_pending clears=640001
    DEN-3/staging absent
    orders create=1 cancel=0
    drift 640001
    warning *
    expires 2026-11-23T07:00:00Z
    cost 250.00 unpriced=1
    budget investment_entity_1 committed=125.00 planned=250.00
    refused max_spend monthly_budget:investment_entity_1
    error config

A line names a home, its need (all needs of the order, where there is one; `*` for any), what
happens (`create cancel replace import no-op deferred blocked`, or `absent`: nothing is said of it)
and the reason. Then may follow `previous` and `services` of the order, `order` (its id), `until`,
`clears` (an order that `clears_when` names), `cost`, `picture` (the photo it is made of:
`640001/2`, or a file with `_` for spaces) and `do` (what is deferred or blocked). `a|b` is either;
`*` is any. Behind ` ? ` stands why a line was chosen where the specification is silent; a line with
`#` in front is a remark. Every change, deferral, block, standing and drift of the plan
has to be named by a line.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from listwright.model.money import amount_text
from listwright.model.names import Address
from listwright.model.plan import Action, Blocked, Change, Deferred, Plan, Reason, Standing

ANY = "*"
WORDS = {"orders", "drift", "warning", "expires", "error", "cost", "budget", "refused"}
"""Lines that begin with one of these are not about a need."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line about needs of one home, as written in `text`."""

    text: str
    home: str
    keys: frozenset[str]
    verdicts: frozenset[str]
    reasons: frozenset[str]
    details: Mapping[str, frozenset[str]]

    def covers(self, said: "Said") -> bool:
        """Whether it speaks about the same needs."""
        return self.home == said.home and (ANY in self.keys or said.keys == self.keys)

    def allows(self, said: "Said") -> bool:
        """Whether the plan says what the line says."""
        return (
            said.verdict in self.verdicts
            and (ANY in self.reasons or said.reason.value in self.reasons)
            and all(said.details.get(name, "none") in told for name, told in self.details.items())
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One statement of a plan about needs of one home."""

    home: str
    keys: frozenset[str]
    verdict: str
    reason: Reason
    details: Mapping[str, str]

    def __str__(self) -> str:
        """The form of a line."""
        shown = " ".join(f"{name}={value}" for name, value in self.details.items())
        keys = "+".join(sorted(self.keys))
        return f"{self.home}/{keys} {self.verdict} {self.reason.value} {shown}".rstrip()


def unmet_lines(text: str, plan: Plan) -> list[str]:
    """What `text` and the plan disagree about, one sentence each; empty when they agree."""
    rows = tuple(_rows(text))
    lines = [_line(row) for row in rows if row.split()[0] not in WORDS]
    said = tuple(_said(plan))
    return [
        *(f"the plan does not say: {line.text}" for line in lines if not _is_met(line, said)),
        *(f"no line names: {item}" for item in said if not _is_named(item, lines)),
        *_unmet_words([row.split() for row in rows if row.split()[0] in WORDS], plan),
    ]


def unmet_error(text: str, reason: str) -> list[str]:
    """What `text` and a plan that ended in an error for `reason` disagree about."""
    rows = [row.split() for row in _rows(text)]
    if rows in ([["error", reason]], [["error", ANY]]):
        return []
    return [f"there is no plan, but the error {reason}"]


def _rows(text: str) -> Iterator[str]:
    for row in text.splitlines():
        told = row.partition(" ? ")[0].strip()
        if told and not told.startswith("#"):
            yield told


def _line(text: str) -> Line:
    address, verdicts, *rest = text.split()
    home, _, keys = address.rpartition("/")
    reasons = rest.pop(0) if rest and "=" not in rest[0] else ANY
    details = dict(item.split("=", 1) for item in rest)
    if "services" in details:
        details["services"] = _sorted(details["services"].split(","))
    return Line(
        text=text,
        home=home,
        keys=frozenset(keys.split("+")),
        verdicts=frozenset(verdicts.split("|")),
        reasons=frozenset(reasons.split("|")),
        details={name: frozenset(value.split("|")) for name, value in details.items()},
    )


def _is_met(line: Line, said: Iterable[Said]) -> bool:
    about = [item for item in said if line.covers(item)]
    if not about:
        return "absent" in line.verdicts
    return all(line.allows(item) for item in about)


def _is_named(item: Said, lines: Iterable[Line]) -> bool:
    return any(line.covers(item) for line in lines)


def _said(plan: Plan) -> Iterator[Said]:
    for change in plan.changes:
        yield _said_change(change)
    for item in plan.deferred:
        details = {"until": _instant(item.until), "clears": _number(item.clears_when)}
        yield _said_need(item, "deferred", {"do": item.action.name.lower(), **details})
    for stuck in plan.blocked:
        details = {"do": stuck.action.name.lower(), "until": _instant(stuck.until)}
        yield _said_need(stuck, "blocked", details)
    for standing in plan.standing:
        yield _said_need(standing, "no-op", {"order": standing.order_id or "none"})


def _said_change(change: Change) -> Said:
    previous = {line.previous_order_id or "none" for line in change.services}
    return Said(
        home=str(change.property),
        keys=frozenset(str(need.key) for need in change.needs),
        verdict=change.action.name.lower(),
        reason=change.reason,
        details={
            "order": change.order_id or "none",
            "previous": "+".join(sorted(previous)) or "none",
            "picture": _picture(change),
            "cost": "none" if change.cost is None else amount_text(change.cost),
            "services": _sorted(f"{line.slug}:{line.quantity}" for line in change.services),
        },
    )


def _picture(change: Change) -> str:
    if change.task is None:
        return "none"
    photo = change.task.photo
    return (photo.path or f"{photo.order_id}/{photo.sequence}").replace(" ", "_")


def _said_need(
    item: Deferred | Blocked | Standing, verdict: str, details: Mapping[str, str]
) -> Said:
    need: Address = item.need
    return Said(
        home=str(need.property),
        keys=frozenset([str(need.key)]),
        verdict=verdict,
        reason=item.reason,
        details=details,
    )


def _sorted(services: Iterable[str]) -> str:
    return ",".join(sorted(services))


def _instant(instant: datetime | None) -> str:
    return "none" if instant is None else f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _number(sentence: str) -> str:
    numbers = [word.strip(",.;") for word in sentence.split() if word.strip(",.;").isdigit()]
    return numbers[0] if numbers else "none"


def _unmet_words(rows: Iterable[list[str]], plan: Plan) -> Iterator[str]:
    drifting = {str(item.order_id) for item in plan.drift}
    named = set()
    for word, *rest in rows:
        if word == "drift":
            named |= set(rest)
        if not _holds(word, rest, plan):
            yield f"the plan does not say: {word} {' '.join(rest)}"
    yield from (f"no line names: drift {order}" for order in sorted(drifting - named))


def _holds(word: str, rest: list[str], plan: Plan) -> bool:
    if word == "orders":
        return all(_counts(plan)[name] == count for name, count in _told_counts(rest))
    if word == "drift":
        return set(rest) <= {str(item.order_id) for item in plan.drift}
    if word == "warning":
        return any(rest[0] in (ANY, item.code) for item in plan.warnings)
    if word == "cost":
        known, unpriced = amount_text(plan.cost.known), f"unpriced={plan.cost.unpriced_orders}"
        return rest == [known, unpriced]
    if word == "budget":
        return _budget(rest[0], plan) == rest[1:]
    if word == "refused":
        return {*rest} == {
            f"{one.code}:{one.subject}" if one.subject else one.code for one in plan.refusals
        }
    return word == "expires" and rest == [_instant(plan.expires_at)]


def _budget(entity: str, plan: Plan) -> list[str]:
    """What a line says of an entity that has these figures."""
    return [
        f"{name}={figure}"
        for one in plan.budgets
        if one.entity == entity
        for name, figure in (
            ("committed", amount_text(one.committed)),
            ("unpriced", one.committed_unpriced + one.planned_unpriced),
            ("planned", amount_text(one.planned)),
        )
        if figure
    ]


def _counts(plan: Plan) -> dict[str, int]:
    return {
        action.name.lower(): sum(change.action is action for change in plan.changes)
        for action in Action
    }


def _told_counts(rest: Iterable[str]) -> Iterator[tuple[str, int]]:
    for item in rest:
        name, _, count = item.partition("=")
        yield name, int(count)
