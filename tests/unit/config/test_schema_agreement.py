"""The JSON Schema and the loader are made of the same declarations; this shows that they agree."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.unit.config.design import DESIGN_SMALL, DESIGN_SMALLEST
from tests.unit.config.loading import HEAD, load_texts

from listwright.app.validate import validate_portfolio
from listwright.compose.environment import Environment
from listwright.compose.project import Workshop
from listwright.config.json_schema import project_schema
from listwright.config.yaml import Mapping, Node, Scalar, Sequence, parse_yaml
from listwright.model.columns import NATIVE_COLUMNS

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = project_schema()
VALIDATOR = Draft202012Validator(SCHEMA)

EVERYTHING = """\
version: 1
project: sunbelt-sfr
namespace: sunbelt
timezone: America/Denver
required_version: ">=0.1,<1"
ledger: {url: {env: LISTWRIGHT_LEDGER}}
vendors:
  planomatic:
    kind: planomatic
    endpoint: https://api.planomatic.com
    api_key: {env: PLANOMATIC_API_KEY}
    rate: {per_minute: 30}
    duplicate_window: 72h
    catalog: {add: {drone: {quantities: any, access: false}}}
billing:
  - {when: {market: f1}, entity: investment_entity_1}
  - {when: {market: [f2, f3]}, entity: investment_entity_2}
prices:
  planomatic: {currency: USD, items: {photos: {15: "125.00", 20: "150.00"}, drone: {1: "0.00"}}}
limits:
  max_creates: 150
  max_creates_per_rule: 100
  max_cancels: 10
  max_spend: "25000.00"
  monthly_budget: {investment_entity_1: "40000.00"}
  require_prices: true
  on_limit: refuse
lifecycle: {on_removed: {declared: cancel, inventory: keep}, on_change: replace}
plan: {ttl: 24h, refresh: auto, refresh_budget: 200, max_staleness: 6h}
webhooks: {token: [{env: OLD_TOKEN}, {file: new.token}]}
defaults:
  vendor: planomatic
  fresh_for:
    max_age: 24mo
    renew_before: 30d
    warn_after: 18mo
    counted_from: captured
    invalidated_by: [renovated_on]
  import: {photos: {order_id: {column: turn_id}}}
  access:
    method: {column: method_of_access}
    access_code: {secret_column: access_code_ref}
    contact_name: Field Ops
    contact_phone: "+1 555-555-0100"
packages:
  listing:
    photos: {slug: photos, quantity: 20}
    tour: {slug: zillow_3d_and_floor_plans, quantity: 1}
  staging:
    staging: {slug: ai_virtual_staging, quantity: 5, source: photos, follow_source: true}
    again: {slug: image_select, quantity: 1, source: {order_id: 654321}, met_by: [enhanced]}
    waive: {again: {reason: not this year, until: 2026-12-31, by: jsmith}}
freeze:
  - {from: 2026-12-24, to: 2027-01-02, allow: [cancel], reason: year-end}
rules:
  - name: rental-ready
    when: {status: [vacant_ready, listed], property_type: single_family}
    require: [listing]
    ready_when: {status: vacant_ready, ready_on: {at_least_ago: 1d}}
  - name: large-homes
    when: {square_footage: {gte: 3000}, any: [{city: Denver}, {not: [{state: CO}]}]}
    require: [staging, {photos: {quantity: 25}}]
  - name: leased-or-sold
    when: {status: [vacant_rented_ready, sold]}
    require: {photos: none, tour: none}
  - name: student-homes
    when: {market: campus}
    fresh_for: {per_turn: true}
    require: {photos: {protect: true}}
    waive: {tour: {reason: HOA forbids interior tours}}
properties:
  DEN-00412:
    street: 77 Pine Rd
    postal_code: 02134
    timezone: America/Denver
    renamed_from: [DEN-412, 0412]
    protect: true
    bedrooms: 3
    vacant: true
    ready_on: 2026-06-01
    require: {photos: {quantity: 10}}
    order_notes: Gate closes at 18:00.
    metadata: {fund: "${market}", unit: 12}
  PHX-00077: {street: 1 A St, have: {photos: {delivered_at: 2026-02-11, evidence: 2}}}
  MIA-00200: {street: 2 A St, absent: true}
  PHX-00079: {street: 3 A St, import: {photos: {order_id: "640011"}}}
"""

PICTURES = """\
version: 1
project: t
vendors:
  planomatic: {kind: planomatic, endpoint: sandbox}
  ahd:
    kind: aihomedesign
    api: v3
    endpoint: sandbox
    rate: {per_minute: 600, submits_per_10_minutes: 100}
    settle: 5m
    retry_rejected: 12h
    catalog: {file: ahd.yaml}
    link_hosts: [d111.cloudfront.net, "*.cdn.example.com"]
defaults: {vendor: planomatic}
limits: {max_images: 40}
assets: {path: out/pictures}
packages:
  styled:
    photos: {slug: photos, quantity: 20}
    staging: {vendor: ahd, source: photos, rooms: [living_room, bedroom], style: scandinavian}
    again:
      vendor: ahd
      tool: virtual_staging
      source: {need: photos, captions: ["Living*"], sequences: [1, 3]}
      style: modern
      options: {color: [sand, blue], remove_shadow: true, sky: dusk}
      max_images: 4
      on_missing: skip
    own: {vendor: ahd, source: {files: ["photos/${city}/*.jpg"]}, style: modern}
    old: {vendor: ahd, source: {order_id: 654321, captions: ["*bed*"]}, style: prime}
rules: [{name: all, require: [styled]}]
properties:
  P-1: {street: 1 A St, city: Denver, require: {staging: {style: modern}}}
"""

_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def as_editors_see_it(node: Node) -> Any:
    """The value of a node by the core schema of YAML 1.2, which editors use."""
    if isinstance(node, Mapping):
        return {entry.key.text: as_editors_see_it(entry.value) for entry in node}
    if isinstance(node, Sequence):
        return [as_editors_see_it(item) for item in node]
    return typed(node)


def typed(node: Scalar) -> Any:
    if not node.plain:
        return node.text
    if node.is_null:
        return None
    if node.text in {"true", "True", "TRUE", "false", "False", "FALSE"}:
        return node.text.lower() == "true"
    if _INTEGER.fullmatch(node.text):
        return int(node.text)
    return float(node.text) if _FLOAT.fullmatch(node.text) else node.text


def complaints(text: str) -> list[str]:
    mapping = parse_yaml(text.encode(), "f").mapping
    assert mapping is not None
    return [error.message for error in VALIDATOR.iter_errors(as_editors_see_it(mapping))]


def examples() -> dict[str, str]:
    found = {"small": DESIGN_SMALL, "smallest": DESIGN_SMALLEST}
    found |= {"everything": EVERYTHING, "pictures": PICTURES}
    for path in sorted(ROOT.glob("examples/*/listwright.yaml")):
        found[path.parent.name] = path.read_text(encoding="utf-8")
    return found


def test_the_schema_is_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_every_key_is_described_and_no_other_is_allowed() -> None:
    for name, definition in SCHEMA["$defs"].items():
        assert definition.get("description"), name
        for key, schema in definition.get("properties", {}).items():
            if name not in {"condition", "test"}:
                assert schema["description"], f"{name}.{key}"
        if "properties" in definition and name not in {"condition", "package"}:
            assert definition["additionalProperties"] is False, name


def test_every_native_column_may_stand_in_a_home() -> None:
    home = SCHEMA["$defs"]["home"]["properties"]
    assert set(NATIVE_COLUMNS) - set(home) == {"external_property_id"}


@pytest.mark.parametrize("name", examples())
def test_the_schema_accepts_every_example(name: str) -> None:
    assert complaints(examples()[name]) == []


@pytest.mark.parametrize("text", [EVERYTHING, PICTURES])
def test_the_loader_accepts_everything(text: str, tmp_path: Path) -> None:
    assert load_texts(tmp_path, main=text).diagnostics == ()


REFUSED = [
    "rulez: []",
    "prices: {}",
    "prices: {planomatic: {currency: USD}}",
    'prices: {planomatic: {currency: usd, items: {photos: {15: "1.00"}}}}',
    "prices: {planomatic: {currency: USD, items: {photos: {15: 1.00}}}}",
    'prices: {planomatic: {currency: USD, items: {photos: {15: "1"}}}}',
    'prices: {planomatic: {currency: USD, items: {photos: {0: "1.00"}}}}',
    'prices: {planomatic: {currency: USD, items: {photos: {15: "-1.00"}}}}',
    "limits: {max_spend: 1.00}",
    'limits: {max_spend: "1,000.00"}',
    "limits: {monthly_budget: {}}",
    "limits: {monthly_budget: {e: 5}}",
    "limits: {require_prices: yes}",
    "limits: {max_creates: -1}",
    'limits: {max_creates: "1"}',
    "plan: {refresh: never}",
    "rules: []",
    "rules: [{require: [listing]}]",
    "properties: {P 1: {street: x}}",
    "properties: {P-1: {stret: x}}",
    "properties: {P-1: {require: []}}",
    "properties: {P-1: {absent: yes}}",
    "properties: {P-1: {renamed_from: [P 0]}}",
    "properties: {P-1: {waive: {photos: {until: 2027-01-01}}}}",
    "properties: {P-1: {import: {photos: {}}}}",
    "properties: {P-1: {require: {photos: {source: {files: [a], order_id: 1}}}}}",
    "properties: {P-1: {require: {photos: {source: {captions: [a]}}}}}",
    "properties: {P-1: {require: {photos: {source: {files: []}}}}}",
    "properties: {P-1: {require: {photos: {source: {need: photos, sequences: [0]}}}}}",
    "properties: {P-1: {require: {photos: {rooms: [Living Room]}}}}",
    "properties: {P-1: {require: {photos: {style: Mid Century}}}}",
    "properties: {P-1: {require: {photos: {max_images: 501}}}}",
    "properties: {P-1: {require: {photos: {on_missing: wait}}}}",
    "properties: {P-1: {require: {photos: {options: {sky: [a, a]}}}}}",
    "assets: {}",
    "limits: {max_images: -1}",
    "properties: {P-1: {require: {photos: {met_by: [a, a]}}}}",
    "properties: {P-1: {require: {photos: {fresh_for: {}}}}}",
    "properties: {P-1: {require: {photos: {fresh_for: {max_age: 0d}}}}}",
    "freeze: [{from: 2026-12-24}]",
    "freeze: [{from: 2026-12-24, to: 2026-12-24, allow: []}]",
]


@pytest.mark.parametrize("text", REFUSED)
def test_both_refuse(text: str, tmp_path: Path) -> None:
    assert complaints(HEAD + text)
    assert load_texts(tmp_path, main=HEAD + text).portfolio is None


@pytest.mark.parametrize("hosts", ["[]", "['*.com']", "['https://a.b/']", "['a.b', 'a.b']"])
def test_both_refuse_hosts_of_pictures(hosts: str, tmp_path: Path) -> None:
    text = HEAD.replace("sandbox}", f"sandbox, link_hosts: {hosts}}}")
    assert complaints(text)
    assert load_texts(tmp_path, main=text).portfolio is None


@st.composite
def mutated(draw: st.DrawFn, text: str) -> str:
    """The project with a few of its words replaced, repeated or taken away."""
    tokens = re.findall(r"[A-Za-z_0-9.$]+|\n *|[^A-Za-z_0-9.$\n]", text)
    words = sorted({*re.findall(r"[A-Za-z_]+|[0-9]+", text), "none", "any", "~", "today", "''"})
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(tokens) - 1))
        change = draw(st.sampled_from(["replace", "insert", "delete", "twice", "swap", "noise"]))
        if change == "replace":
            tokens[at] = draw(st.sampled_from(words))
        elif change == "insert":
            tokens.insert(at, draw(st.sampled_from([*"{}[],:- \"'\n&*!|>#%@`", *words])))
        elif change == "delete":
            tokens[at] = ""
        elif change == "twice":
            tokens.insert(at, tokens[at])
        elif change == "swap":
            other = draw(st.integers(0, len(tokens) - 1))
            tokens[at], tokens[other] = tokens[other], tokens[at]
        else:
            tokens[at] = draw(st.text(max_size=5))
    return "".join(tokens)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=mutated(EVERYTHING) | mutated(PICTURES))
def test_no_text_raises_and_what_loads_satisfies_the_schema(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder)
        (path / "listwright.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
        result = load_texts(path)
    assert (result.portfolio is None) is bool(
        [finding for finding in result.diagnostics if finding.severity.value == "error"]
    )
    for finding in result.diagnostics:
        assert finding.span is not None
    if result.portfolio is not None:
        assert complaints(text) == []


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=mutated(EVERYTHING))
def test_a_sketch_can_always_be_searched_for_more(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder)
        (path / "listwright.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
        result = load_texts(path)
        if result.sketch is None:
            return
        now = datetime(2026, 11, 22, tzinfo=UTC)
        with Workshop(result.sketch, path, Environment(variables={})) as workshop:
            found = validate_portfolio(result.sketch, workshop.vendors, result.diagnostics, now=now)
    assert bool(found.errors) or result.portfolio is not None
