"""`validate`: all that can be said of the files without a vendor, a secret or a ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from listwright.app.book import check_prices
from listwright.app.checks import check_rules, check_wants, split
from listwright.engine.calendar import Calendar
from listwright.engine.needs import NeedResolver, resolve_wants
from listwright.errors import Diagnostic, Severity
from listwright.errors.codes import inventory
from listwright.model.portfolio import Portfolio
from listwright.ports import Vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """What the files come to: how many homes and needs, and everything wrong with them."""

    errors: tuple[Diagnostic, ...]
    warnings: tuple[Diagnostic, ...]
    properties: int
    needs: int


def validate_portfolio(
    portfolio: Portfolio,
    vendors: Mapping[str, Vendor],
    found: tuple[Diagnostic, ...],
    *,
    now: datetime,
) -> Validation:
    """Check every home that wants something, as if all of it were ordered today."""
    calendar = Calendar(now=now, zone=portfolio.timezone)
    resolver = NeedResolver(portfolio, calendar)
    wants = resolve_wants(portfolio, resolver)
    errors, warnings = split(
        (
            *found,
            *wants.diagnostics,
            *(check_rules(portfolio, wants) if _knows_homes(found) else ()),
            *check_prices(portfolio.prices, vendors),
            *check_wants(portfolio, wants.homes, vendors, calendar=calendar),
        )
    )
    return Validation(
        errors=errors,
        warnings=warnings,
        properties=len(wants.homes),
        needs=sum(len(wanted.needs.specs) for wanted in wants.homes),
    )


def _knows_homes(found: tuple[Diagnostic, ...]) -> bool:
    """Whether every inventory could be read: else a rule without homes may have some after all."""
    return not any(
        item.severity is Severity.ERROR and item.code in inventory.CODES for item in found
    )
