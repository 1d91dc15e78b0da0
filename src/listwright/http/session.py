"""One place to send JSON to: policy in, values out."""

import json
import logging
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from listwright.http.addresses import endpoint_problem, join_path
from listwright.http.answers import Answered, Exchange, NotSent
from listwright.http.deadline import Watchdog
from listwright.http.redaction import redacted_text

if TYPE_CHECKING:
    from listwright.http.wire import Channel, TransportFactory

_log = logging.getLogger(__name__)

TOTAL_SECONDS = 60.0
CONNECT_SECONDS = 10.0


class HttpSession:
    """Posts JSON below one endpoint: a fresh connection each time, no redirect, no retry.

    Not for several threads. `visible` names the fields that debug lines may show. `transport` makes
    the httpx transport; tests give one that answers by itself.
    """

    def __init__(
        self,
        endpoint: str,
        *,
        total: float | None = None,
        connect: float = CONNECT_SECONDS,
        visible: AbstractSet[str] = frozenset(),
        transport: "TransportFactory | None" = None,
    ) -> None:
        """`total` and `connect` in seconds; without `total` it is TOTAL_SECONDS.

        Raises ValueError for an endpoint not allowed.
        """
        problem = endpoint_problem(endpoint)
        if problem is not None:
            message = f"the endpoint {problem}"
            raise ValueError(message)
        self._endpoint = endpoint
        self._total = TOTAL_SECONDS if total is None else total
        self._connect = connect
        self._visible = visible
        self._transport = transport
        self._channel: Channel | None = None

    @property
    def proxy_in_use(self) -> str | None:
        """The proxy that requests pass, without its credentials; to be announced before a run."""
        # httpx takes a tenth of a second to import, and most commands never send.
        from listwright.http.wire import UnusableSettingError, proxy_for  # noqa: PLC0415

        if self._transport is not None:
            return None
        try:
            proxy = proxy_for(self._endpoint)
        except UnusableSettingError:
            return None
        if proxy is None:
            return None
        parts = urlsplit(proxy)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"

    def post(
        self, path: str, document: Mapping[str, object], *, secrets: Iterable[str] = ()
    ) -> Exchange:
        """Send `document` to `path` once; `secrets` are masked wherever a debug line has them."""
        from listwright.http.wire import UnusableSettingError  # noqa: PLC0415 - as above

        try:
            channel = self._open()
        except UnusableSettingError as error:
            return NotSent(str(error))
        body = json.dumps(document, allow_nan=False).encode()
        url = join_path(self._endpoint, path)
        with Watchdog(self._total) as watchdog:
            exchange = channel.post(url, body, watchdog=watchdog)
        if watchdog.cut:
            # A request that was left behind may still hold the one place of the connection pool.
            self.close()
        if _log.isEnabledFor(logging.DEBUG):
            asked, got = (
                redacted_text(side, self._visible, secrets)
                for side in (dict(document), _document_of(exchange))
            )
            ended, seconds = _ending_of(exchange), watchdog.elapsed
            _log.debug("POST %s %s -> %s in %.3f s %s", path, asked, ended, seconds, got)
        return exchange

    def close(self) -> None:
        """Let go of the connection pool; a later `post` opens a new one."""
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    def _open(self) -> "Channel":
        from listwright.http.wire import Channel, fresh_transport, proxy_for  # noqa: PLC0415

        if self._channel is None:
            transport = (
                self._transport() if self._transport else fresh_transport(proxy_for(self._endpoint))
            )
            self._channel = Channel(transport, connect=self._connect, total=self._total)
        return self._channel


def _document_of(exchange: Exchange) -> object:
    return exchange.document if isinstance(exchange, Answered) else None


def _ending_of(exchange: Exchange) -> str:
    return str(exchange.status) if isinstance(exchange, Answered) else exchange.reason
