"""Who runs, what a dead runner leaves, how fast requests go, and what readers see."""

import pytest
from tests.contract.ledger.builders import (
    ACCOUNT,
    HOME,
    OTHER_ACCOUNT,
    START,
    LedgerFactory,
    begin,
    created,
    draft,
    kinds_of,
    order,
    place,
    record_of,
    revision_of,
    state_of,
)

from listwright.errors import LedgerError, LockBusyError
from listwright.model.intent import IntentState
from listwright.model.names import PropertyId, canonical_id

NOW = 1_790_000_000.0


class RunningContract:
    slack = 1e-6
    """Seconds by which the pace may be off: a server spaces requests by its own clock."""

    def test_an_empty_ledger_knows_nothing(self, ledger_factory: LedgerFactory) -> None:
        seen = ledger_factory().observed()
        assert (dict(seen.properties), dict(seen.generations)) == ({}, {})
        assert seen.accounts == frozenset()

    def test_every_lock_raises_the_epoch(self, ledger_factory: LedgerFactory) -> None:
        first, second = ledger_factory(), ledger_factory()
        with first.lock(0) as one:
            pass
        with second.lock(0) as two:
            pass
        assert two == one + 1

    def test_a_second_runner_waits_and_is_told_who_runs(
        self, ledger_factory: LedgerFactory
    ) -> None:
        first, second = ledger_factory(run="r1"), ledger_factory(run="r2")
        said = r"process \d+, ana \(r1\) on .*, for \d+ s"
        with first.lock(0), pytest.raises(LockBusyError, match=said), second.lock(3):
            pytest.fail("two runners")
        with second.lock(0):
            pass

    def test_an_error_inside_the_lock_releases_it(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with pytest.raises(ZeroDivisionError), ledger.lock(0):
            raise ZeroDivisionError
        with ledger_factory().lock(0):
            pass

    def test_a_request_under_way_reads_as_sending_while_its_runner_lives(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger, reader = ledger_factory(), ledger_factory(read_only=True)
        with ledger.lock(0) as epoch:
            begin(ledger, draft(), epoch)
            assert record_of(reader).intents[0].state is IntentState.SENDING
        before = revision_of(reader)
        assert record_of(reader).intents[0].state is IntentState.IN_DOUBT
        assert kinds_of(reader) == ["intent"]
        assert revision_of(reader) == before
        with ledger.lock(0):
            assert kinds_of(reader) == ["intent", "unknown"]
            assert revision_of(reader) > before
            assert state_of(reader) is IntentState.IN_DOUBT

    def test_properties_join_over_accounts(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            plan = draft("sky", name="bbbb", account=OTHER_ACCOUNT, home=HOME.lower())
            ref = begin(ledger, plan, epoch)
            answered = created("9", account=OTHER_ACCOUNT, property=PropertyId(HOME.lower()))
            ledger.close_attempt(ref, answered, at=START)
        seen = ledger.observed()
        (record,) = seen.properties.values()
        assert {one.account for one in record.orders} == {ACCOUNT, OTHER_ACCOUNT}
        assert record.revision == max(one.revision for one in record.orders)
        assert seen.accounts == {ACCOUNT.id, OTHER_ACCOUNT.id}
        assert len(ledger.events(HOME)) == 4

    def test_own_changes_carry_a_decision_on(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        assert ledger.carry_revision(ACCOUNT, HOME, 0) == 0
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            decided = revision_of(ledger)
            place(ledger, epoch, draft("video", name="bbbb"), "2")
            place(ledger, epoch, draft("photos", name="cccc", home="DEN-2"), "3")
            carried = ledger.carry_revision(ACCOUNT, PropertyId(HOME.lower()), decided)
            assert decided < carried == record_of(ledger).revision
            assert ledger.carry_revision(OTHER_ACCOUNT, HOME, decided) == decided
            assert ledger.carry_revision(ACCOUNT, HOME, carried + 1) == carried + 1

    def test_a_change_of_somebody_else_carries_no_decision_on(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger, other = ledger_factory(run="r1"), ledger_factory(run="r2")
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            decided = revision_of(ledger)
            place(ledger, epoch, draft("video", name="bbbb"), "2")
            mine = ledger.carry_revision(ACCOUNT, HOME, decided)
            other.record_order(order("4"), at=START, actor="event")
            assert ledger.carry_revision(ACCOUNT, HOME, decided) == mine < revision_of(ledger)
            place(ledger, epoch, draft("tour", name="cccc"), "3")
            assert ledger.carry_revision(ACCOUNT, HOME, decided) == decided
            assert ledger.carry_revision(ACCOUNT, HOME, mine) == mine

    def test_a_reader_writes_nothing(self, ledger_factory: LedgerFactory) -> None:
        ledger_factory()
        reader = ledger_factory(read_only=True)
        with pytest.raises(LedgerError):
            reader.record_order(order(), at=START, actor="refresh")
        with pytest.raises(LedgerError), reader.lock(0):
            pytest.fail("a reader ran")
        with pytest.raises(LedgerError):
            reader.reserve_send(ACCOUNT, 30, at=NOW)
        with pytest.raises(LedgerError):
            reader.pause_account(ACCOUNT, 1, at=NOW)
        assert canonical_id(HOME) not in reader.observed().properties

    def test_the_pace_is_shared_and_kept(self, ledger_factory: LedgerFactory) -> None:
        first, second = ledger_factory(), ledger_factory()
        waits = [one.reserve_send(ACCOUNT, 64, at=NOW) for one in (first, second) * 4]
        assert waits == [
            0,
            0,
            0,
            0,
            0,
            *(pytest.approx(1.03 * n, abs=self.slack) for n in (1, 2, 3)),
        ]
        assert first.reserve_send(OTHER_ACCOUNT, 64, at=NOW) == 0
        assert ledger_factory().reserve_send(ACCOUNT, 64, at=NOW) == pytest.approx(
            4.12, abs=self.slack
        )

    def test_a_pause_is_for_every_runner(self, ledger_factory: LedgerFactory) -> None:
        first, second = ledger_factory(), ledger_factory()
        first.pause_account(ACCOUNT, 30, at=NOW)
        waits = [second.reserve_send(ACCOUNT, 64, at=NOW) for _ in range(3)]
        assert waits == pytest.approx([30, 31.93125, 33.8625], abs=self.slack)
