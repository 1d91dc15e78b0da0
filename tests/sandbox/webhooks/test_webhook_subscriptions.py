"""Who may be told: this machine, one address for each vendor, nothing that cannot be posted to."""

from typing import Any

import pytest

from listwright.errors import UsageError
from listwright.sandbox.options import SandboxOptions
from listwright.sandbox.webhooks.subscription import (
    Subscription,
    parse_target,
    subscriptions_of,
)

GOOD = "http://127.0.0.1:9200/planomatic/token"


def hook(url: str = GOOD, **more: Any) -> Subscription:
    return Subscription.from_document({"vendor": "planomatic", "url": url, **more})


@pytest.mark.parametrize(
    "url",
    [
        GOOD,
        "http://localhost:9200/x",
        "http://[::1]:9200/x",
        "http://127.8.9.10/x",
        "https://127.0.0.1/x?token=1",
    ],
)
def test_this_machine(url: str) -> None:
    assert hook(url).url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/x",
        "http://10.0.0.8/x",
        "http://0.0.0.0:9200/x",
        "http://127.0.0.1.example.com/x",
        "http://localhost.example.com/x",
        "http://2130706433/x",
        "http://[::ffff:10.0.0.8]/x",
        "http://169.254.169.254/latest",
    ],
)
def test_another_machine_must_be_asked_for(url: str) -> None:
    with pytest.raises(UsageError, match="this machine only"):
        hook(url)
    assert hook(url, anywhere=True).anywhere


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://127.0.0.1/x",
        "127.0.0.1:9200/x",
        "http://",
        "http://127.0.0.1:99999/x",
        "http://127.0.0.1:0/x",
        "http://user:pass@127.0.0.1/x",
        "http://127.0.0.1/x#part",
        "http://127.0.0.1/a b",
        "http://127.0.0.1/a\r\nX-Evil: 1",
        "http://127.0.0.1/é",
        "http://127.0.0.1/" + "a" * 2000,
        "http://[::1/x",
    ],
)
def test_no_address_at_all(url: str) -> None:
    for anywhere in (False, True):
        with pytest.raises(UsageError):
            hook(url, anywhere=anywhere)


@pytest.mark.parametrize(
    "changes",
    [
        {"vendor": "somebody"},
        {"vendor": None},
        {"url": 7},
        {"events": "some"},
        {"events": [1]},
        {"success_code": 404},
        {"success_code": True},
        {"retry_seconds": 0},
        {"retry_seconds": "6m"},
        {"tries": 0},
        {"timeout_seconds": -1},
        {"anywhere": 1},
        {"colour": "red"},
    ],
)
def test_wrong_values(changes: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        hook(**changes)
    with pytest.raises(UsageError):
        SandboxOptions().updated({"webhooks": [{"vendor": "planomatic", "url": GOOD, **changes}]})


@pytest.mark.parametrize("rows", [None, "all", [7], {"vendor": "planomatic"}, [{}]])
def test_no_list_of_subscriptions(rows: object) -> None:
    with pytest.raises(UsageError):
        subscriptions_of(rows)


def test_one_address_for_each_vendor() -> None:
    with pytest.raises(UsageError, match="webhooks there"):
        subscriptions_of([{"vendor": "planomatic", "url": GOOD}] * 2)


def test_they_survive_the_store_as_json() -> None:
    options = SandboxOptions(webhooks=(hook(events=["order.canceled"], tries=3),))
    assert SandboxOptions().updated(options.to_document()) == options
    assert "token" not in str(options.shown())


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (GOOD, "http://127.0.0.1:9200/planomatic/…"),
        ("http://127.0.0.1:9200/planomatic?token=1", "http://127.0.0.1:9200/planomatic?…"),
        ("http://127.0.0.1:9200/secret", "http://127.0.0.1:9200/…"),
        ("http://127.0.0.1:9200/?token=1", "http://127.0.0.1:9200?…"),
        ("http://127.0.0.1:9200", "http://127.0.0.1:9200"),
    ],
)
def test_what_is_shown_of_an_address(url: str, shown: str) -> None:
    assert hook(url).shown == shown


def test_targets_of_the_command_line() -> None:
    assert parse_target(f"planomatic={GOOD}") == ("planomatic", GOOD)
    assert parse_target("aihomedesign=http://127.0.0.1/?a=b") == (
        "aihomedesign",
        "http://127.0.0.1/?a=b",
    )
    for text in (GOOD, "somebody=http://127.0.0.1/", ""):
        with pytest.raises(UsageError, match="whose webhooks"):
            parse_target(text)
