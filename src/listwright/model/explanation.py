"""Why a need stands as it does: the values behind `explain`."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from listwright.errors import Diagnostic, Span
from listwright.model.names import Address, OrderId
from listwright.model.need import Because
from listwright.model.plan import Action, Reason


class Verdict(Enum):
    """In which part of a plan the need stands."""

    PLANNED = "planned"
    DEFERRED = "deferred"
    BLOCKED = "blocked"
    STANDING = "nothing_to_do"
    NOT_WANTED = "not_wanted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One line of the plan about the need, word for word.

    `action` and `reason` are None for a need that nobody wants and of which the plan says nothing.
    `until`, `clears_when`, `remedy`, `since` and `text` mean what they mean in a plan. `together`
    are the other needs of the same order.
    """

    verdict: Verdict
    action: Action | None
    reason: Reason | None
    why: str
    order_id: OrderId | None = None
    until: datetime | None = None
    clears_when: str = ""
    remedy: str = ""
    since: datetime | None = None
    text: str = ""
    together: tuple[Address, ...] = ()


Plain = str | int | bool
"""A value as a document holds it; lists and mappings stand as they would in YAML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """One value that somebody wrote for a field of a need; `rule` names the rule or the place."""

    value: Plain
    at: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailField:
    """One field of a need: the value that holds, and those it replaced, the latest first."""

    field: str
    holds: Assigned
    replaced: tuple[Assigned, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSeen:
    """One rule, or the home's own entry, that says something about the need.

    `writes` lists what it says: fields, `none`, `have`, `waive` or `import`. `because` puts the
    condition into words: that it holds, or the first part that does not.
    """

    rule: str
    at: str
    matched: bool
    writes: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactUsed:
    """One cell that a rule or decision looked at; `value` None when empty or private.

    `source` is the inventory's name, or the file of a value in YAML; `row` the data row from 1,
    None in YAML. `used_for` says who looked: `rule NAME`, `ready_when`, `fresh_for`, ...
    """

    column: str
    value: str | None
    private: bool
    source: str
    row: int | None
    at: str
    used_for: tuple[str, ...]


class Thing(Enum):
    """What might have met the need."""

    ORDER = "order"
    ATTESTATION = "attestation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """One order or attestation that might have met the need; `because` says why it does or not.

    `at` is the place of an attestation.
    """

    kind: Thing
    order_id: OrderId | None
    accepted: bool
    because: str
    at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that could keep the need from being ordered; `until` when it clears, if known.

    `check` is a stable name, `question` what a person would ask; a need that passes answers it with
    "no". `decides`: this is the check that the decision comes from.
    """

    check: str
    question: str
    passed: bool
    detail: str
    until: datetime | None = None
    decides: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The whole answer for one need.

    `decision` is the line that says what becomes of the need, `also` every other one that names it.
    `asked_by` are the rules that ask for it, or those its order was placed for.
    """

    address: Address
    decision: Decision
    also: tuple[Decision, ...]
    asked_by: tuple[Because, ...]
    trail: tuple[TrailField, ...]
    rules: tuple[RuleSeen, ...]
    facts: tuple[FactUsed, ...]
    considered: tuple[Considered, ...]
    checks: tuple[Check, ...]
    would_change_if: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainReport:
    """What somebody asked about, and the answers.

    `address` is what was named; `one_need` whether that is a single need. `origin` is where the
    home stands, None for one that is gone.
    """

    address: str
    one_need: bool
    explanations: tuple[Explanation, ...]
    origin: Span | None = None
    warnings: tuple[Diagnostic, ...] = ()
