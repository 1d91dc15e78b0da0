"""What the commands say of pictures: before, while and after they are made."""

import csv
import io

from tests.cli.gallery.story import Document, Gallery
from tests.support.pictures import picture

STAGING = "P-1/staging"
OTHER = "P-1/other"
COUNTS = ("wanted", "done", "in_progress", "to_order", "waiting", "blocked", "left_out")


def counted(status: Document) -> tuple[int, ...]:
    return tuple(status["pictures"][name] for name in COUNTS)


def checks_of(explained: Document, name: str) -> list[Document]:
    return [one for one in explained["checks"] if one["check"].startswith(name)]


def decisive(explained: Document) -> Document:
    (found,) = (one for one in explained["checks"] if one["decides"])
    return dict(found)


# ---- before the photos ---------------------------------------------------------------------------


def test_a_need_without_photos_waits_for_them(gallery: Gallery) -> None:
    gallery.project.ledger.unlink()
    (gallery.project.root / ".listwright" / "sandbox.db").unlink(missing_ok=True)
    (gallery.project.root / "listwright.lock").unlink(missing_ok=True)
    explained = gallery.explain(STAGING)
    assert explained["decision"]["reason"] == "dependency_pending"
    assert decisive(explained)["check"] == "photos"
    assert not checks_of(explained, "picture")
    assert "planomatic" not in explained["decision"]["why"]
    status = gallery.status(STAGING)
    assert (status["condition"], status["waits_for"]) == ("Deferred", ["P-1/photos"])
    assert status["pictures"] is None


def test_a_photo_that_nobody_looked_at(gallery: Gallery) -> None:
    explained = gallery.explain(STAGING)
    assert explained["decision"]["reason"] == "read_required"
    pictures = checks_of(explained, "picture")
    assert [one["passed"] for one in pictures] == [False, False]
    assert all("not downloaded yet" in one["detail"] for one in pictures)
    assert counted(gallery.status(STAGING)) == (2, 0, 0, 0, 2, 0, 2)


def test_links_of_photos_that_moved_are_renewed_in_one_plan(gallery: Gallery) -> None:
    # The embedded sandbox listens on another port in every run, so all known links are dead.
    document = gallery.doc("plan")
    assert len(document["order_changes"]) == 3
    assert document["deferred_changes"] == []


def test_a_rule_that_does_not_match_is_named(gallery: Gallery) -> None:
    gallery.project.edit(
        "properties:",
        "rules:\n  - name: in Boulder\n    when: {city: Boulder}\n"
        "    require: {dusk: {tool: day_to_dusk, vendor: ahd, source: photos}}\nproperties:",
    )
    explained = gallery.explain("P-1/dusk")
    assert explained["decision"]["verdict"] == "not_wanted"
    assert "the rule `in Boulder`" in explained["decision"]["why"]
    assert any("the rule `in Boulder`" in one for one in explained["would_change_if"])


# ---- due -----------------------------------------------------------------------------------------


def test_a_due_need_is_explained_picture_by_picture(gallery: Gallery) -> None:
    planned = gallery.doc("plan")
    explained = gallery.explain(STAGING)
    assert explained["decision"]["verdict"] == "planned"
    assert explained["decision"]["why"].startswith("living_room, scandinavian of photo 3 of order")
    (rooms,) = checks_of(explained, "rooms")
    assert "(Living Room) as living_room" in rooms["detail"]
    assert "2 more are above `max_images: 2`" in rooms["detail"]
    names = [one["order_key"] for one in planned["order_changes"] if STAGING in one["needs"]]
    told = [one["detail"] for one in checks_of(explained, "picture")]
    assert len(names) == len(told) == 2
    assert all(any(name in detail for detail in told) for name in names)
    assert [one["check"] for one in explained["checks"]] == [
        *("wanted", "word", "photos", "rooms", "picture_1", "picture_2"),
        *("readiness", "freeze", "limits"),
    ]


def test_a_plan_counts_needs_homes_and_pictures(gallery: Gallery) -> None:
    text = gallery.run("plan").out
    assert "Plan: 3 orders to create (2 needs)" in text
    assert "not made yet" in text
    document = gallery.doc("plan")
    (rule,) = document["by_rule"]
    assert (rule["needs"], rule["orders"]) == (2, 3)
    assert document["refusals"] == [], "the chain began with an order of ours"


def test_first_pictures_of_somebody_elses_photos_are_asked_about(gallery: Gallery) -> None:
    gallery.project.edit(
        "staging: {vendor: ahd, source: photos", "staging: {vendor: ahd, source: {files: [p/*.jpg]}"
    )
    (gallery.project.root / "p").mkdir()
    for name in ("living-room", "bedroom"):
        (gallery.project.root / "p" / f"{name}.jpg").write_bytes(picture())
    (refusal,) = gallery.doc("plan", "--target", STAGING)["refusals"]
    assert (refusal["code"], refusal["actual"]) == ("first_run", 1)
    assert refusal["remedy"].startswith("2 pictures of 1 home would be the first at")
    assert "import" not in refusal["remedy"]
    explained = gallery.explain(STAGING)
    assert "2 photos in the files" in checks_of(explained, "photos")[0]["detail"]


def test_a_forecast_counts_every_picture(gallery: Gallery) -> None:
    gallery.doc("plan")
    forecast = gallery.doc("plan", "--as-of", "2035-01-01")["forecast"]
    assert [(one["needs"], one["orders"]) for one in forecast] == [(2, 3)]


def test_a_freeze_and_a_home_that_is_not_ready_are_told_together(gallery: Gallery) -> None:
    gallery.doc("plan")
    gallery.project.edit("max_images: 2}", "max_images: 2, ready_when: {status: vacant_ready}}")
    gallery.project.edit(
        "properties:", 'freeze: [{from: 2020-01-01, to: 2090-01-01, reason: "no"}]\nproperties:'
    )
    gallery.project.edit("  P-1:\n", "  P-1:\n    status: occupied\n")
    explained = gallery.explain(STAGING)
    assert explained["decision"]["reason"] == "not_ready"
    assert decisive(explained)["check"] == "readiness"
    assert not checks_of(explained, "freeze")[0]["passed"]
    assert any("freeze still stands in the way" in one for one in explained["would_change_if"])
    assert counted(gallery.status(STAGING)) == (2, 0, 0, 0, 2, 0, 2)


def test_a_room_that_no_photo_shows(gallery: Gallery) -> None:
    gallery.project.edit("rooms: [living_room, bedroom]", "rooms: [nursery]")
    explained = gallery.explain(STAGING)
    assert decisive(explained)["check"] == "rooms"
    assert "shows nursery" in explained["decision"]["why"]


# ---- in progress, late, finished, stored ---------------------------------------------------------


def test_orders_say_what_is_made_of_which_photo(gallery: Gallery) -> None:
    ran = gallery.done("apply", "--bootstrap", "--auto-approve")
    line = "living_room, scandinavian: photo 3 of order"
    assert "virtual_staging 1" not in ran.out
    assert ran.out.count(line) == 2, "the plan and its outcome"
    for command in (("status",), ("ledger", "list")):
        text = gallery.done(*command).out
        assert line in text
        assert "virtual_staging 1" not in text
        assert "()" not in text, "the vendor has said no word yet"
    rows = csv.DictReader(io.StringIO(gallery.done("export", "orders").out))
    assert any(row["services"].startswith(line) for row in rows)
    history = gallery.done("ledger", "history", "P-1").out
    assert "staging living_room, scandinavian of photo 3 of order" in history


def test_an_order_carries_its_picture(gallery: Gallery) -> None:
    outcomes = gallery.apply()["outcomes"]
    assert all(one["picture"]["recipe"].startswith("img-") for one in outcomes)
    (order,) = gallery.orders(OTHER)
    picture = order["picture"]
    assert (picture["tool"], picture["room"], picture["style"]) == (
        *("virtual_staging", "living_room", "modern"),
    )
    assert picture["source"]["sequence"] == 3
    assert picture["eta_s"] > 0
    assert picture["expected_at"] > order["created"]
    (photos,) = gallery.orders("P-1/photos")
    assert photos["picture"] is None
    assert "expected" in gallery.done("ledger", "show", f"order:{order['order_id']}").out


def test_the_chain_in_the_status(gallery: Gallery) -> None:
    gallery.apply("--target", OTHER)
    # Only the photo that both needs share was looked at.
    assert counted(gallery.status(STAGING)) == (2, 0, 0, 1, 1, 0, 2)
    gallery.doc("plan")
    assert counted(gallery.status(STAGING)) == (2, 0, 0, 2, 0, 0, 2)
    gallery.apply("--target", STAGING)
    status = gallery.status(STAGING)
    assert status["condition"] == "Progressing"
    assert counted(status) == (2, 0, 2, 0, 0, 0, 2)
    assert "Of 2 pictures: 2 in progress" in gallery.done("status").out
    gallery.finish()
    status = gallery.status(STAGING)
    assert (status["condition"], counted(status)[:2]) == ("Satisfied", (2, 2))
    assert "virtual_staging 2 of 2 done" in gallery.done("status").out


def test_explain_names_the_order_it_stands_on(gallery: Gallery) -> None:
    gallery.apply()
    explained = gallery.explain(STAGING)
    assert explained["decision"]["reason"] == "in_progress"
    assert decisive(explained)["check"] == "picture_1"
    taken = {one["order_id"] for one in explained["considered"] if one["accepted"]}
    assert taken == {one["order_id"] for one in gallery.orders(STAGING)}
    (other,) = (one for one in explained["considered"] if not one["accepted"])
    assert "where living_room or bedroom, scandinavian is wanted" in other["because"]
    gallery.finish()
    explained = gallery.explain(STAGING)
    assert explained["decision"]["reason"] == "satisfied"
    assert any("follow_source: true" in one for one in explained["would_change_if"])
    assert not any("quantity" in one for one in explained["would_change_if"])
    (meant,) = gallery.doc("explain", f"order:{taken.pop()}")["explanations"]
    assert meant["address"] == STAGING


def test_a_late_picture_is_found_and_ordered_again(gallery: Gallery) -> None:
    gallery.fault("never-finishes")
    gallery.apply("--target", OTHER)
    gallery.done("sandbox", "advance", "2h")
    (finding,) = gallery.doc("audit")["findings"]
    assert (finding["code"], finding["address"]) == ("overdue", OTHER)
    assert "it was expected" in finding["why"]
    status = gallery.status(OTHER)
    assert "overdue: it was expected" in status["why"]
    explained = gallery.explain(OTHER)
    assert any(f"--replace {OTHER}" in one for one in explained["would_change_if"])
    assert f"--replace {OTHER}" in finding["remedy"]
    assert gallery.apply("--replace", OTHER, "--target", OTHER)["summary"]["done"] == 1
    gallery.finish()
    assert gallery.status(OTHER)["condition"] == "Satisfied"


def test_a_finished_picture_that_is_not_stored(gallery: Gallery) -> None:
    gallery.apply()
    gallery.done("sandbox", "advance", "10m")
    gallery.doc("plan")
    findings = gallery.doc("audit")["findings"]
    assert [(one["code"], one["address"]) for one in findings] == [
        ("attention", OTHER),
        ("attention", STAGING),
    ]
    assert "1 more picture are finished and not stored" in findings[1]["why"]
    for finding in findings:
        gallery.done(*finding["remedy"].split()[1:])
    assert gallery.doc("audit")["findings"] == []


def test_a_picture_that_the_vendor_could_not_make(gallery: Gallery) -> None:
    gallery.fault("process-failed")
    gallery.apply("--target", STAGING)
    gallery.done("sandbox", "advance", "10m")
    gallery.done("refresh")
    (finding,) = (one for one in gallery.doc("audit")["findings"] if one["code"] == "blocked")
    assert finding["address"] == STAGING
    explained = gallery.explain(STAGING)
    assert explained["decision"]["reason"] == "vendor_canceled"
    assert decisive(explained)["check"].startswith("picture_")
    assert counted(gallery.status(STAGING)) == (2, 1, 0, 0, 0, 1, 2)


def test_pictures_of_aged_photos_are_stale(gallery: Gallery) -> None:
    gallery.apply()
    gallery.finish()
    gallery.project.edit("max_images: 2}", "max_images: 2, fresh_for: {max_age: 30d}}")
    gallery.done("sandbox", "advance", "60d")
    (finding,) = (one for one in gallery.doc("audit")["findings"] if one["code"] == "stale")
    assert finding["address"] == STAGING
    assert "its pictures are made of photos of" in finding["why"]
    assert gallery.explain(STAGING)["decision"]["reason"] == "dependency_pending"
