"""Makes webhooks of what happens to orders and images, where somebody has subscribed."""

from collections.abc import Iterable, Mapping

from listwright.sandbox.database import Database
from listwright.sandbox.faults import FaultBook, Moment
from listwright.sandbox.webhooks.chronicle import Chronicle, Course, Scene, Telling
from listwright.sandbox.webhooks.fates import MadeJob, befall, body_of
from listwright.sandbox.webhooks.jobs import JobBook
from listwright.sandbox.webhooks.subscription import Subscription
from listwright.sandbox.webhooks.watch import WatchBook


class Teller:
    """Compares what happened with what was told, and stores a job for the difference.

    Call it inside the transaction of the change: then there is no change without its webhook.
    """

    def __init__(
        self, database: Database, faults: FaultBook, chronicles: Iterable[Chronicle]
    ) -> None:
        """`database` keeps the jobs, `faults` spoil them, `chronicles` know what there is."""
        self.jobs = JobBook(database)
        self.chronicles: Mapping[str, Chronicle] = {one.vendor: one for one in chronicles}
        self._watch = WatchBook(database)
        self._faults = faults

    def follow(self, vendor: str, subject: str, scene: Scene) -> None:
        """Tell what is new of one order or image."""
        subscription = scene.options.webhook_of(vendor)
        if subscription is not None:
            course = self.chronicles[vendor].course(subject, scene)
            for telling in self._note(vendor, course):
                self._store(subscription, course, telling)

    def catch_up(self, scene: Scene) -> None:
        """Tell what the passing of time made new, of all orders and images, in time order."""
        found: list[tuple[Subscription, Course, Telling]] = []
        for vendor, subject in self._watch.due(scene.now):
            subscription = scene.options.webhook_of(vendor)
            if subscription is not None:
                course = self.chronicles[vendor].course(subject, scene)
                found += [(subscription, course, one) for one in self._note(vendor, course)]
        for row in sorted(found, key=lambda row: row[2].at):
            self._store(*row)

    def has_news(self, scene: Scene) -> bool:
        """Whether `catch_up` would find anything, at the cost of one look."""
        return bool(self._watch.due(scene.now))

    def announce(self, vendor: str, course: Course, scene: Scene) -> None:
        """Tell what no order or image shows, such as the end of an upscale, at its own time."""
        subscription = scene.options.webhook_of(vendor)
        if subscription is not None:
            for telling in course.tellings:
                self._store(subscription, course, telling)

    def resubscribe(self, before: frozenset[str], scene: Scene) -> None:
        """Begin with the vendors that were not in `before`, and forget those that are gone.

        What happened before a subscription is never told, as at the vendors.
        """
        now = {one.vendor for one in scene.options.webhooks}
        for vendor in before - now:
            self._watch.forget(vendor)
        for vendor in now - before:
            for subject in self.chronicles[vendor].subjects():
                self._note(vendor, self.chronicles[vendor].course(subject, scene))
        # Other switches may have moved the times of what is still to come.
        for vendor in now & before:
            for subject in self.chronicles[vendor].subjects():
                self.follow(vendor, subject, scene)

    def clear(self) -> None:
        """Forget all jobs, and what was told."""
        self.jobs.clear()
        self._watch.clear()

    def _note(self, vendor: str, course: Course) -> list[Telling]:
        """What of `course` was not told yet; from now on it counts as told."""
        told = self._watch.told(vendor, course.subject)
        fresh = [telling for telling in course.tellings if telling.key not in told]
        keys = told | {telling.key for telling in fresh}
        self._watch.note(vendor, course.subject, told=keys, due=course.due)
        return fresh

    def _store(self, subscription: Subscription, course: Course, telling: Telling) -> None:
        chronicle = self.chronicles[subscription.vendor]
        chosen = chronicle.recommended
        if chosen is not None and not subscription.accepts(telling.event, recommended=chosen):
            return
        payload = telling.payload()
        made = MadeJob(
            vendor=chronicle.vendor,
            subject=course.subject,
            event=telling.event,
            at=telling.at,
            place=telling.at,
            payload=payload,
            body=body_of(payload),
        )
        fault = self._faults.take(chronicle.operation, course.names, moment=Moment.TELL)
        for job in befall(made, fault, chronicle.disguises):
            self.jobs.add(job)
