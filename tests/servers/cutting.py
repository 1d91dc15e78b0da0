"""A wire to a server that breaks when certain words pass, before or after they arrived."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Wire:
    """Forwards bytes to a port on loopback; `times` breaks are left when `words` pass."""

    target: int
    words: bytes = b""
    delivered: bool = True
    """Whether the words arrive before the wire breaks."""

    times: int = 0
    port: int = 0
    _open: list[socket.socket] = field(default_factory=list)

    def break_at(self, words: bytes, *, delivered: bool, times: int = 1) -> None:
        self.words, self.delivered, self.times = words, delivered, times

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.target))
            self._open += [client, server]
            for source, sink, spoken in ((client, server, True), (server, client, False)):
                threading.Thread(
                    target=self._forward,
                    args=(source, sink),
                    kwargs={"spoken": spoken},
                    daemon=True,
                ).start()

    def _forward(self, source: socket.socket, sink: socket.socket, *, spoken: bool) -> None:
        with suppress(OSError):
            while content := source.recv(65536):
                if spoken and self.times and self.words in content:
                    self.times -= 1
                    # What the server answers must not get back.
                    source.shutdown(socket.SHUT_RDWR)
                    if self.delivered:
                        sink.sendall(content)
                        sink.shutdown(socket.SHUT_WR)
                    else:
                        sink.shutdown(socket.SHUT_RDWR)
                    return
                sink.sendall(content)
        for one in (source, sink):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@contextmanager
def running_wire(target: int) -> Iterator[Wire]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        wire = Wire(target=target, port=listener.getsockname()[1])
        thread = threading.Thread(target=wire.serve, args=(listener,), daemon=True)
        thread.start()
        try:
            yield wire
        finally:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
            wire.close()
            thread.join(5)
