"""Several runners want the same 200 homes, at the vendor's real pace: a hundred orders a minute.

The vendor counts strictly and answers "too many requests" beyond its limit. Who comes first does
all while the others wait for the ledger and then find nothing to do. When each may place a share
only, they take the ledger over from each other in the middle of the work.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.pacing import Tally, strict_vendor
from benchmarks.processes import LISTWRIGHT, ProcessFailedError, user_environment
from tests.support.postgres import NoServerError, running_server

_ORDERS = 200
_SHARED = 80
"""Homes where each runner places a share."""

_ALLOWED = 100
_WINDOW = 60.0
_PERMITTED = _ALLOWED / _WINDOW
"""Requests a second."""

_PATIENCE = 400.0
"""Seconds after which a runner hangs."""

_ADDRESS = "LEDGER_ADDRESS"
_PROJECT = """\
version: 1
project: benchmark
vendors:
  planomatic: {{kind: planomatic, endpoint: "{endpoint}", api_key: {{env: PLANOMATIC_API_KEY}}, \
duplicate_window: 72h, rate: {{per_minute: {rate}}}}}
ledger: {{url: {{env: {address}}}}}
defaults:
  vendor: planomatic
  billing_entity: investment_entity_1
  access: {{method: rently, contact_name: Jane Doe, contact_phone: "+1 555-555-0100", vacant: true}}
limits: {{max_creates: 1000, max_cancels: 0, on_limit: trim}}
properties:
"""
_HOME = """\
  P-{number}:
    {{property_type: single_family, street: {number} A St, city: Denver, state: CO, \
postal_code: "80205", require: {{photos: {{slug: photos, quantity: 15}}}}}}
"""
_APPLY = ("apply", "--auto-approve", "--bootstrap", "--refresh", "none", "--lock-timeout", "10m")


def measure_runners(folder: Path) -> list[Figure]:
    """Eight on a PostgreSQL server, where there is one, and four on a file."""
    figures: list[Figure] = []
    try:
        with running_server() as server:
            first, second = (server.url(server.new_database()) for _ in range(2))
            figures += _figures("8 on PostgreSQL", _measure(folder / "server", first, runners=8))
            tally = _measure(
                folder / "shares", second, runners=8, homes=_SHARED, share=_SHARED // 8
            )
            figures += _figures("8 on PostgreSQL in shares", tally, goal=None)
    except NoServerError as missing:
        print(f"No PostgreSQL here, so runners on one are not measured: {missing}", file=sys.stderr)
    address = f"sqlite:///{folder / 'shared' / 'ledger.db'}"
    return figures + _figures("4 on SQLite", _measure(folder / "file", address, runners=4))


def _figures(name: str, tally: Tally, *, goal: float | None = 95) -> list[Figure]:
    what, share = f"runners: {name}", 100 * tally.rate / _PERMITTED
    return [
        Figure(name=f"{what}, of the permitted rate", value=share, unit="%", goal=goal, least=True),
        Figure(name=f"{what}, refusals", value=tally.refused, unit="", goal=1),
    ]


def _measure(
    folder: Path, address: str, *, runners: int, homes: int = _ORDERS, share: int = _ORDERS
) -> Tally:
    """Let runners loose on the same homes; raises unless each has one order, and it is known."""
    machines = [folder / str(number) for number in range(runners)]
    with strict_vendor(_ALLOWED, _WINDOW) as port:
        for machine in machines:
            _write_project(machine, port, homes)
        _run_all(machines, address, share=share)
        tally = Tally(port)
    known = _known_ids(machines[0], address)
    if tally.created != homes or len(known) != homes:
        message = f"{tally.created} orders were placed and {len(known)} are known, of {homes}"
        raise ProcessFailedError(message)
    return tally


def _run_all(machines: Sequence[Path], address: str, *, share: int) -> None:
    command = (*LISTWRIGHT, *_APPLY, "--max-creates", str(share))
    environment = user_environment() | {_ADDRESS: address}
    running = [
        subprocess.Popen(
            command,
            cwd=machine,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for machine in machines
    ]
    try:
        codes = [process.wait(timeout=_PATIENCE) for process in running]
    finally:
        for process in running:
            process.kill()
    if any(codes):
        message = f"the runners ended with {codes}"
        raise ProcessFailedError(message)


def _known_ids(machine: Path, address: str) -> set[str]:
    """The ids that the ledger holds, as the program tells them."""
    listed = subprocess.run(
        (*LISTWRIGHT, "ledger", "list", "--json"),
        cwd=machine,
        env=user_environment() | {_ADDRESS: address},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_PATIENCE,
        check=True,
    )
    return {order["order_id"] for order in json.loads(listed.stdout)["orders"]}


def _write_project(machine: Path, port: int, homes: int) -> None:
    machine.mkdir(parents=True)
    endpoint = f"http://127.0.0.1:{port}"
    text = _PROJECT.format(endpoint=endpoint, rate=_ALLOWED, address=_ADDRESS)
    text += "".join(_HOME.format(number=number) for number in range(homes))
    (machine / "listwright.yaml").write_text(text, encoding="utf-8")
