"""The limits of one run: those of the files, lowered by options, or raised for a reason."""

import re
from dataclasses import replace
from typing import Any

from listwright.cli.session import Session
from listwright.errors import UsageError
from listwright.model.money import amount_text
from listwright.model.portfolio import Limits, Portfolio

_COUNTS = ("max_creates", "max_cancels", "max_creates_per_rule", "max_images")
_BUDGET = "monthly_budget."
_NAMES = (*_COUNTS, "max_spend", "monthly_budget.ENTITY")
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,11})(?:\.([0-9]{2}))?")
_AN_AMOUNT = "Write it with a point and two digits, such as 25000.00."


def make_limits(session: Session, portfolio: Portfolio) -> Limits:
    """The limits of this run; raises UsageError."""
    limits = portfolio.limits
    changes: dict[str, Any] = {}
    for name in ("max_creates", "max_cancels"):
        value = session[name]
        if value is not None:
            _only_lower(name, value, getattr(limits, name))
            changes[name] = value
    if session["max_spend"] is not None:
        changes["max_spend"] = _lower_spend(session["max_spend"], limits.max_spend)
    for text in session["override_limit"] or ():
        if not session["reason"]:
            raise UsageError("--override-limit needs --reason.", advice="Say why, in a few words.")
        changes |= _override(text, replace(limits, **changes))
    return replace(limits, **changes)


def _only_lower(name: str, value: int, limit: int) -> None:
    if value > limit:
        raise _raises(name, str(value), str(limit))


def _raises(name: str, value: str, limit: str) -> UsageError:
    return UsageError(
        f"--{name.replace('_', '-')} may only lower the limit of {limit}.",
        advice=f"To raise it once: --override-limit {name}={value} --reason TEXT.",
    )


def _lower_spend(text: str, limit: int | None) -> int:
    """The cents of `--max-spend`; where the files set no limit, any is lower."""
    cents = _cents(text)
    if cents is None:
        raise UsageError("--max-spend is not an amount.", advice=_AN_AMOUNT)
    if limit is not None and cents > limit:
        raise _raises("max_spend", amount_text(cents), amount_text(limit))
    return cents


def _override(text: str, limits: Limits) -> dict[str, Any]:
    """What one `--override-limit` changes."""
    # The name of an entity may hold any sign, an amount holds none of them.
    name, _, value = text.rpartition("=")
    if name in _COUNTS and value.isdecimal():
        return {name: int(value)}
    cents = _cents(value)
    if name == "max_spend" and cents is not None:
        return {name: cents}
    if name.startswith(_BUDGET) and cents is not None:
        return {"monthly_budget": _with_budget(name.removeprefix(_BUDGET), cents, limits)}
    raise UsageError(
        "--override-limit takes NAME=NUMBER, or NAME=AMOUNT such as max_spend=25000.00.",
        advice=f"NAME is one of {', '.join(_NAMES)}.",
    )


def _with_budget(entity: str, cents: int, limits: Limits) -> dict[str, int]:
    """The budgets with that of one entity replaced; it has to have one."""
    budgets = dict(limits.monthly_budget)
    if entity not in budgets:
        known = ", ".join(sorted(budgets)) or "no entity"
        raise UsageError(
            f"--override-limit names a budget that the files do not set: {_BUDGET}{entity}.",
            advice=f"limits.monthly_budget is set for {known}.",
        )
    budgets[entity] = cents
    return budgets


def _cents(text: str) -> int | None:
    """The cents of an amount as typed; None when it is none. A whole number will do here."""
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return None
    return int(found[1]) * 100 + int(found[2] or "0")
