"""What an explanation rests on: rules, facts, what was considered, and what would change it."""

from dataclasses import replace

import pytest
from tests.support.scenes import scene
from tests.unit.engine.explanations import check_of, decisive, desk_of, explained, report_of

from listwright.app.explain import explain_address
from listwright.engine.decide import GATES
from listwright.errors import ConfigError, UsageError
from listwright.model.explanation import Considered, Explanation, Thing, Verdict
from listwright.model.plan import Action, Reason, Scope

CONSIDERED = [
    # scenario, address, order id (None: an attestation), accepted, words
    (
        "photos-delivered-last-year-still-count",
        "DEN-1/photos",
        "640001",
        True,
        "delivered (completed)",
    ),
    (
        "photos-older-than-max-age-are-ordered-again",
        "DEN-1/photos",
        "640001",
        False,
        "captured 2024-11-10, older than 24mo",
    ),
    (
        "photos-from-before-a-renovation-are-ordered-again",
        "DEN-1/photos",
        "640001",
        False,
        "from before `renovated_on` 20",
    ),
    (
        "photos-of-the-last-turn-do-not-count-where-each-turn-needs-its-own",
        "DEN-1/photos",
        "640001",
        False,
        "from before the turn that began 20",
    ),
    (
        "package-raised-from-15-to-20-shoots-no-delivered-home-again",
        "DEN-1/photos",
        "640001",
        True,
        "with 15 of the 20 wanted, kept as it is",
    ),
    ("open-order-is-in-progress", "DEN-1/photos", "640001", True, "it will meet the need"),
    (
        "need-added-later-waits-for-the-window",
        "DEN-1/tour",
        "640001",
        False,
        "it holds photos (15), not zillow_3d_and_floor_plans",
    ),
    ("vendor-canceled-order-is-blocked", "DEN-1/photos", "640001", False, "canceled by the vendor"),
    ("order-we-canceled-is-ordered-again", "DEN-1/photos", "640001", False, "canceled by us"),
    (
        "forgotten-delivered-order-still-satisfies",
        "DEN-1/photos",
        "640001",
        True,
        "forgotten, and it counts all the same",
    ),
    (
        "need-is-met-by-a-delivered-order-of-another-service-that-it-names",
        "DEN-1/exterior",
        "640001",
        True,
        "with photos, which `met_by` takes as well",
    ),
    (
        "order-of-another-label-at-the-same-vendor-counts-as-unmanaged",
        "DEN-1/photos",
        "640001",
        True,
        "placed through `vendors.",
    ),
    (
        "unknown-status-blocks-a-new-order",
        "DEN-1/photos",
        "640001",
        False,
        "its status is not known to this version",
    ),
    (
        "photos-attested-by-have-need-no-order",
        "DEN-1/photos",
        None,
        True,
        "delivered 2026-06-01 (shot by previous vendor), good until 2028-06-01",
    ),
    (
        "attestation-older-than-max-age-is-stale",
        "DEN-1/photos",
        None,
        False,
        "older than 24mo",
    ),
    (
        "attestation-of-the-future-does-not-count-yet",
        "DEN-1/photos",
        None,
        False,
        "which is still to come",
    ),
    (
        "have-from-a-column-counts-where-the-cell-has-a-date",
        "DEN-2/tour",
        None,
        False,
        "column tour_on is empty",
    ),
]


@pytest.mark.parametrize(
    ("name", "address", "order_id", "accepted", "words"),
    CONSIDERED,
    ids=[f"{row[0]}-{row[1]}" for row in CONSIDERED],
)
def test_what_was_considered(
    name: str, address: str, order_id: str | None, accepted: bool, words: str
) -> None:
    (found,) = (one for one in explained(name, address).considered if one.order_id == order_id)
    assert found.kind is (Thing.ATTESTATION if order_id is None else Thing.ORDER)
    assert (found.accepted, words in found.because) == (accepted, True), found


def test_an_order_kept_for_its_facts_says_what_moved() -> None:
    found = explained(
        "leased-home-keeps-shoot-and-staging-without-an-explicit-none", "DEN-1/photos"
    )
    assert found.decision.reason is Reason.KEPT
    (order,) = found.considered
    assert "status was vacant_ready (now: vacant_rented_ready)" in order.because
    assert decisive(found).check == "kept"
    assert any("`photos: none`" in sentence for sentence in found.would_change_if)


def test_rules_that_do_not_match_say_which_part_does_not() -> None:
    found = explained(
        "leased-home-keeps-shoot-and-staging-without-an-explicit-none", "DEN-1/photos"
    )
    (rule,) = found.rules
    assert (rule.matched, rule.at) == (False, "portfolio.yaml:13")
    assert rule.because == "it asks that status is vacant_ready (now: vacant_rented_ready)"
    (fact,) = found.facts
    assert (fact.column, fact.value, fact.source, fact.row) == (
        "status",
        "vacant_rented_ready",
        "units",
        1,
    )
    assert fact.used_for == ("rule vacant homes",)


def test_a_need_that_no_matching_rule_asks_for_names_the_rule() -> None:
    found = explained("explicit-none-cancels", "DEN-2/photos")
    assert found.decision.reason is Reason.SATISFIED
    assert [(rule.rule, rule.matched) for rule in found.rules] == [
        ("vacant homes", True),
        ("leased or sold", False),
    ]


def test_a_dropped_need_names_the_rule_that_drops_it() -> None:
    found = explained("later-none-drops-and-a-still-later-rule-adds-again", "DEN-1/photos")
    assert found.decision.verdict is Verdict.PLANNED
    dropped = explained("explicit-none-cancels", "DEN-1/photos")
    assert dropped.decision.action is Action.CANCEL
    assert check_of(dropped, "wanted").detail == (
        "`leased or sold` drops it with `photos: none` (portfolio.yaml:16)"
    )
    assert [one.at for one in dropped.asked_by] == ["portfolio.yaml:16"]


def test_a_need_that_only_other_homes_want_is_explained() -> None:
    """`tour` stands in a rule for leased homes, as `none`: nobody wants it anywhere."""
    found = explained("explicit-none-cancels", "DEN-2/tour")
    assert found.decision == replace(
        found.decision, verdict=Verdict.NOT_WANTED, action=None, reason=None
    )
    assert decisive(found).check == "wanted"
    assert found.trail == ()


def test_what_becomes_of_the_need_comes_before_what_becomes_of_its_order() -> None:
    found = explained("declared-import-of-a-canceled-order-orders-nothing", "DEN-1/photos")
    assert (found.decision.verdict, found.decision.reason) == (
        Verdict.BLOCKED,
        Reason.VENDOR_CANCELED,
    )
    assert [one.action for one in found.also] == [Action.IMPORT]
    recorded = explained(
        "declared-import-of-an-order-known-from-an-event-takes-it-under-management", "DEN-1/photos"
    )
    assert recorded.decision.action is Action.IMPORT
    assert [one.reason for one in recorded.also] == [Reason.IN_PROGRESS]


def test_an_order_too_late_to_change_is_kept_for_that() -> None:
    found = explained("quantity-changed-after-visit-was-confirmed-is-kept", "DEN-1/photos")
    assert found.decision.reason is Reason.SPEC_CHANGED_KEPT
    assert decisive(found).check == "cancelable"
    assert found.would_change_if[0].startswith("only the vendor can change the order now")


def test_staging_alone_is_not_in_its_own_way() -> None:
    found = explained("staging-after-delivery-is-an-order-on-the-delivered-one", "DEN-1/staging")
    assert found.decision.action is Action.CREATE
    assert [check.check for check in found.checks if not check.passed] == []
    assert "delivered them" in check_of(found, "source").detail


def test_an_absent_home_says_so() -> None:
    found = explained("absent-home-cancels", "DEN-1/photos")
    assert found.decision.action is Action.CANCEL
    assert "absent: true" in check_of(found, "wanted").detail


def test_a_gone_home_is_explained_by_its_order() -> None:
    found = explained("removed-inline-home-cancels", "DEN-1/photos")
    assert (found.decision.action, found.trail, found.facts) == (Action.CANCEL, (), ())
    assert "in no file" in check_of(found, "wanted").detail
    assert [one.order_id for one in found.considered] == ["640001"]


def test_staging_without_photos_says_what_it_lacks() -> None:
    found = explained("staging-without-any-shoot-is-dropped-with-a-note", "DEN-1/staging")
    assert found.decision.verdict is Verdict.NOT_WANTED
    assert found.decision.why == "it works on `photos`, which the home neither wants nor has"
    assert any("`photos` is required" in sentence for sentence in found.would_change_if)


def test_gates_stand_in_their_order_before_what_comes_later() -> None:
    found = explained("staging-of-a-shoot-that-is-not-ready-names-the-root-cause", "DEN-1/staging")
    names = [check.check for check in found.checks]
    gates = [gate.name for gate in GATES]
    assert names[: 1 + len(gates)] == ["wanted", *gates]
    assert names[1 + len(gates) :] == [
        "refused_line",
        "met_beside",
        "source",
        "duplicate_window",
        "freeze",
        "renamed",
        "facts",
        "refused_request",
        "limits",
    ]


def test_what_else_stands_in_the_way_is_told_too() -> None:
    """One of the two decides; the other is still closed today, and said to be."""
    found = explained("freeze-and-window-both-have-to-end", "DEN-1/tour")
    stopped = {check.check for check in found.checks if not check.passed}
    assert stopped == {"duplicate_window", "freeze"}
    (other,) = stopped - {decisive(found).check}
    assert any(f"then {other} still stands" in sentence for sentence in found.would_change_if)


def test_a_request_says_what_it_passed_over() -> None:
    found = explained("replace-flag-orders-a-delivered-one-again", "DEN-1/photos")
    assert found.decision.reason is Reason.REQUESTED
    proof = check_of(found, "proof")
    assert proof.passed
    assert proof.detail.startswith("passed over on request (--replace): order ")
    (order,) = found.considered
    assert "ordered again on request" in order.because


def test_staging_that_follows_its_photos_says_why_a_good_one_does_not_do() -> None:
    found = explained("follow-source-staging-is-ordered-again-on-a-newer-shoot", "DEN-1/staging")
    assert found.decision.reason is Reason.SOURCE_CHANGED
    proof = check_of(found, "proof")
    assert proof.passed
    assert "it follows its photos" in proof.detail


def test_a_create_has_nothing_in_its_way() -> None:
    found = explained("new-home-is-ordered-with-all-its-needs-in-one-order", "DEN-1/photos")
    assert all(check.passed for check in found.checks)
    assert found.would_change_if == ("nothing has to happen: `listwright apply` places it",)
    assert [str(need) for need in found.decision.together] == ["DEN-1/tour"]


def test_a_first_order_says_that_it_needs_a_bootstrap() -> None:
    found = explained("first-run-is-refused-without-bootstrap", "DEN-1/photos")
    assert any("--bootstrap" in sentence for sentence in found.would_change_if)


def test_a_met_need_says_when_it_goes_stale() -> None:
    found = explained("photos-attested-by-have-need-no-order", "DEN-1/photos")
    assert found.would_change_if[0].startswith("from 2028-06-01 a new one is ordered")
    assert found.decision.until is not None


def test_a_waived_need_says_when_the_waiver_ends() -> None:
    found = explained("waive-holds-on-its-last-day", "DEN-1/photos")
    assert found.decision.reason is Reason.WAIVED
    assert any("its last day" in sentence for sentence in found.would_change_if)


def test_a_property_explains_what_is_wanted_and_what_is_not() -> None:
    report = report_of("explicit-none-cancels", "DEN-2")
    assert not report.one_need
    assert [str(one.address) for one in report.explanations] == ["DEN-2/photos"]


def test_a_former_id_names_the_home() -> None:
    report = report_of("renamed-home-takes-its-open-order-along", "DEN-1/photos")
    assert report.address == "DEN-1B/photos"


def test_an_order_explains_the_needs_that_it_serves() -> None:
    report = report_of("need-added-later-waits-for-the-window", "order:640001")
    assert [str(one.address) for one in report.explanations] == ["DEN-1/photos"]


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("DEN-1/photoz", "Did you mean DEN-1/photos?"),
        ("DEN-9", "Did you mean DEN-1?"),
        ("DEN-9/photos", ""),
        ("order:5", "listwright status lists the orders it knows."),
    ],
)
def test_an_unknown_address_is_refused_with_a_suggestion(address: str, hint: str) -> None:
    with pytest.raises(UsageError) as raised:
        report_of("need-added-later-waits-for-the-window", address)
    assert hint in (raised.value.diagnostics[0].fix or "")


def test_what_a_plan_refuses_is_refused_here() -> None:
    with pytest.raises(ConfigError) as raised:
        report_of("home-without-billing-entity-is-an-error", "DEN-1/photos")
    assert "LW1351" in {finding.code for finding in raised.value.diagnostics}


def test_a_question_about_a_request_is_about_that_request() -> None:
    scenario = scene("photos-delivered-last-year-still-count")
    options = replace(scenario.options, scope=Scope(replace=("DEN-1/photos",)))
    report = explain_address(desk_of(scenario), options, "DEN-1/photos")
    (found,) = report.explanations
    assert found.decision.reason is Reason.REQUESTED


def _texts(found: Explanation) -> str:
    considered: tuple[Considered, ...] = found.considered
    return " ".join([found.decision.why, *(one.because for one in considered)])


def test_words_are_spelled_the_american_way() -> None:
    for name in ("vendor-canceled-order-is-blocked", "order-we-canceled-is-ordered-again"):
        assert "cancelled" not in _texts(explained(name, "DEN-1/photos"))
