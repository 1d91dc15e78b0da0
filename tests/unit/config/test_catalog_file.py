"""A catalog file on its own: what it may hold, and whose it is."""

from pathlib import Path

from listwright.config.catalog_file import read_catalog, read_catalog_file
from listwright.model.catalog import Catalog, ServiceOffer

TEXT = b"""\
kind: planomatic
dated: 2026-10-01
source: mail
offers:
  photos: {quantities: [15, 10, 10], access: true, asset: false}
  drone: {quantities: any, access: false, asset: false}
"""


def test_a_catalog_is_read(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_bytes(TEXT)
    found = read_catalog_file(tmp_path / "c.yaml", "c.yaml", kind="planomatic")
    assert isinstance(found, Catalog)
    assert (found.kind, found.dated.isoformat(), found.source) == (
        "planomatic",
        "2026-10-01",
        "mail",
    )
    assert found.offers == (
        ServiceOffer(slug="photos", quantities=(10, 15), access=True, asset=False),
        ServiceOffer(slug="drone", quantities=None, access=False, asset=False),
    )


def test_a_catalog_of_another_vendor() -> None:
    found = read_catalog(TEXT, "c.yaml", kind="aihomedesign")
    assert isinstance(found, tuple)
    (finding,) = found
    assert (finding.code, str(finding.span)) == ("LW1451", "c.yaml:1:7")


def test_what_is_not_written_is_not_guessed() -> None:
    short = TEXT.replace(b", asset: false", b"").replace(b"source: mail\n", b"")
    found = read_catalog(short, "c.yaml", kind="planomatic")
    assert isinstance(found, tuple)
    assert [finding.code for finding in found] == ["LW1104"] * 3


def test_a_flood_of_findings_is_cut() -> None:
    rows = "".join(f"  s{number}: {{quantities: no}}\n" for number in range(2_000))
    found = read_catalog(TEXT + rows.encode(), "c.yaml", kind="planomatic")
    assert isinstance(found, tuple)
    assert "LW1115" in {finding.code for finding in found}
