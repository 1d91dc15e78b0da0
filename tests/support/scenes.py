"""Plans and changes out of the scenarios, for tests of what is done with them."""

from functools import cache
from pathlib import Path

from tests.scenarios.running import FOLDERS, Scenario, plan_scenario, read_scenario

from listwright.model.plan import Change, Plan

CREATES = "new-home-is-ordered-with-all-its-needs-in-one-order"
CANCELS = "removed-inline-home-cancels"
REPLACES = "quantity-raised-in-files-replaces-open-order-outside-window"


@cache
def scene(name: str) -> Scenario:
    """One scenario, read."""
    return read_scenario(folder_of(name))


def folder_of(name: str) -> Path:
    return next(folder for folder in FOLDERS if folder.name == name)


@cache
def plan_of(name: str) -> Plan:
    """The plan of a scenario."""
    return plan_scenario(scene(name))


def change_of(name: str) -> Change:
    """The one change of a scenario's plan."""
    (change,) = plan_of(name).changes
    return change
