"""Sends what is due: by a thread of the server, and by the command that moved the clock."""

import sqlite3
import threading
import time
from contextlib import suppress
from datetime import datetime, timedelta

from listwright.sandbox.faults import FaultKind
from listwright.sandbox.store import SandboxStore
from listwright.sandbox.webhooks.chronicle import Rhythm
from listwright.sandbox.webhooks.courier import Answer, Courier
from listwright.sandbox.webhooks.jobs import JobState, Verdict, WebhookJob
from listwright.sandbox.webhooks.subscription import Subscription

_PAUSE_SECONDS = 0.1
_STOP_SECONDS = 5.0
# Beyond the time an attempt may take (twice its limit), its process counts as dead.
_GRACE_SECONDS = 2.0


class Delivery:
    """Posts the jobs of a store, each vendor's in its own order."""

    def __init__(self, store: SandboxStore) -> None:
        """`store` has the jobs; other processes may be posting from it too."""
        self._store = store
        self._courier = Courier()

    def stop(self) -> None:
        """Break off what is under way; it is posted again another time."""
        self._courier.stop()

    def send_due(self) -> bool:
        """Make the webhooks of the time that has passed, and one attempt for each vendor.

        True when there may be more to do at once.
        """
        self._store.catch_up()
        attempts = [self._attempt(one) for one in self._store.options().webhooks]
        return any(attempts)

    def is_idle(self) -> bool:
        """Whether nothing is due, not even what another process is posting."""
        now, jobs = self._store.now(), self._store.webhooks.jobs
        vendors = [one.vendor for one in self._store.options().webhooks]
        return all(jobs.head(vendor, now) is None for vendor in vendors)

    def _attempt(self, subscription: Subscription) -> bool:
        jobs = self._store.webhooks.jobs
        job = jobs.head(subscription.vendor, self._store.now())
        if job is None:
            return False
        usual = self._store.webhooks.chronicles[subscription.vendor].rhythm
        seconds = subscription.timeout_seconds or usual.timeout_seconds
        clock = time.time()
        if not jobs.take(job, clock=clock, until=clock + 2 * seconds + _GRACE_SECONDS):
            return False
        answer = self._courier.post(subscription.url, job.body, seconds=seconds)
        if self._courier.is_stopped and answer.code is None:
            # Whether it arrived is unknown, and so it is posted again: at least once.
            jobs.give_back(job)
            return False
        now = self._store.now()
        jobs.settle(job, _verdict(job, subscription, answer, usual=usual, now=now), now=now)
        return True


class DeliveryThread:
    """Posts what is due as long as a server runs."""

    def __init__(self, store: SandboxStore) -> None:
        """Begin at once; `store` must stay open until `close` has returned."""
        self._delivery = Delivery(store)
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=self._run, name="listwright-sandbox-webhooks", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop posting; what was under way is posted again. May be called twice."""
        self._stop.set()
        self._delivery.stop()
        self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        while not self._stop.is_set():
            busy = False
            # A full disk, or a store under the hands of somebody else: the server says so to its
            # clients, and the jobs wait.
            with suppress(sqlite3.Error):
                busy = self._delivery.send_due()
            if not busy:
                self._stop.wait(_PAUSE_SECONDS)


def send_all_due(store: SandboxStore, *, seconds: float) -> None:
    """Post until nothing is due, at most `seconds`; a server with the same store may help."""
    delivery = Delivery(store)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not delivery.send_due():
            if delivery.is_idle():
                return
            time.sleep(_PAUSE_SECONDS)


def _verdict(
    job: WebhookJob,
    subscription: Subscription,
    answer: Answer,
    *,
    usual: Rhythm,
    now: datetime,
) -> Verdict:
    trouble = answer.trouble
    if answer.code is not None and not subscription.succeeds(answer.code):
        trouble = "no success"
    elif trouble is None and job.fate is FaultKind.UNHEARD and job.attempts == 0:
        trouble = "the answer was ignored"
    state = JobState.SENT
    if trouble is not None:
        last = job.attempts + 1 >= (subscription.tries or usual.tries)
        state = JobState.GIVEN_UP if last else JobState.WAITING
    due = now + timedelta(seconds=subscription.retry_seconds or usual.retry_seconds)
    return Verdict(state=state, due=due, code=answer.code, trouble=trouble)
