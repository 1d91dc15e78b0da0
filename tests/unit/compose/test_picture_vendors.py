"""Building a vendor of pictures: which catalog it gets, and where what it reads is kept."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.servers.aihomedesign_like import AiHomeDesignLike, picture_server
from tests.unit.vendors.picture_specs import (
    KEY,
    StepClock,
    account,
    picture_spec,
    settings_for,
)
from tests.unit.vendors.specs import FakeSecrets

from listwright.compose.catalogs import catalog_in_use, catalog_that_ships
from listwright.compose.vendors import SandboxServer, picture_vendor
from listwright.errors import ConfigError
from listwright.model.catalog import ServiceOffer
from listwright.model.portfolio import VendorSettings
from listwright.vendors.aihomedesign.adapter import AiHomeDesignVendor
from listwright.vendors.aihomedesign.catalog import shipped_catalog

CACHE = Path(".listwright/cache/catalog/ahd.json")


@pytest.fixture
def server() -> Iterator[AiHomeDesignLike]:
    with picture_server() as running:
        yield running


def build(settings: VendorSettings, root: Path, stack: ExitStack) -> AiHomeDesignVendor:
    vendor = picture_vendor(
        settings,
        FakeSecrets(AHD_API_KEY=KEY),
        SandboxServer(root / ".listwright" / "sandbox.db", stack),
        clock=StepClock(),
        catalog=catalog_in_use(settings, root).catalog,
    )
    stack.callback(vendor.close)
    return vendor


def with_orders(settings: VendorSettings, root: Path) -> list[str]:
    """Make a vendor ready for one picture; gives what the catalog in use was read from."""
    with ExitStack() as stack:
        build(settings, root, stack).ready([picture_spec()])
    return [catalog_in_use(settings, root).file or "as shipped"]


def test_ids_that_were_read_are_kept_for_the_owner_alone(
    server: AiHomeDesignLike, tmp_path: Path
) -> None:
    settings = settings_for(server.endpoint, "v1")
    assert with_orders(settings, tmp_path) == [CACHE.as_posix()]
    assert (tmp_path / CACHE).stat().st_mode & 0o777 == 0o600
    asked = len(server.calls)
    with_orders(settings, tmp_path)
    assert len(server.calls) == asked


def test_a_catalog_of_the_users_own_is_left_alone(server: AiHomeDesignLike, tmp_path: Path) -> None:
    plain = settings_for(server.endpoint, "v1")
    with_orders(plain, tmp_path)
    own = tmp_path / "ahd.json"
    text = (tmp_path / CACHE).read_text().replace('"113"', "null")
    lines = [line for line in text.splitlines() if '"digest"' not in line]
    own.write_text("\n".join(lines))
    before = own.read_bytes()
    named = replace(plain, catalog_file="ahd.json")
    assert with_orders(named, tmp_path) == ["ahd.json"]
    assert own.read_bytes() == before


def test_a_cache_that_cannot_be_written_stops_nothing(
    server: AiHomeDesignLike, tmp_path: Path
) -> None:
    (tmp_path / ".listwright").write_text("not a folder")
    settings = settings_for(server.endpoint, "v1")
    with ExitStack() as stack:
        vendor = build(settings, tmp_path, stack)
        vendor.ready([picture_spec()])
        assert vendor.check(picture_spec()) == ()


@pytest.mark.parametrize(("api", "shipped"), [("v1", "v1"), ("v3", "v3"), (None, "v3")])
def test_the_dialect_decides_what_ships(api: Any, shipped: str) -> None:
    settings = replace(settings_for("https://vendor.test", "v3"), api=api)
    assert catalog_that_ships(settings) == shipped_catalog(shipped)


def test_nothing_can_be_added_to_such_a_catalog(tmp_path: Path) -> None:
    offer = ServiceOffer(slug="drone", quantities=None, access=False, asset=True)
    settings = settings_for("https://vendor.test", "v1", catalog_additions=(offer,))
    with pytest.raises(ConfigError) as caught:
        catalog_in_use(settings, tmp_path)
    (finding,) = caught.value.diagnostics
    assert (finding.code, "drone" in finding.detail) == ("LW1439", True)


@pytest.mark.parametrize(
    ("environment", "written", "submits"),
    [
        ("api.aihomedesign.com", None, 10),
        ("api.aihomedesign.com", 40, 40),
        ("loopback", None, 10),
        ("sandbox", None, None),
        ("sandbox", 3, 3),
    ],
)
def test_how_many_paid_steps_go_into_a_window(
    environment: str, written: int | None, submits: int | None, tmp_path: Path
) -> None:
    settings = settings_for(
        "https://vendor.test", "v3", where=account(environment), submits_per_window=written
    )
    with ExitStack() as stack:
        traits = build(settings, tmp_path, stack).traits
    assert traits.pictures is not None
    assert traits.pictures.submits == submits
    assert traits.staging_slugs == {tool.tool for tool in shipped_catalog("v3").tools}
