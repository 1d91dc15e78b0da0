"""Explanations of scenarios: the same use case that `listwright explain` runs, on their folders."""

from functools import cache

from tests.scenarios.running import Scenario, vendors_of
from tests.support.ports import SilentProgress, StillClock
from tests.support.scenes import scene

from listwright.app.explain import explain_address
from listwright.app.plan import PlanDesk
from listwright.model.explanation import Check, ExplainReport, Explanation


def desk_of(scenario: Scenario) -> PlanDesk:
    """What the use case needs; no vendor can be asked, since there is no driver."""
    return PlanDesk(
        portfolio=scenario.portfolio,
        vendors=vendors_of(scenario.portfolio),
        ledger=scenario.ledger,
        clock=StillClock(scenario.now),
        progress=SilentProgress(),
    )


@cache
def report_of(name: str, address: str) -> ExplainReport:
    """What is said of an address of a scenario."""
    scenario = scene(name)
    return explain_address(desk_of(scenario), scenario.options, address)


def explained(name: str, address: str) -> Explanation:
    """What is said of one need of a scenario."""
    (found,) = report_of(name, address).explanations
    return found


def decisive(explanation: Explanation) -> Check:
    """The one check that the decision comes from."""
    (found,) = (check for check in explanation.checks if check.decides)
    return found


def check_of(explanation: Explanation, name: str) -> Check:
    """The check of that name."""
    (found,) = (check for check in explanation.checks if check.check == name)
    return found
