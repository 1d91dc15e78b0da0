"""Performs effects for real: one ledger, the vendors, a clock."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from listwright.app.effects import (
    Announce,
    CloseAttempt,
    Effect,
    ForgetOrder,
    ImportOrder,
    KnownUpload,
    LoadSource,
    OpenAttempt,
    OpenCancel,
    OpenCommit,
    OpenProbe,
    Pace,
    PaceSubmit,
    Pause,
    ReadOrder,
    RecordOrder,
    SaveUpload,
    SendCancel,
    SendCommit,
    SendCreate,
    SendUpload,
    Sleep,
    Steps,
)
from listwright.app.sourcing import RENEWED, linked_anew, order_of
from listwright.app.submitting import lost_line, pictures_of, taken_words, waiting_line
from listwright.engine.pacing import submit_wait
from listwright.errors import TakenOverError
from listwright.model.intent import Answer, AttemptOutcome, AttemptRef, Intent, RefusalKind
from listwright.model.names import AccountId
from listwright.model.order import Order
from listwright.model.picture import Handle, PhotoRef, PictureFile, PictureTask, Prepared
from listwright.ports import (
    Announcer,
    Clock,
    Interrupts,
    Ledger,
    PictureError,
    Pictures,
    ReadFailureError,
    StaleDecisionError,
    Vendor,
)

COMMIT_TO_SEND = 30.0
"""Seconds within which a committed attempt must leave; older ones are not sent."""

IN_FLIGHT = 15.0
"""Seconds that a change under way may still wait for its next request after the deadline."""

_WORTH_SAYING = 30.0
"""Seconds of a wait for a place from which on it is said."""

_NAP = 0.2
"""Seconds between two looks for a signal while waiting."""

R = TypeVar("R")


@dataclass(slots=True, kw_only=True)
class Driver:
    """Carries out effects; remembers only when each open attempt was committed."""

    ledger: Ledger
    vendors: Mapping[AccountId, Vendor]
    rates: Mapping[AccountId, int]
    clock: Clock
    announcer: Announcer
    interrupts: Interrupts
    pictures: Pictures | None = None
    epoch: int = 0
    actor: str = "apply"
    sent: bool = False
    """Whether a create or cancel has left: from then on an error means "incomplete".

    Taken back when the vendor's refusals prove that the whole run did nothing.
    """

    unrecorded: Answer | None = None
    """An answer that the ledger did not take: its ids stand nowhere but in what we print."""

    deadline: float | None = None
    """When no new change may begin, on the monotonic clock; None for no limit."""

    out_of_time: bool = False
    """Whether something was not begun because of the deadline."""

    _committed: dict[AttemptRef, tuple[float, float]] = field(default_factory=dict)
    _names: dict[AttemptRef, str] = field(default_factory=dict)

    def run(self, steps: Steps[R]) -> R:
        """Run a protocol to its end and give its result."""
        result: Any = None
        try:
            while True:
                result = self.perform(steps.send(result))
        except StopIteration as end:
            outcome: R = end.value
            return outcome

    def perform(self, effect: Effect) -> Any:  # noqa: ANN401 - each effect names its result
        """Do one effect and give its result."""
        return _ACTIONS[type(effect)](self, effect)

    def pace(self, effect: Pace) -> bool:
        """Wait for a place in the request window, looking out for a signal."""
        account = effect.account
        if self.interrupts.requested() is not None:
            return False
        self._beat()
        wait = self.ledger.reserve_send(account, self.rates[account.id], at=self.clock.wall())
        # A change under way is finished: a cancel must be read again, a replace not end half-way.
        under_way = self.sent and wait <= IN_FLIGHT
        if not under_way and self.is_over(wait):
            return False
        return self._wait(wait)

    def is_over(self, wait: float = 0.0) -> bool:
        """Whether what begins after that many seconds would begin after the deadline."""
        if self.deadline is None:
            return False
        late = self.clock.monotonic() + wait >= self.deadline
        self.out_of_time = self.out_of_time or late
        return late

    def _wait(self, seconds: float) -> bool:
        end = self.clock.monotonic() + seconds
        while (left := end - self.clock.monotonic()) > 0:
            if self.interrupts.requested() is not None:
                return False
            self.clock.sleep(min(left, _NAP))
            self._beat()
        return self.interrupts.requested() is None

    def _beat(self) -> None:
        """Say that this run lives; raises TakenOverError when another one has its place.

        Without an epoch it is no run of its own: a plan only reads.
        """
        if self.epoch and not self.ledger.beat(self.epoch):
            raise TakenOverError

    def pause(self, effect: Pause) -> None:
        """Let every runner of the account rest."""
        self.ledger.pause_account(effect.account, effect.seconds, at=self.clock.wall())

    def sleep(self, effect: Sleep) -> None:
        """Wait out a short pause between tries."""
        self.clock.sleep(effect.seconds)

    def open_attempt(self, effect: OpenAttempt) -> AttemptRef | None:
        """Commit the intent and note when."""
        draft = effect.draft
        return self._opened(
            lambda now: self.ledger.open_attempt(
                draft, revision=effect.revision, epoch=self.epoch, at=now
            ),
            f"{draft.property} {draft.order_key}",
        )

    def open_probe(self, effect: OpenProbe) -> AttemptRef | None:
        """Commit that a create leaves once more, and note when."""
        second = effect.second
        return self._opened(
            lambda now: self.ledger.open_probe(
                second, revision=effect.revision, epoch=self.epoch, at=now
            ),
            f"{second.canonical} {second.order_key}",
        )

    def _opened(self, commit: Callable[[datetime], AttemptRef], name: str) -> AttemptRef | None:
        started = (self.clock.monotonic(), self.clock.wall())
        try:
            ref = commit(self.clock.now())
        except StaleDecisionError:
            return None
        self._committed[ref] = started
        self._names[ref] = name
        return ref

    def send_create(self, effect: SendCreate) -> Answer:
        """Send, unless the commit is too long ago: a machine may have slept in between."""
        vendor = self.vendors[effect.account.id]
        return self._send(effect.ref, lambda: vendor.create(effect.spec, effect.order_key))

    def send_commit(self, effect: SendCommit) -> Answer:
        """Send the paid step of a picture, under the same condition."""
        vendor = pictures_of(self.vendors[effect.account.id])
        return self._send(effect.ref, lambda: vendor.commit(effect.spec, effect.handle))

    def _send(self, ref: AttemptRef, request: Callable[[], Answer]) -> Answer:
        monotonic, wall = self._committed[ref]
        waited = max(self.clock.monotonic() - monotonic, self.clock.wall() - wall)
        if waited > COMMIT_TO_SEND:
            return Answer(
                outcome=AttemptOutcome.REFUSED,
                evidence=f"not sent: {waited:.0f} s passed since the attempt was recorded",
                refusal=RefusalKind.UNREACHABLE,
            )
        before, self.sent = self.sent, True
        answer = request()
        if answer.refusal is RefusalKind.UNREACHABLE:
            self.sent = before
        return answer

    def close_attempt(self, effect: CloseAttempt) -> Intent:
        """Commit how it ended; if that fails, whatever the reason, the log holds the ids."""
        self._committed.pop(effect.ref, None)
        name = self._names.pop(effect.ref, "a cancel")
        try:
            return self.ledger.close_attempt(effect.ref, effect.answer, at=self.clock.now())
        except BaseException:
            self.unrecorded = effect.answer
            handles = sorted((effect.answer.handles or {}).items())
            ids = " ".join(f"{kind}={value}" for kind, value in handles) or "none"
            place = self._keep_aside(effect)
            kept = f"It is kept in {place} until then." if place else "Keep this line."
            self._say(
                f"NOT IN THE LEDGER: {name}: {effect.answer.outcome.value}, ids: {ids}. {kept}"
            )
            raise

    def _keep_aside(self, effect: CloseAttempt) -> str | None:
        """The emergency file that took the answer; whatever goes wrong, the line is printed."""
        with suppress(Exception):
            return self.ledger.keep_aside(effect.ref, effect.answer)
        return None

    def open_cancel(self, effect: OpenCancel) -> AttemptRef | None:
        """Commit that a cancel will leave."""
        try:
            return self.ledger.open_cancel(
                effect.account,
                effect.order_id,
                revision=effect.revision,
                epoch=self.epoch,
                at=self.clock.now(),
            )
        except StaleDecisionError:
            return None

    def send_cancel(self, effect: SendCancel) -> Answer:
        """Send a cancel."""
        self.sent = True
        vendor = self.vendors[effect.account.id]
        return vendor.cancel(effect.name, effect.reason, effect.notes)

    def read_order(self, effect: ReadOrder) -> Order | ReadFailureError:
        """Read; a failure is a value here, since protocols decide what it means."""
        try:
            return self.vendors[effect.account.id].retrieve(effect.name)
        except ReadFailureError as failure:
            return failure

    def record_order(self, effect: RecordOrder) -> Order:
        """Commit what a read saw."""
        return self.ledger.record_order(effect.order, at=self.clock.now(), actor=self.actor)

    def import_order(self, effect: ImportOrder) -> Order | None:
        """Commit that an order is tracked."""
        try:
            return self.ledger.import_order(
                effect.order, effect.draft, at=self.clock.now(), reason=effect.reason
            )
        except StaleDecisionError:
            return None

    def pace_submit(self, effect: PaceSubmit) -> bool:
        """Wait until the vendor's window has a place for one more paid step, and say so."""
        traits = self.vendors[effect.account.id].traits.pictures
        if traits is None or traits.submits is None:
            return self.interrupts.requested() is None
        window, told = traits.submit_window.total_seconds(), False
        while True:
            times = self._submits(traits.user)
            wait = submit_wait(times, traits.submits, window, at=self.clock.wall())
            if wait <= 0:
                return self.interrupts.requested() is None
            if self.is_over(wait):
                return False
            if not told and wait >= _WORTH_SAYING:
                self._say(waiting_line(effect.account, traits.submits, window, wait=wait))
                told = True
            if not self._wait(wait):
                return False

    def _submits(self, user: str) -> list[float]:
        """When paid steps of that user left, through whichever account of the files."""
        accounts = (
            vendor.account
            for vendor in self.vendors.values()
            if vendor.traits.pictures is not None and vendor.traits.pictures.user == user
        )
        return sorted(at for account in accounts for at in self.ledger.submits(account))

    def known_upload(self, effect: KnownUpload) -> Handle | None:
        """Look up what was uploaded for an intent."""
        intent = self.ledger.intent(effect.account, effect.order_key)
        return None if intent is None else intent.handle

    def load_source(self, effect: LoadSource) -> PictureFile | PictureError:
        """Get a photo; a failure is a value here, as with reads."""
        found = self._source(effect.task)
        dead = isinstance(found, PictureError) and found.kind in RENEWED
        # Once: vendors sign links anew by each read, so that a link differs says nothing.
        fresh = self._linked_anew(effect.task) if dead else None
        return found if fresh is None else self._source(fresh)

    def _source(self, task: PictureTask) -> PictureFile | PictureError:
        if self.pictures is None:
            return PictureError("disk", "this command works without pictures")
        try:
            return self.pictures.source(task)
        except PictureError as error:
            if error.kind == "changed":
                self._look_again(self.pictures, task.photo)
            return error

    def _linked_anew(self, task: PictureTask) -> PictureTask | None:
        known = order_of(task.photo, self.ledger, self.vendors)
        return None if known is None else linked_anew(self.perform, known, task)

    def _look_again(self, pictures: Pictures, photo: PhotoRef) -> None:
        """Remember what a photo is by now, or the next plan would ask for what is gone."""
        if photo.path is None:
            with suppress(PictureError):
                self.ledger.keep_print(photo, pictures.fingerprint(photo), at=self.clock.now())

    def send_upload(self, effect: SendUpload) -> Prepared | Answer:
        """Upload a photo."""
        return pictures_of(self.vendors[effect.account.id]).prepare(effect.spec, effect.picture)

    def save_upload(self, effect: SaveUpload) -> str | None:
        """Commit the ids of an upload; if that fails, the log holds them."""
        try:
            kept = self.ledger.save_upload(
                effect.ref, effect.handle, epoch=self.epoch, at=self.clock.now()
            )
        except StaleDecisionError:
            return "another run went on with it"
        except BaseException:
            self._say(lost_line(effect.handle))
            raise
        return None if kept else taken_words(effect.handle)

    def open_commit(self, effect: OpenCommit) -> AttemptRef | None:
        """Commit that the paid step leaves, and note when."""
        return self._opened(
            lambda now: self.ledger.open_commit(effect.ref, epoch=self.epoch, at=now),
            effect.order_key,
        )

    def forget_order(self, effect: ForgetOrder) -> None:
        """Commit that an order is no longer tracked."""
        ids, at = [effect.order_id], self.clock.now()
        self.ledger.forget_orders(effect.account, ids, at=at, reason=effect.reason)

    def announce(self, effect: Announce) -> None:
        """Print one flushed line."""
        self._say(effect.line)

    def _say(self, line: str) -> None:
        """Print a line; that nobody can read it must not change what becomes of an order."""
        with suppress(Exception):
            self.announcer.announce(line)


_ACTIONS: Mapping[type, Callable[[Driver, Any], Any]] = {
    Pace: Driver.pace,
    Pause: Driver.pause,
    Sleep: Driver.sleep,
    OpenAttempt: Driver.open_attempt,
    OpenProbe: Driver.open_probe,
    SendCreate: Driver.send_create,
    CloseAttempt: Driver.close_attempt,
    OpenCancel: Driver.open_cancel,
    SendCancel: Driver.send_cancel,
    ReadOrder: Driver.read_order,
    RecordOrder: Driver.record_order,
    ImportOrder: Driver.import_order,
    Announce: Driver.announce,
    PaceSubmit: Driver.pace_submit,
    KnownUpload: Driver.known_upload,
    LoadSource: Driver.load_source,
    SendUpload: Driver.send_upload,
    SaveUpload: Driver.save_upload,
    OpenCommit: Driver.open_commit,
    SendCommit: Driver.send_commit,
    ForgetOrder: Driver.forget_order,
}
