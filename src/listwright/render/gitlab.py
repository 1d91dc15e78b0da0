"""The two reports that GitLab shows in a merge request: counts of a plan, findings at lines."""

from collections import Counter
from collections.abc import Iterable

from listwright.errors import Span
from listwright.model.plan import Action, Plan
from listwright.planfile.document import dump
from listwright.render.escape import for_terminal
from listwright.render.sarif import fingerprint
from listwright.render.spots import Level, Spot

_SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTICE: "info"}


def render_terraform_report(plan: Plan) -> bytes:
    """`{"create": 3, "update": 0, "delete": 1}`, the report of type `terraform`.

    A replace is one create and one delete. What is imported or forgotten is an update: nothing is
    bought or canceled, only looked after from now on, or no longer.
    """
    counts = Counter(change.action for change in plan.changes)
    document = {
        "create": counts[Action.CREATE] + counts[Action.REPLACE],
        "update": counts[Action.IMPORT] + counts[Action.FORGET],
        "delete": counts[Action.CANCEL] + counts[Action.REPLACE],
    }
    return dump(dict[str, object](document)).encode()


def render_code_quality(spots: Iterable[Spot], *, file: str) -> bytes:
    """The report of type `codequality`; what no line is to blame for is at the top of `file`."""
    seen: Counter[str] = Counter()
    rows: list[object] = []
    for spot in spots:
        span = spot.span or Span(file=file, line=1)
        mark = fingerprint(spot)
        seen[mark] += 1
        rows.append(
            {
                "description": for_terminal(" ".join(spot.message.split())),
                "check_name": for_terminal(spot.rule),
                "fingerprint": mark if seen[mark] == 1 else fingerprint(spot, [str(seen[mark])]),
                "severity": _SEVERITIES[spot.level],
                "location": {"path": for_terminal(span.file), "lines": {"begin": span.line}},
            }
        )
    return dump(rows).encode()
