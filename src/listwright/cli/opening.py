"""What commands on a project begin with: its files, and the options that narrow or lower things."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

from listwright.cli.overwriting import refuse_sources
from listwright.cli.session import Session
from listwright.compose.project import Workshop, load_files, sound_portfolio
from listwright.engine.scope import select_homes
from listwright.errors import UsageError
from listwright.model.plan import Scope
from listwright.model.portfolio import PlanSettings, Portfolio, RefreshMode


@contextmanager
def open_workshop(session: Session) -> Iterator[Workshop]:
    """The project's tools, closed at the end; raises ConfigError, UsageError."""
    loaded = load_files(session.root, session["file"])
    session.project = loaded.sketch.project if loaded.sketch is not None else None
    portfolio, warnings = sound_portfolio(loaded)
    session.warn(warnings)
    refuse_sources(session, session.root, portfolio)
    _check_select(session, portfolio)
    portfolio = replace(portfolio, plan=_plan_settings(session, portfolio))
    with Workshop(portfolio, session.root, session.environment) as workshop:
        _explain(session, workshop)
        yield workshop


def _explain(session: Session, workshop: Workshop) -> None:
    """With `-v`: what this command works on."""
    if not session["verbose"]:
        return
    portfolio = workshop.portfolio
    for file in portfolio.files:
        rows = f", {file.rows} rows" if file.rows is not None else ""
        session.say(f"read {file.file}{rows}")
    session.say(f"ledger {workshop.ledger_store.shown}")
    for settings in portfolio.vendors.values():
        window = settings.window.window
        protected = "not declared" if window is None else f"{window.total_seconds() / 3600:g} h"
        session.say(
            f"account {settings.account.id}: {settings.rate_per_minute} requests a minute, "
            f"duplicate window {protected}"
        )
    session.say(f"now {workshop.clock.now():%Y-%m-%d %H:%M:%S} UTC")


def _plan_settings(session: Session, portfolio: Portfolio) -> PlanSettings:
    settings = portfolio.plan
    mode = RefreshMode.NONE if session["read_only"] else settings.refresh
    if session["refresh"] is not None and not session["read_only"]:
        mode = RefreshMode(session["refresh"])
    budget = session["refresh_budget"]
    age = session["max_staleness"]
    return replace(
        settings,
        refresh=mode,
        refresh_budget=settings.refresh_budget if budget is None else budget,
        max_staleness=settings.max_staleness if age is None else _duration(age),
    )


_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def _duration(text: str) -> timedelta:
    number, unit = text[:-1], text[-1:]
    if not number.isdecimal() or unit not in _UNITS:
        raise UsageError("--max-staleness is not a duration.", advice="Write it as 30m, 6h or 2d.")
    return timedelta(**{_UNITS[unit]: int(number)})


def _check_select(session: Session, portfolio: Portfolio) -> None:
    """Raise UsageError for a `--select` that is none, or that leaves no home."""
    select = session["select"] or ()
    for text in select:
        column, equals, _ = text.partition("=")
        if not equals or not column:
            raise UsageError(
                "--select takes COLUMN=VALUE.", advice="For example --select city=Denver."
            )
    if select and not select_homes(portfolio.homes, select):
        raise UsageError("--select leaves no home.", advice="Check the column and the value.")


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def forecast_day(session: Session) -> date | None:
    """The day of `--as-of`; raises UsageError for a text that is none."""
    text = session["as_of"]
    if text is None:
        return None
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise UsageError("--as-of is not a day.", advice="Write it as 2027-05-22.")
    return day


def make_scope(session: Session, commit: str | None, *, addresses: tuple[str, ...] = ()) -> Scope:
    """The part of the portfolio that the options leave; `addresses` are targets, too."""
    narrowing = ("target", "exclude", "select", "only")
    return Scope(
        partial=bool(addresses) or any(session[name] for name in narrowing),
        target=(*addresses, *(session["target"] or ())),
        exclude=tuple(session["exclude"] or ()),
        select=tuple(session["select"] or ()),
        replace=tuple(session["replace"] or ()),
        only=session["only"],
        commit=commit,
    )
