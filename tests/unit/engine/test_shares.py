"""What each rule causes: needs by who added them, orders by their first need that is no staging."""

from dataclasses import replace

from tests.golden.plans import BASE, PLANS, STAGING, create, ending, plan_of, unknown, waiting

from listwright.engine.shares import rule_shares
from listwright.model.need import Because
from listwright.model.plan import Action, Change
from listwright.model.review import Riding, RuleShare

SLUGS = frozenset({"ai", "staging"})
LARGE = Because(rule="large-homes", at="rules/portfolio.yaml:9")


def asked(change: Change, *rules: Because) -> Change:
    """The change with the rules that added its needs, in their order."""
    return replace(change, asked_by=rules, because=tuple(dict.fromkeys(rules)))


def shares(*changes: Change, **fields: object) -> dict[str, RuleShare]:
    return {one.rule.rule: one for one in rule_shares(plan_of(*changes, **fields), SLUGS)}


def test_an_order_is_that_of_the_rule_of_its_first_need() -> None:
    found = shares(asked(create("A", buys={"photos": 20, "tour": 1}), BASE, LARGE))
    assert found == {
        BASE.rule: RuleShare(rule=BASE, needs=1, orders=1, unpriced=1),
        LARGE.rule: RuleShare(rule=LARGE, needs=1, riding=(Riding(rule=BASE, needs=1),)),
    }


def test_staging_never_owns_the_order_that_its_photos_are_in() -> None:
    change = asked(create("A", buys={"ai": 3, "photos": 20}), STAGING, BASE)
    assert shares(change) == {
        STAGING.rule: RuleShare(rule=STAGING, needs=1, riding=(Riding(rule=BASE, needs=1),)),
        BASE.rule: RuleShare(rule=BASE, needs=1, orders=1, unpriced=1),
    }


def test_staging_alone_is_an_order_of_its_own_rule() -> None:
    change = asked(create("A", buys={"ai": 3, "staging": 5}), STAGING, LARGE)
    assert shares(change) == {
        STAGING.rule: RuleShare(rule=STAGING, needs=1, orders=1, unpriced=1),
        LARGE.rule: RuleShare(rule=LARGE, needs=1, riding=(Riding(rule=STAGING, needs=1),)),
    }


def test_what_waits_and_what_is_canceled_counts_for_the_rule_that_said_so() -> None:
    found = shares(
        ending(Action.CANCEL, "B", "1", because=(LARGE,)),
        ending(Action.IMPORT, "C", "2", because=(LARGE,)),
        ending(Action.CANCEL, "D", "3", because=()),
        deferred=(waiting("E/photos"), replace(waiting("F/photos"), because=())),
        blocked=(unknown(), replace(unknown(), because=())),
    )
    assert found == {
        LARGE.rule: RuleShare(rule=LARGE, cancels=1),
        BASE.rule: RuleShare(rule=BASE, deferred=1, blocked=1),
    }


def test_a_replacement_counts_as_the_order_it_places() -> None:
    change = asked(ending(Action.REPLACE, "B", "1"), BASE)
    assert shares(change) == {BASE.rule: RuleShare(rule=BASE, needs=1, orders=1, unpriced=1)}


def test_the_rows_add_up_to_the_plan_and_stand_by_name() -> None:
    for build in PLANS.values():
        plan = build()
        placed = [change for change in plan.changes if change.action.creates and change.asked_by]
        rows = rule_shares(plan, SLUGS)
        assert sum(row.orders for row in rows) == len(placed)
        assert sum(row.needs for row in rows) == sum(len(change.needs) for change in placed)
        assert list(rows) == sorted(rows, key=lambda row: (row.rule.rule, row.rule.at))
        for row in rows:
            assert sum(one.needs for one in row.riding) <= row.needs
            assert all(one.rule != row.rule for one in row.riding)
