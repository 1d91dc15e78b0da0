"""Every scenario held against its own files: no change of it is an edit, and nothing is gone."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.scenarios.running import FOLDERS, Scenario, plan_scenario_in_full, read_scenario

from listwright.engine.against import Base, attribute
from listwright.errors import ListwrightError
from listwright.model.plan import Cause
from listwright.model.portfolio import Portfolio

AGES = (timedelta(0), timedelta(days=3), timedelta(days=400))


def base_of(scenario: Scenario, age: timedelta, *, then: Portfolio | None) -> Base:
    """The scenario's own files, committed that long ago; with the limits it is planned with."""
    own = replace(scenario.portfolio, limits=scenario.options.limits)
    return Base(
        ref="main",
        commit="0" * 40,
        committed_at=scenario.now - age,
        today=own,
        then=then,
        traits={},
    )


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_files_held_against_themselves_are_no_edit(folder: Path) -> None:
    scenario = read_scenario(folder)
    try:
        made = plan_scenario_in_full(scenario)
    except ListwrightError:
        return
    own = replace(scenario.portfolio, limits=scenario.options.limits)
    for age in AGES:
        plan, against = attribute(made, base_of(scenario, age, then=own))
        causes = {change.cause for change in plan.changes}
        assert against.gone == ()
        assert causes <= ({Cause.BEFORE} if not age else {Cause.BEFORE, Cause.TIME})
        assert replace(plan, changes=()) == replace(made.plan, changes=())
        assert [one.digest_fields for one in plan.changes] == [
            one.digest_fields for one in made.plan.changes
        ]
        blind, _ = attribute(made, base_of(scenario, age, then=None))
        assert {change.cause for change in blind.changes} <= {Cause.FACTS, Cause.TIME}


def test_files_that_wanted_nothing_make_every_need_an_edit() -> None:
    changed = 0
    for folder in FOLDERS:
        scenario = read_scenario(folder)
        try:
            made = plan_scenario_in_full(scenario)
        except ListwrightError:
            continue
        bare = replace(base_of(scenario, AGES[1], then=None), today=None)
        plan, against = attribute(made, bare)
        assert {change.cause for change in plan.changes} <= {Cause.EDIT}
        assert against.gone == ()
        changed += len(plan.changes)
    assert changed > 100
