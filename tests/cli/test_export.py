"""`export`: what is remembered, for tables and other programs; nobody is asked."""

import csv
import io
import json
import os
from collections.abc import Iterator

import pytest
from tests.cli.project import Project, homes
from tests.cli.test_assets import shoot
from tests.servers.picture_host import PictureHost, hosting
from tests.servers.planomatic_like import PlanomaticLike
from tests.support.pictures import BLUE, GREEN, picture


@pytest.fixture
def host() -> Iterator[PictureHost]:
    with hosting() as running:
        yield running


@pytest.fixture
def delivered(project: Project, vendor: PlanomaticLike, host: PictureHost) -> Project:
    project.write(homes("P-1", "P-2"))
    project.bootstrap()
    order = shoot(vendor, host, "P-1", picture(BLUE), picture(GREEN))
    order.photos[1]["caption"] = '=HYPERLINK("http://evil.test","Den")'
    order.links = {"zillow_3d_link": "https://example.com/tour"}
    project.json("refresh").ends(0, "ok")
    vendor.calls.clear()
    return project


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_photo_and_link_has_a_line(delivered: Project, vendor: PlanomaticLike) -> None:
    ran = delivered.run("export", "deliverables")
    assert ran.code == 0, ran.err
    rows = rows_of(ran.out)
    assert [(row["property"], row["item"], row["name"]) for row in rows] == [
        ("P-1", "photo", "01"),
        ("P-1", "photo", "02"),
        ("P-1", "link", "zillow_3d_link"),
    ]
    photo = rows[0]
    order = vendor.only("P-1")
    assert photo["order_id"] == str(order.order_id)
    assert photo["needs"] == "P-1/photos"
    assert photo["services"] == "photos(15)"
    assert photo["caption"] == "Room 1"
    assert photo["url"].endswith(f"/{order.order_id}/1.jpg")
    assert photo["appointments"].count("/") == 1
    assert photo["delivered_at"].endswith("Z")
    assert (photo["file"], photo["sha256"], photo["virtually_staged"]) == ("", "", "")
    assert rows[2]["url"] == "https://example.com/tour"
    assert vendor.calls == [], "nobody is asked"


def test_no_cell_is_a_formula(delivered: Project) -> None:
    row = rows_of(delivered.run("export", "deliverables").out)[1]
    assert row["caption"] == '\'=HYPERLINK("http://evil.test","Den")'


def test_stored_files_stand_beside_their_photos(delivered: Project) -> None:
    pulled = delivered.json("assets", "pull", "P-1").ends(0, "ok")["pictures"]
    rows = rows_of(delivered.run("export", "deliverables").out)
    for row, one in zip(rows, pulled, strict=False):
        assert (row["file"], row["sha256"]) == (one["file"], one["sha256"])
        assert row["virtually_staged"] == "false"
    document = delivered.json("export", "deliverables").ends(0, "ok")
    (deliverable,) = document["deliverables"]
    assert [one["sha256"] for one in deliverable["photos"]] == [one["sha256"] for one in pulled]
    # The ledger knows without the list, and the list without the ledger's help.
    (delivered.root / "assets/P-1/pictures.json").unlink()
    again = delivered.json("export", "deliverables").ends(0, "ok")
    assert again["deliverables"] == document["deliverables"]


def test_the_document_holds_what_the_table_does(delivered: Project) -> None:
    document = delivered.json("export", "deliverables").ends(0, "ok")
    assert (document["what"], document["orders"]) == ("deliverables", [])
    (one,) = document["deliverables"]
    assert one["links"] == {"zillow_3d_link": "https://example.com/tour"}
    assert one["photos"][0]["caption"] == "Room 1"
    assert len(one["appointments"]) == 1
    assert one["source"] is None
    same = delivered.run("export", "deliverables", "--format", "json")
    assert same.doc["deliverables"] == document["deliverables"]


def test_orders_are_exported_too(delivered: Project) -> None:
    rows = rows_of(delivered.run("export", "orders").out)
    assert [(row["property"], row["phase"]) for row in rows] == [
        ("P-1", "delivered"),
        ("P-2", "open"),
    ]
    assert (rows[0]["photos"], rows[0]["links"], rows[0]["managed"]) == ("2", "1", "true")
    document = delivered.json("export", "orders").ends(0, "ok")
    assert [order["property"] for order in document["orders"]] == ["P-1", "P-2"]
    assert [order["cancelable"] for order in document["orders"]] == [False, True]
    assert len(document["orders"][0]["photos"]) == 2


def test_addresses_narrow_it(delivered: Project) -> None:
    assert len(rows_of(delivered.run("export", "orders", "P-2").out)) == 1
    assert rows_of(delivered.run("export", "deliverables", "P-2").out) == []
    delivered.json("export", "orders", "P-9").ends(1, "usage")


def test_a_file_is_written_whole_and_again(delivered: Project) -> None:
    expected = delivered.run("export", "deliverables").out
    for _ in range(2):
        ran = delivered.run("export", "deliverables", "-o", "out.csv")
        assert (ran.code, ran.out) == (0, "Wrote 1 order to out.csv.\n")
        assert (delivered.root / "out.csv").read_text() == expected
    ran = delivered.run("export", "orders", "--format", "json", "-o", "out.json")
    assert ran.out == "Wrote 2 orders to out.json.\n"
    document = json.loads((delivered.root / "out.json").read_text())
    assert (document["kind"], len(document["orders"])) == ("export", 2)
    told = delivered.json("export", "orders", "-o", "out.csv").ends(0, "ok")
    assert told["file"] == "out.csv"
    delivered.json("export", "orders", "-o", "absent/out.csv").ends(1, "usage")


def test_an_empty_ledger_is_an_empty_table(project: Project) -> None:
    ran = project.run("export", "deliverables")
    assert ran.code == 0
    assert rows_of(ran.out) == []
    assert ran.out.startswith("property,needs,")
    assert project.run("export").code == 1
    assert project.run("export", "everything").code == 1


def test_a_file_that_is_written_over_stays_what_it_was(delivered: Project) -> None:
    """A link still leads to its file, and whoever could read that still can."""
    target = delivered.root / "target.csv"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o644)
    (delivered.root / "link.csv").symlink_to("target.csv")
    assert delivered.run("export", "deliverables", "-o", "link.csv").code == 0
    assert (delivered.root / "link.csv").is_symlink()
    assert len(rows_of(target.read_text(encoding="utf-8"))) == 3
    assert target.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("command", [("export", "deliverables"), ("plan",)])
def test_a_pipe_is_written_to_and_not_replaced(
    delivered: Project, command: tuple[str, ...]
) -> None:
    pipe = delivered.root / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert delivered.run(*command, "-o", "pipe").code == 0
        assert len(os.read(reader, 1 << 16)) > 100
    finally:
        os.close(reader)
    assert pipe.is_fifo()
