"""The commands that need no vendor: sandbox, demo, schema, version."""

import json
import re
import signal
import threading
from pathlib import Path

import httpx
import jsonschema
import pytest
from tests.cli.project import Project, finish, homes

from listwright.sandbox.server import start_in_background

SANDBOX = ("sandbox",)


@pytest.fixture
def local(project: Project) -> Project:
    """The smallest project with the vendor inside."""
    project.write(homes("P-1", "P-2"))
    project.edit(f'"{project.vendor.endpoint}"', "sandbox")
    return project


def test_story(local: Project) -> None:
    nothing: dict[str, str | None] = {"DOOR": None, "PLANOMATIC_API_KEY": None}
    assert local.run("sandbox", "orders").out == "The sandbox has no orders.\n"
    done = local.json("apply", "--bootstrap", "--auto-approve", **nothing).ends(0, "ok")
    assert done["summary"]["done"] == 2
    listed = local.run("sandbox", "orders").out
    assert re.findall(r"\bP-\d\b", listed) == ["P-1", "P-2"]
    assert local.run("sandbox", "advance", "7d").code == 0
    assert "Delivered" in local.run("sandbox", "advance", "--deliver").out
    planned = local.json("plan", "--detailed-exitcode", **nothing).ends(0, "ok")
    assert planned["summary"]["needs"]["satisfied"] == 2
    assert local.run("sandbox", "reset").code == 0
    assert local.run("sandbox", "orders").out == "The sandbox has no orders.\n"


def test_clock(local: Project) -> None:
    assert local.run("sandbox", "advance", "--to", "2031-05-06T07:08:00Z").code == 0
    ran = local.run("sandbox", "advance", "48h")
    assert "2031-05-08 07:08" in ran.out
    assert local.json("plan").doc["timestamp"]
    assert "2031-05-08" in local.run("plan").out
    for wrong in (["later"], ["--to", "noon"], []):
        assert local.run("sandbox", "advance", *wrong).code == 1


def test_faults(local: Project) -> None:
    fault = ("sandbox", "fault", "reject", "--property", "P-1", "--attr")
    assert local.run(*fault, "property.location.street", "--message", "unrecognized").code == 0
    ran = local.json("apply", "--bootstrap", "--auto-approve")
    assert ran.ends(3, "incomplete")["summary"] == {
        "done": 1,
        "failed": 1,
        "unknown": 0,
        "skipped": 0,
    }
    assert local.run("sandbox", "fault", "drop_after", "--times", "2").code in {0, 1}
    assert local.run("sandbox", "fault", "--clear").out == "No faults.\n"
    assert "There are:" in local.run("sandbox", "fault", "gremlins").err


def test_faults_of_images(local: Project) -> None:
    def told(*words: str) -> str:
        return local.run("sandbox", "fault", *words).out

    assert told("lost-result") == "The next ahd-submit request goes wrong: lost-result.\n"
    assert told("expired-link") == "The next ahd-result request goes wrong: expired-link.\n"
    assert "next photo request" in told("expired-link", "--operation", "photo")
    assert told("webhook-lost") == "The next webhook goes wrong: webhook-lost.\n"
    assert "next 2 ahd-webhooks go" in told(
        "webhook-late", "--times", "2", "--seconds", "60", "--operation", "ahd-webhook"
    )
    refused = local.run("sandbox", "fault", "lost-result", "--operation", "create")
    assert refused.code == 1
    assert "ahd-submit" in refused.err


def test_images_are_listed_and_finished(local: Project) -> None:
    assert local.run("sandbox", "advance", "1h").code == 0
    url = local.root / ".listwright" / "sandbox.db"
    picture = b"\xff\xd8\xff"
    with start_in_background(url) as running, httpx.Client(base_url=running.url) as client:
        client.headers["x-api-key"] = "k"
        project = client.post("/v3/project", json={"address": "DEN-1"}).json()["id"]
        order = client.post(
            "/v3/order", files={"asset_file": ("a.jpg", picture)}, data={"project_id": project}
        ).json()
        body = {
            "order_id": order["order_id"],
            "tool": "tool-item-removal",
            "asset_map": {"tool-item-removal-input-image": order["assets"][0]["id"]},
        }
        assert client.post("/v3/process", json=body).status_code == 201
    begin = f"{order['order_id']}  DEN-1  tool-item-removal  "
    listed = local.run("sandbox", "orders").out
    assert listed == f"{begin}generating, 0 of 1 images, credits: 1\n"
    assert "Delivered 1 open order" in local.run("sandbox", "advance", "--deliver").out
    assert local.run("sandbox", "orders").out == f"{begin}idle, 1 of 1 images, credits: 1\n"
    assert local.run("sandbox", "reset").code == 0
    assert local.run("sandbox", "orders").out == "The sandbox has no orders.\n"


def test_other_store(local: Project, tmp_path: Path) -> None:
    store = str(tmp_path / "other.db")
    assert local.run("sandbox", "advance", "1d", "--store", store).code == 0
    assert Path(store).is_file()
    assert local.run("sandbox", "orders", "--store", store).code == 0


@pytest.mark.slow
def test_serve(project: Project) -> None:
    options = ("--envelope", "data", "--rate", "0", "--dialect", "observed")
    process = project.spawn("sandbox", "serve", "--port", "0", *options)
    assert process.stderr is not None
    found = re.search(r"http://127\.0\.0\.1:\d+", process.stderr.readline())
    assert found
    answer = httpx.post(f"{found[0]}/api/v3/orders/create", json={"api_key": "k"}, timeout=5)
    assert answer.status_code == 400
    projects = httpx.get(f"{found[0]}/v3/project", headers={"x-api-key": "k"}, timeout=5).json()
    assert (projects["data"], projects["message"]) == ([], "ok")
    project.edit(project.vendor.endpoint, found[0])
    assert project.bootstrap().doc["summary"]["done"] == 1
    process.send_signal(signal.SIGINT)
    assert finish(process, 20).code in {0, 130}


@pytest.mark.slow
def test_demo(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    project.root = folder
    ran = project.launch("demo", PLANOMATIC_API_KEY=None, DOOR=None)
    assert ran.code == 0
    assert ran.out.rstrip().endswith("No changes.")
    assert "--bootstrap" in ran.out
    assert list(folder.iterdir()) == []


@pytest.mark.slow
def test_demo_kept(project: Project, tmp_path: Path) -> None:
    assert project.run("demo", "--keep", "kept").code == 0
    assert (tmp_path / "kept" / "listwright.yaml").is_file()
    assert project.json("-C", "kept", "plan", "--detailed-exitcode").code == 0
    for taken in ("kept", ".", "listwright.yaml"):
        before = project.file.read_bytes()
        project.json("demo", "--keep", taken).ends(1, "usage")
        assert project.file.read_bytes() == before


@pytest.mark.slow
def test_demo_as_a_document(project: Project) -> None:
    ran = project.json("demo")
    ran.ends(0, "ok")
    assert "No changes." in ran.err


@pytest.mark.slow
def test_demo_of_staging(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    project.root = folder
    ran = project.launch("demo", "staging", PLANOMATIC_API_KEY=None, DOOR=None)
    assert ran.code == 0, ran.err
    assert "Apply: 3 done, 0 failed" in ran.out
    assert "Apply: 5 done, 0 failed" in ran.out
    assert "The last plan was empty. No changes." in ran.out
    assert "listwright demo staging --keep DIR" in ran.out
    assert list(folder.iterdir()) == []


@pytest.mark.slow
def test_demo_of_staging_kept(project: Project, tmp_path: Path) -> None:
    ran = project.run("demo", "staging", "--keep", "kept")
    assert ran.code == 0
    assets = tmp_path / "kept" / "assets"
    assert len(list(assets.glob("*/*.jpg"))) == 5
    assert len(list(assets.glob("*/before/*.jpg"))) == 4
    sheets = re.findall(r"^  (kept/assets/\S+)$", ran.out, flags=re.MULTILINE)
    assert len(sheets) == 2
    assert all("virtually staged" in (tmp_path / one).read_text().lower() for one in sheets)
    assert project.json("-C", "kept", "plan", "--detailed-exitcode").code == 0
    listed = project.run("-C", "kept", "sandbox", "orders").out
    assert len(re.findall(r"credits: 1$", listed, flags=re.MULTILINE)) == 5


def test_demo_of_an_unknown_story(project: Project) -> None:
    ran = project.json("demo", "stagging")
    ran.ends(1, "usage")
    assert "portfolio" in ran.err + ran.out


def test_schema(project: Project, tmp_path: Path) -> None:
    ran = project.run("schema")
    schema = json.loads(ran.out)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"].endswith("2020-12/schema")
    assert project.run("schema", "--write", "out/schemas").code == 0
    written = sorted(path.name for path in (tmp_path / "out" / "schemas").iterdir())
    for name in ("listwright", "plan", "apply", "status", "resolve", "import", "forget"):
        assert f"{name}.schema.json" in written
        text = (tmp_path / "out" / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
        assert json.loads(text) == json.loads(project.run("schema", name).out)
        jsonschema.Draft202012Validator.check_schema(json.loads(text))
    assert "Did you mean plan" in project.run("schema", "plam").err
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert project.run("schema", "--write", "file").code == 1
    assert project.run("schema", "--write", "file/below").code == 1


def test_version(project: Project) -> None:
    document = project.json("version").ends(0, "ok")
    assert project.run("version").out.startswith(f"listwright {document['listwright_version']}\n")


def test_sandbox_documents(local: Project) -> None:
    for arguments in (["orders"], ["advance", "1h"], ["fault", "--clear"], ["reset"]):
        local.json(*SANDBOX, *arguments).ends(0, "ok")


@pytest.mark.slow
def test_sandbox_is_shared_by_processes(local: Project) -> None:
    """Two commands at once, each with a server of its own on the same store."""
    local.bootstrap()
    runs = [local.spawn("plan", "--json", "--refresh", "full") for _ in range(3)]
    ended: list[int] = []
    threads = [
        threading.Thread(target=lambda run=run: ended.append(finish(run).code)) for run in runs
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended == [0, 0, 0]
