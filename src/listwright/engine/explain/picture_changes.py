"""What would make the answer about pictures another one."""

from collections.abc import Iterator

from listwright.engine.explain.case import NeedCase
from listwright.engine.pictures.units import is_overdue
from listwright.engine.wording import count_of
from listwright.model.need import NeedSpec
from listwright.model.order import Order, Phase
from listwright.model.plan import Reason, Standing


def picture_outlook(case: NeedCase, line: Standing, spec: NeedSpec) -> Iterator[str]:
    """Sentences about a need whose pictures are there, or on their way."""
    if line.reason is Reason.IN_PROGRESS:
        yield from _of_progress(case, line)
        return
    if line.met_by != "attestation":
        yield from _of_photos(spec)
        yield "another room, style or option in the files orders what is not there yet"
    yield f"listwright apply --replace {case.address} orders its pictures again, for money"


def _of_progress(case: NeedCase, line: Standing) -> Iterator[str]:
    if line.order_id is None:
        yield "it is known by the end of the other run, or by the order that is told first"
        return
    waiting = [one for one in _own(case) if one.phase is Phase.OPEN]
    count = count_of(len(waiting), "picture")
    yield f"by itself: the vendor finishes {count}, and listwright refresh brings what is finished"
    late = [one for one in waiting if is_overdue(one, case.at.run.now)]
    if late:
        yield (
            f"listwright apply --replace {case.address} orders what is overdue again, for money; "
            "what comes after all is kept"
        )
    yield (
        "another style, or taking the need away, lets them go (forget): the vendor cancels nothing"
    )


def _of_photos(spec: NeedSpec) -> Iterator[str]:
    if spec.follow_source:
        yield "newer photos: pictures of them are ordered then (follow_source)"
    elif spec.source is None or not spec.source.files:
        yield "newer photos alone order nothing: that takes `follow_source: true`"


def _own(case: NeedCase) -> list[Order]:
    """The orders that were placed for the need."""
    if case.work is None:
        return []
    return [
        order
        for order in case.work.view.orders
        if order.basis is not None and case.key in order.basis.keys
    ]
