"""What people say was delivered: kept for good, the newest word counts, no account is named."""

from datetime import date
from typing import Any

import pytest
from tests.contract.ledger.builders import (
    HOME,
    START,
    LedgerFactory,
    minutes,
    place,
    record_of,
    revision_of,
)

from listwright.errors import LedgerError
from listwright.model.intent import Claim, Testimony
from listwright.model.names import NeedKey, PropertyId


def claim(**changes: Any) -> Claim:
    fields: dict[str, Any] = {
        "property": HOME,
        "key": NeedKey("photos"),
        "delivered_on": date(2026, 5, 1),
        "quantity": 15,
        "evidence": "invoice 4711",
    }
    return Claim(**(fields | changes))


class AttestingContract:
    def test_a_home_that_nothing_else_is_known_of(self, ledger_factory: LedgerFactory) -> None:
        ledger, reader = ledger_factory(), ledger_factory(read_only=True)
        assert ledger.attest(claim(), at=minutes(3))
        record = record_of(reader)
        assert record.property == HOME
        assert (record.orders, record.intents, record.holds) == ((), (), ())
        assert record.attestations == (
            Testimony(
                key=NeedKey("photos"),
                delivered_on=date(2026, 5, 1),
                quantity=15,
                evidence="invoice 4711",
                at=minutes(3),
                actor="ana",
            ),
        )
        assert reader.observed().accounts == frozenset()

    def test_the_newest_word_for_each_need_counts(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        ledger.attest(claim(), at=minutes(1))
        ledger.attest(claim(key=NeedKey("tour"), quantity=None), at=minutes(2))
        # Said later of an earlier day: whoever corrects a mistake must be heard.
        corrected = claim(property=PropertyId(HOME.lower()), delivered_on=date(2025, 5, 1))
        assert ledger.attest(corrected, at=minutes(3))
        said = {one.key: one.delivered_on for one in record_of(ledger).attestations}
        assert said == {"photos": date(2025, 5, 1), "tour": date(2026, 5, 1)}

    @pytest.mark.parametrize(
        "other",
        [{"delivered_on": date(2026, 5, 2)}, {"quantity": None}, {"evidence": "a letter"}],
        ids=str,
    )
    def test_the_same_words_again_change_nothing(
        self, ledger_factory: LedgerFactory, other: dict[str, Any]
    ) -> None:
        ledger = ledger_factory()
        assert ledger.attest(claim(), at=minutes(1))
        assert not ledger.attest(claim(), at=minutes(2))
        assert [one.at for one in record_of(ledger).attestations] == [minutes(1)]
        assert ledger.attest(claim(**other), at=minutes(3))
        assert ledger.attest(claim(), at=minutes(4)), "what was said before does not count twice"
        assert [one.at for one in record_of(ledger).attestations] == [minutes(4)]

    def test_orders_and_their_decisions_stay_as_they_were(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        before = revision_of(ledger)
        ledger.attest(claim(), at=minutes(1))
        record = record_of(ledger)
        assert (len(record.orders), len(record.attestations)) == (1, 1)
        assert revision_of(ledger) == before

    def test_the_history_tells_of_it_in_its_place(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory(run="r7")
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
        ledger.attest(claim(), at=minutes(1))
        ledger.attest(claim(quantity=None), at=minutes(2))
        events = ledger.events(HOME)
        assert [event["at"] for event in events] == sorted(event["at"] for event in events)
        first, second = (event for event in events if event["kind"] == "attest")
        assert (first["actor"], first["run"], first["order_id"]) == ("ana", "r7", "")
        assert first["detail"] == "photos: delivered 2026-05-01, 15 pieces; invoice 4711"
        assert second["detail"] == "photos: delivered 2026-05-01; invoice 4711"
        assert len(events) == 4

    def test_a_reader_attests_nothing(self, ledger_factory: LedgerFactory) -> None:
        ledger_factory()
        with pytest.raises(LedgerError):
            ledger_factory(read_only=True).attest(claim(), at=START)
