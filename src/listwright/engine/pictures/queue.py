"""How long pictures take to be submitted: vendors allow so many in a window of minutes."""

from collections import Counter
from collections.abc import Iterable, Mapping

from listwright.engine.sequence import sequence_changes
from listwright.model.account import VendorTraits
from listwright.model.names import OrderKey
from listwright.model.plan import Change, Plan
from listwright.model.queue import Queue, QueuePlace


def queues_of(changes: Iterable[Change], traits: Mapping[str, VendorTraits]) -> tuple[Queue, ...]:
    """The queues that the pictures of a plan stand in, one per account."""
    counts = Counter(change.account for change in changes if change.task and change.action.creates)
    found = []
    for account, count in sorted(counts.items(), key=lambda item: item[0].id):
        pictures = traits[account.label].pictures
        if pictures is None:
            continue
        window = int(pictures.submit_window.total_seconds())
        found.append(
            Queue(account=account, pictures=count, submits=pictures.submits, window_s=window)
        )
    return tuple(found)


def places_of(plan: Plan) -> Mapping[OrderKey, QueuePlace]:
    """Where each picture of the plan stands in its queue, by the order's name."""
    queues = {queue.account: queue for queue in plan.queues}
    passed: Counter[str] = Counter()
    places: dict[OrderKey, QueuePlace] = {}
    for change in sequence_changes(plan.changes):
        queue = queues.get(change.account)
        if change.task is None or not change.action.creates or change.order_key is None:
            continue
        if queue is None:
            continue
        before = passed[queue.account.id]
        passed[queue.account.id] += 1
        places[change.order_key] = QueuePlace(number=before + 1, wait_s=queue.wait(before))
    return places
