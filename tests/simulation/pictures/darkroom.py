"""The simulated project: its photos, the vendor of pictures, and processes that order them."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from hashlib import sha256
from typing import Any, cast

from tests.simulation.pictures.home_files import PictureWish, picture_project
from tests.simulation.pictures.promises import PictureWatch
from tests.simulation.pictures.studio import Studio
from tests.simulation.world import (
    Process,
    Scheduler,
    Setup,
    Silence,
    World,
)

from listwright.app.apply import ApplyOptions, apply_plan
from listwright.app.collecting import collect_results
from listwright.engine.resuming import approve
from listwright.http.session import HttpSession
from listwright.model.catalog import Catalog, OptionOffer
from listwright.model.order import Order, Photo
from listwright.model.outcome import ApplyReport
from listwright.model.picture import (
    Fingerprint,
    PhotoRef,
    PictureFile,
    PictureTask,
    StoredPicture,
)
from listwright.model.portfolio import Portfolio
from listwright.model.private import Private, SecretRef
from listwright.ports import PictureError, Pictures, Vendor
from listwright.vendors.aihomedesign.adapter import AiHomeDesignVendor
from listwright.vendors.aihomedesign.catalog import shipped_catalog


@dataclass(frozen=True, kw_only=True)
class PictureSetup(Setup):
    """What is fixed for one schedule: which dialect, and how many photos each home has."""

    api: str = "v1"
    photos: int = 1


class _NoSecret:
    """The sandbox takes any key."""

    def reveal(self, ref: SecretRef) -> Private:
        raise AssertionError(ref)


@cache
def _catalog(api: str) -> Catalog:
    """The shipped one with the ids that v1 gives when it is asked."""
    catalog = shipped_catalog(api)
    tools = tuple(
        replace(tool, options=tuple(_with_ids(option) for option in tool.options))
        for tool in catalog.tools
    )
    return replace(catalog, tools=tools)


def _with_ids(option: OptionOffer) -> OptionOffer:
    words = tuple(replace(word, id=word.id or f"i-{word.word}") for word in option.words)
    return replace(option, id=option.id or f"w-{option.name}", words=words)


@dataclass(frozen=True, kw_only=True)
class Album:
    """`ports.Pictures` over the photos of the world; what is kept is only looked at."""

    world: "PictureWorld"
    process: Process

    def fingerprint(self, photo: PhotoRef) -> Fingerprint:
        return _print(self._content(photo))

    def source(self, task: PictureTask) -> PictureFile:
        content = self._content(task.photo)
        if _print(content).sha256 != task.recipe.source:
            raise PictureError("changed", "the file is another one now")
        return PictureFile(name="photo.jpg", media_type="image/jpeg", content=content.encode())

    def matching(self, pattern: str) -> tuple[PhotoRef, ...]:
        folder = pattern.removesuffix("*")
        return tuple(
            PhotoRef(sequence=number, caption="living room", path=path)
            for number, path in enumerate(sorted(self.world.photos), start=1)
            if path.startswith(folder)
        )

    def keep_result(self, order: Order, result: Photo, *, name: str) -> StoredPicture:
        self.process.may_die("before KeepResult")
        self.world.watch_pictures.on_stored(self.world, order, result.url)
        return StoredPicture(path=f"assets/{name}.jpg", print=_print(result.url), staged=True)

    def keep_source(self, task: PictureTask, property_id: str) -> StoredPicture:
        raise PictureError("gone", "nobody needs it here")

    def _content(self, photo: PhotoRef) -> str:
        content = self.world.photos.get(photo.path or "")
        if content is None:
            raise PictureError("gone", "there is no such file")
        return content


def _print(content: str) -> Fingerprint:
    digest = sha256(content.encode()).hexdigest()
    return Fingerprint(sha256=digest, size=len(content), media_type="image/jpeg", width=4, height=3)


class PictureProcess(Process):
    """One run that orders pictures."""

    def _open_vendors(self) -> dict[str, Vendor]:
        settings = self.portfolio.vendors["ahd"]
        vendor = AiHomeDesignVendor(
            account=settings.account,
            settings=settings,
            catalog=_catalog(settings.api or "v1"),
            secrets=_NoSecret(),
            clock=self.world.clock,
            keep=lambda catalog: None,
            session_factory=lambda endpoint: cast("HttpSession", self.world.vendor),
        )
        return {"ahd": vendor}

    def _open_pictures(self) -> Pictures | None:
        return cast("Pictures", Album(world=cast("PictureWorld", self.world), process=self))


class PictureWorld(World):
    """One schedule's world in which pictures are ordered."""

    def __init__(self, setup: PictureSetup, scheduler: Scheduler) -> None:
        """As for every world; a home has as many photos as the setup says."""
        super().__init__(setup, scheduler)
        self.picture_wishes = tuple(
            PictureWish(f"H{number}", "modern") for number in range(setup.homes)
        )
        self.photos = {
            f"H{home}/living room {number}.jpg": f"photo {home}/{number}"
            for home in range(setup.homes)
            for number in range(setup.photos)
        }
        self.watch_pictures = PictureWatch()
        self.watch = cast("Any", self.watch_pictures)
        self.studio = Studio(
            clock=self.clock.now,
            api=setup.api,
            choose=self._fault,
            watch=lambda call, about: self.watch_pictures.on_request(self, call, about),
            log=lambda line: self.trace.append(f"      {line}"),
        )
        self.vendor = cast("Any", self.studio)
        self.excused: set[str] = set()
        """Homes whose ledger was lost with pictures in it: a person has to see to them."""

    def portfolio(self) -> Portfolio:
        """The files as they are now."""
        return picture_project(self.picture_wishes, cast("PictureSetup", self.setup).api)

    def start(self, what: str, *, locks: bool = True) -> PictureProcess:
        """A new process."""
        self.runs += 1
        self.trace.append(f"{self.clock.now():%d %H:%M:%S} {what} {self.runs}")
        return PictureProcess(self, f"{what}-{self.runs}", locks=locks)

    def is_overtaken(self, process: Process) -> bool:
        """Whether another run took the place of this one."""
        epoch: int = self.sql.execute("SELECT epoch FROM meta").fetchone()["epoch"]
        return process.driver.epoch < epoch

    def want(self, number: int, wants: str) -> None:
        """Change what a home wants."""
        wish = replace(self.picture_wishes[number], wants=wants)
        self.picture_wishes = tuple(
            wish if place == number else one for place, one in enumerate(self.picture_wishes)
        )
        self.copies.clear()
        self.trace.append(f"{wish.home} wants {wants}")

    def apply(self, process: Process, replaced: tuple[str, ...] = ()) -> ApplyReport | None:
        """Plan, apply and bring home what is finished, as the command does."""
        report: ApplyReport | None = None
        with self.living(process), process.ledger.lock(0) as epoch:
            process.driver.epoch = epoch
            plan = process.plan(replaced=replaced)
            self.watch_pictures.after_plan(self, process, plan)
            process.ledger.use_plan(approve(plan), at=self.clock.now())
            report = apply_plan(plan, process.driver, ApplyOptions(), progress=Silence())
            self.watch_pictures.after_apply(self, report)
            collect_results(process.driver, Silence())
        return report


SETTLED = timedelta(minutes=31)
"""By then whatever left has shown."""
