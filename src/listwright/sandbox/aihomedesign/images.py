"""The pictures behind the links: what was uploaded, and what came of it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial

from starlette.routing import Route

from listwright.sandbox.aihomedesign.links import PREFIX, Link, Side, read_link
from listwright.sandbox.aihomedesign.progress import Stage, stage_at
from listwright.sandbox.aihomedesign.record import Fate, Job
from listwright.sandbox.faults import RESULT
from listwright.sandbox.pictures import draw_result, enlarge_picture, shrink_picture
from listwright.sandbox.serving import NoPicture, Picture, PictureEndpoint
from listwright.sandbox.store import SandboxStore

_LARGEST_SIDE = 10_000
_FORBIDDEN = 403
_ABSENT = 404


def image_routes(store: SandboxStore) -> list[Route]:
    """The route of all links over `store`."""
    endpoint = PictureEndpoint(
        store=store, operation=RESULT, find=lambda asked: _find(store, asked)
    )
    return [Route(PREFIX + "/{side}/{subject}/{name}", endpoint.answer, methods=["GET"])]


def _find(store: SandboxStore, asked: Mapping[str, str]) -> Picture | NoPicture:
    link = read_link(asked["side"], asked["subject"], asked["name"])
    if link is None:
        return NoPicture(code=_FORBIDDEN)
    subjects = _subjects(store, link.subject)
    if _is_expired(store, link):
        return NoPicture(code=_FORBIDDEN, subjects=subjects)
    drawn = _drawn(store, link)
    if drawn is None:
        return NoPicture(code=_ABSENT, subjects=subjects)
    box = _box(asked)
    if box is None:
        return Picture(draw=drawn.draw, subjects=subjects, media_type=drawn.media_type)
    return Picture(draw=lambda: shrink_picture(drawn.draw(), *box), subjects=subjects)


def _subjects(store: SandboxStore, subject: str) -> frozenset[str]:
    job, asset = store.aihomedesign.job(subject), store.aihomedesign.asset(subject)
    owners = {job.order_id if job else None, asset.order_id if asset else None}
    return frozenset({subject, *(owner for owner in owners if owner is not None)})


def _is_expired(store: SandboxStore, link: Link) -> bool:
    lifetime = store.options().ahd_link_seconds
    issued = datetime.fromtimestamp(link.issued, UTC)
    return bool(lifetime) and store.now() >= issued + timedelta(seconds=lifetime)


def _drawn(store: SandboxStore, link: Link) -> Picture | None:
    """The picture of a link in full size; an upload comes back as it was sent."""
    archive = store.aihomedesign
    if link.side is Side.BEFORE:
        asset = archive.asset(link.subject)
        sent = archive.picture(asset.sha256) if asset else None
        if sent is None:
            return None
        return Picture(draw=lambda: sent, subjects=frozenset(), media_type=_media_type(sent))
    job = archive.job(link.subject)
    source = archive.picture(job.source_sha256) if job and _is_shown(store, job) else None
    if job is None or source is None:
        return None
    draw = partial(draw_result, source, job.recipe.banner)
    if link.side is Side.LARGER:
        return Picture(draw=lambda: enlarge_picture(draw()), subjects=frozenset())
    return Picture(draw=draw, subjects=frozenset())


def _is_shown(store: SandboxStore, job: Job) -> bool:
    stage = stage_at(job, store.now(), eta_factor=store.options().ahd_eta_factor)
    return stage is Stage.DONE and job.fate is not Fate.LOST_RESULT


def _media_type(content: bytes) -> str:
    known = {b"\xff\xd8": "image/jpeg", b"\x89P": "image/png", b"RI": "image/webp"}
    return known.get(content[:2], "application/octet-stream")


def _box(asked: Mapping[str, str]) -> tuple[int, int] | None:
    """The size asked for, None for the full one; nonsense counts as not asked."""
    sides = [asked.get(name, "") for name in ("width", "height")]
    if not any(side.isascii() and side.isdigit() for side in sides):
        return None
    limits = [int(side[:6]) if side.isascii() and side.isdigit() else 0 for side in sides]
    width, height = (min(limit or _LARGEST_SIDE, _LARGEST_SIDE) for limit in limits)
    return width, height
