"""One home decided, and one need of it with every line of the plan that names it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from listwright.engine.imports import adopt, adoptions
from listwright.engine.orders import orders_beside, plan_at_length, retired_unknowns
from listwright.engine.pictures.planning import plan_pictures
from listwright.engine.pictures.scene import Scene, picture_scenes
from listwright.engine.pictures.wanting import sellers_of
from listwright.engine.staging import drop_orphans
from listwright.engine.trail import Layer, NeedTrail, layers_of, replay_trail
from listwright.engine.view import AccountView, Run, account_views
from listwright.engine.work import Found, Work
from listwright.model.intent import PropertyRecord
from listwright.model.names import Address, NeedKey, PropertyId
from listwright.model.need import NeedSet, NeedSpec
from listwright.model.order import Order, Phase
from listwright.model.plan import Action, Blocked, Change, Deferred, Plan, Reason, Standing
from listwright.model.portfolio import Home

Line = Change | Deferred | Blocked | Standing
"""One line of a plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeCase:
    """One home, decided. `matched` are the indices of the rules that match it.

    `works` are its desks, one per account, as they were left; `found` is everything the plan says
    of the home, and `visits` what it says of needs that are ordered per home. `scenes` are those
    of its pictures, one per account that makes them, as they were left.
    """

    run: Run
    property_id: PropertyId
    home: Home | None
    record: PropertyRecord
    matched: tuple[int, ...]
    needs: NeedSet
    works: tuple[Work, ...]
    found: Found
    visits: Found
    scenes: tuple[Scene, ...]

    @property
    def is_absent(self) -> bool:
        """Whether the files end the home with `absent: true`."""
        override = self.home.override if self.home is not None else None
        return override is not None and override.absent

    @property
    def layers(self) -> tuple[Layer, ...]:
        """What speaks about the needs of the home, in order; nothing, once it is absent."""
        if self.home is None or self.is_absent:
            return ()
        return layers_of(self.run.portfolio, self.matched, self.home)


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedCase:
    """One need and what the plan says of it; `line` is the one that decides about it.

    `spec` is set for a need that is wanted, `orphan` instead for staging that has nothing to work
    on. `work` is the desk of the account where it is, or was, ordered.
    """

    at: HomeCase
    key: NeedKey
    spec: NeedSpec | None
    orphan: NeedSpec | None
    work: Work | None
    lines: tuple[Line, ...]
    trail: NeedTrail

    @property
    def address(self) -> Address:
        """What the user types to name it."""
        return Address(self.at.property_id, self.key)

    @property
    def stage(self) -> Scene | None:
        """What pictures of the home are decided with; None for a need that is ordered per home.

        It is the scene of the plan, with all that was claimed on it; the tray is another one.
        """
        if self.work is None:
            return None
        account = self.work.view.account
        scene = next((one for one in self.at.scenes if one.view.account == account), None)
        if scene is None:
            return None
        found = Found()
        found.take_in(self.at.visits)
        return replace(scene, found=found)

    @property
    def line(self) -> Line | None:
        """The line that says what becomes of the need."""
        return self.lines[0] if self.lines else None

    @property
    def order(self) -> Order | None:
        """The order the decision is about: the one it names, else one that carries the need."""
        if self.work is None:
            return None
        view = self.work.view
        named = self.line.order_id if self.line is not None else None
        order = view.order(named) if named is not None else None
        if order is not None or self.spec is None or self.at.run.makes_pictures(view):
            return order or _carrier(view, self.key)
        held = next((one for one in view.open(self.spec) if one.managed), None)
        return held or _carrier(view, self.key)


def judge_home(run: Run, home: Home | None, record: PropertyRecord) -> HomeCase:
    """Everything the plan decides about one home; limits are counted over all homes, not here."""
    needs = NeedSet(specs=())
    matched: tuple[int, ...] = ()
    if home is not None and not (home.override is not None and home.override.absent):
        matched = run.resolver.matching(home.facts)
        needs = run.resolver.sum_of(matched, home)
    views = account_views(run, home, needs, record=record)
    per_home = tuple(view for view in views if not run.makes_pictures(view))
    works: list[Work] = []
    visits, found = Found(), Found()
    for view in per_home:
        works.append(_work_at(run, view, orders_beside(view, visits.changes)))
        visits.take_in(works[-1].found)
    found.take_in(visits)
    scenes: list[Scene] = []
    for scene in picture_scenes(run, views, others=per_home, found=found):
        works.append(_pictures_at(scene))
        scenes.append(scene)
    found.blocked += retired_unknowns(run, views, record.intents)
    return HomeCase(
        run=run,
        property_id=home.id if home is not None else record.property,
        home=home,
        record=record,
        matched=matched,
        needs=needs,
        works=tuple(works),
        found=found,
        visits=visits,
        scenes=tuple(scenes),
    )


def _pictures_at(scene: Scene) -> Work:
    """The desk of an account that makes pictures, after all was decided: orphans left out."""
    plan_pictures(scene)
    dropped = set(scene.found.dropped)
    kept = tuple(spec for spec in scene.view.needs if scene.view.address(spec) not in dropped)
    return Work(run=scene.run, view=replace(scene.view, needs=kept), found=scene.found)


def _work_at(run: Run, view: AccountView, beside: tuple[Change, ...]) -> Work:
    """The desk of one account after all was decided: orders adopted, orphans left out.

    `beside` are the orders that the plan places for the home at its earlier accounts.
    """
    found = Found()
    if view.needs or view.orders or view.intents:
        found = plan_at_length(run, view, beside=beside)
    adopted = adopt(view, adoptions(run, view))
    before = Work(run=run, view=adopted, found=Found(), beside=beside)
    staging = drop_orphans(before)
    visits = tuple(spec for spec in view.needs if spec.slug not in before.staging_slugs)
    left = replace(adopted, needs=(*visits, *staging))
    return Work(run=run, view=left, found=found, orphans=before.orphans, beside=beside)


def open_case(at: HomeCase, key: NeedKey, said: Found | Plan) -> NeedCase:
    """One need of a home; `said` is where the lines about it stand."""
    address = Address(at.property_id, key)
    lines = tuple(sorted((one for one in lines_of(said) if _names(one, address)), key=_rank))
    written = next((spec for spec in at.needs.specs if spec.key == key), None)
    work = _work_for(at, key, written)
    kept = work is not None and any(one is written for one in work.view.needs)
    return NeedCase(
        at=at,
        key=key,
        spec=written if kept else None,
        orphan=None if kept else written,
        work=work,
        lines=lines,
        trail=replay_trail(at.layers, at.run.portfolio, key),
    )


def lines_of(said: Found | Plan) -> Iterator[Line]:
    """Every line."""
    yield from said.changes
    yield from said.deferred
    yield from said.blocked
    yield from said.standing


def _names(line: Line, address: Address) -> bool:
    return address in line.needs if isinstance(line, Change) else line.need == address


def _rank(line: Line) -> int:
    """What becomes of the need itself comes before what becomes of orders it had."""
    match line:
        case Change():
            return 0 if line.action.creates else 7 if line.action.cancels else 3
        case Blocked():
            return 1 if line.action is not Action.CANCEL else 5
        case Deferred():
            return 2 if line.action is not Action.CANCEL else 6
        case Standing():
            return 4 if line.reason is not Reason.KEPT else 8
        case _:
            assert_never(line)


def _work_for(at: HomeCase, key: NeedKey, spec: NeedSpec | None) -> Work | None:
    """The desk where the need is ordered; of one that nobody wants, where an order carries it."""
    if spec is not None:
        return next((one for one in at.works if one.view.account.label == spec.vendor), None)
    carrying = (one for one in at.works if _carrier(one.view, key) is not None)
    return next(carrying, at.works[0] if at.works else None)


def _carrier(view: AccountView, key: NeedKey) -> Order | None:
    """The newest order of ours, an open one first, that was placed for the key."""
    orders = [one for one in view.orders if one.basis is not None and key in one.basis.keys]
    open_ones = [one for one in orders if one.phase in {Phase.OPEN, Phase.UNKNOWN}]
    return next(iter([*open_ones, *orders]), None)


def keys_of(at: HomeCase) -> Iterable[NeedKey]:
    """Every key that means something at the home, each once, the wanted ones first.

    Then those that were dropped, those the plan names, those its open orders carry, and those that
    some rule would add if it matched.
    """
    found: dict[NeedKey, None] = {spec.key: None for spec in at.needs.specs}
    found.update({drop.key: None for drop in at.needs.dropped})
    for line in lines_of(at.found):
        needs = line.needs if isinstance(line, Change) else (line.need,)
        found.update({need.key: None for need in needs if need.property == at.property_id})
    for order in at.record.orders:
        if order.basis is not None:
            found.update(dict.fromkeys(order.basis.keys))
    if at.home is not None:
        sellers = sellers_of(at.run.portfolio)
        for rule in at.run.portfolio.rules:
            added = (one.key for one in rule.entries if sellers.added_by(one))
            found.update(dict.fromkeys(added))
    return tuple(found)
