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
