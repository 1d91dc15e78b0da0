"""Writes exports/homes.csv: 250 invented homes in six markets, the same ones on every run.

    python examples/portfolio/make_homes.py

Streets and postal codes fit their cities; house numbers, people and dates are made up, telephone
numbers are of the 555-01xx range reserved for fiction, mail addresses of example.com. Dates lie
around DAY, so that a plan made on that day shows something of everything. Access codes are never in
the file: a cell names the environment variable that holds the code of its market.
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

DAY = date(2026, 11, 22)
SEED = 20261122
TARGET = Path(__file__).resolve().parent / "exports" / "homes.csv"

STATUSES = {
    "occupied": 70,
    "vacant_ready": 58,
    "vacant_unrented_not_ready": 22,
    "listed": 22,
    "notice_unrented": 14,
    "vacant_rented_ready": 12,
    "under_construction": 12,
    "construction_final": 12,
    "vacant_rented_not_ready": 8,
    "excluded": 8,
    "notice_rented": 6,
    "sold": 6,
}
"""How many homes have each status: 250 together."""

COLUMNS = (
    "external_property_id",
    "turn_id",
    "billing_entity_slug",
    "status",
    "status_since",
    "ready_on",
    "construction_final_on",
    "last_move_out_on",
    "turn_started_on",
    "next_move_in_on",
    "street",
    "street2",
    "city",
    "state",
    "postal_code",
    "latitude",
    "longitude",
    "timezone",
    "market",
    "property_type",
    "bedrooms",
    "bathrooms",
    "square_footage",
    "price",
    "vacant",
    "method_of_access",
    "access_code_ref",
    "lockbox_location",
    "onsite_contact_name",
    "onsite_contact_phone",
    "onsite_contact_email",
    "preferred_on",
    "photos_delivered_on",
    "year_built",
    "renovated_on",
    "tags",
    "notes",
    "fund",
    "program",
    "community",
    "tour_on",
)
"""The native header, then four columns of this portfolio's own."""

LIVED_IN = frozenset({"occupied", "notice_unrented", "notice_rented"})
"""Nobody lets himself in there, so there is nothing to open the door with."""

RENOVATED = {
    "ATL-00105": "2026-11-02",
    "CLT-00119": "2026-11-04",
    "DAL-00139": "2026-10-20",
    "DEN-00124": "2026-10-30",
    "PHX-00137": "2026-11-10",
    "TPA-00139": "2026-11-05",
}
"""Homes renovated between two tenants, and when; some have photos from before."""

CAMPUS = "Proctor Park"
"""The community that is rented to students."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """One city with the streets and postal codes homes may have; rent in dollars a month."""

    code: str
    city: str
    state: str
    timezone: str
    area_code: str
    center: tuple[float, float]
    postal_codes: tuple[str, ...]
    streets: tuple[str, ...]
    communities: tuple[str, ...]
    rent: int


MARKETS = (
    Market(
        code="DEN",
        city="Denver",
        state="CO",
        timezone="America/Denver",
        area_code="303",
        center=(39.739, -104.965),
        postal_codes=("80205", "80207", "80211", "80219", "80220", "80238"),
        streets=("Vine St", "Gaylord St", "Dahlia St", "Holly St", "Zuni St", "Tejon St"),
        communities=("Sand Creek Row", "Montbello Commons"),
        rent=2650,
    ),
    Market(
        code="ATL",
        city="Atlanta",
        state="GA",
        timezone="America/New_York",
        area_code="404",
        center=(33.735, -84.425),
        postal_codes=("30310", "30311", "30314", "30315", "30316", "30318"),
        streets=(
            "Lawton St SW",
            "Beecher St SW",
            "Sylvan Rd SW",
            "Peeples St SW",
            "Moreland Ave SE",
        ),
        communities=("Cascade Landing", "Proctor Park"),
        rent=2100,
    ),
    Market(
        code="PHX",
        city="Phoenix",
        state="AZ",
        timezone="America/Phoenix",
        area_code="602",
        center=(33.478, -112.085),
        postal_codes=("85008", "85015", "85017", "85021", "85033", "85041"),
        streets=("W Glenrosa Ave", "W Campbell Ave", "E Willetta St", "W Osborn Rd", "N 31st Ave"),
        communities=("Laveen Fields", "Encanto Court"),
        rent=2050,
    ),
    Market(
        code="TPA",
        city="Tampa",
        state="FL",
        timezone="America/New_York",
        area_code="813",
        center=(27.985, -82.445),
        postal_codes=("33603", "33604", "33605", "33610", "33612", "33614"),
        streets=("N Highland Ave", "E Idlewild Ave", "E Hanna Ave", "N 22nd St", "W Sligh Ave"),
        communities=("Hillsborough Bend", "Seminole Walk"),
        rent=2200,
    ),
    Market(
        code="CLT",
        city="Charlotte",
        state="NC",
        timezone="America/New_York",
        area_code="704",
        center=(35.235, -80.820),
        postal_codes=("28205", "28208", "28212", "28213", "28215", "28216"),
        streets=("Enderly Rd", "Tuckaseegee Rd", "Shamrock Dr", "Eastway Dr", "Milton Rd"),
        communities=("Reedy Creek Place", "Paw Creek Mill"),
        rent=2000,
    ),
    Market(
        code="DAL",
        city="Dallas",
        state="TX",
        timezone="America/Chicago",
        area_code="214",
        center=(32.755, -96.795),
        postal_codes=("75211", "75216", "75217", "75224", "75227", "75228"),
        streets=("S Marsalis Ave", "S Ewing Ave", "W Illinois Ave", "Bruton Rd", "Ferguson Rd"),
        communities=("White Rock Terrace", "Trinity Mews"),
        rent=2150,
    ),
)


class Portfolio:
    """Draws homes; every draw comes from one seeded source, so the order of calls is the file."""

    def __init__(self, seed: int) -> None:
        """The same `seed` gives the same homes."""
        self._random = Random(seed)  # noqa: S311 - invented homes need no cryptography

    def homes(self) -> list[dict[str, str]]:
        """All rows, sorted by id; the statuses are spread over the markets."""
        statuses = [status for status, count in STATUSES.items() for _ in range(count)]
        self._random.shuffle(statuses)
        rows = []
        for index, status in enumerate(statuses):
            market = MARKETS[index % len(MARKETS)]
            rows.append(self._home(market, 101 + index // len(MARKETS), status))
        return sorted(rows, key=lambda row: row["external_property_id"])

    def _home(self, market: Market, number: int, status: str) -> dict[str, str]:
        row = dict.fromkeys(COLUMNS, "")
        row["external_property_id"] = f"{market.code}-{number:05d}"
        row["status"] = status
        row.update(self._dwelling(market, status))
        row.update(self._access(market))
        if status in LIVED_IN:
            row.update(method_of_access="no_access_needed", access_code_ref="", lockbox_location="")
        row.update(self._dates(status))
        if row["last_move_out_on"]:
            row["turn_id"] = f"{row['external_property_id']}-{row['last_move_out_on'][:7]}"
            row["turn_started_on"] = row["last_move_out_on"]
        row.update(self._photos(status))
        row["fund"] = self._random.choice(("f1", "f1", "f2", "f3"))
        if status in {"listed", "construction_final", "under_construction", "sold", "excluded"}:
            row["vacant"] = "true"
        row["renovated_on"] = RENOVATED.get(row["external_property_id"], "")
        if row["community"] == CAMPUS:
            row["tags"] = "campus"
        if status == "excluded":
            row["tags"] = self._random.choice(("litigation", "fire damage", "sale pending"))
        return row

    def _dwelling(self, market: Market, status: str) -> dict[str, str]:
        draw = self._random
        is_new = status in {"under_construction", "construction_final"}
        shared = not is_new and draw.random() < 0.15
        bedrooms = draw.choice((2, 3, 3, 3, 4, 4, 5)) - (1 if shared else 0)
        area = 420 * bedrooms + draw.randrange(150, 950, 10)
        rent = market.rent + 240 * (bedrooms - 3) + draw.randrange(-150, 300, 25)
        latitude, longitude = market.center
        return {
            "street": f"{draw.randrange(110, 4980)} {draw.choice(market.streets)}",
            "street2": f"Unit {draw.randrange(1, 24)}" if shared else "",
            "city": market.city,
            "state": market.state,
            "postal_code": draw.choice(market.postal_codes),
            "latitude": f"{latitude + draw.uniform(-0.06, 0.06):.5f}",
            "longitude": f"{longitude + draw.uniform(-0.06, 0.06):.5f}",
            "timezone": market.timezone,
            "market": market.city,
            "property_type": "condo_townhouse" if shared else "single_family",
            "bedrooms": str(bedrooms),
            "bathrooms": draw.choice(("1", "1.5", "2", "2.5", "3")),
            "square_footage": str(area),
            "price": str(rent),
            "year_built": str(DAY.year if is_new else draw.randrange(1948, 2019)),
            "program": "build_to_rent" if is_new else "scattered_site",
            "community": draw.choice(market.communities) if is_new or shared else "",
        }

    def _access(self, market: Market) -> dict[str, str]:
        method = self._random.choice(("lockbox_code",) * 6 + ("keypad",) * 3 + ("rently",))
        variable = {"lockbox_code": "LOCKBOX", "keypad": "KEYPAD"}.get(method)
        places = ("front door", "front door", "gas meter", "hose bib at the garage", "back gate")
        digits = self._random.randrange(100, 200)
        return {
            "method_of_access": method,
            "access_code_ref": f"env:{variable}_{market.code}" if variable else "",
            "lockbox_location": self._random.choice(places) if method == "lockbox_code" else "",
            "onsite_contact_name": f"{market.city} Field Team",
            "onsite_contact_phone": f"+1 {market.area_code}-555-0{digits}",
            "onsite_contact_email": f"field.{market.code.lower()}@example.com",
        }

    def _dates(self, status: str) -> dict[str, str]:
        """Status, move-out and readiness, in an order that can have happened."""
        match status:
            case "under_construction":
                return {
                    "status_since": self._day(-260, -90),
                    "construction_final_on": self._day(5, 120),
                }
            case "construction_final":
                since = self._day(-20, 0)
                return {"status_since": since, "construction_final_on": since}
            case "vacant_ready":
                # Some are ready on paper while the last cleaning is still to come.
                ready = self._day(-30, -2) if self._random.random() < 0.8 else self._day(0, 3)
                return {
                    "status_since": self._day(-4, 0) if ready >= str(DAY) else ready,
                    "ready_on": ready,
                    "last_move_out_on": self._day(-90, -40),
                }
            case "listed":
                return {
                    "status_since": self._day(-45, -10),
                    "ready_on": self._day(-60, -46),
                    "last_move_out_on": self._day(-120, -75),
                }
            case "vacant_unrented_not_ready":
                return {
                    "status_since": self._day(-35, -5),
                    "ready_on": self._day(-3, 25),
                    "last_move_out_on": self._day(-45, -36),
                }
            case "vacant_rented_ready" | "vacant_rented_not_ready":
                return {
                    "status_since": self._day(-15, -1),
                    "ready_on": self._day(-25, 5),
                    "last_move_out_on": self._day(-80, -40),
                    "next_move_in_on": self._day(4, 30),
                }
            case "sold" | "excluded":
                return {"status_since": self._day(-200, -20)}
            case _:
                return {"status_since": self._day(-700, -30)}

    def _photos(self, status: str) -> dict[str, str]:
        """What an earlier photographer delivered; photos older than two years are stale."""
        photos = tour = ""
        chance = self._random.random()
        share = {"vacant_ready": 0.3, "listed": 0.7, "occupied": 0.5, "sold": 0.8}.get(status, 0.1)
        if status not in {"under_construction", "construction_final"} and chance < share:
            photos = self._day(-700, -100) if chance > share / 4 else self._day(-1500, -760)
            if self._random.random() < 0.45:
                tour = photos
        return {"photos_delivered_on": photos, "tour_on": tour}

    def _day(self, first: int, last: int) -> str:
        """An ISO date between `first` and `last` days from DAY."""
        return (DAY + timedelta(days=self._random.randint(first, last))).isoformat()


def write_homes(target: Path) -> None:
    """Write the CSV to `target`."""
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(Portfolio(SEED).homes())


if __name__ == "__main__":
    write_homes(TARGET)
