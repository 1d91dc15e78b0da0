"""A sandbox that tells a receiver of webhooks, and waits for it."""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.servers.webhook_receiver import Posted, WebhookReceiver

from listwright.sandbox.faults import Fault
from listwright.sandbox.webhooks.delivery import Delivery

Json = dict[str, Any]
PATH = "/planomatic/canary-token"
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """A vendor whose webhooks come to `receiver`; the sandbox clock stands still."""

    vendor: Any
    receiver: WebhookReceiver

    @property
    def store(self) -> Any:
        return self.vendor.store

    def subscribe(self, vendor: str = "planomatic", **more: object) -> None:
        url = f"{self.receiver.url}{more.pop('path', PATH)}"
        rows = [{"vendor": vendor, "url": url, **more}]
        self.store.set_options(self.store.options().updated({"webhooks": rows}))

    def fault(self, name: str, **more: Any) -> None:
        self.store.set_fault(Fault(name=name, **more))

    def advance(self, **length: float) -> None:
        self.store.advance(timedelta(**length))

    def heard(self, count: int) -> list[Posted]:
        """Exactly so many posts, once the sandbox has nothing more to send."""
        self.receiver.wait(count)
        self.settled()
        assert len(self.receiver.posted) == count, self.receiver.events
        return self.receiver.posted

    def settled(self) -> list[Json]:
        """The jobs, once none can be posted."""
        deadline = time.monotonic() + _PATIENCE
        while not Delivery(self.store).is_idle():
            assert time.monotonic() < deadline, self.jobs()
            time.sleep(0.01)
        return self.jobs()

    def jobs(self) -> list[Json]:
        return list(self.vendor.show("/webhooks")["jobs"])
