"""The paid step, the same for both interfaces: the limit, the credits, and what may go wrong."""

from dataclasses import dataclass
from datetime import timedelta

from listwright.sandbox.aihomedesign.archive import NewJob
from listwright.sandbox.aihomedesign.call import Call, RefusalError, subjects_of
from listwright.sandbox.aihomedesign.literals import literals
from listwright.sandbox.aihomedesign.record import Fate, Job, Order, Recipe
from listwright.sandbox.faults import SUBMIT, Moment

RATE_LIMIT = "rate_limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A generate or process that passed every check. `free` ones are regenerations."""

    order: Order
    recipe: Recipe
    source_sha256: str
    free: bool
    group_id: str | None = None


def start_job(call: Call, work: Work) -> Job:
    """Charge and store the job; refuses it for the limit or for missing credits."""
    payer = call.key.sealed().api_key
    numbers = literals().numbers
    cost = 0 if work.free else numbers["credits_per_image"]
    if not work.free:
        _check_limit(call, payer)
        if lacks_credits(call, cost):
            raise RefusalError("no_credits")
    fault = call.store.take_fault(SUBMIT, subjects_of(call), moment=Moment.WORK)
    job = call.archive.add_job(
        NewJob(
            order=work.order,
            payer=payer,
            created=call.now,
            credits=cost,
            fate=Fate(fault.name) if fault else None,
            source_sha256=work.source_sha256,
            recipe=work.recipe,
            group_id=work.group_id,
            shortest=numbers["shortest_eta_seconds"],
            longest=numbers["longest_eta_seconds"],
        )
    )
    call.store.tell_of_image(job.job_id)
    return job


def lacks_credits(call: Call, cost: int) -> bool:
    """Whether the account cannot pay `cost` any more."""
    own = call.key.credits
    budget = call.options.ahd_credits if own is None else own
    return budget is not None and call.archive.spent(call.key.account) + cost > budget


def _check_limit(call: Call, payer: str) -> None:
    """First generates of one key in a rolling window of the sandbox clock."""
    most = call.options.ahd_submits
    begin = call.now - timedelta(seconds=call.options.ahd_submit_seconds)
    if most and call.archive.paid_since(payer, begin, call.now) >= most:
        raise RefusalError(RATE_LIMIT)
