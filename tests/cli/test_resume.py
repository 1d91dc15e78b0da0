"""An apply that was cut short goes on under its plan's id, and never sends anything twice."""

import signal
import time

import pytest
from tests.cli.project import Project, Ran, finish, home, homes
from tests.servers.planomatic_like import PlanomaticLike

APPLY = ("apply", "--bootstrap", "--auto-approve")
FIVE = ("P-0", "P-1", "P-2", "P-3", "P-4")


@pytest.fixture
def five(project: Project) -> Project:
    project.write(homes(*FIVE))
    return project


def _resume(project: Project, plan_id: str, *more: str) -> Ran:
    return project.json("apply", "--resume", plan_id, *more)


def _stop_at(project: Project, vendor: PlanomaticLike, name: str, *apply: str) -> str:
    """Interrupt an apply while it orders for `name`; gives the plan's id."""
    hold = vendor.fault("hold_after", property=name)
    process = project.spawn(*(apply or APPLY), "--json")
    assert hold.entered.wait(20)
    process.send_signal(signal.SIGINT)
    time.sleep(0.1)
    hold.release.set()
    document = finish(process).ends(130, "interrupted")
    plan_id: str = document["plan_id"]
    assert document["resume"] == f"listwright apply --resume {plan_id}"
    assert document["left"] == document["summary"]["skipped"] > 0
    return plan_id


def _kill_at(project: Project, vendor: PlanomaticLike, name: str, kind: str) -> str:
    """Kill an apply of plan.json while it orders for `name`; gives the plan's id."""
    plan_id: str = project.json("plan", "-o", "plan.json").doc["plan_id"]
    hold = vendor.fault(kind, property=name)
    process = project.spawn("apply", "plan.json", "--bootstrap", "--json")
    assert hold.entered.wait(20)
    process.kill()
    process.wait(10)
    vendor.clear_faults()
    time.sleep(0.05)
    return plan_id


def _all_once(vendor: PlanomaticLike, *names: str) -> None:
    assert dict(vendor.live()) == dict.fromkeys(names, 1)


# ---- going on ------------------------------------------------------------------------------------


def test_a_report_of_the_rest_can_be_shown(five: Project, vendor: PlanomaticLike) -> None:
    plan_id = _stop_at(five, vendor, "P-1")
    _resume(five, plan_id, "--report", "json=rest.json").ends(0, "ok")
    rest = five.json("show", "rest.json").ends(0, "ok")
    assert [change["property"] for change in rest["order_changes"]] == ["P-2", "P-3", "P-4"]
    five.json("apply", "rest.json").ends(4, "used")
    _all_once(vendor, *FIVE)


def test_does_the_rest_of_a_fresh_plan(five: Project, vendor: PlanomaticLike) -> None:
    plan_id = _stop_at(five, vendor, "P-1")
    assert vendor.count("create") == 2
    document = _resume(five, plan_id).ends(0, "ok")
    assert document["plan_id"] == plan_id
    assert [each["property"] for each in document["outcomes"]] == ["P-2", "P-3", "P-4"]
    assert (document["done_before"], document["left"], document["resume"]) == (2, 0, None)
    assert vendor.count("create") == 5
    _all_once(vendor, *FIVE)


def test_does_the_rest_of_a_plan_file(five: Project, vendor: PlanomaticLike) -> None:
    five.json("plan", "--exclude", "P-4", "-o", "plan.json").ends(0, "ok")
    plan_id = _stop_at(five, vendor, "P-0", "apply", "plan.json", "--bootstrap")
    again = five.json("apply", "plan.json", "--bootstrap").ends(4, "used")
    assert f"listwright apply --resume {plan_id}" in again["errors"][0]["fix"]
    (five.root / "plan.json").unlink()
    five.edit("  P-4:", home("P-5", number=6).rstrip() + "\n  P-4:")
    document = _resume(five, plan_id).ends(0, "ok")
    assert document["summary"]["done"] == 3
    _all_once(vendor, *FIVE[:4])


def test_a_finished_plan_is_used(five: Project, vendor: PlanomaticLike) -> None:
    plan_id = five.json(*APPLY).ends(0, "ok")["plan_id"]
    for _ in range(2):
        ended = _resume(five, plan_id).ends(4, "used")
        assert "5 of 5 changes are done" in ended["errors"][0]["summary"]
    assert vendor.count("create") == 5


def test_twice_in_a_row(five: Project, vendor: PlanomaticLike) -> None:
    plan_id = _stop_at(five, vendor, "P-2")
    _resume(five, plan_id).ends(0, "ok")
    _resume(five, plan_id).ends(4, "used")
    assert vendor.count("create") == 5


@pytest.mark.slow
def test_two_at_once(five: Project, vendor: PlanomaticLike) -> None:
    plan_id = _stop_at(five, vendor, "P-0")
    hold = vendor.fault("hold_after", property="P-2")
    first = five.spawn("apply", "--resume", plan_id, "--json")
    assert hold.entered.wait(20)
    _resume(five, plan_id).ends(4, "lock_busy")
    waiting = five.spawn("apply", "--resume", plan_id, "--lock-timeout", "30s", "--json")
    time.sleep(0.3)
    hold.release.set()
    finish(first).ends(0, "ok")
    finish(waiting).ends(4, "used")
    assert vendor.count("create") == 5


def test_what_another_apply_did_is_done(five: Project, vendor: PlanomaticLike) -> None:
    plan_id = _stop_at(five, vendor, "P-0")
    five.json("apply", "--target", "P-2", "--auto-approve").ends(0, "ok")
    document = _resume(five, plan_id).ends(0, "ok")
    assert (document["done_before"], document["summary"]["done"]) == (2, 3)
    _all_once(vendor, *FIVE)


def test_what_nobody_approved_is_left_out(five: Project, vendor: PlanomaticLike) -> None:
    plan_id = _stop_at(five, vendor, "P-0")
    five.write(homes(*FIVE, "P-9"))
    document = _resume(five, plan_id).ends(0, "ok")
    assert (document["summary"]["done"], document["not_in_plan"]) == (4, 1)
    assert vendor.of("P-9") == []


def test_the_limits_were_part_of_the_approval(five: Project, vendor: PlanomaticLike) -> None:
    plan_id = _stop_at(five, vendor, "P-0")
    five.edit("max_creates: 1000", "max_creates: 1, on_limit: trim")
    _resume(five, plan_id).ends(0, "ok")
    assert vendor.count("create") == 5


# ---- doubts and refusals -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["hold_before", "hold_after"])
def test_killed_in_a_request(five: Project, vendor: PlanomaticLike, kind: str) -> None:
    plan_id = _kill_at(five, vendor, "P-1", kind)
    before = vendor.count("create")
    document = _resume(five, plan_id).ends(3, "incomplete")
    unknown = [each for each in document["outcomes"] if each["outcome"] == "unknown"]
    assert [each["property"] for each in unknown] == ["P-1"]
    assert unknown[0]["error"]["remedy"].startswith("listwright resolve P-1/photos")
    assert document["summary"] == {"done": 3, "failed": 0, "unknown": 1, "skipped": 0}
    assert vendor.count("create") == before + 3
    ended = _resume(five, plan_id).ends(4, "used")
    assert "4 of 5 changes are done, 1 unknown" in ended["errors"][0]["summary"]
    assert vendor.count("create") == before + 3


def test_a_doubt_that_a_person_settled(five: Project, vendor: PlanomaticLike) -> None:
    """No order exists: the approved one is placed, under the next name."""
    vendor.fault("crash_before", property="P-1")
    plan_id = _stop_at(five, vendor, "P-2")
    looked = ("--not-created", "--reason", "looked", "--confirm", "P-1/photos")
    five.json("resolve", "P-1/photos", *looked).ends(0, "ok")
    document = _resume(five, plan_id).ends(0, "ok")
    assert [each["property"] for each in document["outcomes"]] == ["P-1", "P-3", "P-4"]
    assert vendor.only("P-1").body["external_order_id"].endswith("-g2")
    _all_once(vendor, *FIVE)


def test_a_refused_order_is_not_tried_again(five: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("reject", property="P-0", attr="property.location.street", message="empty")
    plan_id = _stop_at(five, vendor, "P-1")
    document = _resume(five, plan_id).ends(3, "incomplete")
    (failed,) = (each for each in document["outcomes"] if each["outcome"] == "failed")
    assert (failed["property"], "street empty" in failed["error"]["message"]) == ("P-0", True)
    _all_once(vendor, *FIVE[1:])
    assert vendor.count("create") == 5


def test_a_name_that_was_used_up(five: Project, vendor: PlanomaticLike) -> None:
    """A request turned away for its pace placed nothing: its change goes on, as generation 2."""
    vendor.fault("rate", property="P-1", retry_after=30)
    process = five.spawn(*APPLY, "--json")
    deadline = time.monotonic() + 20
    while vendor.count("create") < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    plan_id = finish(process).ends(130, "interrupted")["plan_id"]
    five.set_pause()
    _resume(five, plan_id).ends(0, "ok")
    _all_once(vendor, *FIVE)
    assert vendor.only("P-1").body["external_order_id"].endswith("-g2")


def test_after_the_breaker(five: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("crash_before", times=3)
    stopped = five.json(*APPLY).ends(3, "incomplete")
    assert (stopped["stopped"], stopped["left"]) == ("breaker", 2)
    document = _resume(five, stopped["plan_id"]).ends(3, "incomplete")
    assert document["summary"] == {"done": 2, "failed": 0, "unknown": 3, "skipped": 0}
    assert vendor.count("create") == 5


# ---- cancels and replaces ------------------------------------------------------------------------


def test_cancels_go_on(five: Project, vendor: PlanomaticLike) -> None:
    five.bootstrap()
    five.write(home("P-0") + home("P-7", number=7))
    vendor.only("P-1").status = "scheduled"
    hold = vendor.fault("hold_after", operation="cancel")
    process = five.spawn("apply", "--auto-approve", "--json")
    assert hold.entered.wait(20)
    process.send_signal(signal.SIGINT)
    hold.release.set()
    plan_id = finish(process).ends(130, "interrupted")["plan_id"]
    assert vendor.count("cancel") == 1
    document = _resume(five, plan_id).ends(0, "ok")
    assert vendor.count("cancel") == 3
    _all_once(vendor, "P-0", "P-1", "P-7")
    assert document["summary"]["done"] == len(document["outcomes"])


def test_an_order_that_moved_on_stops_no_other(five: Project, vendor: PlanomaticLike) -> None:
    five.bootstrap()
    five.write(home("P-0") + home("P-7", number=7))
    plan_id = _cut_short(five, vendor, "P-7")
    document = _resume(five, plan_id).ends(3, "incomplete")
    (held,) = (each for each in document["outcomes"] if each["outcome"] == "skipped")
    assert (held["property"], held["error"]["code"], document["left"]) == ("P-2", "held", 0)
    assert "scheduled" in held["error"]["message"]
    _all_once(vendor, "P-0", "P-2", "P-7")


def _cut_short(project: Project, vendor: PlanomaticLike, name: str) -> str:
    """An apply whose cancel of P-2 fails, killed while it orders for `name`."""
    plan_id: str = project.json("plan", "-o", "plan.json").doc["plan_id"]
    vendor.only("P-2").status = "scheduled"
    vendor.fault("rate", property=name, retry_after=30)
    process = project.spawn("apply", "plan.json", "--refresh", "none", "--json")
    deadline = time.monotonic() + 20
    while vendor.count("create") < 6 and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.2)
    process.kill()
    process.wait(10)
    project.set_pause()
    return plan_id


@pytest.mark.parametrize("operation", ["cancel", "create"])
def test_a_replace_cut_in_two(project: Project, vendor: PlanomaticLike, operation: str) -> None:
    project.write(homes("P-0", "P-1"))
    project.edit("72h", "0h")
    project.bootstrap()
    project.write(homes("P-0", "P-1", quantity=20))
    project.edit("72h", "0h")
    plan_id: str = project.json("plan", "-o", "plan.json").doc["plan_id"]
    hold = vendor.fault("hold_after", operation=operation)
    process = project.spawn("apply", "plan.json", "--json")
    assert hold.entered.wait(20)
    process.kill()
    process.wait(10)
    vendor.clear_faults()
    time.sleep(0.05)
    _resume(project, plan_id)
    assert set(vendor.live().values()) <= {1}
    assert vendor.of("P-1")[-1].body["services"][0]["quantity"] == 20
    before = vendor.count("create")
    assert _resume(project, plan_id).code == 4
    assert vendor.count("create") == before


# ---- what may not go on --------------------------------------------------------------------------


def test_changed_files(five: Project, vendor: PlanomaticLike) -> None:
    plan_id = _stop_at(five, vendor, "P-1")
    five.edit("4 A St", "4 B St")
    ended = _resume(five, plan_id).ends(4, "plan_changed")
    (error,) = ended["errors"]
    assert "P-3: was create missing; now the same with other details" in error["detail"]
    assert vendor.count("create") == 2
    five.edit("4 B St", "4 A St")
    _resume(five, plan_id).ends(0, "ok")


def test_a_change_at_a_home_that_is_done_stops_nothing(
    five: Project, vendor: PlanomaticLike
) -> None:
    plan_id = _stop_at(five, vendor, "P-1")
    five.edit("1 A St", "1 B St")
    _resume(five, plan_id).ends(0, "ok")
    _all_once(vendor, *FIVE)


def test_an_approval_ends(five: Project, vendor: PlanomaticLike) -> None:
    plan_id = _stop_at(five, vendor, "P-1")
    later = {"LISTWRIGHT_NOW": "2099-01-01T00:00:00Z"}
    ran = five.json("apply", "--resume", plan_id, **later).ends(4, "expired")
    assert "plan.ttl" in ran["errors"][0]["fix"]
    assert vendor.count("create") == 2


def test_unknown_and_never_begun(five: Project, vendor: PlanomaticLike) -> None:
    plan_id = five.json("plan", "-o", "plan.json").ends(0, "ok")["plan_id"]
    for name in (plan_id, "01J00000000000000000000000", "nonsense"):
        ended = _resume(five, name).ends(4, "other_project")
        assert name in ended["errors"][0]["summary"]
    assert vendor.calls == []


@pytest.mark.parametrize(
    "more",
    [
        ("plan.json",),
        ("--target", "P-1"),
        ("--only", "create"),
        ("--max-creates", "0"),
        ("--override-limit", "max_creates=9", "--reason", "r"),
        ("--plan-digest", "sha256:1"),
    ],
)
def test_resume_takes_nothing_beside(five: Project, more: tuple[str, ...]) -> None:
    ended = _resume(five, "01J0", *more).ends(1, "usage")
    assert "listwright apply --resume 01J0" in ended["errors"][0]["fix"]


def test_a_stop_of_all_sending_stops_this_too(five: Project, vendor: PlanomaticLike) -> None:
    plan_id = _stop_at(five, vendor, "P-1")
    assert five.run("ledger", "freeze", "--reason", "wrong prices").code == 0
    _resume(five, plan_id).ends(4, "lock_busy")
    assert five.run("ledger", "thaw").code == 0
    assert vendor.count("create") == 2
    _resume(five, plan_id).ends(0, "ok")


def test_read_only(five: Project) -> None:
    _resume(five, "01J0", "--read-only").ends(4, "read_only")


# ---- the time of an apply ------------------------------------------------------------------------


def test_max_duration(five: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("slow", property="P-1", seconds=2.2)
    document = five.json(*APPLY, "--max-duration", "2s").ends(3, "incomplete")
    assert document["stopped"] == "max_duration"
    assert document["summary"] == {"done": 2, "failed": 0, "unknown": 0, "skipped": 3}
    late = document["outcomes"][-1]["error"]
    assert (late["code"], late["remedy"]) == ("max_duration", document["resume"])
    assert (document["left"], document["left_s"]) == (3, 1)
    assert vendor.count("create") == 2
    text = five.run("apply", "--resume", document["plan_id"]).out
    assert "2 changes done before this part." in text
    assert vendor.count("create") == 5


def test_max_duration_in_words(five: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("slow", property="P-1", seconds=2.2)
    ran = five.run(*APPLY, LISTWRIGHT_MAX_DURATION="2s")
    assert ran.code == 3
    assert "The time that --max-duration gives was over" in ran.out
    assert (
        "3 changes left, about 1 s at this pace. To go on:\n  listwright apply --resume" in ran.out
    )


def test_no_wait_that_ends_after_the_time(five: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("rate", property="P-1", retry_after=120)
    started = time.monotonic()
    document = five.json(*APPLY, "--max-duration", "1m").ends(3, "incomplete")
    assert time.monotonic() - started < 20
    assert document["stopped"] == "max_duration"
    assert vendor.count("create") == 2
    five.set_pause()
    _resume(five, document["plan_id"]).ends(0, "ok")
    _all_once(vendor, *FIVE)


def test_no_time_at_all(five: Project, vendor: PlanomaticLike) -> None:
    """Nothing was sent, so the plan is not used up: the same command begins."""
    five.json("plan", "-o", "plan.json").ends(0, "ok")
    five.json("apply", "plan.json", "--bootstrap", "--max-duration", "0s").ends(1, "timeout")
    assert vendor.count("create") == 0
    five.json("apply", "plan.json", "--bootstrap").ends(0, "ok")


def test_the_time_is_over_before_the_first_wait(five: Project, vendor: PlanomaticLike) -> None:
    five.bootstrap()
    five.write(homes(*FIVE, "P-7"))
    five.set_pause(until=time.time() + 600)
    document = five.json(
        "apply", "--auto-approve", "--refresh", "none", "--max-duration", "1m"
    ).ends(1, "timeout")
    assert (document["left"], vendor.count("create")) == (1, 5)
    five.set_pause()
    _resume(five, document["plan_id"]).ends(0, "ok")


@pytest.mark.parametrize("text", ["soon", "-5m", "5w", "", "1h30m", "m"])
def test_no_duration(five: Project, vendor: PlanomaticLike, text: str) -> None:
    five.json(*APPLY, f"--max-duration={text}").ends(1, "usage")
    assert vendor.calls == []
