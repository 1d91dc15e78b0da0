"""The stories of staging in the sandbox inside the product, whose clock is the run's."""

from contextlib import closing

from tests.cli.staging.story import (
    FOLLOWING,
    SHOT,
    STAGED,
    STYLED,
    Inside,
    change_of,
    outside,
    stuck,
    waiting,
)

from listwright.sandbox.store import SandboxStore


def test_beside_the_shoot_in_the_sandbox(inside: Inside) -> None:
    inside.wants(SHOT, STAGED, STYLED)
    assert inside.apply()["summary"]["done"] == 1
    assert len(inside.orders()) == 1
    inside.run("sandbox", "advance", "8d")
    assert inside.settled()["summary"]["needs"]["satisfied"] == 3


def test_after_the_shoot_in_the_sandbox(inside: Inside) -> None:
    inside.wants(SHOT)
    inside.apply()
    inside.wants(SHOT, STAGED, STYLED)
    held = waiting(inside.plan())
    assert held["reason"] == "dependency_pending"
    assert held["clears_when"] == f"order {inside.number()} delivered"
    assert inside.apply()["outcomes"] == []
    inside.run("sandbox", "advance", "8d")
    change = change_of(inside.plan())
    assert [line["previous_order_id"] for line in change["services"]] == [inside.number()] * 2
    assert inside.apply()["summary"]["done"] == 1
    assert inside.settled()["summary"]["needs"]["in_progress"] == 2
    inside.run("sandbox", "advance", "2d")
    assert inside.settled()["summary"]["needs"]["satisfied"] == 3
    assert len(inside.orders()) == 2


def test_inside_the_window_in_the_sandbox(inside: Inside) -> None:
    inside.wants(SHOT)
    inside.apply()
    inside.run("sandbox", "advance", "1d", "--deliver")
    inside.wants(SHOT, STAGED)
    assert waiting(inside.plan())["reason"] == "duplicate_window"
    inside.run("sandbox", "advance", "3d")
    assert inside.apply()["summary"]["done"] == 1
    inside.settled()


def test_changed_photos_in_the_sandbox(inside: Inside) -> None:
    inside.wants(SHOT)
    inside.apply()
    inside.run("sandbox", "advance", "8d")
    inside.wants(SHOT, FOLLOWING)
    inside.apply()
    inside.run("sandbox", "advance", "8d")
    inside.settled()
    with closing(SandboxStore(inside.project.root / ".listwright" / "sandbox.db")) as store:
        store.change_photos(int(inside.number()))
    inside.run("sandbox", "advance", "1h")
    inside.run("refresh", "P-1")
    change = change_of(inside.plan())
    assert (change["needs"], change["reason"]) == (["P-1/staging"], "source_changed")
    assert inside.apply()["summary"]["done"] == 1
    inside.settled()


def test_a_source_nobody_knows_in_the_sandbox(inside: Inside) -> None:
    inside.wants(outside(123456))
    assert stuck(inside.plan())["reason"] == "identity_mismatch"
    assert inside.orders() == []
