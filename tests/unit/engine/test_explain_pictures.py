"""What is said of single pictures: the words of the plan, also where pictures touch each other."""

from tests.support.scenes import scene
from tests.unit.engine.explanations import check_of, decisive, explained

LABELS = "two-labels-of-one-vendor-order-a-picture-once"
NEEDS = "two-needs-of-one-recipe-order-it-once"
FAILED = "replace-flag-orders-only-the-picture-that-failed-again"


def test_a_picture_that_another_label_of_the_vendor_orders_is_on_its_way() -> None:
    assert set(scene(LABELS).portfolio.vendors) == {"planomatic", "ahd", "old"}
    check = decisive(explained(LABELS, "DEN-1/again"))
    assert check.check == "picture_1"
    assert check.detail == "DEN-1/staging orders the same picture in this plan"


def test_a_picture_that_another_need_orders_is_on_its_way() -> None:
    check = decisive(explained(NEEDS, "DEN-1/staging"))
    assert check.check == "picture_1"
    assert check.detail == "DEN-1/again orders the same picture in this plan"


def test_the_need_that_claimed_a_picture_names_its_order() -> None:
    for name, address in ((LABELS, "DEN-1/staging"), (NEEDS, "DEN-1/again")):
        check = check_of(explained(name, address), "picture_1")
        assert check.passed
        assert "no: not made yet; its order is named lw1-" in check.detail


def test_a_request_repeats_the_stuck_picture_and_leaves_the_one_that_is_done() -> None:
    found = explained(FAILED, "DEN-1/staging")
    assert "ordered again on request" in check_of(found, "picture_1").detail
    assert check_of(found, "picture_2").detail == "order u2 delivered it 2026-11-22"
    accepted = {one.order_id: one.accepted for one in found.considered}
    assert accepted == {"u1": False, "u2": True}
