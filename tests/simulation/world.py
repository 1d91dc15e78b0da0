"""The simulated world: files, a ledger in memory, a vendor, processes of listwright, and time.

Everything that decides is the real thing: plan, protocol, driver, vendor adapter, SQL. Only the
clock, the wire to the vendor and the death of processes are played.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol, cast
from unittest.mock import patch

from tests.simulation.files import GONE, Wish, home_of, portfolio_of
from tests.simulation.invariants import Violation, Watch, require_kept
from tests.simulation.leased import LeasedLedger
from tests.simulation.memory import LINEAGE, Killed, Rewrite, Wire, open_database
from tests.simulation.postman import Hearing, Postman
from tests.simulation.vendor import Fault, ModelVendor, Placed

from listwright.app.apply import ApplyOptions, apply_plan
from listwright.app.driver import Driver
from listwright.app.effects import Effect
from listwright.app.plan import PlanDesk, PlanOptions, make_plan
from listwright.app.refresh import RefreshPolicy
from listwright.app.settle import Desk
from listwright.engine.resuming import approve
from listwright.errors import InternalError, LedgerError, ListwrightError
from listwright.http.answers import Exchange, Unanswered
from listwright.http.session import HttpSession
from listwright.ledger.database import Statements
from listwright.ledger.head import Sidecar
from listwright.ledger.sqlite import SqliteLedger
from listwright.ledger.writer import Author, SqlLedger
from listwright.model.account import ResendPolicy
from listwright.model.catalog import Catalog
from listwright.model.outcome import ApplyReport
from listwright.model.plan import Digests, Plan, Scope
from listwright.model.portfolio import Limits, Portfolio, RefreshMode
from listwright.model.private import Private, SecretRef
from listwright.ports import Clock, Pictures, Vendor
from listwright.vendors.planomatic.adapter import PlanomaticVendor
from listwright.vendors.planomatic.catalog import load_catalog

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
_DIGESTS = Digests(config="sha256:c", inventory="sha256:i", catalog="sha256:k", plan="")
_LIMITS = Limits(max_creates=1000, max_cancels=1000, max_images=1000)
_SENDING = ("SendCreate", "SendCancel", "SendUpload", "SendCommit")
"""Effects in which a request leaves that makes or ends something."""


class Scheduler(Protocol):
    """Decides what is not ours to decide: the vendor's faults, and what happens between effects."""

    def fault(self, call: str) -> Fault:
        """What becomes of the next request."""

    def between(self, process: "Process", label: str) -> None:
        """Just before or after an effect: may end the process, or let the world move on."""

    def within(self, process: "Process", label: str) -> None:
        """Inside of an effect: may end the process."""


class Post(Protocol):
    """One request on the wire."""

    def __call__(self, path: str, document: Mapping[str, Any]) -> Exchange:
        """Send it once."""


class WatchedDriver(Driver):
    """The real driver; the world looks in before and after every effect."""

    hook: Callable[[Effect, str], None]

    def perform(self, effect: Effect) -> Any:
        self.hook(effect, "before")
        result = self.act(effect)
        self.hook(effect, "after")
        return result

    def act(self, effect: Effect) -> Any:
        """Do it; a deliberate mistake does something else."""
        return super().perform(effect)


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """A deliberate mistake; without one, everything is as it ships."""

    name: str = ""
    rewrite: Rewrite | None = None
    wire: Callable[[Post, Callable[[float], None]], Post] | None = None
    driver: type[WatchedDriver] = WatchedDriver
    prepare: Callable[[Any], None] | None = None
    """Changes the database before anything begins."""

    patched: Mapping[str, object] = field(default_factory=dict)
    """Functions and numbers of ours, by their full names, and what stands in their place."""

    forgets: bool = False
    """The last commit is not on disk when a process is killed."""

    lockless: bool = False
    """No lock keeps anybody out."""

    hasty: bool = False
    """The operator does not wait for the settle time."""

    unprotected: bool = False
    """Unknown creates are sent once more although no window is declared."""

    unasked: frozenset[str] = frozenset()
    """Rules that are not asked: the mistake is to be caught by its harm, not by itself."""

    @contextmanager
    def made(self) -> Iterator[None]:
        """The time in which it is made."""
        with ExitStack() as stack:
            for name, other in self.patched.items():
                stack.enter_context(patch(name, other))
            yield


def heads_of(sql: sqlite3.Connection) -> list[str]:
    """The heads of a ledger, the newest last."""
    return [row[0] for row in sql.execute("SELECT head FROM heads ORDER BY number")]


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A copy of the ledger with the heads that it knows."""

    content: bytes
    heads: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What is fixed for one schedule. `declared` and `window` are ours and the vendor's.

    `resend`: the files allow unknown creates to be sent once more. `server`: the ledger stands on a
    server, where a lease that was not renewed can be taken. `hearing`: how webhooks come in.
    """

    homes: int = 1
    declared: str = "72h"
    window: timedelta | None = timedelta(hours=72)
    counts_canceled: bool = True
    resend: bool = False
    copied: bool = True
    """Whether anybody makes copies of the ledger."""

    checks_early: bool = False
    server: bool = False
    hearing: Hearing | None = None
    mistake: Mistake = Mistake()


class Silence:
    """Progress, announcements and signals of a run that nobody looks at."""

    def start(self, title: str, total: int) -> None:
        """Shown to nobody."""

    def advance(self, note: str) -> None:
        """Shown to nobody."""

    def finish(self) -> None:
        """Shown to nobody."""

    def announce(self, line: str) -> None:
        """Read by nobody."""

    def requested(self) -> int | None:
        return None


class _Door:
    """The one secret there is."""

    def reveal(self, ref: SecretRef) -> Private:
        return Private("1234")


@cache
def _locks() -> "TemporaryDirectory[str]":
    """Where the lock files are; worlds come one after another, so one place will do."""
    memory = Path("/dev/shm")
    return TemporaryDirectory(dir=memory if memory.is_dir() else None)


@cache
def _catalog() -> Catalog:
    return load_catalog()


@dataclass
class WorldClock:
    """Time of the world; it moves when somebody sleeps or the scheduler says so."""

    moment: datetime = START

    def now(self) -> datetime:
        return self.moment

    def wall(self) -> float:
        return self.moment.timestamp()

    def monotonic(self) -> float:
        return (self.moment - START).total_seconds()

    def sleep(self, seconds: float) -> None:
        self.moment += timedelta(microseconds=ceil(seconds * 1e6))


_DEADLINE = timedelta(seconds=60)
"""How long a process waits for an answer."""


@dataclass
class Session:
    """One process's connection to the vendor."""

    process: "Process"
    proxy_in_use: str | None = None

    def post(
        self, path: str, document: Mapping[str, Any], *, secrets: tuple[str, ...] = ()
    ) -> Exchange:
        world = self.process.world
        send: Post = self.once
        if world.setup.mistake.wire is not None:
            send = world.setup.mistake.wire(send, world.clock.sleep)
        return send(path, document)

    def once(self, path: str, document: Mapping[str, Any]) -> Exchange:
        process, world = self.process, self.process.world
        vendor, call, left = world.vendor, path.rpartition("/")[2], world.clock.now()
        known = 0

        def underway() -> None:
            nonlocal known
            process.on_the_way(f"asking {call}")
            known = len(vendor.received)

        exchange = vendor.post(path, document, underway=underway)
        told = vendor.received[known:]
        process.on_the_way(f"answering {call}")
        if world.clock.now() - left > _DEADLINE:
            return Unanswered("no answer in time")
        process.received += told
        return exchange

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True, kw_only=True)
class WatchedSidecar(Sidecar):
    """The real side-car; its process may die between the ledger's commit and this copy of it."""

    process: "Process"

    def follow(self, sql: Statements, *, clock: Clock) -> None:
        if self.process.wire.dead:
            raise Killed
        self.process.may_die("before Follow")
        super().follow(sql, clock=clock)
        world = self.process.world
        if not world.lost:
            world.followed = (heads_of(world.sql) or [""])[-1]


class Process:
    """One run of listwright, from its start to its end or death."""

    def __init__(self, world: "World", name: str, *, locks: bool = True) -> None:
        """`locks` False: its lock does not keep others out, as on a disk without working locks."""
        self.world, self.name = world, name
        self.portfolio = world.portfolio()
        mistake = world.setup.mistake
        self.wire = Wire(world.sql, mistake.rewrite, forgets=mistake.forgets)
        self.received: list[str] = []
        self.sending = False
        self.effect: Effect | None = None
        """What it is doing, or did last."""

        self.where = ""
        """The point at which it stands."""

        self.robbed = False
        """Whether another one has its place."""

        self.sent_since = 0
        """Creates and cancels that left since then."""

        self.ledger = self._open_ledger(locks=locks and not mistake.lockless)
        self.vendors = self._open_vendors()
        accounts = [vendor.account for vendor in self.vendors.values()]
        self.driver = world.setup.mistake.driver(
            ledger=self.ledger,
            vendors={vendor.account.id: vendor for vendor in self.vendors.values()},
            rates={account.id: 1000 for account in accounts},
            clock=world.clock,
            announcer=Silence(),
            interrupts=Silence(),
            pictures=self._open_pictures(),
        )
        self.driver.hook = self._hook

    def _open_ledger(self, *, locks: bool) -> SqlLedger[Any]:
        world = self.world
        author = Author(run=self.name, actor="apply", clock=world.clock)
        sidecar = WatchedSidecar(path=world.head, lineage=LINEAGE, process=self)
        if world.setup.server:
            return LeasedLedger(cast("Any", self.wire), author, sidecar)
        path = world.folder / ("ledger" if locks else f"ledger-{self.name}")
        return SqliteLedger(cast("Any", self.wire), path, author=author, sidecar=sidecar)

    def _open_vendors(self) -> dict[str, Vendor]:
        settings = self.portfolio.vendors["planomatic"]
        vendor = PlanomaticVendor(
            account=settings.account,
            settings=settings,
            catalog=_catalog(),
            secrets=_Door(),
            lineage=self.portfolio.lineage,
            client_factory=lambda endpoint: cast("HttpSession", Session(self)),
        )
        return {"planomatic": vendor}

    def _open_pictures(self) -> Pictures | None:
        """What pictures are kept with; None where no vendor makes any."""

    def _hook(self, effect: Effect, when: str) -> None:
        world, label = self.world, f"{when} {type(effect).__name__}"
        world.trace.append(f"    {self.name}: {label}")
        self.sending, self.where = False, label
        world.watch.after_step(world)
        world.scheduler.between(self, label)
        world.acting = self
        self.effect = effect
        self.sending = when == "before" and label.endswith(_SENDING)

    def may_die(self, label: str) -> None:
        """A point inside of an effect, where a process ends or goes on, and nothing else moves."""
        self.where = label
        self.world.scheduler.within(self, label)

    def on_the_way(self, label: str) -> None:
        """A request or its answer is under way, and the process can do nothing but wait."""
        self.where = label
        sending = self.sending
        self.world.underway(self, label)
        self.world.acting, self.sending = self, sending

    def kill(self) -> None:
        """End it here."""
        self.world.trace.append(f"    {self.name}: killed {self.where}")
        self.world.killed.append(self.where)
        self.wire.die(killed=True)
        raise Killed

    @property
    def desk(self) -> Desk:
        """What settling works with."""
        return Desk(
            portfolio=self.portfolio,
            vendors=self.vendors,
            ledger=self.ledger,
            driver=self.driver,
        )

    def plan(
        self, *, refresh: RefreshMode = RefreshMode.AUTO, replaced: tuple[str, ...] = ()
    ) -> Plan:
        """The plan as of now."""
        return make_plan(self.plan_desk, self.options(refresh=refresh, replaced=replaced))

    @property
    def plan_desk(self) -> PlanDesk:
        """What a plan is made with."""
        return PlanDesk(
            portfolio=self.portfolio,
            vendors=self.vendors,
            ledger=self.ledger,
            clock=self.world.clock,
            progress=Silence(),
            driver=self.driver,
            pictures=self.driver.pictures,
        )

    def options(self, *, refresh: RefreshMode, replaced: tuple[str, ...] = ()) -> PlanOptions:
        """What its command line says."""
        return PlanOptions(
            scope=Scope(replace=replaced),
            limits=_LIMITS,
            refresh=RefreshPolicy(mode=refresh, budget=50),
            plan_id=self.name,
            digests=_DIGESTS,
            bootstrap=True,
        )


class World:
    """One schedule's world."""

    def __init__(self, setup: Setup, scheduler: Scheduler) -> None:
        """`scheduler` may be replaced by another at any time."""
        self.setup, self.scheduler, self.folder = setup, scheduler, Path(_locks().name)
        self.clock = WorldClock()
        self.sql = open_database()
        if setup.mistake.prepare is not None:
            setup.mistake.prepare(self.sql)
        self.trace: list[str] = []
        self.watch = Watch()
        self.wishes = tuple(Wish(f"H{number}", "photos") for number in range(setup.homes))
        self.acting: Process | None = None
        self.imported: set[str] = set()
        self.forgotten: set[str] = set()
        self.settling = False
        self.runs = 0
        self.running: dict[str, Process] = {}
        """The processes that took the lock and have not ended, by name."""

        self.killed: list[str] = []
        """The points at which processes were ended."""

        self.robbed: list[str] = []
        """The points at which processes stood when another one took their place."""

        self.underway: Callable[[Process, str], object] = lambda process, label: None
        """Hears of every request and every answer on its way."""

        self.copies: list[Copy] = []
        self.lost = False
        """A copy of the ledger was put back that does not know of everything."""

        self.recovered = False
        """A lost ledger was given up: what was canceled meanwhile may stay unknown."""

        self.followed = ""
        """The newest head when the side-car followed the ledger last."""

        self.head = self.folder / "head"
        self.head.unlink(missing_ok=True)
        self.vendor = ModelVendor(
            clock=self.clock.now,
            window=setup.window,
            counts_canceled=setup.counts_canceled,
            checks_early=setup.checks_early,
            choose=self._fault,
            watch=lambda call, document: self.watch.on_request(self, call, document),
            tell=self._tell,
            log=lambda line: self.trace.append(f"      {line}"),
        )
        self.postman = Postman(self, setup.hearing) if setup.hearing is not None else None

    def _tell(self, placed: Placed, event: str) -> None:
        if self.postman is not None:
            self.postman.tell(placed, event)

    def _fault(self, call: str) -> Fault:
        return self.scheduler.fault(call)

    def close(self) -> None:
        """Let go of the database."""
        self.sql.close()

    def portfolio(self) -> Portfolio:
        """The files as they are now."""
        setup = self.setup
        told = setup.hearing is not None
        portfolio = portfolio_of(self.wishes, setup.declared, resend=setup.resend, told=told)
        if not setup.mistake.unprotected:
            return portfolio
        policy = ResendPolicy(
            window=timedelta(hours=72), margin=timedelta(minutes=10), settle=timedelta(minutes=30)
        )
        settings = replace(portfolio.vendors["planomatic"], resend=policy)
        return replace(portfolio, vendors={"planomatic": settings})

    def start(self, what: str, *, locks: bool = True) -> Process:
        """A new process."""
        self.runs += 1
        self.trace.append(f"{self.clock.now():%d %H:%M:%S} {what} {self.runs}")
        return Process(self, f"{what}-{self.runs}", locks=locks)

    def wait(self, time: timedelta) -> None:
        """Let time pass."""
        end = self.clock.moment + time
        # What the vendor does late, it does at its time and not at the end of the wait.
        while due := [at for at, _ in self.vendor.later if at <= end]:
            self.clock.moment = max(self.clock.moment, min(due))
            self.vendor.catch_up()
        self.clock.moment = end
        self.trace.append(f"{self.clock.now():%d %H:%M:%S} after {time}")
        self.vendor.catch_up()

    def edit(self, number: int, wants: str, *, rename: bool = False) -> None:
        """Change what a home wants, or its id."""
        wish = self.wishes[number]
        changed = replace(wish, wants=wants, renamed=wish.renamed + rename)
        self.wishes = (*self.wishes[:number], changed, *self.wishes[number + 1 :])
        self.copies.clear()
        self.trace.append(f"edit {wish.written}: {wants}{' renamed' if rename else ''}")

    def apply(self, process: Process, replaced: tuple[str, ...] = ()) -> ApplyReport | None:
        """Plan and apply under the lock, as the command does; None when it ended before."""
        report: ApplyReport | None = None
        with self.living(process), self.locked(process):
            plan = process.plan(replaced=replaced)
            self.watch.after_plan(self, process, plan)
            process.ledger.use_plan(approve(plan), at=self.clock.now())
            report = apply_plan(plan, process.driver, ApplyOptions(), progress=Silence())
            self.watch.after_apply(self, report)
        return report

    @contextmanager
    def locked(self, process: Process) -> Iterator[None]:
        """The time in which it is the one runner, or believes so."""
        with process.ledger.lock(0) as epoch:
            process.driver.epoch = epoch
            self.running[process.name] = process
            try:
                self.watch.after_step(self)
                yield
            finally:
                del self.running[process.name]

    @contextmanager
    def living(self, process: Process) -> Iterator[None]:
        """A process's life: it may be killed, or end with an error for its user."""
        try:
            yield
        except Killed:
            pass
        except (InternalError, LedgerError) as error:
            if type(error).__name__ != "LockBusyError":
                raise Violation("ours", f"{process.name}: {error!r} {error}") from error
        except ListwrightError as error:
            self.trace.append(f"    {process.name}: {type(error).__name__} {error}")
        finally:
            killed = process.wire.dead
            if not killed:
                process.wire.die()
        if not killed:
            require_kept(self, process)
        self.watch.after_step(self)

    def live_orders(self, home: str, slug: str) -> list[Placed]:
        """The orders for a need that were not canceled, whoever placed them."""
        return [
            one
            for one in self.vendor.orders
            if not one.is_canceled
            and home_of(one.home) == home
            and any(slug == held for held, _ in one.services)
        ]

    def wanted(self) -> list[tuple[Wish, str, int]]:
        """Every need of the files."""
        return [
            (wish, slug, quantity)
            for wish in self.wishes
            if wish.wants != GONE
            for slug, quantity in wish.needs
        ]


@dataclass
class Calm:
    """A scheduler under which nothing goes wrong."""

    told: list[str] = field(default_factory=list)

    def fault(self, call: str) -> Fault:
        return Fault.NONE

    def between(self, process: Process, label: str) -> None:
        """Nothing happens."""

    def within(self, process: Process, label: str) -> None:
        """Nothing happens."""
