"""The receiver's life: it binds, says that it listens, and stops when it is told to, politely."""

import signal
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

import uvicorn

from listwright.errors import InternalError, UsageError
from listwright.ports import Clock, EventReader, Inbox
from listwright.webhook.connection import MOST_HEADER_BYTES, GuardedProtocol
from listwright.webhook.receiver import Receiver, Reception
from listwright.webhook.tokens import Door
from listwright.webhook.writer import GroupWriter

_START_SECONDS = 10.0
_STOP_SECONDS = 12
"""More than any request that was taken in may need."""

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_LOOK_SECONDS = 0.2
_BACKLOG = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where to listen, for whom, and what is done with what comes in.

    `readers` are by the label of the account, which is the first part of its address.
    """

    host: str
    port: int
    tokens: tuple[str, ...]
    readers: Mapping[str, EventReader]
    open_inbox: Callable[[], Inbox]
    clock: Clock
    log: Callable[[str], None]
    complain: Callable[[str], None]


def serve_forever(settings: Settings, *, on_ready: Callable[[str], None]) -> None:
    """Serve until Ctrl-C or TERM, then finish what was taken in; call it from the main thread.

    `on_ready` gets the address first. Raises UsageError when the address is not to be had, and
    LedgerError or OtherProjectError when the ledger is not.
    """
    stop = threading.Event()
    with _stopping_by_signal(stop), _listening(settings.host, settings.port) as listener:
        writer = GroupWriter(settings.open_inbox, on_end=stop.set)
        writer.start()
        try:
            _serve(make_server(settings, writer), listener, stop=stop, on_ready=on_ready)
        finally:
            writer.close()


def _serve(
    server: uvicorn.Server,
    listener: socket.socket,
    *,
    stop: threading.Event,
    on_ready: Callable[[str], None],
) -> None:
    thread = threading.Thread(
        target=server.run, args=([listener],), name="listwright-webhooks", daemon=True
    )
    url = _url(listener)
    thread.start()
    try:
        _await_start(server, thread, stop)
        on_ready(url)
        while thread.is_alive() and not stop.wait(_LOOK_SECONDS):
            pass
    finally:
        server.should_exit = True
        thread.join(_STOP_SECONDS + _START_SECONDS)


def _await_start(server: uvicorn.Server, thread: threading.Thread, stop: threading.Event) -> None:
    waited = 0.0
    while not server.started and not stop.wait(0.01):
        waited += 0.01
        if not thread.is_alive() or waited > _START_SECONDS:
            raise InternalError("The receiver did not start.")


def make_server(settings: Settings, writer: GroupWriter) -> uvicorn.Server:
    """The server of `settings`, which puts what comes in into `writer`; it does not run yet."""
    reception = Reception(
        readers=settings.readers,
        door=Door(settings.tokens),
        writer=writer,
        clock=settings.clock,
        log=settings.log,
        complain=settings.complain,
    )
    return uvicorn.Server(
        uvicorn.Config(
            Receiver(reception).app(),
            http=GuardedProtocol,
            loop="asyncio",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",
            # The paths hold the token; the receiver writes its own lines.
            access_log=False,
            server_header=False,
            proxy_headers=False,
            backlog=_BACKLOG,
            h11_max_incomplete_event_size=MOST_HEADER_BYTES,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=_STOP_SECONDS,
        )
    )


@contextmanager
def _stopping_by_signal(stop: threading.Event) -> Iterator[None]:
    def receive(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, receive) for number in _STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """A bound socket; raises UsageError."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError) as error:
        raise UsageError(
            "The address of --host cannot be found.",
            advice="Use 127.0.0.1 behind a proxy on this machine, or 0.0.0.0 in a container.",
        ) from error
    # asyncio switches Nagle's delay (40 ms an answer) off only where the protocol is named.
    with socket.socket(family, kind, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen(_BACKLOG)
        except OSError as error:
            raise UsageError(
                f"The receiver cannot listen on port {port} of {host}: {error.strerror}.",
                advice="Another program may have the port, a receiver that still runs, for "
                "instance. Stop it, or choose another port with --port.",
            ) from error
        yield listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
