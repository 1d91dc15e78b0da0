"""One home, its vendor and one calendar: what the stories of staging are told with."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.cli.project import Project, Ran, home
from tests.cli.test_contract import VARIANTS
from tests.servers.planomatic_like import Body, PlanomaticLike, Switches, VendorOrder

SHOT = "photos: {slug: photos, quantity: 15}"
TOUR = "tour: {slug: zillow_3d_and_floor_plans, quantity: 1}"
STAGED = "staging: {slug: ai_virtual_staging, quantity: 5}"
STYLED = "styled: {slug: enhanced_virtual_staging_all_interiors, quantity: 1, source: photos}"
FRESH = "photos: {slug: photos, quantity: 15, fresh_for: {max_age: 12mo}}"
FOLLOWING = "staging: {slug: ai_virtual_staging, quantity: 5, follow_source: true}"

START = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)
APPLY = ("apply", "--bootstrap", "--auto-approve")
Document = dict[str, Any]

STAGING_VARIANTS = [
    *VARIANTS,
    Switches(echo_source=False),
    Switches(echo_source=False, envelope="data", ids=int, create_code=200),
    Switches(request_id_for=2, echo_source=False, envelope="data"),
]


def name_of(switches: Switches) -> str:
    words = [switches.envelope, str(switches.create_code), switches.ids.__name__]
    words += [switches.first_status] if switches.first_status != "new_request" else []
    words += ["late"] if switches.request_id_for else []
    words += [] if switches.echo_source else ["silent"]
    return "-".join(words)


@dataclass(kw_only=True)
class Story:
    """One home, its vendor, and one calendar for both."""

    project: Project
    vendor: PlanomaticLike
    now: datetime = START

    def wants(self, *needs: str, home_says: str = "", vendor: str = "", more: str = "") -> None:
        """P-1 with these needs and these further lines of its own."""
        text = home("P-1").replace(f"require: {{{SHOT}}}", f"require: {{{', '.join(needs)}}}")
        lines = "".join(f"    {line}\n" for line in home_says.splitlines())
        self.project.write(text + lines, vendor=vendor, more=more)

    def later(self, **length: float) -> None:
        self.now += timedelta(**length)

    def run(self, *arguments: str, **env: str | None) -> Ran:
        moment = self.now.isoformat().replace("+00:00", "Z")
        return self.project.json(*arguments, LISTWRIGHT_NOW=moment, **env)

    def plan(self, *arguments: str) -> Document:
        ran = self.run("plan", *arguments, "--detailed-exitcode")
        assert ran.code in {0, 2}, ran.out + ran.err
        return ran.doc

    def apply(self, *arguments: str, code: int = 0) -> Document:
        ran = self.run(*APPLY, *arguments)
        assert ran.code == code, ran.out + ran.err
        return ran.doc

    def placed(self) -> None:
        """Place what is due; read until every order has its id."""
        self.apply()
        for _ in range(self.vendor.switches.request_id_for):
            self.plan()

    def deliver(self) -> None:
        self.vendor.deliver("P-1")

    def shot(self, **length: float) -> VendorOrder:
        """P-1 with photos delivered, that long ago."""
        self.wants(SHOT)
        self.placed()
        self.deliver()
        self.later(**(length or {"days": 10}))
        return self.vendor.only("P-1")

    def settled(self) -> Document:
        """Assert that nothing is left to do or to wait for, and that nothing odd was sent."""
        document = self.plan()
        assert document["order_changes"] == []
        assert document["deferred_changes"] == []
        assert document["blocked_changes"] == []
        assert document["warnings"] == document["errors"] == []
        assert document["exit_code"] == 0
        assert self.vendor.oddities == []
        return document

    @property
    def last_body(self) -> Body:
        return self.vendor.bodies("create")[-1]


def change_of(document: Document) -> Document:
    """The one change of a plan with nothing else in it."""
    (change,) = document["order_changes"]
    assert document["deferred_changes"] == document["blocked_changes"] == []
    return dict(change)


def waiting(document: Document, need: str = "P-1/staging") -> Document:
    """The deferral of a need."""
    found = [item for item in document["deferred_changes"] if item["need"] == need]
    assert len(found) == 1, document["deferred_changes"] + document["blocked_changes"]
    return dict(found[0])


def stuck(document: Document, need: str = "P-1/staging") -> Document:
    """The block of a need."""
    found = [item for item in document["blocked_changes"] if item["need"] == need]
    assert len(found) == 1, document["deferred_changes"] + document["blocked_changes"]
    return dict(found[0])


def slugs_of(body: Body) -> list[str]:
    return sorted(service["slug"] for service in body["services"])


def sources_of(body: Body) -> set[str | None]:
    return {service.get("previous_order_id") for service in body["services"]}


every_answer = pytest.mark.parametrize("vendor", STAGING_VARIANTS, ids=name_of, indirect=True)


def outside(number: object) -> str:
    return f'staging: {{slug: ai_virtual_staging, quantity: 5, source: {{order_id: "{number}"}}}}'


@dataclass(kw_only=True)
class Inside:
    """The same home at the embedded sandbox, whose clock is the run's."""

    project: Project

    def wants(self, *needs: str, vendor: str = "") -> None:
        text = home("P-1").replace(f"require: {{{SHOT}}}", f"require: {{{', '.join(needs)}}}")
        self.project.write(text, vendor=vendor)
        self.project.edit(f'"{self.project.vendor.endpoint}"', "sandbox")

    def run(self, *arguments: str) -> Ran:
        ran = self.project.run(*arguments, DOOR=None, PLANOMATIC_API_KEY=None)
        assert ran.code == 0, ran.out + ran.err
        return ran

    def apply(self) -> Document:
        return self.run(*APPLY, "--json").doc

    def plan(self) -> Document:
        return self.run("plan", "--json").doc

    def orders(self) -> list[str]:
        """`id  home  status`, oldest first."""
        return [line for line in self.run("sandbox", "orders").out.splitlines() if "P-1" in line]

    def number(self, place: int = 0) -> str:
        return self.orders()[place].split()[0]

    def settled(self) -> Document:
        document = self.plan()
        assert document["order_changes"] == document["deferred_changes"] == []
        assert document["blocked_changes"] == document["warnings"] == []
        return document
