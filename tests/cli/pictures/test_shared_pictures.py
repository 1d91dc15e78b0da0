"""Two needs of a home that come to one picture: whoever may order it does, and only one does."""

import pytest
from tests.cli.pictures.conftest import Chain
from tests.cli.pictures.test_paid_once import applied, from_files, planned, v3

AGAIN = "      z_again: {vendor: ahd, source: {files: ['pics/*.jpg']}, rooms: [living_room], "


def wanted_twice(chain: Chain) -> None:
    from_files(chain)
    text = chain.project.file.read_text()
    chain.project.file.write_text(text + AGAIN + "style: scandinavian}\n")


@v3
def test_a_need_that_waits_holds_no_picture_of_another(chain: Chain) -> None:
    wanted_twice(chain)
    chain.project.edit("max_images: 2}", "max_images: 2, ready_when: {status: vacant_ready}}")
    chain.project.edit("  P-1:\n", "  P-1:\n    status: occupied\n")
    plan = planned(chain)
    assert [one["needs"] for one in plan["order_changes"]] == [["P-1/z_again"], ["P-1/photos"]]
    chain.project.bootstrap()
    assert len(chain.pictures.paid) == 1
    chain.project.edit("status: occupied", "status: vacant_ready")
    assert applied(chain).ends(0, "ok")["summary"]["done"] == 1
    assert len(chain.pictures.paid) == 2


@v3
@pytest.mark.parametrize(
    ("scope", "orders"),
    [
        (("--target", "P-1/staging"), 2),
        (("--target", "P-1/z_again"), 1),
        (("--exclude", "P-1/staging"), 1),
        ((), 2),
    ],
)
def test_a_need_outside_the_scope_holds_no_picture(
    chain: Chain, scope: tuple[str, ...], orders: int
) -> None:
    wanted_twice(chain)
    ran = applied(chain, "--bootstrap", "--exclude", "P-1/photos", *scope)
    assert ran.doc["summary"]["done"] == len(chain.pictures.paid) == orders
    assert applied(chain, "--bootstrap").code == 0
    assert len(chain.pictures.paid) == 2
