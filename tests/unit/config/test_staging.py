"""What a need may say beside its service: `source`, `follow_source`, `met_by`, `protect`."""

from pathlib import Path

import pytest
from tests.unit.config.loading import HEAD, HOME, loaded, refusal

from listwright.model.rules import Entry, Source

STAGING = HEAD + "    staging: {slug: ai_virtual_staging, quantity: 5, INNER}\n" + HOME


def entry(root: Path, inner: str) -> Entry:
    text = STAGING.replace("INNER", inner) + "rules: [{name: r, require: [listing]}]\n"
    return loaded(root, text).rules[0].entries[1]


SOURCES = {
    "source: photos": Source(key="photos"),  # type: ignore[arg-type]
    'source: "photos"': Source(key="photos"),  # type: ignore[arg-type]
    'source: {order_id: "654321"}': Source(order_id="654321"),  # type: ignore[arg-type]
    "source: {order_id: 0654321}": Source(order_id="0654321"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("inner", SOURCES)
def test_sources(inner: str, tmp_path: Path) -> None:
    source = entry(tmp_path, inner).source
    assert source is not None
    assert source.value == SOURCES[inner]
    assert source.span.at == "listwright.yaml:9"


def test_truth_values_and_other_services(tmp_path: Path) -> None:
    read = entry(
        tmp_path, "follow_source: true, protect: false, met_by: [ai_staging_2, enhanced_staging]"
    )
    assert (read.source, read.fresh_for) == (None, None)
    assert read.follow_source is not None
    assert read.follow_source.value is True
    assert read.protect is not None
    assert read.protect.value is False
    assert read.met_by is not None
    assert read.met_by.value == ("ai_staging_2", "enhanced_staging")
    assert str(read.met_by.span).startswith("listwright.yaml:9:")


def test_an_entry_without_a_slug_may_name_any_service(tmp_path: Path) -> None:
    text = HEAD + "rules: [{name: r, require: [listing, {photos: {met_by: [photos]}}]}]\n"
    assert loaded(tmp_path, text).rules[0].entries[1].met_by is not None


REFUSED = {
    "source: §phoots": ("LW1322", "'phoots' is the key of no need"),
    "source: §Photos": ("LW1110", "the key of a need"),
    "source: §~": ("LW1050", ""),
    "source: §[photos]": ("LW1051", ""),
    "source: §{}": ("LW1104", "needs `need`, `order_id` or `files`"),
    "source: {§key: photos, order_id: 1}": ("LW1101", "write its key: `photos`"),
    "source: {order_id: §'6 5'}": ("LW1110", "the id of an order"),
    "source: {order_id: §{column: fund}}": ("LW1051", ""),
    "follow_source: §photos": ("LW1054", "'photos'"),
    "protect: §yes": ("LW1054", "'yes'"),
    "met_by: §photos": ("LW1107", "brackets"),
    "met_by: §[]": ("LW1113", "empty list"),
    "met_by: [a, §a]": ("LW1116", "`met_by` has the same item at listwright.yaml:9:"),
    "met_by: [a, §ai_virtual_staging]": ("LW1362", "the service of `staging` itself"),
    "met_by: [§' a']": ("LW1111", "space"),
    "§folow_source: true": ("LW1101", "folow_source"),
}


@pytest.mark.parametrize("inner", REFUSED)
def test_what_is_refused(inner: str, tmp_path: Path) -> None:
    code, says = REFUSED[inner]
    finding = refusal(tmp_path, STAGING.replace("INNER", inner))
    assert finding.code == code
    assert says in finding.detail


def test_did_you_mean(tmp_path: Path) -> None:
    assert refusal(tmp_path, STAGING.replace("INNER", "source: §phoots")).suggestion == "photos"
    finding = refusal(tmp_path, STAGING.replace("INNER", "§folow_source: true"))
    assert finding.suggestion == "follow_source"
