"""Which links of which account are followed is decided where vendors are named."""

from dataclasses import replace

import pytest

from listwright.compose.pictures import LINK_HOSTS, allowed_links
from listwright.errors import Span
from listwright.http.links import Target, target_of
from listwright.model.account import Account
from listwright.model.portfolio import VendorSettings

REAL = VendorSettings(
    account=Account(kind="planomatic", environment="api.planomatic.com", label="p"),
    endpoint="https://api.planomatic.com",
    api_key=None,
    span=Span(file="listwright.yaml", line=1),
    rate_per_minute=30,
)


def of(kind: str, environment: str) -> VendorSettings:
    return replace(REAL, account=Account(kind=kind, environment=environment, label="x"))


@pytest.mark.parametrize(
    ("kind", "link"),
    [
        ("planomatic", "https://g2-tour-files.cdn.planomatic.com/abc/1.jpg"),
        ("aihomedesign", "https://s3.amazonaws.com/bucket/1.jpg"),
        ("aihomedesign", "https://bucket.s3.amazonaws.com/1.jpg"),
        ("aihomedesign", "https://cdn.aihomedesign.com/1.jpg"),
    ],
)
def test_a_real_vendor_links_to_its_own_hosts_alone(kind: str, link: str) -> None:
    allowed = allowed_links(of(kind, f"api.{kind}.com"))
    assert isinstance(target_of(link, allowed), Target)
    assert not allowed.loopback
    others = [hosts for name, hosts in LINK_HOSTS.items() if name != kind]
    assert not {host for hosts in others for host in hosts} & set(allowed.hosts)


@pytest.mark.parametrize("environment", ["sandbox", "loopback"])
def test_a_vendor_on_this_machine_links_here_alone(environment: str) -> None:
    allowed = allowed_links(of("planomatic", environment))
    assert allowed.loopback
    assert allowed.hosts == ()


def test_a_vendor_that_nobody_knows_links_nowhere() -> None:
    allowed = allowed_links(of("unknown", "api.unknown.com"))
    assert isinstance(target_of("https://api.unknown.com/1.jpg", allowed), str)
