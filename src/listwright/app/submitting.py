"""What a driver needs of a vendor that makes pictures: its two steps, and words for the waiting."""

from listwright.errors import InternalError
from listwright.model.account import Account
from listwright.model.picture import Handle
from listwright.ports import PictureVendor, Vendor


def pictures_of(vendor: Vendor) -> PictureVendor:
    """The vendor as one that makes pictures."""
    if not isinstance(vendor, PictureVendor):
        message = f"{vendor.account.id} makes no pictures"
        raise InternalError(message)
    return vendor


def waiting_line(account: Account, submits: int, window: float, *, wait: float) -> str:
    """What is said before a long wait; `window` and `wait` in seconds."""
    return (
        f"{account.label}: waiting {wait / 60:.0f} min for a place, since it takes {submits} "
        f"pictures in {window / 60:.0f} minutes; Ctrl-C stops, and the next apply goes on"
    )


def lost_line(handle: Handle) -> str:
    """What the log holds of an upload that the ledger could not take."""
    ids = " ".join(f"{kind}={value}" for kind, value in sorted(handle.items()))
    return f"NOT IN THE LEDGER: an upload of which nothing was bought, ids: {ids}"


def taken_words(handle: Handle) -> str:
    """Why nothing is bought on an upload whose id the ledger knows already."""
    order_id = handle.get("order_id", "")
    return f"the vendor answered the upload with order {order_id}, which is another picture's"
