"""A host of pictures on loopback: paths with bytes or status codes, and every request it got."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(slots=True, kw_only=True)
class PictureHost:
    """What it serves; a number instead of bytes is a status code without a body."""

    port: int = 0
    files: dict[str, bytes | int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def put(self, path: str, content: bytes | int) -> str:
        """Serve it; gives the link."""
        self.files[path] = content
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def hosting() -> Iterator[PictureHost]:
    host = PictureHost()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.asked.append(self.path)
            host.headers.append({name.lower(): value for name, value in self.headers.items()})
            found = host.files.get(self.path, 404)
            status, body = (200, found) if isinstance(found, bytes) else (found, b"")
            with suppress(OSError):
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", f"http://127.0.0.1:{host.port}/elsewhere.jpg")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    host.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()
