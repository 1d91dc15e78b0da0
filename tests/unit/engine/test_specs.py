"""What one order would ask for, and which line supplied it."""

from pathlib import Path

import pytest
from tests.support.projects import portfolio_from
from tests.unit.engine.facts import CALENDAR, SPAN, TODAY, facts

from listwright.engine.access import AccessFinder, MissingFactError
from listwright.engine.memory import basis_of, columns_read, facts_then
from listwright.engine.needs import NeedResolver
from listwright.engine.request import request_digest
from listwright.engine.specs import BuiltSpec, Placing, build_spec
from listwright.model.portfolio import Portfolio
from listwright.model.private import SecretSource
from listwright.model.rules import AccessRule

DEFAULTS = """defaults:
  vendor: planomatic
  billing_entity: entity
  access:
    method: keypad
    access_code: {env: DOOR}
    lockbox_location: front door
    contact_name: Jane Doe
    contact_phone: "+1 555-555-5555"
    vacant: true
"""
ROWS = """inventory:
  - {name: units, csv: {path: units.csv}}
rules:
  - name: all
    require: {photos: {slug: photos, quantity: 15}}
"""


def build(portfolio: Portfolio) -> BuiltSpec:
    home = portfolio.homes[0]
    needs = NeedResolver(portfolio, CALENDAR).needs_of(home, home.facts)
    return build_spec(
        portfolio,
        home,
        needs.specs,
        placing=Placing(account=portfolio.vendors["planomatic"].account, calendar=CALENDAR),
    )


def test_defaults_column_and_home_in_that_order(tmp_path: Path) -> None:
    header = "external_property_id,method_of_access,onsite_contact_name,onsite_contact_phone\n"
    portfolio = portfolio_from(
        tmp_path,
        DEFAULTS + ROWS + "properties:\n  P-1: {access: {contact_phone: '+1 555 000 0001'}}\n",
        units__csv=header + "P-1,go_direct_vacant,Bob Row,+1 555 000 0002\n",
    )
    built = build(portfolio)
    access = built.spec.access
    assert access.method == "go_direct_vacant"
    assert access.contact_name is not None
    assert access.contact_name.reveal() == "Bob Row"
    assert access.contact_phone is not None
    assert access.contact_phone.reveal() == "+1 555 000 0001"
    assert access.lockbox_location is not None
    assert access.lockbox_location.reveal() == "front door"
    origins = built.spec.origins
    assert origins["property_access.method_of_access"].row == 1
    assert origins["property_access.onsite_contact_phone"].file == "listwright.yaml"
    assert str(access.contact_phone) == "***"


@pytest.mark.parametrize(
    ("cell", "source", "name"),
    [
        ("env:LOCKBOX_1", SecretSource.ENV, "LOCKBOX_1"),
        ("file:codes/1", SecretSource.FILE, "codes/1"),
        ("0042", SecretSource.INLINE, "access_code_ref"),
        ("", SecretSource.ENV, "DOOR"),
    ],
)
def test_access_codes(tmp_path: Path, cell: str, source: SecretSource, name: str) -> None:
    header = "external_property_id,access_code_ref\n"
    portfolio = portfolio_from(tmp_path, DEFAULTS + ROWS, units__csv=f"{header}P-1,{cell}\n")
    code = build(portfolio).spec.access.access_code
    assert code is not None
    assert (code.source, code.name) == (source, name)
    assert "0042" not in code.label


def test_a_code_from_a_file_of_codes(tmp_path: Path) -> None:
    own = DEFAULTS.replace("{env: DOOR}", "{json_file: codes.json, key: {column: lock}}")
    header = "external_property_id,lock\n"
    portfolio = portfolio_from(tmp_path, own + ROWS, units__csv=header + "P-1,L-7\n")
    code = build(portfolio).spec.access.access_code
    assert code is not None
    assert code.label == "json_file:codes.json#L-7"


@pytest.mark.parametrize(
    ("own", "cell", "status", "default", "vacant"),
    [
        ("vacant: false", "true", "vacant_ready", "true", False),
        ("", "false", "vacant_ready", "true", False),
        ("", "", "vacant_ready", "false", True),
        ("", "", "occupied", "true", False),
        ("", "", "notice_rented", "true", False),
        ("", "", "listed", "true", True),
        ("vacant: {column: empty_now}", "", "listed", "true", False),
    ],
)
def test_whether_somebody_lives_there(
    tmp_path: Path, own: str, cell: str, status: str, default: str, vacant: bool
) -> None:
    defaults = DEFAULTS.replace("vacant: true", f"vacant: {default}")
    rows = ROWS.replace("{path: units.csv}", "{path: units.csv}, types: {empty_now: flag}")
    entry = f"properties:\n  P-1: {{access: {{{own}}}}}\n" if own else ""
    portfolio = portfolio_from(
        tmp_path,
        defaults + rows + entry,
        units__csv=f"external_property_id,vacant,status,empty_now\nP-1,{cell},{status},false\n",
    )
    assert build(portfolio).spec.access.vacant is vacant


def test_nobody_says_whether_it_is_vacant() -> None:
    home = facts(status="listed", vacant="")
    finder = AccessFinder(facts=home, own=AccessRule(), defaults=AccessRule())
    with pytest.raises(MissingFactError) as missing:
        finder.vacant()
    assert missing.value.fact == "vacant"
    assert missing.value.span.row == 1


def test_what_nobody_wrote_points_to_where_it_should_stand() -> None:
    finder = AccessFinder(facts=facts(status="x"), own=AccessRule(), defaults=AccessRule())
    assert finder.method()[0] is None
    assert finder.private("contact_email")[0] is None
    code, place = finder.access_code()
    assert code is None
    assert place.row == 1


NOTED = """rules:
  - name: all
    require:
      photos:
        {slug: photos, quantity: 15, order_notes: "Gate ${gate}.", metadata: {region: "${city}"}}
      tour:
        slug: zillow_3d_and_floor_plans
        quantity: 1
        order_notes: Bring a ladder.
        metadata: {region: Denver}
properties:
  P-1:
    street: 1 A St
    city: Denver
    facts: {gate: "4711"}
    order_notes: Ring twice.
    metadata: {region: West, fund: f1}
    preferred_date: 2026-12-01
"""


def test_notes_are_joined_and_the_home_has_the_last_word(tmp_path: Path) -> None:
    built = build(portfolio_from(tmp_path, DEFAULTS + NOTED))
    assert built.spec.order_notes is not None
    assert built.spec.order_notes.reveal() == "Gate 4711.\nBring a ladder.\nRing twice."
    assert built.spec.metadata == (("fund", "f1"), ("region", "West"))
    assert str(built.spec.access.preferred_date) == "2026-12-01"
    assert built.findings == ()
    assert not built.spec.is_staging_only


def test_metadata_that_differs_is_an_error(tmp_path: Path) -> None:
    built = build(portfolio_from(tmp_path, DEFAULTS + NOTED.replace('"${city}"', "Boulder")))
    assert [finding.code for finding in built.findings] == ["LW1352"]


@pytest.mark.parametrize(
    ("wish", "day"), [("2026-12-01", "2026-12-01"), ("2026-11-22", "None"), ("", "None")]
)
def test_an_old_wish_of_the_row_is_forgotten(tmp_path: Path, wish: str, day: str) -> None:
    header = "external_property_id,preferred_on\n"
    portfolio = portfolio_from(tmp_path, DEFAULTS + ROWS, units__csv=f"{header}P-1,{wish}\n")
    built = build(portfolio)
    assert str(built.spec.access.preferred_date) == day
    assert built.findings == ()


def test_the_request_digest_knows_references_and_not_private_texts(tmp_path: Path) -> None:
    def digest(text: str) -> str:
        return request_digest(build(portfolio_from(tmp_path, text + NOTED)).spec)

    base = digest(DEFAULTS)
    assert digest(DEFAULTS.replace("Jane Doe", "John Roe")) == base
    assert digest(DEFAULTS.replace("env: DOOR", "env: GATE")) != base
    assert digest(DEFAULTS.replace("keypad", "lockbox_code")) != base
    assert digest(DEFAULTS.replace("entity\n", "other\n")) != base


def test_the_memory_of_an_order_keeps_what_rules_read(tmp_path: Path) -> None:
    rows = ROWS.replace("  - name: all\n", "  - name: all\n    when: {status: listed, fund: f1}\n")
    portfolio = portfolio_from(
        tmp_path, DEFAULTS + rows, units__csv="external_property_id,status,fund\nP-1,listed,f1\n"
    )
    read = columns_read(portfolio)
    address = {"street", "street2", "postal_code"}
    assert read == {"status", "fund"} | address
    home = portfolio.homes[0]
    needs = NeedResolver(portfolio, CALENDAR).needs_of(home, home.facts)
    basis = basis_of(home, needs, needs.specs, read=read, day=TODAY)
    assert basis.origin == "units"
    assert basis.facts == {"status": "listed", "fund": "f1"} | dict.fromkeys(address, "")
    assert basis.keys == ("photos",)
    assert basis.slugs == ("photos",)
    assert [entry.split("@")[0] for entry in basis.trail] == ["all"]
    assert facts_then(facts(status="sold"), basis).values == ("listed", "f1")
    assert facts_then(home.facts, basis).values == home.facts.values
    assert SPAN.file == "listwright.yaml"
