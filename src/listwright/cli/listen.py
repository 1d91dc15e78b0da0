"""`listwright listen`: the receiver of webhooks."""

from collections.abc import Mapping
from ipaddress import ip_address

import click

from listwright.cli.command import define
from listwright.cli.opening import open_workshop
from listwright.cli.session import Ending, Session
from listwright.compose.receiving import receiver_settings, subscriptions
from listwright.errors import RefusedError


@define(
    "listen",
    "read_only",
    text="Receive what vendors tell of their own accord, until Ctrl-C. It speaks plain HTTP, so "
    "it stands behind a proxy with TLS. An event is kept in the ledger before it is "
    "acknowledged, and nothing is done about it before the order was read.",
    kind="version",
    arguments=[
        click.Option(
            ["--host"],
            metavar="ADDRESS",
            default="127.0.0.1",
            help="Address to listen on; 0.0.0.0 for all. Default: this machine only.",
        ),
        click.Option(
            ["--port"], type=click.IntRange(0, 65535), default=8181, help="Port (8181); 0: any."
        ),
    ],
)
def command(session: Session) -> Ending:
    """Serve in the foreground."""
    if session["read_only"]:
        raise RefusedError(
            "listen writes events into the ledger, so it cannot be --read-only.",
            reason="read_only",
            advice="Leave --read-only out; no vendor is asked or told anything.",
        )
    with open_workshop(session) as workshop:
        settings = receiver_settings(
            workshop,
            host=session["host"],
            port=session["port"],
            log=session.note,
            complain=lambda line: session.say(line, level="warning"),
        )
        advice = subscriptions(workshop.portfolio)

        from listwright.webhook.server import serve_forever

        serve_forever(settings, on_ready=lambda url: _announce(session, url, advice))
    session.note("Stopped; everything that was acknowledged is in the ledger.")
    return Ending()


def _announce(session: Session, url: str, advice: Mapping[str, str]) -> None:
    session.say(f"Listening on {url} (Ctrl-C stops it).")
    for label, text in advice.items():
        session.say(f"{label}: {url}/{label}/<token> (at the vendor: https and your proxy's name)")
        session.note(f"  {text}")
    if not _is_loopback(url):
        session.say(
            "Others can reach this address, and it speaks plain HTTP: the token and what is sent "
            "can be read on the way. Let only a proxy with TLS through to it.",
            level="warning",
        )


def _is_loopback(url: str) -> bool:
    host = url.removeprefix("http://").rpartition(":")[0].strip("[]")
    return ip_address(host).is_loopback
