"""Proof without an order: checking what a person says was delivered, and keeping it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from listwright.app.settle import Desk, Settled
from listwright.app.target import Target
from listwright.engine.calendar import Calendar
from listwright.engine.view import attest
from listwright.errors import UsageError
from listwright.model.intent import Claim
from listwright.model.names import Address, NeedKey
from listwright.model.portfolio import Home

_DAY = re.compile(r"(?:19|[2-9][0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}")
_COUNT = re.compile(r"[1-9][0-9]{0,4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Misstated:
    """What is wrong with one field of a claim, and what to write instead."""

    field: str
    message: str
    advice: str


def read_claim(
    target: Target, told: Mapping[str, str], calendar: Calendar
) -> Claim | tuple[Misstated, ...]:
    """The claim that `told` makes of the target, or everything that is wrong with it.

    `told` holds the texts of `delivered_at`, `evidence` and, if it is said, `quantity`.
    """
    home, meant = target.home, _need_meant(target)
    if home is None or isinstance(meant, Misstated):
        unmet = (meant,) if isinstance(meant, Misstated) else ()
        return (*unmet, *_texts_misstated(told))
    day = _read_day(told["delivered_at"])
    today = calendar.today(home.facts)
    wrong = list(_texts_misstated(told))
    if day is not None and day > today:
        wrong.append(
            Misstated(
                field="delivered_at",
                message=f"{day} is still to come; at the home it is {today}.",
                advice="Attest what was delivered, on the day it was or later.",
            )
        )
    if wrong or day is None:
        return tuple(wrong)
    count = told.get("quantity", "")
    return Claim(
        property=home.id,
        key=meant,
        delivered_on=day,
        quantity=int(count) if count else None,
        evidence=told["evidence"],
    )


def attest_need(desk: Desk, target: Target, claim: Claim) -> Settled:
    """Keep a claim. No vendor is asked; saying the same twice changes nothing."""
    home = target.home
    assert home is not None, "a claim is read only for a home of the files"
    now = desk.driver.clock.now()
    calendar = Calendar(now=now, zone=desk.portfolio.timezone)
    written = desk.ledger.attest(claim, at=now)
    notes = [] if written else ["already attested, with the same words"]
    notes += _overruled(home, target, claim, calendar=calendar)
    return Settled(
        needs=(Address(claim.property, claim.key),),
        orders=(),
        note="; ".join(notes),
    )


def attest_told(desk: Desk, target: Target, told: Mapping[str, str]) -> Settled:
    """Check what was said and keep it; raises UsageError for the first thing that is wrong."""
    calendar = Calendar(now=desk.driver.clock.now(), zone=desk.portfolio.timezone)
    claim = read_claim(target, told, calendar)
    if isinstance(claim, tuple):
        raise UsageError(claim[0].message, advice=claim[0].advice)
    return attest_need(desk, target, claim)


def _overruled(home: Home, target: Target, claim: Claim, *, calendar: Calendar) -> Iterator[str]:
    """That the files attest the same need, too: what was reviewed comes first."""
    declared = attest(home, target.needs, calendar.today(home.facts)).get(claim.key)
    if declared is not None:
        yield f"the files attest it, too ({declared.at}), and what they say comes first"


def _need_meant(target: Target) -> NeedKey | Misstated:
    wanted = [spec.key for spec in target.needs.specs]
    if target.home is None:
        return Misstated(
            field="need",
            message=f"{target.property} is not in the files, so it has no need to be met.",
            advice="Add the home first.",
        )
    if target.key in wanted:
        return target.key
    dropped = next((one for one in target.needs.dropped if one.key == target.key), None)
    if dropped is not None:
        return Misstated(
            field="need",
            message=f"The files want no {target.key} for {target.property}: {dropped.because.rule} "
            f"({dropped.because.at}) takes it away.",
            advice="A need that is not wanted needs no proof.",
        )
    if target.key is None and len(wanted) == 1:
        return wanted[0]
    needs = ", ".join(f"{target.property}/{key}" for key in wanted) or "none"
    if target.key is not None:
        message = f"The files want no {target.key} for {target.property} now."
        return Misstated(field="need", message=message, advice=f"Its needs are: {needs}.")
    return Misstated(
        field="need",
        message=f"{target.property} has {len(wanted)} needs, so say which was met.",
        advice=f"Name one of: {needs}.",
    )


def _texts_misstated(told: Mapping[str, str]) -> Iterator[Misstated]:
    if not told["evidence"].strip():
        yield Misstated(
            field="evidence",
            message="It is not said how one can see that it was delivered.",
            advice="Say it in a few words, such as: previous vendor, invoice 4711.",
        )
    if _read_day(told["delivered_at"]) is None:
        yield Misstated(
            field="delivered_at",
            message="The day of delivery is missing, or is no day.",
            advice="Write year, month and day, such as 2026-05-22.",
        )
    count = told.get("quantity", "")
    if count and not _COUNT.fullmatch(count):
        yield Misstated(
            field="quantity",
            message="The quantity is not a number of pieces.",
            advice="Write digits only, such as 25, or leave it out: then any number is enough.",
        )


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
