# ruff: noqa: E501 - the rows of a table
"""The realistic example of the design, with an invented inventory."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.unit.config.design import (
    DESIGN_OVERRIDES,
    DESIGN_REALISTIC,
    DESIGN_RULES,
    with_pictures,
)
from tests.unit.config.loading import loaded

from listwright.model.duration import Duration
from listwright.model.names import NeedKey
from listwright.model.portfolio import Override, Portfolio
from listwright.model.rules import CountedFrom, FreshFor, Source

UNITS = """\
unit_id,status,property_type,street,city,state,postal_code,price,square_footage,make_ready_done,construction_final,program,fund,renovated_on,method_of_access,access_code_ref,timezone
DEN-00412,vacant_ready,single_family,412 Pine St,Denver,CO,80205,2900,1800,2026-11-10,,,f1,,keypad,env:DOOR,
ATL-09911,listed,single_family,9911 Oak Ave,Atlanta,GA,30303,2100,3200,2026-11-01,,,f2,2026-03-01,rently,,America/New_York
PHX-00077,vacant_ready,single_family,77 Sun Rd,Phoenix,AZ,85004,1900,1500,,,,f3,,rently,,America/Phoenix
PHX-00078,vacant_rented_ready,single_family,78 Sun Rd,Phoenix,AZ,85004,1900,1500,,,,f3,,rently,,America/Phoenix
PHX-00079,under_construction,single_family,79 Sun Rd,Phoenix,AZ,85004,1900,1500,,2027-01-15,build_to_rent,f1,,rently,,
MIA-00200,occupied,single_family,200 Bay Dr,Miami,FL,33101,3000,2100,,,,f2,,rently,,America/New_York
"""


@pytest.fixture
def realistic(tmp_path: Path) -> Portfolio:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "unit_vacancy.csv").write_text(UNITS)
    return loaded(
        tmp_path,
        with_pictures(DESIGN_REALISTIC),
        rules_portfolio=DESIGN_RULES,
        overrides_homes=DESIGN_OVERRIDES,
    )


def said_of(portfolio: Portfolio, home: str) -> Override:
    (found,) = (one.override for one in portfolio.homes if one.id == home)
    assert found is not None
    return found


def test_it_loads_without_a_finding(realistic: Portfolio) -> None:
    assert realistic.lineage == "sunbelt-sfr/sunbelt"
    assert len(realistic.homes) == 6
    assert [file.file for file in realistic.files] == [
        "rules/portfolio.yaml",
        "overrides/homes.yaml",
        "listwright.yaml",
        "exports/unit_vacancy.csv",
    ]
    assert [rule.name for rule in realistic.rules] == [
        "rental-ready",
        "new-construction",
        "large-homes",
        "denver-staging",
        "leased-or-sold",
    ]


def test_freshness_freeze_and_staging(realistic: Portfolio) -> None:
    fresh = realistic.defaults.fresh_for
    assert fresh is not None
    assert fresh.value == FreshFor(
        max_age=Duration(months=24, delta=timedelta(), text="24mo"),
        warn_after=Duration(months=18, delta=timedelta(), text="18mo"),
        counted_from=CountedFrom.CAPTURED,
        invalidated_by=("renovated_on",),
    )
    (freeze,) = realistic.freeze
    assert (freeze.first, freeze.last) == (date(2026, 12, 24), date(2027, 1, 2))
    (staging,) = realistic.rules[3].entries
    assert staging.source is not None
    assert staging.source.value == Source(key=NeedKey("photos"))
    assert staging.follow_source is not None


def test_the_second_vendor_makes_pictures(realistic: Portfolio) -> None:
    vendor = realistic.vendors["ahd"]
    assert (vendor.api, vendor.sells_pictures) == ("v3", True)
    assert vendor.account.id == "aihomedesign/api.aihomedesign.com/ahd"


def test_what_is_said_of_single_homes(realistic: Portfolio) -> None:
    (waive,) = said_of(realistic, "ATL-09911").waive
    assert (waive.reason, waive.until) == ("HOA forbids interior tours", date(2027, 3, 31))
    (have,) = said_of(realistic, "PHX-00077").have
    assert have.delivered_at == date(2026, 2, 11)
    assert [one.value for one in said_of(realistic, "PHX-00078").renamed_from] == ["PHX-78"]
    (adopted,) = said_of(realistic, "PHX-00079").imports
    assert adopted.order_id == "640011"
    assert said_of(realistic, "MIA-00200").absent
