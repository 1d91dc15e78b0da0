"""A home whose photos come from one independent server and whose pictures from another."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from tests.cli.project import Project
from tests.servers.aihomedesign_like import AiHomeDesignLike
from tests.servers.picture_host import PictureHost, hosting
from tests.servers.planomatic_like import PlanomaticLike
from tests.support.pictures import picture

AHD_KEY = "ahd-key-0cc175b9c0f1b6a8"

CAPTIONS = ("Front Exterior", "Kitchen", "Living Room", "Primary Bedroom", "Bedroom 2")

PROJECT = """\
version: 1
project: t
vendors:
  planomatic: {{kind: planomatic, endpoint: "{photos}", api_key: {{env: PLANOMATIC_API_KEY}}, \
duplicate_window: 72h, rate: {{per_minute: 6000}}}}
  ahd: {{kind: aihomedesign, api: {api}, endpoint: "{pictures}", api_key: {{env: AHD_API_KEY}}, \
rate: {{per_minute: 6000, submits_per_10_minutes: 1000}}, settle: 0h}}
defaults:
  vendor: planomatic
  billing_entity: investment_entity_1
  access: {{method: keypad, access_code: {{env: DOOR}}, contact_name: Jane Doe, \
contact_phone: "+1 555-555-5555", vacant: true}}
properties:
  P-1:
    property_type: single_family
    street: 1 A St
    city: Denver
    state: CO
    postal_code: "80205"
    require:
      photos: {{slug: photos, quantity: 15}}
      staging: {{vendor: ahd, source: photos, rooms: [living_room, bedroom], style: scandinavian, \
max_images: 2}}
"""


@dataclass(kw_only=True)
class Chain:
    """One project, the three servers it speaks with, and what a vendor would do next."""

    project: Project
    photos: PlanomaticLike
    pictures: AiHomeDesignLike
    files: PictureHost

    def deliver(self) -> None:
        """The photographer was there: five photos, each of its own colour."""
        self.photos.deliver("P-1")
        order = self.photos.only("P-1")
        order.photos = [
            {
                **order.photos[0],
                "sequence": place,
                "caption": caption,
                "full_size_url": self.files.put(
                    f"/{order.order_id}/{place}.jpg",
                    picture((40 * place, 220 - 30 * place, 90), (1200, 800)),
                ),
            }
            for place, caption in enumerate(CAPTIONS, start=1)
        ]

    def finish(self) -> None:
        """Every picture that was submitted is done; its file is on the host of pictures."""
        made = [*self.pictures.processes]
        for order in self.pictures.orders.values():
            made += [image["id"] for image in order.get("generated_images") or []]
        for place, name in enumerate(made):
            self.pictures.finish(name)
            link = self.files.put(f"/made/{name}.jpg", picture((10, 30 * place, 250), (900, 600)))
            if name in self.pictures.processes:
                for asset in self.pictures.processes[name]["final_assets"]:
                    for key in {"src", "temp_src"} & asset.keys():
                        asset[key] = link
            else:
                self.pictures.image(name)["src"] = link

    def link_to(self, base: str) -> None:
        """The vendor names another host for everything that is done."""
        shown = [one for job in self.pictures.processes.values() for one in job["final_assets"]]
        for order in self.pictures.orders.values():
            shown += order.get("generated_images") or []
        for one in shown:
            for key in {"src", "temp_src"} & one.keys():
                one[key] = base + urlsplit(one[key]).path


@pytest.fixture
def ahd() -> Iterator[AiHomeDesignLike]:
    server = AiHomeDesignLike()
    server.known_keys = {AHD_KEY}
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=["v1", "v3"])
def chain(
    request: pytest.FixtureRequest,
    project: Project,
    vendor: PlanomaticLike,
    ahd: AiHomeDesignLike,
) -> Iterator[Chain]:
    """The project in one dialect of the second vendor."""
    project.environment["AHD_API_KEY"] = AHD_KEY
    text = PROJECT.format(photos=vendor.endpoint, pictures=ahd.endpoint, api=request.param)
    project.file.write_text(text, encoding="utf-8")
    with hosting() as files:
        yield Chain(project=project, photos=vendor, pictures=ahd, files=files)
