"""The catalog that ships with listwright, plus what a project adds to it."""

import tomllib
from functools import cache
from pathlib import Path

from listwright.model.catalog import Catalog, ServiceOffer

KIND = "planomatic"

# Not `importlib.resources`: it imports temporary files and archives, which every plan would pay.
_FILE = Path(__file__).with_name("catalog_2026_06_24.toml")


@cache
def _shipped() -> Catalog:
    document = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    offers = tuple(
        ServiceOffer(
            slug=row["slug"],
            quantities=tuple(row["quantities"]) if "quantities" in row else None,
            access=row["access"],
            asset=row["asset"],
        )
        for row in document["offer"]
    )
    return Catalog(kind=KIND, dated=document["dated"], source=document["source"], offers=offers)


def load_catalog(additions: tuple[ServiceOffer, ...] = ()) -> Catalog:
    """The shipped catalog with `additions`; an addition replaces the offer of the same slug."""
    shipped = _shipped()
    added = {offer.slug: offer for offer in additions}
    kept = tuple(offer for offer in shipped.offers if offer.slug not in added)
    return Catalog(
        kind=KIND,
        dated=shipped.dated,
        source=shipped.source,
        offers=kept + tuple(added.values()),
    )
