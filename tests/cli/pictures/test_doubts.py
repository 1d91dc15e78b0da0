"""Pictures of which nobody knows whether they were bought, while what is around them changes."""

import pytest
from tests.cli.pictures.conftest import Chain
from tests.cli.pictures.test_paid_once import (
    applied,
    from_files,
    planned,
    redone,
    submit_name,
    v3,
)
from tests.servers.aihomedesign_like import error
from tests.servers.planomatic_like import Body
from tests.support.pictures import picture


def doubtful(chain: Chain) -> None:
    """The paid steps were not carried out, and their answers do not say so."""
    chain.project.bootstrap()
    chain.deliver()
    _submit_in_vain(chain)


def doubtful_of_files(chain: Chain) -> None:
    from_files(chain)
    _submit_in_vain(chain)


def _submit_in_vain(chain: Chain) -> None:
    chain.pictures.script(submit_name(chain), *[error(503, "busy")] * 2)
    assert applied(chain, "--bootstrap").code == 3
    assert chain.pictures.paid == []


def resent(plan: Body) -> list[str]:
    """The doubts that the plan sends once more; it orders nothing else and says nothing untrue."""
    changes = [one for one in plan["order_changes"] if "create" in one["actions"]]
    assert {one["reason"] for one in changes} <= {"resend_unknown"}
    assert not any("no longer wanted" in one["why"] for one in plan["blocked_changes"])
    return [one["order_key"] for one in changes]


def other_photo(chain: Chain, like: Body) -> Body:
    link = chain.files.put("/other.jpg", picture((1, 2, 3), (1200, 800)))
    return {**like, "full_size_url": link}


# ---- the photos change ---------------------------------------------------------------------------


@v3
@pytest.mark.parametrize("follows", [False, True])
def test_a_photo_is_worked_on_again(chain: Chain, follows: bool) -> None:
    """Following its source, too, a need buys nothing beside a doubt of the same place."""
    if follows:
        chain.project.edit("source: photos,", "source: photos, follow_source: true,")
    doubtful(chain)
    front, kitchen, living, *beds = chain.photos.only("P-1").photos
    redone(chain, front, kitchen, other_photo(chain, living), *beds)
    assert len(resent(planned(chain))) == 2
    assert applied(chain).code == 0
    assert len(chain.pictures.paid) == 2
    uploads = [call for call in chain.pictures.calls if call.file is not None]
    assert len(uploads) == 2, "nothing is uploaded again"


@v3
def test_a_caption_is_corrected(chain: Chain) -> None:
    """To another room that is wanted as well: the picture was submitted as the first."""
    rooms = "rooms: [living_room, bedroom, dining_room], on_missing: skip"
    chain.project.edit("rooms: [living_room, bedroom]", rooms)
    doubtful(chain)
    front, kitchen, living, *beds = chain.photos.only("P-1").photos
    redone(chain, front, kitchen, {**living, "caption": "Dining Area"}, *beds)
    assert len(resent(planned(chain))) == 2


@v3
@pytest.mark.parametrize("most", [2, 3])
def test_a_photo_is_put_in_front(chain: Chain, most: int) -> None:
    """The one in doubt comes before it; where both are wanted, the new one waits."""
    doubtful(chain)
    front, kitchen, living, *beds = chain.photos.only("P-1").photos
    redone(chain, front, kitchen, other_photo(chain, living), living, *beds)
    chain.project.edit("max_images: 2", f"max_images: {most}")
    keys = resent(planned(chain))
    assert len(keys) == len(set(keys)) == 2


@v3
def test_a_file_is_saved_again_or_taken_away(chain: Chain) -> None:
    doubtful_of_files(chain)
    uploaded = list(chain.pictures.orders)
    folder = chain.project.root / "pics"
    (folder / "bedroom.jpg").write_bytes(picture((10, 200, 10), (1200, 801)))
    assert len(resent(planned(chain))) == 2
    for file in folder.iterdir():
        file.unlink()
    assert len(resent(planned(chain))) == 2
    assert applied(chain).code == 0
    assert len(chain.pictures.paid) == 2
    assert list(chain.pictures.orders) == uploaded


@v3
def test_a_doubt_that_nothing_waits_for(chain: Chain) -> None:
    """Its need is there, so the line does not say that nobody wants it."""
    doubtful(chain)
    chain.project.edit("style: scandinavian", "style: modern")
    for doubt in planned(chain)["blocked_changes"]:
        assert doubt["why"].endswith("its outcome is unknown; nothing waits for it now")


# ---- what keeps a second paid step away ----------------------------------------------------------


def kept(chain: Chain) -> str:
    """What the plan says of both doubts while it sends neither; a time that comes is no promise."""
    plan = planned(chain)
    assert resent(plan) == []
    doubts = plan["blocked_changes"]
    assert [one["reason"] for one in doubts] == ["create_outcome_unknown"] * 2
    assert {one["until"] for one in doubts} == {None}
    assert not any("apply again" in one["remedy"] for one in doubts)
    assert applied(chain).doc["outcomes"] == []
    assert chain.pictures.paid == []
    why: str = doubts[0]["why"]
    return why.rpartition("; ")[2]


@v3
def test_a_home_that_is_not_ready_any_more(chain: Chain) -> None:
    """It was sold: nothing that was not bought is bought for it."""
    edit = chain.project.edit
    edit("max_images: 2}", "max_images: 2, ready_when: {status: vacant_ready}}")
    edit("  P-1:\n", "  P-1:\n    status: vacant_ready\n")
    doubtful(chain)
    edit("    status: vacant_ready\n", "    status: sold\n")
    assert kept(chain).startswith("the same upload is not submitted once more now: the home is not")
    edit("    status: sold\n", "    status: vacant_ready\n")
    assert len(resent(planned(chain))) == 2


@v3
def test_a_freeze(chain: Chain) -> None:
    doubtful(chain)
    chain.project.edit("defaults:\n", "freeze: [{from: 2020-01-01, to: 2099-12-31}]\ndefaults:\n")
    assert "not submitted once more now: the files freeze 2020-01-01" in kept(chain)


# ---- limits --------------------------------------------------------------------------------------


@v3
def test_a_second_paid_step_counts_as_a_picture(chain: Chain) -> None:
    """It buys one where the first was not carried out, so no limit lets it pass."""
    doubtful(chain)
    chain.project.edit("defaults:\n", "limits: {max_images: 1}\ndefaults:\n")
    (refusal,) = planned(chain)["refusals"]
    assert (refusal["code"], refusal["allowed"], refusal["actual"]) == ("max_images", 1, 2)
    assert applied(chain).code != 0
    assert chain.pictures.paid == []


@v3
def test_a_second_paid_step_over_the_limit_stays_in_doubt(chain: Chain) -> None:
    doubtful(chain)
    chain.project.edit("defaults:\n", "limits: {max_images: 1, on_limit: trim}\ndefaults:\n")
    plan = planned(chain)
    assert len(resent(plan)) == 1
    (doubt,) = plan["blocked_changes"]
    assert doubt["reason"] == "create_outcome_unknown"
    assert doubt["until"] is None
    needs = chain.project.json("status", "P-1").ends(0, "ok")["needs"]
    (counts,) = [need["pictures"] for need in needs if need["pictures"]]
    assert (counts["to_order"], counts["blocked"], counts["waiting"]) == (1, 1, 0)
    assert applied(chain).doc["summary"]["done"] == 1
    assert len(chain.pictures.paid) == 1


# ---- the facts of the home change ----------------------------------------------------------------


@v3
def test_a_price_that_changes(chain: Chain) -> None:
    """The vendor is told nothing of it, and the upload is in hand already."""
    chain.project.edit("    require:\n", "    price: 1000\n    require:\n")
    doubtful(chain)
    before = resent(planned(chain))
    chain.project.edit("    price: 1000\n", "    price: 2000\n    bedrooms: 3\n")
    chain.project.edit("street: 1 A St", "street: 1 A Street")
    assert resent(planned(chain)) == before
    assert applied(chain).doc["summary"]["done"] == 2
    assert len(chain.pictures.paid) == 2


@v3
def test_a_price_that_changes_is_no_other_picture(chain: Chain) -> None:
    """What the vendor refused is not tried again for it."""
    chain.project.edit("    require:\n", "    price: 1000\n    require:\n")
    chain.project.bootstrap()
    chain.deliver()
    chain.pictures.script(submit_name(chain), *[error(422, "no such room")] * 2)
    applied(chain)
    refused = {"vendor_rejected"}
    assert {one["reason"] for one in planned(chain)["blocked_changes"]} == refused
    chain.project.edit("    price: 1000\n", "    price: 2000\n")
    plan = planned(chain)
    assert {one["reason"] for one in plan["blocked_changes"]} == refused
    assert [one for one in plan["order_changes"] if "create" in one["actions"]] == []
