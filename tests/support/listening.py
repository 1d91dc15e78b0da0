"""`listwright listen` as a process of a project, and somebody who sends to it."""

import http.client
import json
import re
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from tests.cli.project import Project

TOKEN = "tok-0123456789abcdefghijklmn"
WEBHOOKS = "webhooks: {token: {env: HOOK}}\n"


@dataclass(kw_only=True)
class Listener:
    """The process and what it said so far."""

    process: subprocess.Popen[str]
    port: int
    said: list[str] = field(default_factory=list)

    def send(self, number: int, *, label: str = "planomatic", token: str = TOKEN) -> int:
        body = {"order_id": number, "event": "order.processed", "order_status": "ordered"}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with closing(line):
            line.request(
                "POST",
                f"/{label}/{token}",
                body=json.dumps(body),
                headers={"content-type": "application/json"},
            )
            return line.getresponse().status

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


@contextmanager
def listening(project: Project, *options: str) -> Iterator[Listener]:
    process = project.spawn("listen", "--port", "0", *options, HOOK=TOKEN)
    assert process.stderr is not None
    said = [process.stderr.readline()]
    found = re.search(r"http://[^ ]*:(\d+)", said[0])
    assert found is not None, said[0] + process.stderr.read()
    reading = threading.Thread(target=lambda: said.extend(process.stderr or ()), daemon=True)
    reading.start()
    try:
        yield Listener(process=process, port=int(found[1]), said=said)
    finally:
        process.kill()
        process.wait(30)
        reading.join(30)
