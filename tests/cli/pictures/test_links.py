"""Links that lead nowhere any more: each is renewed by one read of its order, and no more."""

import shutil

import pytest
from tests.cli.pictures.conftest import Chain
from tests.servers.planomatic_like import VendorOrder

v3 = pytest.mark.parametrize("chain", ["v3"], indirect=True)


def without_cache(chain: Chain) -> None:
    """What was downloaded and does not stand in the assets has to be downloaded again."""
    shutil.rmtree(chain.project.root / ".listwright" / "cache")


# ---- photos --------------------------------------------------------------------------------------


@v3
def test_a_photo_that_no_new_link_leads_to_is_asked_for_once_more(chain: Chain) -> None:
    """Links are signed anew by each read, so that one differs is no reason to read again."""
    chain.project.bootstrap()
    chain.deliver()
    assert chain.project.run("plan", "-o", "saved.json").code == 0
    without_cache(chain)
    chain.photos.switches.signed = True
    shoot = chain.photos.only("P-1")
    for place in (3, 4):
        del chain.files.files[f"/{shoot.order_id}/{place}.jpg"]
    read, asked = shoot.reads, len(chain.files.asked)
    ended = chain.project.json("apply", "saved.json").ends(3, "incomplete")
    assert [one["outcome"] for one in ended["outcomes"]] == ["skipped"] * 2
    assert "expired" in ended["outcomes"][0]["error"]["message"]
    assert (shoot.reads - read, len(chain.files.asked) - asked) == (2, 4)
    assert chain.pictures.paid == []


@v3
def test_a_photo_behind_a_new_link_is_compared_as_well(chain: Chain) -> None:
    """What stands there by now is another picture: it is not uploaded, and the next plan knows."""
    chain.project.bootstrap()
    chain.deliver()
    assert chain.project.run("plan", "-o", "saved.json").code == 0
    without_cache(chain)
    chain.photos.switches.signed = True
    shoot = chain.photos.only("P-1")
    first = chain.files.files[f"/{shoot.order_id}/1.jpg"]
    for place in (3, 4):
        path = f"/{shoot.order_id}/{place}.jpg"
        chain.files.files |= {f"{path}?read={n}": first for n in range(20)}
        del chain.files.files[path]
    ended = chain.project.json("apply", "saved.json")
    messages = [one["error"]["message"] for one in ended.doc["outcomes"] if one["error"]]
    assert len(messages) == 2
    assert all("another picture" in message for message in messages)
    assert chain.pictures.paid == []


def unnumbered(chain: Chain) -> VendorOrder:
    """Both pictures are finished; the photographer's vendor writes no `sequence`."""
    chain.project.bootstrap()
    chain.deliver()
    shoot = chain.photos.only("P-1")
    shoot.photos = [{k: v for k, v in one.items() if k != "sequence"} for one in shoot.photos]
    assert chain.project.run("apply", "--auto-approve").code == 0
    chain.finish()
    return shoot


def befores(chain: Chain) -> int:
    return len(list((chain.project.root / "assets" / "P-1" / "before").glob("*.jpg")))


@v3
def test_photos_without_a_sequence_are_put_beside_what_was_made_of_them(chain: Chain) -> None:
    unnumbered(chain)
    without_cache(chain)
    assert chain.project.run("refresh").code == 0
    assert befores(chain) == 2


@v3
def test_the_links_of_photos_without_a_sequence_are_renewed(chain: Chain) -> None:
    shoot = unnumbered(chain)
    assert chain.project.run("refresh").code == 0
    shutil.rmtree(chain.project.root / "assets" / "P-1" / "before")
    chain.photos.switches.signed = True
    for place in (3, 4):
        path = f"/{shoot.order_id}/{place}.jpg"
        content = chain.files.files.pop(path)
        chain.files.files |= {f"{path}?read={n}": content for n in range(20)}
    read = shoot.reads
    pulled = chain.project.json("assets", "pull", "P-1/staging").ends(0, "ok")
    assert pulled["warnings"] == []
    assert (befores(chain), shoot.reads - read) == (2, 1)


@v3
@pytest.mark.parametrize("answer", [b"<html>This link has expired.</html>", 302])
def test_a_photo_whose_link_leads_to_a_page_is_looked_at_anew(
    chain: Chain, answer: bytes | int
) -> None:
    """By the plan; and once more by the upload, when the link of the plan has expired by then."""
    chain.project.bootstrap()
    chain.deliver()
    assert chain.project.run("refresh").code == 0
    shoot = chain.photos.only("P-1")
    places = [f"/{shoot.order_id}/{place}.jpg" for place in (3, 4)]
    contents = {path: chain.files.files[path] for path in places}
    chain.photos.switches.signed = True

    def expire(first: int) -> None:
        for path, content in contents.items():
            chain.files.put(path, answer)
            for n in range(20):
                chain.files.put(f"{path}?read={n}", answer if n < first else content)

    expire(0)
    assert chain.project.run("plan", "-o", "saved.json").code == 0
    without_cache(chain)
    expire(shoot.reads + 1)
    ended = chain.project.json("apply", "saved.json").ends(0, "ok")
    assert [one["outcome"] for one in ended["outcomes"]] == ["done"] * 2
    assert len(chain.pictures.paid) == 2
