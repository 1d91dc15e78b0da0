"""What a need for pictures says: `tool`, `rooms`, `style`, `options`, and where its photos are."""

from pathlib import Path

import pytest
from tests.unit.config.loading import loaded, refusal

from listwright.model.names import NeedKey, OrderId
from listwright.model.rules import Entry, OnMissing, Source, Template

HEAD = """\
version: 1
project: t
vendors:
  planomatic: {kind: planomatic, endpoint: sandbox}
  ahd: {kind: aihomedesign, api: v3, endpoint: sandbox}
defaults: {vendor: planomatic}
packages:
  listing:
    photos: {slug: photos, quantity: 15}
    staging: {vendor: ahd, INNER}
"""
HOME = """\
properties:
  P-1: {street: 1 A St, city: Denver, state: CO, postal_code: "80205", facts: {room_code: k}}
"""
TEXT = HEAD + HOME
PHOTOS = NeedKey("photos")


def entry(root: Path, inner: str) -> Entry:
    text = TEXT.replace("INNER", inner) + "rules: [{name: r, require: [listing]}]\n"
    return loaded(root, text).rules[0].entries[1]


def test_a_vendor_of_pictures_is_enough(tmp_path: Path) -> None:
    read = loaded(tmp_path, TEXT.replace(", INNER", "") + "rules: [{name: r, require: [listing]}]")
    staging = read.rules[0].entries[1]
    assert (staging.slug, staging.quantity, staging.tool) == (None, None, None)


def test_the_need_of_the_design(tmp_path: Path) -> None:
    read = entry(
        tmp_path,
        "source: photos, rooms: [living_room, bedroom], style: scandinavian, max_images: 4",
    )
    assert read.rooms is not None
    assert read.rooms.value == ("living_room", "bedroom")
    assert read.style is not None
    assert read.style.value == "scandinavian"
    assert read.max_images is not None
    assert read.max_images.value == 4
    assert read.rooms.span.at == "listwright.yaml:10"


def test_everything_else_it_may_say(tmp_path: Path) -> None:
    read = entry(
        tmp_path,
        "tool: day_to_dusk, on_missing: skip, "
        "options: {sky: dusk_with_cloud, remove_shadow: true, colors: [sand, blue], fire: false}",
    )
    assert read.tool is not None
    assert read.tool.value == "day_to_dusk"
    assert read.on_missing is not None
    assert read.on_missing.value is OnMissing.SKIP
    assert read.options is not None
    assert read.options.value == (
        ("colors", "blue+sand"),
        ("fire", "false"),
        ("remove_shadow", "true"),
        ("sky", "dusk_with_cloud"),
    )


SOURCES = {
    "source: {need: photos}": Source(key=PHOTOS),
    'source: {need: photos, captions: ["Living*", "*bed*"], sequences: [1, 3]}': Source(
        key=PHOTOS, captions=("Living*", "*bed*"), sequences=(1, 3)
    ),
    'source: {order_id: "654321", captions: ["*kitchen*"]}': Source(
        order_id=OrderId("654321"), captions=("*kitchen*",)
    ),
    "source: {files: [photos/den/*.jpg]}": Source(files=(Template(("photos/den/*.jpg",)),)),
    "source: {files: ['p/${external_property_id}/*.jpg', 'q/${room_code}.png'], sequences: [2]}": (
        Source(
            files=(
                Template(("p/", "external_property_id", "/*.jpg")),
                Template(("q/", "room_code", ".png")),
            ),
            sequences=(2,),
        )
    ),
}


@pytest.mark.parametrize("inner", SOURCES)
def test_sources(inner: str, tmp_path: Path) -> None:
    source = entry(tmp_path, inner).source
    assert source is not None
    assert source.value == SOURCES[inner]
    assert source.span.at == "listwright.yaml:10"


REFUSED = {
    "rooms: §bedroom": ("LW1107", "brackets"),
    "rooms: [bedroom, §bedroom]": ("LW1116", "`rooms`"),
    "rooms: [§Living Room]": ("LW1110", "'Living Room' is not a word"),
    "rooms: [§2nd_bedroom]": ("LW1110", "a small letter"),
    "style: §Mid Century": ("LW1110", "'Mid Century' is not a word"),
    "style: §[modern]": ("LW1051", ""),
    "tool: §virtual-staging": ("LW1110", "'virtual-staging'"),
    "max_images: §0": ("LW1109", "from 1 to 500"),
    "max_images: §501": ("LW1109", "from 1 to 500"),
    "on_missing: §wait": ("LW1108", "error, skip"),
    "options: §{}": ("LW1113", "`options`"),
    "options: {sky: §Dusk}": ("LW1110", "'Dusk'"),
    "options: {§Sky: dusk}": ("LW1110", "'Sky'"),
    "options: {sky: [dusk, §dusk]}": ("LW1116", "an option"),
    "options: {sky: §[]}": ("LW1113", "empty list"),
    "options: {sky: §{a: b}}": ("LW1051", ""),
    "source: §{captions: ['*']}": ("LW1104", "`need`, `order_id` or `files`"),
    "source: {need: photos, §order_id: '1'}": ("LW1117", "`order_id` and `need`"),
    "source: {files: [a.jpg], §need: photos}": ("LW1117", "`need` and `files`"),
    "source: {need: §phoots}": ("LW1322", "'phoots' is the key of no need"),
    "source: {need: photos, captions: §'*'}": ("LW1107", "`captions`"),
    "source: {need: photos, sequences: [§0]}": ("LW1109", "from 1"),
    "source: {need: photos, sequences: [1, §1]}": ("LW1116", "`sequences`"),
    "source: {files: [§../photos/*.jpg]}": ("LW1343", "'../photos/*.jpg'"),
    "source: {files: [a.jpg, §/srv/photos/*.jpg]}": ("LW1343", "'/srv/photos/*.jpg'"),
    "source: {files: [§~/photos/*.jpg]}": ("LW1343", ""),
    "source: {files: [§'${city}/../../x.jpg']}": ("LW1343", ""),
    "source: {files: [§'C:\\x.jpg']}": ("LW1343", ""),
    "source: {files: [§.]}": ("LW1343", ""),
    "source: {files: [§'photos/${unit_code}/*.jpg']}": ("LW1323", "'unit_code'"),
    "source: {files: [§'photos/${lockbox_location}.jpg']}": ("LW1325", "printed"),
    "source: {files: [§'photos/${}.jpg']}": ("LW1336", ""),
    "source: {files: [§'']}": ("LW1111", "empty"),
}


@pytest.mark.parametrize("inner", REFUSED)
def test_what_is_refused(inner: str, tmp_path: Path) -> None:
    code, says = REFUSED[inner]
    finding = refusal(tmp_path, TEXT.replace("INNER", inner))
    assert finding.code == code
    assert says in finding.detail


MEANT = {
    "style: §Mid Century": "mid_century",
    "style: §scandinavian!": "scandinavian",
    "rooms: [§Living-Room]": "living_room",
    "rooms: [§3]": None,
    "source: {need: §phoots}": "photos",
    "source: {need: photos, §caption: ['*']}": "captions",
    "§romms: [bedroom]": "rooms",
    "§on_mising: skip": "on_missing",
    "source: {files: [§'p/${room_cod}.jpg']}": "room_code",
}


@pytest.mark.parametrize("inner", MEANT)
def test_did_you_mean(inner: str, tmp_path: Path) -> None:
    assert refusal(tmp_path, TEXT.replace("INNER", inner)).suggestion == MEANT[inner]


def test_an_order_and_its_files_do_not_look_like_a_key(tmp_path: Path) -> None:
    name = "photos/9f86d081884c7d659a2feaa0c55ad015.jpg"
    assert entry(tmp_path, f"source: {{files: [{name}]}}").source is not None


def test_who_adds_nothing_is_warned(tmp_path: Path) -> None:
    text = HEAD.replace("{vendor: ahd, INNER}", "{slug: s, quantity: 1}")
    text += "    §other: {rooms: [bedroom]}\n"
    finding = refusal(tmp_path, text)
    assert finding.code == "LW1339"
    assert "or a `vendor` that sells pictures" in finding.detail


def test_words_alone_are_enough_where_the_default_vendor_sells_pictures(tmp_path: Path) -> None:
    text = HEAD.replace("vendor: planomatic", "vendor: ahd").replace("{vendor: ahd, INNER}", "X")
    text = text.replace("{slug: photos,", "{vendor: planomatic, slug: photos,")
    loaded(tmp_path, text.replace("X", "{style: modern}"))


def test_a_tool_without_a_vendor(tmp_path: Path) -> None:
    text = HEAD.replace("defaults: {vendor: planomatic}\n", "").replace(
        "photos: {slug: photos,", "photos: {vendor: planomatic, slug: photos,"
    )
    text = text.replace("staging: {vendor: ahd, INNER}", "§staging: {tool: virtual_staging}")
    assert refusal(tmp_path, text).code == "LW1340"


def test_limit_of_pictures(tmp_path: Path) -> None:
    text = TEXT.replace(", INNER", "")
    assert loaded(tmp_path, text).limits.max_images == 25
    assert loaded(tmp_path, text + "limits: {max_images: 0}\n").limits.max_images == 0


def test_where_pictures_are_kept(tmp_path: Path) -> None:
    text = TEXT.replace(", INNER", "")
    assert loaded(tmp_path, text).assets_path == "assets"
    assert (
        loaded(tmp_path, text + "assets: {path: ./out/pictures/}\n").assets_path == "out/pictures"
    )


@pytest.mark.parametrize("path", ["/srv/out", "../out", "a/../../out", "~/out", "."])
def test_pictures_are_kept_below_the_project(path: str, tmp_path: Path) -> None:
    text = TEXT.replace(", INNER", "") + f"assets: {{path: §{path}}}\n"
    assert refusal(tmp_path, text).code == "LW1343"


def test_where_pictures_are_kept_has_to_be_said(tmp_path: Path) -> None:
    assert refusal(tmp_path, TEXT.replace(", INNER", "") + "assets: §{}\n").code == "LW1104"
