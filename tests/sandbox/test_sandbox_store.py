"""The store and the server as processes see them: files, clocks, threads, signals."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from listwright.errors import UsageError, VendorError
from listwright.sandbox.faults import Fault
from listwright.sandbox.options import SandboxKey, SandboxOptions, seal_key
from listwright.sandbox.server import create_app, start_in_background
from listwright.sandbox.store import SandboxStore, sandbox_now

Json = dict[str, Any]
Build = Callable[..., Json]


def run_python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)


def test_the_clock_is_cheap_to_read_and_creates_nothing(tmp_path: Path) -> None:
    path = tmp_path / "absent" / "sandbox.sqlite3"
    code = (
        "import sys, pathlib; from listwright.sandbox.store import sandbox_now;"
        "print(sandbox_now(pathlib.Path(sys.argv[1])).tzinfo);"
        "heavy = {'starlette', 'uvicorn', 'PIL'}; print(bool(heavy & set(sys.modules)))"
    )
    done = run_python(code, str(path))
    assert done.stdout.split() == ["UTC", "False"], done.stderr
    assert not path.parent.exists()


def test_the_clock_moves_for_everybody(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite3"
    with closing(SandboxStore(path)) as store, closing(SandboxStore(path)) as other:
        assert abs(store.now() - datetime.now(UTC)) < timedelta(seconds=5)
        store.advance(timedelta(days=3))
        assert abs(other.now() - datetime.now(UTC) - timedelta(days=3)) < timedelta(seconds=5)
        assert abs(sandbox_now(path) - other.now()) < timedelta(seconds=5)
        with pytest.raises(UsageError):
            store.advance(timedelta(seconds=-1))
        instant = datetime(2030, 1, 1, tzinfo=UTC)
        other.set_now(instant)
        assert instant <= store.now() < instant + timedelta(seconds=5)
        store.clock.freeze(instant)
        assert store.now() == other.now() == instant
        store.advance(timedelta(hours=1))
        assert store.now() == instant + timedelta(hours=1)
        store.clock.thaw()
        assert store.now() > instant + timedelta(hours=1)
        store.reset()
        assert abs(store.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_the_file_is_private(tmp_path: Path) -> None:
    path = tmp_path / ".listwright" / "sandbox.sqlite3"
    SandboxStore(path).close()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("content", [b"no database at all, but long enough to be read" * 40])
def test_a_broken_store_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sandbox.sqlite3"
    path.write_bytes(content)
    with pytest.raises(VendorError, match=r"sandbox\.sqlite3"):
        SandboxStore(path)
    with pytest.raises(VendorError):
        start_in_background(path)
    with pytest.raises(VendorError):
        sandbox_now(path)


def test_a_store_that_is_just_being_made_shows_real_time(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite3"
    path.touch()
    assert abs(sandbox_now(path) - datetime.now(UTC)) < timedelta(seconds=5)


def test_ipv6_loopback_when_there_is_one(tmp_path: Path) -> None:
    try:
        running = start_in_background(tmp_path / "sandbox.sqlite3", host="::1")
    except UsageError:
        pytest.skip("this machine has no IPv6 loopback")
    with running:
        assert running.url.startswith("http://[::1]:")
        assert httpx.get(f"{running.url}/_sandbox/clock", trust_env=False).status_code == 200


def test_a_store_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(VendorError):
        SandboxStore(path)


def test_an_older_store_is_carried_over(tmp_path: Path, order_body: Build) -> None:
    path = tmp_path / "sandbox.sqlite3"
    with start_in_background(path) as running:
        httpx.post(f"{running.url}/api/v3/orders/create", json=order_body())
    with closing(sqlite3.connect(path)) as connection:
        (newest,) = connection.execute("PRAGMA user_version").fetchone()
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (name,) in names.fetchall():
            if name.startswith(("ahd_", "webhook_")):
                connection.execute(f"DROP TABLE {name}")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    with closing(SandboxStore(path)) as store:
        assert [order.external_property_id for order in store.orders()] == ["DEN-1"]
        assert store.stagings() == ()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (newest,)


def test_processes_may_create_the_store_at_once(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite3"
    code = (
        "import sys, pathlib, datetime; from listwright.sandbox.store import SandboxStore;"
        "store = SandboxStore(pathlib.Path(sys.argv[1]));"
        "[store.advance(datetime.timedelta(hours=1)) for _ in range(20)]; store.close()"
    )
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda _: run_python(code, str(path)), range(4)))
    assert [run.returncode for run in runs] == [0, 0, 0, 0], runs
    moved = sandbox_now(path) - datetime.now(UTC)
    assert abs(moved - timedelta(hours=80)) < timedelta(minutes=1)


def test_options_survive_and_hold_no_key(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite3"
    key = SandboxKey(api_key="canary-key", account="a", billing_entities=("one",))
    options = SandboxOptions(keys=(key,), envelope="data", duplicate_hours=1.5)
    with closing(SandboxStore(path)) as store:
        store.set_options(options)
        read = store.options()
    assert read.envelope == "data"
    assert read.duplicate_hours == 1.5
    assert read.keys[0].api_key == seal_key("canary-key")
    assert read.key_for("canary-key") == read.keys[0] == read.keys[0].sealed()
    assert read.key_for("other") is None
    assert SandboxOptions().key_for("wrong-key") is None
    assert SandboxOptions().key_for("") is None
    assert b"canary-key" not in path.read_bytes()


def test_orders_survive_the_server_and_ids_are_not_reused(
    tmp_path: Path, order_body: Build
) -> None:
    path = tmp_path / "sandbox.sqlite3"
    with start_in_background(path, SandboxOptions(rate_per_minute=0)) as running:
        first = httpx.post(f"{running.url}/api/v3/orders/create", json=order_body()).json()
        assert first["order_id"] == "654321"
        assert first["legacy_order_id"] == "543210"
        running.close()
    with closing(SandboxStore(path)) as store:
        (summary,) = store.orders(external_property_id="DEN-1")
        assert summary.order_id == "654321"
        assert summary.services == (("photos", 15),)
        assert store.orders(external_property_id="DEN-2") == ()
        store.fail_visit(654321)
        store.set_status(654321, "hold")
        store.set_status(654321, None)
        store.cancel(654321)
        assert store.orders()[0].status == "canceled"
        store.reset()
        assert store.options().rate_per_minute == 0
    with start_in_background(path) as running:
        second = httpx.post(f"{running.url}/api/v3/orders/create", json=order_body()).json()
        assert second["order_id"] == "654322"


def test_no_visit_to_fail(tmp_path: Path, order_body: Build) -> None:
    path = tmp_path / "sandbox.sqlite3"
    staging = [{"slug": "ai_virtual_staging", "quantity": 3}]
    with start_in_background(path) as running:
        body = order_body(services=staging)
        order = httpx.post(f"{running.url}/api/v3/orders/create", json=body).json()
    with closing(SandboxStore(path)) as store, pytest.raises(UsageError, match="No visit"):
        store.fail_visit(int(order["order_id"]))


def test_two_creates_at_once_make_one_order(vendor: Any, order_body: Build) -> None:
    with ThreadPoolExecutor(6) as pool:
        codes = list(pool.map(lambda _: vendor.call("create", order_body()).status_code, range(6)))
    assert sorted(codes) == [201, 400, 400, 400, 400, 400]


def test_the_server_stops_fast_even_with_a_hanging_request(
    tmp_path: Path, order_body: Build
) -> None:
    path = tmp_path / "sandbox.sqlite3"
    with start_in_background(path) as running, ThreadPoolExecutor(1) as pool:
        with closing(SandboxStore(path)) as store:
            store.set_fault(Fault(name="hang"))
            url = f"{running.url}/api/v3/orders/create"
            hanging = pool.submit(httpx.post, url, json=order_body(), timeout=20)
            while not store.orders():
                time.sleep(0.01)
        begin = time.monotonic()
        running.close()
        assert time.monotonic() - begin < 2
        assert isinstance(hanging.exception(5), httpx.HTTPError)


def test_only_loopback_and_free_ports(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite3"
    with pytest.raises(UsageError):
        start_in_background(path, host="0.0.0.0")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UsageError):
            start_in_background(path, port=taken.getsockname()[1])
    with pytest.raises(UsageError):
        start_in_background(path, port=70000)


def test_create_app_takes_options(tmp_path: Path) -> None:
    with closing(SandboxStore(tmp_path / "sandbox.sqlite3")) as store:
        create_app(store, SandboxOptions(envelope="data"))
        assert store.options().envelope == "data"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_forever_stops_on_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    code = (
        "import sys, pathlib; from listwright.sandbox.server import serve_forever;"
        "serve_forever(pathlib.Path(sys.argv[1]), port=0, on_ready=lambda u: print(u, flush=True));"
        "print('stopped')"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "sandbox.sqlite3")]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        assert httpx.get(f"{url}/_sandbox/clock").status_code == 200
        os.kill(server.pid, number)
        out, err = server.communicate(timeout=5)
    assert (out, err, server.returncode) == ("stopped\n", "", 0)
