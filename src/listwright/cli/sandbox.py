"""`listwright sandbox`: the local vendors, with one clock that can be moved."""

from pathlib import Path

import click

from listwright.cli.command import define
from listwright.cli.group import SecondVerbs
from listwright.cli.sandbox_webhooks import SUBSCRIBING, posted, subscribed, webhooks
from listwright.cli.session import Ending, Session
from listwright.compose.places import FOLDER
from listwright.errors import UsageError
from listwright.sandbox.aihomedesign.record import StagingSummary
from listwright.sandbox.clock import parse_duration, parse_instant
from listwright.sandbox.faults import OPERATIONS, WEBHOOKS, Fault, FaultKind, fault_names
from listwright.sandbox.options import SandboxOptions
from listwright.sandbox.store import SandboxStore

_STORE = click.Option(
    ["--store"], metavar="FILE", help="The sandbox's file; default .listwright/sandbox.db."
)


def _path(session: Session) -> Path:
    return Path(session["store"]) if session["store"] else session.root / FOLDER / "sandbox.db"


@define(
    "serve",
    text="Serve the sandbox on this machine until Ctrl-C.",
    kind="version",
    arguments=[
        _STORE,
        click.Option(["--port"], type=click.IntRange(0, 65535), default=9100, help="Port; 0: any."),
        click.Option(
            ["--envelope"], type=click.Choice(["flat", "data"]), help="PlanOmatic's answer shape."
        ),
        click.Option(
            ["--dialect"],
            type=click.Choice(["documented", "observed"]),
            help="AI HomeDesign's answers: as its pages say, or as its own client reads them.",
        ),
        click.Option(
            ["--rate"],
            type=click.IntRange(min=0),
            help="Requests a minute to PlanOmatic; 0: no limit.",
        ),
        *SUBSCRIBING,
    ],
)
def serve(session: Session) -> Ending:
    """Serve in the foreground."""
    from listwright.sandbox.server import serve_forever

    path = _path(session)
    with_store = SandboxStore(path)
    options = _options(session, with_store.options())
    with_store.close()
    serve_forever(
        path,
        options,
        port=session["port"],
        on_ready=lambda url: session.say(f"The sandbox listens on {url} (Ctrl-C stops it)."),
    )
    return Ending()


def _options(session: Session, stored: SandboxOptions) -> SandboxOptions:
    changes = {
        "envelope": session["envelope"],
        "rate_per_minute": session["rate"],
        "ahd_dialect": session["dialect"],
    }
    given = {name: value for name, value in changes.items() if value is not None}
    return subscribed(session, stored.updated(given))


@define(
    "advance",
    text="Move the sandbox's clock forward, such as by 72h or 7d; its orders move along.",
    kind="version",
    arguments=[
        click.Argument(["length"], required=False),
        _STORE,
        click.Option(["--to"], metavar="INSTANT", help="Move to this instant instead."),
        click.Option(
            ["--deliver"], is_flag=True, help="Deliver every order and finish every image at once."
        ),
    ],
)
def advance(session: Session) -> Ending:
    """Move the clock, or deliver."""
    store = SandboxStore(_path(session))
    try:
        before = store.webhooks.jobs.counts()
        lines = _move(session, store)
        lines.append(f"It is now {store.now():%Y-%m-%d %H:%M} UTC in the sandbox.")
        lines += posted(store, before)
    finally:
        store.close()
    return Ending(text="\n".join(lines) + "\n")


def _move(session: Session, store: SandboxStore) -> list[str]:
    if not (session["length"] or session["to"] or session["deliver"]):
        raise UsageError("Say how far.", advice="For example: listwright sandbox advance 7d")
    if session["to"]:
        store.set_now(parse_instant(session["to"]))
    if session["length"]:
        store.advance(parse_duration(session["length"]))
    if session["deliver"]:
        count = store.deliver_all()
        return [f"Delivered {count} open order{'' if count == 1 else 's'}."]
    return []


@define(
    "reset",
    text="Forget the sandbox's orders, webhooks, faults and clock.",
    kind="version",
    arguments=[_STORE],
)
def reset(session: Session) -> Ending:
    """Empty the store."""
    store = SandboxStore(_path(session))
    try:
        store.reset()
    finally:
        store.close()
    return Ending(text="The sandbox is empty.\n")


@define(
    "orders",
    text="List the sandbox's orders, as the vendors' staff would see them.",
    kind="version",
    arguments=[_STORE],
)
def orders(session: Session) -> Ending:
    """List what the vendors have."""
    store = SandboxStore(_path(session))
    try:
        rows, stagings = store.orders(), store.stagings()
    finally:
        store.close()
    lines = [f"{row.order_id}  {row.external_property_id}  {row.status}" for row in rows]
    lines += [_staging_line(row) for row in stagings]
    return Ending(text="\n".join(lines or ["The sandbox has no orders."]) + "\n")


def _staging_line(row: StagingSummary) -> str:
    """An order of AI HomeDesign, whose status tells little: how many images were made counts."""
    what = "  ".join(word for word in (row.project, row.tool) if word)
    images = f"{row.finished} of {row.submits} images"
    return f"{row.order_id}  {what}  {row.status}, {images}, credits: {row.credits}"


@define(
    "fault",
    text="Let the next requests go wrong: NAME is one of " + ", ".join(fault_names()) + ". From "
    "never-finishes on they befall an image of AI HomeDesign as it is submitted, and from "
    "webhook-twice on a webhook of either vendor as it is made. The operations that begin with "
    "ahd- are that vendor's; photo and ahd-result are downloads.",
    kind="version",
    arguments=[
        click.Argument(["name"], required=False),
        _STORE,
        click.Option(
            ["--operation"],
            type=click.Choice(sorted((*OPERATIONS, *WEBHOOKS))),
            help="Which requests; create unless the fault belongs to others.",
        ),
        click.Option(
            ["--property"],
            metavar="ID",
            help="Only for this home; at AI HomeDesign an order's or image's id, or an address.",
        ),
        click.Option(["--times"], type=click.IntRange(min=1), default=1, help="How often."),
        click.Option(
            ["--seconds"],
            type=click.FloatRange(0, 86400),
            help="For slow and hang, and by the sandbox's clock for webhook-late: how long.",
        ),
        click.Option(["--attr"], help="For reject: the attribute."),
        click.Option(["--message"], help="For reject: the message."),
        click.Option(["--clear"], is_flag=True, help="Take all faults away."),
    ],
)
def fault(session: Session) -> Ending:
    """Set or clear faults."""
    store = SandboxStore(_path(session))
    try:
        return Ending(text=_set_fault(session, store))
    finally:
        store.close()


def _set_fault(session: Session, store: SandboxStore) -> str:
    if session["clear"]:
        store.clear_faults()
        return "No faults.\n"
    name = session["name"]
    if name not in fault_names():
        raise UsageError(
            f"There is no fault {name!r}.", advice=f"There are: {', '.join(fault_names())}."
        )
    operation = session["operation"] or _usual_operation(name)
    store.set_fault(
        Fault(
            name=name,
            operation=operation,
            external_property_id=session["property"],
            times=session["times"],
            seconds=session["seconds"],
            attr=session["attr"],
            message=session["message"],
        )
    )
    return f"The next {_how_many(session['times'], operation)} wrong: {name}.\n"


def _how_many(times: int, operation: str) -> str:
    noun = operation if operation in WEBHOOKS else f"{operation} request"
    return f"{noun} goes" if times == 1 else f"{times} {noun}s go"


def _usual_operation(name: str) -> str:
    hits = FaultKind(name).operations
    return "create" if "create" in hits else hits[-1]


@define(
    "change-photos",
    text="Work on the photos of a delivered order again, as the vendor's editors may.",
    kind="version",
    arguments=[click.Argument(["order_id"], type=click.IntRange(min=1)), _STORE],
)
def change_photos(session: Session) -> Ending:
    """Move the date of the photos."""
    store = SandboxStore(_path(session))
    try:
        store.change_photos(session["order_id"])
    finally:
        store.close()
    return Ending(text=f"The photos of order {session['order_id']} changed.\n")


command = SecondVerbs(
    "sandbox",
    commands=[serve, advance, orders, webhooks, fault, change_photos, reset],
    help="Run and move the local vendors. They share no code with the client and cost nothing.",
)
