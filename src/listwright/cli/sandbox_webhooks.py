"""`listwright sandbox webhooks`: what the local vendors tell, to whom, and what came of it."""

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path

import click

from listwright.cli.command import define
from listwright.cli.session import Ending, Session
from listwright.compose.places import FOLDER
from listwright.errors import UsageError
from listwright.render.escape import for_terminal
from listwright.sandbox.options import SandboxOptions
from listwright.sandbox.store import SandboxStore
from listwright.sandbox.webhooks.jobs import JobState, WebhookJob
from listwright.sandbox.webhooks.subscription import (
    ALL,
    RECOMMENDED,
    VENDORS,
    Subscription,
    parse_target,
)

# Long enough for a receiver that answers slowly, short enough for somebody who waits.
_PATIENCE_SECONDS = 30.0

SUBSCRIBING = (
    click.Option(
        ["--webhook-url"],
        multiple=True,
        metavar="VENDOR=URL",
        help="Post the webhooks of planomatic or aihomedesign here. Repeatable; kept in the store.",
    ),
    click.Option(
        ["--webhook-events"],
        metavar="NAMES",
        help="PlanOmatic's events: all (the default), recommended, or names and commas.",
    ),
    click.Option(
        ["--webhook-retry-seconds"],
        type=click.FloatRange(0.01, 10**7),
        help="Between two attempts, by the sandbox's clock (360).",
    ),
    click.Option(
        ["--webhook-success"],
        type=click.IntRange(200, 299),
        help="The one answer that counts as received; without it any 2xx does.",
    ),
    click.Option(
        ["--webhook-anywhere"],
        is_flag=True,
        help="The address may be on another machine, which is told of made-up orders.",
    ),
)
_STORE = click.Option(
    ["--store"], metavar="FILE", help="The sandbox's file; default .listwright/sandbox.db."
)


def subscribed(session: Session, options: SandboxOptions) -> SandboxOptions:
    """The options with what the command line says of webhooks."""
    wanted: dict[str, Subscription] = {one.vendor: one for one in options.webhooks}
    for text in session["webhook_url"]:
        vendor, url = parse_target(text)
        known = wanted.get(vendor)
        kept = {} if known is None else dataclasses.asdict(known)
        anywhere = session["webhook_anywhere"]
        row = {**kept, "vendor": vendor, "url": url, "anywhere": anywhere}
        wanted[vendor] = Subscription.from_document(row)
    changes = _changes(session)
    if changes and not wanted:
        raise UsageError(
            "Nobody has subscribed to the sandbox's webhooks.",
            advice=f"Add --webhook-url {VENDORS[0]}=URL.",
        )
    rows = [dataclasses.asdict(one) | changes for one in wanted.values()]
    return options.updated({"webhooks": rows})


def _changes(session: Session) -> dict[str, object]:
    events = session["webhook_events"]
    words = {ALL: ALL, RECOMMENDED: RECOMMENDED}
    changes = {
        "events": words.get(events, _names(events)) if events is not None else None,
        "retry_seconds": session["webhook_retry_seconds"],
        "success_code": session["webhook_success"],
    }
    return {name: value for name, value in changes.items() if value is not None}


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


@define(
    "webhooks",
    text="List the sandbox's webhooks and who is told, or change that; a sandbox that runs goes by "
    "it at once.",
    kind="version",
    arguments=[
        _STORE,
        *SUBSCRIBING,
        click.Option(["--none"], is_flag=True, help="Tell nobody any more."),
        click.Option(
            ["--export"],
            metavar="FILE",
            help="Write what was told as JSON Lines, lost and refused webhooks too; - for here.",
        ),
        click.Option(["--vendor"], type=click.Choice(VENDORS), help="Only this vendor's webhooks."),
    ],
)
def webhooks(session: Session) -> Ending:
    """Subscribe, list or export."""
    path = Path(session["store"]) if session["store"] else session.root / FOLDER / "sandbox.db"
    store = SandboxStore(path)
    try:
        _subscribe(session, store)
        store.catch_up()
        jobs = [job for job in store.webhooks.jobs.all() if session["vendor"] in {None, job.vendor}]
        targets = store.options().webhooks
    finally:
        store.close()
    if session["export"]:
        return _export(session["export"], jobs)
    lines = [f"{one.vendor} posts to {one.shown} ({_filter(one)})" for one in targets]
    lines = lines or ["Nobody has subscribed to the sandbox's webhooks."]
    return Ending(text="\n".join([*lines, *map(_line, jobs)]) + "\n")


def posted(store: SandboxStore, before: Mapping[JobState, int]) -> list[str]:
    """Post what is due, where somebody has subscribed; a line on what happened since `before`."""
    if not store.options().webhooks:
        return []
    from listwright.sandbox.webhooks.delivery import send_all_due

    send_all_due(store, seconds=_PATIENCE_SECONDS)
    now = store.webhooks.jobs.counts()
    words = [
        f"{now[JobState.SENT] - before[JobState.SENT]} sent",
        f"{now[JobState.WAITING]} waiting",
        f"{now[JobState.GIVEN_UP] - before[JobState.GIVEN_UP]} given up",
    ]
    return [f"Webhooks: {', '.join(words)}."]


def _subscribe(session: Session, store: SandboxStore) -> None:
    with store.transaction():
        stored = store.options()
        nobody = stored.updated({"webhooks": []})
        wanted = nobody if session["none"] else subscribed(session, stored)
        if wanted != stored:
            store.set_options(wanted)


def _filter(one: Subscription) -> str:
    if isinstance(one.events, str):
        return f"{one.events} events" if one.vendor == VENDORS[0] else "all events"
    return ", ".join(one.events)


def _line(job: WebhookJob) -> str:
    """One job; what came of it is said where it is not the usual thing."""
    attempts = f"{job.attempts} attempt{'' if job.attempts == 1 else 's'}"
    last = [str(job.code)] if job.code is not None else []
    trouble = [job.trouble] if job.trouble is not None else []
    fault = [f"fault {job.fate.value}"] if job.fate is not None else []
    when = f"{job.at:%Y-%m-%d %H:%M:%S}"
    told = f"{job.number}  {when}  {job.subject}  {for_terminal(job.event)}  {job.state.value}"
    return f"{told}, {', '.join([attempts, *last, *trouble, *fault])}"


def _export(target: str, jobs: list[WebhookJob]) -> Ending:
    text = "".join(json.dumps(job.payload) + "\n" for job in jobs)
    if target == "-":
        return Ending(text=text)
    shown = for_terminal(target)
    try:
        Path(target).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"The file {shown} cannot be written.", advice="Choose another with --export."
        ) from error
    count = len(jobs)
    return Ending(text=f"Wrote {count} webhook{'' if count == 1 else 's'} to {shown}.\n")
