"""What `resolve`, `import`, `attest` and `forget` share: lock, look up the address, act, report."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from listwright.app.settle import Desk, Settled
from listwright.app.target import Target, find_target
from listwright.cli.driving import make_driver
from listwright.cli.opening import open_workshop
from listwright.cli.session import Ending, Session
from listwright.cli.signals import watching
from listwright.compose.project import Workshop
from listwright.model.names import OrderId
from listwright.ports import Vendor
from listwright.render.escape import for_terminal

if TYPE_CHECKING:
    from listwright.planfile import Document, Run

Act = Callable[[Desk, Target], Settled]


def settle(session: Session, act: Act, *, done: str) -> Ending:
    """Do `act` on the address under the lock; `done` begins the sentence that reports it."""
    with open_workshop(session) as workshop, watching(session.format_interruption) as watch:
        ledger = workshop.open_ledger()
        with ledger.lock(session["lock_timeout"]) as epoch:
            target = find_target(
                session["address"],
                workshop.portfolio,
                ledger.observed(),
                now=workshop.clock.now(),
            )
            desk = Desk(
                portfolio=workshop.portfolio,
                vendors=workshop.vendors,
                ledger=ledger,
                driver=make_driver(session, workshop, ledger, interrupts=watch, epoch=epoch),
            )
            settled = act(desk, target)
        return _ending(session, workshop, settled, done=done)


def _ending(session: Session, workshop: Workshop, settled: Settled, *, done: str) -> Ending:
    cancelable = _cancelable(settled, workshop.vendors.values())

    def document(run: "Run") -> "Document":
        from listwright.planfile import orders_document

        return orders_document(
            session.kind,
            run,
            address=session["address"],
            order_id=settled.order_id,
            needs=settled.needs,
            orders=settled.orders,
            cancelable=cancelable,
        )

    from listwright.render.text.layout import prose

    needs = ", ".join(str(need) for need in settled.needs) or session["address"]
    order = f" (order {settled.order_id})" if settled.order_id else ""
    note = f" Note: {for_terminal(settled.note)}." if settled.note else ""
    return Ending(
        document=document, text=prose(f"{done} {needs}{order}.{note}", width=session.style.columns)
    )


def _cancelable(settled: Settled, vendors: Iterable[Vendor]) -> frozenset[OrderId]:
    traits = {vendor.account.id: vendor.traits for vendor in vendors}
    return frozenset(
        order.order_id
        for order in settled.orders
        if order.managed
        and order.status in traits[order.account.id].cancelable_statuses
        and not order.has_appointment
    )
