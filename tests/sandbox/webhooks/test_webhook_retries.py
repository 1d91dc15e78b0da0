"""What a refused webhook does: it comes again, and holds up those behind it."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.servers.webhook_receiver import receiving

Json = dict[str, Any]
Build = Callable[..., Json]


def states(hearing: Any) -> list[str]:
    return [job["state"] for job in hearing.settled()]


def test_a_refused_webhook_comes_again_after_six_minutes(hearing: Any, order_body: Build) -> None:
    hearing.receiver.answers = [500, 503]
    hearing.vendor.create(order_body())
    hearing.advance(hours=7)
    hearing.heard(1)
    assert states(hearing) == ["waiting", "waiting"]
    first, second = hearing.jobs()
    assert (first["attempts"], first["code"], first["trouble"]) == (1, 500, "no success")
    assert second["attempts"] == 0
    hearing.advance(minutes=5, seconds=59)
    hearing.heard(1)
    hearing.advance(seconds=1)
    hearing.heard(2)
    hearing.advance(minutes=6)
    hearing.heard(4)
    assert hearing.receiver.events == ["order.processed"] * 3 + ["appointment.scheduled"]
    assert states(hearing) == ["sent", "sent"]
    assert [post.body for post in hearing.receiver.posted[:3]] == [
        hearing.receiver.posted[0].body
    ] * 3


def test_after_ten_refusals_it_is_given_up_and_the_next_one_goes(
    hearing: Any, order_body: Build
) -> None:
    hearing.receiver.answers = [500] * 10
    hearing.vendor.create(order_body())
    hearing.advance(hours=7)
    for count in range(1, 10):
        hearing.heard(count)
        hearing.advance(minutes=6)
    hearing.heard(11)
    assert hearing.receiver.events == ["order.processed"] * 10 + ["appointment.scheduled"]
    given_up, sent = hearing.settled()
    assert (given_up["state"], given_up["attempts"], given_up["code"]) == ("given-up", 10, 500)
    assert (sent["state"], sent["attempts"], sent["code"]) == ("sent", 1, 200)


@pytest.mark.parametrize("code", [200, 201, 202, 204, 299])
def test_any_2xx_is_a_success(hearing: Any, order_body: Build, code: int) -> None:
    hearing.receiver.usual = code
    hearing.vendor.create(order_body())
    hearing.advance(hours=1)
    hearing.heard(1)
    assert states(hearing) == ["sent"]


@pytest.mark.parametrize("code", [301, 302, 307, 308, 400, 404, 429, 500])
def test_everything_else_is_none_and_no_redirect_is_followed(
    hearing: Any, order_body: Build, code: int
) -> None:
    hearing.receiver.answers = [code]
    hearing.vendor.create(order_body())
    hearing.advance(hours=1)
    hearing.heard(1)
    assert states(hearing) == ["waiting"]
    assert hearing.jobs()[0]["code"] == code
    hearing.advance(minutes=6)
    assert [post.path for post in hearing.heard(2)] == ["/planomatic/canary-token"] * 2


def test_a_subscription_may_ask_for_one_code(hearing: Any, order_body: Build) -> None:
    hearing.subscribe(success_code=202)
    hearing.receiver.answers = [200, 202]
    hearing.vendor.create(order_body())
    hearing.advance(hours=1)
    hearing.heard(1)
    assert states(hearing) == ["waiting"]
    hearing.advance(minutes=6)
    hearing.heard(2)
    assert states(hearing) == ["sent"]


@pytest.mark.parametrize("how", ["slow", "drip"])
def test_an_answer_that_takes_too_long_is_none(hearing: Any, order_body: Build, how: str) -> None:
    hearing.subscribe(timeout_seconds=0.3)
    if how == "slow":
        hearing.receiver.slow = 1.0
    else:
        hearing.receiver.drip = True
    hearing.vendor.create(order_body())
    hearing.advance(hours=1)
    hearing.heard(1)
    (job,) = hearing.settled()
    assert job["state"] == "waiting"
    assert job["code"] is None
    assert job["trouble"] == "no answer within 0.3 s"


def test_a_cut_line_is_no_answer(hearing: Any, order_body: Build) -> None:
    hearing.receiver.answers = [0]
    hearing.vendor.create(order_body())
    hearing.advance(hours=1)
    hearing.heard(1)
    assert [job["trouble"] for job in hearing.settled()] == ["the connection broke"]


def test_nobody_listens(hearing: Any, order_body: Build) -> None:
    with receiving() as gone:
        url = gone.url
    rows = [{"vendor": "planomatic", "url": url}]
    hearing.store.set_options(hearing.store.options().updated({"webhooks": rows}))
    hearing.vendor.create(order_body())
    hearing.advance(hours=1)
    (job,) = hearing.settled()
    assert (job["state"], job["trouble"]) == ("waiting", "nobody listens there")


def test_time_that_runs_makes_retries_by_itself(hearing: Any, order_body: Build) -> None:
    hearing.subscribe(retry_seconds=0.05)
    hearing.receiver.answers = [500, 500, 500]
    hearing.store.clock.thaw()
    hearing.vendor.create(order_body())
    hearing.advance(hours=1)
    hearing.receiver.wait(4)
    assert hearing.receiver.events == ["order.processed"] * 4
    assert states(hearing) == ["sent"]


def test_time_that_runs_brings_events_by_itself(hearing: Any, order_body: Build) -> None:
    hearing.vendor.create(order_body())
    hearing.advance(minutes=9, seconds=59.5)
    assert hearing.jobs() == []
    hearing.store.clock.thaw()
    hearing.receiver.wait(1)
    assert hearing.receiver.events == ["order.processed"]
