"""One home on the stage: what its needs for pictures are decided with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from listwright.engine.view import AccountView, Run
from listwright.engine.work import Found
from listwright.model.names import Address, NeedKey, OrderId
from listwright.model.need import NeedSpec
from listwright.model.order import Phase
from listwright.model.picture import VIRTUAL_STAGING, PhotoRef, PictureTask, Recipe
from listwright.model.plan import Action, Blocked, Deferred, Reason
from listwright.model.rules import DEFAULT_SOURCE
from listwright.model.shelf import Place


@dataclass(slots=True, kw_only=True)
class Scene:
    """One home while its needs for pictures are decided.

    `view` is its view at the account that makes the pictures, `others` those at all accounts that
    are ordered from per home, and `found` holds what was decided for these.
    """

    run: Run
    view: AccountView
    others: Sequence[AccountView]
    found: Found
    taken: dict[str, Address] = field(default_factory=dict)
    """The recipes that needs of the home claimed already, and by whom."""

    repeated: dict[NeedKey, frozenset[Place]] = field(default_factory=dict)
    """Where `--replace` means only some pictures of a need: the photos of these."""

    def waits(self, spec: NeedSpec, reason: Reason, *, why: str, clears_when: str) -> Deferred:
        """The need as deferred."""
        source = source_need(self.view, spec)
        return Deferred(
            need=self.view.address(spec),
            action=Action.CREATE,
            reason=reason,
            why=why,
            clears_when=clears_when,
            because=spec.because,
            waits_for=() if source is None else (self.view.address(source),),
        )

    def blocked(self, spec: NeedSpec, reason: Reason, *, why: str, remedy: str) -> Blocked:
        """The need as blocked."""
        return Blocked(
            need=self.view.address(spec),
            action=Action.CREATE,
            reason=reason,
            why=why,
            remedy=remedy,
            because=spec.because,
        )


def picture_scenes(
    run: Run, views: Sequence[AccountView], *, others: Sequence[AccountView], found: Found
) -> Iterator[Scene]:
    """The scenes of one home, one for each account that makes pictures, in order.

    One vendor makes a picture once, under whichever label it is ordered: labels of one vendor
    share what is claimed, so each scene has to be decided before the next is taken.
    """
    taken: dict[tuple[str, str], dict[str, Address]] = {}
    for view in views:
        if run.makes_pictures(view):
            of_vendor = taken.setdefault((view.account.kind, view.account.environment), {})
            yield Scene(run=run, view=view, others=others, found=found, taken=of_vendor)


def source_need(view: AccountView, spec: NeedSpec) -> NeedSpec | None:
    """The need of the home whose photos `spec` works on, at whichever account."""
    source = spec.source
    if source is not None and source.key is None:
        return None
    for other in view.all_needs.specs:
        if other.tool is None and (
            other.slug == DEFAULT_SOURCE if source is None else other.key == source.key
        ):
            return other
    return None


def bought_tasks(view: AccountView, spec: NeedSpec) -> list[PictureTask]:
    """What pictures of the need were made of, newest orders first.

    A picture of which nobody knows whether it was bought keeps its photo as one that was.
    """
    told = [order.task for order in view.orders if order.phase is not Phase.CANCELED]
    told += [intent.task for intent in view.unsettled()]
    return [task for task in told if task is not None and is_treated_so(task.recipe, spec)]


def used_orders(view: AccountView, spec: NeedSpec) -> set[OrderId | None]:
    """The orders whose photos pictures of the need were made of."""
    return {task.photo.order_id for task in bought_tasks(view, spec)}


def wanted_words(spec: NeedSpec) -> str:
    """What a need makes of its photos, as recipes say it: `living_room or bedroom, modern`."""
    words = [" or ".join(spec.rooms), spec.style or ""]
    words += [f"{name} {value}" for name, value in spec.options]
    told = [word for word in words if word]
    if spec.tool != VIRTUAL_STAGING or not told:
        told.insert(0, spec.slug)
    return ", ".join(told)


def made_of(view: AccountView, spec: NeedSpec) -> list[PhotoRef]:
    """The files that pictures of the need were made of; they may be gone by now."""
    photos = [task.photo for task in bought_tasks(view, spec)]
    return list({photo.path: photo for photo in photos if photo.path is not None}.values())


def is_treated_so(recipe: Recipe, spec: NeedSpec) -> bool:
    """Whether a recipe does with its photo what the need asks for; the room has to be wanted."""
    wanted = (spec.tool, spec.style, spec.options)
    fits = not spec.rooms or recipe.room in spec.rooms
    return fits and (recipe.tool, recipe.style, recipe.options) == wanted
