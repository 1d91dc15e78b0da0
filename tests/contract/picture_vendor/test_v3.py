"""AI HomeDesign v3, as documented and as observed, under the contract of vendors of pictures."""

from dataclasses import replace

import pytest
from tests.contract.picture_vendor.suite import PictureVendorContract, failed_by_vendor
from tests.servers.aihomedesign_like import AiHomeDesignLike, Reply, error
from tests.unit.vendors.picture_specs import PICTURE, make_vendor, picture_spec

from listwright.model.intent import Answer, AttemptOutcome, RefusalKind
from listwright.model.order import Order, Phase
from listwright.model.picture import Handle, Prepared
from listwright.ports import PictureVendor, ReadFailureError
from listwright.vendors.aihomedesign.v3_projects import address_text

PROJECTS = ("GET /v3/project", "POST /v3/project")
ADDRESS = "DEN-001 - 123 Fake St, Denver"


class V3Contract(PictureVendorContract):
    upload_call = "POST /v3/order"
    most_requests = 4
    submit_call = "POST /v3/process"
    id_field = "process_id"
    listed = "processes"

    def vendor_at(self, endpoint: str, *, total: float = 5.0) -> PictureVendor:
        return make_vendor(endpoint, "v3", total=total).vendor

    def handle(self) -> Handle:
        return {"order_id": "b" * 24, "asset_id": "c" * 24, "project_id": "d" * 24}

    def read_call(self, order: Order) -> str:
        return f"GET /v3/process/{order.request_id}"

    # ---- projects --------------------------------------------------------------------------------

    def test_the_project_of_a_home_is_made_once(
        self, vendor: PictureVendor, server: AiHomeDesignLike
    ) -> None:
        first, second = self.upload(vendor), self.upload(vendor)
        assert [project["address"] for project in server.projects.values()] == [ADDRESS]
        assert first["project_id"] == second["project_id"]
        assert [server.names().count(name) for name in PROJECTS] == [1, 1]
        query = server.last(PROJECTS[0]).query
        assert query == {"page": "1", "limit": "30", "s": ADDRESS}

    def test_a_project_of_an_earlier_run_is_found(
        self, vendor: PictureVendor, server: AiHomeDesignLike
    ) -> None:
        project_id = self.upload(vendor)["project_id"]
        again = self.vendor_at(server.endpoint)
        assert self.upload(again)["project_id"] == project_id
        assert len(server.projects) == 1

    def test_a_project_whose_text_only_begins_so_is_another(
        self, vendor: PictureVendor, server: AiHomeDesignLike
    ) -> None:
        server.projects["9" * 24] = {"id": "9" * 24, "address": f"{ADDRESS}, Unit 7"}
        assert self.upload(vendor)["project_id"] != "9" * 24
        assert len(server.projects) == 2

    @pytest.mark.parametrize("reply", [None, Reply(status=500, body={}), Reply(raw=b"<html>")])
    def test_a_project_that_may_have_been_made_is_looked_for(
        self, vendor: PictureVendor, server: AiHomeDesignLike, reply: Reply | None
    ) -> None:
        server.script(PROJECTS[1], reply)
        prepared = vendor.prepare(self.spec, PICTURE)
        assert server.names()[:3] == [PROJECTS[0], PROJECTS[1], PROJECTS[0]]
        if reply is None:
            assert isinstance(prepared, Prepared)
            assert len(server.calls) == 4
        else:
            assert isinstance(prepared, Answer)
            assert (prepared.outcome, prepared.refusal) == (
                AttemptOutcome.REFUSED,
                RefusalKind.UNREACHABLE,
            )
        assert len(server.projects) == (reply is None)

    @pytest.mark.parametrize("name", PROJECTS)
    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (401, RefusalKind.AUTH),
            (402, RefusalKind.CREDITS),
            (404, RefusalKind.ADDRESS),
            (429, RefusalKind.RATE),
        ],
    )
    def test_a_project_refused_is_an_upload_refused(
        self,
        vendor: PictureVendor,
        server: AiHomeDesignLike,
        name: str,
        status: int,
        kind: RefusalKind,
    ) -> None:
        server.script(name, error(status, "no"))
        answer = vendor.prepare(self.spec, PICTURE)
        assert isinstance(answer, Answer)
        assert (answer.outcome, answer.refusal) == (AttemptOutcome.REFUSED, kind)
        assert self.upload_call not in server.names()

    # ---- uploads and processes -------------------------------------------------------------------

    def test_an_upload_without_picture_ids_means_no_credits(
        self, vendor: PictureVendor, server: AiHomeDesignLike
    ) -> None:
        server.credits, server.no_credits_as = 0, 201
        answer = vendor.prepare(self.spec, PICTURE)
        assert isinstance(answer, Answer)
        assert (answer.outcome, answer.refusal) == (AttemptOutcome.REFUSED, RefusalKind.CREDITS)
        assert "no credits" in answer.evidence

    def test_the_process_follows_the_grammar_of_slugs(
        self, vendor: PictureVendor, server: AiHomeDesignLike
    ) -> None:
        handle = self.upload(vendor)
        self.ordered(vendor, handle)
        upload = server.last(self.upload_call)
        assert upload.form == {
            "project_id": [handle["project_id"]],
            "asset_role": ["primary_angle"],
            "file part": ["asset_file image/jpeg"],
        }
        tool = "tool-virtual-staging"
        assert server.last(self.submit_call).body == {
            "order_id": handle["order_id"],
            "tool": tool,
            "asset_map": {f"{tool}-input-image": handle["asset_id"]},
            "widgets": [
                {
                    "slug": f"widget-space-{tool}",
                    "item_slugs": [f"item-living-room-widget-space-{tool}"],
                },
                {
                    "slug": f"widget-style-{tool}",
                    "item_slugs": [f"item-scandinavian-widget-style-{tool}"],
                },
            ],
        }

    @pytest.mark.parametrize(
        ("recipe", "items"),
        [
            (
                {"tool": "interior_design", "options": (("color", "earthy_neutrals"),)},
                ["item-living-room", "item-scandinavian", "item-earthy-neutrals"],
            ),
            (
                {
                    "tool": "image_enhancement",
                    "style": None,
                    "options": (("enhancement_options", "add_fire_to_fireplace+add_screen_to_tv"),),
                },
                ["item-indoor", "item-add-fire-to-fireplace", "item-add-screen-to-tv"],
            ),
            ({"tool": "image_enhancement", "style": None, "room": "outdoor"}, ["item-outdoor"]),
            (
                {
                    "tool": "day_to_dusk",
                    "style": None,
                    "options": (("remove_shadow", "true"), ("sky_style", "pink_sky")),
                },
                ["item-pink-sky", "item-shadow-removal"],
            ),
            ({"tool": "item_removal", "style": None}, []),
        ],
    )
    def test_every_tool_has_its_items(
        self,
        vendor: PictureVendor,
        server: AiHomeDesignLike,
        recipe: dict[str, object],
        items: list[str],
    ) -> None:
        spec = picture_spec(**recipe)
        prepared = vendor.prepare(spec, PICTURE)
        assert isinstance(prepared, Prepared)
        assert vendor.commit(spec, prepared.handle).outcome is AttemptOutcome.CREATED
        body = server.last(self.submit_call).body
        sent = [item for widget in body["widgets"] for item in widget["item_slugs"]]
        assert [item.partition("-widget-")[0] for item in sent] == items

    def test_a_tool_that_the_vendor_does_not_know_is_refused_by_a_500(
        self, vendor: PictureVendor
    ) -> None:
        handle = self.upload(vendor)
        answer = vendor.commit(picture_spec(tool="virtual_restaging"), handle)
        assert (answer.outcome, answer.refusal, answer.status) == (
            AttemptOutcome.REFUSED,
            RefusalKind.CATALOG,
            500,
        )

    # ---- reads -----------------------------------------------------------------------------------

    def test_a_failed_process_is_ended_by_the_vendor(
        self, vendor: PictureVendor, server: AiHomeDesignLike
    ) -> None:
        order = self.ordered(vendor)
        server.processes[str(order.request_id)]["status"] = "failed"
        read = vendor.retrieve(self.name(order))
        assert failed_by_vendor(read)
        assert failed_by_vendor(vendor.retrieve(self.name(order, lost=True)))

    def test_another_process_of_the_same_order_is_not_ours(
        self, vendor: PictureVendor, server: AiHomeDesignLike
    ) -> None:
        order = self.ordered(vendor)
        other = {"id": "9" * 24, "order_id": order.order_id, "status": "done"}
        server.script(self.read_call(order), Reply(body=other))
        with pytest.raises(ReadFailureError) as caught:
            vendor.retrieve(self.name(order))
        assert caught.value.kind == "identity"

    @pytest.mark.parametrize("status", ["pending", "processing", "queued_again", "DONE?"])
    def test_an_unknown_status_goes_on(
        self, vendor: PictureVendor, server: AiHomeDesignLike, status: str
    ) -> None:
        order = self.ordered(vendor)
        server.processes[str(order.request_id)]["status"] = status
        read = vendor.retrieve(self.name(order))
        assert (read.phase, read.status) == (Phase.OPEN, status)

    def test_done_without_a_picture_is_a_contradiction(
        self, vendor: PictureVendor, server: AiHomeDesignLike
    ) -> None:
        order = self.ordered(vendor)
        server.processes[str(order.request_id)]["status"] = "done"
        assert vendor.retrieve(self.name(order)).phase is Phase.UNKNOWN

    def test_one_process_is_looked_at_every_five_seconds_at_most(
        self, server: AiHomeDesignLike
    ) -> None:
        setup = make_vendor(server.endpoint, "v3")
        first, second = self.ordered(setup.vendor), self.ordered(setup.vendor)
        setup.vendor.retrieve(self.name(first))
        setup.vendor.retrieve(self.name(second))
        assert setup.clock.slept == []
        setup.clock.at += 2.0
        setup.vendor.retrieve(self.name(first))
        assert setup.clock.slept == [3.0]
        setup.clock.at += 5.0
        setup.vendor.retrieve(self.name(first))
        assert setup.clock.slept == [3.0]


class TestV3AsDocumented(V3Contract):
    pass


class TestV3AsObserved(V3Contract):
    observed = True


def test_a_home_without_a_street_is_called_by_its_id() -> None:
    spec = picture_spec()
    nowhere = replace(spec.dwelling.location, street=" ", city="")
    dwelling = replace(spec.dwelling, location=nowhere)
    assert address_text(replace(spec, dwelling=dwelling)) == "DEN-001"
