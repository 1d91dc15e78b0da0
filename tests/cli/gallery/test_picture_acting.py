"""What a person does about pictures: settle, forget, replace, save, resume, attest, recover."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.gallery.story import APPLY, Document, Gallery

STAGING = "P-1/staging"
OTHER = "P-1/other"


def changes(document: Document, action: str = "create") -> list[Document]:
    return [one for one in document["order_changes"] if one["actions"] == [action]]


@pytest.fixture
def doubtful(gallery: Gallery) -> Gallery:
    """The first two pictures of `staging` were submitted, and no answer came."""
    gallery.fault("drop-after-commit", times=2)
    document = gallery.apply("--target", STAGING, code=3)
    assert document["summary"]["unknown"] == 2
    return gallery


@pytest.fixture
def unsent(gallery: Gallery) -> Gallery:
    """The same, but the vendor never did what was asked."""
    gallery.fault("drop-before-commit", times=2)
    gallery.apply("--target", STAGING, code=3)
    return gallery


# ---- unknown outcomes ----------------------------------------------------------------------------


def test_a_picture_is_settled_by_its_upload(doubtful: Gallery) -> None:
    first, second = doubtful.unknowns()
    assert doubtful.done("ledger", "list").out.count("may have been ordered already") == 1
    assert "1 need may have been ordered" in doubtful.done("ledger", "list").out
    for one in (first, second):
        command = one["remedy"].partition(", or")[0].split()[1:]
        assert command[:2] == ["resolve", STAGING]
        settled = doubtful.doc(*command)
        assert settled["order_id"] == command[-1]
        assert settled["orders"][0]["picture"]["style"] == "scandinavian"
    assert doubtful.unknowns() == []
    assert doubtful.credits() == 2
    doubtful.finish()
    assert doubtful.status(STAGING)["condition"] == "Satisfied"


def test_another_order_is_not_the_upload(doubtful: Gallery) -> None:
    ran = doubtful.run("resolve", STAGING, "--created", "a1")
    assert ran.code == 1
    assert "Name one of the uploads" in ran.err
    assert len(doubtful.unknowns()) == 2


def test_not_created_submits_the_same_upload_again(unsent: Gallery) -> None:
    before = unsent.uploads()
    unsent.done("resolve", STAGING, "--not-created", "--reason", "looked", "--confirm", STAGING)
    assert unsent.unknowns() == []
    assert unsent.apply("--target", STAGING)["summary"]["done"] == 2
    assert (unsent.uploads(), unsent.credits()) == (before, 2)
    assert unsent.done("ledger", "check").code == 0


def test_settling_one_need_leaves_the_other_in_doubt(unsent: Gallery) -> None:
    unsent.fault("drop-before-commit")
    unsent.apply("--target", OTHER, code=3)
    assert len(unsent.unknowns()) == 3
    unsent.done("resolve", STAGING, "--not-created", "--reason", "looked", "--confirm", STAGING)
    assert [one["address"] for one in unsent.unknowns()] == [OTHER]


def test_an_unknown_picture_is_explained(doubtful: Gallery) -> None:
    explained = doubtful.explain(STAGING)
    assert explained["decision"]["reason"] in {"create_outcome_unknown", "resend_unknown"}
    assert doubtful.apply("--target", STAGING)["summary"]["unknown"] == 0
    assert doubtful.credits() == 2


# ---- import, attest, forget ----------------------------------------------------------------------


def test_pictures_cannot_be_imported(gallery: Gallery) -> None:
    for address in (STAGING, OTHER):
        ran = gallery.run("import", address, "--order-id", "a1")
        assert ran.code == 1
        assert "Pictures cannot be imported" in ran.err
        assert f"listwright attest {address}" in ran.err


def test_a_home_is_imported_where_it_is_visited(gallery: Gallery) -> None:
    ran = gallery.run("import", "P-1", "--order-id", "999999")
    assert "several vendors" not in ran.err
    assert "999999 could not be read" in ran.err


def test_the_files_import_no_picture(gallery: Gallery) -> None:
    line = gallery.project.edit(
        "    require:\n", '    import: {staging: {order_id: "a1"}}\n    require:\n'
    )
    (error,) = gallery.doc("validate", code=1)["errors"]
    assert (error["code"], error["line"]) == ("LW1314", line)
    assert "have" in error["fix"]


def test_attested_pictures_are_not_ordered(gallery: Gallery) -> None:
    gallery.done("attest", STAGING, "--delivered-at", "2026-01-01", "--evidence", "by hand")
    planned = gallery.doc("plan")
    assert {need for one in changes(planned) for need in one["needs"]} == {OTHER}
    explained = gallery.explain(STAGING)
    assert [one["check"] for one in explained["checks"] if one["decides"]] == ["word"]
    again = gallery.doc("plan", "--replace", STAGING)
    assert {one["reason"] for one in changes(again) if STAGING in one["needs"]} == {"requested"}


def test_forgetting_one_need_keeps_the_other(gallery: Gallery) -> None:
    gallery.apply()
    gallery.done("forget", STAGING, "--reason", "by hand")
    assert {one["managed"] for one in gallery.orders(STAGING)} == {False}
    assert {one["managed"] for one in gallery.orders(OTHER)} == {True}
    # They are paid for: what is forgotten counts all the same.
    gallery.settled()
    findings = gallery.doc("audit")["findings"]
    assert {one["code"] for one in findings} == {"unmanaged"}
    assert all("no longer tracks it" in one["why"] for one in findings)
    explained = gallery.explain(STAGING)
    assert {"forgotten" in one["because"] for one in explained["considered"]} == {True, False}


def test_a_change_of_style_lets_go_and_orders_anew(gallery: Gallery) -> None:
    gallery.fault("never-finishes", times=3)
    gallery.apply()
    gallery.project.edit("style: scandinavian", "style: farmhouse")
    planned = gallery.doc("plan")
    assert len(changes(planned)) == len(changes(planned, "forget")) == 2
    why = changes(planned, "forget")[0]["why"]
    assert "and now living_room or bedroom, farmhouse is wanted" in why
    text = gallery.done("plan").out
    assert "Apply: 6 requests" in text, "nothing is sent to let go"
    assert "2 orders to create (1 need)" in text
    assert gallery.status(STAGING)["condition"] == "Missing"
    explained = gallery.explain(STAGING)
    assert explained["decision"]["actions"] == ["create"]
    assert [one["actions"] for one in explained["also"]] == [["create"], ["forget"], ["forget"]]
    gallery.apply()
    gallery.settled()


def test_a_need_that_is_gone_lets_go(gallery: Gallery) -> None:
    gallery.fault("never-finishes", times=3)
    gallery.apply()
    gallery.project.edit("      other: {vendor: first", "      # other: {vendor: first")
    (change,) = gallery.doc("plan")["order_changes"]
    assert (change["actions"], change["needs"]) == (["forget"], [OTHER])
    explained = gallery.explain(OTHER)
    assert explained["decision"]["actions"] == ["forget"]
    assert len(explained["considered"]) == 1
    gallery.apply()
    gallery.settled()


# ---- saved plans, parts, another go --------------------------------------------------------------


def test_a_saved_plan_of_pictures(gallery: Gallery) -> None:
    gallery.done("plan", "-o", "plan.json")
    assert "living_room, modern: photo 3 of order" in gallery.done("show", "plan.json").out
    document = gallery.doc("apply", "plan.json")
    assert (document["summary"]["done"], document["not_in_plan"]) == (3, 0)
    used = gallery.doc("apply", "plan.json", code=4)
    assert used["exit_reason"] == "used"
    assert gallery.credits() == 3


def test_a_saved_plan_that_lets_go(gallery: Gallery) -> None:
    gallery.fault("never-finishes", times=3)
    gallery.apply()
    gallery.project.edit("style: scandinavian", "style: farmhouse")
    gallery.done("plan", "-o", "plan.json")
    assert gallery.doc("apply", "plan.json")["summary"]["done"] == 4
    gallery.settled()


def test_a_saved_plan_is_not_held_up_by_pictures_it_does_not_hold(gallery: Gallery) -> None:
    gallery.project.edit("properties:", "limits: {max_images: 2, max_creates: 1}\nproperties:")
    gallery.doc("plan", "--target", OTHER, "-o", "plan.json")
    gallery.doc("plan")
    document = gallery.doc("apply", "plan.json")
    assert document["summary"]["done"] == 1
    gallery.done("plan", "--target", STAGING, "-o", "rest.json")
    assert gallery.doc("apply", "rest.json")["summary"]["done"] == 2


def test_a_saved_plan_says_which_picture_changed(gallery: Gallery) -> None:
    gallery.done("plan", "-o", "plan.json")
    gallery.project.edit("style: modern", "style: farmhouse")
    document = gallery.doc("apply", "plan.json", code=4)
    assert document["exit_reason"] == "plan_changed"
    (error,) = document["errors"]
    assert "order name" in error["detail"]
    assert gallery.credits() == 0


def test_an_apply_that_was_cut_short_goes_on(gallery: Gallery) -> None:
    gallery.fault("drop-before-commit", times=3)
    document = gallery.apply(code=3)
    assert document["resume"] is not None or document["summary"]["unknown"] == 3
    ran = gallery.run("apply", "--resume", document["plan_id"], "--json")
    assert ran.code in {0, 1, 3, 4}, ran.err
    # Whatever a resumed plan may still do, the next ones bring it to its end, and pay once.
    gallery.apply()
    assert gallery.credits() == 3
    gallery.finish()
    gallery.settled()


def test_what_was_left_is_resumed(gallery: Gallery) -> None:
    gallery.fault("rate-limit", times=3)
    document = gallery.apply("--max-duration", "4s", code=3)
    assert document["left"] > 0
    gallery.done("sandbox", "fault", "--clear")
    gallery.project.set_pause()
    resumed = gallery.doc("apply", "--resume", document["plan_id"])
    assert resumed["summary"]["done"] == document["left"]
    assert gallery.credits() == 3


def test_only_creates(gallery: Gallery) -> None:
    gallery.fault("never-finishes", times=3)
    gallery.apply()
    gallery.project.edit("style: scandinavian", "style: farmhouse")
    assert gallery.doc(*APPLY, "--only", "create")["summary"]["done"] == 2
    assert {one["managed"] for one in gallery.orders(STAGING)} == {True}
    assert len(changes(gallery.doc("plan"), "forget")) == 2


def test_ordering_again_what_is_there(gallery: Gallery) -> None:
    gallery.apply()
    assert changes(gallery.doc("plan", "--replace", STAGING)) == [], "it is on its way"
    gallery.finish()
    assert len(changes(gallery.doc("plan", "--replace", STAGING))) == 2
    assert gallery.apply("--replace", OTHER)["summary"]["done"] == 1
    assert gallery.credits() == 4
    gallery.finish()
    gallery.settled()


# ---- a ledger that was lost ----------------------------------------------------------------------


@pytest.fixture
def regressed(gallery: Gallery) -> Gallery:
    """The ledger of before the pictures were ordered is put back, and it says so."""
    ledger = gallery.project.ledger
    copy = ledger.with_name("copy.db")
    gallery.doc("plan")
    with closing(sqlite3.connect(ledger)) as sql:
        sql.execute("VACUUM INTO ?", (str(copy),))
    gallery.apply()
    for suffix in ("-wal", "-shm"):
        Path(f"{ledger}{suffix}").unlink(missing_ok=True)
    shutil.copyfile(copy, ledger)
    gallery.done("sandbox", "advance", "2h")
    assert {one["code"] for one in gallery.doc("plan")["refusals"]} == {"ledger_lost"}
    gallery.done("ledger", "recover", "--confirm", "t/default")
    return gallery


def held(gallery: Gallery) -> dict[str, str]:
    """The blocked needs with their remedies."""
    return {one["need"]: one["remedy"] for one in gallery.doc("plan")["blocked_changes"]}


def test_a_lost_ledger_holds_pictures_until_somebody_looked(regressed: Gallery) -> None:
    remedies = held(regressed)
    assert set(remedies) == {STAGING, OTHER}
    assert not any("listwright import" in one for one in remedies.values())
    assert f"resolve {STAGING} --not-created" in remedies[STAGING]
    assert "listwright import" not in regressed.done("ledger", "list").out
    explained = regressed.explain(STAGING)
    assert [one["check"] for one in explained["checks"] if one["decides"]] == ["picture_1"]


def test_looking_at_pictures_says_nothing_of_photos(regressed: Gallery) -> None:
    before = regressed.doc("ledger", "list")["holds"]
    regressed.done("resolve", STAGING, "--not-created", "--reason", "x", "--confirm", STAGING)
    after = regressed.doc("ledger", "list")["holds"]
    assert {one["vendor"] for one in before} - {one["vendor"] for one in after} <= {"ahd", "first"}
    assert STAGING not in held(regressed)
