"""Ledgers to copy and to check: made by listwright itself, with something of everything in them."""

from pathlib import Path

from tests.contract.ledger.builders import (
    HOME,
    UNKNOWN,
    FakeClock,
    answer,
    begin,
    cancel,
    deliver,
    draft,
    minutes,
    order,
    place,
    refused,
    revision_of,
)
from tests.contract.ledger.pictures import PHOTO as PHOTO_OF_ORDER
from tests.contract.ledger.pictures import (
    PRINT,
    STUDIO,
    begin_picture,
    bought,
    picture_order,
    submit,
)

from listwright.ledger.opening import open_ledger
from listwright.ledger.sqlite import SqliteLedger
from listwright.model.intent import AttemptOutcome, Claim
from listwright.model.names import NeedKey, OrderId, PropertyId
from listwright.model.order import Phase, Photo
from listwright.model.picture import StoredPicture

LINEAGE = "acme/main"
PHOTO = Photo(sequence=1, caption="Küche “vorn”\u202e\n", url="https://x/a", modified_at=minutes(1))


def opened(path: Path, *, lineage: str = LINEAGE) -> SqliteLedger:
    return open_ledger(path, lineage=lineage, run="r", actor="ana", clock=FakeClock())


def fill(path: Path) -> None:
    """Delivered, open, cancelled, refused, unknown, a hold, a claim, an order that is not ours."""
    with opened(path) as ledger:
        with ledger.lock(0) as epoch:
            place(ledger, epoch, draft(name="aaaa"), "1")
            deliver(ledger, "1", photos=(PHOTO,), links={"gallery": "https://x/g"})
            place(ledger, epoch, draft("video", name="bbbb"), "2")
            cancel(ledger, epoch, "2")
            for number, result in enumerate(
                (refused(), UNKNOWN, answer(AttemptOutcome.DUP), answer(AttemptOutcome.NOID))
            ):
                home = f"PHX-{number}"
                ref = begin(ledger, draft(name=f"p{number}", home=home), epoch)
                ledger.close_attempt(ref, result, at=minutes(2))
            place(ledger, epoch, draft("photos", "video", name="cccc", home="TUS-1"), "3")
            begin(ledger, draft(name="dddd", home="TUS-2"), epoch)
        ledger.record_order(
            order("99", property=PropertyId("TUS-9"), managed=False), at=minutes(3), actor="x"
        )
        ledger.import_order(
            order("77", property=PropertyId("TUS-7")),
            draft(name="eeee", home="TUS-7"),
            at=minutes(4),
            reason="before our time",
        )
        ledger.forget_orders(order().account, [OrderId("77")], at=minutes(5), reason="sold")
        claim = Claim(
            property=HOME,
            key=NeedKey("tour"),
            delivered_on=minutes(0).date(),
            quantity=None,
            evidence="seen",
        )
        ledger.attest(claim, at=minutes(6))
        _fill_pictures(ledger)
        assert revision_of(ledger) > 0


def _fill_pictures(ledger: SqliteLedger) -> None:
    """One that is stored with the print of its photo, and an upload of which nothing was bought."""
    with ledger.lock(0) as epoch:
        ledger.close_attempt(submit(ledger, epoch), bought(), at=minutes(7))
        results = (Photo(sequence=1, caption="", url="https://results.invalid/1.jpg"),)
        done = picture_order(status="done", phase=Phase.DELIVERED, photos=results)
        ledger.record_order(done, at=minutes(8), actor="refresh")
        ledger.keep_print(PHOTO_OF_ORDER, PRINT, at=minutes(8))
        stored = StoredPicture(path="assets/a/1.jpg", print=PRINT, staged=True)
        ledger.keep_picture(STUDIO, OrderId("u1"), name="1", stored=stored, at=minutes(9))
        ledger.forget_orders(STUDIO, [OrderId("u1")], at=minutes(9), reason="another style")
        ref = begin_picture(ledger, epoch, 2)
        ledger.save_upload(ref, {"order_id": "u2"}, epoch=epoch, at=minutes(10))
