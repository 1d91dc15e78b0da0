"""Who is told of the sandbox's orders, from the command line: subscribe, post, list, export."""

import json
import re
import signal
from collections.abc import Iterator

import httpx
import pytest
from tests.cli.project import Project, finish, homes
from tests.servers.webhook_receiver import WebhookReceiver, receiving

NOTHING: dict[str, str | None] = {"DOOR": None, "PLANOMATIC_API_KEY": None}
NOBODY = "Nobody has subscribed to the sandbox's webhooks.\n"


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with receiving() as running:
        yield running


@pytest.fixture
def local(project: Project) -> Project:
    """The smallest project with the vendor inside."""
    project.write(homes("P-1", "P-2"))
    project.edit(f'"{project.vendor.endpoint}"', "sandbox")
    return project


def subscribe(local: Project, receiver: WebhookReceiver, *more: str) -> str:
    url = f"planomatic={receiver.url}/planomatic/canary-token"
    ran = local.run("sandbox", "webhooks", "--webhook-url", url, *more)
    assert ran.code == 0, ran.err
    return ran.out


def apply(local: Project) -> None:
    local.json("apply", "--bootstrap", "--auto-approve", **NOTHING).ends(0, "ok")


def test_story(local: Project, receiver: WebhookReceiver) -> None:
    assert local.run("sandbox", "webhooks").out == NOBODY
    told = subscribe(local, receiver)
    assert told == f"planomatic posts to {receiver.url}/planomatic/… (all events)\n"
    apply(local)
    moved = local.run("sandbox", "advance", "7h").out
    assert moved.splitlines()[-1] == "Webhooks: 4 sent, 0 waiting, 0 given up."
    assert receiver.events == ["order.processed"] * 2 + ["appointment.scheduled"] * 2
    assert "access_code" in receiver.posted[0].document["property_access"]
    listed = local.run("sandbox", "webhooks").out
    assert len(re.findall(r"  sent, 1 attempt, 200$", listed, re.MULTILINE)) == 4
    assert "canary-token" not in listed
    assert local.run("sandbox", "webhooks", "--none").out.startswith(NOBODY)
    assert "Webhooks" not in local.run("sandbox", "advance", "30d").out
    assert len(receiver.posted) == 4


def test_a_receiver_that_is_away(local: Project, receiver: WebhookReceiver) -> None:
    subscribe(local, receiver)
    receiver.usual = 503
    apply(local)
    assert "Webhooks: 0 sent, 4 waiting, 0 given up." in local.run("sandbox", "advance", "7h").out
    assert len(receiver.posted) == 1
    moved = [local.run("sandbox", "advance", "6m").out for _ in range(9)]
    assert ["1 given up" in out for out in moved] == [False] * 8 + [True]
    receiver.usual = 200
    assert "Webhooks: 3 sent, 0 waiting, 0 given up." in local.run("sandbox", "advance", "6m").out
    first = local.run("sandbox", "webhooks").out.splitlines()[1]
    assert first.endswith("order.processed  given-up, 10 attempts, 503, no success")


def test_faults_and_export(local: Project, receiver: WebhookReceiver) -> None:
    subscribe(local, receiver, "--webhook-events", "order.processed, order.canceled")
    for fault in ("webhook-lost", "webhook-garbled"):
        local.run("sandbox", "fault", fault)
    apply(local)
    assert "Webhooks: 1 sent" in local.run("sandbox", "advance", "7h").out
    file = local.root / "told.jsonl"
    ran = local.run("sandbox", "webhooks", "--export", str(file))
    assert ran.out == f"Wrote 2 webhooks to {file}.\n"
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    assert [row["external_property_id"] for row in rows] == ["P-1", "P-2"]
    assert {row["event"] for row in rows} == {"order.processed"}
    here = local.run("sandbox", "webhooks", "--export", "-", "--vendor", "planomatic")
    assert here.out == file.read_text()
    other = ("sandbox", "webhooks", "--export", "-", "--vendor", "aihomedesign")
    assert local.run(*other).out == ""
    assert local.run("sandbox", "webhooks", "--export", str(local.root)).code == 1


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        (("--webhook-url", "http://127.0.0.1/x"), "whose webhooks"),
        (("--webhook-url", "planomatic=http://10.0.0.8/x"), "this machine only"),
        (("--webhook-url", "planomatic=nothing"), "cannot post webhooks there"),
        (("--webhook-events", "all"), "Nobody has subscribed"),
    ],
)
def test_wrong_words(local: Project, words: tuple[str, ...], seen: str) -> None:
    ran = local.run("sandbox", "webhooks", *words)
    assert ran.code == 1
    assert seen in ran.err


def test_another_machine_only_when_it_is_asked_for(local: Project) -> None:
    url = ("--webhook-url", "planomatic=http://10.0.0.8/x/y")
    ran = local.run("sandbox", "webhooks", *url, "--webhook-anywhere", "--webhook-success", "200")
    assert ran.out == "planomatic posts to http://10.0.0.8/x/… (all events)\n"
    assert local.run("sandbox", "webhooks", *url).code == 1


def test_a_sandbox_that_is_served_posts_by_itself(
    project: Project, receiver: WebhookReceiver
) -> None:
    url = f"planomatic={receiver.url}/planomatic/t"
    process = project.spawn(
        "sandbox",
        "serve",
        "--port",
        "0",
        "--webhook-url",
        url,
        "--webhook-retry-seconds",
        "0.05",
    )
    assert process.stderr is not None
    found = re.search(r"http://127\.0\.0\.1:\d+", process.stderr.readline())
    assert found
    project.edit(project.vendor.endpoint, found[0])
    assert project.bootstrap().doc["summary"]["done"] == 1
    receiver.answers = [500, 500]
    assert project.run("sandbox", "advance", "1h").code == 0
    receiver.wait(3)
    assert receiver.events == ["order.processed"] * 3
    shown = httpx.get(f"{found[0]}/_sandbox/webhooks", timeout=5).json()
    assert [row["vendor"] for row in shown["subscriptions"]] == ["planomatic"]
    process.send_signal(signal.SIGINT)
    assert finish(process, 20).code in {0, 130}
