"""Reading the vendor's catalog, keeping it, and showing what differs."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import httpx
import pytest
from tests.servers.aihomedesign_like import AiHomeDesignLike, Reply, error, picture_server
from tests.unit.vendors.picture_specs import (
    KEY,
    PICTURE,
    SPANS,
    Setup,
    account,
    make_vendor,
    picture_need,
    picture_spec,
)

from listwright.app.catalogs import compare_pictures
from listwright.errors import ConfigError, SecretError, VendorAuthError, VendorError
from listwright.http.session import HttpSession
from listwright.model.catalog import Catalog, OptionOffer
from listwright.model.intent import Answer, RefusalKind
from listwright.model.picture import Prepared
from listwright.vendors.aihomedesign.catalog import make_catalog, shipped_catalog
from listwright.vendors.aihomedesign.catalog_file import (
    CatalogFileError,
    catalog_digest,
    read_catalog_file,
    write_catalog_file,
)

SPACES, ITEMS = "GET /v1/catalog/spaces", "GET /v1/catalog/items/filter"


@pytest.fixture
def server() -> Iterator[AiHomeDesignLike]:
    with picture_server() as server:
        yield server


def style_of(catalog: Catalog, room: str) -> OptionOffer:
    tool = catalog.tool("virtual_staging")
    assert tool is not None
    options = tool.options_of(tool.room(room))
    return next(option for option in options if option.name == "style")


# ---- v1 ------------------------------------------------------------------------------------------


def test_the_whole_of_v1(server: AiHomeDesignLike) -> None:
    setup = make_vendor(server.endpoint, "v1")
    catalog = setup.vendor.fetch_catalog()
    assert catalog.dated == date(2026, 11, 23)
    staging = catalog.tool("virtual_staging")
    assert staging is not None
    assert {room.word: (room.id, room.premium) for room in staging.rooms} == {
        "bedroom": ("space-bedroom", False),
        "living_room": ("space-living-room", False),
        "kitchen": ("space-kitchen--", False),
        "studio": ("space-studio-1", True),
    }
    style = style_of(catalog, "bedroom")
    assert (style.id, style.required, style.open) == ("11", True, False)
    assert [(word.word, word.id, word.premium) for word in style.words] == [
        ("prime", "111", False),
        ("modern", "112", False),
        ("scandinavian", "113", False),
        ("mid_century_modern", "114", True),
    ]
    assert [word.word for word in style_of(catalog, "studio").words] == ["prime"]
    dusk = catalog.tool("day_to_dusk")
    assert dusk is not None
    assert [option.name for option in dusk.options] == ["sky_style", "remove_shadow"]
    assert setup.clock.slept == []  # a server on this machine needs no rest


def test_the_older_form_when_the_merged_one_is_not_there(server: AiHomeDesignLike) -> None:
    server.split_catalog = True
    catalog = make_vendor(server.endpoint, "v1").vendor.fetch_catalog()
    style = style_of(catalog, "bedroom")
    assert style.required
    assert [word.word for word in style.words] == [
        "prime", "modern", "scandinavian", "mid_century_modern",
    ]  # fmt: skip


def test_ready_reads_the_ids_that_are_missing_and_no_more(server: AiHomeDesignLike) -> None:
    setup = make_vendor(server.endpoint, "v1")
    setup.vendor.ready([picture_spec(), picture_spec(style="prime")])
    assert server.names() == [SPACES, ITEMS]
    assert server.last(ITEMS).query == {
        "service_name": "service-ai-virtual-staging",
        "space_name": "space-living-room",
    }
    assert setup.kept == [setup.vendor.catalog]
    setup.vendor.ready([picture_spec(), picture_spec(tool="item_removal", style=None)])
    assert len(server.calls) == 2
    setup.vendor.ready([picture_spec(room="kitchen")])
    assert server.names() == [SPACES, ITEMS] * 2
    assert isinstance(setup.vendor.prepare(picture_spec(), PICTURE), Prepared)
    again = make_vendor(server.endpoint, "v1", catalog=setup.kept[-1])
    again.vendor.ready([picture_spec(), picture_spec(room="kitchen")])
    assert again.kept == []


def test_ready_without_orders_reads_the_key_alone(server: AiHomeDesignLike) -> None:
    make_vendor(server.endpoint, "v1").vendor.ready([])
    make_vendor(server.endpoint, "v3").vendor.ready([picture_spec()])
    assert server.calls == []


def test_reads_of_the_catalog_are_a_second_apart() -> None:
    rows = {"data": [{"name": "space-bedroom", "title": "Bedroom"}]}
    setup = wired("https://vendor.test", "v1", lambda _: httpx.Response(200, json=rows))
    setup.vendor.fetch_catalog()
    assert set(setup.clock.slept) == {1.0}


def wired(
    endpoint: str,
    api: str,
    respond: Callable[[httpx.Request], httpx.Response],
    seen: list[httpx.Request] | None = None,
) -> Setup:
    def handler(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        return respond(request)

    return make_vendor(
        endpoint,
        api,
        where=account(),
        sessions=lambda where: HttpSession(where, transport=lambda: httpx.MockTransport(handler)),
    )


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (error(401, f"unknown {KEY}"), VendorAuthError),
        (error(403, "plan"), VendorAuthError),
        (error(500, "oops"), VendorError),
        (Reply(status=429, raw=b"slow"), VendorError),
        (Reply(raw=b"<html>"), VendorError),
        (Reply(body={"spaces": 1}), VendorError),
        (None, VendorError),
    ],
)
def test_a_catalog_that_cannot_be_read_stops_before_anything_is_sent(
    server: AiHomeDesignLike, reply: Reply | None, kind: type[Exception]
) -> None:
    setup = make_vendor(server.endpoint, "v1")
    server.script(SPACES, reply)
    with pytest.raises(kind) as caught:
        setup.vendor.ready([picture_spec()])
    assert KEY not in f"{caught.value} {getattr(caught.value, 'diagnostics', '')}"
    assert setup.kept == []


NO_SPACES: tuple[list[dict[str, object]], ...] = (
    [],
    [{"name": "space-living-room", "title": "Living Room", "is_active": False}],
    [{"title": "Living Room"}],
)


@pytest.mark.parametrize("rows", NO_SPACES)
def test_a_tool_of_rooms_without_any_is_no_catalog(
    server: AiHomeDesignLike, rows: list[dict[str, object]]
) -> None:
    """Nothing of it is kept, and no order leaves without its room."""
    setup = make_vendor(server.endpoint, "v1")
    before = setup.vendor.catalog
    server.script(SPACES, Reply(body={"data": rows}), Reply(body={"data": rows}))
    for read in (setup.vendor.fetch_catalog, lambda: setup.vendor.ready([picture_spec()])):
        with pytest.raises(VendorError) as caught:
            read()
        (finding,) = caught.value.diagnostics
        assert finding.code == "LW3016"
        assert "names none in use for `virtual_staging`" in finding.detail
    assert (setup.kept, setup.vendor.catalog) == ([], before)
    setup.vendor.ready([picture_spec()])
    prepared = setup.vendor.prepare(picture_spec(), PICTURE)
    assert isinstance(prepared, Prepared)
    setup.vendor.commit(picture_spec(), prepared.handle)
    assert server.last("POST /v1/order").body["space_name"] == "space-living-room"


def without_rooms(api: str, server: AiHomeDesignLike) -> Catalog:
    """What an earlier version kept of an answer without spaces."""
    catalog = make_vendor(server.endpoint, api).vendor.fetch_catalog()
    server.calls.clear()
    tools = tuple(
        replace(tool, options=tool.options_of(tool.rooms[0]), rooms=()) if tool.rooms else tool
        for tool in catalog.tools
    )
    return replace(catalog, tools=tools)


@pytest.mark.parametrize("api", ["v1", "v3"])
@pytest.mark.parametrize("room", ["living_room", None])
def test_a_kept_catalog_that_lost_its_rooms_buys_nothing(
    server: AiHomeDesignLike, api: str, room: str | None
) -> None:
    setup = make_vendor(server.endpoint, api, catalog=without_rooms(api, server))
    spec = picture_spec(room=room)
    for findings in (setup.vendor.check(spec), setup.vendor.check_need(picture_need())):
        assert [one.code for one in findings] == ["LW1431"]
        assert "catalog update --vendor ahd" in findings[0].fix
        assert findings[0].span == SPANS["rooms"]
    setup.vendor.ready([spec])
    handle = {"order_id": "b" * 24, "project_id": "c" * 24, "asset_id": "d" * 24}
    for answer in (setup.vendor.prepare(spec, PICTURE), setup.vendor.commit(spec, handle)):
        assert isinstance(answer, Answer)
        assert answer.refusal is RefusalKind.CATALOG
        assert "lists no room for `virtual_staging`" in str(answer)
    assert server.calls == []


@pytest.mark.parametrize("api", ["v1", "v3"])
def test_a_tool_that_takes_any_photo_needs_no_room(server: AiHomeDesignLike, api: str) -> None:
    """There, rooms only say which photos are meant."""
    setup = make_vendor(server.endpoint, api)
    spec = picture_spec(tool="item_removal", style=None, room="kitchen")
    assert setup.vendor.check(spec) == ()
    assert isinstance(setup.vendor.prepare(spec, PICTURE), Prepared)


def test_a_key_that_cannot_be_had_or_sent() -> None:
    with pytest.raises(SecretError):
        make_vendor("http://127.0.0.1:1", "v3", secrets={"AHD_API_KEY": "two words"}).vendor.ready(
            []
        )
    with pytest.raises(ConfigError):
        make_vendor("http://vendor.test", "v3").vendor.ready([])


# ---- v3 ------------------------------------------------------------------------------------------


def test_v3_offers_the_tools_that_are_listed_and_in_use(server: AiHomeDesignLike) -> None:
    catalog = make_vendor(server.endpoint, "v3").vendor.fetch_catalog()
    assert {tool.tool for tool in catalog.tools} == {
        "virtual_staging", "interior_design", "image_enhancement", "day_to_dusk", "item_removal",
    }  # fmt: skip


def test_the_key_never_goes_to_the_host_that_lists_the_tools() -> None:
    seen: list[httpx.Request] = []
    rows = {"data": [{"slug": "tool-virtual-staging", "isActive": True}]}
    setup = wired(
        "https://api.aihomedesign.com", "v3", lambda _: httpx.Response(200, json=rows), seen
    )
    setup.vendor.fetch_catalog()
    (request,) = seen
    assert str(request.url) == "https://app.aihomedesign.com/api/tools"
    assert "x-api-key" not in request.headers
    assert KEY not in str(request.headers)


# ---- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("api", ["v1", "v3"])
def test_a_catalog_survives_its_file(api: str, server: AiHomeDesignLike) -> None:
    for catalog in (shipped_catalog(api), make_vendor(server.endpoint, api).vendor.fetch_catalog()):
        text = write_catalog_file(catalog)
        assert read_catalog_file(text.encode()) == catalog
        assert json.loads(text)["digest"] == catalog_digest(catalog)


def test_the_digest_is_of_what_is_offered() -> None:
    catalog = shipped_catalog("v3")
    later = make_catalog("v3", date(2027, 1, 1), "later", tools=catalog.tools)
    assert catalog_digest(later) == catalog_digest(catalog)
    fewer = make_catalog("v3", catalog.dated, catalog.source, tools=catalog.tools[1:])
    assert catalog_digest(fewer) != catalog_digest(catalog)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"kind": "planomatic"}, "kind"),
        ({"api": "v2"}, "api"),
        ({"dated": "soon"}, "dated"),
        ({"dated": None}, "dated"),
        ({"tools": []}, "tools"),
        ({"tools": {"x": 1}}, "tools.x"),
        ({"digest": "sha256:00"}, "digest"),
    ],
)
def test_a_file_that_is_no_catalog(change: dict[str, object], word: str) -> None:
    document = json.loads(write_catalog_file(shipped_catalog("v1"))) | change
    with pytest.raises(CatalogFileError, match=word):
        read_catalog_file(json.dumps(document).encode())


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_a_file_that_is_nothing(content: bytes) -> None:
    with pytest.raises(CatalogFileError):
        read_catalog_file(content)


# ---- differences ---------------------------------------------------------------------------------


def test_ids_that_are_read_are_no_difference_and_other_words_are(server: AiHomeDesignLike) -> None:
    shipped = shipped_catalog("v1")
    assert compare_pictures("ahd", in_use=shipped, other=shipped) == ()
    fetched = make_vendor(server.endpoint, "v1").vendor.fetch_catalog()
    changes = {
        change.path: change.difference.value
        for change in compare_pictures("ahd", in_use=fetched, other=shipped)
    }
    staging = "virtual_staging"
    assert changes[f"{staging}/nursery"] == "lacks"
    assert changes[f"{staging}/bedroom/style/mid_century_modern"] == "adds"
    assert changes[f"{staging}/studio"] == "changes"
    assert changes["day_to_dusk/-/sky_style"] == "changes"
    assert f"{staging}/bedroom/style" not in changes
    assert f"{staging}/bedroom/style/modern" not in changes


def test_another_id_is_a_difference(server: AiHomeDesignLike) -> None:
    fetched = make_vendor(server.endpoint, "v1").vendor.fetch_catalog()
    tools = tuple(replace(tool, id=f"{tool.id}-2") for tool in fetched.tools)
    other = replace(fetched, tools=tools)
    changes = compare_pictures("ahd", in_use=fetched, other=other)
    assert {change.path for change in changes} == {tool.tool for tool in fetched.tools}
