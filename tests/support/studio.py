"""A project that orders pictures, at a sandbox that plays both vendors in another thread.

The sandbox's clock stands still until a test moves it, and the runs take it for theirs. So what a
run finds depends on nothing but what was done before.
"""

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import uvicorn
from tests.cli.project import Folder, Ran
from tests.support.pictures import BLUE, GREEN, RED, Color, picture
from tests.support.whole_answers import WholeAnswers

from listwright.sandbox.aihomedesign.record import StagingSummary
from listwright.sandbox.faults import Fault
from listwright.sandbox.options import SandboxOptions
from listwright.sandbox.server import create_app
from listwright.sandbox.store import SandboxStore

NOON = datetime(2026, 12, 2, 18, 0, tzinfo=UTC)
APPLY = ("apply", "--bootstrap", "--auto-approve")
SETTLE = timedelta(minutes=15)
ROOMS: Mapping[str, Color] = {"living-room": RED, "kitchen": BLUE, "bedroom": GREEN}
_SECONDS = 20
_KEYS = {"AHD_KEY": "ahd-key", "PLANOMATIC_API_KEY": "plan-key", "DOOR": "door-code"}

_HEAD = """\
version: 1
project: t
vendors:
  ahd: {{kind: aihomedesign, api: {api}, endpoint: "{url}", api_key: {{env: AHD_KEY}}, \
settle: 15m{ahd}}}
  planomatic: {{kind: planomatic, endpoint: "{url}", api_key: {{env: PLANOMATIC_API_KEY}}, \
duplicate_window: 0h, settle: 15m, rate: {{per_minute: 6000}}}}
defaults:
  vendor: planomatic
  billing_entity: investment_entity_1
  access: {{method: keypad, access_code: {{env: DOOR}}, contact_name: Jane Doe, \
contact_phone: "+1 555-555-5555", vacant: true}}
limits: {{max_creates: 1000, max_cancels: 1000, max_images: 1000}}
properties:
"""
_HOME = """\
  {name}:
    property_type: single_family
    street: {number} A St
    city: Denver
    state: CO
    postal_code: "80205"
    require: {{{needs}}}
"""
FAST = ", rate: {per_minute: 6000}"
SHOT = "photos: {slug: photos, quantity: 15}"


def staged(source: str, rooms: str = "living_room, kitchen", more: str = "max_images: 5") -> str:
    """A need for one picture of each room."""
    return (
        f"staging: {{vendor: ahd, source: {source}, rooms: [{rooms}], style: modern"
        f"{', ' + more if more else ''}}}"
    )


OF_FILES = staged('{files: ["photos/*.jpg"]}')
OF_PHOTOS = staged("photos", rooms="living_room, bedroom", more="max_images: 2")


class Served:
    """A sandbox on loopback whose unfinished work can be waited for."""

    def __init__(self, path: Path) -> None:
        self.store = SandboxStore(path)
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.bind(("127.0.0.1", 0))
        self.port = int(listener.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._server = uvicorn.Server(
            uvicorn.Config(
                create_app(self.store),
                http=WholeAnswers,
                loop="asyncio",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=1,
            )
        )
        self._thread = threading.Thread(
            target=self._server.run, args=([listener],), name="studio", daemon=True
        )
        self._thread.start()
        self._until(lambda: self._server.started)

    def fresh(self) -> None:
        """Nothing is known, and the clock stands at noon."""
        self.store.reset()
        self.store.set_options(SandboxOptions(rate_per_minute=0))
        self.store.clock.freeze(NOON)

    def quiet(self) -> None:
        """Wait until all that a dead client sent is carried out or dropped."""
        # A line that is open at our end has not been read to its end.
        self._until(lambda: not _open_lines(self.port))
        self._until(lambda: not self._server.server_state.tasks)

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(_SECONDS)
        self.store.close()

    def _until(self, condition: Any) -> None:
        deadline = time.monotonic() + _SECONDS
        while not condition():
            assert time.monotonic() < deadline, "the sandbox still works on a request"
            time.sleep(0.002)


def _open_lines(port: int) -> list[str]:
    """The server's ends of connections whose client has hung up or may still speak."""
    ended = {"04", "05", "06", "07", "09", "0A"}
    lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    found = [line.split() for line in lines]
    return [row[1] for row in found if row[1].endswith(f":{port:04X}") and row[3] not in ended]


@contextmanager
def serving(path: Path) -> Iterator[Served]:
    with closing(Served(path)) as served:
        yield served


@dataclass(kw_only=True)
class Studio(Folder):
    """A project whose pictures are made by the sandbox."""

    served: Served
    api: str = "v3"
    environment: dict[str, str] = field(default_factory=lambda: dict(_KEYS))

    @property
    def store(self) -> SandboxStore:
        return self.served.store

    def write(self, *needs: str, ahd: str = FAST, homes: tuple[str, ...] = ("P-1",)) -> None:
        """Homes with these needs, and two photos that need no vendor."""
        self.write_text(*needs, ahd=ahd, homes=homes)
        self.photos("living-room", "kitchen")

    def write_text(self, *needs: str, ahd: str = FAST, homes: tuple[str, ...] = ("P-1",)) -> None:
        """The file alone."""
        head = _HEAD.format(api=self.api, url=self.served.url, ahd=ahd)
        asked = ", ".join(needs or (OF_FILES,))
        text = "".join(
            _HOME.format(name=name, number=number, needs=asked)
            for number, name in enumerate(homes, 1)
        )
        self.file.write_text(head + text, encoding="utf-8")

    def photos(self, *names: str) -> None:
        """Photos of these names; what they show is the colour of their room."""
        folder = self.root / "photos"
        folder.mkdir(exist_ok=True)
        for number, name in enumerate(names):
            color = ROOMS.get(name, (9 * number % 250, 40, 90))
            (folder / f"{name}.jpg").write_bytes(picture(color, (320, 240)))

    def variables(self, more: Mapping[str, str | None]) -> dict[str, str]:
        now = self.store.now().isoformat().replace("+00:00", "Z")
        return super().variables({"LISTWRIGHT_NOW": now, **more})

    def fault(self, name: str, operation: str | None = None, **more: Any) -> None:
        self.store.set_fault(Fault(name=name, operation=operation, **more))

    def options(self, **changes: Any) -> None:
        self.store.set_options(self.store.options().updated(changes))

    def later(self, **length: float) -> None:
        self.store.advance(timedelta(**length))

    def plan(self, *arguments: str) -> dict[str, Any]:
        return self.json("plan", *arguments).ends(0, "ok")

    def apply(self, *arguments: str) -> Ran:
        return self.json(*APPLY, *arguments)

    def counts(self) -> Counter[str]:
        """Requests so far, by operation."""
        return Counter(self.store.request_counts())

    def stagings(self) -> tuple[StagingSummary, ...]:
        return self.store.stagings()

    def charged(self) -> Counter[tuple[str, str]]:
        """Credits by what they were paid for: the uploaded bytes and the recipe."""
        paid: Counter[tuple[str, str]] = Counter()
        for job in self.store.aihomedesign.jobs():
            paid[job.source_sha256, str(job.recipe)] += job.credits
        return paid

    def stored(self) -> dict[str, str]:
        """The staged pictures on disk by the ledger's word, path and SHA-256; each is looked at."""
        document = self.json("export", "deliverables").ends(0, "ok")
        found = {
            photo["file"]: photo["sha256"]
            for order in document["deliverables"]
            for photo in order["photos"]
            if photo["virtually_staged"] and photo["file"] is not None
        }
        for path, told in found.items():
            assert sha256((self.root / path).read_bytes()).hexdigest() == told, path
        return found
