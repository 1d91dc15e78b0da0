"""Access codes in a column: references that were mistyped must not be sent as codes."""

import pytest

from listwright.config.inventory.cells import check_codes


@pytest.mark.parametrize(
    "text", ["", "env:LB_AUS", "file:codes/aus.txt", "4321", "#4321*", "A B", "LB_AUS"]
)
def test_references_and_codes(text: str) -> None:
    assert check_codes([text]) is None


@pytest.mark.parametrize(
    "text", ["evn:LB_AUS", "ENV:LB_AUS", "env:", "env: LB_AUS", "env:1A", "${LB_AUS}", "$LB", " 4"]
)
def test_mistyped_references(text: str) -> None:
    unread = check_codes(["4321", text])
    assert unread is not None
    assert unread.texts == {text}
    assert text.strip() not in unread.explain(text).detail
