"""Events of the vendor of pictures: each costs one read, and without any nobody is asked."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.cli.pictures.conftest import Chain

from listwright.compose.clock import SystemClock
from listwright.ledger.opening import open_inbox
from listwright.model.event import VendorEvent
from listwright.model.names import AccountId

PHOTOS, PICTURES = "planomatic/loopback/planomatic", "aihomedesign/loopback/ahd"


def receive(chain: Chain, account: str, **changes: str | None) -> None:
    inbox = open_inbox(chain.project.ledger, lineage="t/default", clock=SystemClock())
    try:
        inbox.receive(
            [
                VendorEvent(
                    account=AccountId(account),
                    digest=str(changes),
                    received_at=datetime.now(UTC),
                    event="image",
                    **changes,  # type: ignore[arg-type]
                )
            ]
        )
    finally:
        inbox.close()


def asked(chain: Chain) -> list[str]:
    names = [call.name for call in chain.pictures.calls]
    chain.pictures.calls.clear()
    return names


@pytest.fixture
def told(chain: Chain) -> Chain:
    """Two pictures are being made, and both vendors tell."""
    text = chain.project.file.read_text(encoding="utf-8")
    more = "webhooks: {token: {env: LISTWRIGHT_WEBHOOK_TOKEN}}\nproperties:\n"
    chain.project.file.write_text(text.replace("properties:\n", more), encoding="utf-8")
    chain.project.bootstrap()
    chain.deliver()
    receive(chain, PHOTOS, order_id=str(chain.photos.only("P-1").order_id))
    assert chain.project.run("apply", "--auto-approve").code == 0
    receive(chain, PICTURES, order_id="strange", request_id="strange")
    chain.project.json("plan").ends(0, "ok")
    chain.photos.calls.clear()
    chain.pictures.calls.clear()
    return chain


def test_a_finished_picture_is_read_because_an_event_names_it(told: Chain) -> None:
    soon = (datetime.now(UTC) + timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert told.project.json("plan", LISTWRIGHT_NOW=soon).ends(0, "ok")["reads"]["told"] == 2
    assert asked(told) == []
    told.finish()
    listed = told.project.json("ledger", "list").doc["orders"]
    first, second = (one for one in listed if one["vendor"] == "ahd")
    receive(told, PICTURES, order_id=first["order_id"], request_id=first["request_id"])
    reads = told.project.json("plan", LISTWRIGHT_NOW=soon).ends(0, "ok")["reads"]
    assert (reads["used"], reads["told"], reads["waiting"]) == (1, 1, 0)
    assert len(asked(told)) == 1
    status = {
        one["order_id"]: one["phase"] for one in told.project.json("ledger", "list").doc["orders"]
    }
    assert (status[first["order_id"]], status[second["order_id"]]) == ("delivered", "open")
    assert told.photos.calls == []


def test_a_picture_that_nobody_tells_of_is_read_after_an_hour(told: Chain) -> None:
    later = (datetime.now(UTC) + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    reads = told.project.json("plan", LISTWRIGHT_NOW=later).ends(0, "ok")["reads"]
    assert (reads["used"], reads["told"]) == (2, 0)
    assert reads["unheard"] == []


def test_an_event_of_a_picture_that_is_not_ours_costs_nothing(told: Chain) -> None:
    receive(told, PICTURES, order_id="99999", request_id=None)
    receive(told, PICTURES, order_id=None, request_id="99999")
    document = told.project.json("plan").ends(0, "ok")
    assert (document["reads"]["used"], document["reads"]["waiting"]) == (0, 0)
    assert asked(told) == []
    assert document["warnings"] == []
