"""The protocols between the use cases and the world: vendors, ledger, clock, progress, secrets.

Belongs here: what `app` needs of the outside, in the nouns of `model`.
Never here: an implementation, a default, anything that names one vendor or one database.
"""

from listwright.ports.inbox import EventReader, Inbox
from listwright.ports.ledger import Ledger, LedgerReader, StaleDecisionError
from listwright.ports.pictures import PictureError, Pictures
from listwright.ports.runtime import Announcer, Clock, Interrupts, Progress, Secrets
from listwright.ports.vendor import OrderName, PictureVendor, ReadFailureError, Vendor

__all__ = [
    "Announcer",
    "Clock",
    "EventReader",
    "Inbox",
    "Interrupts",
    "Ledger",
    "LedgerReader",
    "OrderName",
    "PictureError",
    "PictureVendor",
    "Pictures",
    "Progress",
    "ReadFailureError",
    "Secrets",
    "StaleDecisionError",
    "Vendor",
]
