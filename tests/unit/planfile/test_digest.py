"""Fingerprints: the same meaning gives the same text, everywhere."""

from dataclasses import replace

import pytest
from tests.golden.plans import PLANS, create

from listwright.engine.digest import canonical_json, change_digest, plan_digest, sha256_of


def test_canonical_form() -> None:
    assert canonical_json({"b": (1, None), "a": "é"}) == b'{"a":"\\u00e9","b":[1,null]}'
    assert canonical_json([1, 2]) == canonical_json((1, 2))


def test_a_digest_that_never_changes() -> None:
    assert sha256_of({}) == (
        "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    )


@pytest.mark.parametrize("value", [object(), {1, 2}, b"x"])
def test_what_is_not_json_has_no_digest(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


def test_numbers_that_are_none_have_no_digest() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json(float("nan"))


def test_only_what_was_reviewed_counts() -> None:
    change = create("P-1")
    assert change_digest(replace(change, why="other", revision=9)) == change_digest(change)
    assert change_digest(replace(change, billing_entity="x")) != change_digest(change)


def test_plans_differ_by_their_changes() -> None:
    assert len({plan_digest(build().changes) for build in PLANS.values()}) == 8
