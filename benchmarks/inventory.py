"""Invented inventories of any size, in the shape of `examples/portfolio`, the same on every run."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import NamedTuple

DAY = date(2026, 11, 22)
"""The day around which all dates lie."""

SEED = 20261122

HEADER = (
    "external_property_id,turn_id,billing_entity_slug,status,status_since,ready_on,"
    "construction_final_on,last_move_out_on,turn_started_on,next_move_in_on,street,street2,city,"
    "state,postal_code,latitude,longitude,market,property_type,bedrooms,bathrooms,square_footage,"
    "price,vacant,method_of_access,access_code_ref,lockbox_location,onsite_contact_name,"
    "onsite_contact_phone,onsite_contact_email,preferred_on,photos_delivered_on,year_built,"
    "renovated_on,tags,notes,fund"
)
"""The native columns and one of the user's own: 37."""

PROJECT = """\
version: 1
project: benchmark
timezone: America/Denver
vendors:
  planomatic:
    kind: planomatic
    endpoint: "{endpoint}"
    api_key: {{env: PLANOMATIC_API_KEY}}
    duplicate_window: 72h
inventory:
  - name: homes
    csv: {{path: homes.csv}}
billing:
  - {{when: {{fund: f1}}, entity: investment_entity_1}}
  - {{when: {{fund: [f2, f3]}}, entity: investment_entity_2}}
limits: {{max_creates: 10000000, max_cancels: 10000000}}
defaults:
  vendor: planomatic
  access:
    method: {{column: method_of_access}}
    access_code: {{secret_column: access_code_ref}}
    contact_name: Field Ops
    contact_phone: "+1 555-555-0100"
  fresh_for: {{max_age: 24mo}}
  ready_when: {{status: [vacant_ready, listed], ready_on: {{at_least_ago: 1d}}}}
packages:
  listing:
    photos: {{slug: photos, quantity: 15}}
    tour: {{slug: zillow_3d_and_floor_plans, quantity: 1}}
rules:
  - {{name: rental-ready, when: {{status: [vacant_ready, listed]}}, require: [listing]}}
  - {{name: being-made-ready, when: {{status: vacant_unrented_not_ready}}, require: [listing]}}
  - name: large-homes
    when: {{square_footage: {{gte: 2800}}}}
    require: {{photos: {{quantity: 25}}}}
  - name: small-homes
    when: {{square_footage: {{lt: 1000}}}}
    require: {{photos: {{quantity: 10}}}}
  - name: upper-rents
    when: {{price: {{gte: 3000}}, status: [vacant_ready, listed]}}
    require: {{exterior: {{slug: exterior_photos, quantity: 3}}}}
  - name: denver-community
    when: {{city: Denver, property_type: condo_townhouse, status: [vacant_ready, listed]}}
    require: {{community: {{slug: community_photography, quantity: 5}}}}
  - {{name: old-homes, when: {{year_built: {{lt: 1960}}}}, require: {{photos: {{quantity: 20}}}}}}
  - name: recently-ready
    when: {{ready_on: {{after: "2026-11-01"}}, bedrooms: {{gte: 5}}}}
    require: {{photos: {{quantity: 25}}}}
  - name: lake-streets
    when: {{street: {{glob: "* Lake *"}}}}
    require: {{photos: {{quantity: 25}}}}
  - name: leased-or-sold
    when: {{status: [vacant_rented_ready, sold]}}
    require: {{photos: none, tour: none}}
"""
"""Ten rules that use every kind of comparison."""

_STATUSES = (
    ("occupied",) * 60 + ("vacant_ready",) * 12 + ("vacant_unrented_not_ready",) * 8
    + ("listed",) * 6 + ("notice_unrented",) * 6 + ("vacant_rented_ready",) * 4
    + ("excluded",) * 2 + ("sold",) * 2
)  # fmt: skip
_STREETS = ("Vine St", "Holly St", "Oak Ave", "Pine Rd", "Elm Ct", "Lake Shore Dr", "Maple Way")
_BLOCK = 4096


class Market(NamedTuple):
    """A city with the beginning of its postal codes and its place on the map."""

    code: str
    city: str
    state: str
    postal: str
    latitude: int
    longitude: int


_MARKETS = (
    Market("DEN", "Denver", "CO", "802", 39, -104),
    Market("ATL", "Atlanta", "GA", "303", 33, -84),
    Market("PHX", "Phoenix", "AZ", "850", 33, -112),
    Market("TPA", "Tampa", "FL", "336", 27, -82),
    Market("CLT", "Charlotte", "NC", "282", 35, -80),
    Market("DAL", "Dallas", "TX", "752", 32, -96),
)

SECRETS = {f"{lock}_{market.code}": "0000" for lock in ("LOCKBOX", "KEYPAD") for market in _MARKETS}
"""The environment that the access codes of the homes are read from."""


def write_inventory(path: Path, rows: int) -> None:
    """Write a native CSV of `rows` homes to `path`."""
    lines = _homes(rows)
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(f"{HEADER}\n")
        while block := list(islice(lines, _BLOCK)):
            stream.write("".join(block))


def write_project(folder: Path, rows: int, *, endpoint: str = "http://127.0.0.1:9") -> None:
    """Make `folder` a project of `rows` homes in a CSV and ten rules.

    Nothing listens at the default `endpoint`: a plan over an empty ledger reads nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_inventory(folder / "homes.csv", rows)
    text = PROJECT.format(endpoint=endpoint)
    (folder / "listwright.yaml").write_text(text, encoding="utf-8")


def _homes(rows: int) -> Iterator[str]:
    # One draw for a home instead of thirty: its bits decide everything, which keeps 100,000 homes
    # under a second.
    bits = Random(SEED).getrandbits
    past = tuple((DAY - timedelta(days=days)).isoformat() for days in range(1024))
    ready = tuple((DAY + timedelta(days=days)).isoformat() for days in range(-56, 8))
    for number in range(1, rows + 1):
        draw = bits(96)
        home = _MARKETS[draw % 6]
        status = _STATUSES[(draw >> 4) % 100]
        is_empty = status.startswith("vacant") or status == "listed"
        moved = past[64 + ((draw >> 12) & 63)] if is_empty else ""
        condo = (draw >> 18) & 7 == 0
        code = (draw >> 21) & 3
        yield (
            f"{home.code}-{number:07d},,,{status},{past[(draw >> 23) & 63]},"
            f"{ready[(draw >> 29) & 63] if is_empty else ''},,{moved},{moved},,"
            f"{(draw >> 35) % 9900 + 100} {_STREETS[(draw >> 49) % 7]},"
            f"{'Unit ' + str((draw >> 52) & 63) if condo else ''},{home.city},{home.state},"
            f"{home.postal}{(draw >> 58) % 90 + 10},{home.latitude}.{(draw >> 40) & 0xFFFFF:07d},"
            f"{home.longitude}.{(draw >> 60) & 0xFFFFF:07d},{home.city},"
            f"{'condo_townhouse' if condo else 'single_family'},{(draw >> 64) % 5 + 1},"
            f"{('1', '1.5', '2', '2.5')[(draw >> 67) & 3]},{(draw >> 69) % 270 * 10 + 800},"
            f"{(draw >> 73) % 100 * 25 + 1200},{'true' if status == 'listed' else ''},"
            f"{('lockbox_code', 'lockbox_code', 'keypad', 'rently')[code]},"
            f"{('env:LOCKBOX_', 'env:LOCKBOX_', 'env:KEYPAD_', '')[code]}"
            f"{home.code if code < 3 else ''},{'front door' if code < 2 else ''},,,,,"
            f"{past[(draw >> 80) & 1023] if (draw >> 77) & 7 == 0 else ''},"
            f"{(draw >> 84) % 80 + 1945},,,,f{(draw >> 90) % 3 + 1}\n"
        )
