"""AI HomeDesign v1 under the contract of every vendor of pictures, and its own rules."""

from functools import cache

import pytest
from tests.contract.picture_vendor.suite import PictureVendorContract
from tests.servers.aihomedesign_like import AiHomeDesignLike, picture_server
from tests.unit.vendors.picture_specs import PICTURE, make_vendor, picture_spec

from listwright.model.catalog import Catalog
from listwright.model.order import Order, Phase
from listwright.model.picture import Handle, Prepared
from listwright.ports import PictureVendor


@cache
def fetched() -> Catalog:
    """The catalog as the server tells it."""
    with picture_server() as server:
        return make_vendor(server.endpoint, "v1").vendor.fetch_catalog()


class TestV1(PictureVendorContract):
    upload_call = "POST /v1/order/image"
    most_requests = 1
    submit_call = "POST /v1/order"
    id_field = "image_id"
    listed = "generated_images"

    def vendor_at(self, endpoint: str, *, total: float = 5.0) -> PictureVendor:
        return make_vendor(endpoint, "v1", total=total, catalog=fetched()).vendor

    def handle(self) -> Handle:
        return {"order_id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301"}

    def read_call(self, order: Order) -> str:
        return f"GET /v1/order/{order.order_id}"

    def test_the_body_is_the_one_of_the_given_document(
        self, vendor: PictureVendor, server: AiHomeDesignLike
    ) -> None:
        order = self.ordered(vendor)
        assert server.last(self.upload_call).form == {
            "service_name": ["service-ai-virtual-staging"],
            "file part": ["image image/jpeg"],
        }
        assert server.last(self.submit_call).body == {
            "order_id": order.order_id,
            "space_name": "space-living-room",
            "selected_widgets": [{"id": "11", "item_id": "113"}],
        }
        assert order.eta_s == 45

    def test_the_order_is_done_though_its_status_is_idle(
        self, vendor: PictureVendor, server: AiHomeDesignLike
    ) -> None:
        order = self.ordered(vendor)
        server.finish(str(order.request_id))
        assert server.orders[order.order_id]["status"] == "idle"
        read = vendor.retrieve(self.name(order))
        assert (read.phase, read.status) == (Phase.DELIVERED, "regular_finished")
        assert read.delivered_at is not None
        assert read.delivered_at.year == 2026  # not that of the zero time beside it

    @pytest.mark.parametrize(
        ("status", "src"),
        [("regular_finished", ""), ("regular_finished", None), ("queued", "https://x.test/1.jpg")],
    )
    def test_a_picture_needs_a_link_and_a_finished_status(
        self, vendor: PictureVendor, server: AiHomeDesignLike, status: str, src: str | None
    ) -> None:
        order = self.ordered(vendor)
        server.image(str(order.request_id)).update(status=status, src=src)
        read = vendor.retrieve(self.name(order))
        assert (read.phase, read.photos) == (Phase.OPEN, ())

    def test_submitted_and_nothing_shown_yet_is_open(
        self, vendor: PictureVendor, server: AiHomeDesignLike
    ) -> None:
        order = self.ordered(vendor)
        server.orders[order.order_id]["generated_images"] = []
        assert vendor.retrieve(self.name(order)).phase is Phase.OPEN

    @pytest.mark.parametrize(
        ("recipe", "body"),
        [
            (
                {"tool": "interior_design", "room": "kitchen", "options": (("color", "sage"),)},
                {
                    "space_name": "space-kitchen--",
                    "selected_widgets": [
                        {"id": "11", "item_id": "113"},
                        {"id": "12", "item_id": "122"},
                    ],
                },
            ),
            (
                {
                    "tool": "image_enhancement",
                    "style": None,
                    "options": (("enhancement_options", "fire_in_fireplace+screen_on_tv"),),
                },
                {
                    "space_name": "indoor",
                    "selected_widgets": [
                        {"id": "13", "item_id": "131"},
                        {"id": "13", "item_id": "132"},
                    ],
                },
            ),
            (
                {
                    "tool": "day_to_dusk",
                    "style": None,
                    "options": (("remove_shadow", "true"), ("sky_style", "twilight")),
                },
                {"selected_widgets": [{"id": "14", "item_id": "142"}], "remove_shadow": True},
            ),
            ({"tool": "item_removal", "style": None}, {}),
        ],
    )
    def test_every_tool_has_its_body(
        self,
        vendor: PictureVendor,
        server: AiHomeDesignLike,
        recipe: dict[str, object],
        body: dict[str, object],
    ) -> None:
        spec = picture_spec(**recipe)
        prepared = vendor.prepare(spec, PICTURE)
        assert isinstance(prepared, Prepared)
        answer = vendor.commit(spec, prepared.handle)
        assert answer.order is not None, answer
        assert server.last(self.submit_call).body == {"order_id": answer.order.order_id, **body}
