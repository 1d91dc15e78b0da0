"""`assets pull` and `assets sheet`: delivered photos on disk, proven, listed and shown."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.cli.project import KEY, Project, homes
from tests.servers.picture_host import PictureHost, hosting
from tests.servers.planomatic_like import PlanomaticLike, VendorOrder
from tests.support.pictures import BLUE, GREEN, RED, picture


@pytest.fixture
def host() -> Iterator[PictureHost]:
    with hosting() as running:
        yield running


def shoot(vendor: PlanomaticLike, host: PictureHost, home: str, *contents: bytes) -> VendorOrder:
    """Deliver the order of a home with these photos."""
    order = vendor.only(home)
    vendor.deliver_order(order)
    (template,) = order.photos
    order.photos = [
        {
            **template,
            "sequence": place,
            "caption": f"Room {place}",
            "full_size_url": host.put(f"/{order.order_id}/{place}.jpg", content),
        }
        for place, content in enumerate(contents, start=1)
    ]
    return order


@pytest.fixture
def delivered(project: Project, vendor: PlanomaticLike, host: PictureHost) -> Project:
    """P-1 with two photos, P-2 with one, P-3 still open; all of it known to the ledger."""
    project.write(homes("P-1", "P-2", "P-3"))
    project.bootstrap()
    shoot(vendor, host, "P-1", picture(BLUE), picture(GREEN, form="PNG"))
    shoot(vendor, host, "P-2", picture(RED))
    assert project.json("refresh").ends(0, "ok")["reads"]["used"] == 3
    vendor.calls.clear()
    return project


def outcomes(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(one["property"], one["name"], one["outcome"]) for one in document["pictures"]]


def test_photos_come_onto_the_disk_once(
    delivered: Project, vendor: PlanomaticLike, host: PictureHost
) -> None:
    document = delivered.json("assets", "pull", "P-1").ends(0, "ok")
    assert outcomes(document) == [("P-1", "01", "stored"), ("P-1", "02", "stored")]
    assert document["summary"] == {"stored": 2, "present": 0, "failed": 0, "undelivered": 0}
    order = vendor.only("P-1")
    for one, content in zip(
        document["pictures"], (picture(BLUE), picture(GREEN, form="PNG")), strict=True
    ):
        stored = (delivered.root / one["file"]).read_bytes()
        assert stored == content
        assert one["sha256"] == sha256(content).hexdigest()
        assert one["virtually_staged"] is False
    assert [Path(one["file"]).name for one in document["pictures"]] == [
        f"{order.order_id}-01-room-1.jpg",
        f"{order.order_id}-02-room-2.png",
    ]
    assert vendor.count("retrieve") == 1, "read first: links expire"
    assert len(host.asked) == 2
    again = delivered.json("assets", "pull", "P-1").ends(0, "ok")
    assert {one["outcome"] for one in again["pictures"]} == {"present"}
    assert (vendor.count("retrieve"), len(host.asked)) == (1, 2), "nobody is asked for nothing"


def test_the_key_stays_with_the_vendor(delivered: Project, host: PictureHost) -> None:
    delivered.json("assets", "pull", "*").ends(0, "ok")
    assert len(host.headers) == 3
    for headers in host.headers:
        assert KEY not in json.dumps(headers)
        assert not {"authorization", "x-api-key", "cookie"} & set(headers)


def test_what_is_damaged_or_gone_is_brought_again(
    delivered: Project, vendor: PlanomaticLike, host: PictureHost
) -> None:
    first = delivered.json("assets", "pull", "P-1").ends(0, "ok")
    paths = [delivered.root / one["file"] for one in first["pictures"]]
    paths[0].unlink()
    again = delivered.json("assets", "pull", "P-1").ends(0, "ok")
    assert [one["outcome"] for one in again["pictures"]] == ["stored", "present"]
    assert again["pictures"][0]["file"] == first["pictures"][0]["file"]
    assert len(host.asked) == 3
    # A damaged file keeps its name, and the whole picture stands beside it.
    paths[1].write_bytes(b"damaged")
    again = delivered.json("assets", "pull", "P-1").ends(0, "ok")
    assert [one["outcome"] for one in again["pictures"]] == ["present", "stored"]
    stored = (delivered.root / again["pictures"][1]["file"]).read_bytes()
    assert stored == picture(GREEN, form="PNG")
    listed = json.loads((delivered.root / "assets/P-1/pictures.json").read_text())
    assert len(listed["pictures"]) == 2, "one entry for each picture"


def test_a_vendor_that_gives_another_picture_is_told_of(
    delivered: Project, host: PictureHost
) -> None:
    first = delivered.json("assets", "pull", "P-2").ends(0, "ok")
    path = delivered.root / first["pictures"][0]["file"]
    path.unlink()
    for name in host.files:
        host.files[name] = picture(GREEN)
    document = delivered.json("assets", "pull", "P-2").ends(1, "vendor")
    assert [(one["outcome"], one["kind"]) for one in document["pictures"]] == [
        ("failed", "changed")
    ]
    assert [error["code"] for error in document["errors"]] == ["LW3042"]
    assert not path.exists()


def test_a_newer_version_of_a_photo_is_a_new_picture(
    delivered: Project, vendor: PlanomaticLike, host: PictureHost
) -> None:
    first = delivered.json("assets", "pull", "P-2").ends(0, "ok")
    order = vendor.only("P-2")
    order.photos = [{**order.photos[0], "modified_at": "2027-05-05T10:00:00Z"}]
    host.put(f"/{order.order_id}/1.jpg", picture(GREEN))
    delivered.json("refresh", "P-2").ends(0, "ok")
    again = delivered.json("assets", "pull", "P-2").ends(0, "ok")
    assert outcomes(again) == [("P-2", "01", "stored")]
    old, new = first["pictures"][0], again["pictures"][0]
    assert old["file"] != new["file"]
    assert (delivered.root / old["file"]).read_bytes() == picture(RED)
    assert (delivered.root / new["file"]).read_bytes() == picture(GREEN)


def test_links_that_expired_are_made_anew(
    delivered: Project, vendor: PlanomaticLike, host: PictureHost
) -> None:
    order = vendor.only("P-2")
    host.put(f"/{order.order_id}/1.jpg", 403)
    fresh = host.put("/fresh.jpg", picture(RED))
    order.photos = [{**order.photos[0], "full_size_url": fresh}]
    document = delivered.json("assets", "pull", "P-2").ends(0, "ok")
    assert outcomes(document) == [("P-2", "01", "stored")]
    assert host.asked == ["/fresh.jpg"]


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (404, "gone", "LW3040"),
        (302, "forbidden", "LW3040"),
        (500, "unreachable", "LW3040"),
        (b"<html>no</html>", "not_a_picture", "LW3041"),
        (b"<svg><script>alert(1)</script></svg>", "not_a_picture", "LW3041"),
        (picture(RED)[:300], "not_a_picture", "LW3041"),
    ],
)
def test_one_bad_picture_does_not_keep_the_others_back(
    delivered: Project, host: PictureHost, answer: bytes | int, kind: str, code: str
) -> None:
    bad = next(path for path in host.files if path.endswith("/1.jpg"))
    host.files[bad] = answer
    document = delivered.json("assets", "pull", "P-1").ends(1, "vendor")
    assert [one["outcome"] for one in document["pictures"]] == ["failed", "stored"]
    assert document["pictures"][0]["kind"] == kind
    (error,) = document["errors"]
    assert error["code"] == code
    assert "127.0.0.1" not in json.dumps(document["errors"]), "links may be secrets"
    assert document["sheets"] == ["assets/P-1/contact-sheet.html"]


def test_a_vendor_on_this_machine_sends_nobody_elsewhere(
    delivered: Project, vendor: PlanomaticLike, host: PictureHost
) -> None:
    order = vendor.only("P-2")
    for link in (
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "https://s3.amazonaws.com/a.jpg",
        "http://10.0.0.1/a.jpg",
    ):
        order.photos = [{**order.photos[0], "full_size_url": link}]
        document = delivered.json("assets", "pull", "P-2").ends(1, "vendor")
        assert document["pictures"][0]["kind"] == "forbidden"
    assert host.asked == []


def test_a_read_that_fails_says_so(delivered: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("html", operation="retrieve", times=9)
    document = delivered.json("assets", "pull", "P-2").ends(1, "vendor")
    assert document["pictures"][0]["kind"] == "unread"
    assert document["pictures"][0]["file"] is None


def test_a_refused_key_is_the_answer(delivered: Project, vendor: PlanomaticLike) -> None:
    vendor.switches.keys = frozenset()
    delivered.json("assets", "pull", "P-2").ends(1, "vendor_auth")


def test_a_disk_that_takes_nothing_is_our_trouble(delivered: Project) -> None:
    (delivered.root / "assets").write_text("in the way")
    document = delivered.json("assets", "pull", "P-2").ends(1, "usage")
    assert {error["code"] for error in document["errors"]} == {"LW3043"}


def test_what_is_not_delivered_is_counted(delivered: Project) -> None:
    document = delivered.json("assets", "pull", "P-3").ends(0, "ok")
    assert document["pictures"] == []
    assert document["summary"]["undelivered"] == 1
    text = delivered.run("assets", "pull", "P-3")
    assert text.out == "No picture to store. 1 order not delivered yet.\n"


def test_addresses_are_as_everywhere(delivered: Project, vendor: PlanomaticLike) -> None:
    order = vendor.only("P-2")
    for address in ("p-2", "P-2/photos", f"order:{order.order_id}", "P-2*"):
        document = delivered.json("assets", "pull", address).ends(0, "ok")
        assert {one["property"] for one in document["pictures"]} == {"P-2"}
    delivered.json("assets", "pull", "P-9").ends(1, "usage")
    assert delivered.run("assets", "pull").code == 1
    assert delivered.run("assets").code == 1


def test_read_only_writes_nothing(delivered: Project, host: PictureHost) -> None:
    for verb in ("pull", "sheet"):
        delivered.json("assets", verb, "P-1", "--read-only").ends(4, "read_only")
    assert host.asked == []
    assert not (delivered.root / "assets").exists()


def test_people_read_a_table(delivered: Project) -> None:
    ran = delivered.run("assets", "pull", "P-*")
    assert ran.code == 0
    assert ran.out == (
        "Pictures\n"
        "  P-1  2 stored\n"
        "  P-2  1 stored\n"
        "\n"
        "Contact sheets\n"
        "  assets/P-1/contact-sheet.html\n"
        "  assets/P-2/contact-sheet.html\n"
        "\n"
        "3 pictures: 3 stored, 0 there already, 0 failed. 1 order not delivered yet.\n"
    )


def test_the_sheet_is_made_anew_without_anybody(
    delivered: Project, vendor: PlanomaticLike, host: PictureHost
) -> None:
    delivered.json("assets", "pull", "P-1").ends(0, "ok")
    page = delivered.root / "assets/P-1/contact-sheet.html"
    made = page.read_text()
    assert "Room 1" in made
    page.unlink()
    calls, asked = len(vendor.calls), len(host.asked)
    document = delivered.json("assets", "sheet", "P-1", "P-2").ends(0, "ok")
    assert document["sheets"] == ["assets/P-1/contact-sheet.html"]
    assert page.read_text() == made
    assert (len(vendor.calls), len(host.asked)) == (calls, asked)


def test_a_damaged_list_is_not_written_over(delivered: Project) -> None:
    delivered.json("assets", "pull", "P-1").ends(0, "ok")
    listed = delivered.root / "assets/P-1/pictures.json"
    listed.write_text("{")
    document = delivered.json("assets", "pull", "P-1").ends(1, "usage")
    assert {error["code"] for error in document["errors"]} == {"LW3043"}
    assert listed.read_text() == "{"


@pytest.mark.parametrize(
    "change", [{"file": "/etc/hostname"}, {"file": "../P-2/x.jpg"}, {"sequence": "x"}]
)
def test_a_list_that_leads_elsewhere_stops_its_own_home_alone(
    delivered: Project, change: dict[str, object]
) -> None:
    """The list is in the repository, so whoever may change that may write anything into it."""
    delivered.json("assets", "pull", "P-1").ends(0, "ok")
    listed = delivered.root / "assets/P-1/pictures.json"
    content = json.loads(listed.read_text())
    content["pictures"][0] |= change
    listed.write_text(json.dumps(content))

    errors = delivered.json("assets", "sheet", "P-1").ends(1, "usage")["errors"]
    assert [one["code"] for one in errors] == ["LW3043"]
    assert "assets/P-1/pictures.json is damaged" in errors[0]["detail"]
    document = delivered.json("assets", "pull", "*").ends(1, "usage")
    assert {one["code"] for one in document["errors"]} == {"LW3043"}
    assert ("P-2", "01", "stored") in outcomes(document)
    assert document["sheets"] == ["assets/P-2/contact-sheet.html"]
    delivered.json("assets", "sheet", "P-2").ends(0, "ok")
    delivered.json("export", "deliverables").ends(0, "ok")
    for command in ("plan", "refresh"):
        delivered.json(command).ends(0, "ok")


def test_a_link_out_of_a_homes_folder_is_not_followed(delivered: Project) -> None:
    document = delivered.json("assets", "pull", "P-1").ends(0, "ok")
    path = delivered.root / document["pictures"][0]["file"]
    path.rename(delivered.root / "elsewhere.jpg")
    path.symlink_to(delivered.root / "elsewhere.jpg")
    delivered.json("assets", "sheet", "P-1").ends(0, "ok")
    page = (delivered.root / "assets/P-1/contact-sheet.html").read_text()
    assert "leads out of its folder" in page


def test_staged_photos_of_the_photographers_vendor_are_marked(
    project: Project, vendor: PlanomaticLike, host: PictureHost
) -> None:
    project.write(vendor=", window_exempts_staging: true")
    project.bootstrap()
    shoot(vendor, host, "P-1", picture(BLUE))
    project.json("refresh").ends(0, "ok")
    project.edit(
        "require: {photos: {slug: photos, quantity: 15}}",
        "require: {photos: {slug: photos, quantity: 15}, "
        "staging: {slug: ai_virtual_staging, quantity: 5}}",
    )
    assert project.run("apply", "--auto-approve", "--json").code == 0
    staged = next(order for order in vendor.of("P-1") if order.is_staging_only)
    vendor.deliver_order(staged)
    staged.photos = [{**staged.photos[0], "full_size_url": host.put("/staged.jpg", picture(GREEN))}]
    project.json("refresh").ends(0, "ok")
    document = project.json("assets", "pull", "P-1").ends(0, "ok")
    flags = {one["order_id"]: one["virtually_staged"] for one in document["pictures"]}
    assert flags[str(staged.order_id)] is True
    assert sorted(flags.values()) == [False, True]
    page = (project.root / "assets/P-1/contact-sheet.html").read_text()
    assert "Virtually staged" in page
