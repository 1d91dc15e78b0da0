"""The sandbox as an HTTP server on loopback: in a thread of this process, or alone."""

import signal
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette

from listwright.errors import UsageError, VendorError
from listwright.sandbox.aihomedesign.routes import aihomedesign_routes
from listwright.sandbox.connection import AbortableProtocol
from listwright.sandbox.control import control_routes
from listwright.sandbox.options import SandboxOptions
from listwright.sandbox.planomatic.photos import photo_routes
from listwright.sandbox.planomatic.routes import planomatic_routes
from listwright.sandbox.store import SandboxStore
from listwright.sandbox.webhooks.delivery import DeliveryThread

_LOOPBACK = {"127.0.0.1": socket.AF_INET, "localhost": socket.AF_INET, "::1": socket.AF_INET6}
_START_SECONDS = 10.0
_STOP_SECONDS = 5.0
_STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM}


class RunningSandbox:
    """A server in a thread of this process; closing it also closes its store."""

    def __init__(self, store: SandboxStore, listener: socket.socket) -> None:
        """Serve `store` on `listener`, which is bound already; returns when it answers."""
        self._store = store
        host, port = listener.getsockname()[:2]
        self.url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        store.note_address(self.url)
        self._delivery = DeliveryThread(store)
        self._server = uvicorn.Server(_config(store))
        self._thread = threading.Thread(
            target=self._server.run, args=([listener],), name="listwright-sandbox", daemon=True
        )
        self._thread.start()
        deadline = time.monotonic() + _START_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                self.close()
                raise VendorError("The sandbox did not start.")
            time.sleep(0.002)

    def close(self) -> None:
        """Stop serving; open requests are cut after a second. May be called twice."""
        self._server.should_exit = True
        self._thread.join(_STOP_SECONDS)
        self._delivery.close()
        self._store.close()

    def __enter__(self) -> Self:
        """The server itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop serving."""
        self.close()


def create_app(store: SandboxStore, options: SandboxOptions | None = None) -> Starlette:
    """The application over `store`; `options` replace the stored ones when given.

    The faults that cut the line need the server of this module; all else works under any.
    """
    if options is not None:
        store.set_options(options)
    routes = [
        *planomatic_routes(store),
        *photo_routes(store),
        *aihomedesign_routes(store),
        *control_routes(store),
    ]
    return Starlette(routes=routes)


def start_in_background(
    store_path: Path,
    options: SandboxOptions | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
) -> RunningSandbox:
    """Serve on loopback from a daemon thread; port 0 takes a free one."""
    listener = _listen(host, port)
    try:
        store = SandboxStore(store_path)
        if options is not None:
            store.set_options(options)
        return RunningSandbox(store, listener)
    except BaseException:
        listener.close()
        raise


def serve_forever(
    store_path: Path,
    options: SandboxOptions | None = None,
    *,
    on_ready: Callable[[str], None],
    host: str = "127.0.0.1",
    port: int = 9100,
) -> None:
    """Serve until Ctrl-C or TERM, then return; `on_ready` gets the address first.

    The signals are blocked and waited for, so no handler of the caller runs in between.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOP_SIGNALS)
    try:
        with start_in_background(store_path, options, host=host, port=port) as running:
            on_ready(running.url)
            signal.sigwait(_STOP_SIGNALS)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _config(store: SandboxStore) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(store),
        http=AbortableProtocol,
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )


def _listen(host: str, port: int) -> socket.socket:
    family = _LOOPBACK.get(host)
    if family is None:
        raise UsageError(
            "The sandbox serves on loopback only.",
            advice=f"Use one of {', '.join(_LOOPBACK)}: it accepts any key.",
        )
    # asyncio switches Nagle's delay (40 ms an answer) off only where the protocol is named.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise UsageError(
            f"The sandbox cannot listen on port {port}.", advice="Choose another with --port."
        ) from error
    return listener
