"""`catalog show`, `diff` and `update`: what is offered, and a catalog of the project's own."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from tests.cli.project import Project, home
from tests.servers.planomatic_like import PlanomaticLike

from listwright.compose.schemas import all_schemas

NEW = """\
kind: planomatic
dated: 2026-10-01
source: 'mail of Jane, "October"'
offers:
  photos: {quantities: [10, 15, 30], access: true, asset: false}
  drone-flight: {quantities: any, access: false, asset: false}
"""
SHIPPED = 8
CACHE = ".listwright/cache/catalog/planomatic.json"
NAMED = "catalogs/planomatic.yaml"


@pytest.fixture
def new(project: Project) -> Project:
    """A project with a catalog file beside it that is not in use yet."""
    (project.root / "new.yaml").write_text(NEW, encoding="utf-8")
    return project


def slugs(document: dict[str, Any]) -> list[str]:
    (catalog,) = document["catalogs"]
    return [offer["slug"] for offer in catalog["offers"]]


def differences(document: dict[str, Any]) -> dict[str, str]:
    return {item["slug"]: item["difference"] for item in document["changes"]}


def name_file(project: Project, path: str = NAMED) -> None:
    project.write(vendor=f", catalog: {{file: {path}}}")


# ---- show ----------------------------------------------------------------------------------------


def test_show_what_ships(project: Project, vendor: PlanomaticLike) -> None:
    ran = project.run("catalog", "show", "--json", PLANOMATIC_API_KEY=None)
    document = ran.ends(0, "ok")
    (catalog,) = document["catalogs"]
    assert (catalog["vendor"], catalog["kind"]) == ("planomatic", "planomatic")
    assert (catalog["dated"], catalog["shipped"]) == ("2026-06-24", "2026-06-24")
    assert catalog["file"] is None
    offers = {offer["slug"]: offer for offer in catalog["offers"]}
    assert len(offers) == SHIPPED
    assert offers["photos"] == {
        "slug": "photos",
        "quantities": [10, 15, 20, 25],
        "access": True,
        "asset": False,
        "origin": "catalog",
    }
    assert offers["enhanced_virtual_staging_image_select"]["quantities"] is None
    assert vendor.calls == []
    text = project.run("catalog", "show").out
    assert text.startswith("planomatic: catalog of 2026-06-24, as shipped; source: ")
    assert "10, 15, 20, 25  needs entry" in text


def test_show_what_the_files_add(project: Project) -> None:
    added = "{drone: {quantities: any, access: false}, photos: {quantities: [40]}}"
    project.write(vendor=f", catalog: {{add: {added}}}")
    document = project.json("catalog", "show").ends(0, "ok")
    origins = {offer["slug"]: offer["origin"] for offer in document["catalogs"][0]["offers"]}
    assert {slug for slug, origin in origins.items() if origin == "added"} == {"drone", "photos"}
    assert len(origins) == SHIPPED + 1
    assert "2 added by the files" in project.run("catalog", "show").out
    assert differences(project.json("catalog", "diff").doc) == {
        "drone": "adds",
        "photos": "changes",
    }


@pytest.mark.parametrize("verb", ["show", "diff"])
def test_a_vendor_that_is_none(project: Project, verb: str) -> None:
    document = project.json("catalog", verb, "--vendor", "planomatc").ends(1, "usage")
    assert document["errors"][0]["fix"] == "Did you mean planomatic?"
    assert document["catalogs"] == []


# ---- diff ----------------------------------------------------------------------------------------


def test_diff_of_what_ships(project: Project) -> None:
    document = project.json("catalog", "diff").ends(0, "ok")
    assert (document["changes"], document["compared_with"]) == ([], "the one that ships")
    assert "offers the same as the one that ships." in project.run("catalog", "diff").out


def test_diff_with_a_file(new: Project) -> None:
    document = new.json("catalog", "diff", "--from", "new.yaml").ends(0, "ok")
    assert document["compared_with"] == "new.yaml"
    found = differences(document)
    assert (found["drone-flight"], found["photos"], found["exterior_photos"]) == (
        "lacks",
        "changes",
        "adds",
    )
    photos = next(item for item in document["changes"] if item["slug"] == "photos")
    assert photos["in_use"]["quantities"] == [10, 15, 20, 25]
    assert photos["other"]["quantities"] == [10, 15, 30]
    text = new.run("catalog", "diff", "--from", "new.yaml").out
    assert "It adds 7, lacks 1, changes 1." in text
    assert "there: any quantity; no entry" in text
    assert not (new.root / CACHE).exists()


def test_diff_fetches_nothing(project: Project) -> None:
    project.json("catalog", "diff", "--from", "https://example.com/c.json").ends(1, "usage")


# ---- update --------------------------------------------------------------------------------------


def test_update_makes_a_catalog_the_projects_own(new: Project) -> None:
    before = new.json("plan").ends(0, "ok")["digests"]
    document = new.json("catalog", "update", "--from", "new.yaml").ends(0, "ok")
    assert (document["taken_from"], document["written"]) == ("new.yaml", CACHE)
    assert slugs(document) == ["photos", "drone-flight"]
    assert differences(document)["drone-flight"] == "adds"
    assert (new.root / CACHE).stat().st_mode & 0o777 == 0o600
    assert (new.root / ".listwright").stat().st_mode & 0o777 == 0o700
    (catalog,) = new.json("catalog", "show").ends(0, "ok")["catalogs"]
    assert (catalog["file"], catalog["dated"]) == (CACHE, "2026-10-01")
    assert catalog["source"] == 'mail of Jane, "October"'
    after = new.json("plan").ends(0, "ok")["digests"]
    assert after["catalog"] != before["catalog"]
    assert after["config"] == before["config"]


def test_update_in_words(new: Project) -> None:
    ran = new.run("catalog", "update", "--from", "new.yaml")
    assert ran.code == 0
    assert ran.out.startswith(f"Wrote {CACHE} from new.yaml.\n")
    assert "against the one before" in ran.out
    assert "It adds 1, lacks 7, changes 1." in ran.out


def test_what_is_offered_follows_the_catalog_in_use(new: Project) -> None:
    """A quantity becomes possible, another one stops being so."""
    new.write(home("P-1", quantity=30))
    new.json("validate").ends(1, "config")
    new.json("catalog", "update", "--from", "new.yaml").ends(0, "ok")
    new.json("validate").ends(0, "ok")
    new.write(home("P-1", quantity=25))
    document = new.json("validate").ends(1, "config")
    assert document["errors"][0]["code"] == "LW1402"
    (new.root / CACHE).unlink()
    new.json("validate").ends(0, "ok")


def test_update_writes_the_file_that_the_files_name(new: Project) -> None:
    name_file(new)
    document = new.json("catalog", "show").ends(1, "config")
    assert document["errors"][0]["code"] == "LW1453"
    assert "catalog update --from" in document["errors"][0]["fix"]
    assert document["errors"][0]["file"] == "listwright.yaml"
    written = new.json("catalog", "update", "--from", "new.yaml").ends(0, "ok")
    assert written["written"] == NAMED
    assert slugs(new.json("catalog", "show").ends(0, "ok")) == ["photos", "drone-flight"]
    assert not (new.root / CACHE).exists()
    again = yaml.safe_load((new.root / NAMED).read_text(encoding="utf-8"))
    assert (again["source"], set(again["offers"])) == (
        'mail of Jane, "October"',
        {"photos", "drone-flight"},
    )


def test_the_cache_is_no_longer_used_when_the_files_name_a_file(new: Project) -> None:
    new.json("catalog", "update", "--from", "new.yaml").ends(0, "ok")
    (new.root / "own.json").write_text(json.dumps(_document(photos=_offer(10))), encoding="utf-8")
    name_file(new, "own.json")
    assert slugs(new.json("catalog", "show").ends(0, "ok")) == ["photos"]


def test_what_the_files_add_comes_on_top(new: Project) -> None:
    new.json("catalog", "update", "--from", "new.yaml").ends(0, "ok")
    new.write(vendor=", catalog: {add: {photos: {quantities: [40]}}}")
    (catalog,) = new.json("catalog", "show").ends(0, "ok")["catalogs"]
    found = {offer["slug"]: (offer["quantities"], offer["origin"]) for offer in catalog["offers"]}
    assert found == {"drone-flight": (None, "catalog"), "photos": ([40], "added")}


def test_the_catalog_in_use_is_not_copied_over_itself(new: Project) -> None:
    (new.root / "own.yaml").write_text(f"# mine\n{NEW}", encoding="utf-8")
    name_file(new, "own.yaml")
    document = new.json("catalog", "update", "--from", "./own.yaml").ends(0, "ok")
    assert (document["written"], document["changes"]) == (None, [])
    assert (new.root / "own.yaml").read_text(encoding="utf-8").startswith("# mine\n")
    assert "nothing was written" in new.run("catalog", "update", "--from", "own.yaml").out


def test_an_older_catalog_is_used_and_warned_about(new: Project) -> None:
    (new.root / "old.yaml").write_text(NEW.replace("2026-10-01", "2026-01-01"), encoding="utf-8")
    document = new.json("catalog", "update", "--from", "old.yaml").ends(0, "ok")
    assert [item["code"] for item in document["warnings"]] == ["LW1452"]
    shown = new.json("catalog", "show").ends(0, "ok")
    assert [item["code"] for item in shown["warnings"]] == ["LW1452"]
    assert slugs(shown) == ["photos", "drone-flight"]
    new.json("catalog", "update", "--from", "new.yaml").ends(0, "ok")
    assert new.json("catalog", "show").ends(0, "ok")["warnings"] == []


def _offer(*quantities: int) -> dict[str, object]:
    return {"quantities": list(quantities) or "any", "access": True, "asset": False}


def _document(**offers: dict[str, object]) -> dict[str, object]:
    return {"kind": "planomatic", "dated": "2026-11-01", "source": "test", "offers": offers}


def test_what_is_written_reads_back_as_it_was(project: Project) -> None:
    """Also slugs that YAML would take for something else."""
    offers = {
        name: _offer(*([1] * (name != "on"))) for name in ("true", "on", "7", "-", "a-b", "x")
    }
    text = json.dumps(_document(**offers), indent="\t")
    (project.root / "odd.json").write_text(text, encoding="utf-8")
    for place in (CACHE, NAMED):
        if place == NAMED:
            name_file(project)
        document = project.json("catalog", "update", "--from", "odd.json").ends(0, "ok")
        assert document["written"] == place
        assert slugs(document) == list(offers)
        again = project.json("catalog", "diff", "--from", "odd.json").ends(0, "ok")
        assert again["changes"] == []


def test_what_is_taken_and_written_holds_to_the_schema(new: Project) -> None:
    schema = all_schemas()["catalog-file"]
    texts = yaml.safe_load(NEW)
    jsonschema.validate({**texts, "dated": str(texts["dated"])}, schema)
    new.json("catalog", "update", "--from", "new.yaml").ends(0, "ok")
    jsonschema.validate(json.loads((new.root / CACHE).read_text(encoding="utf-8")), schema)


# ---- wrong input ---------------------------------------------------------------------------------


def test_update_needs_a_source(project: Project) -> None:
    document = project.json("catalog", "update").ends(1, "usage")
    assert "PlanOmatic publishes no catalog" in document["errors"][0]["summary"]
    assert "PlanOmatic publishes no catalog" in " ".join(
        project.run("catalog", "update", "--help").out.split()
    )


BROKEN = """\
kind: planomatik
dated: 2026-13-01
offers:
  photos: {quantities: [10, x], access: yes, asset: false}
  two words: {quantities: [1], access: true, asset: false}
  drone: {quantitys: any, access: false}
"""


def test_a_broken_catalog(project: Project) -> None:
    (project.root / "bad.yaml").write_text(BROKEN, encoding="utf-8")
    for words in (("update", "--from", "bad.yaml"), ("diff", "--from", "bad.yaml")):
        ran = project.json("catalog", *words)
        document = ran.ends(1, "config")
        assert {error["suggestion"] for error in document["errors"]} >= {"planomatic", "quantities"}
        assert set(ran.places) == {
            ("bad.yaml", 1, 1),
            ("bad.yaml", 1, 7),
            ("bad.yaml", 2, 8),
            ("bad.yaml", 4, 29),
            ("bad.yaml", 4, 41),
            ("bad.yaml", 5, 3),
            ("bad.yaml", 6, 10),
            ("bad.yaml", 6, 11),
        }
    assert not (project.root / CACHE).exists()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "LW1023"),
        ("- photos\n", "LW1023"),
        ("{kind: planomatic", "LW1020"),
        ('{"kind": "planomatic", "kind": "planomatic"}', "LW1024"),
    ],
)
def test_a_file_that_is_no_catalog(project: Project, text: str, code: str) -> None:
    (project.root / "bad.json").write_text(text, encoding="utf-8")
    document = project.json("catalog", "update", "--from", "bad.json").ends(1, "config")
    assert code in {error["code"] for error in document["errors"]}


def test_a_missing_file(project: Project) -> None:
    for words in (("update", "--from", "no.yaml"), ("diff", "--from", "no.yaml")):
        document = project.json("catalog", *words).ends(1, "config")
        (error,) = document["errors"]
        assert (error["code"], error["file"]) == ("LW1002", "no.yaml")


def test_a_folder_instead_of_a_file(project: Project) -> None:
    (project.root / "folder").mkdir()
    document = project.json("catalog", "update", "--from", "folder").ends(1, "config")
    assert document["errors"][0]["code"] == "LW1003"


def test_a_catalog_that_broke_in_its_place(new: Project, vendor: PlanomaticLike) -> None:
    """No command guesses what was meant; a new catalog repairs it."""
    new.json("catalog", "update", "--from", "new.yaml").ends(0, "ok")
    path = new.root / CACHE
    path.write_text(path.read_text(encoding="utf-8").replace("15", "fifteen"), encoding="utf-8")
    for words in (("catalog", "show"), ("plan",), ("validate",), ("apply", "--auto-approve")):
        ran = new.json(*words)
        ran.ends(1, "config")
        assert ran.places == [(CACHE, 9, 9)]
    assert vendor.calls == []
    new.json("catalog", "update", "--from", "new.yaml").ends(0, "ok")
    new.json("plan").ends(0, "ok")


def test_several_accounts(new: Project) -> None:
    new.write()
    new.edit(
        "defaults:",
        f'  other: {{kind: planomatic, endpoint: "{new.vendor.endpoint}/other", '
        "api_key: {env: PLANOMATIC_API_KEY}, duplicate_window: 72h}\ndefaults:",
    )
    document = new.json("catalog", "update", "--from", "new.yaml").ends(1, "usage")
    assert "--vendor takes one of planomatic, other." in document["errors"][0]["fix"]
    new.json("catalog", "update", "--from", "new.yaml", "--vendor", "other").ends(0, "ok")
    shown = new.json("catalog", "show").ends(0, "ok")["catalogs"]
    assert [(one["vendor"], len(one["offers"])) for one in shown] == [
        ("planomatic", SHIPPED),
        ("other", 2),
    ]


def test_a_place_that_cannot_be_written(new: Project) -> None:
    name_file(new, "new.yaml/inside.yaml")
    document = new.json("catalog", "update", "--from", "new.yaml").ends(1, "usage")
    assert "new.yaml/inside.yaml cannot be written" in document["errors"][0]["summary"]


# ---- addresses -----------------------------------------------------------------------------------


@dataclass
class Shelf:
    """Files on a web server of this machine: path -> status, body and headers."""

    base: str = ""
    pages: dict[str, tuple[int, bytes, dict[str, str]]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def put(self, path: str, body: str, status: int = 200, **headers: str) -> str:
        self.pages[path] = (status, body.encode(), headers)
        return self.base + path


@contextmanager
def _serving() -> Iterator[Shelf]:
    shelf = Shelf()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shelf.asked.append((self.command, self.path))
            status, body, headers = shelf.pages.get(self.path.split("?")[0], (404, b"gone", {}))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    shelf.base = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield shelf
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with _serving() as running:
        yield running


def test_a_catalog_is_fetched(project: Project, shelf: Shelf) -> None:
    address = shelf.put("/c.yaml", NEW)
    document = project.json("catalog", "update", "--from", f"{address}?token=s3cret").ends(0, "ok")
    assert (document["taken_from"], document["written"]) == (address, CACHE)
    assert slugs(document) == ["photos", "drone-flight"]
    assert shelf.asked == [("GET", "/c.yaml?token=s3cret")]
    ran = project.run("catalog", "update", "--from", f"{address}?token=s3cret")
    assert ran.out.startswith(f"Fetched {address} ({len(NEW)} bytes).\n")
    assert "s3cret" not in ran.out + ran.err


def test_a_broken_catalog_is_fetched(project: Project, shelf: Shelf) -> None:
    ran = project.json("catalog", "update", "--from", shelf.put("/c.yaml", BROKEN))
    ran.ends(1, "config")
    assert (f"{shelf.base}/c.yaml", 2, 8) in ran.places
    assert not (project.root / CACHE).exists()


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ({"status": 404}, "the server answered 404"),
        ({"status": 500}, "the server answered 500"),
        ({"status": 302, "Location": "/other"}, "redirects are not followed"),
        ({"Content-Encoding": "br"}, "compressed in a way"),
    ],
)
def test_nothing_usable_is_fetched(
    project: Project, shelf: Shelf, page: dict[str, Any], words: str
) -> None:
    shelf.put("/other", NEW)
    document = project.json("catalog", "update", "--from", shelf.put("/c", NEW, **page)).ends(
        1, "vendor"
    )
    (error,) = document["errors"]
    assert error["code"] == "LW3016"
    assert words in error["detail"]
    assert len(shelf.asked) == 1
    assert not (project.root / CACHE).exists()


def test_a_catalog_too_large_to_be_one(project: Project, shelf: Shelf) -> None:
    address = shelf.put("/c", NEW + "#" * (6 * 1024 * 1024))
    document = project.json("catalog", "update", "--from", address).ends(1, "vendor")
    assert "larger than 5 MiB" in document["errors"][0]["detail"]


def test_nobody_there(project: Project) -> None:
    address = "http://127.0.0.1:9/c.yaml"
    document = project.json("catalog", "update", "--from", address).ends(1, "vendor")
    assert "nothing listens there" in document["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://example.com/c.yaml", "is not encrypted"),
        ("http://127.0.0.1.example.com/c.yaml", "is not encrypted"),
        ("ftp://example.com/c.yaml", "not an http or https address"),
        ("file:///etc/passwd", "not an http or https address"),
        ("https://me:pw@example.com/c.yaml", "holds a user name or password"),
    ],
)
def test_addresses_that_are_not_allowed(project: Project, address: str, words: str) -> None:
    document = project.json("catalog", "update", "--from", address).ends(1, "usage")
    assert words in document["errors"][0]["summary"]
    assert "pw" not in document["errors"][0]["summary"]


def test_outside_of_the_project(project: Project, tmp_path: Path) -> None:
    """A catalog may come from anywhere; it is kept in the project."""
    (tmp_path / "far.yaml").write_text(NEW, encoding="utf-8")
    document = project.json("catalog", "update", "--from", str(tmp_path / "far.yaml"))
    assert document.ends(0, "ok")["written"] == CACHE
