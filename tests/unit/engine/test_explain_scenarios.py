"""Needs of every scenario and of random worlds: the plan's own words, one check behind them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from tests.properties.portfolios import World, worlds
from tests.scenarios.running import FOLDERS, Scenario, plan_scenario, read_scenario
from tests.unit.engine.explanations import desk_of

from listwright.app.explain import explain_address
from listwright.engine.explain.case import Line, judge_home, keys_of, lines_of
from listwright.engine.explain.explaining import decision_of, explain_needs
from listwright.errors import ListwrightError
from listwright.model.explanation import Explanation, Verdict
from listwright.model.intent import NOTHING_KNOWN
from listwright.model.names import Address
from listwright.model.plan import Action, Blocked, Change, Deferred, Plan


def _plan(scenario: Scenario) -> Plan | None:
    scope = scenario.options.scope
    if scope.target or scope.exclude or scope.select or scope.only:
        return None
    try:
        return plan_scenario(scenario)
    except ListwrightError:
        return None


def _lines(plan: Plan) -> Mapping[Address, list[Line]]:
    found: dict[Address, list[Line]] = defaultdict(list)
    for line in lines_of(plan):
        for need in line.needs if isinstance(line, Change) else (line.need,):
            found[need].append(line)
    return found


def _explained(scenario: Scenario, plan: Plan) -> Iterator[Explanation]:
    homes = {home.id for home in scenario.portfolio.homes}
    for home in sorted(homes | {need.property for need in _lines(plan)}):
        yield from explain_address(desk_of(scenario), scenario.options, home).explanations


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_an_explanation_is_never_a_second_opinion(folder: Path) -> None:
    scenario = read_scenario(folder)
    plan = _plan(scenario)
    if plan is None:
        return
    explanations = tuple(_explained(scenario, plan))
    _agree(explanations, plan)
    for one in explanations:
        _names_its_pictures(one, _lines(plan).get(one.address, ()))


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_nor_is_it_in_a_world_that_nobody_thought_of(world: World) -> None:
    made = world.reconciled()
    homes = {home.canonical: home for home in world.portfolio.homes}
    explanations: list[Explanation] = []
    for canonical in sorted(homes.keys() | made.observed.properties.keys()):
        record = made.observed.properties.get(canonical, NOTHING_KNOWN)
        at = judge_home(made.run, homes.get(canonical), record)
        told = explain_needs(at, keys_of(at), at.found, known_accounts=made.observed.accounts)
        explanations += told
    _agree(explanations, made.plan)


def _agree(explanations: Iterable[Explanation], plan: Plan) -> None:
    """Each line of the plan is in the explanation of its needs, and nothing else is."""
    lines = _lines(plan)
    found = {one.address: one for one in explanations}
    assert lines.keys() <= found.keys()
    for address, one in found.items():
        said = [one.decision, *one.also]
        expected = [decision_of(line, address) for line in lines.get(address, ())]
        if expected:
            assert sorted(map(str, said)) == sorted(map(str, expected))
        else:
            assert [decision.verdict for decision in said] == [Verdict.NOT_WANTED]
        _has_one_check_behind_it(one)
        assert one.would_change_if


def _names_its_pictures(one: Explanation, lines: Iterable[Line]) -> None:
    """The pictures that the checks would order are those that the plan orders.

    Where something keeps the need away, the checks also name what is ordered after it.
    """
    said = (_ORDER.search(check.detail) for check in one.checks)
    named = {found[1] for found in said if found is not None}
    changes = [line for line in lines if isinstance(line, Change)]
    ordered = {
        str(change.order_key)
        for change in changes
        if change.task is not None and change.action is Action.CREATE and change.resend is None
    }
    if any(isinstance(line, Deferred | Blocked) for line in lines):
        assert ordered <= named
    else:
        assert ordered == named


_ORDER = re.compile(r"; its order is named (\S+?)(?:;|$)")
"""What a check of a picture says that is due."""


def _has_one_check_behind_it(one: Explanation) -> None:
    decisive = [check for check in one.checks if check.decides]
    if one.decision.verdict is Verdict.PLANNED:
        assert decisive == []
    else:
        assert [check.passed for check in decisive] == [False]
    names = [check.check for check in one.checks]
    assert len(names) == len(set(names))
    assert all(check.detail for check in one.checks)
