"""Where the photos of a need for pictures stand: delivered, on their way, in files, or nowhere."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import assert_never

from listwright.engine.freshness import captured_at
from listwright.engine.imports import Unread
from listwright.engine.pictures.scene import Scene, made_of, source_need, used_orders
from listwright.engine.pictures.waiting import (
    coming,
    rooted,
    source_place,
    too_old,
    wrong_order,
)
from listwright.engine.proofs import delivered_ages
from listwright.engine.view import AccountView, Run
from listwright.model.names import OrderId
from listwright.model.need import NeedSpec
from listwright.model.order import Order, Phase, Photo
from listwright.model.picture import PhotoRef
from listwright.model.plan import Blocked, Deferred, Reason, Standing
from listwright.model.rules import DEFAULT_SOURCE, Source, Template
from listwright.model.shelf import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Photos:
    """The photos are there. `order` delivered them, or None for files."""

    photos: tuple[PhotoRef, ...]
    order: Order | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """They are not: what the need waits for."""

    waits: Deferred | Blocked


@dataclass(frozen=True, slots=True, kw_only=True)
class Nowhere:
    """Nobody wants them, and none were ever delivered."""


Whereabouts = Photos | Later | Nowhere


def find_photos(scene: Scene, spec: NeedSpec) -> Whereabouts:
    """Where the photos of `spec` are."""
    source = spec.source or Source()
    if source.files:
        return _in_files(scene, spec, source.files)
    if source.order_id is not None:
        return _of_order(scene, spec, source.order_id)
    wanted = source_need(scene.view, spec)
    if wanted is None:
        return _left_behind(scene, spec)
    return _wanted(scene, spec, wanted)


# ---- files ---------------------------------------------------------------------------------------


def _in_files(scene: Scene, spec: NeedSpec, patterns: tuple[Template, ...]) -> Whereabouts:
    shelf, photos = scene.run.shelf, list[PhotoRef]()
    for template in patterns:
        pattern = _filled(scene, template)
        listed = shelf.files.get(pattern)
        if listed is None:
            scene.found.unlisted.append(pattern)
            return Later(
                waits=scene.waits(
                    spec,
                    Reason.READ_REQUIRED,
                    why=f"the files {pattern} have not been looked up",
                    clears_when="listwright plan runs where the files are",
                )
            )
        photos += listed
    if not photos and not spec.follow_source:
        photos = made_of(scene.view, spec)
    if not photos:
        named = [_filled(scene, one) for one in patterns]
        known = (shelf.out_of_reach.get(_pattern_place(one)) for one in named)
        why = next((f": {detail}" for detail in known if detail), "")
        return Later(
            waits=scene.blocked(
                spec,
                Reason.MISSING_FACT,
                why=f"no picture matches {', '.join(named)}{why}",
                remedy=f"add the files, or correct `source` at {source_place(spec)}",
            )
        )
    unique = {photo.path: photo for photo in photos}
    ordered = sorted(unique.values(), key=lambda photo: photo.path or "")
    return Photos(photos=tuple(_numbered(ordered)))


def _numbered(photos: Iterable[PhotoRef]) -> Iterable[PhotoRef]:
    for number, photo in enumerate(photos, start=1):
        yield PhotoRef(sequence=number, caption=photo.caption, path=photo.path)


def _filled(scene: Scene, template: Template) -> str:
    facts = scene.view.facts
    return "".join(
        # A fact stands for itself, whatever signs it holds.
        _literal((facts.text(part) if facts is not None else None) or "") if index % 2 else part
        for index, part in enumerate(template.parts)
    )


def _literal(text: str) -> str:
    """A text as a pattern that only it fits."""
    return re.sub(r"([*?[])", r"[\1]", text)


def _pattern_place(pattern: str) -> Place:
    """Where the shelf says why a pattern cannot be used."""
    return ("", "", pattern, "")


# ---- orders --------------------------------------------------------------------------------------


def photos_of(run: Run, order: Order) -> Photos | None:
    """The photos of a delivered order; None when it shows none."""
    delivered = run.shelf.photos.get((order.account.id, order.order_id), ())
    refs = photo_refs(order, delivered)
    return Photos(photos=refs, order=order) if refs else None


def photo_refs(order: Order, photos: Iterable[Photo]) -> tuple[PhotoRef, ...]:
    """Where the photos of an order stand."""
    return tuple(_ref(order, number, photo) for number, photo in enumerate(photos, start=1))


def _ref(order: Order, number: int, photo: Photo) -> PhotoRef:
    return PhotoRef(
        sequence=photo.sequence if photo.sequence is not None else number,
        caption=photo.caption,
        account=order.account.id,
        order_id=order.order_id,
        url=photo.url,
        version=version_of(photo),
    )


def version_of(photo: Photo) -> str:
    """What changes when another photo stands in a place.

    Photos of one delivery may all have one `modified_at` and be numbered anew, so the path of the
    link counts as well. Its host and what follows `?` do not: they differ with every read.
    """
    parts = [] if photo.modified_at is None else [photo.modified_at.isoformat()]
    path = re.sub(r"[?#].*", "", photo.url.partition("://")[2]).partition("/")[2]
    if path:
        parts.append(sha256(path.encode()).hexdigest()[:12])
    return " ".join(parts)


def _delivered(scene: Scene, spec: NeedSpec, order: Order) -> Whereabouts:
    photos = photos_of(scene.run, order)
    if photos is not None:
        return photos
    return Later(
        waits=scene.waits(
            spec,
            Reason.READ_REQUIRED,
            why=f"order {order.order_id} was delivered, and its photos are not on record",
            clears_when=f"listwright refresh {scene.view.property}",
        )
    )


def _of_order(scene: Scene, spec: NeedSpec, order_id: OrderId) -> Whereabouts:
    for view in scene.others:
        order = view.order(order_id)
        if order is not None:
            return _named_order(scene, spec, order)
        problem = scene.run.unread_because(view.account.id, order_id)
        if problem is not None and problem.settled and len(scene.others) == 1:
            return Later(waits=wrong_order(scene, spec, order_id, detail=problem.detail))
    if not scene.others:
        why = "no vendor of the files takes photos"
        return Later(waits=wrong_order(scene, spec, order_id, detail=why))
    scene.found.unread += [
        Unread(label=view.account.label, property=view.property, order_id=order_id)
        for view in scene.others
    ]
    return Later(
        waits=scene.waits(
            spec,
            Reason.READ_REQUIRED,
            why=f"order {order_id}, named by `source` at {source_place(spec)}, has not been read",
            clears_when=f"order {order_id} is read (--refresh auto, a larger --refresh-budget)",
        )
    )


def _named_order(scene: Scene, spec: NeedSpec, order: Order) -> Whereabouts:
    match order.phase:
        case Phase.DELIVERED:
            return _delivered(scene, spec, order)
        case Phase.CANCELED:
            why = "it is canceled and will bring no photos"
            return Later(waits=wrong_order(scene, spec, order.order_id, detail=why))
        case Phase.OPEN | Phase.UNKNOWN:
            return Later(waits=coming(scene, spec, order))
        case _:
            assert_never(order.phase)


def _wanted(scene: Scene, spec: NeedSpec, wanted: NeedSpec) -> Whereabouts:
    """The photos of a need: the newest that are good enough, else what they wait for."""
    view = next((one for one in scene.others if one.account.label == wanted.vendor), None)
    if view is None:
        return Nowhere()
    # The photos need's own freshness decides about a new shoot, never about what was made already.
    fresh = [
        (order, age.is_good)
        for order, age in delivered_ages(scene.run, view, wanted)
        if _is_fresh(scene, spec, age.captured)
    ]
    used = set() if spec.follow_source else used_orders(scene.view, spec)
    made = next((order for order, _ in fresh if order.order_id in used), None)
    best = made or next((order for order, good in fresh if good), None)
    if best is None:
        return _undelivered(scene, spec, view, wanted=wanted)
    return _delivered(scene, spec, best)


def _is_fresh(scene: Scene, spec: NeedSpec, captured: datetime) -> bool:
    """Whether pictures of these photos would count for as long as the need itself says."""
    now = scene.run.now
    return scene.view.yardstick(scene.run, spec).measure(captured, now).is_good


def _undelivered(
    scene: Scene, spec: NeedSpec, view: AccountView, *, wanted: NeedSpec
) -> Whereabouts:
    address = view.address(wanted)
    found = scene.found
    for change in found.changes:
        if change.action.creates and address in change.needs:
            return Later(
                waits=scene.waits(
                    spec,
                    Reason.DEPENDENCY_PENDING,
                    why=f"its photos ({address}) are ordered by this plan; which pictures are made "
                    "is known after delivery",
                    clears_when="the order for the photos is delivered",
                )
            )
    waiting: list[Deferred | Blocked] = [*found.deferred, *found.blocked]
    root = next((item for item in waiting if item.need == address), None)
    if root is not None:
        return Later(waits=rooted(scene, spec, root))
    standing = next((item for item in found.standing if item.need == address), None)
    return _of_standing(scene, spec, view, standing=standing)


def _of_standing(
    scene: Scene, spec: NeedSpec, view: AccountView, *, standing: Standing | None
) -> Whereabouts:
    order = view.order(standing.order_id or "") if standing is not None else None
    if order is not None and order.phase is not Phase.DELIVERED:
        return Later(waits=coming(scene, spec, order))
    if order is not None:
        captured = captured_at(order, view.order, scene.run.now)
        return Later(waits=too_old(scene, spec, order, captured=captured))
    if standing is not None and standing.met_by is not None:
        address = standing.need
        return Later(
            waits=scene.blocked(
                spec,
                Reason.MISSING_FACT,
                why="its photos are known only by attestation: which order delivered them is not "
                "on record",
                remedy=f"listwright import {address} --order-id N, with the order that delivered "
                "them",
            )
        )
    if standing is not None and standing.reason is Reason.IN_PROGRESS:
        return Later(
            waits=scene.waits(
                spec,
                Reason.DEPENDENCY_PENDING,
                why=f"its photos: {standing.why}",
                clears_when="the order for the photos is delivered",
            )
        )
    return _left_behind(scene, spec)


def _left_behind(scene: Scene, spec: NeedSpec) -> Whereabouts:
    """Photos that no rule asks for (any more): delivered ones are as good as ever."""
    key = spec.source.key if spec.source is not None else None
    slug = _slug_then(scene, key)
    for view in scene.others:
        for order in view.orders:
            if slug is None or order.quantity(slug) is None:
                continue
            if order.phase is Phase.DELIVERED:
                return _delivered(scene, spec, order)
            if order.phase is Phase.OPEN:
                return Later(waits=coming(scene, spec, order))
    return Nowhere()


def _slug_then(scene: Scene, key: str | None) -> str | None:
    """The service that the source's key stood for when it was last ordered."""
    for view in scene.others:
        for order in view.orders:
            if order.basis is not None and key in order.basis.keys:
                return order.basis.slugs[order.basis.keys.index(key)]
    return DEFAULT_SOURCE if key in {None, DEFAULT_SOURCE} else None
