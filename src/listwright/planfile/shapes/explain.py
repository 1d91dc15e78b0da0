"""The document of `explain`: one need, or all of a home or an order."""

from typing import Literal

from listwright.planfile.shapes.envelope import Closing, Instant, Opening, Shape

PlainValue = bool | int | str


class AskedByShape(Shape):
    """A rule, or the home's own entry, and where it stands."""

    rule: str
    at: str


class DecisionShape(Shape):
    """What the plan says about the need, word for word.

    `verdict` says in which part of the plan. `actions` is empty and `reason` null for a need that
    nobody wants and of which the plan says nothing. `text` is an e-mail for the vendor; `together`
    are the other needs of the same order.
    """

    actions: tuple[str, ...] = ()
    reason: str | None = None
    why: str = ""
    verdict: Literal["planned", "deferred", "blocked", "nothing_to_do", "not_wanted"]
    order_id: str | None = None
    until: Instant | None = None
    clears_when: str = ""
    remedy: str = ""
    since: Instant | None = None
    text: str = ""
    together: tuple[str, ...] = ()


class AssignedShape(Shape):
    """A value that was replaced, and who had written it."""

    value: PlainValue
    at: str
    rule: str


class TrailShape(Shape):
    """One field: the value that holds, and those it replaced, the latest first.

    Lists and mappings are one text; of private texts only `written` is said.
    """

    field: str
    value: PlainValue
    at: str
    rule: str
    replaced: tuple[AssignedShape, ...] = ()


class RuleShape(Shape):
    """A rule that says something about the need, whether it matches the home, and why.

    `writes` are the fields it writes, or `none`, `have`, `waive`, `import`.
    """

    rule: str
    at: str
    matched: bool
    writes: tuple[str, ...] = ()
    because: str


class FactShape(Shape):
    """One cell that was looked at; `value` is null when it is empty, or private.

    `source` is the inventory's name, or the file of a value in YAML; `row` the data row from 1.
    """

    column: str
    value: str | None = None
    private: bool = False
    source: str
    row: int | None = None
    at: str
    used_for: tuple[str, ...] = ()


class ConsideredShape(Shape):
    """One order or attestation, whether it was accepted for the need, and why."""

    kind: Literal["order", "attestation"]
    order_id: str | None = None
    accepted: bool
    because: str
    at: str | None = None


class CheckShape(Shape):
    """One question; a need that passes answers it with "no". `decides`: the decision is its."""

    check: str
    question: str
    passed: bool
    detail: str
    until: Instant | None = None
    decides: bool = False


class NeedExplained(Shape):
    """One need of a home explained in full."""

    address: str
    decision: DecisionShape
    also: tuple[DecisionShape, ...] = ()
    asked_by: tuple[AskedByShape, ...] = ()
    trail: tuple[TrailShape, ...] = ()
    rules: tuple[RuleShape, ...] = ()
    facts: tuple[FactShape, ...] = ()
    considered: tuple[ConsideredShape, ...] = ()
    checks: tuple[CheckShape, ...] = ()
    would_change_if: tuple[str, ...] = ()


class ExplainBody(Opening):
    """The keys of an explanation up to the closing ones."""

    kind: str = "explain"
    address: str | None = None
    decision: DecisionShape | None = None
    also: tuple[DecisionShape, ...] = ()
    asked_by: tuple[AskedByShape, ...] = ()
    trail: tuple[TrailShape, ...] = ()
    rules: tuple[RuleShape, ...] = ()
    facts: tuple[FactShape, ...] = ()
    considered: tuple[ConsideredShape, ...] = ()
    checks: tuple[CheckShape, ...] = ()
    would_change_if: tuple[str, ...] = ()
    explanations: tuple[NeedExplained, ...] = ()


class ExplainDocument(Closing, ExplainBody):
    """Why a need stands as it does.

    Of one need the keys are its own, and `explanations` is empty. Of a home or an order
    `explanations` holds each need, and the other keys are empty.
    """
