"""What goes wrong while pictures are ordered, through the whole program, at both interfaces.

After each trouble: the exit code, what is said and whether it can be typed, the money, and that the
next runs end with every picture on disk.
"""

import re
import shlex
from collections.abc import Callable
from typing import Any

import pytest
from tests.cli.project import Ran
from tests.crash.picture_promise import complete, work_on
from tests.support.studio import APPLY, OF_FILES, OF_PHOTOS, SHOT, Studio, staged

ONE = staged('{files: ["photos/living-room.jpg"]}', rooms="living_room")
STARTED = "P-1/staging"

Document = dict[str, Any]


@pytest.fixture(autouse=True)
def _short_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("listwright.http.session.TOTAL_SECONDS", 1.0)


@pytest.fixture
def submitted(studio: Studio) -> Callable[..., Ran]:
    """Orders one picture while a fault waits."""

    def submit(name: str, operation: str | None = "ahd-submit", **more: Any) -> Ran:
        studio.write(ONE)
        if name:
            seconds = {"seconds": 3} if name == "hang" else {}
            studio.fault(name, operation, **seconds, **more)
        return studio.apply()

    return submit


def only(document: Document) -> Document:
    (outcome,) = document["outcomes"]
    return dict(outcome)


def spent(studio: Studio) -> tuple[int, int, int]:
    """Uploads that the vendor has, jobs that it took on, and credits."""
    rows = studio.stagings()
    return (
        len(rows),
        sum(row.submits for row in rows),
        sum(row.credits for row in rows),
    )


def blocked(document: Document) -> Document:
    (found,) = document["blocked_changes"]
    return dict(found)


# ---- the upload: nothing is bought by it ---------------------------------------------------------

LOST = ["500-before-commit", "500-after-commit", "drop-before-commit", "drop-after-commit", "hang"]
LOST += ["html-after-commit", "no-id"]


@pytest.mark.parametrize("name", LOST)
def test_an_upload_that_does_not_come_through(
    studio: Studio, submitted: Callable[..., Ran], name: str
) -> None:
    ran = submitted(name, "ahd-upload")
    outcome = only(ran.ends(3, "incomplete"))
    assert (outcome["outcome"], outcome["error"]["code"]) == ("skipped", "not_prepared")
    assert "upload" in outcome["error"]["message"]
    assert "P-1: not ordered lw1-" in ran.err
    assert spent(studio)[1:] == (0, 0)
    planned = studio.plan()
    assert [change["reason"] for change in planned["order_changes"]] == ["missing"]
    assert planned["blocked_changes"] == []
    complete(studio, 1)


# ---- the paid step -------------------------------------------------------------------------------

UNSURE = ["500-before-commit", "500-after-commit", "drop-before-commit", "drop-after-commit"]
UNSURE += ["hang", "html-after-commit", "no-id"]
NOTHING_MADE = {"500-before-commit", "drop-before-commit"}


@pytest.mark.parametrize("name", UNSURE)
def test_a_paid_step_without_a_clear_answer(
    studio: Studio, submitted: Callable[..., Ran], name: str
) -> None:
    outcome = only(submitted(name).ends(3, "incomplete"))
    made = name not in NOTHING_MADE
    assert (outcome["outcome"], outcome["error"]["code"]) == ("unknown", "create_outcome_unknown")
    assert "it may have been bought, so it is not bought again" in outcome["error"]["message"]
    assert spent(studio) == (1, made, made)
    planned = studio.plan()
    assert planned["order_changes"] == []
    if planned["blocked_changes"]:
        held = blocked(planned)
        assert held["need"] == STARTED
        assert held["reason"] == "create_outcome_unknown"
        # A 2xx without ids proves that it was taken, so it is asked about and never sent again.
        taken = name in {"html-after-commit", "no-id"}
        first = "plan again later" if taken else "apply again after 2026-12-02 18:15 UTC"
        assert held["remedy"].startswith(f"{first}, or listwright resolve {STARTED} --created ")
        assert studio.stagings()[0].order_id in held["why"]
    assert studio.apply().ends(0, "ok")["outcomes"] == []
    complete(studio, 1)
    assert spent(studio)[::2] == (1, 1), "uploaded once, paid once"
    assert studio.counts()["ahd-submit"] == 2 - made


def test_nothing_is_submitted_again_before_the_first_had_its_time(
    studio: Studio, submitted: Callable[..., Ran]
) -> None:
    submitted("500-before-commit").ends(3, "incomplete")
    for _ in range(3):
        studio.later(minutes=4, seconds=59)
        assert studio.apply().ends(0, "ok")["outcomes"] == []
    assert studio.counts()["ahd-submit"] == 1
    studio.later(minutes=1)
    (change,) = studio.plan()["order_changes"]
    assert change["reason"] == "resend_unknown"
    ran = studio.apply()
    assert only(ran.ends(0, "ok"))["outcome"] == "done"
    assert "(submitted once more)" in ran.err
    assert studio.counts()["ahd-upload"] == 1


def test_a_second_submit_without_an_answer_is_the_last(
    studio: Studio, submitted: Callable[..., Ran]
) -> None:
    submitted("500-before-commit", times=2)
    studio.later(minutes=16)
    assert only(studio.apply().ends(3, "incomplete"))["outcome"] == "unknown"
    for _ in range(3):
        studio.later(minutes=16)
        assert studio.apply().ends(0, "ok")["outcomes"] == []
    assert studio.counts()["ahd-submit"] == 2
    held = blocked(studio.plan())
    upload = studio.stagings()[0].order_id
    either = f"listwright resolve {STARTED} --created {upload}, or --not-created --reason T"
    assert held["remedy"] == f"plan again later, or {either}"
    looked = ("--not-created", "--reason", "T", "--confirm", STARTED)
    studio.json("resolve", STARTED, *looked).ends(0, "ok")
    complete(studio, 1)
    assert spent(studio) == (1, 1, 1)


def test_the_picture_was_made_and_a_person_says_so(
    studio: Studio, submitted: Callable[..., Ran]
) -> None:
    """The remedy as it is printed, typed before any plan has asked the vendor."""
    submitted("500-after-commit")
    studio.later(minutes=2)
    held = blocked(studio.plan("--refresh", "none"))
    command, _, rest = held["remedy"].partition("listwright ")[2].partition(", or ")
    assert rest == "--not-created --reason T"
    settled = studio.json(*shlex.split(command)).ends(0, "ok")
    assert settled["order_id"] == studio.stagings()[0].order_id
    complete(studio, 1)
    assert spent(studio) == (1, 1, 1)


def test_two_pictures_of_a_need_in_doubt(studio: Studio) -> None:
    studio.write()
    studio.fault("500-after-commit", "ahd-submit", times=2)
    studio.apply().ends(3, "incomplete")
    studio.later(minutes=2)
    first, second = (row.order_id for row in studio.stagings())
    ran = studio.json("resolve", STARTED, "--created", "another")
    error = ran.ends(1, "usage")["errors"][0]
    assert re.search(f"{first}.*{second}", error["fix"])
    studio.json("resolve", STARTED, "--created", second).ends(0, "ok")
    assert first in blocked(studio.plan("--refresh", "none"))["why"]
    complete(studio, 2)
    assert spent(studio) == (2, 2, 2)


def test_nobody_says_too_early_that_nothing_was_made(
    studio: Studio, submitted: Callable[..., Ran]
) -> None:
    submitted("500-before-commit")
    said = ("resolve", STARTED, "--not-created", "--reason", "T", "--confirm", STARTED)
    assert "18:15" in studio.json(*said).ends(4, "limit")["errors"][0]["fix"]
    upload = studio.stagings()[0].order_id
    error = studio.json("resolve", STARTED, "--created", upload).ends(1, "vendor")["errors"][0]
    assert "look again later" in error["fix"]
    studio.later(minutes=16)
    studio.json(*said).ends(0, "ok")
    complete(studio, 1)
    assert spent(studio) == (1, 1, 1), "the upload is used, not repeated"


# ---- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("studio", "how"),
    [("v1", "402"), ("v3", "402"), ("v3", "no-assets")],  # only v3 gives assets to an upload
    indirect=["studio"],
)
def test_no_credits_stop_the_pictures_and_nothing_else(studio: Studio, how: str) -> None:
    studio.write(SHOT, OF_FILES, homes=("P-1", "P-2"))
    studio.options(ahd_credits=1, ahd_no_credits=how)
    outcomes = studio.apply().ends(3, "incomplete")["outcomes"]
    found = [(one["outcome"], (one["error"] or {}).get("code")) for one in outcomes]
    assert sorted(found, key=str) == [("done", None)] * 3 + [("skipped", "no_credits")] * 3
    assert studio.counts()["create"] == 2
    assert studio.counts()["ahd-upload"] == 2, "after the refusal nothing is uploaded"
    text = studio.run(*APPLY)
    assert text.code == 3
    assert "buy credits for ahd; then the next apply goes on" in text.out
    studio.options(ahd_credits=None)
    outcomes = studio.apply().ends(0, "ok")["outcomes"]
    assert [one["outcome"] for one in outcomes] == ["done"] * 3
    work_on(studio, deliver=True)
    assert spent(studio)[2] == 4
    studio.json("ledger", "check").ends(0, "ok")


def test_a_key_that_is_not_accepted(studio: Studio) -> None:
    studio.write()
    studio.environment["AHD_KEY"] = "wrong-key"
    error = studio.apply().ends(1, "vendor_auth")["errors"][0]
    assert error["code"] == "LW3002"
    assert "`vendors.ahd.api_key`" in error["fix"]
    assert spent(studio) == (0, 0, 0)
    studio.environment["AHD_KEY"] = "ahd-key"
    complete(studio, 2)


def test_a_picture_that_the_vendor_refuses(studio: Studio, submitted: Callable[..., Ran]) -> None:
    ran = submitted("reject", "ahd-upload", attr="api_error_moderation", message="not a room")
    outcome = only(ran.ends(3, "incomplete"))
    assert (outcome["outcome"], outcome["error"]["code"]) == ("failed", "vendor_rejected")
    assert "not a room" in outcome["error"]["message"]
    planned = studio.plan()
    assert planned["order_changes"] == []
    assert "not a room" in blocked(planned)["why"]
    assert spent(studio)[2] == 0
    studio.apply("--replace", STARTED).ends(0, "ok")
    complete(studio, 1)


# ---- the work ------------------------------------------------------------------------------------


def overdue(studio: Studio) -> list[str]:
    found = studio.json("audit").doc["findings"]
    return [item["remedy"] for item in found if item["code"] == "overdue"]


def test_a_picture_that_never_comes(studio: Studio, submitted: Callable[..., Ran]) -> None:
    submitted("never-finishes").ends(0, "ok")
    studio.later(minutes=14)
    assert studio.apply("--replace", STARTED).ends(0, "ok")["outcomes"] == []
    assert overdue(studio) == []
    studio.later(minutes=2)
    # Only the first interface tells how long it takes.
    said = "expected" if studio.api == "v1" else "placed"
    assert f"overdue: it was {said} 2026-12-02 18:00 UTC" in studio.run("status").out
    (remedy,) = overdue(studio)
    assert f"listwright apply --replace {STARTED}" in remedy
    assert only(studio.apply("--replace", STARTED).ends(0, "ok"))["outcome"] == "done"
    assert studio.apply("--replace", STARTED).ends(0, "ok")["outcomes"] == [], "it is under way"
    studio.later(minutes=2)
    studio.apply().ends(0, "ok")
    assert len(studio.stored()) == 1
    assert spent(studio) == (2, 2, 2)
    assert studio.plan()["summary"]["needs"]["satisfied"] == 1
    studio.store.deliver_all()
    studio.json("refresh").ends(0, "ok")
    studio.json("ledger", "check").ends(0, "ok")
    assert studio.plan("--detailed-exitcode")["warnings"] == []


def test_a_picture_that_takes_ten_times_as_long(
    studio: Studio, submitted: Callable[..., Ran]
) -> None:
    submitted("ten-times-eta").ends(0, "ok")
    for _ in range(5):
        studio.later(minutes=2)
        assert studio.apply().ends(0, "ok")["outcomes"] == []
    complete(studio, 1)
    assert spent(studio) == (1, 1, 1)


def test_a_picture_that_the_vendor_cannot_make(
    studio: Studio, submitted: Callable[..., Ran]
) -> None:
    """The third interface says so; the first one is silent, so the picture is late one day."""
    submitted("process-failed").ends(0, "ok")
    studio.later(minutes=16)
    assert studio.apply().ends(0, "ok")["outcomes"] == []
    planned = studio.plan()
    if studio.api == "v3":
        held = blocked(planned)
        assert held["reason"] == "vendor_canceled"
        assert f"--replace {STARTED}" in held["remedy"]
    else:
        assert planned["summary"]["needs"]["in_progress"] == 1
        assert f"--replace {STARTED}" in overdue(studio)[0]
    assert only(studio.apply("--replace", STARTED).ends(0, "ok"))["outcome"] == "done"
    studio.later(minutes=2)
    studio.apply().ends(0, "ok")
    assert len(studio.stored()) == 1
    assert spent(studio) == (2, 2, 2)


def test_a_picture_without_a_date(studio: Studio, submitted: Callable[..., Ran]) -> None:
    submitted("zero-updated-at").ends(0, "ok")
    complete(studio, 1)


# ---- results and photos --------------------------------------------------------------------------


def test_a_plan_tells_of_pictures_that_are_not_here_yet(
    studio: Studio, submitted: Callable[..., Ran]
) -> None:
    submitted("").ends(0, "ok")
    studio.later(minutes=2)
    (warning,) = studio.plan("--detailed-exitcode")["warnings"]
    assert warning["code"] == "LW3018"
    assert warning["fix"].startswith("listwright refresh ")
    assert studio.stored() == {}
    studio.json("refresh").ends(0, "ok")
    assert len(studio.stored()) == 1
    assert studio.plan()["warnings"] == []


def test_a_result_that_the_vendor_lost(studio: Studio, submitted: Callable[..., Ran]) -> None:
    submitted("lost-result").ends(0, "ok")
    studio.later(minutes=2)
    (warning,) = studio.json("refresh").ends(0, "ok")["warnings"]
    assert warning["code"] == "LW3017"
    assert f"--replace {STARTED}" in warning["fix"]
    forget = warning["fix"].rpartition("listwright ")[2]
    assert only(studio.apply("--replace", STARTED).ends(0, "ok"))["outcome"] == "done"
    studio.later(minutes=2)
    studio.json(*shlex.split(forget)).ends(0, "ok")
    assert studio.apply().ends(0, "ok")["warnings"] == []
    assert len(studio.stored()) == 1
    assert studio.plan()["warnings"] == []
    assert spent(studio) == (2, 2, 2)
    assert studio.json("help", "LW3017").code in {0, 1}


@pytest.mark.parametrize(
    "name", ["500-before-commit", "drop-after-commit", "html-after-commit", "expired-link"]
)
def test_a_download_that_fails_is_made_good_by_the_next_run(
    studio: Studio, submitted: Callable[..., Ran], name: str
) -> None:
    submitted("").ends(0, "ok")
    studio.later(minutes=2)
    studio.fault(name, "ahd-result", times=2)
    (warning,) = studio.json("refresh").ends(0, "ok")["warnings"]
    assert warning["code"] == "LW3017"
    studio.store.clear_faults()
    complete(studio, 1)


def test_a_link_that_has_expired_is_read_anew(
    studio: Studio, submitted: Callable[..., Ran]
) -> None:
    studio.options(ahd_link_seconds=100)
    submitted("").ends(0, "ok")
    studio.later(minutes=2)
    studio.plan()
    studio.later(minutes=5)
    assert studio.json("refresh").ends(0, "ok")["warnings"] == []
    assert len(studio.stored()) == 1


def test_a_photo_whose_link_has_expired_at_plan(studio: Studio) -> None:
    studio.write(SHOT, OF_PHOTOS)
    studio.apply().ends(0, "ok")
    studio.store.deliver_all()
    studio.json("refresh").ends(0, "ok")
    studio.later(days=1)
    studio.fault("expired-link", "photo")
    planned = studio.plan()
    assert len(planned["order_changes"]) == 2, "a read gave a link that works"
    studio.later(days=1)
    complete(studio, 2)


def test_a_photo_that_cannot_be_had_at_plan(studio: Studio) -> None:
    studio.write(SHOT, OF_PHOTOS)
    studio.apply().ends(0, "ok")
    studio.store.deliver_all()
    studio.json("refresh").ends(0, "ok")
    studio.later(days=1)
    studio.fault("expired-link", "photo", times=None)
    planned = studio.plan()
    assert planned["order_changes"] == []
    waits = planned["deferred_changes"][0]
    assert waits["reason"] == "read_required"
    assert "expired" in waits["why"]
    assert spent(studio) == (0, 0, 0)
    studio.store.clear_faults()
    complete(studio, 2)


def test_a_photo_that_is_there_twice_is_ordered_once(studio: Studio) -> None:
    studio.write(staged('{files: ["photos/*.jpg"]}', rooms="living_room"))
    photos = studio.root / "photos"
    (photos / "living-room-again.jpg").write_bytes((photos / "living-room.jpg").read_bytes())
    (change,) = studio.plan("--bootstrap")["order_changes"]
    assert change["needs"] == [STARTED]
    assert only(studio.apply().ends(0, "ok"))["outcome"] == "done"
    complete(studio, 1)
    assert spent(studio) == (1, 1, 1)
    assert "1 picture delivered" in studio.run("status").out


def test_two_first_pictures_are_one_new_home(studio: Studio) -> None:
    studio.write()
    (refusal,) = studio.plan()["refusals"]
    assert refusal["remedy"].startswith(
        "2 pictures of 1 home would be the first at aihomedesign/loopback/ahd."
    )
    studio.apply().ends(0, "ok")
    told = studio.run("status").out
    assert "  open  " in told
    assert "()" not in told


def test_files_that_are_gone_take_nothing_away(
    studio: Studio, submitted: Callable[..., Ran]
) -> None:
    submitted("").ends(0, "ok")
    studio.later(minutes=2)
    studio.json("refresh").ends(0, "ok")
    for path in (studio.root / "photos").iterdir():
        path.unlink()
    plan = studio.plan("--detailed-exitcode")
    assert plan["blocked_changes"] == []
    assert plan["summary"]["needs"]["satisfied"] == 1
    assert spent(studio) == (1, 1, 1)


@pytest.mark.parametrize("content", [b"no picture at all", b"\xff\xd8\xff\xe0 and then nothing"])
def test_a_file_that_is_no_photo_is_somebody_s_to_mend(studio: Studio, content: bytes) -> None:
    studio.write()
    photo = studio.root / "photos" / "living-room.jpg"
    whole = photo.read_bytes()
    photo.write_bytes(content)
    planned = studio.plan()
    (blocked,) = planned["blocked_changes"]
    assert blocked["reason"] == "missing_fact"
    assert "photos/living-room.jpg cannot be used" in blocked["why"]
    assert blocked["remedy"] == "put a whole photo in its place"
    assert len(planned["order_changes"]) == 1, "the other photo is good"
    assert "cannot be used" in studio.run("explain", "P-1/staging").out
    photo.write_bytes(whole)
    assert studio.plan()["blocked_changes"] == []


def test_refresh_says_what_it_brought_home(studio: Studio) -> None:
    studio.write()
    studio.apply().ends(0, "ok")
    studio.later(minutes=2)
    assert studio.run("refresh").out.endswith("\n\nStored 2 finished pictures.\n")
    assert studio.run("refresh").out == "Nothing to read.\n"
