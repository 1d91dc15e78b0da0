"""Orders of single pictures: an upload, then the paid step, and what each kind of end leaves."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.contract.ledger.builders import (
    ACCOUNT,
    HOME,
    OTHER_ACCOUNT,
    START,
    UNKNOWN,
    LedgerFactory,
    deliver,
    draft,
    key,
    kinds_of,
    minutes,
    order,
    place,
    record_of,
    refused,
    revision_of,
)

from listwright.errors import FrozenLedgerError, InternalError, TakenOverError
from listwright.model.account import ResendPolicy
from listwright.model.intent import (
    Answer,
    AttemptKind,
    AttemptOutcome,
    AttemptRef,
    Draft,
    Intent,
    IntentState,
    RefusalKind,
    SecondRequest,
)
from listwright.model.names import OrderId, canonical_id
from listwright.model.order import CanceledBy, Order, Phase, Photo, Service
from listwright.model.picture import (
    Fingerprint,
    PhotoRef,
    PictureTask,
    Recipe,
    StoredPicture,
)
from listwright.ports import Ledger, StaleDecisionError

STUDIO = OTHER_ACCOUNT
PHOTO = PhotoRef(
    sequence=1, caption="Living Room", account=ACCOUNT.id, order_id=OrderId("654321"), version="v1"
)
RECIPE = Recipe(source="ab" * 32, tool="virtual_staging", room="living_room", style="modern")
OTHER_RECIPE = replace(RECIPE, style="scandinavian")
TASK = PictureTask(recipe=RECIPE, photo=PHOTO)
PRINT = Fingerprint(
    sha256=RECIPE.source, size=9000, media_type="image/jpeg", width=1280, height=853
)
UPLOAD = {"order_id": "u1", "asset_id": "a1"}
OTHER_UPLOAD = {"order_id": "u2", "asset_id": "a2"}
POLICY = ResendPolicy(window=timedelta(0), margin=timedelta(0), settle=timedelta(minutes=15))


def picture_draft(generation: int = 1, name: str = "pict") -> Draft:
    """The order of one picture, held by its recipe."""
    plain = draft("staging", name=name, generation=generation, account=STUDIO)
    (service,) = plain.services
    line = replace(service, service_key=RECIPE.key, previous_order_id=None)
    return replace(plain, services=(line,), task=TASK)


def begin_picture(ledger: Ledger, epoch: int, generation: int = 1) -> AttemptRef:
    return ledger.open_attempt(
        picture_draft(generation), revision=revision_of(ledger), epoch=epoch, at=START
    )


def intent(ledger: Ledger, generation: int = 1) -> Intent:
    found = ledger.intent(STUDIO, key("pict", generation))
    assert found is not None
    return found


def submit(ledger: Ledger, epoch: int, generation: int = 1, *, at: datetime = START) -> AttemptRef:
    """Everything up to the moment before the paid step leaves."""
    ref = begin_picture(ledger, epoch, generation)
    if intent(ledger, generation).handle is None:
        ledger.save_upload(ref, UPLOAD, epoch=epoch, at=at)
    return ledger.open_commit(ref, epoch=epoch, at=at)


def picture_order(order_id: str = "u1", **changes: object) -> Order:
    fields: Mapping[str, object] = {
        "account": STUDIO,
        "services": (Service(slug="virtual_staging", quantity=1),),
        "status": "processing",
        "request_id": "i1",
        "task": TASK,
        "eta_s": 45,
        **changes,
    }
    return order(order_id, **fields)


def bought(order_id: str = "u1") -> Answer:
    return Answer(
        outcome=AttemptOutcome.CREATED,
        evidence="the vendor took it",
        order=picture_order(order_id),
        handles={"order_id": order_id, "request_id": "i1"},
        status=200,
    )


def again(at: datetime, ledger: Ledger, epoch: int) -> AttemptRef:
    second = SecondRequest(
        account=STUDIO,
        canonical=canonical_id(HOME),
        order_key=key("pict"),
        request_digest="sha256:1",
        policy=POLICY,
    )
    return ledger.open_probe(second, revision=revision_of(ledger), epoch=epoch, at=at)


class PictureContract:
    # ---- the two steps -------------------------------------------------------------------------

    def test_each_step_is_there_before_the_next(self, ledger_factory: LedgerFactory) -> None:
        ledger, reader = ledger_factory(), ledger_factory(read_only=True)
        with ledger.lock(0) as epoch:
            ref = begin_picture(ledger, epoch)
            assert (intent(reader).task, intent(reader).handle) == (TASK, None)
            ledger.save_upload(ref, UPLOAD, epoch=epoch, at=minutes(1))
            assert intent(reader).handle == UPLOAD
            assert reader.submits(STUDIO) == ()
            assert ledger.open_commit(ref, epoch=epoch, at=minutes(2)) == ref
            assert len(reader.submits(STUDIO)) == 1
            assert intent(reader).sent_at == minutes(2)
            closed = ledger.close_attempt(ref, bought(), at=minutes(3))
        assert closed.state is IntentState.LIVE
        (found,) = record_of(reader).orders
        assert (found.order_id, found.request_id, found.task) == ("u1", "i1", TASK)
        assert (found.eta_s, found.managed) == (45, True)
        assert kinds_of(reader) == ["intent", "upload", "submit", "created"]

    def test_the_paid_step_needs_an_upload(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ref = begin_picture(ledger, epoch)
            with pytest.raises(InternalError):
                ledger.open_commit(ref, epoch=epoch, at=START)
            assert ledger.submits(STUDIO) == ()

    def test_an_upload_in_hand_is_never_replaced(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ref = begin_picture(ledger, epoch)
            ledger.save_upload(ref, UPLOAD, epoch=epoch, at=START)
            with pytest.raises(InternalError):
                ledger.save_upload(ref, OTHER_UPLOAD, epoch=epoch, at=START)
            assert intent(ledger).handle == UPLOAD

    def test_an_upload_with_the_id_of_another_picture_is_not_kept(
        self, ledger_factory: LedgerFactory
    ) -> None:
        """Bought on it, the two could not be told apart; a second try of the same one may."""
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            first = begin_picture(ledger, epoch)
            assert ledger.save_upload(first, UPLOAD, epoch=epoch, at=START)
            other = picture_draft(name="othr")
            (service,) = other.services
            other = replace(other, services=(replace(service, service_key=OTHER_RECIPE.key),))
            second = ledger.open_attempt(other, revision=revision_of(ledger), epoch=epoch, at=START)
            assert not ledger.save_upload(second, UPLOAD, epoch=epoch, at=START)
            ledger.open_commit(first, epoch=epoch, at=START)
            ledger.close_attempt(first, bought(), at=START)
            assert not ledger.save_upload(second, UPLOAD, epoch=epoch, at=START)
            assert ledger.save_upload(second, OTHER_UPLOAD, epoch=epoch, at=START)
            again = ledger.intent(STUDIO, key("othr"))
        assert again is not None
        assert again.handle == OTHER_UPLOAD

    def test_neither_step_goes_on_for_a_run_that_was_overtaken(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger, other = ledger_factory(), ledger_factory(run="run-2")
        with ledger.lock(0) as epoch:
            ref = begin_picture(ledger, epoch)
        with other.lock(0):
            pass
        with pytest.raises(TakenOverError):
            ledger.save_upload(ref, UPLOAD, epoch=epoch, at=START)
        with pytest.raises(TakenOverError):
            ledger.open_commit(ref, epoch=epoch, at=START)

    def test_neither_step_goes_on_once_the_attempt_is_closed(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ref = begin_picture(ledger, epoch)
            ledger.close_attempt(ref, refused(RefusalKind.PREPARE), at=START)
            with pytest.raises(StaleDecisionError):
                ledger.save_upload(ref, UPLOAD, epoch=epoch, at=START)
            with pytest.raises(StaleDecisionError):
                ledger.open_commit(ref, epoch=epoch, at=START)

    def test_nothing_is_paid_while_sending_is_stopped(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ref = begin_picture(ledger, epoch)
            ledger.save_upload(ref, UPLOAD, epoch=epoch, at=START)
            ledger.freeze("the budget is spent", at=START)
            with pytest.raises(FrozenLedgerError):
                ledger.open_commit(ref, epoch=epoch, at=START)
            assert ledger.submits(STUDIO) == ()

    def test_one_recipe_is_held_by_one_intent(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            begin_picture(ledger, epoch)
            with pytest.raises(StaleDecisionError):
                ledger.open_attempt(
                    picture_draft(name="else"),
                    revision=revision_of(ledger),
                    epoch=epoch,
                    at=START,
                )

    # ---- runs that die -------------------------------------------------------------------------

    @pytest.mark.parametrize("uploaded", [False, True])
    def test_a_run_that_dies_before_the_paid_step_bought_nothing(
        self, ledger_factory: LedgerFactory, uploaded: bool
    ) -> None:
        ledger, reader = ledger_factory(), ledger_factory(read_only=True)
        with ledger.lock(0) as epoch:
            ref = begin_picture(ledger, epoch)
            if uploaded:
                ledger.save_upload(ref, UPLOAD, epoch=epoch, at=START)
        for one in (reader, ledger):
            assert intent(one).state is IntentState.REFUSED
        with ledger.lock(0) as epoch:
            assert intent(ledger).refusal is RefusalKind.UNREACHABLE
            begin_picture(ledger, epoch, 2)
            assert intent(ledger, 2).handle == (UPLOAD if uploaded else None)

    def test_a_run_that_dies_behind_it_leaves_a_doubt(self, ledger_factory: LedgerFactory) -> None:
        ledger, other = ledger_factory(), ledger_factory(run="run-2")
        with ledger.lock(0) as epoch:
            submit(ledger, epoch)
        assert intent(other).state is IntentState.IN_DOUBT
        with other.lock(0) as epoch:
            with pytest.raises(StaleDecisionError):
                begin_picture(other, epoch, 2)
            assert (intent(other).state, intent(other).handle) == (IntentState.IN_DOUBT, UPLOAD)

    def test_a_read_of_the_upload_ends_the_doubt(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ledger.close_attempt(submit(ledger, epoch), UNKNOWN, at=START)
        assert intent(ledger).state is IntentState.IN_DOUBT
        seen = picture_order(order_key=key("pict"), task=None, eta_s=None)
        stored = ledger.record_order(seen, at=minutes(16), actor="refresh")
        assert intent(ledger).state is IntentState.LIVE
        assert (stored.task, stored.managed, stored.request_id) == (TASK, True, "i1")

    def test_an_answer_that_comes_after_all_keeps_its_ids(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger, other = ledger_factory(), ledger_factory(run="run-2")
        with ledger.lock(0) as epoch:
            ref = submit(ledger, epoch)
        with other.lock(0):
            assert intent(other).state is IntentState.IN_DOUBT
        assert ledger.close_attempt(ref, bought(), at=minutes(1)).state is IntentState.LIVE
        assert record_of(other).orders[0].request_id == "i1"

    # ---- uploads that are used again -----------------------------------------------------------

    @pytest.mark.parametrize("kind", RefusalKind)
    def test_an_upload_without_fault_is_used_again(
        self, ledger_factory: LedgerFactory, kind: RefusalKind
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ledger.close_attempt(submit(ledger, epoch), refused(kind), at=START)
            begin_picture(ledger, epoch, 2)
        kept = not kind.marks_need and kind not in {RefusalKind.ENTITY, RefusalKind.UPLOAD}
        assert (intent(ledger, 2).handle == UPLOAD) is kept

    def test_an_upload_that_shows_nothing_is_used_again_when_a_person_says_so(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ledger.close_attempt(submit(ledger, epoch), UNKNOWN, at=START)
            ledger.settle_absent(intent(ledger), at=minutes(40), reason="no picture there")
            begin_picture(ledger, epoch, 2)
            found = intent(ledger, 2)
            assert (found.handle, found.state) == (UPLOAD, IntentState.SENDING)

    def test_an_upload_of_which_a_picture_was_made_is_not_used_again(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ledger.close_attempt(submit(ledger, epoch), bought(), at=START)
            failed = picture_order(
                status="failed", phase=Phase.CANCELED, canceled_by=CanceledBy.VENDOR
            )
            ledger.record_order(failed, at=minutes(2), actor="refresh")
            assert intent(ledger).state is IntentState.CANCELED
            begin_picture(ledger, epoch, 2)
            assert intent(ledger, 2).handle is None

    # ---- the second paid step ------------------------------------------------------------------

    def test_the_paid_step_leaves_once_more_when_it_has_settled(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ledger.close_attempt(submit(ledger, epoch), UNKNOWN, at=START)
            with pytest.raises(StaleDecisionError):
                again(minutes(14), ledger, epoch)
            ref = again(minutes(15), ledger, epoch)
            assert len(ledger.submits(STUDIO)) == 2
            assert ledger.close_attempt(ref, UNKNOWN, at=minutes(16)).state is IntentState.IN_DOUBT
            with pytest.raises(StaleDecisionError):
                again(minutes(60), ledger, epoch)

    def test_what_settles_is_the_paid_step_and_not_the_upload_before_it(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ref = submit(ledger, epoch, at=minutes(30))
            ledger.close_attempt(ref, UNKNOWN, at=minutes(31))
            (request,) = intent(ledger).requests
            assert (request.kind, request.at) == (AttemptKind.CREATE, minutes(30))
            with pytest.raises(StaleDecisionError):
                again(minutes(44), ledger, epoch)
            again(minutes(45), ledger, epoch)

    def test_a_refused_second_step_says_nothing_of_the_first(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ledger.close_attempt(submit(ledger, epoch), UNKNOWN, at=START)
            ref = again(minutes(20), ledger, epoch)
            closed = ledger.close_attempt(ref, refused(RefusalKind.RATE), at=minutes(21))
        assert closed.state is IntentState.IN_DOUBT

    # ---- counting ------------------------------------------------------------------------------

    def test_paid_steps_are_counted_by_account(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ledger.close_attempt(submit(ledger, epoch), refused(RefusalKind.RATE), at=START)
            submit(ledger, epoch, 2)
        first, second = ledger.submits(STUDIO)
        assert first <= second
        assert ledger.submits(ACCOUNT) == ()

    # ---- photos --------------------------------------------------------------------------------

    def test_a_print_is_that_of_one_version(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        newer, other = replace(PHOTO, version="v2"), replace(PRINT, sha256="cd" * 32)
        ledger.keep_print(PHOTO, PRINT, at=START)
        ledger.keep_print(newer, other, at=START)
        ledger.keep_print(PHOTO, PRINT, at=minutes(1))
        assert ledger_factory(read_only=True).shelf().prints == {
            PHOTO.place: PRINT,
            newer.place: other,
        }

    def test_the_shelf_shows_the_photos_of_delivered_orders(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        photos = (Photo(sequence=1, caption="Living Room", url="https://photos.invalid/1.jpg"),)
        with ledger.lock(0) as epoch:
            place(ledger, epoch)
            assert dict(ledger.shelf().photos) == {}
            deliver(ledger, photos=photos)
            ledger.close_attempt(submit(ledger, epoch), bought(), at=START)
            results = (Photo(sequence=1, caption="", url="https://results.invalid/1.jpg"),)
            done = picture_order(status="done", phase=Phase.DELIVERED, photos=results)
            ledger.record_order(done, at=minutes(2), actor="refresh")
        # Results of pictures are no photos that other pictures are made of.
        assert dict(ledger.shelf().photos) == {(ACCOUNT.id, "654321"): photos}

    def test_a_stored_picture_is_found_again(self, ledger_factory: LedgerFactory) -> None:
        ledger = ledger_factory()
        stored = StoredPicture(path="assets/DEN-00412/1.jpg", print=PRINT, staged=True)
        with ledger.lock(0) as epoch:
            ledger.close_attempt(submit(ledger, epoch), bought(), at=START)
        assert ledger.shelf().stored == frozenset()
        ledger.keep_picture(STUDIO, OrderId("u1"), name="1", stored=stored, at=minutes(3))
        assert ledger.shelf().stored == {(STUDIO.id, "u1")}
        assert ledger.stored_pictures(STUDIO, OrderId("u1")) == {"1": stored}
        assert ledger.stored_pictures(STUDIO, OrderId("u2")) == {}
        assert kinds_of(ledger)[-1] == "stored"

    def test_an_order_is_stored_when_every_result_of_it_is(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        one = StoredPicture(path="assets/DEN-00412/1.jpg", print=PRINT, staged=True)
        with ledger.lock(0) as epoch:
            ledger.close_attempt(submit(ledger, epoch), bought(), at=START)
            results = tuple(
                Photo(sequence=place, caption="", url=f"https://results.invalid/{place}.jpg")
                for place in (1, 2)
            )
            done = picture_order(status="done", phase=Phase.DELIVERED, photos=results)
            ledger.record_order(done, at=minutes(2), actor="refresh")
        ledger.keep_picture(STUDIO, OrderId("u1"), name="1", stored=one, at=minutes(3))
        assert ledger.stored_orders() == ledger.shelf().stored == frozenset()
        ledger.keep_picture(STUDIO, OrderId("u1"), name="1-2", stored=one, at=minutes(4))
        assert ledger.stored_orders() == ledger.shelf().stored == {(STUDIO.id, "u1")}

    def test_a_picture_of_an_order_that_nobody_knows_is_not_stored(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        stored = StoredPicture(path="assets/1.jpg", print=PRINT, staged=True)
        with pytest.raises(StaleDecisionError):
            ledger.keep_picture(STUDIO, OrderId("u9"), name="1", stored=stored, at=START)
        assert ledger.shelf().stored == frozenset()

    # ---- letting go ----------------------------------------------------------------------------

    def test_a_forgotten_picture_holds_its_recipe_no_longer(
        self, ledger_factory: LedgerFactory
    ) -> None:
        ledger = ledger_factory()
        with ledger.lock(0) as epoch:
            ledger.close_attempt(submit(ledger, epoch), bought(), at=START)
            (gone,) = ledger.forget_orders(STUDIO, [OrderId("u1")], at=minutes(1), reason="changed")
            assert (gone.managed, gone.task) == (False, TASK)
            assert intent(ledger).state is IntentState.FORGOTTEN
            begin_picture(ledger, epoch, 2)
            assert intent(ledger, 2).handle is None
