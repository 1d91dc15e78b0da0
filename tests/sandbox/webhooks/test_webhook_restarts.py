"""Webhooks outlive the sandbox that made them, and two processes never post the same one."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.servers.webhook_receiver import WebhookReceiver

from listwright.sandbox.options import SandboxOptions
from listwright.sandbox.server import start_in_background
from listwright.sandbox.store import SandboxStore
from listwright.sandbox.webhooks.delivery import send_all_due
from listwright.sandbox.webhooks.jobs import JobState
from listwright.sandbox.webhooks.subscription import Subscription

Json = dict[str, Any]
Build = Callable[..., Json]
EVENTS = ["order.processed", "appointment.scheduled"]
SERVE = (
    "import sys, pathlib; from listwright.sandbox.server import serve_forever;"
    "serve_forever(pathlib.Path(sys.argv[1]), port=0, on_ready=lambda u: print(u, flush=True))"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sandbox.sqlite3"


def options(receiver: WebhookReceiver, **more: Any) -> SandboxOptions:
    hook = Subscription(vendor="planomatic", url=f"{receiver.url}/planomatic/t", **more)
    return SandboxOptions(rate_per_minute=0, webhooks=(hook,))


def order(url: str, body: Json) -> Json:
    return dict(httpx.post(f"{url}/api/v3/orders/create", json=body, trust_env=False).json())


def test_jobs_wait_for_the_next_start(
    path: Path, receiver: WebhookReceiver, order_body: Build
) -> None:
    receiver.usual = 500
    with start_in_background(path, options(receiver)) as running:
        order(running.url, order_body())
        with closing(SandboxStore(path)) as store:
            store.advance(timedelta(hours=7))
        receiver.wait(1)
    receiver.usual = 200
    with start_in_background(path) as running, closing(SandboxStore(path)) as store:
        store.advance(timedelta(minutes=6))
        receiver.wait(3)
        assert receiver.events == [EVENTS[0], *EVENTS]
        send_all_due(store, seconds=5)
        assert store.webhooks.jobs.counts()[JobState.SENT] == 2


def test_time_that_passes_while_nobody_serves_is_told_later(
    path: Path, receiver: WebhookReceiver, order_body: Build
) -> None:
    with start_in_background(path, options(receiver)) as running:
        url = running.url
        order(url, order_body())
    with closing(SandboxStore(path)) as store:
        store.clock.advance(timedelta(days=14))
        assert store.webhooks.jobs.all() == ()
    with start_in_background(path):
        receiver.wait(4)
    assert receiver.posted[3].document["photos"][0]["full_size_url"].startswith(url[:16])


def test_kill_in_the_middle_of_a_post(
    path: Path, receiver: WebhookReceiver, order_body: Build
) -> None:
    """The job comes again, for nobody knows whether it arrived; nothing comes out of order."""
    with closing(SandboxStore(path)) as store:
        store.set_options(options(receiver, timeout_seconds=0.2))
    receiver.slow = 0.15
    with subprocess.Popen([sys.executable, "-c", SERVE, str(path)], stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        order(run.stdout.readline().decode().strip(), order_body())
        with closing(SandboxStore(path)) as store:
            store.advance(timedelta(hours=7))
        receiver.wait(1)
        os.kill(run.pid, signal.SIGKILL)
        run.wait(5)
    receiver.slow = 0.0
    with start_in_background(path):
        receiver.wait(3)
    assert receiver.events == [EVENTS[0], *EVENTS]


def test_a_server_that_stops_breaks_off_and_posts_again(
    path: Path, receiver: WebhookReceiver, order_body: Build
) -> None:
    receiver.slow = 5.0
    running = start_in_background(path, options(receiver))
    with running:
        order(running.url, order_body())
        with closing(SandboxStore(path)) as store:
            store.advance(timedelta(hours=1))
        receiver.wait(1)
    receiver.slow = 0.0
    with closing(SandboxStore(path)) as store:
        (job,) = store.webhooks.jobs.all()
        assert (job.state, job.attempts) == (JobState.WAITING, 0)
        send_all_due(store, seconds=5)
    assert receiver.events == ["order.processed"] * 2


def test_many_senders_post_each_once_and_in_order(
    path: Path, receiver: WebhookReceiver, order_body: Build
) -> None:
    with start_in_background(path, options(receiver)) as running:
        for number in range(10):
            order(running.url, order_body(external_property_id=f"DEN-{number}"))
    stores = [SandboxStore(path) for _ in range(4)]
    stores[0].advance(timedelta(days=14))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda store: send_all_due(store, seconds=20), stores))
    with closing(stores[0]):
        told = [(job.event, job.subject) for job in stores[0].webhooks.jobs.all()]
    for store in stores[1:]:
        store.close()
    assert len(told) == 40
    posted = [(p.document["event"], p.document["order_id"]) for p in receiver.posted]
    assert posted == told


def test_a_change_and_its_webhook_are_one(
    path: Path, receiver: WebhookReceiver, order_body: Build
) -> None:
    with start_in_background(path, options(receiver)) as running:
        number = int(order(running.url, order_body())["order_id"])
    with closing(SandboxStore(path)) as store:
        with suppress(RuntimeError):
            canceled_and_broken(store, number)
        assert store.webhooks.jobs.all() == ()
        assert store.orders()[0].status == "new_request"


def canceled_and_broken(store: SandboxStore, number: int) -> None:
    with store.transaction():
        store.cancel(number)
        assert len(store.webhooks.jobs.all()) == 1
        raise RuntimeError
