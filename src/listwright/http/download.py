"""One picture from a link of a vendor: bounded, without a redirect, and never with an API key."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from listwright.http.answers import Fetched, NotAllowed, NotSent, Unanswered
from listwright.http.deadline import AbandonedError, Watchdog
from listwright.http.links import AllowedLinks, Resolve, Target, look_up, misplaced, target_of

if TYPE_CHECKING:
    from listwright.http.wire import Channel, TransportFactory

TOTAL_SECONDS = 120.0
CONNECT_SECONDS = 10.0
_ADDRESSES_TRIED = 3

Downloaded = Fetched | NotAllowed | NotSent | Unanswered


def download(
    link: str,
    allowed: AllowedLinks,
    *,
    limit: int,
    total: float = TOTAL_SECONDS,
    resolve: Resolve = look_up,
    transport: "TransportFactory | None" = None,
) -> Downloaded:
    """What stands at `link`, at most `limit` bytes of it; `total` in seconds, for everything.

    The name is looked up once and what was looked at is connected to, so that the answer cannot
    change in between. Behind a proxy the proxy looks it up, and the list of hosts alone decides.
    """
    # httpx takes a tenth of a second to import, and most commands never send.
    from listwright.http.wire import (  # noqa: PLC0415
        Channel,
        UnusableSettingError,
        fresh_transport,
        proxy_for,
    )

    target = target_of(link, allowed)
    if isinstance(target, str):
        return NotAllowed(f"the link {target}")
    try:
        proxy = None if transport else proxy_for(f"{target.scheme}://{target.named}/")
        used = transport() if transport else fresh_transport(proxy)
    except UnusableSettingError as error:
        return NotSent(str(error))
    channel = Channel(used, connect=CONNECT_SECONDS, total=total)
    try:
        with Watchdog(total) as watchdog:
            found = (target.host,) if proxy else _addresses(target, resolve, watchdog)
            if not isinstance(found, tuple):
                return found
            return _first(channel, target, found, limit=limit, watchdog=watchdog)
    finally:
        channel.close()


def _addresses(
    target: Target, resolve: Resolve, watchdog: Watchdog
) -> tuple[str, ...] | NotSent | NotAllowed:
    """Where the target is, in the order to try; a name may be looked up for ever, so it is left."""
    try:
        found: Sequence[str] = watchdog.run(lambda: resolve(target.host, target.port))
    except AbandonedError:
        return NotSent("the host name was not found in time")
    except (OSError, UnicodeError):
        found = ()
    if not found:
        return NotSent("the host name is not known")
    wrong = misplaced(found, target)
    return tuple(found[:_ADDRESSES_TRIED]) if wrong is None else NotAllowed(f"the link {wrong}")


def _first(
    channel: "Channel",
    target: Target,
    addresses: tuple[str, ...],
    *,
    limit: int,
    watchdog: Watchdog,
) -> Fetched | NotSent | Unanswered:
    """The answer of the first address to which a connection can be made."""
    answer: Fetched | NotSent | Unanswered = NotSent("the host has no address")
    for address in addresses:
        answer = channel.picture(
            target.at(address),
            host=target.host,
            named=target.named,
            limit=limit,
            watchdog=watchdog,
        )
        if not isinstance(answer, NotSent) or watchdog.cut:
            break
    return answer
