"""What was approved with a plan: kept when it is used, never changed, and held against orders."""

from tests.contract.ledger.builders import (
    ACCOUNT,
    START,
    UNKNOWN,
    LedgerFactory,
    answer,
    approval,
    approved,
    begin,
    created,
    draft,
    minutes,
    order,
    refused,
)

from listwright.model.intent import AttemptOutcome, IntentState, Problem, RefusalKind
from listwright.model.names import OrderId
from listwright.model.order import Phase
from listwright.model.plan import Action
from listwright.model.saved import SavedChange, Trace
from listwright.ports import Ledger


def cancel_of(order_id: str) -> SavedChange:
    return approved(action=Action.CANCEL, order_id=OrderId(order_id), reason="not_required")


def trace_of(ledger: Ledger, place: int = 0) -> Trace | None:
    begun = ledger.begun_plan("plan-1")
    assert begun is not None
    return begun.traces.get(place)


class ApprovalContract:
    def test_what_was_approved_comes_back_as_it_was(self, ledger_factory: LedgerFactory) -> None:
        replaced = approved(
            "bbbb", 3, action=Action.REPLACE, order_id=OrderId("7"), billing_entity=None
        )
        written = approval("plan-1", approved(), replaced, cancel_of("8"))
        assert ledger_factory().use_plan(written, at=minutes(1), note="why")
        reader = ledger_factory(run="run-2", read_only=True)
        begun = reader.begun_plan("plan-1")
        assert begun is not None
        assert (begun.approval, begun.traces) == (written, {})
        assert reader.begun_plan("plan-2") is None

    def test_a_second_use_changes_nothing(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        first = approval("plan-1", approved())
        assert ledger.use_plan(first, at=minutes(1))
        assert not ledger.use_plan(approval("plan-1", approved("bbbb")), at=minutes(2))
        begun = ledger.begun_plan("plan-1")
        assert begun is not None
        assert begun.approval == first

    def test_intents_of_the_same_name_tell_how_far_it_came(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        ledger.use_plan(approval("plan-1", approved("aaaa", 2), approved("bbbb")), at=START)
        with ledger.lock(0) as epoch:
            for generation, said in (
                (1, refused(RefusalKind.RATE)),  # before this plan
                (2, refused(RefusalKind.RATE)),
                (3, UNKNOWN),
            ):
                ref = begin(ledger, draft(name="aaaa", generation=generation), epoch)
                ledger.close_attempt(ref, said, at=START)
            assert trace_of(ledger) == Trace(
                states=(IntentState.REFUSED, IntentState.IN_DOUBT), evidence=UNKNOWN.evidence
            )
        assert trace_of(ledger, 1) is None

    def test_a_refusal_comes_with_the_vendors_words(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        ledger.use_plan(approval("plan-1", approved()), at=START)
        with ledger.lock(0) as epoch:
            said = answer(
                AttemptOutcome.REFUSED,
                refusal=RefusalKind.VALIDATION,
                problems=(Problem(attr="street", message="empty"),),
            )
            ledger.close_attempt(begin(ledger, draft(), epoch), said, at=START)
        trace = trace_of(ledger)
        assert trace is not None
        assert (trace.refusal, trace.evidence) == (RefusalKind.VALIDATION, "street empty")

    def test_orders_are_found_by_their_id(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        ledger.use_plan(approval("plan-1", cancel_of("654321")), at=START)
        assert trace_of(ledger) is None
        with ledger.lock(0) as epoch:
            ledger.close_attempt(begin(ledger, draft(), epoch), created(), at=START)
        assert trace_of(ledger) == Trace(phase=Phase.OPEN, managed=True)
        gone = order(status="canceled", phase=Phase.CANCELED, account=ACCOUNT)
        ledger.record_order(gone, at=minutes(1), actor="refresh")
        assert trace_of(ledger) == Trace(phase=Phase.CANCELED, managed=True)
