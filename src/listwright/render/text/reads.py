"""What a plan read, and on whose word it left the rest unread; for every surface."""

from collections.abc import Iterator
from datetime import datetime

from listwright.model.plan import Plan
from listwright.model.reads import Reads, Unheard
from listwright.render.text.words import age, count, length


def reads_parts(plan: Plan) -> list[str]:
    """What follows the number of reads. Labels are as the files write them: escape each part."""
    return list(_parts(plan.reads, plan.made_at))


def _parts(reads: Reads, now: datetime) -> Iterator[str]:
    unread = reads.not_read - reads.told
    if unread:
        yield f"{count(unread, 'open order')} not read"
    if reads.told:
        yield f"{count(reads.told, 'open order')} as told by webhooks"
    if reads.oldest_relevant_age_s is not None:
        yield f"the oldest answer that matters is {length(reads.oldest_relevant_age_s)} old"
    if reads.waiting:
        yield f"{waiting_events(reads.waiting)}: newer news than this plan knows"
    for one in reads.unheard:
        yield f"{_silence(one, now)}, so its open orders are read again"


def waiting_events(number: int) -> str:
    """Events that no read has confirmed, as a phrase."""
    verb = "waits" if number == 1 else "wait"
    return f"{count(number, 'event')} {verb} to be confirmed by a read"


def _silence(one: Unheard, now: datetime) -> str:
    if one.last is None:
        return f"no event ever came from {one.vendor}"
    return f"the last event from {one.vendor} came {age(one.last, now)}"
