"""Pictures that stay although their photos are taken anew, or are called otherwise."""

from datetime import UTC, datetime

from tests.cli.pictures.conftest import Chain
from tests.cli.pictures.test_paid_once import applied, is_settled, made, planned, redone, v3
from tests.servers.planomatic_like import Body
from tests.support.pictures import picture

FOLLOW = "follow_source: true, max_images: 2"
SPRING = "2027-06-01T00:00:00Z"
LATER = "2027-06-10T00:00:00Z"


def at(chain: Chain, now: str) -> Body:
    return chain.project.json("plan", LISTWRIGHT_NOW=now).ends(0, "ok")


@v3
def test_a_new_shoot_leaves_the_pictures_of_the_old_one_alone(chain: Chain) -> None:
    made(chain)
    chain.project.edit("quantity: 15}", "quantity: 15, fresh_for: {max_age: 90d}}")
    chain.project.set_pause()
    plan = at(chain, SPRING)
    assert [change["needs"] for change in plan["order_changes"]] == [["P-1/photos"]]
    assert plan["summary"]["needs"]["satisfied"] == 1, "the pictures are there"
    chain.photos.now = lambda: datetime(2027, 6, 1, tzinfo=UTC)
    assert applied(chain, LISTWRIGHT_NOW=SPRING).code == 0
    chain.photos.now = lambda: datetime(2027, 6, 2, tzinfo=UTC)
    chain.photos.deliver("P-1")
    old, new = chain.photos.orders.values()
    told = "2027-06-02T00:00:00Z"
    new.photos = [
        {
            **photo,
            "uploaded_at": told,
            "created_at": told,
            "full_size_url": chain.files.put(
                f"/new/{place}.jpg", picture((place, 3, 9 * place), (1200, 800))
            ),
        }
        for place, photo in enumerate(old.photos)
    ]
    for _ in range(2):
        assert is_settled(at(chain, LATER))
    assert len(chain.pictures.paid) == 2


@v3
def test_captions_are_corrected_where_the_source_is_followed(chain: Chain) -> None:
    """The photos are the very same ones."""
    chain.project.edit("max_images: 2", FOLLOW)
    made(chain)
    front, kitchen, living, primary, second = chain.photos.only("P-1").photos
    swapped = {**living, "caption": "Bedroom 3"}, {**primary, "caption": "Living Room"}
    redone(chain, front, kitchen, *swapped, second)
    assert is_settled(planned(chain))


@v3
def test_photos_are_sorted_anew_where_the_source_is_followed(chain: Chain) -> None:
    chain.project.edit("max_images: 2", FOLLOW)
    made(chain)
    front, kitchen, living, primary, second = chain.photos.only("P-1").photos
    redone(chain, front, kitchen, second, living, primary)
    for _ in range(2):
        assert is_settled(planned(chain))


@v3
def test_a_photo_that_is_worked_on_is_followed(chain: Chain) -> None:
    chain.project.edit("max_images: 2", FOLLOW)
    made(chain)
    front, kitchen, living, primary, second = chain.photos.only("P-1").photos
    link = chain.files.put("/new/3.jpg", picture((1, 2, 3), (1200, 800)))
    redone(chain, front, kitchen, {**living, "full_size_url": link}, primary, second)
    (change,) = planned(chain)["order_changes"]
    assert change["reason"] == "source_changed"
