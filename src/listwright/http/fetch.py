"""One small file from an address: bounded in size and time, no redirect, no retry, no secret."""

from typing import TYPE_CHECKING

from listwright.http.addresses import address_problem
from listwright.http.answers import Fetched, NotSent, Unanswered
from listwright.http.deadline import Watchdog

if TYPE_CHECKING:
    from listwright.http.wire import TransportFactory

TOTAL_SECONDS = 30.0
CONNECT_SECONDS = 10.0


def fetch_file(
    address: str, *, total: float = TOTAL_SECONDS, transport: "TransportFactory | None" = None
) -> Fetched | NotSent | Unanswered:
    """What stands at `address`, at most as large as any answer may be; `total` in seconds.

    Raises ValueError for an address that is not allowed. `transport` makes the httpx transport;
    tests give one that answers by itself.
    """
    # httpx takes a tenth of a second to import, and most commands never send.
    from listwright.http.wire import (  # noqa: PLC0415
        Channel,
        UnusableSettingError,
        fresh_transport,
        proxy_for,
    )

    problem = address_problem(address)
    if problem is not None:
        message = f"the address {problem}"
        raise ValueError(message)
    try:
        used = transport() if transport else fresh_transport(proxy_for(address))
    except UnusableSettingError as error:
        return NotSent(str(error))
    channel = Channel(used, connect=CONNECT_SECONDS, total=total)
    try:
        with Watchdog(total) as watchdog:
            return channel.get(address, watchdog=watchdog)
    finally:
        channel.close()
