"""One place to ask and to send things to: policy in, values out."""

import json
import logging
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode, urlsplit

from listwright.http.addresses import endpoint_problem, join_path
from listwright.http.answers import Answered, Exchange, NotSent
from listwright.http.bodies import BODY_LIMIT
from listwright.http.deadline import Watchdog
from listwright.http.forms import Form, encode_form
from listwright.http.redaction import redacted_text

if TYPE_CHECKING:
    from listwright.http.wire import Channel, TransportFactory

_log = logging.getLogger(__name__)

TOTAL_SECONDS = 60.0
CONNECT_SECONDS = 10.0
SLOWEST_LINE = 128 * 1024
"""Bytes a second: what an upload of a large picture is at least waited for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    """A request as it is logged; `shown` is what debug lines may choose from."""

    method: str
    path: str
    query: str = ""
    shown: Mapping[str, object] = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    media_type: str = "application/json"


class HttpSession:
    """Requests below one endpoint: a fresh connection each time, no redirect, no retry.

    Headers given to a request go to this endpoint and to nobody else. Not for several threads.
    `visible` names the fields that debug lines may show. `transport` makes the httpx transport;
    tests give one that answers by itself.
    """

    def __init__(
        self,
        endpoint: str,
        *,
        total: float | None = None,
        connect: float = CONNECT_SECONDS,
        visible: AbstractSet[str] = frozenset(),
        largest: int = BODY_LIMIT,
        transport: "TransportFactory | None" = None,
    ) -> None:
        """`total` and `connect` in seconds; without `total` it is TOTAL_SECONDS.

        `largest` is how many bytes an answer may have. Raises ValueError for an endpoint not
        allowed.
        """
        problem = endpoint_problem(endpoint)
        if problem is not None:
            message = f"the endpoint {problem}"
            raise ValueError(message)
        self._endpoint = endpoint
        self._total = TOTAL_SECONDS if total is None else total
        self._connect = connect
        self._visible = visible
        self._largest = largest
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
        self,
        path: str,
        document: Mapping[str, object],
        *,
        headers: Mapping[str, str] | None = None,
        secrets: Iterable[str] = (),
    ) -> Exchange:
        """Send `document` to `path` once; `secrets` are masked wherever a debug line has them."""
        body = json.dumps(document, allow_nan=False).encode()
        asking = _Asking(method="POST", path=path, shown=dict(document), secrets=tuple(secrets))
        return self._exchange(asking, headers=headers or {}, body=body)

    def change(
        self,
        method: Literal["PATCH", "PUT", "DELETE"],
        path: str,
        document: Mapping[str, object] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        secrets: Iterable[str] = (),
    ) -> Exchange:
        """Change or remove what stands at `path`, asking once; like `post` otherwise."""
        body = None if document is None else json.dumps(document, allow_nan=False).encode()
        asking = _Asking(
            method=method, path=path, shown=dict(document or {}), secrets=tuple(secrets)
        )
        return self._exchange(asking, headers=headers or {}, body=body)

    def get(
        self,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        secrets: Iterable[str] = (),
    ) -> Exchange:
        """Ask for `path` once; `query` stays out of debug lines but for visible names."""
        asked = dict(query or {})
        asking = _Asking(
            method="GET", path=path, query=urlencode(asked), shown=asked, secrets=tuple(secrets)
        )
        return self._exchange(asking, headers=headers or {})

    def upload(
        self,
        path: str,
        form: Form,
        *,
        headers: Mapping[str, str] | None = None,
        secrets: Iterable[str] = (),
    ) -> Exchange:
        """Send `form` to `path` once; it gets as much longer as its size takes on a slow line.

        Raises ValueError for one that is larger than FORM_LIMIT.
        """
        media_type, body = encode_form(form)
        asking = _Asking(
            method="POST", path=path, shown=dict(form.fields), secrets=tuple(secrets),
            media_type=media_type,
        )  # fmt: skip
        more = len(body) / SLOWEST_LINE
        return self._exchange(asking, headers=headers or {}, body=body, more=more)

    def _exchange(
        self,
        asking: "_Asking",
        *,
        headers: Mapping[str, str],
        body: bytes | None = None,
        more: float = 0.0,
    ) -> Exchange:
        from listwright.http.wire import Message, UnusableSettingError  # noqa: PLC0415 - as above

        try:
            channel = self._open()
        except UnusableSettingError as error:
            return NotSent(str(error))
        url = join_path(self._endpoint, asking.path)
        message = Message(
            method=asking.method,
            url=f"{url}?{asking.query}" if asking.query else url,
            body=body,
            media_type=asking.media_type,
            headers=headers,
            extra_seconds=more,
        )
        with Watchdog(self._total + more) as watchdog:
            exchange = channel.ask(message, watchdog=watchdog)
        if watchdog.cut:
            # A request that was left behind may still hold the one place of the connection pool.
            self.close()
        self._note(asking, exchange, watchdog.elapsed)
        return exchange

    def _note(self, asking: "_Asking", exchange: Exchange, seconds: float) -> None:
        """The debug line; of bodies it has the visible fields alone."""
        if not _log.isEnabledFor(logging.DEBUG):
            return
        asked, got = (
            redacted_text(side, self._visible, asking.secrets)
            for side in (asking.shown, _document_of(exchange))
        )
        said = (asking.method, asking.path, asked, _ending_of(exchange), seconds, got)
        _log.debug("%s %s %s -> %s in %.3f s %s", *said)

    def close(self) -> None:
        """Let go of the connection pool; a later request opens a new one."""
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    def _open(self) -> "Channel":
        from listwright.http.wire import Channel, fresh_transport, proxy_for  # noqa: PLC0415

        if self._channel is None:
            transport = (
                self._transport() if self._transport else fresh_transport(proxy_for(self._endpoint))
            )
            self._channel = Channel(
                transport, connect=self._connect, total=self._total, largest=self._largest
            )
        return self._channel


def _document_of(exchange: Exchange) -> object:
    return exchange.document if isinstance(exchange, Answered) else None


def _ending_of(exchange: Exchange) -> str:
    return str(exchange.status) if isinstance(exchange, Answered) else exchange.reason
