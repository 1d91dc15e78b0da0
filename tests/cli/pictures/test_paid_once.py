"""What changes around a picture that was made, and never makes anybody pay for it again."""

import io
import os

import pytest
from PIL import Image
from tests.cli.pictures.conftest import Chain
from tests.cli.project import Ran
from tests.servers.aihomedesign_like import Reply, error
from tests.servers.planomatic_like import Body
from tests.support.pictures import picture

v3 = pytest.mark.parametrize("chain", ["v3"], indirect=True)
LATER = "2026-12-20T00:00:00Z"


def ordered(chain: Chain) -> None:
    """Both pictures are submitted and not finished."""
    chain.project.bootstrap()
    chain.deliver()
    assert applied(chain).code == 0
    assert len(chain.pictures.paid) == 2


def made(chain: Chain) -> None:
    ordered(chain)
    chain.finish()
    assert chain.project.run("refresh").code == 0


def applied(chain: Chain, *more: str, **env: str) -> Ran:
    return chain.project.json("apply", "--auto-approve", *more, **env)


def planned(chain: Chain, *more: str) -> Body:
    return chain.project.json("plan", *more).ends(0, "ok")


def redone(chain: Chain, *photos: Body) -> None:
    """The vendor works on the delivered photos once more, and they are read."""
    chain.photos.only("P-1").photos = [
        {**photo, "sequence": place} for place, photo in enumerate(photos, start=1)
    ]
    assert chain.project.run("refresh", "P-1").code == 0


def is_settled(plan: Body) -> bool:
    lists = ("order_changes", "deferred_changes", "blocked_changes")
    return all(plan[name] == [] for name in lists) and plan["summary"]["needs"]["satisfied"] == 2


@v3
@pytest.mark.parametrize("caption", ["Dining Area", "Bedroom 3", ""])
def test_a_caption_is_corrected(chain: Chain, caption: str) -> None:
    """A need that does not follow its source has what it asked for then."""
    made(chain)
    front, kitchen, living, *beds = chain.photos.only("P-1").photos
    redone(chain, front, kitchen, {**living, "caption": caption}, *beds)
    assert is_settled(planned(chain))


@v3
def test_photos_are_numbered_anew(chain: Chain) -> None:
    """Another bedroom comes first now; one was made already, and more than two are not wanted."""
    made(chain)
    front, kitchen, living, primary, second = chain.photos.only("P-1").photos
    redone(chain, kitchen, front, second, primary, living)
    assert is_settled(planned(chain))
    # The same once their bytes are known.
    chain.project.edit("max_images: 2", "max_images: 3")
    planned(chain)
    chain.project.edit("max_images: 3", "max_images: 2")
    assert is_settled(planned(chain))


@v3
def test_photos_change_places_before_they_are_made(chain: Chain) -> None:
    """They all carry one `modified_at`: what stands in a place is looked at again all the same."""
    chain.project.bootstrap()
    chain.deliver()
    planned(chain)
    front, kitchen, living, primary, second = chain.photos.only("P-1").photos
    redone(chain, front, kitchen, primary, living, second)
    assert applied(chain).code == 0
    calls = chain.pictures.calls
    sent = [Image.open(io.BytesIO(call.file)) for call in calls if call.file is not None]
    rooms = [str(call.body["widgets"]) for call in calls if call.name == "POST /v3/process"]
    colors = [image.getpixel((5, 5)) for image in sent]
    # `Chain.deliver` paints the third photo (living room) less red than the fourth (bedroom).
    by_room = {"living" if "living-room" in room else "bedroom": color for room, color in zip(
        rooms, colors, strict=True)}  # fmt: skip
    assert by_room["living"][0] == pytest.approx(120, abs=4)  # type: ignore[index]
    assert by_room["bedroom"][0] == pytest.approx(160, abs=4)  # type: ignore[index]


@v3
def test_what_is_wanted_goes_up_and_down(chain: Chain) -> None:
    made(chain)
    edit = chain.project.edit
    edit("max_images: 2", "max_images: 1")
    assert planned(chain)["order_changes"] == []
    edit("max_images: 1", "max_images: 3")
    assert len(planned(chain)["order_changes"]) == 1
    edit("max_images: 3", "max_images: 2")
    edit("rooms: [living_room, bedroom]", "rooms: [bedroom, living_room]")
    assert is_settled(planned(chain))
    edit("      staging:", "      decor:")
    assert is_settled(planned(chain))


@v3
def test_a_renamed_home_has_its_pictures(chain: Chain) -> None:
    made(chain)
    chain.project.edit("  P-1:\n", "  P-2:\n    renamed_from: [P-1]\n")
    assert is_settled(planned(chain))


@v3
def test_a_doubt_from_before_a_rename_promises_nothing(chain: Chain) -> None:
    """Under its new id the home cannot submit the upload once more, so no plan says that it may."""
    chain.project.bootstrap()
    chain.deliver()
    chain.pictures.script("POST /v3/process", *[error(503, "busy")] * 2)
    assert applied(chain).code == 3
    chain.project.edit("  P-1:\n", "  P-2:\n    renamed_from: [P-1]\n")
    plan = planned(chain)
    assert plan["order_changes"] == []
    doubts = plan["blocked_changes"]
    assert [one["reason"] for one in doubts] == ["create_outcome_unknown"] * 2
    assert not any("once more" in one["why"] for one in doubts)
    uploaded = set(chain.pictures.orders)
    assert applied(chain).doc["outcomes"] == []
    assert set(chain.pictures.orders) == uploaded


def from_files(chain: Chain) -> None:
    folder = chain.project.root / "pics"
    folder.mkdir()
    (folder / "living-room.jpg").write_bytes(picture((10, 10, 200), (1200, 800)))
    (folder / "bedroom.jpg").write_bytes(picture((10, 200, 10), (1200, 800)))
    chain.project.edit("source: photos", "source: {files: ['pics/*.jpg']}")


@v3
def test_files_are_touched_renamed_copied_and_saved_again(chain: Chain) -> None:
    from_files(chain)
    chain.project.bootstrap()
    applied(chain)
    assert len(chain.pictures.paid) == 2
    folder = chain.project.root / "pics"
    os.utime(folder / "bedroom.jpg", (1, 1))
    (folder / "living-room.jpg").rename(folder / "zz living room.jpg")
    (folder / "bedroom.jpg").write_bytes(picture((10, 200, 10), (1200, 801)))
    (folder / "bedroom copy.jpg").write_bytes((folder / "bedroom.jpg").read_bytes())
    assert planned(chain)["order_changes"] == []


@v3
def test_a_home_that_lost_its_id_while_its_pictures_are_made(chain: Chain) -> None:
    """As with orders for the home itself, somebody says first whether it is the same one."""
    from_files(chain)
    chain.project.bootstrap()
    applied(chain)
    chain.project.edit("  P-1:\n", "  P-2:\n")
    plan = planned(chain)
    assert [one for one in plan["order_changes"] if "create" in one["actions"]] == []
    assert {one["reason"] for one in plan["blocked_changes"]} == {"protected"}
    assert len(chain.pictures.paid) == 2


@v3
def test_a_style_that_is_tried_while_the_first_is_made(chain: Chain) -> None:
    """What was let go of is wanted again: paid for once, and brought home."""
    ordered(chain)
    chain.project.edit("style: scandinavian", "style: modern")
    assert applied(chain).code == 0
    chain.project.edit("style: modern", "style: scandinavian")
    assert applied(chain).code == 0
    assert len(chain.pictures.paid) == 4
    chain.finish()
    assert chain.project.run("refresh").code == 0
    assert is_settled(planned(chain))
    names = [file.name for file in (chain.project.root / "assets" / "P-1").glob("*.jpg")]
    assert sum("scandinavian" in name for name in names) == 2


@v3
def test_a_need_that_was_forgotten_by_hand_gets_its_pictures(chain: Chain) -> None:
    ordered(chain)
    assert chain.project.run("forget", "P-1/staging", "--reason", "a try").code == 0
    chain.finish()
    assert chain.project.run("refresh").code == 0
    assert is_settled(planned(chain))
    assert len(list((chain.project.root / "assets" / "P-1").glob("*.jpg"))) == 2


@v3
def test_replace_typed_twice(chain: Chain) -> None:
    """The second time the new pictures are on their way: there is nothing to order."""
    made(chain)
    assert applied(chain, "--replace", "P-1/staging").doc["summary"]["done"] == 2
    again = applied(chain, "--replace", "P-1/staging").ends(0, "ok")
    assert again["outcomes"] == []
    assert len(chain.pictures.paid) == 4
    chain.finish()
    chain.project.run("refresh")
    assert is_settled(planned(chain))


@v3
def test_pictures_that_never_come_are_replaced(chain: Chain) -> None:
    """An overdue order holds the recipe until the same is ordered anew; it is read all the same."""
    ordered(chain)
    assert applied(chain, "--replace", "P-1/staging").doc["outcomes"] == [], "it is early"
    chain.project.set_pause()
    again = applied(chain, "--replace", "P-1/staging", LISTWRIGHT_NOW=LATER).ends(0, "ok")
    actions = sorted((*outcome["actions"], outcome["outcome"]) for outcome in again["outcomes"])
    assert actions == [("create", "done")] * 2
    assert len(chain.pictures.paid) == 4


SECOND_LABEL = """\
  old: {{kind: aihomedesign, api: v1, endpoint: "{endpoint}", api_key: {{env: AHD_API_KEY}}, \
rate: {{per_minute: 6000, submits_per_10_minutes: 1000}}}}
defaults:
"""


@v3
def test_two_labels_of_one_vendor_want_one_picture(chain: Chain) -> None:
    """Planned one after the other it is bought once, so it is when both come in one plan."""
    chain.project.edit("defaults:\n", SECOND_LABEL.format(endpoint=chain.pictures.endpoint))
    text = chain.project.file.read_text()
    more = "      again: {vendor: old, source: photos, rooms: [living_room], style: scandinavian}\n"
    chain.project.file.write_text(text + more)
    ordered(chain)
    assert planned(chain)["order_changes"] == []


@v3
def test_two_needs_in_doubt_about_one_picture(chain: Chain) -> None:
    """One upload is submitted once more, once."""
    text = chain.project.file.read_text()
    more = "      again: {vendor: ahd, source: photos, rooms: [living_room], style: scandinavian}\n"
    chain.project.file.write_text(text + more)
    chain.project.bootstrap()
    chain.deliver()
    chain.pictures.script("POST /v3/process", *[error(503, "busy")] * 2)
    assert applied(chain).code == 3
    keys = [change["order_key"] for change in planned(chain)["order_changes"]]
    assert len(keys) == len(set(keys)) == 2
    assert applied(chain).code == 0
    assert len(chain.pictures.paid) == 2


@v3
def test_small_photos_are_told_of_before_they_are_paid_for(chain: Chain) -> None:
    from_files(chain)
    chain.project.bootstrap()
    folder = chain.project.root / "pics"
    assert planned(chain)["warnings"] == []
    chain.project.edit("style: scandinavian", "style: modern")
    assert planned(chain)["warnings"] == []
    for name in ("living-room.jpg", "bedroom.jpg"):
        (folder / name).write_bytes(picture((90, 90, 20), (800, 1023)))
    (warning,) = planned(chain)["warnings"]
    assert (warning["code"], warning["line"]) == ("LW1367", 19)
    assert "1,024 pixels" in warning["detail"]


@v3
def test_a_photo_that_was_delivered_twice_is_made_once(chain: Chain) -> None:
    from_files(chain)
    chain.project.edit("max_images: 2", "max_images: 5")
    folder = chain.project.root / "pics"
    (folder / "bedroom 2.jpg").write_bytes((folder / "bedroom.jpg").read_bytes())
    chain.project.bootstrap()
    assert len(chain.pictures.paid) == 2
    plan = planned(chain)
    assert plan["order_changes"] == plan["blocked_changes"] == []


def fails(chain: Chain) -> None:
    """The vendor gives every picture up that it works on."""
    for process in chain.pictures.processes.values():
        process["status"] = "failed"
    assert chain.project.run("refresh").code == 0


@v3
@pytest.mark.parametrize(("policy", "orders"), [("block", 2), ("reorder", 4)])
def test_a_photo_that_fails_every_time(chain: Chain, policy: str, orders: int) -> None:
    """`reorder` orders it once more by itself, and not with every run for ever."""
    line = f"lifecycle: {{on_vendor_cancel: {policy}}}\ndefaults:\n"
    chain.project.edit("defaults:\n", line)
    ordered(chain)
    for _ in range(3):
        fails(chain)
        applied(chain)
    assert len(chain.pictures.paid) == orders
    assert {one["reason"] for one in planned(chain)["blocked_changes"]} == {"vendor_canceled"}
    assert applied(chain, "--replace", "P-1/staging").doc["summary"]["done"] == 2


@v3
def test_replacing_what_failed_leaves_a_corrected_caption_alone(chain: Chain) -> None:
    ordered(chain)
    chain.finish()
    failed = list(chain.pictures.processes.values())[-1]
    failed |= {"status": "failed", "final_assets": []}
    chain.project.run("refresh")
    front, kitchen, living, *beds = chain.photos.only("P-1").photos
    redone(chain, front, kitchen, {**living, "caption": "Bedroom 3"}, *beds)
    again = applied(chain, "--replace", "P-1/staging").ends(0, "ok")
    assert [outcome["outcome"] for outcome in again["outcomes"]] == ["done"]
    assert len(chain.pictures.paid) == 3


# ---- from one generation of the interface to the other -------------------------------------------


def other_generation(chain: Chain) -> None:
    text = chain.project.file.read_text()
    first = "api: v1" in text
    chain.project.edit(*(("api: v1", "api: v3") if first else ("api: v3", "api: v1")))


def submit_name(chain: Chain) -> str:
    first = "api: v1" in chain.project.file.read_text()
    return "POST /v1/order" if first else "POST /v3/process"


def test_an_upload_of_the_other_generation_is_not_submitted(chain: Chain) -> None:
    """`api` is changed while an upload is in hand of which nothing was bought."""
    chain.project.bootstrap()
    chain.deliver()
    chain.pictures.script(submit_name(chain), error(401, "no"))
    assert applied(chain).code == 1
    uploaded = set(chain.pictures.orders)
    assert len(uploaded) == 1
    other_generation(chain)
    first = applied(chain).ends(3, "incomplete")
    assert sorted(outcome["outcome"] for outcome in first["outcomes"]) == ["done", "skipped"]
    assert applied(chain).ends(0, "ok")["summary"]["done"] == 1
    assert len(chain.pictures.paid) == 2
    assert uploaded.isdisjoint(chain.pictures.paid)


def test_a_doubt_of_the_other_generation_stays_one(chain: Chain) -> None:
    """Nothing is uploaded or paid again for it, and no command breaks down."""
    chain.project.bootstrap()
    chain.deliver()
    chain.pictures.script(submit_name(chain), *[error(503, "busy")] * 2)
    assert applied(chain).code == 3
    uploaded = set(chain.pictures.orders)
    other_generation(chain)
    assert applied(chain).ends(0, "ok")["outcomes"] == [], "nothing may be submitted here"
    assert set(chain.pictures.orders) == uploaded
    assert chain.pictures.paid == []
    plan = planned(chain)
    assert {item["reason"] for item in plan["blocked_changes"]} == {"create_outcome_unknown"}
    other_generation(chain)
    again = planned(chain)["order_changes"]
    assert {one["reason"] for one in again} == {"resend_unknown"}, "here it can be asked about"


# ---- what was reviewed ---------------------------------------------------------------------------


@v3
def test_a_limit_that_only_the_unreviewed_rest_exceeds(chain: Chain) -> None:
    """Of three pictures two were reviewed, and two may be ordered."""
    chain.project.edit("defaults:\n", "limits: {max_images: 2}\ndefaults:\n")
    chain.project.bootstrap()
    chain.deliver()
    assert chain.project.run("plan", "-o", "saved.json").code == 0
    chain.project.edit("scandinavian, max_images: 2", "scandinavian, max_images: 3")
    assert [one["code"] for one in planned(chain)["refusals"]] == ["max_images"]
    assert chain.project.json("apply", "saved.json").ends(0, "ok")["summary"]["done"] == 2
    assert len(chain.pictures.paid) == 2


@v3
def test_a_plan_is_the_same_plan_later(chain: Chain) -> None:
    """Neither looking at the photos nor their links make it another one."""
    chain.project.bootstrap()
    chain.deliver()
    first = planned(chain)["digests"]["plan"]
    order = chain.photos.only("P-1")
    order.photos = [
        {**photo, "full_size_url": f"{photo['full_size_url']}?signature=2"}
        for photo in order.photos
    ]
    for photo in order.photos:
        link = photo["full_size_url"].partition(":")[2].partition("/")[2].partition("/")[2]
        path = "/" + link.partition("/")[2]
        chain.files.put(path, chain.files.files[path.partition("?")[0]])
    chain.project.run("refresh", "P-1")
    chain.files.asked.clear()
    assert planned(chain)["digests"]["plan"] == first
    assert chain.files.asked == [], "another signature is not another photo"


@v3
def test_a_question_about_a_rename_stays_until_it_is_answered(chain: Chain) -> None:
    from_files(chain)
    chain.project.bootstrap()
    applied(chain)
    chain.project.edit("  P-1:\n", "  P-2:\n")
    for _ in range(2):
        applied(chain)
        asked = [(line["need"], line["reason"]) for line in planned(chain)["blocked_changes"]]
        assert asked == [("P-2/photos", "protected"), ("P-2/staging", "protected")]
    assert len(chain.pictures.paid) == 2
    chain.project.edit("  P-2:\n", "  P-2:\n    renamed_from: [P-1]\n")
    plan = planned(chain)
    assert plan["order_changes"] == plan["blocked_changes"] == []
    assert plan["summary"]["needs"]["in_progress"] == 2


@v3
def test_status_tells_what_a_limit_keeps_for_the_next_apply(chain: Chain) -> None:
    chain.project.bootstrap()
    chain.deliver()
    chain.project.run("refresh", "P-1")
    planned(chain)
    chain.project.edit("defaults:\n", "limits: {max_images: 1, on_limit: trim}\ndefaults:\n")
    needs = chain.project.json("status", "P-1").ends(0, "ok")["needs"]
    (counts,) = [need["pictures"] for need in needs if need["pictures"]]
    assert (counts["wanted"], counts["to_order"], counts["waiting"]) == (2, 1, 1)


def test_an_order_page_that_leaves_things_out(chain: Chain) -> None:
    """The paid step was carried out; a page without the list of what there is proves nothing."""
    chain.project.bootstrap()
    chain.deliver()
    chain.pictures.script(submit_name(chain), None)
    applied(chain).ends(3, "incomplete")
    assert len(chain.pictures.paid) == 2
    upload = chain.pictures.paid[0]
    page = {"order_id": upload, "status": "idle"}
    for api in ("v1", "v3"):
        chain.pictures.script(f"GET /{api}/order/{upload}", *[Reply(body=page)] * 9)
    applied(chain).ends(3, "incomplete")
    applied(chain).ends(3, "incomplete")
    assert len(chain.pictures.paid) == 2, "it was submitted again"
    (again,) = planned(chain)["order_changes"]
    assert again["reason"] == "resend_unknown", "it is asked about at the next apply too"
