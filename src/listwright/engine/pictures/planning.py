"""What a home's needs for pictures come to: one order for each picture that is due."""

from dataclasses import dataclass, field, replace

from listwright.engine.creates import Ground, picture_change
from listwright.engine.decide import is_requested
from listwright.engine.orders import unwanted_unknown
from listwright.engine.pictures.choosing import Choice, Chosen, choose_photos
from listwright.engine.pictures.hindrances import kept_away
from listwright.engine.pictures.leaving import forget_unwanted
from listwright.engine.pictures.remembering import remember_photos
from listwright.engine.pictures.repeating import mark_repeated
from listwright.engine.pictures.scene import Scene
from listwright.engine.pictures.small import is_small, small_photos
from listwright.engine.pictures.source import Later, Nowhere, Photos, find_photos
from listwright.engine.pictures.standing import standing_of
from listwright.engine.pictures.units import (
    Doubtful,
    DuePicture,
    Made,
    Sending,
    Unfetched,
    Unit,
    judge_unit,
)
from listwright.engine.proofs import by_attestation
from listwright.engine.rejected import blocked_by_refusal, refused_whole
from listwright.engine.staging import orphaned
from listwright.engine.waivers import standing_waiver
from listwright.engine.wording import count_of, minute_of
from listwright.model.intent import IntentState
from listwright.model.need import NeedSpec
from listwright.model.order import Order, Phase
from listwright.model.picture import PhotoRef, PictureCounts, Recipe
from listwright.model.plan import Blocked, Change, Deferred, Reason, Resend, Standing
from listwright.model.rules import OnMissing


def plan_pictures(scene: Scene) -> None:
    """Decide everything about the pictures of one home at one account, into the scene's tray."""
    view = scene.view
    if not (view.needs or view.orders or view.intents):
        return
    answered: set[int] = set()
    used: set[str] = set()
    for spec in view.needs:
        desk = _Desk(scene=scene, spec=spec)
        _decide(desk)
        answered |= desk.answered
        used |= {order.order_id for order in desk.orders}
    _tell_unwanted_doubts(scene, answered)
    forget_unwanted(scene, frozenset(used))


@dataclass(slots=True, kw_only=True)
class _Desk:
    """One need while its pictures are sorted."""

    scene: Scene
    spec: NeedSpec
    orders: list[Order] = field(default_factory=list)
    sending: list[str] = field(default_factory=list)
    unfetched: list[Unfetched] = field(default_factory=list)
    due: list[DuePicture] = field(default_factory=list)
    blocked: list[Blocked] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    held: int = 0
    """Due pictures that one blocked line of the whole need keeps away."""

    asked: set[Recipe] = field(default_factory=set)
    answered: set[int] = field(default_factory=set)
    """Intents in doubt that a line of the plan speaks of."""

    def file(self, unit: Unit) -> None:
        """Put one picture on its pile."""
        match unit:
            case Made(order=order):
                if order not in self.orders:
                    self.orders.append(order)
            case Sending(why=why):
                self.sending.append(why)
            case Unfetched():
                self.unfetched.append(unit)
            case Doubtful():
                self._file_doubt(unit)
            case Blocked():
                self.blocked.append(unit)
            case DuePicture():
                self.due.append(unit)

    def _file_doubt(self, unit: Doubtful) -> None:
        if unit.intent.id in self.answered:
            # Its photo has another number now, and another photo stands in its place.
            return
        self.answered.add(unit.intent.id)
        again = _resubmit(self, unit)
        if again is None:
            self.blocked.append(unit.blocked)
        else:
            self.changes.append(again)


def _decide(desk: _Desk) -> None:
    scene, spec = desk.scene, desk.spec
    found, run, view = scene.found, scene.run, scene.view
    settled = None if is_requested(run, view, spec) else settled_by_word(scene, spec)
    if settled is not None:
        found.standing.append(settled)
        return
    where = find_photos(scene, spec)
    match where:
        case Later(waits=waits):
            if isinstance(waits, Blocked):
                found.blocked.append(waits)
            else:
                found.deferred.append(waits)
        case Nowhere():
            found.dropped.append(view.address(spec))
            found.findings.append(orphaned(spec))
        case Photos():
            _sort(desk, choice_of(scene, spec, where), where)


def choice_of(scene: Scene, spec: NeedSpec, photos: Photos) -> Choice:
    """The photos that the need works on; those that pictures were bought of come first."""
    made = remember_photos(scene, spec, photos.photos)
    traits = scene.run.traits[scene.view.account.label].pictures
    tools = traits.tools if traits is not None else ()
    offer = next((tool for tool in tools if tool.tool == spec.tool), None)
    return choose_photos(spec, photos.photos, made, offer=offer)


def settled_by_word(scene: Scene, spec: NeedSpec) -> Standing | None:
    """What somebody said of the need: that it is met, or waived."""
    attested = by_attestation(scene.run, scene.view, spec) if scene.view.attestations else None
    return attested or standing_waiver(scene.run, scene.view, spec)


def _sort(desk: _Desk, choice: Choice, photos: Photos) -> None:
    spec = desk.spec
    lacking = lacking_rooms(desk.scene, spec, choice, photos=photos)
    if lacking is not None:
        desk.scene.found.blocked.append(lacking)
        return
    mark_repeated(desk.scene, spec, choice.chosen)
    for chosen in choice.chosen:
        _sort_one(desk, chosen)
    _order_due(desk)
    _claim(desk)
    _conclude(desk, choice)


def _sort_one(desk: _Desk, chosen: Chosen) -> None:
    unit = unless_claimed(desk.scene, desk.spec, judge_unit(desk.scene, desk.spec, chosen))
    recipe = _asked_now(unit)
    if recipe is not None:
        if recipe in desk.asked:
            # One photo that was delivered twice.
            return
        desk.asked.add(recipe)
    desk.file(unit)


def unless_claimed(scene: Scene, spec: NeedSpec, unit: Unit) -> Unit:
    """The unit; a picture that another need of the home orders before is coming with that one."""
    recipe = _asked_now(unit)
    first = scene.taken.get(recipe.key) if recipe is not None else None
    if first is None or first == scene.view.address(spec):
        return unit
    return Sending(why=f"{first} orders the same picture in this plan")


def _asked_now(unit: Unit) -> Recipe | None:
    """The recipe that this plan may ask the vendor for, unless it asks for it already."""
    if isinstance(unit, DuePicture):
        return unit.task.recipe
    if isinstance(unit, Doubtful) and unit.policy is not None and unit.intent.task is not None:
        return unit.intent.task.recipe
    return None


def _order_due(desk: _Desk) -> None:
    """Turn what is due into orders, unless something keeps all of it away."""
    scene, spec = desk.scene, desk.spec
    waits = kept_away(scene, spec) if desk.due else None
    count = len(desk.due)
    if waits is not None:
        desk.due.clear()
        if isinstance(waits, Blocked):
            desk.blocked.append(waits)
            desk.held = count - 1
        else:
            scene.found.deferred.append(waits)
    for due in desk.due:
        ground = Ground(reason=due.reason, why=due.why)
        change = picture_change(scene.run, scene.view, spec, task=due.task, ground=ground)
        if change is None:
            continue
        refused = refused_whole(scene.run, scene.view, change.request_digest or "")
        if refused is not None and not is_requested(scene.run, scene.view, spec):
            desk.blocked.append(blocked_by_refusal(scene.view, spec, refused))
        else:
            desk.changes.append(change)
            if is_small(scene, due.task.photo):
                scene.found.findings.append(small_photos(spec))


def _claim(desk: _Desk) -> None:
    """Keep other needs from asking for the same, where this one asks for it within the scope."""
    scene, address = desk.scene, desk.scene.view.address(desk.spec)
    if scene.run.is_in_scope(address):
        for change in desk.changes:
            if change.task is not None:
                scene.taken[change.task.recipe.key] = address


def _conclude(desk: _Desk, choice: Choice) -> None:
    """File what the need comes to: its orders, what is stuck, what waits; or how it stands."""
    scene, found = desk.scene, desk.scene.found
    found.pictures.append((scene.view.address(desk.spec), _counted(desk, choice)))
    found.changes += desk.changes
    found.blocked += desk.blocked
    if desk.unfetched:
        found.deferred.append(_unfetched(desk))
        address = scene.view.address(desk.spec)
        found.unfetched += [(address, one.chosen.photo) for one in desk.unfetched if not one.why]
    deferred = any(item.need == scene.view.address(desk.spec) for item in found.deferred)
    if not (desk.changes or desk.blocked or deferred):
        found.standing.append(
            standing_of(scene, desk.spec, desk.orders, sending=desk.sending, choice=choice)
        )


def _counted(desk: _Desk, choice: Choice) -> PictureCounts:
    """The pictures of the need; those that something keeps away wait, whatever keeps them."""
    done = sum(1 for order in desk.orders if order.phase is Phase.DELIVERED)
    coming = len(desk.orders) - done + len(desk.sending)
    stuck = len(desk.blocked) + desk.held
    wanted = len(choice.chosen)
    rest = wanted - done - coming - len(desk.changes) - stuck
    return PictureCounts(
        wanted=wanted,
        done=done,
        in_progress=coming,
        to_order=len(desk.changes),
        waiting=max(0, rest),
        blocked=stuck,
        left_out=choice.left_out,
    )


def _unfetched(desk: _Desk) -> Deferred:
    count, first = len(desk.unfetched), desk.unfetched[0]
    broken = next((one for one in desk.unfetched if one.why), None)
    if broken is not None:
        return desk.scene.waits(
            desk.spec,
            Reason.READ_REQUIRED,
            why=f"{broken.chosen.photo} cannot be had: {broken.why}",
            clears_when=f"a plan gets it; links are renewed by listwright refresh "
            f"{desk.scene.view.property}",
        )
    return desk.scene.waits(
        desk.spec,
        Reason.READ_REQUIRED,
        why=f"{count_of(count, 'photo')} of it, {first.chosen.photo} first, "
        f"{'was' if count == 1 else 'were'} delivered and not downloaded yet: what is ordered "
        "depends on the bytes",
        clears_when="a plan downloads it (--refresh auto)",
    )


def lacking_rooms(
    scene: Scene, spec: NeedSpec, choice: Choice, *, photos: Photos
) -> Blocked | None:
    """No photo shows what is wanted; None when the need says that this is no error."""
    missing = choice.missing
    if spec.on_missing is OnMissing.SKIP or (choice.chosen and not missing):
        return None
    whose = f"order {photos.order.order_id}" if photos.order is not None else "the files"
    what = " or ".join(missing) if missing else "a room that can be staged"
    at = spec.spans.get("rooms", spec.spans["slug"]).at
    return scene.blocked(
        spec,
        Reason.MISSING_FACT,
        why=f"none of the {len(photos.photos)} photos of {whose} shows {what} by its caption "
        f"({_captions(photos.photos)})",
        remedy=f"correct `rooms` at {at}, pick the photos by `source: {{captions: [...]}}` or "
        "`sequences`, or write `on_missing: skip`",
    )


_SHOWN_CAPTIONS = 8


def _captions(photos: tuple[PhotoRef, ...]) -> str:
    captions = list(dict.fromkeys(photo.caption or "without caption" for photo in photos))
    more = ", ..." if len(captions) > _SHOWN_CAPTIONS else ""
    return ", ".join(captions[:_SHOWN_CAPTIONS]) + more


def _resubmit(desk: _Desk, unit: Doubtful) -> Change | None:
    """The paid step once more on the same upload, as a change; None when it may not leave now."""
    intent, scene, spec = unit.intent, desk.scene, desk.spec
    if unit.policy is None or intent.task is None or intent.handle is None:
        return None
    task = intent.task
    why = (
        f"{task.words} was submitted {minute_of(intent.sent_at)} and its "
        f"outcome is unknown; the vendor is asked first, and if it shows nothing the same upload "
        f"({intent.handle['order_id']}) is submitted once more, which makes no second order"
    )
    ground = Ground(reason=Reason.RESEND_UNKNOWN, why=why)
    change = picture_change(scene.run, scene.view, spec, task=task, ground=ground)
    if change is None:
        return None
    return replace(
        change,
        # It is the same recipe on the same upload, whatever became of the home's facts.
        request_digest=intent.request_digest,
        order_key=intent.order_key,
        generation=intent.generation,
        resend=Resend(policy=unit.policy, otherwise=(unit.blocked,)),
    )


def _tell_unwanted_doubts(scene: Scene, answered: set[int]) -> None:
    """Unknown outcomes that no need speaks of stay on the list, too."""
    wanted = {scene.view.address(spec) for spec in scene.view.needs}
    scene.found.blocked += [
        unwanted_unknown(scene.run, intent, line, is_wanted=line.address in wanted)
        for intent in scene.view.intents
        if intent.state.is_unsettled
        and intent.state is not IntentState.SENDING
        and intent.id not in answered
        for line in intent.services
    ]
