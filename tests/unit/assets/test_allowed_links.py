"""Which links of which account are followed is decided where vendors are named."""

from dataclasses import replace

import pytest

from listwright.compose.pictures import LINK_HOSTS, allowed_links
from listwright.errors import Span
from listwright.http.links import AllowedLinks, Target, misplaced, target_of
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
        ("aihomedesign", "https://s3.us-west-2.amazonaws.com/bucket/1.jpg"),
        ("aihomedesign", "https://bucket.s3.us-west-2.amazonaws.com/1.jpg"),
        ("aihomedesign", "https://my.bucket.s3.ap-southeast-1.amazonaws.com/1.jpg"),
        ("aihomedesign", "https://bucket.s3.us-gov-west-1.amazonaws.com/1.jpg"),
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


@pytest.mark.parametrize(
    "link",
    [
        "https://amazonaws.com/1.jpg",
        "https://us-west-2.amazonaws.com/1.jpg",
        "https://ec2.us-west-2.amazonaws.com/1.jpg",
        "https://ec2-52-216-0-1.us-west-2.compute.amazonaws.com/1.jpg",
        "https://x.execute-api.us-west-2.amazonaws.com/1.jpg",
        "https://evils3.us-west-2.amazonaws.com/1.jpg",
        "https://s3.elb.amazonaws.com/1.jpg",
        "https://s3.us-west-2.elb.amazonaws.com/1.jpg",
        "https://s3.a.b.amazonaws.com/1.jpg",
        "https://s3..amazonaws.com/1.jpg",
        "https://s3.{region}.amazonaws.com/1.jpg",
        "https://s3.us-west-2.amazonaws.com.evil.test/1.jpg",
        "https://s3.us-west-2.amazonaws.com./1.jpg",
        "http://bucket.s3.us-west-2.amazonaws.com/1.jpg",
        "https://bucket.s3.us-west-2.amazonaws.com:8443/1.jpg",
    ],
)
def test_a_cloud_is_no_host_but_for_its_store_of_files(link: str) -> None:
    assert isinstance(target_of(link, allowed_links(of("aihomedesign", "api.a.test"))), str)


@pytest.mark.parametrize("kind", ["planomatic", "aihomedesign"])
def test_hosts_of_the_files_come_on_top(kind: str) -> None:
    plain = of(kind, f"api.{kind}.com")
    added = replace(plain, link_hosts=("d111.cloudfront.net", "*.cdn.example.com"))
    allowed = allowed_links(added)
    assert set(allowed.hosts) == {*LINK_HOSTS[kind], *added.link_hosts}
    for host in added.link_hosts:
        link = f"https://{host.replace('*', 'a.b')}/1.jpg?signed=1"
        assert isinstance(target_of(link, allowed), Target)
        assert isinstance(target_of(link, allowed_links(plain)), str)
        assert isinstance(target_of(link.replace("https", "http"), allowed), str)
    for host in ("cdn.example.com", "x.d111.cloudfront.net", "evilcdn.example.com"):
        assert isinstance(target_of(f"https://{host}/1.jpg", allowed), str)


def test_a_host_of_the_files_has_to_be_out_in_the_public() -> None:
    added = replace(of("aihomedesign", "api.a.test"), link_hosts=("inside.example.com",))
    target = target_of("https://inside.example.com/1.jpg", allowed_links(added))
    assert isinstance(target, Target)
    for address in ("10.0.0.1", "127.0.0.1", "169.254.169.254"):
        assert misplaced([address], target) is not None
    assert misplaced(["52.216.0.1"], target) is None


@pytest.mark.parametrize("environment", ["sandbox", "loopback"])
def test_a_vendor_on_this_machine_may_be_given_hosts_too(environment: str) -> None:
    allowed = allowed_links(replace(of("planomatic", environment), link_hosts=("a.example.com",)))
    assert allowed == AllowedLinks(loopback=True, hosts=("a.example.com",))
