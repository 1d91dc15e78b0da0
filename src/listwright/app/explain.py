"""`explain`: why needs stand as they do, from what is known here; asks no vendor.

One home is decided by itself, just as the plan decides it: bundles, windows and freezes are its
own. Only a plan that leaves orders out over a limit (`on_limit: trim`) counts over all homes, so
there the whole plan is made.
"""

from collections.abc import Mapping
from dataclasses import replace

from listwright.app.checks import check_changes, check_wants, split
from listwright.app.looking import Looker, known_shelf
from listwright.app.names import refuse_unknown_names
from listwright.app.plan import PlanDesk, PlanOptions, make_plan, refuse_lost_sources
from listwright.app.target import Target, find_target
from listwright.engine.addresses import parse_address
from listwright.engine.explain.case import HomeCase, judge_home, keys_of
from listwright.engine.explain.explaining import explain_needs
from listwright.engine.mail import sort_mail
from listwright.engine.money import weigh_money
from listwright.engine.needs import resolve_wants
from listwright.engine.pricing import block_unpriced
from listwright.engine.reconcile import PlanInput, begin_run
from listwright.engine.renames import join_renamed
from listwright.engine.view import Run, holds
from listwright.engine.work import Found
from listwright.errors import ConfigError, Diagnostic, UsageError
from listwright.model.account import VendorTraits
from listwright.model.explanation import ExplainReport
from listwright.model.intent import Observed
from listwright.model.names import Address, NeedKey
from listwright.model.need import Wanted
from listwright.model.order import Order
from listwright.model.plan import Plan
from listwright.model.portfolio import OnLimit
from listwright.model.shelf import EMPTY_SHELF, Shelf


def explain_address(desk: PlanDesk, options: PlanOptions, text: str) -> ExplainReport:
    """Why the needs that `text` names stand as they do: PROPERTY/KEY, PROPERTY or order:ID.

    Raises UsageError when nothing is named so, ConfigError when the home asks for what the vendor
    must refuse.
    """
    observed = desk.ledger.observed()
    refuse_lost_sources(desk.portfolio, observed)
    target = _find(desk, observed, text)
    _refuse_strange_names(desk, options, observed)
    at = _judge(desk, options, observed, target=target)
    warnings = _check(desk, at)
    return ExplainReport(
        address=str(_named(target)),
        one_need=target.key is not None,
        explanations=explain_needs(
            at,
            _keys(at, target, text),
            _said(desk, options, at, observed=observed),
            known_accounts=observed.accounts,
        ),
        origin=at.home.facts.origin if at.home is not None else None,
        warnings=warnings,
    )


def _find(desk: PlanDesk, observed: Observed, text: str) -> Target:
    """What `text` names; a key that only rules for other homes know is a need, too."""
    portfolio, now = desk.portfolio, desk.clock.now()
    try:
        return find_target(text, portfolio, observed, now=now)
    except UsageError:
        head, slash, tail = text.rpartition("/")
        known = {entry.key for rule in portfolio.rules for entry in rule.entries}
        if not slash or tail not in known:
            raise
        return replace(find_target(head, portfolio, observed, now=now), key=NeedKey(tail))


def _refuse_strange_names(desk: PlanDesk, options: PlanOptions, observed: Observed) -> None:
    """Raise UsageError for a `--replace` that names nothing: a typo is no answer."""
    if options.scope.replace:
        run = _begin(desk, options, observed)
        resolver = run.resolver.at(run.calendar)
        refuse_unknown_names(options.scope, resolve_wants(desk.portfolio, resolver), observed)


def _named(target: Target) -> Address | str:
    return Address(target.property, target.key) if target.key is not None else target.property


def _judge(desk: PlanDesk, options: PlanOptions, observed: Observed, *, target: Target) -> HomeCase:
    """The home, decided with what is known of photos; files of the project are looked at."""
    shelf = known_shelf(desk.portfolio, desk.ledger)
    at = judge_home(_begin(desk, options, observed, shelf=shelf), target.home, target.record)
    if desk.pictures is None:
        return at
    looker = Looker(
        pictures=desk.pictures, ledger=desk.ledger, progress=desk.progress, driver=None, left=0
    )
    while at.found.unfetched or at.found.unlisted:
        photos = tuple(photo for _, photo in at.found.unfetched)
        more = looker.look(shelf, photos, tuple(at.found.unlisted))
        if more is None:
            break
        shelf = more
        run = _begin(desk, options, observed, shelf=shelf)
        at = judge_home(run, target.home, target.record)
    return at


def _begin(
    desk: PlanDesk, options: PlanOptions, observed: Observed, *, shelf: Shelf = EMPTY_SHELF
) -> Run:
    portfolio = desk.portfolio
    traits: Mapping[str, VendorTraits] = {
        label: vendor.traits for label, vendor in desk.vendors.items()
    }
    given = PlanInput(
        portfolio=portfolio,
        observed=observed,
        traits=traits,
        limits=options.limits,
        scope=options.scope,
        now=desk.clock.now(),
        plan_id=options.plan_id,
        digests=options.digests,
        shelf=shelf,
        mail=sort_mail(desk.ledger.mailbox(), portfolio, observed),
    )
    return begin_run(given, join_renamed(observed, portfolio.homes))


def _keys(at: HomeCase, target: Target, text: str) -> tuple[NeedKey, ...]:
    if target.key is not None:
        return (target.key,)
    order_id = parse_address(text, frozenset()).order_id
    if order_id is None:
        return tuple(keys_of(at))
    order = next(one for one in target.record.orders if one.order_id == order_id)
    served = tuple(key for key in keys_of(at) if _serves(at, order, key))
    if not served:
        raise UsageError(
            f"Order {order_id} of {target.property} serves no need.",
            advice=f"listwright explain {target.property} explains the needs of the home.",
        )
    return served


def _serves(at: HomeCase, order: Order, key: NeedKey) -> bool:
    """Whether the order was placed for the need, or holds a service that meets it."""
    if order.basis is not None and key in order.basis.keys:
        return True
    labels = {work.view.account.label for work in at.works if work.view.order(order.order_id)}
    return any(
        spec.key == key
        and spec.tool is None
        and spec.vendor in labels
        and holds(order, spec) is not None
        for spec in at.needs.specs
    )


def _said(
    desk: PlanDesk, options: PlanOptions, at: HomeCase, *, observed: Observed
) -> Found | Plan:
    """Where the lines of the plan about the home stand."""
    limits = options.limits
    if limits.on_limit is OnLimit.TRIM:
        return make_plan(desk, options)
    money = weigh_money(at.found.changes, at.run, observed, limits=limits, payers={})
    priced = replace(at.found, changes=money.changes)
    return block_unpriced(priced, limits, desk.portfolio.prices, learned=money.learned)


def _check(desk: PlanDesk, at: HomeCase) -> tuple[Diagnostic, ...]:
    """Warnings about the home; its errors end the command, as they end a plan."""
    wanted = [Wanted(home=at.home, needs=at.needs)] if at.home is not None else []
    errors, warnings = split(
        (
            *at.run.resolver.diagnostics,
            *at.found.findings,
            *check_wants(desk.portfolio, wanted, desk.vendors, calendar=at.run.calendar),
            *check_changes(at.found.changes, desk.vendors),
        )
    )
    if errors:
        raise ConfigError(
            f"The files ask for something at {at.property_id} that cannot be ordered.",
            diagnostics=(*errors, *warnings),
        )
    return warnings
