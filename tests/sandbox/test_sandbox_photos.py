"""The photos of delivered orders: real pictures, always the same, at this server's own address."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from listwright.sandbox.faults import Fault
from listwright.sandbox.pictures import draw_result, shrink_picture

Json = dict[str, Any]
Build = Callable[..., Json]


def delivered(vendor: Any, body: Json) -> Json:
    order_id = vendor.create(body)["order_id"]
    vendor.control(f"/orders/{order_id}/deliver")
    return dict(vendor.retrieve(order_id))


def content(vendor: Any, address: str) -> bytes:
    response = vendor.http.get(address)
    assert response.status_code == 200
    assert response.headers["content-type"] == "image/jpeg"
    return bytes(response.content)


def test_photos_are_served(vendor: Any, order_body: Build) -> None:
    order = delivered(vendor, order_body())
    assert {"Living Room", "Primary Bedroom", "Kitchen"} <= {p["caption"] for p in order["photos"]}
    pictures = set()
    for photo in order["photos"]:
        assert photo["full_size_url"].startswith(str(vendor.http.base_url))
        picture = content(vendor, photo["full_size_url"])
        assert 10_000 < len(picture) < 200_000
        with Image.open(io.BytesIO(picture)) as image:
            assert (image.format, image.size) == ("JPEG", (1280, 853))
        pictures.add(picture)
    assert len(pictures) == len(order["photos"]) == 15
    first = order["photos"][0]
    plain, marked = (
        content(vendor, first[name]) for name in ("full_size_url", "full_size_watermarked_url")
    )
    assert plain != marked
    assert content(vendor, first["full_size_url"]) == plain
    assert vendor.show("/requests")["photo"] == 18


def test_addresses_follow_the_host_that_was_called(vendor: Any, order_body: Build) -> None:
    order_id = delivered(vendor, order_body())["order_id"]
    body = {"api_key": "any-key", "order_id": order_id}
    headers = {"host": "sandbox.test:81"}
    answer = vendor.http.post("/api/v3/orders/retrieve", json=body, headers=headers).json()
    assert answer["photos"][0]["full_size_url"].startswith("http://sandbox.test:81/")


def test_photos_that_are_worked_on_again_are_other_bytes(vendor: Any, order_body: Build) -> None:
    before = delivered(vendor, order_body())
    address = before["photos"][2]["full_size_url"]
    editions = [content(vendor, address)]
    for _ in range(2):
        vendor.control(f"/orders/{before['order_id']}/change-photos")
        assert vendor.retrieve(before["order_id"])["photos"][2]["full_size_url"] == address
        editions.append(content(vendor, address))
    assert len(set(editions)) == 3


def test_photos_that_do_not_exist(vendor: Any, order_body: Build) -> None:
    order = delivered(vendor, order_body())
    address = order["photos"][14]["full_size_url"]
    assert vendor.http.get(address).status_code == 200
    open_order = vendor.create(order_body(external_property_id="DEN-2"))["order_id"]
    for wrong in (
        address.replace("x15.jpg", "x16.jpg"),
        address.replace("x15.jpg", "x0.jpg"),
        address.replace("x15.jpg", "xone.jpg"),
        address.replace(order["order_id"], "1"),
        address.replace(order["order_id"], open_order),
    ):
        assert vendor.http.get(wrong).status_code == 404, wrong


def test_downloads_of_one_home_go_wrong(vendor: Any, order_body: Build) -> None:
    orders = [delivered(vendor, order_body(external_property_id=home)) for home in ("A", "B")]
    links = [order["photos"][0]["full_size_url"] for order in orders]
    vendor.store.set_fault(
        Fault(name="expired-link", operation="photo", external_property_id="B", times=None)
    )
    assert [vendor.http.get(link).status_code for link in links] == [200, 403]


def test_hostile_captions_are_drawn_in_one_line(vendor: Any, order_body: Build) -> None:
    home = "DEN\n<b>\x00" + "語" * 80
    order = delivered(vendor, order_body(external_property_id=home))
    assert len(content(vendor, order["photos"][0]["full_size_url"])) < 200_000


@pytest.mark.parametrize("size", [(1, 1), (40, 10), (6000, 20)])
def test_a_banner_fits_any_picture(size: tuple[int, int]) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", size, "blue").save(buffer, "PNG")
    result = draw_result(buffer.getvalue(), "STAGED Scandinavian Living Room")
    with Image.open(io.BytesIO(result)) as image:
        assert image.width <= 4096
        assert image.height <= max(size)


def test_a_turned_picture_is_set_upright() -> None:
    buffer = io.BytesIO()
    picture = Image.new("RGB", (80, 40), "blue")
    exif = picture.getexif()
    exif[0x0112] = 6
    picture.save(buffer, "JPEG", exif=exif)
    with Image.open(io.BytesIO(draw_result(buffer.getvalue(), "X"))) as image:
        assert image.size == (40, 80)


def test_a_broken_picture_becomes_a_canvas() -> None:
    buffer = io.BytesIO()
    Image.effect_noise((200, 200), 80).save(buffer, "JPEG")
    for broken in (b"", b"\xff\xd8\xff", buffer.getvalue()[:-2000]):
        with Image.open(io.BytesIO(draw_result(broken, "X"))) as image:
            assert image.size == (1280, 853)
    with Image.open(io.BytesIO(shrink_picture(b"", 100, 100))) as image:
        assert image.size[0] == 100
