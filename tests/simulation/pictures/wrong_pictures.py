"""The deliberate mistakes about pictures: what somebody could have built instead.

They are made in the driver, in the database or by replacing one function; the code that ships has
no such switches. Each has a place where it does harm: a small world, or the swarm.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from tests.simulation.mistakes import UNGUARDED, believing, never, without_index
from tests.simulation.pictures.short_stories import PictureCase
from tests.simulation.pictures.studio import Studio
from tests.simulation.small_scope import FAULT_IN_FIRST, Bounds
from tests.simulation.world import Mistake, WatchedDriver

from listwright.app.effects import Effect, KnownUpload, OpenCommit, ReadOrder, SaveUpload
from listwright.engine.resending import Obstacle
from listwright.http.answers import Exchange, Unanswered
from listwright.ledger.head import Sidecar
from listwright.ledger.intents import intent_row
from listwright.ledger.pictures import begin_commit
from listwright.model.intent import Answer, AttemptOutcome, IntentState, RefusalKind
from listwright.model.order import CanceledBy, Order, Phase
from listwright.ports import ReadFailureError
from listwright.vendors.aihomedesign import v1_reading
from listwright.vendors.aihomedesign.records import Record

_LEDGER = "listwright.ledger"


class ForgetsUploads(WatchedDriver):
    """Does not look for an upload that is in hand."""

    def act(self, effect: Effect) -> Any:
        found = super().act(effect)
        return None if isinstance(effect, KnownUpload) and not self.looked_up else found

    @property
    def looked_up(self) -> bool:
        """Whether a picture in doubt is what it is about."""
        found = self.ledger.observed().properties.values()
        return any(one.state is IntentState.IN_DOUBT for home in found for one in home.intents)


class PaysBeforeItKeeps(WatchedDriver):
    """Keeps the ids of the upload when all is done."""

    def act(self, effect: Effect) -> Any:
        if isinstance(effect, SaveUpload):
            return None
        if isinstance(effect, OpenCommit):
            self._committed[effect.ref] = (self.clock.monotonic(), self.clock.wall())
            return effect.ref
        return super().act(effect)


class PaysWithoutRecord(WatchedDriver):
    """Sends the paid step without a word to the ledger."""

    def act(self, effect: Effect) -> Any:
        if isinstance(effect, OpenCommit):
            self._committed[effect.ref] = (self.clock.monotonic(), self.clock.wall())
            return effect.ref
        return super().act(effect)


class NeverLooks(WatchedDriver):
    """Believes that the vendor shows nothing of an upload in doubt."""

    about: Effect | None = None

    def act(self, effect: Effect) -> Any:
        before, self.about = self.about, effect
        # What is asked right after the upload was looked up is what it would submit again.
        if isinstance(effect, ReadOrder) and isinstance(before, KnownUpload):
            return ReadFailureError("unsubmitted", "nobody looked")
        if type(effect).__name__ == "Pace":
            self.about = before
        return super().act(effect)


def _at_once(doubt: Any, policy: object, *, now: object) -> Obstacle | None:
    return None if doubt.state is IntentState.IN_DOUBT else Obstacle.NOT_IN_DOUBT


def _idle_is_failed(record: Record, image: Record | None, *, name: Any, account: Any) -> Order:
    order = _ORDER(record, image, name=name, account=account)
    if order.phase is Phase.DELIVERED:
        return order
    return replace(order, phase=Phase.CANCELED, canceled_by=CanceledBy.VENDOR)


def _newest(images: tuple[Record, ...], request: str | None) -> Record | None:
    return _WANTED(images, None)


_ORDER, _WANTED = v1_reading._order, v1_reading._wanted
_POST, _BEGIN = Studio.post, begin_commit


def _sent_again(self: Studio, path: str, document: Any, **more: Any) -> Exchange:
    exchange = _POST(self, path, document, **more)
    lost = isinstance(exchange, Unanswered) and "project" not in path
    return _POST(self, path, document, **more) if lost else exchange


def _doubtful(why: str) -> Answer:
    return Answer(outcome=AttemptOutcome.UNKNOWN, evidence=why)


def _whatever(writing: Any, ref: Any, epoch: int) -> Any:
    """The intent, whatever became of it."""
    return intent_row(writing.sql, ref.intent_id)


def _has_task(*, has_task: bool, committed: bool) -> bool:
    return has_task


def _from_its_upload(writing: Any, ref: Any, **more: Any) -> Any:
    """As if the settle time began when the attempt was opened."""
    where = (ref.intent_id, ref.number)
    one = "SELECT committed_at FROM attempt WHERE intent = ? AND number = ?"
    before = writing.sql.execute(one, where).fetchone()["committed_at"]
    begun = _BEGIN(writing, ref, **more)
    back = "UPDATE attempt SET committed_at = ? WHERE intent = ? AND number = ?"
    writing.sql.execute(back, (before, *where))
    return begun


@dataclass(frozen=True, kw_only=True)
class WrongPictures:
    """A mistake, and where to look: schedules of a small world, or else of the swarm."""

    name: str
    mistake: Mistake
    story: str = ""
    api: str = "v1"
    photos: int = 1
    bounds: Bounds = FAULT_IN_FIRST
    first: int = 0
    """The first seed of the swarm to play."""

    @property
    def case(self) -> PictureCase | None:
        """The small world to explore."""
        if not self.story:
            return None
        return PictureCase(
            story=self.story,
            api=self.api,
            photos=self.photos,
            bounds=self.bounds,
            mistake=self.mistake,
        )


def _wrong(
    name: str, story: str = "", *, where: dict[str, Any] | None = None, **mistake: Any
) -> WrongPictures:
    made = Mistake(name=name, **mistake)
    return WrongPictures(name=name, mistake=made, story=story, **(where or {}))


WRONG_PICTURES = (
    _wrong("a photo is uploaded again on a retry", "order", driver=ForgetsUploads),
    _wrong("it is paid before the ids are kept", "order", driver=PaysBeforeItKeeps),
    _wrong("the paid step leaves without a record", "order", driver=PaysWithoutRecord),
    _wrong(
        "it is submitted again before it has settled",
        "doubt",
        patched={
            "listwright.engine.pictures.units.resubmit_obstacle": _at_once,
            f"{_LEDGER}.probing.resubmit_obstacle": _at_once,
        },
    ),
    _wrong(
        "the time to settle begins with the upload",
        where={"first": 1188},
        patched={f"{_LEDGER}.pictures.begin_commit": _from_its_upload},
    ),
    _wrong("it is submitted again without a look", "doubt", driver=NeverLooks),
    _wrong(
        "it is submitted a third time",
        "doubt",
        patched={"listwright.engine.resending.is_first_doubt": lambda doubt: True},
    ),
    _wrong(
        "an idle order counts as failed",
        "order",
        patched={"listwright.vendors.aihomedesign.v1_reading._order": _idle_is_failed},
    ),
    _wrong(
        "the newest image of the order is taken for the one that was asked for",
        patched={"listwright.vendors.aihomedesign.v1_reading._wanted": _newest},
    ),
    _wrong(
        "an upload that the vendor found fault with is used again",
        "order",
        patched={f"{_LEDGER}.pictures._REUSED_AFTER": frozenset(RefusalKind)},
    ),
    _wrong(
        "what a dead run paid for is let go",
        "order",
        patched={
            f"{_LEDGER}.intents.is_unpaid": _has_task,
            f"{_LEDGER}.reading.is_unpaid": _has_task,
        },
    ),
    _wrong(
        "an upload of which nobody knows counts as bought",
        where={"first": 15},
        patched={"listwright.app.picturing._nothing_bought": _doubtful},
    ),
    _wrong(
        "an unknown paid step counts as failed",
        where={"first": 54},
        driver=believing(AttemptOutcome.UNKNOWN),
    ),
    _wrong(
        "a paid step without an id counts as failed",
        where={"first": 24},
        driver=believing(AttemptOutcome.NOID),
    ),
    _wrong("commits are not durable", "order", forgets=True),
    _wrong(
        "a run that was overtaken goes on",
        "order",
        prepare=without_index,
        patched={**UNGUARDED, f"{_LEDGER}.pictures._sending": _whatever},
    ),
    _wrong(
        "a paid step may leave long after its record",
        "order",
        patched={"listwright.app.driver.COMMIT_TO_SEND": 1e9},
    ),
    _wrong(
        "timeouts are sent again",
        where={"first": 54},
        patched={"tests.simulation.pictures.studio.Studio.post": _sent_again},
    ),
    _wrong(
        "the operator does not wait",
        where={"first": 221},
        patched={"listwright.app.settle._settle_time": lambda desk, account: timedelta(0)},
    ),
    _wrong(
        "a copy put back is trusted",
        patched={f"{Sidecar.__module__}.Sidecar.contradiction": never},
    ),
    _wrong(
        "finished pictures are not brought home",
        "order",
        patched={"tests.simulation.pictures.darkroom.collect_results": never},
    ),
    _wrong(
        "a request to repeat a need repeats all of its pictures",
        where={"first": 54},
        patched={
            "listwright.engine.pictures.planning.mark_repeated": lambda scene, spec, chosen: None
        },
    ),
)
