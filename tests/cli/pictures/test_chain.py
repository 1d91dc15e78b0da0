"""From photos to staged pictures against servers written from the vendors' pages, not from ours."""

import json

import pytest
from tests.cli.pictures.conftest import AHD_KEY, Chain
from tests.support.pictures import opened


def test_the_whole_chain(chain: Chain) -> None:
    """Photos ordered, delivered, downloaded, staged, on disk; nothing is asked for twice."""
    project = chain.project
    first = project.bootstrap().ends(0, "ok")
    assert [outcome["needs"] for outcome in first["outcomes"]] == [["P-1/photos"]]
    waiting = project.json("plan").ends(0, "ok")["deferred_changes"]
    assert [(one["need"], one["reason"]) for one in waiting] == [
        ("P-1/staging", "dependency_pending")
    ]
    assert waiting[0]["waits_for"] == ["P-1/photos"]
    chain.deliver()

    planned = project.json("plan").ends(0, "ok")
    assert planned["refusals"] == [], "the chain goes on by itself"
    rooms = [(one["picture"]["room"], one["picture"]["source"]["sequence"]) for one in
             planned["order_changes"]]  # fmt: skip
    assert rooms == [("living_room", 3), ("bedroom", 4)]
    assert planned["queues"][0]["pictures"] == 2
    applied = project.run("apply", "--auto-approve", "--json").ends(0, "ok")
    assert [outcome["outcome"] for outcome in applied["outcomes"]] == ["done", "done"]
    assert len(chain.pictures.paid) == 2

    assert project.json("plan", "--detailed-exitcode").ends(0, "ok")["order_changes"] == []
    chain.finish()
    collected = project.run("refresh")
    assert collected.code == 0, collected.out + collected.err
    stored = sorted((project.root / "assets" / "P-1").glob("*.jpg"))
    assert [opened(file.read_bytes()).size for file in stored] == [(900, 600)] * 2
    manifest = json.loads((project.root / "assets" / "P-1" / "pictures.json").read_text())
    results = [one for one in manifest["pictures"] if one["role"] == "result"]
    assert all(one["virtually_staged"] for one in results)
    assert {one["room"] for one in results} == {"living_room", "bedroom"}
    assert (project.root / "assets" / "P-1" / "contact-sheet.html").is_file()

    last = project.json("plan", "--detailed-exitcode").ends(0, "ok")
    assert last["order_changes"] == last["deferred_changes"] == last["blocked_changes"] == []
    assert last["summary"]["needs"]["satisfied"] == 2
    assert len(chain.pictures.paid) == 2
    assert sum("image" in name or name == "POST /v3/order" for name in chain.pictures.names()) >= 2


def test_the_key_goes_to_its_own_vendor_only(chain: Chain) -> None:
    project = chain.project
    project.bootstrap()
    chain.deliver()
    project.run("apply", "--auto-approve")
    chain.finish()
    ended = project.run("refresh", "-v")
    assert chain.files.asked, "photos and pictures were downloaded"
    assert all("x-api-key" not in headers for headers in chain.files.headers)
    assert AHD_KEY not in json.dumps(chain.files.headers) + ended.out + ended.err


@pytest.mark.parametrize("chain", ["v3"], indirect=True)
def test_the_third_interface_as_the_vendors_own_client_sees_it(chain: Chain) -> None:
    chain.pictures.observed = True
    project = chain.project
    project.bootstrap()
    chain.deliver()
    assert project.run("apply", "--auto-approve").code == 0
    chain.finish()
    assert project.run("refresh").code == 0
    assert len(list((project.root / "assets" / "P-1").glob("*.jpg"))) == 2
    project.json("plan", "--detailed-exitcode").ends(0, "ok")


@pytest.mark.parametrize("chain", ["v1"], indirect=True)
def test_the_first_interface_with_its_catalog_in_two_parts(chain: Chain) -> None:
    chain.pictures.split_catalog = True
    project = chain.project
    project.bootstrap()
    chain.deliver()
    assert project.run("apply", "--auto-approve").code == 0
    assert len(chain.pictures.paid) == 2


def test_a_read_only_plan_downloads_nothing(chain: Chain) -> None:
    project = chain.project
    project.bootstrap()
    chain.deliver()
    project.run("refresh")
    chain.files.asked.clear()
    plan = project.json("plan", "--read-only").ends(0, "ok")
    assert [one["reason"] for one in plan["deferred_changes"]] == ["read_required"]
    assert chain.files.asked == []


def test_a_photo_that_changed_after_the_plan_is_not_uploaded(chain: Chain) -> None:
    """What was reviewed is what is bought: other bytes wait for the next plan."""
    project = chain.project
    project.bootstrap()
    chain.deliver()
    project.run("plan", "-o", "saved.json")
    order = chain.photos.only("P-1")
    place = f"/{order.order_id}/3.jpg"
    chain.files.put(place, chain.files.files[f"/{order.order_id}/1.jpg"])
    for cached in (project.root / ".listwright" / "cache" / "pictures").rglob("*"):
        if cached.is_file():
            cached.unlink()
    ended = project.json("apply", "saved.json")
    outcomes = {one["outcome"] for one in ended.doc["outcomes"]}
    assert outcomes == {"done", "skipped"}
    assert len(chain.pictures.paid) == 1
    again = project.json("apply", "--auto-approve").ends(0, "ok")
    assert [one["outcome"] for one in again["outcomes"]] == ["done"]
    assert len(chain.pictures.paid) == 2


def test_a_host_that_nobody_knew_is_added_and_nothing_else_changes(chain: Chain) -> None:
    """The finished pictures wait at their links; the order is the same, and is not paid again."""
    project = chain.project
    project.bootstrap()
    chain.deliver()
    assert project.run("apply", "--auto-approve").code == 0
    chain.finish()
    paid = list(chain.pictures.paid)
    served = f"http://127.0.0.1:{chain.files.port}"
    chain.link_to("https://pictures.invalid")

    warnings = project.json("refresh").ends(0, "ok")["warnings"]
    assert {one["code"] for one in warnings} == {"LW3017"}
    assert "`vendors.ahd.link_hosts`" in warnings[0]["fix"]
    errors = project.json("assets", "pull", "P-1").ends(1, "vendor")["errors"]
    assert any("`vendors.NAME.link_hosts`" in one["fix"] for one in errors)
    before = project.json("plan").ends(0, "ok")

    project.edit("settle: 0h", "settle: 0h, link_hosts: [pictures.invalid]")
    after = project.json("plan", "--detailed-exitcode").ends(0, "ok")
    for name in ("order_changes", "deferred_changes", "blocked_changes"):
        assert after[name] == before[name] == []
    # The host is followed now; that no such host answers is all that is wrong with it.
    (first, *_) = project.json("refresh").ends(0, "ok")["warnings"]
    assert "did not answer" in first["detail"]

    chain.link_to(served)
    project.json("refresh").ends(0, "ok")
    assert len(list((project.root / "assets" / "P-1").glob("*.jpg"))) == 2
    assert chain.pictures.paid == paid
