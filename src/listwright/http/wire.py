"""The border to httpx: one request through one fresh connection, every exception made a value.

The only module that imports httpx. It uses a transport and no client, so there are no redirects, no
cookies, no .netrc and no hooks to switch off.
"""

import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from listwright import __version__
from listwright.http.addresses import is_loopback
from listwright.http.answers import Answered, Exchange, Fetched, NotSent, Unanswered
from listwright.http.bodies import BODY_LIMIT, BodyError, LargeBodyError, read_body
from listwright.http.deadline import DeadlinePassedError, Watchdog
from listwright.http.strict_json import NotJsonError, parse_json

TransportFactory = Callable[[], httpx.BaseTransport]

_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "identity",
    "Connection": "close",
    "User-Agent": f"listwright/{__version__}",
}
_FETCH_HEADERS = {
    "Accept": "application/json, application/yaml, text/plain;q=0.9, */*;q=0.5",
    "Accept-Encoding": "identity",
    "Connection": "close",
    "User-Agent": f"listwright/{__version__}",
}
_PICTURE_HEADERS = _FETCH_HEADERS | {"Accept": "image/jpeg, image/png, image/webp"}
_KEPT_HEADERS = (
    "content-type",
    "date",
    "link",
    "retry-after",
    "x-next-page",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
)
_TEXT_LIMIT = 2000
"""Characters of a body that is no JSON."""

# Design 5, table 3.7: raised only before the first byte of a request is written.
_NOTHING_SENT = (
    DeadlinePassedError,
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.InvalidURL,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
_TOO_LATE = "the time was over before a connection stood"
_TEXTS: dict[type[BaseException], str] = {
    DeadlinePassedError: _TOO_LATE,
    httpx.ConnectTimeout: "no connection in time",
    httpx.PoolTimeout: "no free connection in time",
    httpx.ProxyError: "the proxy refused",
    httpx.ReadTimeout: "no answer in time",
    httpx.ReadError: "the connection broke while waiting for the answer",
    httpx.WriteTimeout: "sending took too long",
    httpx.WriteError: "the connection broke while sending",
    httpx.RemoteProtocolError: "the connection ended or its answer was not HTTP",
}


class UnusableSettingError(Exception):
    """The environment asks for something we cannot do; the text is a short phrase about it."""


def proxy_for(url: str) -> str | None:
    """The proxy the environment asks for, None for a direct connection.

    Never one for this machine: the sandbox is not on the other side of a proxy. Raises
    UnusableSettingError.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host) or proxy_bypass(host):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy:
        return None
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    try:
        httpx.URL(proxy)
        scheme = urlsplit(proxy).scheme
    except (httpx.InvalidURL, ValueError):
        message = "the environment names a proxy whose address cannot be used"
        raise UnusableSettingError(message) from None
    if scheme not in {"http", "https"}:
        message = "the environment asks for a proxy that is neither http nor https"
        raise UnusableSettingError(message)
    return proxy


def fresh_transport(proxy: str | None) -> httpx.BaseTransport:
    """A transport that verifies certificates, never retries and keeps no connection.

    `trust_env` lets SSL_CERT_FILE name a private certificate authority; proxies are ours to choose.
    Raises UnusableSettingError when that file cannot be read.
    """
    try:
        return httpx.HTTPTransport(
            verify=True,
            trust_env=True,
            http1=True,
            http2=False,
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=0),
            proxy=proxy,
            retries=0,
        )
    except OSError:
        message = "SSL_CERT_FILE or SSL_CERT_DIR names certificates that cannot be read"
        raise UnusableSettingError(message) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One request of ours: where it goes and what it carries.

    `headers` come on top of those that every request has. `extra_seconds` are given to it beyond
    the total of others.
    """

    method: str
    url: str
    body: bytes | None = field(default=None, repr=False)
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    extra_seconds: float = 0.0


class Channel:
    """One transport, the two timeouts of its requests in seconds, and the size of answers."""

    def __init__(
        self,
        transport: httpx.BaseTransport,
        *,
        connect: float,
        total: float,
        largest: int = BODY_LIMIT,
    ) -> None:
        """`total` bounds a whole request, `connect` the part before it is sent.

        `largest` bounds the body of an answer to `ask`, in bytes.
        """
        self._transport = transport
        self._connect = connect
        self._total = total
        self._largest = largest

    def ask(self, message: Message, *, watchdog: Watchdog) -> Exchange:
        """Send once; whatever happens is a value."""
        headers = {**_HEADERS, "Content-Type": message.media_type, **message.headers}
        response = self._send(
            message.method,
            message.url,
            watchdog,
            headers=headers,
            content=message.body,
            more=message.extra_seconds,
        )
        if not isinstance(response, httpx.Response):
            return response
        return _answer_of(response, watchdog, limit=self._largest)

    def get(self, url: str, *, watchdog: Watchdog) -> Fetched | NotSent | Unanswered:
        """Fetch once; whatever happens is a value, a redirect too."""
        response = self._send("GET", url, watchdog, headers=_FETCH_HEADERS)
        return _file_of(response, watchdog) if isinstance(response, httpx.Response) else response

    def picture(
        self, url: str, *, host: str, named: str, limit: int, watchdog: Watchdog
    ) -> Fetched | NotSent | Unanswered:
        """Fetch at most `limit` bytes from the address in `url`, which is that of `host`.

        The name is not looked up again: it is what the certificate is checked for, and `named` is
        its form in the Host header.
        """
        headers = _PICTURE_HEADERS | {"Host": named}
        response = self._send("GET", url, watchdog, headers=headers, server_name=host)
        if not isinstance(response, httpx.Response):
            return response
        return _file_of(response, watchdog, limit=limit)

    def close(self) -> None:
        """Let go of the transport."""
        self._transport.close()

    def _send(
        self,
        method: str,
        url: str,
        watchdog: Watchdog,
        *,
        headers: dict[str, str],
        content: bytes | None = None,
        more: float = 0.0,
        server_name: str | None = None,
    ) -> httpx.Response | NotSent | Unanswered:
        total, connect = self._total + more, self._connect
        timeout = httpx.Timeout(total, connect=min(connect, total), pool=connect)
        extensions: dict[str, object] = {"timeout": timeout.as_dict(), "trace": watchdog.trace}
        if server_name is not None:
            extensions["sni_hostname"] = server_name
        try:
            request = httpx.Request(
                method, url, headers=headers, content=content, extensions=extensions
            )
        except (httpx.InvalidURL, ValueError) as error:
            return NotSent(f"{type(error).__name__}: the address cannot be used")
        try:
            return self._handled(request, watchdog)
        except _NOTHING_SENT as error:
            return NotSent(reason_of(error))
        except Exception as error:  # noqa: BLE001 - a paid request may be out: never a crash
            return _ended(error, watchdog)

    def _handled(self, request: httpx.Request, watchdog: Watchdog) -> httpx.Response:
        """A name may be looked up for ever, so that happens where it can be left behind."""
        if is_loopback(request.url.host):
            return self._transport.handle_request(request)
        return watchdog.run(lambda: self._transport.handle_request(request))


def _ended(error: Exception, watchdog: Watchdog) -> NotSent | Unanswered:
    """What an error means that does not say by its kind whether anything had left."""
    if not watchdog.unsent:
        return Unanswered(_late_reason(error, watchdog))
    if watchdog.cut:
        return NotSent(_TOO_LATE)
    return NotSent(f"{type(error).__name__}: no connection could be made")


def _answer_of(response: httpx.Response, watchdog: Watchdog, *, limit: int) -> Answered:
    """The answer, whose headers are here; reading the rest can no longer make it unknown."""
    kept = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    document: object = None
    text = ""
    file = _file_of(response, watchdog, limit=limit)
    unreadable = file.unreadable
    if not unreadable:
        try:
            document = parse_json(file.body)
        except NotJsonError as error:
            unreadable = str(error)
            text = file.body.decode("utf-8", "replace")[:_TEXT_LIMIT]
    return Answered(
        status=file.status,
        headers=kept,
        document=document,
        unreadable=unreadable,
        oversized=file.oversized,
        text=text,
    )


def _file_of(response: httpx.Response, watchdog: Watchdog, *, limit: int = BODY_LIMIT) -> Fetched:
    """The body as bytes, at most `limit` of them."""
    status = response.status_code
    try:
        return Fetched(status=status, body=_content_of(response, watchdog, limit=limit))
    except LargeBodyError as error:
        return Fetched(status=status, unreadable=str(error), oversized=True)
    except BodyError as error:
        return Fetched(status=status, unreadable=str(error))
    except Exception as error:  # noqa: BLE001 - its status is known, whatever breaks the rest
        unreadable = f"the body is cut short: {_late_reason(error, watchdog)}"
        return Fetched(status=status, unreadable=unreadable)


def _content_of(response: httpx.Response, watchdog: Watchdog, *, limit: int) -> bytes:
    """The body through our own bounded decoder; httpx's own would inflate a bomb."""
    encoding = response.headers.get("content-encoding", "")
    try:
        body = read_body(_chunks_of(response), encoding, limit=limit)
    finally:
        response.close()
    if watchdog.cut:
        # A body that ends with its connection looks complete when we end the connection.
        message = "the body is cut short: the time was over"
        raise BodyError(message)
    return body


def _chunks_of(response: httpx.Response) -> Iterator[bytes]:
    assert isinstance(response.stream, httpx.SyncByteStream)
    yield from response.stream


def _late_reason(error: BaseException, watchdog: Watchdog) -> str:
    return "the time was over" if watchdog.cut else reason_of(error)


def reason_of(error: BaseException) -> str:
    """The class of `error` and a phrase of ours.

    Never its own text: a protocol error quotes what the server sent, and servers echo requests.
    """
    text = _connect_text(error) if isinstance(error, httpx.ConnectError) else None
    text = text or _TEXTS.get(type(error), "the request could not be completed")
    return f"{type(error).__name__}: {text}"


def _connect_text(error: BaseException) -> str:
    """Which step of connecting failed, read from the system's error underneath."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, OSError):
        cause = cause.__cause__ or cause.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return "the server's certificate is not trusted for this host"
    if isinstance(cause, ssl.SSLError):
        return "no secure connection could be agreed on"
    if isinstance(cause, socket.gaierror):
        return "the host name is not known"
    if isinstance(cause, ConnectionRefusedError):
        return "nothing listens there"
    return "no connection could be made"
