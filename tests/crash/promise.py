"""What must hold after a process died or its disk failed, and what a person does then."""

import http.client
import re
import threading
from typing import Any

from tests.cli.project import Project, Ran
from tests.servers.planomatic_like import PlanomaticLike, VendorOrder

APPLY = ("apply", "--bootstrap", "--auto-approve", "--json")
LOST = "NOT IN THE LEDGER"


def let_finish(vendor: PlanomaticLike) -> None:
    """Wait until the vendor has carried out, or dropped, all that a dead client sent."""
    # Connections are taken in order: once this one is answered, every earlier one has its thread.
    line = http.client.HTTPConnection(vendor.endpoint.removeprefix("http://"), timeout=20)
    line.request("GET", "/")
    line.getresponse().read()
    line.close()
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(20)
            assert not thread.is_alive(), "the vendor still works on a request"


def known_ids(project: Project) -> set[str]:
    """The ids of the orders that the ledger has."""
    return {order["order_id"] for order in project.json("status").ends(0, "ok")["orders"]}


def _unknown(document: dict[str, Any]) -> set[str]:
    """The homes a plan names as unknown, each with its remedy."""
    found = set()
    for item in document["blocked_changes"]:
        if item["reason"] == "create_outcome_unknown":
            assert item["remedy"].startswith(f"listwright resolve {item['need']}")
            assert item["since"]
            found.add(item["need"].partition("/")[0])
    return found


def check(project: Project, vendor: PlanomaticLike) -> set[str]:
    """What must hold at any moment; gives the homes that are unknown."""
    assert set(vendor.live().values()) <= {1}, vendor.live()
    unknown = _unknown(project.json("plan", "--refresh", "none").ends(0, "ok"))
    known = known_ids(project)
    for order in vendor.orders.values():
        if str(order.order_id) in known:
            assert not (order.is_live and order.home in unknown), order
        else:
            assert order.home in unknown, f"nobody knows order {order.order_id} of {order.home}"
    return unknown


def told_ids(ran: Ran) -> tuple[set[str], set[str]]:
    """The order ids a run printed: those it said it had recorded, and those it could not record."""
    told: dict[bool, set[str]] = {True: set(), False: set()}
    for line in ran.err.splitlines():
        told[line.startswith(LOST)] |= set(re.findall(r"\border_id=(\d+)", line))
    return told[False], told[True]


def check_told(project: Project, ran: Ran) -> None:
    """What a run said it had recorded is in the ledger, however the run ended."""
    recorded, _ = told_ids(ran)
    assert not recorded or recorded <= known_ids(project), ran.err


def settle(project: Project, vendor: PlanomaticLike, names: set[str]) -> None:
    """What a person does who looks every unknown home up in the dashboard."""
    known = known_ids(project) if names else set()
    for name in sorted(names):
        orders = [order for order in vendor.of(name) if str(order.order_id) not in known]
        if orders:
            number = str(_only(orders).order_id)
            project.json("resolve", f"{name}/photos", "--created", number).ends(0, "ok")
        else:
            looked = ("--not-created", "--reason", "looked", "--confirm", f"{name}/photos")
            project.json("resolve", f"{name}/photos", *looked).ends(0, "ok")


def _only(orders: list[VendorOrder]) -> VendorOrder:
    (order,) = orders
    return order


def complete(project: Project, vendor: PlanomaticLike, names: list[str]) -> None:
    """Settle what is unknown, apply, and find exactly one known order per home."""
    settle(project, vendor, check(project, vendor))
    project.run(*APPLY).ends(0, "ok")
    assert dict(vendor.live()) == dict.fromkeys(names, 1)
    assert check(project, vendor) == set()
    planned = project.json("plan", "--detailed-exitcode").ends(0, "ok")
    assert (planned["order_changes"], planned["blocked_changes"]) == ([], [])
