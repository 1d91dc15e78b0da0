"""`resend_unknown`: one recorded second request, against a vendor whose answers get lost."""

from datetime import timedelta
from typing import Any

import pytest
from tests.cli.project import Project, Ran, home
from tests.servers.planomatic_like import PlanomaticLike

APPLY = ("apply", "--bootstrap", "--auto-approve")
LOST = ("drop_after", "drop_before", "crash_after", "crash_before")
ALLOWED = ", settle: 0m, resend_unknown: true"


@pytest.fixture
def doubtful(project: Project, vendor: PlanomaticLike) -> Project:
    """P-1 may be sent once more; the vendor keeps to the declared window."""
    vendor.switches.window = timedelta(hours=72)
    project.write(home("P-1"), vendor=ALLOWED)
    return project


def lose(project: Project, vendor: PlanomaticLike, kind: str) -> None:
    """The first request, whose outcome nobody knows."""
    vendor.fault(kind)
    project.json(*APPLY).ends(3, "incomplete")


def outcome_of(ran: Ran) -> dict[str, Any]:
    (outcome,) = ran.doc["outcomes"]
    found: dict[str, Any] = outcome
    return found


def blocked_of(project: Project) -> dict[str, Any]:
    document = project.json("plan").ends(0, "ok")
    assert document["order_changes"] == []
    (blocked,) = document["blocked_changes"]
    assert blocked["reason"] == "create_outcome_unknown"
    found: dict[str, Any] = blocked
    return found


@pytest.mark.parametrize("kind", ["drop_before", "crash_before"])
def test_the_second_request_makes_the_order_when_the_first_did_not(
    doubtful: Project, vendor: PlanomaticLike, kind: str
) -> None:
    lose(doubtful, vendor, kind)
    planned = doubtful.json("plan", "--detailed-exitcode").ends(2, "changes")
    (change,) = planned["order_changes"]
    assert (change["actions"], change["reason"]) == (["create"], "resend_unknown")
    assert planned["blocked_changes"] == []
    done = outcome_of(doubtful.json(*APPLY))
    assert (done["outcome"], done["order_id"]) == ("done", str(vendor.only("P-1").order_id))
    first, second = vendor.bodies("create")
    assert first == second
    doubtful.json("plan", "--detailed-exitcode").ends(0, "ok")


@pytest.mark.parametrize("kind", ["drop_after", "crash_after"])
def test_a_duplicate_refusal_proves_the_first_order_and_nothing_is_sent_again(
    doubtful: Project, vendor: PlanomaticLike, kind: str
) -> None:
    lose(doubtful, vendor, kind)
    ran = doubtful.json(*APPLY)
    ran.ends(3, "incomplete")
    done = outcome_of(ran)
    assert (done["outcome"], done["error"]["code"]) == ("unknown", "create_outcome_unknown")
    assert "the first one made an order" in done["error"]["message"]
    assert "duplicate" in blocked_of(doubtful)["why"]
    for _ in range(2):
        doubtful.json(*APPLY).ends(0, "ok")
    assert vendor.count("create") == 2
    number = str(vendor.only("P-1").order_id)
    doubtful.json("resolve", "P-1/photos", "--created", number).ends(0, "ok")
    doubtful.json("plan", "--detailed-exitcode").ends(0, "ok")


@pytest.mark.parametrize("second", [*LOST, "rate", "reject", "noid", "html"])
@pytest.mark.parametrize("first", LOST)
def test_there_is_never_a_third_request(
    doubtful: Project, vendor: PlanomaticLike, first: str, second: str
) -> None:
    lose(doubtful, vendor, first)
    vendor.fault(second, attr="property.location.postal_code", message="unrecognized")
    doubtful.json(*APPLY).ends(3, "incomplete")
    assert vendor.count("create") == 2
    assert blocked_of(doubtful)["remedy"].startswith("listwright resolve P-1/photos")
    doubtful.json(*APPLY).ends(0, "ok")
    assert vendor.count("create") == 2
    assert vendor.live()["P-1"] <= 1


def test_a_refused_second_request_proves_nothing_about_the_first(
    doubtful: Project, vendor: PlanomaticLike
) -> None:
    lose(doubtful, vendor, "drop_after")
    vendor.fault("reject", attr="property.location.postal_code", message="unrecognized")
    ran = doubtful.json(*APPLY)
    assert "says nothing of the first request" in outcome_of(ran)["error"]["message"]
    assert blocked_of(doubtful)["why"].endswith("it is never sent a third time")


def test_an_unreachable_vendor_ends_the_run_and_the_doubt_stays(
    doubtful: Project, vendor: PlanomaticLike
) -> None:
    lose(doubtful, vendor, "drop_before")
    doubtful.edit(vendor.endpoint, "http://127.0.0.1:9")
    doubtful.json(*APPLY).ends(1, "vendor")
    doubtful.edit("http://127.0.0.1:9", vendor.endpoint)
    assert "third time" in blocked_of(doubtful)["why"]
    assert vendor.count("create") == 1


def test_without_the_key_nothing_is_sent_again(project: Project, vendor: PlanomaticLike) -> None:
    project.write(home("P-1"), vendor=", settle: 0m")
    lose(project, vendor, "drop_before")
    assert "once more" not in blocked_of(project)["why"]
    project.json(*APPLY).ends(0, "ok")
    assert vendor.count("create") == 1


def test_it_waits_for_the_settle_time_and_says_how_long(
    doubtful: Project, vendor: PlanomaticLike
) -> None:
    doubtful.edit("settle: 0m", "settle: 30m")
    lose(doubtful, vendor, "drop_before")
    blocked = blocked_of(doubtful)
    assert blocked["until"] is not None
    assert blocked["remedy"].startswith("apply again after")
    (need,) = doubtful.json("status", "P-1/photos").doc["needs"]
    assert need["until"] == blocked["until"]
    doubtful.json(*APPLY).ends(0, "ok")
    assert vendor.count("create") == 1


EDITS = {
    "another quantity": ("quantity: 15", "quantity: 20"),
    "another street": ("1 A St", "2 A St"),
    "frozen": ("properties:\n", "freeze: [{from: 2000-01-01, to: 2999-01-01}]\nproperties:\n"),
    "not ready": ("quantity: 15}}", "quantity: 15, ready_when: {ready_on: {lte: today}}}}"),
    "waived": ("    require:", "    waive: {photos: {reason: sold}}\n    require:"),
    "protection off": ("duplicate_window: 72h", "duplicate_window: 1h"),
    "not allowed any more": ("resend_unknown: true", "resend_unknown: false"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_what_keeps_a_create_away_keeps_the_second_request_away(
    doubtful: Project, vendor: PlanomaticLike, edit: str
) -> None:
    lose(doubtful, vendor, "drop_before")
    doubtful.edit(*EDITS[edit])
    if edit == "not ready":
        doubtful.edit("    require:", "    ready_on: 2999-01-01\n    require:")
    now = {}
    if edit == "protection off":
        now = {"LISTWRIGHT_NOW": "2999-01-01T00:00:00Z"}
    document = doubtful.json("plan", **now).ends(0, "ok")
    assert document["order_changes"] == []
    assert [one["reason"] for one in document["blocked_changes"]] == ["create_outcome_unknown"]
    doubtful.json(*APPLY, **now).ends(0, "ok")
    assert vendor.count("create") == 1


def test_an_order_of_somebody_else_keeps_the_second_request_away(
    doubtful: Project, vendor: PlanomaticLike
) -> None:
    lose(doubtful, vendor, "drop_before")
    saved = doubtful.root / "saved.json"
    doubtful.json("plan", "-o", str(saved)).ends(0, "ok")
    other = vendor.add_order("P-1", services=[{"slug": "exterior_photos", "quantity": 3}])
    named = f'import: {{front: {{order_id: "{other.order_id}"}}}}'
    front = "{slug: exterior_photos, quantity: 3}"
    doubtful.edit("require: {", f"{named}\n    require: {{front: {front}, ")
    doubtful.json("apply", str(saved)).ends(4, "plan_changed")
    doubtful.json(*APPLY).ends(0, "ok")
    assert vendor.count("create") == 1


def test_a_saved_plan_is_applied_once(doubtful: Project, vendor: PlanomaticLike) -> None:
    lose(doubtful, vendor, "drop_before")
    saved = doubtful.root / "saved.json"
    doubtful.json("plan", "-o", str(saved)).ends(0, "ok")
    shown = doubtful.run("show", str(saved)).out
    assert "Look here first" in shown
    assert "goes out once" in shown
    doubtful.json("apply", str(saved)).ends(0, "ok")
    doubtful.json("apply", str(saved)).ends(4, "used")
    assert vendor.live()["P-1"] == 1


def test_an_audit_still_calls_it_unknown(doubtful: Project, vendor: PlanomaticLike) -> None:
    lose(doubtful, vendor, "drop_before")
    (finding,) = doubtful.json("audit").doc["findings"]
    assert (finding["code"], finding["address"]) == ("unknown", "P-1/photos")
    assert finding["remedy"].startswith("listwright apply")


def test_an_audit_calls_an_unknown_renewal_unknown_and_not_stale(
    doubtful: Project, vendor: PlanomaticLike
) -> None:
    old = "have: {photos: {delivered_at: 2020-01-01, evidence: previous vendor}}"
    doubtful.edit("    require:", f"    {old}\n    require:")
    doubtful.edit("quantity: 15}", "quantity: 15, fresh_for: {max_age: 365d}}")
    lose(doubtful, vendor, "drop_before")
    findings = doubtful.json("audit").doc["findings"]
    assert [finding["code"] for finding in findings] == ["unknown"]
    assert doubtful.json("plan").doc["order_changes"][0]["reason"] == "resend_unknown"


def test_explain_says_that_it_was_sent_and_goes_out_again(
    doubtful: Project, vendor: PlanomaticLike
) -> None:
    lose(doubtful, vendor, "drop_before")
    told = doubtful.json("explain", "P-1/photos").ends(0, "ok")
    assert told["decision"]["reason"] == "resend_unknown"
    checks = {check["check"]: check for check in told["checks"]}
    assert all(check["passed"] for check in checks.values())
    assert "goes out once more" in checks["unknown_outcome"]["detail"]
    assert any("sends it once more" in text for text in told["would_change_if"])
    assert any("listwright resolve" in text for text in told["would_change_if"])


def test_a_canceled_order_does_not_end_a_doubt_of_two_requests(
    doubtful: Project, vendor: PlanomaticLike
) -> None:
    """Where canceled orders open no window after all, the second request makes an order, too."""
    vendor.switches.count_canceled = False
    lose(doubtful, vendor, "drop_after")
    first = vendor.only("P-1")
    first.status = "canceled"
    lose(doubtful, vendor, "drop_after")
    second = next(order for order in vendor.of("P-1") if order.is_live)
    wrong = ("--created", str(first.order_id))
    for command in (("resolve", "P-1/photos", *wrong), ("import", "P-1", "--order-id", wrong[1])):
        (error,) = doubtful.json(*command).ends(4, "approval_required")["errors"]
        assert "sent twice" in error["summary"]
        assert "--force --reason" in error["fix"]
    doubtful.json("resolve", "P-1/photos", "--created", str(second.order_id)).ends(0, "ok")
    doubtful.json(*APPLY).ends(0, "ok")
    assert vendor.live()["P-1"] == 1


def test_a_person_may_insist_that_the_canceled_order_is_all_there_is(
    doubtful: Project, vendor: PlanomaticLike
) -> None:
    lose(doubtful, vendor, "drop_after")
    first = vendor.only("P-1")
    first.status = "canceled"
    doubtful.json(*APPLY).ends(3, "incomplete")
    resolve = ("resolve", "P-1/photos", "--created", str(first.order_id))
    doubtful.json(*resolve).ends(4, "approval_required")
    doubtful.json(*resolve, "--force", "--reason", "no other is there").ends(0, "ok")


def test_a_limit_counts_it(doubtful: Project, vendor: PlanomaticLike) -> None:
    lose(doubtful, vendor, "drop_before")
    doubtful.edit("max_creates: 1000", "max_creates: 0")
    doubtful.json(*APPLY).ends(4, "limit")
    assert vendor.count("create") == 1


@pytest.mark.kill
@pytest.mark.parametrize("moment", ["hold_before", "hold_after"])
@pytest.mark.parametrize("first", LOST)
def test_killed_between_the_record_and_the_answer(
    doubtful: Project, vendor: PlanomaticLike, first: str, moment: str
) -> None:
    lose(doubtful, vendor, first)
    held = vendor.fault(moment)
    process = doubtful.spawn(*APPLY, "--json")
    assert held.entered.wait(20)
    process.kill()
    process.wait(10)
    vendor.clear_faults()
    assert "third time" in blocked_of(doubtful)["why"]
    doubtful.json(*APPLY).ends(0, "ok")
    assert vendor.count("create") == 2
    assert vendor.live()["P-1"] <= 1
    for order in vendor.of("P-1"):
        number = str(order.order_id)
        doubtful.json("resolve", "P-1/photos", "--created", number).ends(0, "ok")
        doubtful.json("plan", "--detailed-exitcode").ends(0, "ok")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("duplicate_window: 72h, ", "", "is not written"),
        ("duplicate_window: 72h", "duplicate_window: 0h", "is 0"),
        ("duplicate_window: 72h", "duplicate_window: 10m", "too short"),
    ],
)
def test_without_protection_it_is_an_error_at_its_place(
    doubtful: Project, old: str, new: str, words: str
) -> None:
    line = doubtful.edit(old, new)
    (error,) = doubtful.json("validate").ends(1, "config")["errors"]
    assert (error["code"], error["line"]) == ("LW1370", line)
    assert words in error["detail"]
    assert "duplicate_window" in error["fix"]
