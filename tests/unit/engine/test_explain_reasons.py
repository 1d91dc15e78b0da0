"""`explain` answers "why was it not ordered" for every reason that a plan defers or blocks for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from tests.scenarios.running import FOLDERS, plan_scenario, read_scenario
from tests.support.scenes import plan_of
from tests.unit.engine.explanations import decisive, explained

from listwright.errors import ListwrightError
from listwright.model.explanation import Verdict
from listwright.model.plan import Blocked, Deferred, Reason


@dataclass(frozen=True, kw_only=True)
class Told:
    """Where a reason arises, and what its explanation must say.

    `check` stops the need, `clears` stands among what would change it, `at` is the line or row that
    asked for the need, or said that it is not wanted.
    """

    scenario: str
    address: str
    check: str
    clears: str
    at: str


DEFERRED: dict[Reason, tuple[Told, ...]] = {
    Reason.NOT_READY: (
        Told(
            scenario="staging-of-a-shoot-that-is-not-ready-names-the-root-cause",
            address="DEN-1/photos",
            check="readiness",
            clears="by itself at 2026-11-26 07:00 UTC: ready_on is before today (now: 2026-11-25)",
            at="portfolio.yaml:11",
        ),
        Told(
            scenario="home-not-ready-is-deferred-until-its-status-changes",
            address="DEN-1/photos",
            check="readiness",
            clears="by itself: status is",
            at="portfolio.yaml",
        ),
    ),
    Reason.DUPLICATE_WINDOW: (
        Told(
            scenario="need-added-later-waits-for-the-window",
            address="DEN-1/tour",
            check="duplicate_window",
            clears="the duplicate window ends",
            at="portfolio.yaml",
        ),
        Told(
            scenario="one-need-removed-of-two-inside-window-is-deferred",
            address="DEN-1/photos",
            check="duplicate_window",
            clears="the duplicate window ends",
            at="portfolio.yaml",
        ),
        Told(
            scenario="two-orders-to-replace-go-one-at-a-time",
            address="DEN-1/photos",
            check="one_at_a_time",
            clears="by itself: order 640002 is replaced",
            at="portfolio.yaml",
        ),
    ),
    Reason.DEPENDENCY_PENDING: (
        Told(
            scenario="staging-added-while-the-shoot-is-open-waits-for-its-delivery",
            address="DEN-1/staging",
            check="source",
            clears="by itself: order 640001 delivered",
            at="portfolio.yaml",
        ),
        Told(
            scenario="need-that-another-order-of-this-run-will-meet-is-not-bought-beside-it",
            address="DEN-1/exterior",
            check="met_beside",
            clears="it waits for DEN-1/photos: listwright explain DEN-1/photos",
            at="portfolio.yaml",
        ),
    ),
    Reason.DEPENDENCY_DEFERRED: (
        Told(
            scenario="staging-of-a-shoot-that-is-not-ready-names-the-root-cause",
            address="DEN-1/staging",
            check="source",
            clears="by itself at 2026-11-26 07:00 UTC: ready_on is before today",
            at="portfolio.yaml:11",
        ),
    ),
    Reason.FREEZE: (
        Told(
            scenario="freeze-defers-orders-until-the-day-after-it",
            address="DEN-1/photos",
            check="freeze",
            clears="the freeze ends",
            at="portfolio.yaml",
        ),
        Told(
            scenario="freeze-defers-a-cancel",
            address="DEN-1/photos",
            check="freeze",
            clears="the freeze ends",
            at="portfolio.yaml",
        ),
        Told(
            scenario="freeze-that-allows-cancels-defers-a-replace",
            address="DEN-1/photos",
            check="freeze",
            clears="the freeze ends",
            at="portfolio.yaml",
        ),
    ),
    Reason.OVER_LIMIT: (
        Told(
            scenario="trim-defers-what-is-over-the-limit",
            address="DEN-3/photos",
            check="limits",
            clears="by itself: the next apply",
            at="portfolio.yaml",
        ),
    ),
    Reason.BUDGET_PERIOD: (
        Told(
            scenario="month-over-its-budget-is-trimmed-until-the-next",
            address="DEN-2/photos",
            check="budget",
            clears="by itself at 2026-12-01 07:00 UTC: 2026-11 ends",
            at="portfolio.yaml",
        ),
    ),
    Reason.READ_REQUIRED: (
        Told(
            scenario="explicit-none-on-an-old-reading-waits-for-a-read",
            address="DEN-1/photos",
            check="read",
            clears="by itself: order 640001 is read",
            at="portfolio.yaml",
        ),
        Told(
            scenario="staging-of-an-open-shoot-read-longer-ago-waits-for-a-read",
            address="DEN-1/staging",
            check="source",
            clears="by itself: order 640001 is read",
            at="portfolio.yaml",
        ),
        Told(
            scenario="declared-import-of-an-order-that-nobody-has-read-waits-for-a-read",
            address="DEN-1/photos",
            check="import",
            clears="by itself: order 640011 is read",
            at="portfolio.yaml",
        ),
        Told(
            scenario="need-beside-a-declared-import-waits-until-the-order-is-known",
            address="DEN-1/tour",
            check="unread_import",
            clears="is read (--refresh auto",
            at="portfolio.yaml",
        ),
    ),
}

BLOCKED: dict[Reason, tuple[Told, ...]] = {
    Reason.UNPRICED: (
        Told(
            scenario="unpriced-order-is-blocked-where-money-is-limited",
            address="DEN-1/tour",
            check="price",
            clears='somebody has to act: write `25: "175.00"` under `prices.planomatic.items',
            at="portfolio.yaml",
        ),
        Told(
            scenario="replacement-without-a-price-is-blocked",
            address="DEN-1/photos",
            check="price",
            clears='somebody has to act: write `25: "AMOUNT"`',
            at="portfolio.yaml",
        ),
        Told(
            scenario="picture-without-a-price-is-blocked-where-money-is-limited",
            address="DEN-1/staging",
            check="price",
            clears="somebody has to act: write `ahd: {currency: USD, items: {virtual_staging: {1:",
            at="portfolio.yaml",
        ),
    ),
    Reason.CREATE_OUTCOME_UNKNOWN: (
        Told(
            scenario="order-without-an-id-blocks-like-an-unknown",
            address="DEN-1/photos",
            check="unknown_outcome",
            clears="somebody has to act: listwright resolve DEN-1/photos",
            at="portfolio.yaml",
        ),
    ),
    Reason.NOT_CANCELABLE: (
        Told(
            scenario="replace-flag-on-a-confirmed-visit-comes-too-late",
            address="DEN-1/photos",
            check="cancelable",
            clears="send the vendor the e-mail below",
            at="portfolio.yaml",
        ),
        Told(
            scenario="explicit-none-comes-too-late-once-scheduled",
            address="DEN-1/photos",
            check="cancelable",
            clears="somebody has to act: send the vendor the e-mail below",
            at="portfolio.yaml:16",
        ),
    ),
    Reason.PROTECTED: (
        Told(
            scenario="protected-need-keeps-its-open-order-when-its-quantity-changes",
            address="DEN-1/photos",
            check="protection",
            clears="somebody has to act: take `protect` away at portfolio.yaml",
            at="portfolio.yaml",
        ),
        Told(
            scenario="protected-home-keeps-an-order-that-an-explicit-none-drops",
            address="DEN-1/photos",
            check="protection",
            clears="somebody has to act: take `protect` away at portfolio.yaml",
            at="portfolio.yaml",
        ),
    ),
    Reason.VENDOR_REJECTED: (
        Told(
            scenario="refused-service-is-blocked-and-the-others-go-ahead",
            address="DEN-1/tour",
            check="refused_line",
            clears="somebody has to act: correct the value",
            at="portfolio.yaml",
        ),
        Told(
            scenario="refusal-that-names-no-service-blocks-the-whole-order",
            address="DEN-1/photos",
            check="refused_request",
            clears="somebody has to act: correct the value",
            at="portfolio.yaml",
        ),
    ),
    Reason.VENDOR_CANCELED: (
        Told(
            scenario="vendor-canceled-order-is-blocked",
            address="DEN-1/photos",
            check="vendor_cancel",
            clears="somebody has to act: listwright apply --replace DEN-1/photos",
            at="portfolio.yaml",
        ),
    ),
    Reason.UNKNOWN_STATUS: (
        Told(
            scenario="unknown-status-blocks-a-new-order",
            address="DEN-1/photos",
            check="other_quantity",
            clears="somebody has to act: ask the vendor what it means",
            at="portfolio.yaml",
        ),
    ),
    Reason.IDENTITY_MISMATCH: (
        Told(
            scenario="declared-import-of-an-order-that-does-not-hold-the-service-is-blocked",
            address="DEN-1/photos",
            check="import",
            clears="somebody has to act: correct the order id at portfolio.yaml",
            at="portfolio.yaml",
        ),
        Told(
            scenario="staging-on-a-named-order-that-was-canceled-is-never-ordered",
            address="DEN-1/staging",
            check="source",
            clears="somebody has to act: correct the order id at portfolio.yaml",
            at="portfolio.yaml",
        ),
    ),
    Reason.FOREIGN_ORDER: (
        Told(
            scenario="duplicate-refusal-holds-the-home",
            address="DEN-1/photos",
            check="hold",
            clears="somebody has to act: listwright import DEN-1/photos --order-id N",
            at="portfolio.yaml",
        ),
    ),
    Reason.CATALOG_MISMATCH: (
        Told(
            scenario="catalog-mismatch-is-blocked",
            address="DEN-1/photos",
            check="refused_request",
            clears="somebody has to act: correct the value",
            at="portfolio.yaml",
        ),
    ),
    Reason.MISSING_FACT: (
        Told(
            scenario="readiness-with-an-empty-date-is-blocked",
            address="DEN-1/photos",
            check="readiness",
            clears="somebody has to act: fill in",
            at="portfolio.yaml",
        ),
        Told(
            scenario="home-of-which-nobody-says-whether-it-is-vacant-is-blocked",
            address="DEN-1/photos",
            check="facts",
            clears="somebody has to act: add a column `vacant`",
            at="portfolio.yaml",
        ),
        Told(
            scenario="staging-of-photos-known-only-by-attestation-is-blocked",
            address="DEN-1/staging",
            check="source",
            clears="somebody has to act: listwright import",
            at="portfolio.yaml",
        ),
    ),
}

NOT_WAITING = {
    Reason.MISSING, Reason.STALE, Reason.INVALIDATED, Reason.REQUESTED, Reason.SOURCE_CHANGED,
    Reason.OVERDUE,
    Reason.SPEC_CHANGED, Reason.EXPLICIT, Reason.NOT_REQUIRED, Reason.SUPERSEDED, Reason.DUPLICATE,
    Reason.DECLARED, Reason.RECOGNIZED, Reason.NO_CANCEL_AT_VENDOR, Reason.SATISFIED,
    Reason.IN_PROGRESS, Reason.WAIVED, Reason.SPEC_CHANGED_KEPT, Reason.KEPT,
    Reason.RESEND_UNKNOWN,
}  # fmt: skip
"""Reasons of changes and of needs with nothing to do."""

TOLD = [
    pytest.param(reason, verdict, told, id=f"{reason.value}-{told.check}-{told.scenario}")
    for verdict, group in ((Verdict.DEFERRED, DEFERRED), (Verdict.BLOCKED, BLOCKED))
    for reason, many in group.items()
    for told in many
]


def test_every_reason_to_wait_is_explained() -> None:
    waiting = set(DEFERRED) | set(BLOCKED)
    assert waiting | NOT_WAITING == set(Reason), "a new reason needs a case above"
    assert not waiting & NOT_WAITING
    assert set(_reasons_of_scenarios()) == waiting


def _reasons_of_scenarios() -> Iterator[Reason]:
    for folder in FOLDERS:
        try:
            plan = plan_scenario(read_scenario(folder))
        except ListwrightError:
            continue
        yield from (item.reason for item in plan.deferred)
        yield from (item.reason for item in plan.blocked)


@pytest.mark.parametrize(("reason", "verdict", "told"), TOLD)
def test_reason(reason: Reason, verdict: Verdict, told: Told) -> None:
    found = explained(told.scenario, told.address)
    assert (found.decision.verdict, found.decision.reason) == (verdict, reason)
    plan = plan_of(told.scenario)
    waiting: list[Deferred | Blocked] = [*plan.deferred, *plan.blocked]
    (line,) = (one for one in waiting if str(one.need) == told.address and one.reason is reason)
    assert (found.decision.why, found.decision.action) == (line.why, line.action)
    check = decisive(found)
    assert (check.check, check.passed) == (told.check, False)
    assert check.detail in line.why or reason is Reason.PROTECTED
    assert any(told.clears in sentence for sentence in found.would_change_if), found.would_change_if
    assert any(one.at.startswith(told.at) for one in found.asked_by), found.asked_by
    assert all(re.fullmatch(r"[a-z./]+:\d+", one.at) for one in found.asked_by)
    assert set(line.because) <= set(found.asked_by)
    if isinstance(line, Deferred):
        assert check.until == line.until
