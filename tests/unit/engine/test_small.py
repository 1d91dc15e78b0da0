"""Small verbs: words, freshness at the end of the calendar, floods of findings."""

from datetime import timedelta

from tests.support.scenes import CANCELS, CREATES, REPLACES, change_of, scene
from tests.unit.engine.facts import CALENDAR

from listwright.app.checks import SHOWN_OF_A_KIND, split
from listwright.engine.freshness import Yardstick, age_of_order
from listwright.engine.sequence import sequence_changes
from listwright.engine.wording import count_of, state_of
from listwright.errors import Diagnostic, Severity
from listwright.model.duration import Duration
from listwright.model.names import canonical_id
from listwright.model.order import Order
from listwright.model.plan import Action
from listwright.model.rules import FreshFor


def an_order() -> Order:
    name = "photos-delivered-last-year-still-count"
    return scene(name).observed.properties[canonical_id("DEN-1")].orders[0]


def test_counts() -> None:
    assert count_of(1, "order") == "1 order"
    assert count_of(2, "order") == "2 orders"
    assert state_of(an_order()) == "completed"


def test_an_age_beyond_the_calendar_never_ends() -> None:
    forever = Duration(months=120_000, delta=timedelta(0), text="120000mo")
    portfolio = scene(CREATES).portfolio
    home = portfolio.homes[0]
    measured = Yardstick(fresh=FreshFor(max_age=forever), calendar=CALENDAR, facts=home.facts)
    assert age_of_order(an_order(), measured, lambda _: None).stale_from is None


def test_cancels_first_then_replaces_then_creates() -> None:
    changes = (change_of(CREATES), change_of(REPLACES), change_of(CANCELS))
    actions = [change.action for change in sequence_changes(changes)]
    assert actions == [Action.CANCEL, Action.REPLACE, Action.CREATE]


def test_a_flood_of_one_kind_is_cut_short() -> None:
    many = [
        Diagnostic(code="LW1402", summary="no", detail=f"home {number}")
        for number in range(SHOWN_OF_A_KIND + 2)
    ]
    other = Diagnostic(code="LW1312", summary="no", severity=Severity.WARNING)
    errors, warnings = split([*many, other, many[0]])
    assert len(errors) == SHOWN_OF_A_KIND + 1
    assert "2 more places" in errors[-1].detail
    assert warnings == (other,)
