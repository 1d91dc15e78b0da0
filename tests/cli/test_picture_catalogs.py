"""`catalog` of a vendor of pictures: asked for, kept, compared, and never taken for another's."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.cli.project import Project
from tests.servers.aihomedesign_like import AiHomeDesignLike, Reply, error, picture_server
from tests.unit.vendors.picture_specs import KEY

CACHE = ".listwright/cache/catalog/ahd.json"
UPDATE = ("catalog", "update", "--vendor", "ahd")
SHOW = ("catalog", "show", "--vendor", "ahd")


@pytest.fixture
def pictures() -> Iterator[AiHomeDesignLike]:
    with picture_server() as server:
        server.known_keys = {KEY}
        yield server


def write(project: Project, server: AiHomeDesignLike, api: str = "v1", more: str = "") -> None:
    second = f'kind: aihomedesign, api: {api}, endpoint: "{server.endpoint}"'
    key = "api_key: {env: AHD_API_KEY}"
    project.write(vendor=f"}}\n  ahd: {{{second}, {key}{more}")
    project.environment["AHD_API_KEY"] = KEY


@pytest.fixture
def staged(project: Project, pictures: AiHomeDesignLike) -> Project:
    write(project, pictures)
    return project


def catalog_of(document: dict[str, Any]) -> dict[str, Any]:
    (catalog,) = document["catalogs"]
    assert isinstance(catalog, dict)
    return catalog


def styles(document: dict[str, Any], room: str) -> dict[str, str | None]:
    tools = {tool["tool"]: tool for tool in catalog_of(document)["tools"]}
    staging = tools["virtual_staging"]
    found = next(each for each in staging["rooms"] if each["room"] == room)
    options = staging["options"] if found["options"] is None else found["options"]
    style = next(option for option in options if option["name"] == "style")
    return {word["word"]: word["id"] for word in style["words"]}


def test_what_ships_is_shown_without_a_request(staged: Project, pictures: AiHomeDesignLike) -> None:
    document = staged.json(*SHOW).ends(0, "ok")
    catalog = catalog_of(document)
    assert (catalog["kind"], catalog["api"], catalog["file"]) == ("aihomedesign", "v1", None)
    assert styles(document, "kitchen")["scandinavian"] is None
    text = " ".join(staged.run(*SHOW).out.split())
    assert "virtual_staging (service-ai-virtual-staging)" in text
    assert "kitchen (space-kitchen--)" in text
    assert "style, has to be chosen: prime, modern" in text
    assert pictures.calls == []


def test_update_asks_the_vendor_and_keeps_what_it_says(
    staged: Project, pictures: AiHomeDesignLike
) -> None:
    document = staged.json(*UPDATE).ends(0, "ok")
    assert (document["taken_from"], document["written"]) == ("the vendor", CACHE)
    changes = {change["path"]: change for change in document["picture_changes"]}
    added = changes["virtual_staging/bedroom/style/mid_century_modern"]
    assert (added["difference"], added["in_use"]) == ("adds", {"id": "114", "marks": ["premium"]})
    assert changes["virtual_staging/nursery"]["difference"] == "lacks"
    shown = staged.json(*SHOW).ends(0, "ok")
    assert styles(shown, "kitchen")["scandinavian"] == "113"
    assert styles(shown, "studio") == {"prime": "111"}
    content = json.loads((staged.root / CACHE).read_text())
    assert content["digest"].startswith("sha256:")
    assert KEY not in (staged.root / CACHE).read_text()
    again = staged.json(*UPDATE).ends(0, "ok")
    assert again["picture_changes"] == []
    text = staged.run(*SHOW).out
    assert "style (11), has to be chosen in studio: prime (111)" in " ".join(text.split())


def test_an_answer_without_rooms_is_not_kept(staged: Project, pictures: AiHomeDesignLike) -> None:
    staged.json(*UPDATE).ends(0, "ok")
    before = (staged.root / CACHE).read_bytes()
    pictures.script("GET /v1/catalog/spaces", Reply(body={"data": []}))
    (finding,) = staged.json(*UPDATE).ends(1, "vendor")["errors"]
    assert finding["code"] == "LW3016"
    assert (staged.root / CACHE).read_bytes() == before


def test_diff_is_against_the_one_that_ships(staged: Project) -> None:
    assert staged.json("catalog", "diff").ends(0, "ok")["picture_changes"] == []
    staged.json(*UPDATE).ends(0, "ok")
    document = staged.json("catalog", "diff", "--vendor", "ahd").ends(0, "ok")
    assert document["compared_with"] == "the one that ships"
    assert {change["difference"] for change in document["picture_changes"]} == {
        "adds", "lacks", "changes",
    }  # fmt: skip
    text = staged.run("catalog", "diff", "--vendor", "ahd").out
    assert "adds" in text
    assert "virtual_staging/bedroom/style/mid_century_modern" in text
    assert "It adds " in text


def test_a_cache_of_the_other_dialect_is_not_used(
    staged: Project, pictures: AiHomeDesignLike
) -> None:
    staged.json(*UPDATE).ends(0, "ok")
    write(staged, pictures, "v3")
    catalog = catalog_of(staged.json(*SHOW).ends(0, "ok"))
    assert (catalog["api"], catalog["file"]) == ("v3", None)


def test_a_damaged_cache_is_told_and_can_be_read_again(staged: Project) -> None:
    staged.json(*UPDATE).ends(0, "ok")
    path = staged.root / CACHE
    path.write_text(path.read_text().replace("113", "999"))
    document = staged.json(*SHOW).ends(1, "config")
    (finding,) = document["errors"]
    assert finding["code"] == "LW1454"
    assert "digest" in finding["detail"]
    assert "catalog update --vendor ahd" in finding["fix"]
    staged.json(*UPDATE).ends(0, "ok")
    staged.json(*SHOW).ends(0, "ok")


def test_a_catalog_can_come_from_a_file(staged: Project, pictures: AiHomeDesignLike) -> None:
    staged.json(*UPDATE).ends(0, "ok")
    (staged.root / CACHE).rename(staged.root / "mine.json")
    pictures.calls.clear()
    document = staged.json(*UPDATE, "--from", "mine.json").ends(0, "ok")
    assert document["taken_from"] == "mine.json"
    assert styles(document, "kitchen")["scandinavian"] == "113"
    assert pictures.calls == []
    wrong = staged.json(*UPDATE, "--from", "listwright.yaml").ends(1, "config")
    assert wrong["errors"][0]["code"] == "LW1454"


def test_a_catalog_of_the_project_is_never_written_over_by_ids(
    staged: Project, pictures: AiHomeDesignLike
) -> None:
    write(staged, pictures, more=", catalog: {file: catalogs/ahd.json}")
    assert staged.json(*SHOW).ends(1, "config")["errors"][0]["code"] == "LW1453"
    document = staged.json(*UPDATE).ends(0, "ok")
    assert document["written"] == "catalogs/ahd.json"
    assert catalog_of(staged.json(*SHOW).ends(0, "ok"))["file"] == "catalogs/ahd.json"


@pytest.mark.parametrize(("status", "reason"), [(401, "vendor_auth"), (500, "vendor")])
def test_a_vendor_that_does_not_tell(
    staged: Project, pictures: AiHomeDesignLike, status: int, reason: str
) -> None:
    pictures.script("GET /v1/catalog/spaces", error(status, f"no {KEY}"))
    ran = staged.json(*UPDATE)
    ran.ends(1, reason)
    assert KEY not in ran.out + ran.err
    assert not (staged.root / CACHE).exists()


def test_several_vendors_need_a_name(staged: Project) -> None:
    staged.json("catalog", "update").ends(1, "usage")
