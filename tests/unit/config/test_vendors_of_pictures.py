"""Accounts at a vendor of pictures: what they say, what they need not, and what they cannot."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.unit.config.loading import loaded, refusal

from listwright.errors import Span
from listwright.model.account import Account
from listwright.model.portfolio import VendorSettings

ACCOUNT = "version: 1\nproject: t\nvendors:\n  ahd: {kind: aihomedesign, INNER}\n"
PLANOMATIC = "version: 1\nproject: t\nvendors:\n  p: {kind: planomatic, endpoint: sandbox, INNER}\n"
SPAN = Span(file="listwright.yaml", line=1)
KEY = "api_key: {env: AHD_API_KEY}"


def account(root: Path, inner: str) -> VendorSettings:
    return loaded(root, ACCOUNT.replace("INNER", inner)).vendors["ahd"]


def test_an_account_with_nothing_but_its_key(tmp_path: Path) -> None:
    vendor = account(tmp_path, f"api: v3, {KEY}")
    assert vendor.endpoint == "https://api.aihomedesign.com"
    assert vendor.account == Account(
        kind="aihomedesign", environment="api.aihomedesign.com", label="ahd"
    )
    assert (vendor.api, vendor.sells_pictures) == ("v3", True)
    assert (vendor.rate_per_minute, vendor.submits_per_window) == (60, None)
    assert (vendor.settle, vendor.resend) == (timedelta(minutes=30), None)


def test_everything_it_may_say(tmp_path: Path) -> None:
    vendor = account(
        tmp_path,
        f"api: v1, {KEY}, endpoint: 'https://h.example/ahd', settle: 45m, retry_rejected: 12h, "
        "rate: {per_minute: 20, submits_per_10_minutes: 8}, catalog: {file: ahd.yaml}",
    )
    assert (vendor.api, vendor.endpoint) == ("v1", "https://h.example/ahd")
    assert (vendor.rate_per_minute, vendor.submits_per_window) == (20, 8)
    assert (vendor.settle, vendor.retry_rejected) == (timedelta(minutes=45), timedelta(hours=12))
    assert vendor.catalog_file == "ahd.yaml"


def test_the_sandbox_needs_no_key_and_no_pace(tmp_path: Path) -> None:
    vendor = account(tmp_path, "api: v1, endpoint: sandbox")
    assert vendor.account.environment == "sandbox"
    assert (vendor.submits_per_window, vendor.settle) == (None, timedelta(0))


@pytest.mark.parametrize("endpoint", ["sandbox", "'http://127.0.0.1:9000'"])
def test_this_machine_may_be_sent_more(endpoint: str, tmp_path: Path) -> None:
    inner = f"api: v3, endpoint: {endpoint}, {KEY}, rate: {{submits_per_10_minutes: 5000}}"
    assert account(tmp_path, inner).submits_per_window == 5000


def test_a_pace_alone_leaves_the_rate_as_it_is(tmp_path: Path) -> None:
    vendor = account(tmp_path, f"api: v3, {KEY}, rate: {{submits_per_10_minutes: 10}}")
    assert (vendor.rate_per_minute, vendor.submits_per_window) == (60, 10)


def test_planomatic_sells_none(tmp_path: Path) -> None:
    vendor = loaded(tmp_path, PLANOMATIC.replace(", INNER", "")).vendors["p"]
    assert (vendor.api, vendor.sells_pictures, vendor.submits_per_window) == (None, False, None)


def test_more_than_documented_is_a_warning(tmp_path: Path) -> None:
    inner = f"api: v3, {KEY}, rate: {{submits_per_10_minutes: §11}}"
    finding = refusal(tmp_path, ACCOUNT.replace("INNER", inner))
    assert (finding.code, finding.severity.value) == ("LW1355", "warning")
    assert "by arrangement with the vendor" in finding.detail


def test_hosts_of_pictures_may_be_added(tmp_path: Path) -> None:
    inner = f"api: v3, {KEY}, link_hosts: [d111.cloudfront.net, '*.cdn.example.com']"
    vendor = account(tmp_path, inner)
    assert vendor.link_hosts == ("d111.cloudfront.net", "*.cdn.example.com")
    assert replace(vendor, link_hosts=(), span=SPAN) == replace(
        account(tmp_path, f"api: v3, {KEY}"), span=SPAN
    )
    text = PLANOMATIC.replace("INNER", "link_hosts: [photos.example.com]")
    assert loaded(tmp_path, text).vendors["p"].link_hosts == ("photos.example.com",)


@pytest.mark.parametrize(
    "host",
    [
        "https://cdn.example.com",
        "cdn.example.com/made",
        "cdn.example.com:8443",
        "user@cdn.example.com",
        "52.216.0.1",
        "127.1",
        "2130706433.0x1",
        "::1",
        "[2600::1]",
        "localhost",
        "com",
        "*",
        "*.",
        "*.com",
        "*.*.com",
        "**.example.com",
        "cdn.*.example.com",
        "*cdn.example.com",
        "s3.{region}.amazonaws.com",
        "CDN.example.com",
        "cdn.example.com.",
        ".example.com",
        "cdn..example.com",
        "-cdn.example.com",
        "cdn_1.example.com",
        "cdn example.com",
        "\u0455dn.example.com",
        f"{'a' * 64}.example.com",
    ],
)
@pytest.mark.parametrize("text", [ACCOUNT, PLANOMATIC])
def test_what_is_no_host_of_pictures(host: str, text: str, tmp_path: Path) -> None:
    """Each finding stands at the very host (§)."""
    inner = f"link_hosts: [cdn.example.com, §'{host}']"
    inner = f"api: v3, {KEY}, {inner}" if text == ACCOUNT else inner
    finding = refusal(tmp_path, text.replace("INNER", inner))
    assert finding.code == "LW1110"
    assert "a host in small letters" in finding.detail


REFUSED = {
    f"api: v3, {KEY}, link_hosts: §[]": ("LW1113", "`link_hosts`"),
    f"api: v3, {KEY}, link_hosts: §cdn.example.com": ("LW1107", "`link_hosts` is a list"),
    f"api: v3, {KEY}, link_hosts: [a.b.c, §a.b.c]": ("LW1116", "`link_hosts`"),
    f"api: §v2, {KEY}": ("LW1108", "v1, v3"),
    f"api: v3, {KEY}, duplicate_window: §72h": ("LW1354", "any number of orders for one home"),
    f"api: v3, {KEY}, window_margin: §10m": ("LW1354", "`window_margin`"),
    f"api: v3, {KEY}, window_counts_canceled: §true": ("LW1354", "`window_counts_canceled`"),
    f"api: v3, {KEY}, window_exempts_staging: §true": ("LW1354", "`window_exempts_staging`"),
    f"api: v3, {KEY}, catalog: {{add: {{§x: {{quantities: any}}}}}}": (
        "LW1354",
        "rooms and styles",
    ),
    f"api: v3, {KEY}, rate: §{{}}": ("LW1113", "submits_per_10_minutes"),
    f"api: v3, {KEY}, rate: {{submits_per_10_minutes: §0}}": ("LW1109", "from 1"),
    f"api: v3, {KEY}, rate: {{per_minute: §101}}": ("LW1331", "101 requests"),
    f"api: v3, {KEY}, settle: §0m": ("LW1331", "settle"),
    f"api: v3, {KEY}, endpoint: §'http://h.example'": ("LW1329", "leaves this machine"),
    f"api: v3, {KEY}, §renamed_from: [old]": ("LW1103", "`renamed_from`"),
}


@pytest.mark.parametrize("inner", REFUSED)
def test_what_is_refused(inner: str, tmp_path: Path) -> None:
    code, says = REFUSED[inner]
    finding = refusal(tmp_path, ACCOUNT.replace("INNER", inner))
    assert finding.code == code
    assert says in finding.detail


def test_the_interface_has_to_be_chosen(tmp_path: Path) -> None:
    text = ACCOUNT.replace("  ahd", "  §ahd").replace("INNER", KEY)
    finding = refusal(tmp_path, text)
    assert finding.code == "LW1104"
    assert "`v3` for new accounts" in finding.detail
    assert "`v1` is the older interface" in finding.detail


def test_it_needs_a_key(tmp_path: Path) -> None:
    text = ACCOUNT.replace("  ahd", "  §ahd").replace("INNER", "api: v3")
    assert refusal(tmp_path, text).code == "LW1330"


OF_PICTURES_ONLY = {
    "api: §v3": "`api` says nothing of an account of kind `planomatic`",
    "rate: {submits_per_10_minutes: §10}": "`per_minute`",
}


@pytest.mark.parametrize("inner", OF_PICTURES_ONLY)
def test_what_planomatic_cannot_say(inner: str, tmp_path: Path) -> None:
    finding = refusal(tmp_path, PLANOMATIC.replace("INNER", inner))
    assert finding.code == "LW1354"
    assert OF_PICTURES_ONLY[inner] in finding.detail


@pytest.mark.parametrize("wish", ["true", "false"])
def test_a_second_request_is_not_a_matter_of_the_files(wish: str, tmp_path: Path) -> None:
    """One finding, and not a second one that asks for another key which has no meaning either."""
    inner = f"api: v3, {KEY}, resend_unknown: §{wish}"
    finding = refusal(tmp_path, ACCOUNT.replace("INNER", inner))
    assert finding.code == "LW1354"
    assert "same upload only" in finding.detail
