"""What a fault makes of a webhook that is about to be stored."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from listwright.sandbox.faults import Fault, FaultKind
from listwright.sandbox.webhooks.chronicle import Disguises, Payload

_LATE_SECONDS = 3600.0
_LATER = frozenset({FaultKind.LATE, FaultKind.REORDERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeJob:
    """A job before it has a number; `place` is where it stands in the line of its vendor."""

    vendor: str
    subject: str
    event: str
    at: datetime
    place: datetime
    payload: Payload
    body: str
    fate: FaultKind | None = None

    @property
    def is_lost(self) -> bool:
        """Whether it is never posted."""
        return self.fate is FaultKind.LOST


def body_of(payload: Payload) -> str:
    """A payload as it is posted."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


def befall(job: MadeJob, fault: Fault | None, disguises: Disguises) -> tuple[MadeJob, ...]:
    """The jobs to store in place of `job`, in their order."""
    if fault is None:
        return (job,)
    struck = replace(job, fate=fault.kind)
    if fault.kind is FaultKind.TWICE:
        return (struck, struck)
    if fault.kind is FaultKind.UNKNOWN_ORDER:
        subject, payload = disguises.foreign(job.payload)
        stranger = replace(struck, subject=subject, payload=payload, body=body_of(payload))
        return (stranger, job)
    if fault.kind in _LATER:
        wait = _LATE_SECONDS if fault.seconds is None else fault.seconds
        return (replace(struck, place=job.at + timedelta(seconds=wait)),)
    return (replace(struck, body=_body(struck, fault.kind, disguises)),)


def _body(job: MadeJob, kind: FaultKind, disguises: Disguises) -> str:
    if kind is FaultKind.GARBLED:
        return job.body[: len(job.body) // 2]
    changes = {
        FaultKind.MISECHOED: disguises.wrong_echo,
        FaultKind.UNKNOWN_EVENT: disguises.unknown_event,
        FaultKind.OLD_SHAPE: disguises.old_shape,
        FaultKind.IN_DATA: disguises.enveloped,
    }
    change = changes.get(kind)
    return job.body if change is None else body_of(change(job.payload))
