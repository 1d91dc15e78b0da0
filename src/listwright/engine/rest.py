"""Homes at rest: everything wanted was delivered and nothing is under way.

Nearly all homes of nearly all plans are. Deciding them the long way gives the same, as a property
test checks, and costs four times as much.
"""

from listwright.engine.proofs import by_proof
from listwright.engine.view import AccountView, Run
from listwright.model.order import Origin, Phase
from listwright.model.plan import Reason, Standing


def standing_at_rest(run: Run, view: AccountView) -> list[Standing] | None:
    """The needs of a home at rest; None for a home that somebody has to think about."""
    if not _is_quiet(run, view):
        return None
    staging = run.traits[view.account.label].staging_slugs
    found: list[Standing] = []
    for spec in view.needs:
        proof = None if spec.slug in staging else by_proof(run, view, spec)
        if proof is None or proof.reason is not Reason.SATISFIED:
            return None
        found.append(proof)
    return found


def _is_quiet(run: Run, view: AccountView) -> bool:
    """Whether no request, doubt or import is at stake and every order was delivered."""
    if run.replace or view.intents or view.doubts or view.declared:
        return False
    for order in view.orders:
        if order.phase is not Phase.DELIVERED:
            return False
        if order.origin is Origin.EVENT and not order.managed:
            return False
    return True
