"""The progress of a job as a pure function of the sandbox clock: nothing is scheduled or stored."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum

from listwright.sandbox.aihomedesign.record import Fate, Job

_LATE = 10
_PENDING_SHARE = 0.2


class Stage(Enum):
    """Where a job stands."""

    PENDING = "pending"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self in {Stage.DONE, Stage.FAILED}


def stage_at(job: Job, now: datetime, *, eta_factor: float) -> Stage:
    """The stage at `now`; a job takes `eta_factor` times its own `eta`."""
    end = finish_of(job, eta_factor=eta_factor)
    if end is not None and now >= end:
        return Stage.FAILED if job.fate is Fate.PROCESS_FAILED else Stage.DONE
    waiting = timedelta(seconds=job.eta * eta_factor * _PENDING_SHARE)
    return Stage.PENDING if now < job.created + waiting else Stage.WORKING


def finish_of(job: Job, *, eta_factor: float) -> datetime | None:
    """When the job ends; None when it never does."""
    if job.finished is not None:
        return job.finished
    if job.fate is Fate.NEVER_FINISHES:
        return None
    turns = _LATE if job.fate is Fate.TEN_TIMES_ETA else 1
    return job.created + timedelta(seconds=job.eta * eta_factor * turns)


def is_busy(jobs: Sequence[Job], now: datetime, *, eta_factor: float) -> bool:
    """Whether any of an order's jobs is still at work."""
    return any(not stage_at(job, now, eta_factor=eta_factor).ended for job in jobs)
