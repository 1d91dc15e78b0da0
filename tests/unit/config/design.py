# ruff: noqa: E501 - the texts stand as in the design
"""The complete examples of the design: they are a contract."""

DESIGN_SMALL = """\
# yaml-language-server: $schema=../../schemas/listwright.schema.json
version: 1
project: demo
vendors:
  planomatic: {kind: planomatic, endpoint: sandbox, duplicate_window: 72h}
defaults:
  vendor: planomatic
  billing_entity: investment_entity_1
  access: {method: lockbox_code, access_code: {env: LOCKBOX}, lockbox_location: front door, contact_name: Jane Doe, contact_phone: "+1 555-555-5555"}
  fresh_for: {max_age: 24mo}
packages:
  listing:
    photos: {slug: photos, quantity: 15}
    tour: {slug: zillow_3d_and_floor_plans, quantity: 1}
rules:
  - name: vacant homes get the listing package
    when: {status: vacant_ready}
    require: [listing]
properties:
  DEN-001: {status: vacant_ready, property_type: single_family, street: 123 Fake St, city: Denver, state: CO, postal_code: "80205"}
  DEN-003:
    status: vacant_ready
    property_type: single_family
    street: 77 Pine Rd
    city: Denver
    state: CO
    postal_code: "80207"
    have: {photos: {delivered_at: 2026-06-01, evidence: shot by previous vendor}}
"""
DESIGN_SMALLEST = """\
version: 1
project: t
vendors:
  planomatic: {kind: planomatic, endpoint: "http://127.0.0.1:9000", api_key: {env: PLANOMATIC_API_KEY}, duplicate_window: 72h, rate: {per_minute: 6000}}
defaults:
  vendor: planomatic
  billing_entity: investment_entity_1
  access: {method: keypad, access_code: {env: DOOR}, contact_name: Jane Doe, contact_phone: "+1 555-555-5555", vacant: true}
limits: {max_creates: 1000, max_cancels: 1000}
properties:
  P-1:
    property_type: single_family
    street: 1 A St
    city: Denver
    state: CO
    postal_code: "80205"
    require: {photos: {slug: photos, quantity: 15}}
"""

DESIGN_REALISTIC = """\
version: 1
project: sunbelt-sfr
namespace: sunbelt
timezone: America/Denver
required_version: ">=0.1,<1"
include: [rules/*.yaml, overrides/*.yaml]
vendors:
  planomatic:
    kind: planomatic
    endpoint: https://api.planomatic.com       # or `sandbox`, or https://api-sandbox.planomatic.com, or any base URL
    api_key: {env: PLANOMATIC_API_KEY}
    rate: {per_minute: 30}
    duplicate_window: 72h
inventory:
  - name: units
    csv: {path: exports/unit_vacancy.csv}
    id: unit_id
    types: {construction_final: date, make_ready_done: date}
billing:
  - {when: {fund: f1}, entity: investment_entity_1}
  - {when: {fund: [f2, f3]}, entity: investment_entity_2}
prices:
  planomatic:
    currency: USD
    items: {photos: {10: "100.00", 15: "125.00", 20: "150.00", 25: "175.00"}, zillow_3d_and_floor_plans: {1: "125.00"}, ai_virtual_staging: {5: "45.00"}}
limits: {max_creates: 150, max_creates_per_rule: 100, max_cancels: 10, max_spend: "25000.00", monthly_budget: {investment_entity_1: "40000.00"}, require_prices: true, on_limit: refuse}
lifecycle: {on_removed: {declared: cancel, inventory: keep}, on_change: replace, on_change_delivered: keep, on_vendor_cancel: block}
plan: {ttl: 24h, refresh: auto, refresh_budget: 200, max_staleness: 6h}
freeze:
  - {from: 2026-12-24, to: 2027-01-02, allow: [cancel], reason: year-end}
defaults:
  vendor: planomatic
  fresh_for: {max_age: 24mo, warn_after: 18mo, counted_from: captured, invalidated_by: [renovated_on]}
  access: {method: {column: method_of_access}, access_code: {secret_column: access_code_ref}, contact_name: Field Ops, contact_phone: "+1 555-555-0100"}
packages:
  listing:
    photos: {slug: photos, quantity: 20}
    tour: {slug: zillow_3d_and_floor_plans, quantity: 1}
  staging-ai:
    staging: {slug: ai_virtual_staging, quantity: 5, source: photos, follow_source: true}
"""
"""Without what a later release adds: presets, guards, `applies`, a database. The second vendor comes with `with_pictures`; rules and homes stand in the files that it
includes."""


def with_pictures(text: str, vendor: str = "api_key: {env: AHD_API_KEY}") -> str:
    """The realistic example with its second vendor and the package of styled staging."""
    account = f"  ahd: {{kind: aihomedesign, api: v3, {vendor}}}\n"
    return text.replace("inventory:\n", account + "inventory:\n") + DESIGN_STYLED


DESIGN_STYLED = """\
  staging-styled:
    staging: {vendor: ahd, source: photos, rooms: [living_room, bedroom], style: scandinavian, max_images: 4}
"""

DESIGN_RULES = """\
rules:
  - name: rental-ready
    when: {status: [vacant_ready, listed], property_type: single_family}
    require: [listing]
    ready_when: {status: vacant_ready, make_ready_done: {at_least_ago: 1d}}
  - name: new-construction
    when: {program: build_to_rent}
    require: {photos: {slug: photos, quantity: 25}}
    ready_when: {construction_final: {before: today}}
  - name: large-homes
    when: {square_footage: {gte: 3000}}
    require: {photos: {quantity: 25}}            # replaces quantity only
  - name: denver-staging
    when: {city: Denver, state: CO, price: {gte: 2800}}
    require: [staging-ai]
  - name: leased-or-sold
    when: {status: [vacant_rented_ready, sold]}
    require: {photos: none, tour: none}          # an explicit none cancels what can still be cancelled
"""
DESIGN_OVERRIDES = """\
properties:
  DEN-00412: {require: {photos: {quantity: 10}}, order_notes: Gate closes at 18:00.}
  ATL-09911: {waive: {tour: {reason: HOA forbids interior tours, until: 2027-03-31, by: jsmith}}}
  PHX-00077: {have: {photos: {delivered_at: 2026-02-11, evidence: previous photographer}}}
  PHX-00078: {renamed_from: [PHX-78]}
  PHX-00079: {import: {photos: {order_id: "640011"}}}
  MIA-00200: {absent: true}                      # explicit intent: cancel what can be cancelled, else report
"""
