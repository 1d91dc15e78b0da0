"""One picture that a need asks for: whether it is there, coming, stuck, or to be ordered."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from listwright.engine.decide import is_requested
from listwright.engine.doubts import held_back, unknown_remedy
from listwright.engine.pictures.choosing import Chosen
from listwright.engine.pictures.hindrances import kept_away
from listwright.engine.pictures.scene import Scene, is_treated_so
from listwright.engine.resending import Obstacle, resend_from, resubmit_obstacle
from listwright.engine.second_words import SecondWord, doubt_of
from listwright.engine.view import AccountView
from listwright.engine.wording import minute_of
from listwright.model.account import ResendPolicy
from listwright.model.intent import Intent, IntentState
from listwright.model.names import canonical_id
from listwright.model.need import NeedSpec
from listwright.model.order import CanceledBy, Order, Phase
from listwright.model.picture import Fingerprint, PictureTask, Recipe
from listwright.model.plan import Action, Blocked, Reason
from listwright.model.portfolio import OnVendorCancel


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An order holds the picture, or will: `order` is delivered or open."""

    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """Another run orders it right now."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfetched:
    """Nobody has looked at the photo's bytes yet; `why` when somebody tried in vain."""

    chosen: Chosen
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful:
    """The paid step left and its outcome is unknown; with `policy` it may be sent once more."""

    intent: Intent
    blocked: Blocked
    policy: ResendPolicy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePicture:
    """It should be ordered now."""

    task: PictureTask
    reason: Reason
    why: str


Unit = Made | Sending | Unfetched | Doubtful | Blocked | DuePicture


def judge_unit(scene: Scene, spec: NeedSpec, chosen: Chosen) -> Unit:
    """How one picture of a need stands."""
    view, requested = scene.view, is_repeated(scene, spec, chosen)
    found = scene.run.shelf.prints.get(chosen.photo.place)
    recipe = _recipe(spec, chosen, found) if found is not None else None
    same = _orders_of(view, spec, chosen, recipe=recipe)
    if requested:
        # It is made beside what there is, unless that was asked for before and is on its way.
        same = [order for order in same if not _may_repeat(order, scene.run.now)]
    if same:
        return Made(order=_best(same))
    doubt = _doubt(scene, spec, chosen, recipe=recipe)
    if doubt is not None:
        return doubt
    if found is None or recipe is None:
        why = scene.run.shelf.out_of_reach.get(chosen.photo.place, "")
        if why and chosen.photo.path is not None:
            # A photo of an order may have another link tomorrow; a file is somebody's to mend.
            why, remedy = f"{chosen.photo} cannot be used: {why}", "put a whole photo in its place"
            return scene.blocked(spec, Reason.MISSING_FACT, why=why, remedy=remedy)
        return Unfetched(chosen=chosen, why=why)
    return _stuck(scene, spec, chosen, recipe=recipe) or _due(scene, spec, chosen, recipe=recipe)


def is_repeated(scene: Scene, spec: NeedSpec, chosen: Chosen) -> bool:
    """Whether the picture is asked for once more (`--replace`).

    Where some pictures of the need are stuck, or not finished, the others are not meant: they are
    paid for and good.
    """
    only = scene.repeated.get(spec.key)
    meant = only is None or chosen.photo.place in only
    return meant and is_requested(scene.run, scene.view, spec)


def is_stuck(scene: Scene, spec: NeedSpec, chosen: Chosen) -> bool:
    """Whether the picture comes to nothing by itself: refused, given up, or much too late."""
    found = scene.run.shelf.prints.get(chosen.photo.place)
    recipe = _recipe(spec, chosen, found) if found is not None else None
    orders = _orders_of(scene.view, spec, chosen, recipe=recipe)
    given_up = _given_up(scene.view, recipe) if recipe is not None else []
    if orders:
        # What was ordered last decides: a finished one may have been ordered again.
        last = max((*orders, *given_up), key=_begun)
        return last.phase is Phase.CANCELED or is_overdue(last, scene.run.now)
    if recipe is None:
        return False
    refused = any(
        _asks_for(intent, recipe) and intent.refusal is not None and intent.refusal.marks_need
        for intent in scene.view.intents
    )
    return refused or bool(given_up)


def finished_by(scene: Scene, spec: NeedSpec, chosen: Chosen) -> list[Order]:
    """The delivered orders of a picture; none while another one of it is under way, or unknown."""
    found = scene.run.shelf.prints.get(chosen.photo.place)
    recipe = _recipe(spec, chosen, found) if found is not None else None
    orders = _orders_of(scene.view, spec, chosen, recipe=recipe)
    if not all(_may_repeat(order, scene.run.now) for order in orders):
        return []
    if recipe is not None and any(_asks_for(one, recipe) for one in scene.view.unsettled()):
        return []
    return [order for order in orders if order.phase is Phase.DELIVERED]


def _recipe(spec: NeedSpec, chosen: Chosen, found: Fingerprint) -> Recipe:
    return Recipe(
        source=found.sha256,
        tool=spec.tool or spec.slug,
        room=chosen.room,
        style=spec.style,
        options=spec.options,
    )


def _orders_of(
    view: AccountView, spec: NeedSpec, chosen: Chosen, *, recipe: Recipe | None
) -> list[Order]:
    """The orders of the picture.

    They are of the very recipe, or, unless the need follows its source, made of what stood in the
    same place before.
    """
    same = [order for order in _living(view) if order.task and order.task.recipe == recipe]
    if not same and not spec.follow_source:
        same = [order for order in _living(view) if _is_of_place(order.task, spec, chosen)]
    return same


def _best(orders: list[Order]) -> Order:
    """Of several orders of one picture the delivered one, else the newest."""
    done = next((one for one in orders if one.phase is Phase.DELIVERED), None)
    return done or max(orders, key=_begun)


def _begun(order: Order) -> datetime:
    return order.created or _LONG_AGO


_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def _living(view: AccountView) -> list[Order]:
    return [
        order
        for order in view.orders
        if order.task is not None and order.phase is not Phase.CANCELED
    ]


def _is_of_place(task: PictureTask | None, spec: NeedSpec, chosen: Chosen) -> bool:
    photo = chosen.photo
    if task is None or task.recipe.room != chosen.room or not is_treated_so(task.recipe, spec):
        return False
    if photo.path is not None:
        return task.photo.path == photo.path
    there = (task.photo.account, task.photo.order_id, task.photo.sequence)
    return there == (photo.account, photo.order_id, photo.sequence)


def _may_repeat(order: Order, now: datetime) -> bool:
    """Whether `--replace` orders anew beside it: an unfinished one is waited for while it may."""
    return order.phase is Phase.DELIVERED or not order.managed or is_overdue(order, now)


LEAST_PATIENCE = timedelta(minutes=15)
PATIENCE = 5
"""An order of a picture is late after so many times the time its vendor named, at least minutes."""


def is_overdue(order: Order, now: datetime) -> bool:
    """Whether a picture takes much longer than its vendor said."""
    late = late_from(order)
    return late is not None and now > late


def late_from(order: Order) -> datetime | None:
    """When an unfinished picture begins to be overdue; None for one that is done."""
    return patience_ends(order) if order.phase in {Phase.OPEN, Phase.UNKNOWN} else None


def patience_ends(order: Order) -> datetime | None:
    """Until when a picture is in time; None for what is no picture, or has no beginning."""
    if order.task is None or order.created is None:
        return None
    told = timedelta(seconds=order.eta_s or 0)
    return order.created + max(PATIENCE * told, LEAST_PATIENCE)


def _doubt(
    scene: Scene, spec: NeedSpec, chosen: Chosen, *, recipe: Recipe | None
) -> Doubtful | Sending | None:
    """The unit while an intent of the same picture is unsettled."""
    intent = _unsettled_of(scene.view, spec, chosen, recipe=recipe)
    if intent is None:
        return None
    if intent.state is IntentState.SENDING:
        return Sending(why="another run is ordering it right now")
    return _doubtful(scene, spec, intent)


def _doubtful(scene: Scene, spec: NeedSpec, intent: Intent) -> Doubtful:
    policy = resubmit_policy(scene, intent)
    if policy is None:
        return Doubtful(intent=intent, blocked=_unknown(scene, spec, intent, again=SecondWord()))
    obstacle = resubmit_obstacle(doubt_of(scene.view, intent), policy, now=scene.run.now)
    kept = kept_away(scene, spec)
    if obstacle not in {None, Obstacle.TOO_EARLY}:
        again = SecondWord()
    elif kept is not None:
        again = SecondWord(why=f"; the same upload is not submitted once more now: {kept.why}")
    elif obstacle is None:
        again = SecondWord(why="; the same upload may be submitted once more")
    else:
        again = _from(resend_from(intent.sent_at, policy))
    return Doubtful(
        intent=intent,
        blocked=_unknown(scene, spec, intent, again=again),
        policy=policy if obstacle is None and kept is None else None,
    )


def _from(moment: datetime) -> SecondWord:
    return SecondWord(
        why=f", and from {minute_of(moment)} the same upload may be submitted once more",
        before_remedy=f"apply again after {minute_of(moment)}, or ",
        until=moment,
    )


def _unsettled_of(
    view: AccountView, spec: NeedSpec, chosen: Chosen, *, recipe: Recipe | None
) -> Intent | None:
    """The unsettled intent of the very recipe, or made of what stood in the same place before.

    A need that follows its source pays for other bytes, too, but never beside an open doubt.
    """
    unsettled = view.unsettled()
    same = (one for one in unsettled if recipe is not None and _asks_for(one, recipe))
    there = (one for one in unsettled if _is_of_place(one.task, spec, chosen))
    return next(same, None) or next(there, None)


def _asks_for(intent: Intent, recipe: Recipe) -> bool:
    return any(line.service_key == recipe.key for line in intent.services)


def resubmit_policy(scene: Scene, intent: Intent) -> ResendPolicy | None:
    """Under what protection the paid step may be sent once more; None when it never may."""
    run = scene.run
    traits = run.traits[scene.view.account.label].pictures
    if traits is None or intent.handle is None or intent.handle.keys() != traits.upload_ids:
        return None
    if intent.account != scene.view.account:
        return None
    home = scene.view.home
    if home is None or home.canonical != canonical_id(intent.property):
        # It was sent for the home under its former id, and stands under that in the ledger.
        return None
    settle = min(run.portfolio.vendors[scene.view.account.label].settle, traits.settle)
    return ResendPolicy(window=timedelta(0), margin=timedelta(0), settle=settle)


def _unknown(scene: Scene, spec: NeedSpec, intent: Intent, *, again: SecondWord) -> Blocked:
    address = scene.view.address(spec)
    upload = intent.handle["order_id"] if intent.handle is not None else ""
    why = f"{_subject(intent)} was submitted {minute_of(intent.sent_at)} and its outcome is unknown"
    why += f" ({intent.evidence})" if intent.evidence else ""
    if upload:
        why += f"; each plan asks the vendor about the upload {upload}"
    first_of_all = again.before_remedy or ("plan again later, or " if upload else "")
    return Blocked(
        need=address,
        action=Action.CREATE,
        reason=Reason.CREATE_OUTCOME_UNKNOWN,
        why=why + again.why,
        remedy=first_of_all + unknown_remedy(scene.run, intent, address, order_id=upload),
        since=intent.sent_at,
        because=spec.because,
        until=again.until,
    )


def _subject(intent: Intent) -> str:
    return intent.task.words if intent.task else "a picture"


def _stuck(scene: Scene, spec: NeedSpec, chosen: Chosen, *, recipe: Recipe) -> Blocked | None:
    """What only a person can end: a hold of the home, or a picture that the vendor gave up."""
    run, view = scene.run, scene.view
    # An unknown picture keeps back its own recipe only: nobody drives anywhere for it.
    held = held_back(run, replace(view, intents=(), doubts=()), spec, explained=True)
    if held is not None:
        return held
    given_up = [] if is_repeated(scene, spec, chosen) else _given_up(view, recipe)
    again = run.portfolio.lifecycle.on_vendor_cancel is OnVendorCancel.REORDER
    # A photo that cannot be made will fail every time, and each run would pay for it.
    if len(given_up) <= (_AUTOMATIC_REORDERS if again else 0):
        return None
    failed, address = given_up[0], view.address(spec)
    reason = f": {failed.attention}" if failed.attention else ""
    return Blocked(
        need=address,
        action=Action.CREATE,
        reason=Reason.VENDOR_CANCELED,
        why=f"the vendor could not make {recipe.words} (order {failed.order_id}){reason}",
        remedy=f"look at the photo, then order it again with --replace {address}, or leave it out",
        because=spec.because,
        order_id=failed.order_id,
    )


_AUTOMATIC_REORDERS = 1
"""So often `on_vendor_cancel: reorder` orders a picture again by itself; then a person looks."""


def _given_up(view: AccountView, recipe: Recipe) -> list[Order]:
    """The orders of the very picture that the vendor gave up, newest first."""
    return [
        order
        for order in view.orders
        if order.task is not None
        and order.task.recipe == recipe
        and order.phase is Phase.CANCELED
        and order.canceled_by is CanceledBy.VENDOR
    ]


def _due(scene: Scene, spec: NeedSpec, chosen: Chosen, *, recipe: Recipe) -> DuePicture:
    task = PictureTask(recipe=recipe, photo=chosen.photo)
    if is_repeated(scene, spec, chosen):
        return _requested(scene, spec, chosen, task=task)
    failed = _given_up(scene.view, recipe)
    if failed:
        why = f"the vendor could not make it in order {failed[0].order_id}"
        return DuePicture(task=task, reason=Reason.VENDOR_CANCELED, why=why)
    older = next((one for one in _living(scene.view) if _is_older(one, spec, chosen)), None)
    if older is not None:
        why = f"its photo is newer than that of order {older.order_id}"
        return DuePicture(task=task, reason=Reason.SOURCE_CHANGED, why=why)
    return DuePicture(task=task, reason=Reason.MISSING, why="not made yet")


def _requested(scene: Scene, spec: NeedSpec, chosen: Chosen, *, task: PictureTask) -> DuePicture:
    """An overdue one has its own reason, so that a saved plan is another one once it has come."""
    orders = _orders_of(scene.view, spec, chosen, recipe=task.recipe)
    late = next((order for order in orders if is_overdue(order, scene.run.now)), None)
    why = "ordered again on request (--replace)"
    if late is None:
        return DuePicture(task=task, reason=Reason.REQUESTED, why=why)
    why = f"order {late.order_id} is overdue; {why}"
    return DuePicture(task=task, reason=Reason.OVERDUE, why=why)


def _is_older(order: Order, spec: NeedSpec, chosen: Chosen) -> bool:
    """Whether it is the same room, treated so, made of what stood in this place before.

    Another photo of the same shoot, or another file, is not older: a home may have two bedrooms.
    """
    task, now = order.task, chosen.photo
    if task is None or task.recipe.room != chosen.room or not is_treated_so(task.recipe, spec):
        return False
    was = task.photo
    if was.path is not None and now.path is not None:
        return was.path == now.path
    another_shoot = (was.account, was.order_id) != (now.account, now.order_id)
    return another_shoot or was.sequence == now.sequence
