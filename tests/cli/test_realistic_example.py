# ruff: noqa: E501 - the rows of a table
"""The realistic example of the design, end to end on the sandbox, with an invented inventory.

On 23 November three orders are placed as the files stood that morning. In the afternoon the files
are those of the design; what they say of single homes, and every rule, has something to act on.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.cli.project import Project, Ran
from tests.servers.planomatic_like import serving
from tests.unit.config.design import DESIGN_OVERRIDES, DESIGN_REALISTIC, DESIGN_RULES

from listwright.sandbox.planomatic.calls import Accepted, Call, carry_out
from listwright.sandbox.store import SandboxStore

HEAD = "unit_id,status,property_type,street,city,state,postal_code,timezone,price,square_footage,make_ready_done,construction_final,program,fund,method_of_access,access_code_ref,renovated_on,vacant\n"
MORNING = """\
PHX-78,vacant_ready,single_family,78 Sun Rd,Phoenix,AZ,85004,America/Phoenix,1900,1500,2026-11-18,,,f3,rently,,,
MIA-00200,vacant_ready,single_family,200 Bay Dr,Miami,FL,33101,America/New_York,3000,2100,2026-11-19,,,f2,rently,,,
TPA-00310,vacant_ready,single_family,310 Palm Ct,Tampa,FL,33603,America/New_York,2200,1600,2026-11-20,,,f1,rently,,,
"""
AFTERNOON = """\
DEN-00412,vacant_ready,single_family,412 Pine St,Denver,CO,80205,America/Denver,2900,3200,2026-11-10,,,f1,keypad,env:DOOR,,
DEN-00413,vacant_ready,single_family,413 Pine St,Denver,CO,80205,America/Denver,2950,1900,2026-11-23,,,f1,keypad,env:DOOR,,
DEN-00414,listed,single_family,414 Pine St,Denver,CO,80205,America/Denver,2500,1900,2026-11-01,,,f1,keypad,env:DOOR,,true
ATL-09911,vacant_ready,single_family,9911 Oak Ave,Atlanta,GA,30303,America/New_York,2100,3100,2026-11-01,,,f2,rently,,2026-03-01,
PHX-00077,vacant_ready,single_family,77 Sun Rd,Phoenix,AZ,85004,America/Phoenix,1900,1500,2026-11-12,,,f3,rently,,,
PHX-00078,vacant_ready,single_family,78 Sun Rd,Phoenix,AZ,85004,America/Phoenix,1900,1500,2026-11-18,,,f3,rently,,,
PHX-00079,vacant_ready,single_family,79 Sun Rd,Phoenix,AZ,85004,America/Phoenix,1950,1500,2026-11-15,,,f1,rently,,,
DAL-00501,construction_final,single_family,501 Elm St,Dallas,TX,75211,America/Chicago,2300,2000,,2026-11-20,build_to_rent,f2,rently,,,true
DAL-00502,under_construction,single_family,502 Elm St,Dallas,TX,75211,America/Chicago,2300,2000,,2027-01-15,build_to_rent,f2,rently,,,true
MIA-00200,vacant_ready,single_family,200 Bay Dr,Miami,FL,33101,America/New_York,3000,2100,2026-11-19,,,f2,rently,,,
TPA-00310,vacant_rented_ready,single_family,310 Palm Ct,Tampa,FL,33603,America/New_York,2200,1600,2026-11-20,,,f1,rently,,,
CLT-00600,occupied,single_family,600 Mill Rd,Charlotte,NC,28205,America/New_York,1900,1500,,,,f2,rently,,,
"""
NOON = "2026-11-23T16:00:00Z"
SEEDED = datetime(2026, 6, 1, 15, 0, tzinfo=UTC)
Document = dict[str, Any]


@dataclass(kw_only=True)
class Realistic:
    """The project, and what it planned in the afternoon."""

    project: Project
    plan: Document = field(default_factory=dict)

    def write(self, rows: str, overrides: str) -> None:
        """The design's files, with the vendor inside."""
        text = DESIGN_REALISTIC.replace("https://api.planomatic.com ", "sandbox ")
        text = text.replace("per_minute: 30", "per_minute: 6000")  # the sandbox need not be spared
        files = {
            "listwright.yaml": text,
            "rules/portfolio.yaml": DESIGN_RULES,
            "overrides/homes.yaml": overrides,
            "exports/unit_vacancy.csv": HEAD + rows,
        }
        for name, content in files.items():
            path = self.project.root / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, encoding="utf-8")

    def run(self, *arguments: str) -> Ran:
        ran = self.project.json(*arguments, DOOR=None, PLANOMATIC_API_KEY=None)
        assert ran.code == 0, ran.out + ran.err
        return ran

    def change(self, home: str) -> Document:
        """The one change planned for a home."""
        (found,) = (one for one in self.plan["order_changes"] if one["property"] == home)
        return dict(found)

    def services(self, home: str) -> dict[str, int]:
        return {line["slug"]: line["quantity"] for line in self.change(home)["services"]}

    def beside(self, home: str) -> list[tuple[str, str]]:
        """Need and reason of what waits or is blocked at a home."""
        waits = [*self.plan["deferred_changes"], *self.plan["blocked_changes"]]
        found = ((one["need"], one["reason"]) for one in waits)
        return sorted(one for one in found if one[0].startswith(f"{home}/"))


BY_HAND: Document = {
    "api_key": "key-of-the-dashboard",
    "external_property_id": "PHX-00079",
    "billing_entity_slug": "investment_entity_1",
    "services": [{"slug": "photos", "quantity": 20}],
    "property": {
        "property_type": "single_family",
        "location": {
            "street": "79 Sun Rd",
            "city": "Phoenix",
            "state": "AZ",
            "postal_code": "85004",
        },
    },
    "property_access": {
        "vacant": True,
        "method_of_access": "rently",
        "onsite_contact_name": "Jane Doe",
        "onsite_contact_phone": "+1 555-555-5555",
    },
}


def seed(path: Path) -> None:
    """Order 640011 of the files: photos of PHX-00079, ordered by hand and long since delivered."""
    with closing(SandboxStore(path)) as store:
        with store.transaction() as connection:
            connection.execute("INSERT INTO sqlite_sequence VALUES ('planomatic_order', 640010)")
        call = Call(document=BY_HAND, options=store.options(), store=store, now=SEEDED)
        done = carry_out("create", call)
        assert isinstance(done, Accepted), done
        assert done.order.order_id == 640011


@pytest.fixture(scope="module")
def realistic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Realistic]:
    root = tmp_path_factory.mktemp("realistic")
    with serving() as unused:
        told = Realistic(project=Project(root=root, vendor=unused))
        (root / ".listwright").mkdir()
        seed(root / ".listwright" / "sandbox.db")
        told.run("sandbox", "advance", "--to", NOON)
        told.write(MORNING, "properties: {MIA-00200: {order_notes: Ring twice.}}\n")
        assert told.run("apply", "--bootstrap", "--auto-approve").doc["summary"]["done"] == 3
        told.run("sandbox", "advance", "1h")
        told.write(AFTERNOON, DESIGN_OVERRIDES)
        reports = ("--report", "md=plan.md", "--report", "csv=plan.csv")
        told.plan = told.run("plan", *reports).doc
        yield told


def test_it_validates_without_a_finding(realistic: Realistic) -> None:
    document = realistic.run("validate").doc
    assert document["valid"]
    assert document["errors"] == document["warnings"] == []
    assert (document["files"], document["properties"]) == (4, 12)


def test_a_home_says_less_than_its_rules(realistic: Realistic) -> None:
    """DEN-00412 is large (25) and says 10; staging rides along."""
    assert realistic.services("DEN-00412") == {
        "photos": 10,
        "zillow_3d_and_floor_plans": 1,
        "ai_virtual_staging": 5,
    }
    change = realistic.change("DEN-00412")
    assert {line["previous_order_id"] for line in change["services"]} == {None}
    assert change["billing_entity"] == "investment_entity_1"
    where = {item["rule"] for item in change["because"]}
    assert where == {"rental-ready", "large-homes", "denver-staging", "properties.DEN-00412"}


def test_a_large_home_whose_tour_is_waived(realistic: Realistic) -> None:
    assert realistic.services("ATL-09911") == {"photos": 25}
    assert realistic.beside("ATL-09911") == []
    assert realistic.plan["summary"]["needs"]["waived"] == 1
    status = realistic.run("status", "ATL-09911/tour").doc["needs"]
    assert [need["condition"] for need in status] == ["Waived"]
    assert "HOA forbids interior tours" in status[0]["why"]


def test_photos_that_exist_are_not_ordered(realistic: Realistic) -> None:
    assert realistic.services("PHX-00077") == {"zillow_3d_and_floor_plans": 1}


def test_a_renamed_home_keeps_its_order(realistic: Realistic) -> None:
    assert [c for c in realistic.plan["order_changes"] if "78" in c["property"]] == []
    needs = realistic.run("status", "PHX-00078").doc["needs"]
    assert {need["condition"] for need in needs} == {"Progressing"}


def test_an_order_placed_by_hand_is_imported(realistic: Realistic) -> None:
    changes = [one for one in realistic.plan["order_changes"] if one["property"] == "PHX-00079"]
    by_action = {one["actions"][0]: one for one in changes}
    assert by_action["import"]["order_id"] == "640011"
    assert by_action["import"]["needs"] == ["PHX-00079/photos"]
    assert by_action["create"]["needs"] == ["PHX-00079/tour"]


def test_an_absent_home_and_a_leased_one_lose_their_orders(realistic: Realistic) -> None:
    for home in ("MIA-00200", "TPA-00310"):
        change = realistic.change(home)
        assert (change["actions"], change["reason"]) == (["cancel"], "explicit")


def test_what_is_not_ready_waits(realistic: Realistic) -> None:
    waits = {item["need"]: item for item in realistic.plan["deferred_changes"]}
    ready = waits["DEN-00413/photos"]
    assert (ready["reason"], ready["until"]) == ("not_ready", "2026-11-24T07:00:00Z")
    assert waits["DEN-00413/staging"]["reason"] == "dependency_deferred"
    built = waits["DAL-00502/photos"]
    assert (built["reason"], built["until"]) == ("not_ready", "2027-01-16T06:00:00Z")
    assert waits["DEN-00414/photos"]["until"] is None
    assert realistic.services("DAL-00501") == {"photos": 25}


def test_one_apply_later_nothing_is_left_to_do(realistic: Realistic) -> None:
    done = realistic.run("apply", "--auto-approve").doc
    assert done["summary"] == {"done": 8, "failed": 0, "unknown": 0, "skipped": 0}
    again = realistic.run("plan", "--detailed-exitcode").doc
    assert again["order_changes"] == again["blocked_changes"] == []
    with closing(SandboxStore(realistic.project.root / ".listwright" / "sandbox.db")) as store:
        homes = [row.external_property_id for row in store.orders() if row.status != "canceled"]
    assert len(homes) == len({*homes}) + 1, "only PHX-00079 has two orders: its photos and its tour"


def test_its_page_for_a_pull_request_fits_and_tells_what_ends(realistic: Realistic) -> None:
    text = (realistic.project.root / "plan.md").read_text(encoding="utf-8")
    assert len(text.encode()) <= 60_000
    creates = realistic.plan["summary"]["orders"]["create"]
    assert text.startswith(f"## Listwright: {creates} orders to create, 2 to cancel, ")
    for home in ("MIA-00200", "TPA-00310"):
        change = realistic.change(home)
        assert f"| `{home}` | `{change['order_id']}` |" in text
    files = text + (realistic.project.root / "plan.csv").read_text(encoding="utf-8")
    for private in ("Jane Doe", "555-5555", "env:DOOR", "Ring twice"):
        assert private not in files
