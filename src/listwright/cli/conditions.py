"""`--fail-on`: the words it takes, and which of them a plan or an audit meets."""

from collections.abc import Collection, Iterable

from listwright.cli.session import Session
from listwright.engine.audit_stale import aged_needs
from listwright.engine.reconcile import Reconciled
from listwright.errors import UsageError
from listwright.model.audit import AuditFinding, FindingCode
from listwright.model.plan import Plan

OF_PLANS = ("deferred", "blocked", "drift", "unmanaged", "stale")
OF_AUDITS = ("deferred", *(code.value for code in FindingCode))


def wanted_conditions(session: Session, known: Collection[str]) -> tuple[str, ...]:
    """The words of `--fail-on`, repeated or separated by commas; raises UsageError."""
    typed = [word.strip() for text in session["fail_on"] or () for word in text.split(",")]
    for word in typed:
        if word not in known:
            raise UsageError(
                f"--fail-on does not know {word!r}.", advice=f"It takes {', '.join(known)}."
            )
    return tuple(dict.fromkeys(typed))


def plan_meets(words: Iterable[str], made: Reconciled) -> bool:
    """Whether a plan has something that one of the words names."""
    return any(_has(word, made) for word in words)


def _has(word: str, made: Reconciled) -> bool:
    if word == "stale":
        return bool(aged_needs(made))
    return bool(_lists(made.plan)[word])


def _lists(plan: Plan) -> dict[str, Collection[object]]:
    return {
        "deferred": plan.deferred,
        "blocked": plan.blocked,
        "drift": plan.drift,
        "unmanaged": plan.unmanaged,
    }


def audit_meets(words: Iterable[str], plan: Plan, findings: Iterable[AuditFinding]) -> bool:
    """Whether an audit has something that one of the words names.

    An unknown outcome blocks its need, so `blocked` means it too, as it does for a plan.
    """
    codes = {finding.code.value for finding in findings}
    has = {"deferred": bool(plan.deferred), "blocked": bool(plan.blocked)}
    return any(has.get(word, word in codes) for word in words)
