"""Names on the wire, addresses as typed, digests."""

from dataclasses import replace
from itertools import permutations

import pytest

from listwright.engine.addresses import Named, Selector, parse_address
from listwright.engine.digest import canonical_json, sha256_of
from listwright.engine.naming import NamedService, next_generation, order_key, order_stem, stem_of
from listwright.model.names import (
    AccountId,
    Address,
    CanonicalId,
    NeedKey,
    OrderId,
    OrderKey,
    PropertyId,
    ServiceKey,
)

ACCOUNT = AccountId("planomatic/api.planomatic.com/planomatic")
PHOTOS: NamedService = (ServiceKey("photos"), "-", 15, None)
TOUR: NamedService = (ServiceKey("zillow_3d_and_floor_plans"), "-", 1, None)


def stem(*services: NamedService, lineage: str = "t/default", home: str = "den-1") -> str:
    return order_stem(lineage, ACCOUNT, CanonicalId(home), services=services)


def test_golden_names() -> None:
    """These never change: a lost ledger is rebuilt by them."""
    assert stem(PHOTOS) == "lw1-k7pxkyhhgrc5a731a6np"
    assert stem(PHOTOS, TOUR) == "lw1-ph169wr3hns9x5b36spz"
    assert (
        stem((ServiceKey("photos"), "2026-11", 15, OrderId("640001"))) == "lw1-p7apwmzab0340tp5txwm"
    )


def test_every_part_is_in_the_name() -> None:
    others = {
        stem(PHOTOS),
        stem(PHOTOS, lineage="t/other"),
        stem(PHOTOS, home="den-2"),
        stem(PHOTOS, TOUR),
        stem((ServiceKey("photos"), "-", 20, None)),
        stem((ServiceKey("photos"), "2026-11", 15, None)),
        stem((ServiceKey("photos"), "-", 15, OrderId("1"))),
        order_stem("t/default", AccountId("x"), CanonicalId("den-1"), services=[PHOTOS]),
    }
    assert len(others) == 8


def test_the_order_of_services_does_not_name() -> None:
    assert len({stem(*some) for some in permutations([PHOTOS, TOUR])}) == 1


@pytest.mark.parametrize(
    ("ended", "used", "generation"),
    [
        (0, [], 1),
        (2, [], 3),
        (0, ["lw1-a-g1"], 2),
        (1, ["lw1-a-g4", "lw1-b-g9", None], 5),
        (0, ["lw1-a-gx"], 1),
    ],
)
def test_generations(ended: int, used: list[OrderKey | None], generation: int) -> None:
    assert next_generation("lw1-a", ended, used) == generation


def test_stem_and_key_are_inverse() -> None:
    assert stem_of(order_key("lw1-abc", 12)) == "lw1-abc"


KNOWN = frozenset({CanonicalId("den-1"), CanonicalId("a/photos")})


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("DEN-1", Named(property=PropertyId("DEN-1"))),
        ("den-1/photos", Named(property=PropertyId("den-1"), key=NeedKey("photos"))),
        ("a/photos", Named(property=PropertyId("a/photos"))),
        ("A/photos/tour", Named(property=PropertyId("A/photos"), key=NeedKey("tour"))),
        ("b/Unit 3", Named(property=PropertyId("b/Unit 3"))),
        ("b/UNIT", Named(property=PropertyId("b/UNIT"))),
        ("order:654321", Named(order_id=OrderId("654321"))),
    ],
)
def test_addresses(text: str, named: Named) -> None:
    assert parse_address(text, KNOWN) == named


@pytest.mark.parametrize(
    ("pattern", "matches", "matches_home"),
    [
        ("DEN-1", True, True),
        ("den-1/photos", True, True),
        ("DEN-1/tour", False, True),
        ("DEN-*", True, True),
        ("*/photos", True, True),
        ("ATL-*", False, False),
    ],
)
def test_selectors(pattern: str, matches: bool, matches_home: bool) -> None:
    selector = Selector(("nothing", pattern))
    address = Address(PropertyId("DEN-1"), NeedKey("photos"))
    assert selector.matches(address) is matches
    assert selector.matches_property(address.property) is matches_home


def test_no_pattern_selects_nothing_and_is_false() -> None:
    assert not Selector(())
    assert Selector(("x",))
    assert not Selector(()).matches(Address(PropertyId("DEN-1"), NeedKey("photos")))


def test_canonical_json() -> None:
    assert canonical_json({"b": (1, "é"), "a": None}) == b'{"a":null,"b":[1,"\\u00e9"]}'
    assert sha256_of([]).startswith("sha256:4f53cda18c2baa0c")
    with pytest.raises(TypeError):
        canonical_json({"x": object()})
    with pytest.raises(ValueError, match="float"):
        canonical_json(float("nan"))


def test_an_address_sorts_and_prints() -> None:
    address = Address(PropertyId("DEN-1"), NeedKey("photos"))
    assert str(address) == "DEN-1/photos"
    assert address < replace(address, key=NeedKey("tour"))
