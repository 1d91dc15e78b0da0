"""The protocol of one change, as effects: what happens in which order, and what is believed when.

The order of the steps is the product. An intent is committed before the first byte of a paid call
leaves, its end is committed before anything else is sent, and a cancel is believed only when a read
shows it. `docs/life-of-an-order.md` tells the same story in words.
"""

from dataclasses import replace

from listwright.app.cancelling import cancel_steps
from listwright.app.creating import PlanRef, create_steps
from listwright.app.effects import Steps
from listwright.app.forgetting import forget_steps
from listwright.app.importing import import_steps
from listwright.app.outcomes import joined
from listwright.app.picturing import picture_steps
from listwright.app.resending import resend_steps
from listwright.model.account import VendorTraits
from listwright.model.outcome import ChangeOutcome, Result
from listwright.model.plan import Action, Change


def change_steps(change: Change, traits: VendorTraits, plan: PlanRef) -> Steps[ChangeOutcome]:
    """Carry out one change: an import, a create or its second request, a cancel, or a replace."""
    if change.action is Action.IMPORT:
        return (yield from import_steps(change, plan))
    if change.action is Action.FORGET:
        return (yield from forget_steps(change))
    if change.task is not None:
        return (yield from picture_steps(change, plan))
    if change.resend is not None:
        return (yield from resend_steps(change, change.resend))
    if change.action is Action.CREATE:
        return (yield from create_steps(change, plan))
    canceled = yield from cancel_steps(change, traits)
    if change.action is Action.CANCEL or canceled.outcome.result is not Result.DONE:
        return canceled.outcome
    created = yield from create_steps(replace(change, revision=canceled.revision), plan)
    return joined(change, canceled.outcome, created)
