"""Links to pictures: they need no key, look random, and carry when they were issued."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from listwright.sandbox.aihomedesign.progress import finish_of
from listwright.sandbox.aihomedesign.record import Asset, Job
from listwright.sandbox.options import SandboxOptions

PREFIX = "/ahd-files"
_THUMBNAIL = 320
_NAME = re.compile(r"([0-9]{1,12})-([0-9a-f]{32})\.jpg")


class Side(Enum):
    """What a link shows: an uploaded picture, a result, or a result made larger."""

    BEFORE = "before"
    AFTER = "after"
    LARGER = "larger"


class Viewer(Protocol):
    """Whoever is shown a link, and when: a call, or a webhook that is made."""

    @property
    def now(self) -> datetime:
        """The sandbox clock."""

    @property
    def options(self) -> SandboxOptions:
        """The switches in force."""

    @property
    def base_url(self) -> str:
        """This server, as the viewer reaches it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link that was asked for; `issued` in seconds since 1970."""

    side: Side
    subject: str
    issued: int


def uploaded_link(viewer: Viewer, asset: Asset) -> str:
    """The address of an uploaded picture."""
    return _address(viewer, Side.BEFORE, asset.asset_id, since=asset.created)


def result_link(viewer: Viewer, job: Job) -> str:
    """The address of a result, also before there is one."""
    end = finish_of(job, eta_factor=viewer.options.ahd_eta_factor)
    return _address(viewer, Side.AFTER, job.job_id, since=end or job.created)


def larger_link(viewer: Viewer, job: Job) -> str:
    """The address of an upscaled result."""
    return _address(viewer, Side.LARGER, job.job_id, since=viewer.now)


def thumbnail_of(link: str, *, width: int = _THUMBNAIL, height: int = _THUMBNAIL) -> str:
    """The same picture inside a box of that many pixels."""
    return f"{link}?width={width}&height={height}"


def read_link(side: str, subject: str, name: str) -> Link | None:
    """The link with these parts of its path, or None when nobody issued it."""
    found = _NAME.fullmatch(name)
    if found is None or side not in {known.value for known in Side}:
        return None
    link = Link(side=Side(side), subject=subject, issued=int(found[1]))
    return link if found[2] == _digest(link) else None


def _address(viewer: Viewer, side: Side, subject: str, *, since: datetime) -> str:
    """Fresh at each reading where links expire, else always the same."""
    moment = viewer.now if viewer.options.ahd_link_seconds else since
    link = Link(side=side, subject=subject, issued=int(moment.timestamp()))
    name = f"{link.issued}-{_digest(link)}.jpg"
    return f"{viewer.base_url}{PREFIX}/{side.value}/{subject}/{name}"


def _digest(link: Link) -> str:
    words = f"listwright sandbox link {link.side.value} {link.subject} {link.issued}"
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:32]
